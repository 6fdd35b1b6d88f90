"""Findings: who may move them where, and what is written down."""

from datetime import date
from typing import Any

import pytest

from assessment.errors import Conflict, Refused, Unclean, UnknownItem
from assessment.models import Assessment, Finding, Judgement, Status, Summary
from assessment.queries.audit import trail
from assessment.services.finding import (
    TRANSITIONS,
    add_action,
    change_many,
    confirm_finding,
    record_finding,
    update_action,
)
from assessment.services.summary import differing
from tests.factories import House

IDS = ["GAI-4-1", "GAI-4-2", "GAI-4-3"]


def test_a_finding_is_made_on_first_use_and_keeps_what_is_not_given(house: House) -> None:
    record_finding(
        assessment=house.assessment, obligation="GAI-4-1", by=house.clara, judgement=Judgement.NOT_MET,
        gap="无",
    )  # fmt: skip
    finding = record_finding(
        assessment=house.assessment, obligation="GAI-4-1", by=house.ana, owner=house.ana,
        due_on=date(2027, 1, 31),
    )  # fmt: skip
    assert (finding.judgement, finding.gap, finding.owner_id, finding.due_on, finding.version) == (
        "not_met", "无", house.ana.pk, date(2027, 1, 31), 2,
    )  # fmt: skip
    assert finding.confirmed_in == house.assessment
    newest = trail(service=house.service, subject="finding:GAI-4-1")[0]
    assert newest.payload is not None
    assert newest.payload["after"] == {"owner_id": house.ana.pk, "due_on": "2027-01-31"}


def test_saving_what_is_there_writes_nothing(house: House) -> None:
    for _ in range(2):
        finding = record_finding(
            assessment=house.assessment, obligation="GAI-4-1", by=house.clara, judgement="met"
        )
    assert finding.version == 1
    assert len(trail(service=house.service, subject="finding:GAI-4-1")) == 1


def test_verified_needs_another_person_than_who_set_done(house: House) -> None:
    write: dict[str, Any] = {"assessment": house.assessment, "obligation": "GAI-4-1"}
    with pytest.raises(Refused):
        record_finding(**write, by=house.clara, status=Status.VERIFIED)
    record_finding(**write, by=house.clara, status=Status.DONE)
    with pytest.raises(Refused):
        record_finding(**write, by=house.clara, status=Status.VERIFIED)
    finding = record_finding(**write, by=house.adam, status=Status.VERIFIED)
    assert (finding.done_by, finding.verified_by) == (house.clara, house.adam)
    back = record_finding(**write, by=house.ana, status=Status.IN_PROGRESS)
    assert (back.done_by, back.verified_by, back.done_at) == (None, None, None)


def test_a_risk_is_accepted_by_a_person_with_a_reason_until_a_day(house: House) -> None:
    write: dict[str, Any] = {"assessment": house.assessment, "obligation": "GAI-4-1", "by": house.clara}
    with pytest.raises(Refused) as caught:
        record_finding(**write, status=Status.RISK_ACCEPTED)
    assert caught.value.field == "reason"
    with pytest.raises(Refused) as caught:
        record_finding(**write, status=Status.RISK_ACCEPTED, reason="pilot of ten users")
    assert caught.value.field == "review_on"
    finding = record_finding(
        **write, status=Status.RISK_ACCEPTED, reason="pilot of ten users", review_on=date(2027, 3, 1)
    )
    assert finding.accepted_by == house.clara


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", Status.values)
def test_only_the_transitions_of_the_table_are_let_through(house: House, before: str, after: str) -> None:
    terms: dict[str, Any] = {"reason": "x", "review_on": date(2027, 1, 1)}
    write: dict[str, Any] = {"assessment": house.assessment, "obligation": "GAI-4-1"}
    if before == Status.VERIFIED:
        record_finding(**write, by=house.clara, status=Status.DONE, **terms)
    record_finding(**write, by=house.adam, status=before, **terms)
    move: dict[str, Any] = {**write, "by": house.otto, "status": after}
    if before == after or after in TRANSITIONS[before]:
        assert record_finding(**move).status == after
    else:
        with pytest.raises(Refused):
            record_finding(**move)


