"""The comparison inside a snapshot: with which report, what of it, and that nothing is frozen twice."""

from assessment.models import Assessment, Snapshot, Stage, User
from assessment.services.answer import record_answer
from assessment.services.assessment import copy_assessment, set_stage
from assessment.services.finding import record_finding
from assessment.services.report import take_snapshot
from assessment.services.sign_off import sign_off
from assessment.services.since import last_released
from reports import to_json
from reports.changes import Since
from reports.snapshot import digest, from_json
from tests.factories import House, make_assessment, make_service


def signed(assessment: Assessment, by: User) -> Snapshot:
    """The snapshot of the assessment, with counsel's word for it."""
    assessment = set_stage(assessment=assessment, stage=Stage.REVIEW, by=by)
    snapshot = take_snapshot(assessment=assessment, by=by)
    sign_off(assessment=assessment, snapshot=snapshot, by=by)
    return snapshot


def since_in(snapshot: Snapshot) -> Since | None:
    return from_json(bytes(snapshot.body)).since


def judge(house: House, judgement: str) -> None:
    assessment = Assessment.objects.get(pk=house.assessment.pk)
    record_finding(assessment=assessment, obligation="GAI-4-1", by=house.clara, judgement=judgement)


def test_without_a_released_report_nothing_is_compared(house: House) -> None:
    take_snapshot(assessment=house.assessment, by=house.ana)
    judge(house, "met")
    assert since_in(take_snapshot(assessment=house.assessment, by=house.ana)) is None
    assert last_released(house.assessment) is None


def test_the_next_report_holds_what_moved_since_the_released_one(house: House) -> None:
    first = signed(house.assessment, house.clara)
    judge(house, "met")
    second = take_snapshot(assessment=house.assessment, by=house.ana)
    found = since_in(second)
    assert found is not None
    held = from_json(bytes(first.body))
    assert (found.old.report, found.old.digest) == (held.report.id, first.digest)
    assert [change.obligation for change in found.findings] == ["GAI-4-1"]
    assert not (found.law or found.answers or found.outcomes)
    assert second.digest == digest(from_json(bytes(second.body)))


def test_the_report_of_a_copied_assessment_is_compared_with_the_one_before(house: House) -> None:
    first = signed(house.assessment, house.clara)
    copy = copy_assessment(earlier=house.assessment, by=house.clara)
    record_answer(assessment=copy, question="mainland_access", raw="blocked", saw=copy.version, by=house.ana)
    found = since_in(take_snapshot(assessment=copy, by=house.ana))
    assert found is not None
    assert found.old.digest == first.digest
    assert "mainland_access" in [change.question for change in found.answers]
    assert {"lost"} <= {change.kind for change in found.outcomes}
    assert found.scope is not None


def test_what_has_not_changed_is_still_frozen_once(house: House) -> None:
    signed(house.assessment, house.clara)
    judge(house, "met")
    again = [take_snapshot(assessment=house.assessment, by=house.ana).pk for _ in range(2)]
    assert again[0] == again[1]


def test_a_report_released_meanwhile_makes_no_second_paper_of_the_same_state(house: House) -> None:
    draft = take_snapshot(assessment=house.assessment, by=house.ana)
    other = make_assessment(house.service, house.ana)
    signed(other, house.clara)
    assert take_snapshot(assessment=house.assessment, by=house.ana) == draft
    judge(house, "met")
    found = since_in(take_snapshot(assessment=house.assessment, by=house.ana))
    assert found is not None  # the next one is counted from the report released last


def test_another_service_and_a_withdrawn_word_are_never_compared_with(house: House) -> None:
    elsewhere = make_assessment(make_service(house.client, house.clara), house.ana)
    signed(elsewhere, house.clara)
    assert last_released(house.assessment) is None
    snapshot = signed(house.assessment, house.clara)
    assert last_released(house.assessment) == snapshot
    snapshot.sign_off.withdrawn_at, snapshot.sign_off.withdrawn_by = snapshot.at, house.clara
    snapshot.sign_off.save(update_fields=["withdrawn_at", "withdrawn_by"])
    assert last_released(house.assessment) is None


def test_the_comparison_prints_without_the_other_report(house: House) -> None:
    signed(house.assessment, house.clara)
    judge(house, "not_met")
    body = bytes(take_snapshot(assessment=house.assessment, by=house.ana).body)
    assert to_json.render(from_json(body)) == body
