"""Every page of the site in a real browser: found, inside its window, and nothing for axe to say.

What axe looks at differs neither by language at one width nor by width in one language, so it looks twice;
whether a page fits differs by both, so that is tried four times.
"""

from datetime import date

import pytest

from assessment.models import Assessment, User
from assessment.services.answer import record_answer
from assessment.services.assignment import assign, finish_assignment
from assessment.services.comment import add_comment, resolve_comment
from assessment.services.finding import record_finding
from assessment.services.report import take_snapshot
from assessment.tenancy import tenant
from tests.browser import Language, OpenPage, Width, assert_accessible
from tests.factories import House, make_house
from tests.newer_edition import make_newer_edition
from tests.screens.conftest import overflow

pytestmark = pytest.mark.django_db(transaction=True)


def counsels(house: House) -> list[str]:
    key, service = house.assessment.key, house.service.key
    return [
        "/",
        f"/services/{service}/",
        f"/assessments/{key}/",
        f"/assessments/{key}/questions/audience/",
        f"/assessments/{key}/questions/pi_individuals/",
        f"/assessments/{key}/check/",
        f"/assessments/{key}/check/model/",
        f"/assessments/{key}/all/",
        f"/assessments/{key}/upload/",
        f"/assessments/{key}/result/",
        f"/assessments/{key}/obligations/GAI-4-1/",
        f"/assessments/{key}/positions/OP-08/",
        f"/assessments/{key}/comments/",
        f"/assessments/{key}/ask/",
        f"/assessments/{key}/reports/",
        "/actions/",
        "/reports/",
        f"/services/{service}/evidence/",
        f"/services/{service}/history/",
        f"/services/{service}/compare/",
        f"/assessments/{key}/edition/",
    ]


def administrators(house: House) -> list[str]:
    return [
        "/?archived=yes",
        "/services/new",
        f"/services/{house.service.key}/edit",
        f"/services/{house.service.key}/assess",
        f"/assessments/{house.assessment.key}/terms",
        "/clients/",
        "/clients/new",
        f"/clients/{house.client.key}/",
        "/people/",
        "/people/invite",
        "/firm/",
        "/firm/logo",
        "/firm/positions/",
        "/firm/positions/OP-08/",
        "/firm/history/",
    ]


def report_and_move_on(house: House) -> None:
    """A report, and after it a finding, an answer and a newer rulebook, so that something has changed."""
    with tenant(house.firm):
        one = Assessment.objects.get(pk=house.assessment.pk)
        take_snapshot(assessment=one, by=house.clara)
        for place in ({"obligation": "GAI-4-1"}, {"question": "audience"}):
            said = add_comment(service=house.service, assessment=one, text="Which?", by=house.ana, **place)
        resolve_comment(comment=said, by=house.clara)
        assign(
            assessment=one, user=house.clara, topic="model", by=house.clara, due_on=date(2020, 1, 1), note="x"
        )
        finish_assignment(
            assignment=assign(assessment=one, user=house.ana, question="minors", by=house.clara), by=house.ana
        )
        record_finding(assessment=one, obligation="GAI-4-1", by=house.clara, judgement="partly_met", gap="x")
        record_answer(
            assessment=one, question="mainland_access", raw="not_sure", saw=one.version, by=house.ana
        )
        make_newer_edition()


@pytest.mark.parametrize(
    ("width", "language", "with_axe"),
    [(1280, "en", True), (390, "zh-hans", True), (1280, "zh-hans", False), (390, "en", False)],
)
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage, width: Width, language: Language, with_axe: bool
) -> None:
    house = make_house()
    report_and_move_on(house)
    User.objects.filter(pk__in=[house.clara.pk, house.adam.pk]).update(language=language)
    for user, addresses in ((house.clara, counsels(house)), (house.adam, administrators(house))):
        page = open_page(user=user, width=width, language=language)
        for address in addresses:
            response = page.goto(address)
            assert response is not None and response.status == 200, address
            if with_axe:
                assert_accessible(page)
            assert overflow(page) <= 0, address
