"""The audit trail: whole while untouched, and any touch is found."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from assessment import services
from assessment.models import Chain, Event, EventPayload, walls
from assessment.queries.audit import trail
from assessment.services.audit import (
    Break,
    canonical,
    erase_payload,
    log_view,
    record_event,
    verify_chain,
)
from assessment.trail_words import SENTENCES
from tests.factories import House


def test_canonical_json_has_one_form() -> None:
    assert canonical({"b": [1, "条"], "a": None}) == '{"a":null,"b":[1,"条"]}'


def test_an_untouched_chain_verifies(house: House) -> None:
    chain = house.service.chain
    assert chain.length == Event.objects.filter(chain=chain).count() > 5
    assert verify_chain(chain) == []


def test_a_firm_has_a_chain_of_its_own(house: House) -> None:
    chain = Chain.objects.get(firm=house.firm, service=None)
    assert [entry.event.verb for entry in trail(firm=house.firm)] == ["client_created", "client_created"]
    assert verify_chain(chain) == []


def _change_verb(number: int) -> None:
    Event.objects.filter(number=number).update(verb="nothing")


def _change_payload(number: int) -> None:
    EventPayload.objects.filter(event__number=number).update(body="{}")


def _swap_person(number: int) -> None:
    Event.objects.filter(number=number).update(by=None)


def _delete(number: int) -> None:
    EventPayload.objects.filter(event__number=number)._raw_delete("default")
    Event.objects.filter(number=number)._raw_delete("default")


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_change_verb, [Break(3, "changed")]),
        (_swap_person, [Break(3, "changed")]),
        (_change_payload, [Break(3, "its payload was changed")]),
        (_delete, [Break(3, "missing"), Break(4, "does not follow the event before it")]),
    ],
)
def test_whoever_gets_past_the_walls_is_found(
    house: House, tamper: Callable[[int], None], found: list[Break]
) -> None:
    _without_walls(lambda: tamper(3))
    assert verify_chain(house.service.chain) == found


def test_a_cut_off_end_is_found(house: House) -> None:
    chain = house.service.chain
    last = chain.length
    _without_walls(lambda: _delete(last))
    assert verify_chain(chain) == [Break(last, "the end of the chain is missing or is not its head")]


def test_erasure_blanks_what_was_said_and_the_chain_still_verifies(house: House) -> None:
    event = Event.objects.get(chain=house.service.chain, number=3)
    erase_payload(event=event, by=house.adam, reason="request of a data subject")
    payload = EventPayload.objects.get(event=event)
    assert (payload.body, payload.erased_at is not None) == (None, True)
    assert verify_chain(house.service.chain) == []
    newest = trail(service=house.service)[0]
    assert (newest.event.verb, newest.payload) == ("payload_erased", {"reason": "request of a data subject"})


def test_a_writer_with_an_old_head_reads_it_again(house: House) -> None:
    stale = Chain.objects.get(pk=house.service.chain.pk)
    record_event(service=house.service, by=house.ana, verb="x", subject="a", payload={})
    house.service.chain = stale
    record_event(service=house.service, by=house.ana, verb="y", subject="b", payload={})
    assert verify_chain(stale) == []


def test_looking_is_logged_once_a_person_object_and_hour(house: House) -> None:
    for user in (house.ana, house.ana, house.clara):
        log_view(user, house.assessment)
    log_view(house.ana, house.service)
    seen = Event.objects.filter(verb="viewed").order_by("number")
    assert [(event.by, event.subject) for event in seen] == [
        (house.ana, f"assessment:{house.assessment.key}"),
        (house.clara, f"assessment:{house.assessment.key}"),
        (house.ana, f"service:{house.service.key}"),
    ]
    assert verify_chain(house.service.chain) == []


def test_the_trail_of_one_thing_is_its_history(house: House) -> None:
    entries = trail(service=house.service, subject="answer:audience")
    assert [(entry.event.verb, entry.payload and entry.payload["after"]) for entry in entries] == [
        ("answer_given", ["public_open"])
    ]
    newest = trail(service=house.service, most=2)
    older = trail(service=house.service, most=2, before=newest[-1].event.number)
    assert [entry.event.number for entry in newest + older] == [
        house.service.chain.length - step for step in range(4)
    ]


def test_times_in_the_chain_are_those_in_the_table(house: House) -> None:
    at = timezone.now()
    number = record_event(service=house.service, by=None, verb="x", subject="y", payload={"at": at}, at=at)
    event = Event.objects.get(chain=house.service.chain, number=number)
    assert event.at == at
    assert verify_chain(house.service.chain) == []


def _without_walls(change: Callable[[], None]) -> None:
    """As somebody would who owns the database."""
    names = [(name, table) for name, table, *_ in walls._refusals(connection.vendor)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, table in names:
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')
    change()


def test_every_verb_that_is_written_has_its_words() -> None:
    written = {
        verb
        for path in Path(services.__path__[0]).glob("*.py")
        for verb in re.findall(r'verb="([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(written) > 30
    assert written - set(SENTENCES) == set()
