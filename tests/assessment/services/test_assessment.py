"""Assessments: new, from a file, as a copy; day, coverage, stage and edition."""

from datetime import date
from typing import Any

import pytest

from assessment.errors import Conflict, Refused, UnknownItem
from assessment.models import Assessment, Edition, Event, Position, Service, Stage, Summary
from assessment.queries.rulebook import rulebook_of
from assessment.queries.state import current_answers, state
from assessment.services.answer import record_answer, set_aside
from assessment.services.assessment import (
    change_terms,
    copy_assessment,
    create_assessment,
    move_to_edition,
    set_stage,
)
from assessment.services.edition import ensure_edition, newest_edition
from assessment.services.position import record_dissent, take_position, withdraw_dissent, withdraw_position
from assessment.services.sign_off import freeze, sign_off, withdraw_sign_off
from assessment.services.summary import differing
from questionnaire.answers import read_answers
from questionnaire.loading import load_rulebook
from questionnaire.rulebook import rulebook_json
from tests.factories import House

FILE = b"""
id: C06
as_of: '2026-07-15'
coverage: [core, pi]
positions: {OP-01: A}
answers: {role: [content_provider], audience: [merchants_embedded], customer_reexposure: no}
"""


def test_the_code_ships_edition_one(house: House) -> None:
    first = Edition.objects.order_by("pk").first()
    assert first is not None
    assert (first.digest, first.body) == (load_rulebook().digest, rulebook_json(load_rulebook()))


def test_a_new_assessment_is_pinned_to_the_newest_edition_and_is_current(house: House) -> None:
    made = create_assessment(service=house.service, by=house.ana, as_of=date(2027, 1, 1), coverage=["pi"])
    service = Service.objects.get(pk=house.service.pk)
    assert (made.edition, made.coverage, made.stage, service.current) == (
        newest_edition(), ["core", "pi"], "answering", made,
    )  # fmt: skip
    assert Summary.objects.get(pk=made.pk).scope == "uncertain"


def test_an_answers_file_brings_its_day_coverage_answers_and_positions(house: House) -> None:
    read = read_answers(FILE, load_rulebook())
    made = create_assessment(service=house.service, by=house.clara, answers=read)
    now = state(made)
    assert (made.as_of, made.coverage, made.version) == (date(2026, 7, 15), ["core", "pi"], 1)
    assert now.given == read.answers
    assert now.positions == {"OP-01": "A"}
    assert differing(made) == {}


@pytest.mark.parametrize(("as_of", "coverage"), [(date(1999, 1, 1), ["core"]), (date(2027, 1, 1), ["moon"])])
def test_days_and_groups_out_of_reach_are_refused(house: House, as_of: date, coverage: list[str]) -> None:
    with pytest.raises(Refused):
        create_assessment(service=house.service, by=house.ana, as_of=as_of, coverage=coverage)


def test_a_copy_holds_the_answers_to_re_confirm(house: House) -> None:
    set_aside(assessment=house.assessment, question="mau", saw=99, by=house.ana)
    take_position(
        assessment=house.assessment, open_point="OP-01", reading="A", reason="because", by=house.clara
    )
    made = copy_assessment(earlier=house.assessment, by=house.clara, as_of=date(2027, 6, 1))
    now = state(made)
    assert now.given == state(house.assessment).given
    assert set(now.to_reconfirm) == set(now.given)
    assert Summary.objects.get(pk=made.pk).to_reconfirm == 5
    held = Position.objects.get(assessment=made)
    assert (held.reading, held.reason, held.by) == ("A", "because", house.clara)
    after = record_answer(
        assessment=made, question="audience", raw=["public_open"], saw=made.version, by=house.ana
    )
    assert "audience" not in after.to_reconfirm
    assert current_answers(made)["audience"].by == house.ana


