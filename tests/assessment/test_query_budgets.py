"""What each page may ask of the database: exact numbers, the same however much there is beside it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import Assessment
from assessment.queries.state import state
from assessment.services import audit
from assessment.services.finding import add_action, record_finding
from assessment.services.report import gather
from assessment.tenancy import tenant
from reports.snapshot import Report, from_json, to_json
from tests.assessment.conftest import signed_in
from tests.factories import IN_SCOPE, House, make_assessment, make_house, make_service

# What frames statements, reads and writes nothing, and differs between the databases.
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config")

# The goals of the benchmark, H1 H2 O1 P1: never to be raised.
MOST = {"question": 8, "save": 12, "overview": 12, "gather": 15}
# What it takes today: session, person with grants, then the page's own.
QUESTION, SAVE, GATHER = 5, 10, 9
OVERVIEW = 8
OVERVIEW_OF_PAGES = 9  # how many services there are is asked only where they fill more than one page


def statements(work: Callable[[], object]) -> list[str]:
    """What ``work`` reads and writes."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured if not query["sql"].startswith(FRAME)]


def grow(house: House, number: int) -> None:
    """So many more services, each with an assessment, an action and a finding for Clara."""
    with tenant(house.firm):
        for _ in range(number):
            service = make_service(house.client, house.clara)
            one = make_assessment(service, house.ana, IN_SCOPE)
            add_action(assessment=one, obligation="GAI-4-1", text="x", by=house.clara, owner=house.clara)


def get(browser: Browser, url: str) -> None:
    assert browser.get(url).status_code == 200


def question_page(assessment: Assessment) -> str:
    return reverse("question", args=[assessment.key, "commercial"])


def post(browser: Browser, assessment: Assessment, answer: str) -> None:
    given = {"answer": answer, "version": str(10**9 - 1), "note": "Asked the product owner."}
    assert browser.post(question_page(assessment), given).status_code == 302


@pytest.fixture(params=[1, 10], ids=["1-assessment", "10-assessments"])
def grown(db: None, request: pytest.FixtureRequest) -> House:
    """The cast, with one assessment of Ana's or ten; nobody's rows are open yet."""
    house = make_house()
    grow(house, request.param - 1)
    return house


@pytest.fixture
def seen_lately() -> Iterator[None]:
    """What this process remembers to have logged as seen is forgotten after."""
    yield
    audit._seen.clear()


@pytest.mark.usefixtures("seen_lately")
def test_a_question_page_costs_five_statements(grown: House, django_capture_on_commit_callbacks: Any) -> None:
    browser = signed_in(grown.ana)
    with django_capture_on_commit_callbacks(execute=True):  # looking is logged once an hour, and costs more
        get(browser, question_page(grown.assessment))
    found = statements(lambda: get(browser, question_page(grown.assessment)))
    assert len(found) == QUESTION <= MOST["question"], found


def test_saving_an_answer_costs_ten(grown: House) -> None:
    browser = signed_in(grown.ana)
    for answer in ("no", "yes"):  # the first of its question, and a change to it
        found = statements(partial(post, browser, grown.assessment, answer))
        assert len(found) == SAVE <= MOST["save"], found


@pytest.mark.parametrize(
    ("rows", "cost"), [(3, OVERVIEW), (10, OVERVIEW), (60, OVERVIEW_OF_PAGES), (100, OVERVIEW_OF_PAGES)]
)
def test_the_overview_costs_the_same_however_many_rows(db: None, rows: int, cost: int) -> None:
    house = make_house()
    grow(house, rows - 2)
    browser = signed_in(house.clara)
    found = statements(lambda: get(browser, reverse("home")))
    assert len(found) == cost <= MOST["overview"], found


def test_gathering_a_report_costs_nine(grown: House) -> None:
    with tenant(grown.firm):
        for obligation in ("GAI-4-1", "GAI-4-2", "GAI-7-1A"):
            record_finding(assessment=grown.assessment, obligation=obligation, by=grown.ana, gap="A gap.")
        report = Report(id="budget", status="draft", created_at=timezone.now())
        assessment = Assessment.objects.select_related("service__client__firm", "edition").get(
            pk=grown.assessment.pk
        )
        kept = []
        found = statements(lambda: kept.append(gather(assessment, state(assessment), report)))
    assert len(found) == GATHER <= MOST["gather"], found
    assert from_json(to_json(kept[0])) == kept[0]
