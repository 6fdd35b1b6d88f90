import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reports.compare import Comparison, compare, sections, to_json
from reports.snapshot import Finding, Obligation, RulebookMark, Snapshot, digest
from reports.wording import MARKS
from tests.reports.snapshots import FINDINGS, position, snapshot


def duty(id: str, **changes: Any) -> Obligation:
    return next(o for o in snapshot().obligations if o.id == id).model_copy(update=changes)


def with_duties(*changed: Obligation, **more: Any) -> Snapshot:
    by_id = {o.id: o for o in changed}
    return snapshot(obligations=tuple(by_id.get(o.id, o) for o in snapshot().obligations), **more)


def with_answer(question: str, **changes: Any) -> Snapshot:
    return snapshot(
        answers=tuple(
            a.model_copy(update=changes) if a.question == question else a for a in snapshot().answers
        )
    )


def fields_of(comparison: Comparison) -> list[tuple[str, str, list[str]]]:
    return [(c.kind, c.subject, [field.field for field in c.fields]) for c in comparison.law]


def said(comparison: Comparison) -> dict[str, list[str]]:
    return {id: [line.en for line in lines] for id, _, lines in sections(comparison)}


def test_a_snapshot_against_itself_shows_nothing() -> None:
    comparison = compare(snapshot(), snapshot())
    assert comparison.is_empty
    assert sections(comparison) == ()
    assert comparison.old == comparison.new
    assert comparison.same_service


def test_another_report_of_the_same_state_shows_nothing_either() -> None:
    report = snapshot().report.model_copy(update={"id": "another", "status": "released"})
    comparison = compare(snapshot(), snapshot(report=report))
    assert comparison.is_empty
    assert (comparison.old.report, comparison.new.report) == (snapshot().report.id, "another")
    assert comparison.new.digest == digest(snapshot(report=report)) != comparison.old.digest


def test_another_service_is_told_apart() -> None:
    client = snapshot().client.model_copy(update={"en": "Someone else"})  # type: ignore[union-attr]
    assert not compare(snapshot(), snapshot(client=client)).same_service


def test_answers_given_changed_and_withdrawn_are_told_in_the_questions_own_words() -> None:
    answer = snapshot().answers[1].answer.model_copy(update={"zh": "公众", "en": "The public"})
    changed = with_answer("audience", raw=("public_open",), answer=answer)
    comparison = compare(snapshot(), changed)
    assert [(a.question, a.kind) for a in comparison.answers] == [("audience", "changed")]
    assert comparison.answers[0].words.en == (
        "Who can use the service?: from “Merchants within our own platform” to “The public”."
    )
    assert comparison.answers[0].words.zh == "谁可以使用该服务？：由“本平台内的商户”变为“公众”。"
    unanswered = next(a for a in snapshot().answers if a.question == "posm_features").answer
    gone = with_answer("audience", raw=None, state="unanswered", answer=unanswered)
    assert [a.kind for a in compare(snapshot(), gone).answers] == ["withdrawn"]
    assert [a.kind for a in compare(gone, snapshot()).answers] == ["answered"]


def test_an_answer_that_was_parked_is_told_though_its_words_are_the_same() -> None:
    comparison = compare(snapshot(), with_answer("training_data", state="answered"))
    assert said(comparison)["answers"] == [
        "Where does the training data come from?: from “parked, without effect” to “answered”."
    ]


def test_outcomes_are_gained_lost_opened_settled_and_moved() -> None:
    new = with_duties(
        duty("PIPL-38", outcome="applies"),
        duty("PIPL-55", outcome="does_not_apply"),
        duty("LBL-5", outcome="undetermined"),
        duty("GAI-17-A", outcome="applies"),
        duty("ANT-8", outcome="does_not_apply"),
    )
    comparison = compare(snapshot(), new)
    assert [(o.obligation, o.kind) for o in comparison.outcomes] == [
        ("GAI-17-A", "settled"),
        ("LBL-5", "opened"),
        ("PIPL-55", "lost"),
        ("PIPL-38", "gained"),
        ("ANT-8", "moved"),
    ]
    assert comparison.outcomes[3].words.en == (
        "PIPL-38 Conditions for sending personal information abroad: from “does not apply” to “applies”. "
        "Because no personal information leaves the mainland. "
        "It would change if access from abroad were given."
    )