def test_widening_the_coverage_keeps_the_answers(house: House) -> None:
    narrow = create_assessment(service=house.service, by=house.ana, coverage=["core"])
    record_answer(assessment=narrow, question="audience", raw=["public_open"], saw=0, by=house.ana)
    before = Summary.objects.get(pk=narrow.pk)
    change_terms(assessment=narrow, by=house.clara, coverage=["core", "pi", "data"])
    after = Summary.objects.get(pk=narrow.pk)
    assert len(after.within_reach) > len(before.within_reach)
    assert state(narrow).given == {"audience": ("public_open",)}
    assert differing(Assessment.objects.get(pk=narrow.pk)) == {}


def test_another_day_is_another_law(house: House) -> None:
    change_terms(assessment=house.assessment, by=house.clara, as_of=date(2023, 8, 14))
    assert Summary.objects.get(pk=house.assessment.pk).scope == "not_in_force"


def older_edition(house: House) -> Edition:
    rulebook = load_rulebook()
    fewer = {name: one for name, one in rulebook.obligations.items() if name != "GAI-4-1"}
    older = rulebook.model_copy(update={"obligations": fewer, "version": "2026.10", "digest": "sha256:older"})
    return Edition.objects.create(
        version="2026.10", digest="sha256:older", body=rulebook_json(older), released_on=date(2026, 10, 1),
        released_by=house.adam,
    )  # fmt: skip


def test_an_edition_is_read_back_from_its_row(house: House) -> None:
    edition = older_edition(house)
    rulebook = rulebook_of(edition)
    assert (rulebook.version, "GAI-4-1" in rulebook.obligations, rulebook is rulebook_of(edition)) == (
        "2026.10", False, True,
    )  # fmt: skip
    assert ensure_edition().digest == load_rulebook().digest


def test_moving_to_an_edition_and_back_keeps_what_was_answered_meanwhile(house: House) -> None:
    first, older = house.assessment.edition, older_edition(house)
    move_to_edition(assessment=house.assessment, edition=older, by=house.clara)
    assert "GAI-4-1" not in state(house.assessment).result.obligations
    record_answer(assessment=house.assessment, question="commercial", raw="yes", saw=99, by=house.ana)
    move_to_edition(assessment=house.assessment, edition=first, by=house.clara)
    now = state(house.assessment)
    assert ("GAI-4-1" in now.result.obligations, now.given["commercial"]) == (True, "yes")
    assert differing(Assessment.objects.get(pk=house.assessment.pk)) == {}


def test_moving_where_it_rests_already_writes_nothing(house: House) -> None:
    one, older = house.assessment, older_edition(house)
    mine = Assessment.objects.select_related("edition").get(pk=one.pk)
    theirs = Assessment.objects.select_related("edition").get(pk=one.pk)
    move_to_edition(assessment=theirs, edition=older, by=house.clara, saw=theirs.version)
    move_to_edition(assessment=mine, edition=older, by=house.ana, saw=mine.version)
    assert (mine.edition, mine.version) == (older, theirs.version)
    (event,) = Event.objects.filter(verb="edition_changed")
    assert event.by == house.clara


def test_a_move_on_what_has_changed_meanwhile_is_refused(house: House) -> None:
    one, older = house.assessment, older_edition(house)
    saw = one.version
    record_answer(assessment=one, question="commercial", raw="yes", saw=99, by=house.ana)
    with pytest.raises(Conflict, match="See what changes now"):
        move_to_edition(assessment=one, edition=older, by=house.clara, saw=saw)
    assert Assessment.objects.get(pk=one.pk).edition == one.edition != older


def test_an_assessment_closed_meanwhile_is_not_moved(house: House) -> None:
    older = older_edition(house)
    Assessment.objects.filter(pk=house.assessment.pk).update(stage=Stage.SUPERSEDED)
    with pytest.raises(Refused, match="can no longer be changed"):
        move_to_edition(assessment=house.assessment, edition=older, by=house.clara)
    assert not Event.objects.filter(verb="edition_changed").exists()


