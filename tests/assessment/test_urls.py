"""No client sees another: every address × every role × somebody else's ids, from the URL conf itself.

An address that no line below classifies fails the test, so a new view cannot be forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessment.models import (
    Action,
    Assessment,
    Assignment,
    Client,
    Comment,
    Document,
    Evidence,
    EvidenceRevision,
    Firm,
    Invitation,
    Role,
    Service,
)
from assessment.services.assignment import assign
from assessment.services.comment import add_comment
from assessment.services.document import request_document
from assessment.services.evidence import add_evidence
from assessment.services.finding import add_action, record_finding
from assessment.services.invitation import invite
from assessment.services.report import take_snapshot
from assessment.tenancy import tenant
from tests.factories import House, make_house

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"

# name of the address -> what its key belongs to; "" for pages that name no object.
OBJECTS: dict[str, str] = {
    **dict.fromkeys(("home", "my_actions", "calendar", "report_list", "client_list", "service_new"), ""),
    **dict.fromkeys(("service", "service_edit", "service_archive", "assessment_new"), "service"),
    **dict.fromkeys(("evidence_list", "history", "compare"), "service"),
    **dict.fromkeys(("client", "client_edit", "client_archive"), "client"),
    **dict.fromkeys(
        (
            "assessment", "assessment_edition", "assessment_terms", "next_question", "question",
            "all_answers", "check_answers", "check_topic", "question_print", "answers_download",
            "answers_upload", "result", "position",
            "obligation", "action_add", "obligation_evidence", "findings_many", "report_new",
            "report_preview", "sign_off", "comments", "ask",
        ),
        "assessment",
    ),
    "action_change": "action",
    "comment_change": "comment",
    "assignment_change": "assignment",
    "evidence": "evidence",
    "evidence_file": "revision",
    **dict.fromkeys(("document", "document_file"), "document"),
    "report_read": "snapshot",
    # The firm's own, for those who administer it.
    **dict.fromkeys(("client_new",), "firm"),
    **dict.fromkeys(("people", "invite", "grant_change"), "firm"),
    **dict.fromkeys(("firm", "firm_logo", "firm_logo_file", "firm_history"), "firm"),
    **dict.fromkeys(("house_positions", "house_position"), "firm"),
    "invitation_withdraw": "invitation",
    # Open to everyone by design: a secret token, a colour, a language; or only ever one's own firms.
    **dict.fromkeys(("invitation_accept", "firm_colors", "set_language", "firm_choose"), "open"),
    # For whoever holds a report; what they learn stands in tests/assessment/views/test_verify.py.
    **dict.fromkeys(("verify", "verify_code"), "open"),
}  # fmt: skip
EXTRA = {
    "question": {"name": "audience"},
    "check_topic": {"topic": "service"},
    "position": {"point": "OP-08"},
    "house_position": {"point": "OP-08"},
    "obligation": {"name": "GAI-4-1"},
    "action_add": {"name": "GAI-4-1"},
    "obligation_evidence": {"name": "GAI-4-1"},
}
NOT_OURS = ("accounts/", "admin/")  # allauth's pages are one's own; the admin is for superusers, see below


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of ours as (pattern, name)."""

    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            whole = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, whole)
            elif isinstance(pattern, URLPattern) and not whole.startswith(NOT_OURS):
                yield whole, pattern.name or ""

    return walk(get_resolver().url_patterns, "")


def test_every_address_is_classified_and_every_classification_has_an_address() -> None:
    assert {name for _, name in addresses()} == set(OBJECTS)


@dataclass
class Keys:
    """A house with one object of every kind, by what an address may name."""

    house: House
    keys: dict[str, str]


@pytest.fixture
def filled() -> Keys:
    house = make_house()
    with tenant(house.firm):
        assessment = Assessment.objects.get(pk=house.assessment.pk)
        finding = record_finding(assessment=assessment, obligation="GAI-4-1", by=house.ana, judgement="met")
        action = add_action(assessment=assessment, obligation="GAI-4-1", text="Do it", by=house.ana)
        piece = add_evidence(
            service=house.service,
            title="Policy",
            by=house.ana,
            findings=[finding],
            file=SimpleUploadedFile("policy.pdf", PDF),
        )
        document = request_document(
            snapshot=take_snapshot(assessment=assessment, by=house.ana),
            kind="json",
            language="both",
            by=house.ana,
        )
        comment = add_comment(service=house.service, assessment=assessment, text="Why?", by=house.ana)
        assignment = assign(assessment=assessment, user=house.ana, topic="model", by=house.clara)
        invitation, _ = invite(firm=house.firm, email="li@example.com", role=Role.FIRM_MEMBER, by=house.adam)
        revision = EvidenceRevision.objects.get(evidence=piece)
    return Keys(
        house,
        {
            "service": house.service.key, "client": house.client.key, "assessment": assessment.key,
            "action": action.key, "evidence": piece.key, "revision": revision.key, "document": document.key,
            "snapshot": document.snapshot.key,
            "invitation": invitation.key, "comment": comment.key, "assignment": assignment.key,
        },
    )  # fmt: skip


