"""What the site knows of a code, a snapshot or a file, and which report takes whose place."""

import hashlib
from typing import Any

import pytest
from django_scopes import scopes_disabled

from assessment.codes import grouped
from assessment.models import Assessment, Issued, IssuedKind, SignOff, Snapshot, Stage
from assessment.queries.register import Standing, known_by_code, standing_of
from assessment.services.assessment import set_stage
from assessment.services.document import request_document
from assessment.services.report import preview, release, shown_digest, take_snapshot
from assessment.services.sign_off import withdraw_sign_off
from assessment.tenancy import tenant
from reports.snapshot import from_json
from tests.factories import House, make_assessment, make_house


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Any) -> None:
    settings.DOCUMENT_DIR = tmp_path


def fresh(assessment: Assessment) -> Assessment:
    return Assessment.objects.get(pk=assessment.pk)


def drafted(house: House, assessment: Assessment | None = None) -> Snapshot:
    return take_snapshot(assessment=fresh(assessment or house.assessment), by=house.ana)


def signed(house: House, assessment: Assessment | None = None) -> SignOff:
    """Released by Clara."""
    set_stage(assessment=fresh(assessment or house.assessment), stage=Stage.REVIEW, by=house.clara)
    one = fresh(assessment or house.assessment)
    saw = shown_digest(preview(assessment=one, by=house.clara))
    return release(assessment=one, by=house.clara, saw=saw)


def code_of(snapshot: Snapshot) -> str:
    return Issued.objects.get(snapshot=snapshot, kind=IssuedKind.CODE).value


def standing(snapshot: Snapshot) -> Standing | None:
    return standing_of(IssuedKind.SNAPSHOT, snapshot.digest)


def test_a_frozen_report_is_entered_under_its_digest_and_the_code_on_its_cover(house: House) -> None:
    snapshot = drafted(house)
    assert from_json(bytes(snapshot.body)).report.code == grouped(code_of(snapshot))
    assert standing(snapshot) == Standing()
    found = known_by_code(code_of(snapshot))
    assert found is not None
    assert (found.firm["en"], found.as_of, found.is_released) == (house.firm.name_en, "2026-11-21", False)
    assert (found.digest, found.standing) == (snapshot.digest, Standing())


def test_a_finished_file_is_entered_with_it_and_only_once(house: House) -> None:
    snapshot = drafted(house)
    made = request_document(snapshot=snapshot, kind="json", language="both", by=house.ana)
    made.refresh_from_db()
    assert made.sha256 == hashlib.sha256(bytes(snapshot.body)).hexdigest()
    assert standing_of(IssuedKind.FILE, made.sha256) == Standing()
    made.status = "queued"
    made.attempts = 0
    made.save()
    from assessment.services.document import make_document

    make_document.call(made.firm_id, made.pk)
    assert Issued.objects.filter(kind=IssuedKind.FILE).count() == 1


def test_a_file_that_does_not_carry_its_snapshot_is_not_entered(house: House) -> None:
    request_document(snapshot=drafted(house), kind="csv", language="both", by=house.ana)
    assert not Issued.objects.filter(kind=IssuedKind.FILE).exists()


def test_a_sign_off_supersedes_what_came_before_it_and_nothing_after(house: House) -> None:
    draft = drafted(house)
    first = signed(house)
    assert standing(draft) == Standing(grouped(code_of(first.snapshot)), first.at)
    assert standing(first.snapshot) == Standing()
    later = make_assessment(house.service, house.ana)
    later_draft = drafted(house, later)
    assert standing(first.snapshot) == Standing()  # a later draft replaces nothing
    second = signed(house, later)
    code = grouped(code_of(second.snapshot))
    assert standing(first.snapshot) == standing(draft) == standing(later_draft) == Standing(code, second.at)
    assert standing(second.snapshot) == Standing()


def test_another_service_supersedes_nothing(house: House) -> None:
    draft = drafted(house)
    signed(house, house.other_assessment)
    assert standing(draft) == Standing()


def test_a_withdrawn_sign_off_is_said_and_no_longer_supersedes(house: House) -> None:
    draft = drafted(house)
    first = signed(house)
    withdraw_sign_off(sign_off=first, by=house.clara, reason="a mistake")
    found = standing(first.snapshot)
    assert found is not None and found.withdrawn_at == first.withdrawn_at and found.superseded_by is None
    assert standing(draft) == Standing()
    again = signed(house)
    found = standing(first.snapshot)
    assert found == Standing(grouped(code_of(again.snapshot)), again.at, first.withdrawn_at)


@pytest.mark.django_db
def test_it_is_found_from_outside_any_firm_and_from_inside_another() -> None:
    house, other = make_house(), make_house()
    with tenant(house.firm):
        snapshot = drafted(house)
        key = code_of(snapshot)
    assert standing(snapshot) == Standing()
    with tenant(other.firm):
        known = known_by_code(key)
        assert known is not None and known.digest == snapshot.digest
        assert not Snapshot.objects.exists()  # the other firm's door is shut again


@pytest.mark.django_db
def test_what_was_never_issued_is_unknown() -> None:
    assert known_by_code("k7qp2m4dxw3a") is None
    assert standing_of(IssuedKind.FILE, "0" * 64) is None
    with scopes_disabled():
        assert not Issued.objects.exists()
