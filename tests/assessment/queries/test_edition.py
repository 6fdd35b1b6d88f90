"""What another edition does to one assessment, and where going back leads."""

from assessment.models import Event
from assessment.queries.edition import EditionShift, LostAnswer, edition_shift, origin_of, under
from assessment.queries.state import state
from assessment.services.answer import record_answer
from assessment.services.assessment import move_to_edition
from assessment.services.audit import erase_payload
from assessment.services.finding import record_finding
from assessment.services.position import take_position
from tests.factories import House
from tests.newer_edition import GONE, make_newer_edition


def say(house: House, question: str, raw: object) -> None:
    record_answer(assessment=house.assessment, question=question, raw=raw, saw=99, by=house.ana)


def shift(house: House) -> EditionShift:
    now = state(house.assessment)
    return edition_shift(now, under(now, make_newer_edition()))


def test_answers_questions_positions_and_findings_that_lose_or_gain_their_effect(house: House) -> None:
    say(house, "ownership", "vie")
    say(house, "role", ["content_provider", "api_provider"])
    take_position(assessment=house.assessment, open_point="OP-01", reading="A", reason="x", by=house.clara)
    for duty in (GONE, "GAI-4-2"):
        record_finding(assessment=house.assessment, obligation=duty, by=house.ana, judgement="met")
    assert shift(house) == EditionShift(
        asked=("holding",),
        dropped=(),
        lost=(LostAnswer("role", "part", ("api_provider",)), LostAnswer("ownership", "question")),
        returning=(),
        positions=("OP-01",),
        opened=(),
        aside=(GONE,),
        back=(),
    )


def test_going_back_is_the_other_way_round(house: House) -> None:
    say(house, "ownership", "vie")
    record_finding(assessment=house.assessment, obligation=GONE, by=house.ana, judgement="met")
    older = house.assessment.edition
    move_to_edition(assessment=house.assessment, edition=make_newer_edition(), by=house.clara)
    say(house, "holding", "foreign_invested")
    now = state(house.assessment)
    back = edition_shift(now, under(now, older))
    assert (back.lost, back.returning, back.back) == (
        (LostAnswer("holding", "question"),), ("ownership",), (GONE,),
    )  # fmt: skip


def test_the_whole_answer_can_be_one_nobody_offers_any_more(house: House) -> None:
    say(house, "role", ["api_provider"])
    found = shift(house)
    assert LostAnswer("role", "answer") in found.lost
    assert "role" in found.asked


def test_an_edition_that_moves_nothing_is_quiet(house: House) -> None:
    now = state(house.assessment)
    then = under(now, make_newer_edition(is_quiet=True))
    assert edition_shift(now, then) == EditionShift((), (), (), (), (), (), (), ())
    assert (then.rulebook.version, then.given) == ("2027.01", now.given)


def test_where_going_back_leads_is_what_the_trail_says(house: House) -> None:
    one, first = house.assessment, house.assessment.edition
    assert origin_of(one) is None
    second = make_newer_edition()
    move_to_edition(assessment=one, edition=second, by=house.clara)
    third = make_newer_edition("2027.02")
    move_to_edition(assessment=one, edition=third, by=house.ana)
    origin = origin_of(one)
    assert origin is not None and (origin.edition, origin.by) == (second, "Ana")
    move_to_edition(assessment=one, edition=second, by=house.ana)  # back
    origin = origin_of(one)
    assert origin is not None and (origin.edition, origin.by) == (first, "Clara")
    move_to_edition(assessment=one, edition=first, by=house.ana)
    assert origin_of(one) is None


def test_an_erased_entry_leads_nowhere(house: House) -> None:
    move_to_edition(assessment=house.assessment, edition=make_newer_edition(), by=house.clara)
    erase_payload(event=Event.objects.get(verb="edition_changed"), by=house.adam, reason="asked to")
    assert origin_of(house.assessment) is None