def test_positions_are_taken_replaced_and_withdrawn(house: House) -> None:
    write: dict[str, Any] = {"assessment": house.assessment, "by": house.clara}
    first = take_position(**write, open_point="OP-01", reading="A", reason="x", saw="")
    second = take_position(**write, open_point="OP-01", reading="B", reason="y", saw=first.key)
    assert state(house.assessment).positions == {"OP-01": "B"}
    withdraw_position(position=second, by=house.adam)
    assert state(house.assessment).positions == {}
    assert Position.objects.count() == 2
    assert differing(Assessment.objects.get(pk=house.assessment.pk)) == {}


def test_a_position_needs_a_reason_a_reading_and_a_point_that_moves(house: House) -> None:
    write: dict[str, Any] = {"assessment": house.assessment, "by": house.clara}
    note = next(point.id for point in load_rulebook().open_points.values() if not point.moves)
    cases: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"open_point": "OP-01", "reading": "C", "reason": "x"}, Refused),
        ({"open_point": "OP-01", "reading": "A", "reason": " "}, Refused),
        ({"open_point": note, "reading": "A", "reason": "x"}, Refused),
        ({"open_point": "OP-99", "reading": "A", "reason": "x"}, UnknownItem),
    ]
    for values, kind in cases:
        with pytest.raises(kind):
            take_position(**write, **values)


def test_dissent_stands_beside_the_outcome_and_changes_nothing(house: House) -> None:
    before = Summary.objects.get(pk=house.assessment.pk)
    write: dict[str, Any] = {"assessment": house.assessment, "obligation": "GAI-4-1", "by": house.clara}
    dissent = record_dissent(**write, view="does_not_apply", reason="no public")
    record_dissent(**write, view="undetermined", reason="on second thoughts")
    assert Summary.objects.get(pk=house.assessment.pk).applies == before.applies
    held = house.assessment.dissents.get(withdrawn_at=None)
    assert held.view == "undetermined"
    withdraw_dissent(dissent=held, by=house.clara)
    assert house.assessment.dissents.filter(withdrawn_at=None).count() == 0
    with pytest.raises(Refused):
        record_dissent(**{**write, "view": "perhaps"}, reason="x")
    assert dissent.pk


def test_signing_closes_what_was_frozen_and_withdrawing_opens_it(house: House) -> None:
    assessment = house.assessment
    snapshot = freeze(assessment=assessment, body=b"{}", digest="sha256:1", by=house.clara)
    with pytest.raises(Refused, match="review"):
        sign_off(assessment=assessment, snapshot=snapshot, by=house.clara)
    set_stage(assessment=assessment, stage=Stage.REVIEW, by=house.ana)
    with pytest.raises(Refused, match="changed since"):
        sign_off(assessment=assessment, snapshot=snapshot, by=house.clara)
    snapshot = freeze(assessment=assessment, body=b"{}", digest="sha256:2", by=house.clara)
    signed = sign_off(assessment=assessment, snapshot=snapshot, by=house.clara, statement="read and agreed")
    assert assessment.stage == Stage.SIGNED_OFF
    with pytest.raises(Refused):
        record_answer(assessment=assessment, question="commercial", raw="yes", saw=99, by=house.ana)
    with pytest.raises(Refused, match="Withdraw the sign-off"):
        set_stage(assessment=assessment, stage=Stage.REVIEW, by=house.clara)
    with pytest.raises(Refused, match="Say why"):
        withdraw_sign_off(sign_off=signed, by=house.clara, reason=" ")
    withdraw_sign_off(sign_off=signed, by=house.clara, reason="A fact was missing.")
    assert Assessment.objects.get(pk=assessment.pk).stage == Stage.REVIEW
    with pytest.raises(Refused):
        withdraw_sign_off(sign_off=signed, by=house.clara, reason="Again.")


def test_stages_move_only_along_their_ways(house: House) -> None:
    with pytest.raises(Refused):
        set_stage(assessment=house.assessment, stage=Stage.SIGNED_OFF, by=house.clara)
    set_stage(assessment=house.assessment, stage=Stage.SUPERSEDED, by=house.clara)
    with pytest.raises(Refused):
        set_stage(assessment=house.assessment, stage=Stage.ANSWERING, by=house.clara)
