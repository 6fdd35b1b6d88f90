"""A query composed once gives what it gives when it is composed anew."""

from datetime import timedelta
from typing import Any, cast

import pytest
from django.db.models import Count, F, Model
from django.utils import timezone
from django_scopes import ScopeError, scopes_disabled

from assessment.models import Assessment, Grant, Role, Service, User
from assessment.prepared import MARK_DAY, MARK_KEY, MARK_USER, firm_rows, rows
from tests.factories import House, make_grant


def content(row: Model | None) -> Any:
    """Everything that is in a row, and in the rows that were fetched along with it."""
    if row is None:
        return None
    columns = {name: value for name, value in vars(row).items() if name != "_state"}
    along = {
        name: content(other)
        for name, other in row._state.fields_cache.items()
        if other is None or row._meta.get_field(name).concrete
    }
    return type(row), columns, along, row._state.db, row._state.adding


def test_rows_with_what_is_joined_to_them_are_what_django_makes(house: House) -> None:
    def compose(key: str) -> Any:
        related = ("service__client", "service__owner", "service__chain", "edition", "copied_from")
        return Assessment.objects.select_related(*related).defer("edition__body").filter(key=key)

    for assessment in (house.assessment, *Assessment.objects.exclude(pk=house.assessment.pk)[:2]):
        (found,) = firm_rows("a test", lambda: compose(MARK_KEY), {"key": assessment.key})
        (expected,) = compose(assessment.key)
        assert content(found) == content(expected)
        assert found.service.chain.head == expected.service.chain.head
        assert found.edition.get_deferred_fields() == {"body"}


def test_what_is_counted_beside_a_row_comes_along(house: House) -> None:
    def compose(key: str) -> Any:
        return Service.objects.annotate(number=Count("assessments"), its=F("client__key")).filter(key=key)

    (found,) = firm_rows("counted", lambda: compose(MARK_KEY), {"key": house.service.key})
    (expected,) = compose(house.service.key)
    assert (found.number, found.its) == (expected.number, expected.its)
    assert content(found) == content(expected)


def test_days_and_people_are_put_in_anew_each_time(house: House) -> None:
    today = timezone.localdate()
    make_grant(house.ana, house.firm, Role.AUDITOR, house.other_client, until=today)

    def held(user: User, day: Any) -> list[int]:
        def compose() -> Any:
            return Grant.objects.filter(Grant.holding(MARK_DAY), user=MARK_USER).order_by("pk")

        with scopes_disabled():
            return [grant.pk for grant in rows("held", compose, {"user": user.pk, "day": day})]

    for user in (house.ana, house.clara):
        for day in (today, today + timedelta(days=1)):
            expected = Grant.objects.filter(Grant.holding(day), user=user).order_by("pk")
            assert held(user, day) == [grant.pk for grant in expected]
    assert len(held(house.ana, today)) == len(held(house.ana, today + timedelta(days=1))) + 1


def test_nothing_is_read_outside_a_firm() -> None:
    with pytest.raises(ScopeError, match="outside is read inside"):
        firm_rows("outside", Service.objects.all, {})


def test_columns_come_in_the_order_of_asking(house: House) -> None:
    def compose(key: str) -> Any:
        counted = Service.objects.annotate(number=Count("assessments")).filter(key=key)
        return counted.values_list("key", "number", "client__key", "pk")

    found = firm_rows("columns", lambda: compose(MARK_KEY), {"key": house.service.key})
    assert found == list(compose(house.service.key))
    assert cast(Any, found[0])[1] >= 1


@pytest.mark.parametrize("what", ["values", "flat"])
def test_other_kinds_of_rows_are_refused(house: House, what: str) -> None:
    def compose() -> Any:
        return (
            Service.objects.values("key")
            if what == "values"
            else Service.objects.values_list("pk", flat=True)
        )

    with pytest.raises(TypeError, match="Only rows of a model"):
        firm_rows(what, compose, {})