def path_of(name: str, keys: Keys) -> str:
    kind = OBJECTS[name]
    key = {"key": keys.keys[kind]} if kind in keys.keys else {}
    return reverse(name, kwargs={**key, **EXTRA.get(name, {})})


def browser_of(person: Any) -> Browser:
    browser = Browser(raise_request_exception=True)
    browser.force_login(person)
    return browser


def statuses(browser: Browser, path: str) -> set[int]:
    return {browser.get(path).status_code, browser.post(path, {}).status_code}


WITH_KEY = sorted(name for name, kind in OBJECTS.items() if kind not in ("", "open", "firm"))


def test_another_firm_and_another_client_find_nothing_anywhere(filled: Keys) -> None:
    stranger = make_house()
    # The counsel of another firm, its administrator, and somebody of another client in the same firm.
    people = {"clara": stranger.clara, "adam": stranger.adam, "rui": filled.house.rui}
    browsers = {who: browser_of(person) for who, person in people.items()}
    before = counts(filled.house.firm)
    for name in WITH_KEY:
        for who, browser in browsers.items():
            found = statuses(browser, path_of(name, filled))
            # A method the view does not take, or an action nobody of the role has, gives nothing away either.
            assert found <= {404, 405, 403}, (name, who, found)
            assert 404 in found or 403 in found, (name, who, found)
            if OBJECTS[name] not in ("invitation",):
                assert 403 not in found, (name, who, found)
    assert counts(filled.house.firm) == before


def counts(firm: Firm) -> dict[str, int]:
    with tenant(firm):
        kinds = (Client, Service, Assessment, Action, Evidence, Document, Invitation, Comment, Assignment)
        return {kind.__name__: kind.objects.count() for kind in kinds}


def test_ones_own_are_found_by_every_role_that_may_see_them(filled: Keys) -> None:
    house = filled.house
    browsers = [(person, browser_of(person)) for person in (house.adam, house.clara, house.ana, house.otto)]
    for name, kind in OBJECTS.items():
        if kind in ("open", "firm", "invitation"):
            continue
        for person, browser in browsers:
            status = browser.get(path_of(name, filled)).status_code
            # 403: seen, but not for this role; 302: on to the next page; 405: only posted to.
            assert status in (200, 302, 403, 405), (name, person.name, status)
            if name not in EDITS:
                assert status in (200, 302, 405), (name, person.name, status)


# Pages that exist only to change something: an auditor, or a client, may be told 403.
EDITS = {
    "service_new", "service_edit", "service_archive", "assessment_new", "assessment_terms", "client_edit",
    "client_archive", "answers_upload", "sign_off", "obligation_evidence", "client_list", "client", "ask",
}  # fmt: skip


def test_nobody_enters_without_signing_in(filled: Keys) -> None:
    visitor = Browser()
    for name, kind in OBJECTS.items():
        if kind != "open":
            response: Any = visitor.get(path_of(name, filled))
            assert response.status_code == 302 and "login" in response.url, name


def test_administration_of_the_firm_is_for_its_administrators(filled: Keys) -> None:
    house = filled.house
    for name in ("people", "invite", "invitation_withdraw", "grant_change"):
        for person in (house.clara, house.ana, house.otto):
            assert statuses(browser_of(person), path_of(name, filled)) <= {403, 405}, (name, person.name)


def test_the_admin_site_is_for_superusers(filled: Keys) -> None:
    assert browser_of(filled.house.adam).get("/admin/").status_code == 302


def test_an_open_address_gives_nothing_of_a_firm_away(filled: Keys) -> None:
    visitor = Browser()
    assert visitor.get(reverse("invitation_accept", args=["no-such-token"])).status_code in (200, 404, 410)
    response: Any = visitor.post(reverse("firm_choose", args=[filled.house.firm.slug]))
    assert response.status_code == 302 and "login" in response.url
