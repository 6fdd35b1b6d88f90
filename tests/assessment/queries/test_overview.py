"""Lists: the same few queries for three rows and for three hundred, and only what is one's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment.access import Membership, memberships
from assessment.models import Answer, Assessment, Service, User
from assessment.queries.action import Item, my_actions, overdue
from assessment.queries.overview import Filters, overview
from assessment.queries.state import current_answers, state
from assessment.services.answer import record_answer
from assessment.services.assignment import assign
from assessment.services.finding import add_action, record_finding
from assessment.services.service import archive_service, create_service
from tests.factories import House, make_assessment, make_service


def member(user: User) -> Membership:
    return memberships(user)[0]


def test_a_row_tells_stage_verdict_and_counts(house: House) -> None:
    (row,) = overview(member(house.ana)).rows
    summary = house.assessment.summary
    assert (row.name_zh, row.client_zh, row.stage, row.scope) == (
        house.service.name_zh, house.client.name_zh, "answering", "in_scope",
    )  # fmt: skip
    assert (row.applies, row.undetermined, row.unanswered, row.not_assessed) == (
        summary.applies, summary.undetermined, summary.unanswered, summary.not_assessed,
    )  # fmt: skip


def test_a_service_without_an_assessment_is_listed_too(house: House) -> None:
    create_service(client=house.client, name_zh="新服务", by=house.ana)
    row = overview(member(house.ana), Filters(text="新服")).rows[0]
    assert (row.assessment_key, row.scope, row.applies) == (None, None, None)


def test_everyone_sees_their_own(house: House) -> None:
    seen = {
        user.name: overview(member(user)).total for user in (house.clara, house.ana, house.rui, house.otto)
    }
    assert seen == {"Clara": 2, "Ana": 1, "Rui": 1, "Otto": 2}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(scope="in_scope"), 1),
        (Filters(scope="uncertain"), 1),
        (Filters(scope="nonsense"), 2),
        (Filters(stage="answering"), 2),
        (Filters(stage="signed_off"), 0),
        (Filters(text="SERVICE"), 2),
        (Filters(text="no such name"), 0),
        (Filters(archived=True), 0),
    ],
)
def test_filters_narrow_the_list(house: House, filters: Filters, found: int) -> None:
    assert overview(member(house.clara), filters).total == found


def test_search_takes_words_of_service_and_client(house: House) -> None:
    found = overview(member(house.clara), Filters(text=f"{house.service.name_zh} {house.client.name_zh}"))
    assert [row.key for row in found.rows] == [house.service.key]
    assert overview(member(house.clara), Filters(client=house.client.key)).total == 1


def test_pages_hold_what_they_should_and_wrong_numbers_show_the_first(house: House) -> None:
    for _ in range(5):
        make_service(house.client, house.ana)
    pages = [overview(member(house.ana), page=page, per_page=4) for page in (1, 2, 99, "x")]
    assert [(page.number, len(page.rows), page.pages, page.total) for page in pages] == [
        (1, 4, 2, 6), (2, 2, 2, 6), (1, 4, 2, 6), (1, 4, 2, 6),
    ]  # fmt: skip


def test_a_service_put_away_leaves_the_list_and_can_come_back(house: House) -> None:
    archive_service(service=house.service, by=house.clara)
    assert [overview(member(house.clara), Filters(archived=away)).total for away in (False, True)] == [1, 1]
    archive_service(service=house.service, by=house.clara, back=True)
    assert overview(member(house.clara)).total == 2


def test_the_list_asks_five_queries_whatever_its_length(house: House, django_assert_num_queries: Any) -> None:
    clara, ana = member(house.clara), member(house.ana)
    for number in (0, 60):
        Service.objects.bulk_create(
            Service(firm=house.firm, client=house.client, name_zh=f"批量{number}-{one}")
            for one in range(number)
        )
        for someone in (clara, ana):
            with django_assert_num_queries(5):
                assert overview(someone, per_page=1000).rows


def test_what_waits_for_me_stands_in_the_row(house: House) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    write: dict[str, Any] = {
        "assessment": house.assessment,
        "obligation": house.assessment.summary.within_reach[0],
        "by": house.clara,
    }
    add_action(**write, text="late", owner=house.ana, due_on=yesterday)
    add_action(**write, text="any time", owner=house.ana)
    assign(assessment=house.assessment, user=house.ana, by=house.clara, topic="model")
    (row,) = overview(member(house.ana)).rows
    assert (row.my_actions, row.my_overdue, row.my_assignments) == (2, 1, 1)


def test_my_actions_hold_everything_with_my_name_overdue_first(house: House) -> None:
    today = timezone.localdate()
    obligation = house.assessment.summary.within_reach[0]
    write: dict[str, Any] = {"assessment": house.assessment, "obligation": obligation, "by": house.clara}
    add_action(**write, text="some day", owner=house.ana)
    add_action(**write, text="tomorrow", owner=house.ana, due_on=today + timedelta(days=1))
    add_action(**write, text="not mine", owner=house.clara)
    record_finding(**write, owner=house.ana, due_on=today - timedelta(days=3))
    assign(assessment=house.assessment, user=house.ana, by=house.clara, question="mau", due_on=today)
    items = my_actions(member(house.ana))
    assert [(item.kind, item.text or item.question) for item in items] == [
        ("finding", ""), ("assignment", "mau"), ("action", "tomorrow"), ("action", "some day"),
    ]  # fmt: skip
    assert [item.kind for item in overdue(items)] == ["finding"]
    assert items[0].service == house.service and items[0].client == house.client


def test_an_accepted_risk_comes_back_on_its_review_day(house: House) -> None:
    obligation = house.assessment.summary.within_reach[0]
    day = timezone.localdate() + timedelta(days=90)
    record_finding(
        assessment=house.assessment, obligation=obligation, by=house.clara, status="risk_accepted",
        reason="x",
        review_on=day,
    )  # fmt: skip
    (item,) = my_actions(member(house.clara))
    assert (item.kind, item.due_on) == ("review", day)


def test_what_no_longer_applies_is_left_out_and_returns(house: House) -> None:
    add_action(
        assessment=house.assessment, obligation="GAI-17-A", text="file", owner=house.ana, by=house.clara
    )

    def mine() -> list[Item]:
        return my_actions(member(house.ana))

    assert len(mine()) == 1
    for raw, shown in ((["internal_only"], 0), (["public_open"], 1)):
        record_answer(assessment=house.assessment, question="audience", raw=raw, saw=99, by=house.ana)
        assert len(mine()) == shown


def test_my_actions_ask_three_queries(house: House, django_assert_num_queries: Any) -> None:
    someone = member(house.ana)
    for obligation in house.assessment.summary.within_reach[:6]:
        add_action(
            assessment=house.assessment, obligation=obligation, text="x", owner=house.ana, by=house.clara
        )
        with django_assert_num_queries(3):
            my_actions(someone)


def test_the_state_is_one_query(house: House, django_assert_num_queries: Any) -> None:
    record_finding(assessment=house.assessment, obligation="GAI-4-1", by=house.clara, judgement="met")
    assessment = Assessment.objects.select_related("edition").get(pk=house.assessment.pk)
    with django_assert_num_queries(1):
        now = state(assessment)
        assert now.result.scope == "in_scope"
    held = now.answers["audience"]
    assert (held.value, held.version, now.findings["GAI-4-1"].judgement) == (
        ["public_open"], 3, "met",
    )  # fmt: skip


def test_current_answers_are_one_query_and_the_newest(house: House, django_assert_num_queries: Any) -> None:
    record_answer(
        assessment=house.assessment, question="audience", raw=["internal_only"], saw=99, by=house.ana
    )
    with django_assert_num_queries(1):
        found = current_answers(house.assessment)
    assert found["audience"].value == ["internal_only"]
    assert len(found) == Answer.objects.values("question").distinct().count() == 5


def test_equal_questions_are_put_to_the_engine_once(house: House) -> None:
    twin = make_assessment(house.service, house.ana)
    first, second = state(house.other_assessment), state(twin)
    assert first.result is second.result
