"""What the database itself refuses, on both engines."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django_scopes import ScopeError, scopes_disabled

from assessment.models import (
    Action,
    Answer,
    Assessment,
    Client,
    Comment,
    Edition,
    Event,
    EventPayload,
    Finding,
    Grant,
    Position,
    Role,
    Service,
    Status,
    User,
    walls,
)
from assessment.models.base import FirmRow
from assessment.services.finding import record_finding
from assessment.tenancy import each_firm, tenant
from tests.factories import House, make_firm, make_house, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Iterator[House]:
    made = make_house()
    with tenant(made.firm):
        yield made


def refused(*, reason: str = "") -> Any:
    """The database says no, and the rest of the test goes on."""
    return _Refused(reason)


class _Refused:
    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __enter__(self) -> None:
        self.inner = transaction.atomic()
        self.inner.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        self.inner.__exit__(kind, error, trace)
        assert error is not None, "the database let it through"
        assert isinstance(error, DatabaseError), error
        assert self.reason.lower() in str(error).lower()
        return True


def test_events_can_be_neither_changed_nor_deleted(house: House) -> None:
    event = Event.objects.first()
    assert event is not None
    with refused(reason="append-only"):
        Event.objects.filter(pk=event.pk).update(verb="nothing")
    with refused(reason="append-only"):
        Event.objects.filter(pk=event.pk)._raw_delete("default")


def test_payloads_can_only_be_blanked(house: House) -> None:
    payload = EventPayload.objects.filter(pk=Event.objects.values("pk")[:1])
    with refused(reason="only be blanked"):
        payload.update(body="{}")
    with refused(reason="append-only"):
        payload._raw_delete("default")
    assert payload.update(body=None, erased_at=timezone.now()) == 1


def test_answers_and_editions_are_never_changed(house: House) -> None:
    with refused(reason="append-only"):
        Answer.objects.update(value=["internal_only"])
    with refused(reason="append-only"):
        Edition.objects.update(version="2030.1")
    with refused(reason="append-only"):
        Edition.objects.all()._raw_delete("default")


def test_a_row_cannot_point_to_another_firms_row(house: House) -> None:
    other = make_firm()
    with tenant(other):
        client = Client.objects.create(firm=other, name_zh="别家")
    with refused(reason="another firm"):
        Service.objects.create(firm=house.firm, client=client, name_zh="跨界")
    with refused(reason="another firm"):
        Service.objects.filter(pk=house.service.pk).update(client=client)


def test_walls_can_be_put_up_twice() -> None:
    walls.put_up()
    house = make_house()
    with tenant(house.firm), refused(reason="append-only"):
        Event.objects.update(verb="nothing")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "finished"}, "finding_status_is_known"),
        ({"judgement": "fine"}, "finding_judgement_is_known"),
        ({"status": Status.DONE}, "finding_done_by_someone"),
        ({"status": Status.VERIFIED}, "finding_"),
        ({"status": Status.RISK_ACCEPTED, "reason": ""}, "finding_risk_accepted_with_reason"),
    ],
)
def test_a_finding_breaking_its_rules_is_refused(
    house: House, values: dict[str, Any], constraint: str
) -> None:
    with refused(reason=constraint):
        Finding.objects.create(
            firm=house.firm, service=house.service, obligation="GAI-4-1", by=house.clara, **values
        )


def test_nobody_verifies_their_own_work_even_by_sql(house: House) -> None:
    finding = record_finding(
        assessment=house.assessment, obligation="GAI-4-1", by=house.clara, status=Status.DONE
    )
    now = timezone.now()
    rows = Finding.objects.filter(pk=finding.pk)
    with refused(reason="finding_verified_by_another_person"):
        rows.update(status=Status.VERIFIED, verified_by=house.clara, verified_at=now)
    assert rows.update(status=Status.VERIFIED, verified_by=house.ana, verified_at=now) == 1


def test_one_finding_an_obligation(house: House) -> None:
    values: dict[str, Any] = {
        "firm": house.firm,
        "service": house.service,
        "obligation": "GAI-4-1",
        "by": house.clara,
    }
    Finding.objects.create(**values)
    with refused():
        Finding.objects.create(**values)


def test_roles_fit_their_reach(house: House) -> None:
    user = make_user("Eve")
    with refused(reason="grant_role_fits_its_reach"):
        Grant.objects.create(firm=house.firm, user=user, role=Role.CLIENT_MEMBER)
    with refused(reason="grant_role_fits_its_reach"):
        Grant.objects.create(firm=house.firm, user=user, role=Role.FIRM_ADMIN, client=house.client)
    with refused(reason="grant_role_"):
        Grant.objects.create(firm=house.firm, user=user, role="owner")


def test_one_address_is_one_person_in_any_case(house: House) -> None:
    with refused():
        User.objects.create(email=house.ana.email.upper())


def test_a_position_has_a_reason_and_is_held_once(house: House) -> None:
    values: dict[str, Any] = {
        "firm": house.firm, "assessment": house.assessment, "open_point": "OP-01", "by": house.clara,
        "at": timezone.now(),
    }  # fmt: skip
    with refused(reason="position_has_a_reason"):
        Position.objects.create(reading="A", reason="", **values)
    with refused(reason="position_reading_is_known"):
        Position.objects.create(reading="C", reason="x", **values)
    Position.objects.create(reading="A", reason="x", **values)
    with refused():
        Position.objects.create(reading="B", reason="y", **values)


def test_an_answer_says_what_its_kind_says(house: House) -> None:
    values: dict[str, Any] = {
        "firm": house.firm, "assessment": house.assessment, "question": "role", "by": house.ana,
        "at": timezone.now(), "version": 90, "saw": 1,
    }  # fmt: skip
    with refused(reason="answer_has_a_value_if_given"):
        Answer.objects.create(kind="given", value=None, **values)
    with refused(reason="answer_saw_an_earlier_version"):
        Answer.objects.create(value="x", **{**values, "saw": 90})
    Answer.objects.create(value="x", **values)
    with refused():
        Answer.objects.create(value="y", **values)


def test_empty_actions_and_comments_are_refused(house: House) -> None:
    finding = record_finding(assessment=house.assessment, obligation="GAI-4-1", by=house.clara)
    with refused(reason="action_says_something"):
        Action.objects.create(firm=house.firm, finding=finding, text="", by=house.ana)
    with refused(reason="comment_says_something"):
        Comment.objects.create(
            firm=house.firm, service=house.service, text="", by=house.ana, at=timezone.now()
        )


# -- tenancy ------------------------------------------------------------------------------------------


def rows_of_firms() -> list[type[Model]]:
    return walls._rows_of_firms()


def test_every_kind_of_row_has_its_firm_unless_it_is_the_same_for_all() -> None:
    from django.apps import apps

    others = {
        model.__name__
        for model in apps.get_app_config("assessment").get_models()
        if not issubclass(model, FirmRow)
    }
    assert others - {"User_groups", "User_user_permissions"} == {"Firm", "User", "Edition"}


@pytest.mark.parametrize("model", rows_of_firms(), ids=lambda model: model.__name__)
def test_a_query_outside_a_firm_raises(model: type[Model]) -> None:
    with pytest.raises(ScopeError):
        model._default_manager.count()


@pytest.mark.parametrize("model", rows_of_firms(), ids=lambda model: model.__name__)
def test_inside_another_firm_no_row_is_seen(model: type[Model]) -> None:
    make_house()
    with tenant(make_firm()):
        assert model._default_manager.count() == 0


def test_tenants_nest_and_the_outer_one_comes_back(house: House) -> None:
    other = make_firm()
    with tenant(other):
        assert Service.objects.count() == 0
        Client.objects.create(firm=other, name_zh="甲")
    assert Service.objects.count() == 2
    assert list(Client.objects.values_list("firm", flat=True).distinct()) == [house.firm.pk]


def test_each_firm_is_seen_alone(house: House) -> None:
    other = make_house()
    seen = {firm.pk: set(Assessment.objects.values_list("firm", flat=True)) for firm in each_firm()}
    assert seen == {house.firm.pk: {house.firm.pk}, other.firm.pk: {other.firm.pk}}


needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no row-level security; the run with -p tests.pg has"
)


@needs_postgresql
def test_the_tests_connect_as_an_ordinary_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@needs_postgresql
@pytest.mark.parametrize("table", walls.walled_tables())
def test_row_level_security_is_forced(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)


@needs_postgresql
def test_row_level_security_holds_where_the_scope_is_switched_off() -> None:
    first, second = make_house(), make_house()
    with scopes_disabled():
        assert Answer.objects.count() == 0  # no tenant, no row
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.firm_id', %s, true)", [str(first.firm.pk)])
        assert set(Answer.objects.values_list("firm", flat=True)) == {first.firm.pk}
        assert not Service.objects.filter(firm=second.firm).exists()
        with refused(reason="row-level security"):
            Client.objects.create(firm=second.firm, name_zh="越界")
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.firm_id', '', true)")


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_the_connection_is_clean_after_a_tenant() -> None:
    with tenant(make_firm()):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.firm_id', true)")
        assert cursor.fetchone()[0] in (None, "")


def test_dates_of_evidence_are_in_order(house: House) -> None:
    from assessment.models import Evidence, EvidenceRevision

    evidence = Evidence.objects.create(
        firm=house.firm, service=house.service, number=1, title="备案回执", by=house.ana
    )
    values: dict[str, Any] = {
        "firm": house.firm, "evidence": evidence, "number": 1, "by": house.ana, "at": timezone.now(),
        "kind": "link", "url": "https://example.com",
    }  # fmt: skip
    with refused(reason="evidence_expires_after_it_takes_effect"):
        EvidenceRevision.objects.create(effective_on=date(2026, 2, 1), expires_on=date(2026, 1, 1), **values)
    with refused(reason="evidence_holds_what_its_kind_says"):
        EvidenceRevision.objects.create(**{**values, "url": ""})