def test_the_second_writer_of_a_finding_sees_the_first(house: House) -> None:
    write: dict[str, Any] = {"assessment": house.assessment, "obligation": "GAI-4-1"}
    record_finding(**write, by=house.ana, judgement="met", saw=0)
    with pytest.raises(Conflict) as caught:
        record_finding(**write, by=house.clara, judgement="not_met", saw=0)
    assert caught.value.theirs.judgement == "met"
    record_finding(**write, by=house.clara, judgement="not_met", saw=1)
    assert Finding.objects.get().judgement == "not_met"


def test_many_are_changed_at_once_and_those_that_cannot_be_say_why(house: House) -> None:
    record_finding(assessment=house.assessment, obligation=IDS[0], by=house.clara, status=Status.DONE)
    done, refused = change_many(
        assessment=house.assessment, obligations=[*IDS, "NO-SUCH"], by=house.adam, status=Status.VERIFIED
    )
    assert [finding.obligation for finding in done] == [IDS[0]]
    assert set(refused) == {IDS[1], IDS[2], "NO-SUCH"}
    assert Finding.objects.count() == 1
    done, refused = change_many(
        assessment=house.assessment, obligations=IDS, by=house.adam, owner=house.ana, due_on=date(2027, 1, 1)
    )
    assert (len(done), refused) == (3, {})
    assert set(Finding.objects.values_list("owner", "due_on")) == {(house.ana.pk, date(2027, 1, 1))}


def test_an_unknown_obligation_judgement_or_status_is_refused(house: House) -> None:
    with pytest.raises(UnknownItem):
        record_finding(assessment=house.assessment, obligation="X", by=house.ana)
    with pytest.raises(Refused):
        record_finding(assessment=house.assessment, obligation=IDS[0], by=house.ana, judgement="fine")
    with pytest.raises(Refused):
        record_finding(assessment=house.assessment, obligation=IDS[0], by=house.ana, status="fine")
    with pytest.raises(Unclean):
        record_finding(assessment=house.assessment, obligation=IDS[0], by=house.ana, gap="x" * 4001)
    assert Finding.objects.count() == 0


def test_findings_are_counted_in_the_summary_while_their_obligation_is_within_reach(house: House) -> None:
    reached = Summary.objects.get(pk=house.assessment.pk)
    record_finding(
        assessment=house.assessment, obligation=reached.within_reach[0], by=house.clara, judgement="met"
    )
    kept = Summary.objects.get(pk=house.assessment.pk)
    assert (kept.met, kept.not_assessed) == (1, reached.not_assessed - 1)
    assert differing(Assessment.objects.get(pk=house.assessment.pk)) == {}


def test_actions_are_steps_of_a_finding(house: House) -> None:
    write: dict[str, Any] = {"assessment": house.assessment, "obligation": IDS[0], "by": house.clara}
    action = add_action(**write, text="Write a policy", step=1, owner=house.ana)
    assert add_action(**write, text="Write a policy", step=1) == action
    done = update_action(action=action, by=house.ana, status="done")
    assert (done.done_by, done.done_at is not None) == (house.ana, True)
    with pytest.raises(Refused):
        update_action(action=action, by=house.ana, text=" ")
    with pytest.raises(Refused):
        add_action(**write, text="")


def test_a_later_assessment_confirms_what_was_found(house: House) -> None:
    finding = record_finding(assessment=house.assessment, obligation=IDS[0], by=house.clara, judgement="met")
    from tests.factories import make_assessment

    later = make_assessment(house.service, house.ana)
    assert confirm_finding(finding=finding, assessment=later, by=house.clara).confirmed_in == later
