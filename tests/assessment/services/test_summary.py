"""The summary row while several people write at once; each kind of change takes chain and row in turn."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from assessment.errors import AssessmentError
from assessment.models import Assessment
from assessment.services.answer import record_answer
from assessment.services.assessment import change_terms
from assessment.services.audit import verify_chain
from assessment.services.finding import add_action, change_many, record_finding
from assessment.services.position import take_position
from assessment.services.summary import differing
from assessment.tenancy import tenant
from tests.factories import House, make_house

TURNS = 8
SOME = ("GAI-4-1", "CSL-39", "GAI-7-1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_answers_findings_positions_and_terms_written_at_once_wait_for_one_another_in_one_order() -> None:
    house = make_house()
    failed: list[BaseException] = []

    def answer(one: Assessment, turn: int) -> None:
        raw = ["internal_only"] if turn % 2 else ["public_open"]
        record_answer(assessment=one, question="audience", raw=raw, saw=one.version, by=house.ana)

    def finding(one: Assessment, turn: int) -> None:
        record_finding(assessment=one, obligation="CSL-39", by=house.clara, gap=f"Gap {turn}.")

    def some(one: Assessment, turn: int) -> None:
        change_many(
            assessment=one, obligations=SOME, by=house.clara, status=("done", "in_progress")[turn % 2]
        )

    def same(one: Assessment, turn: int) -> None:
        owner = (house.ana, house.clara)[turn % 2]
        change_many(assessment=one, obligations=reversed(SOME), by=house.clara, owner=owner)

    def step(one: Assessment, turn: int) -> None:
        add_action(assessment=one, obligation=SOME[turn % 2], text=f"Step {turn}", by=house.clara)

    def position(one: Assessment, turn: int) -> None:
        reading = "A" if turn % 2 else "B"
        take_position(assessment=one, open_point="OP-02", reading=reading, reason="x", by=house.clara)

    def terms(one: Assessment, turn: int) -> None:
        change_terms(assessment=one, by=house.clara, coverage=["core", "pi"] if turn % 2 else ["core"])

    def often(write: Callable[[Assessment, int], None]) -> None:
        try:
            for turn in range(TURNS):
                with tenant(house.firm), suppress(AssessmentError):  # a conflict is told, and another matter
                    write(fresh(house), turn)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    writers = (answer, finding, some, same, step, position, terms)
    threads = [threading.Thread(target=often, args=[write]) for write in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [str(error) for error in failed] == []
    with tenant(house.firm):
        assert differing(fresh(house)) == {}
        assert verify_chain(house.service.chain) == []


def fresh(house: House) -> Any:
    return Assessment.objects.select_related("service__chain", "edition").get(pk=house.assessment.pk)