def test_a_finding_tells_each_field_that_moved() -> None:
    found = FINDINGS["LBL-4"].model_copy(
        update={"judgement": "met", "status": "done", "gap": None, "evidence": ("E-03", "E-06")}
    )
    comparison = compare(snapshot(), with_duties(duty("LBL-4", finding=found)))
    assert [f.field for f in comparison.findings[0].fields] == ["judgement", "status", "gap", "evidence"]
    assert comparison.findings[0].words.en == (
        "LBL-4 Visible labels on generated content: Finding: from “partly met” to “met”; "
        "Remediation: from “in progress” to “done”; "
        "Gap: from “Images carry a label; texts copied out of the editor do not.” to “none”; "
        "Evidence: from “E-03” to “E-03, E-06”."
    )


def test_a_finding_that_says_not_assessed_is_the_same_as_none() -> None:
    assert compare(snapshot(), with_duties(duty("LBL-5", finding=None))).is_empty


def test_a_finding_that_fell_out_of_reach_is_told_by_its_outcome_alone() -> None:
    comparison = compare(snapshot(), with_duties(duty("LBL-4", outcome="does_not_apply", finding=None)))
    assert list(said(comparison)) == ["outcomes"]


def test_positions_are_taken_changed_and_withdrawn() -> None:
    point = snapshot().open_points[0]
    b = snapshot(open_points=(point.model_copy(update={"position": position()}),))
    other = position().model_copy(update={"reading": "a"})
    a = snapshot(open_points=(point.model_copy(update={"position": other}),))
    assert [p.kind for p in compare(snapshot(), b).positions] == ["taken"]
    assert [p.kind for p in compare(b, a).positions] == ["changed"]
    assert [p.kind for p in compare(a, snapshot(open_points=())).positions] == ["withdrawn"]
    assert said(compare(b, a))["positions"] == [
        "OP-02 Is a tool for merchants inside a platform provided “to the public in the mainland”?: "
        "from “Reading B” to “Reading A”."
    ]


def test_a_position_taken_again_for_another_reason_is_told_without_another_reading() -> None:
    point = snapshot().open_points[0]

    def taken(reason: str) -> Snapshot:
        stands = position().model_copy(update={"reason": reason})
        return snapshot(open_points=(point.model_copy(update={"position": stands}),))

    one, other = taken("The tool sits behind a log-in."), taken("The CAC has said so.")
    found = compare(one, other).positions
    assert [(p.kind, p.before, p.after, p.reason) for p in found] == [
        ("restated", "b", "b", "The CAC has said so.")
    ]
    assert compare(one, one).is_empty


def test_what_changed_on_a_piece_of_evidence_is_named_before_and_after() -> None:
    piece = snapshot().evidence[1]
    changed = piece.model_copy(update={"title": "file", "expires": date(2027, 12, 31), "sha256": "0" * 64})
    found = compare(snapshot(evidence=(piece,)), snapshot(evidence=(changed,))).evidence
    assert [(f.field, f.before and f.before.en, f.after and f.after.en) for f in found[0].fields] == [
        ("title", "Licence agreement, base model", "file"),
        ("sha256", None, "0" * 64),
        ("expires", "31 December 2026", "31 December 2027"),
    ]


def test_evidence_is_added_removed_changed_and_expires() -> None:
    pieces = snapshot().evidence
    changed = pieces[2].model_copy(update={"sha256": "0" * 64})
    added = pieces[4].model_copy(update={"number": "E-06", "title": "New statement"})
    expired = pieces[1].model_copy(update={"expires": date(2026, 11, 20)})
    new = snapshot(evidence=(pieces[0], expired, changed, pieces[4], added))
    assert said(compare(snapshot(), new))["evidence"] == [
        "E-02 Licence agreement, base model: its contents or details changed.",
        "E-02 Licence agreement, base model: expired.",
        "E-03 Screens of labelled images: its contents or details changed.",
        "E-06 New statement: added.",
        "E-04 数据处理协议 Data-processing agreement: removed.",
    ]


def test_what_expired_before_is_not_told_again() -> None:
    old = snapshot(evidence=(snapshot().evidence[1].model_copy(update={"expires": date(2026, 11, 20)}),))
    assert compare(old, old).is_empty


