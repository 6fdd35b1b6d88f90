"""Answers: one transaction, nothing overwritten unseen, nothing counted twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.errors import Conflict, Refused, Unclean, UnknownItem
from assessment.models import Answer, Assessment, Event, Stage, Summary
from assessment.queries.state import current_answers, history, state
from assessment.services.answer import clear_answer, record_answer, set_aside
from assessment.services.assessment import set_stage
from assessment.services.audit import verify_chain
from assessment.services.finding import record_finding
from assessment.services.summary import differing
from questionnaire.errors import AnswersError
from tests.factories import House

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def statements(queries: CaptureQueriesContext) -> int:
    """What was asked of the database, without the words that frame a transaction."""
    return sum(not query["sql"].startswith(FRAME) for query in queries.captured_queries)


def fresh(house: House) -> Assessment:
    return Assessment.objects.select_related("service__chain", "edition", "summary").get(
        pk=house.assessment.pk
    )


def test_an_answer_counts_and_the_earlier_one_stays(house: House) -> None:
    before = house.assessment.version
    now = record_answer(
        assessment=house.assessment, question="audience", raw=["internal_only"], saw=before, by=house.clara,
        note="per the owner", said_by="Ana", source="mail of 3 May",
    )  # fmt: skip
    assert now.answers["audience"].value == ["internal_only"]
    assert state(house.assessment).given["audience"] == ("internal_only",)
    newest, first = history(house.assessment, "audience")
    assert (newest.value, newest.note, newest.said_by, newest.source) == (
        ["internal_only"], "per the owner", "Ana", "mail of 3 May",
    )  # fmt: skip
    assert (newest.saw, newest.version, first.value) == (before, before + 1, ["public_open"])


def test_the_event_of_an_answer_stands_in_the_same_chain(house: House) -> None:
    length = house.service.chain.length
    record_answer(
        assessment=house.assessment, question="audience", raw=["internal_only"], saw=99, by=house.ana
    )
    event = Event.objects.filter(chain=house.service.chain).order_by("-number").first()
    assert event is not None
    assert (event.number, event.verb, event.subject, event.by) == (
        length + 1, "answer_given", "answer:audience", house.ana,
    )  # fmt: skip


def test_the_second_writer_sees_both_values_and_chooses(house: House) -> None:
    first, second = fresh(house), fresh(house)
    saw = first.version
    record_answer(assessment=first, question="audience", raw=["internal_only"], saw=saw, by=house.ana)
    with pytest.raises(Conflict) as caught:
        record_answer(assessment=second, question="audience", raw=["external_orgs"], saw=saw, by=house.clara)
    assert (caught.value.mine.value, caught.value.theirs.value) == (["external_orgs"], ["internal_only"])
    assert caught.value.theirs.by == house.ana
    assert state(house.assessment).answers["audience"].value == ["internal_only"]
    assert second.version == first.version
    record_answer(
        assessment=second, question="audience", raw=["external_orgs"], saw=second.version, by=house.clara
    )
    assert state(house.assessment).answers["audience"].value == ["external_orgs"]


def test_two_people_answering_two_questions_do_not_meet(house: House) -> None:
    first, second = fresh(house), fresh(house)
    saw = first.version
    record_answer(assessment=first, question="commercial", raw="yes", saw=saw, by=house.ana)
    record_answer(assessment=second, question="provider_location", raw="not_sure", saw=saw, by=house.clara)
    now = state(house.assessment)
    assert (now.answers["commercial"].value, now.answers["provider_location"].value) == ("yes", "not_sure")


def test_the_same_answer_sent_twice_is_recorded_once(house: House) -> None:
    saw, rows, events = house.assessment.version, Answer.objects.count(), Event.objects.count()
    for _ in range(2):
        record_answer(
            assessment=fresh(house), question="audience", raw=["internal_only"], saw=saw, by=house.ana
        )
    assert (Answer.objects.count(), Event.objects.count()) == (rows + 1, events + 1)
    assert fresh(house).version == saw + 1


def test_undo_is_recording_what_stood_before(house: House) -> None:
    for raw in (["internal_only"], ["public_open"]):
        record_answer(assessment=house.assessment, question="audience", raw=raw, saw=99, by=house.ana)
    assert state(house.assessment).given["audience"] == ("public_open",)
    assert len(history(house.assessment, "audience")) == 3


def test_an_answer_taken_back_is_unanswered_again(house: House) -> None:
    now = clear_answer(
        assessment=house.assessment, question="audience", saw=house.assessment.version, by=house.ana
    )
    assert "audience" not in now.given
    assert "audience" in now.result.unanswered


def test_come_back_later_keeps_the_note_and_answers_nothing(house: House) -> None:
    now = set_aside(
        assessment=house.assessment, question="commercial", saw=99, by=house.ana, note="ask finance"
    )
    assert (now.set_aside, "commercial" in now.given) == (("commercial",), False)
    assert current_answers(house.assessment)["commercial"].note == "ask finance"


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        ("audience", []),
        ("audience", ["nobody_knows"]),
        ("audience", ["public_open", "public_open"]),
        ("mau", "12a"),
        ("mau", "9" * 40),
        ("launch_date", "2026-02-30"),
        ("commercial", "maybe"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_nothing_written(
    house: House, question: str, raw: object
) -> None:
    rows = Answer.objects.count()
    with pytest.raises(AnswersError):
        record_answer(assessment=house.assessment, question=question, raw=raw, saw=0, by=house.ana)
    assert Answer.objects.count() == rows


def test_a_question_this_edition_does_not_have_is_refused(house: House) -> None:
    with pytest.raises(UnknownItem):
        record_answer(assessment=house.assessment, question="weather", raw="sunny", saw=0, by=house.ana)


def test_a_note_of_100_000_characters_is_refused_with_what_there_is_room_for(house: House) -> None:
    rows = Answer.objects.count()
    with pytest.raises(Unclean) as caught:
        record_answer(
            assessment=house.assessment, question="audience", raw=["internal_only"], saw=99, by=house.ana,
            note="字" * 100_000,
        )  # fmt: skip
    assert caught.value.field == "note"
    assert "100000" in caught.value.message and "4000" in caught.value.message
    assert Answer.objects.count() == rows


def test_a_closed_assessment_takes_no_answers(house: House) -> None:
    Assessment.objects.filter(pk=house.assessment.pk).update(stage=Stage.SUPERSEDED)
    with pytest.raises(Refused):
        record_answer(assessment=fresh(house), question="commercial", raw="yes", saw=99, by=house.ana)


def test_an_assessment_closed_meanwhile_takes_no_answers(house: House) -> None:
    seen = fresh(house)
    set_stage(assessment=fresh(house), stage=Stage.SUPERSEDED, by=house.clara)
    with pytest.raises(Refused):
        record_answer(assessment=seen, question="commercial", raw="yes", saw=99, by=house.ana)


def test_the_summary_follows_in_the_same_transaction(house: House) -> None:
    record_answer(
        assessment=house.assessment, question="audience", raw=["internal_only"], saw=99, by=house.ana
    )
    kept = Summary.objects.get(pk=house.assessment.pk)
    assert kept.scope == house.assessment.summary.scope == "out_of_scope"
    assert differing(fresh(house)) == {}


@pytest.mark.parametrize("what", ["an answer", "a finding"])
def test_what_somebody_wrote_after_it_was_read_ahead_counts_all_the_same(house: House, what: str) -> None:
    mine, theirs = fresh(house), fresh(house)
    ahead = state(mine)
    if what == "an answer":
        record_answer(assessment=theirs, question="commercial", raw="yes", saw=99, by=house.clara)
    else:
        record_finding(assessment=theirs, obligation="GAI-4-1", by=house.clara, gap="No filter yet.")
    record_answer(
        assessment=mine, question="ownership", raw="offshore_entity", saw=99, by=house.ana, ahead=ahead
    )
    assert differing(fresh(house)) == {}
    assert state(house.assessment).answers.keys() >= {"ownership"} | (
        {"commercial"} if what == "an answer" else set()
    )
    assert verify_chain(house.service.chain) == []


def test_a_save_asks_the_database_seven_things_whatever_there_is(house: House) -> None:
    counted = []
    for raw in (["internal_only"], ["external_orgs"], ["public_open"]):
        assessment = fresh(house)
        with CaptureQueriesContext(connection) as queries:
            record_answer(
                assessment=assessment, question="audience", raw=raw, saw=assessment.version, by=house.ana
            )
        counted.append(statements(queries))
        for question in ("commercial", "ownership", "content_types"):
            set_aside(assessment=assessment, question=question, saw=99, by=house.ana)
    assert counted == [7, 7, 7]
