"""What people say to one another: once, closed, opened again."""

from typing import Any

from assessment.models import Comment
from assessment.queries.audit import trail
from assessment.services.comment import add_comment, resolve_comment
from tests.factories import House


def verbs(house: House) -> list[str]:
    """What the trail says of comments, oldest first."""
    return [one.event.verb for one in reversed(trail(service=house.service)) if "comment" in one.event.verb]


def test_the_same_comment_sent_twice_is_one(house: House) -> None:
    write: dict[str, Any] = {
        "service": house.service,
        "text": "why?",
        "by": house.ana,
        "obligation": "GAI-4-1",
    }
    first = add_comment(**write)
    assert add_comment(**write) == first
    add_comment(**{**write, "obligation": "GAI-4-2"})
    assert Comment.objects.count() == 2


def test_the_same_words_at_an_assessment_and_at_its_service_are_two(house: House) -> None:
    write: dict[str, Any] = {"service": house.service, "text": "why?", "by": house.ana}
    first = add_comment(**write)
    assert add_comment(**write, assessment=house.assessment) != first


def test_a_comment_is_closed_and_opened_once_whoever_presses_as_well(house: House) -> None:
    said = add_comment(service=house.service, text="why?", by=house.ana)
    other = Comment.objects.get()
    assert resolve_comment(comment=said, by=house.clara).resolved_by == house.clara
    resolve_comment(comment=other, by=house.ana)  # read before Clara closed it
    assert Comment.objects.get().resolved_by == house.clara
    for _ in range(2):
        assert resolve_comment(comment=said, by=house.ana, back=True).resolved_at is None
    assert verbs(house) == ["commented", "comment_resolved", "comment_reopened"]