def test_a_new_edition_another_day_and_changed_duties_are_law() -> None:
    mark = RulebookMark(version="2027.01", digest="sha256:" + "ab" * 32, law_known_to=date(2027, 1, 31))
    text = duty("PIPL-21").summary.model_copy(update={"en": "Something more."})
    new = with_duties(duty("PIPL-21", summary=text, mark="secondary"), rulebook=mark, as_of=date(2027, 1, 31))
    comparison = compare(snapshot(), new)
    assert fields_of(comparison) == [
        ("rulebook", "2027.01", ["rulebook"]),
        ("day", "2027-01-31", ["day"]),
        ("obligation_changed", "PIPL-21", ["summary", "mark"]),
    ]
    summary, checked = comparison.law[2].fields
    assert (summary.before, summary.after) == (duty("PIPL-21").summary, text)
    assert (checked.before, checked.after) == (MARKS["checked"], MARKS["secondary"])
    assert said(comparison)["law"] == [
        "Rulebook: from “2026.11 (9b3d…9b3d)” to “2027.01 (abab…abab)”.",
        "Law as of: from “21 November 2026” to “31 January 2027”.",
        "PIPL-21 Entrusted processing and sharing, third-party models included: "
        "changed in what is required, mark.",
    ]


def test_duties_new_and_gone_say_whether_law_or_coverage_brought_them() -> None:
    fewer = tuple(o for o in snapshot().obligations if o.id not in ("PIPL-55", "CSL-23"))
    groups = tuple(
        g.model_copy(update={"included": g.id != "data"}) if g.id == "data" else g
        for g in snapshot().coverage
    )
    narrow = snapshot(obligations=fewer, coverage=groups)
    assert said(compare(narrow, snapshot()))["law"] == [
        "Network and data: now assessed.",
        "PIPL-55 Impact assessment before processing: a new duty, applies.",
        "CSL-23 Multi-level protection and logs for at least six months: "
        "listed because the coverage was widened, applies.",
    ]
    assert said(compare(snapshot(), narrow))["law"] == [
        "Network and data: no longer assessed.",
        "PIPL-55 Impact assessment before processing: no longer in the catalogue.",
        "CSL-23 Multi-level protection and logs for at least six months: "
        "no longer listed because the coverage was narrowed.",
    ]


def test_instruments_new_gone_and_changed_are_law() -> None:
    first, *others = snapshot().instruments
    changed = first.model_copy(update={"status": others[-1].status, "effective": date(2027, 1, 1)})
    new = snapshot(instruments=(changed, *others[:-1], others[-1].model_copy(update={"id": "NEW"})))
    comparison = compare(snapshot(), new)
    assert fields_of(comparison) == [
        ("instrument_changed", "GAI-IM", ["effective", "status"]),
        ("instrument_new", "NEW", ["status"]),
        ("instrument_gone", "HUMAN-DRAFT", ["status"]),
    ]


def test_the_verdict_and_what_it_rests_on_are_told_first() -> None:
    verdict = snapshot().verdict.model_copy(
        update={"scope": "in_scope", "title": snapshot().verdict.title.model_copy(update={"en": "Within"})}
    )
    facts = tuple(d.model_copy(update={"value": "yes"}) for d in snapshot().determinations)
    comparison = compare(snapshot(), snapshot(verdict=verdict, determinations=facts))
    assert [id for id, _, _ in sections(comparison)] == ["scope", "determinations"]
    assert said(comparison)["scope"] == [
        "Do the Measures apply?: "
        "from “Probably outside the Measures, but the law leaves it open” to “Within”."
    ]
    assert said(comparison)["determinations"] == [
        "whether it is provided to the public: from “open” to “yes”."
    ]


def test_a_comparison_is_json_and_comes_back_the_same() -> None:
    comparison = compare(snapshot(), with_duties(duty("LBL-4", outcome="undetermined", finding=Finding())))
    data = to_json(comparison)
    assert Comparison.model_validate_json(data) == comparison
    assert (
        json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        == data
    )


OUTCOMES = st.sampled_from(["applies", "does_not_apply", "undetermined", "not_in_force"])


@given(st.lists(OUTCOMES, min_size=13, max_size=13), st.lists(OUTCOMES, min_size=13, max_size=13))
def test_there_and_back_tells_the_same_duties(first: list[str], second: list[str]) -> None:
    def made(outcomes: list[str]) -> Snapshot:
        pairs = zip(snapshot().obligations, outcomes, strict=True)
        return snapshot(obligations=tuple(o.model_copy(update={"outcome": out}) for o, out in pairs))

    there, back = compare(made(first), made(second)), compare(made(second), made(first))
    moved = [o for o, a, b in zip(snapshot().obligations, first, second, strict=True) if a != b]
    assert (
        [c.obligation for c in there.outcomes]
        == [c.obligation for c in back.outcomes]
        == [o.id for o in moved]
    )
    opposite = {"gained": "lost", "lost": "gained", "moved": "moved"}
    for one, other in zip(there.outcomes, back.outcomes, strict=True):
        assert (one.before, one.after) == (other.after, other.before)
        if "undetermined" not in (one.before, one.after):
            assert opposite[one.kind] == other.kind
