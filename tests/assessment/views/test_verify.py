"""The page for whoever holds a report: one judgement, its reasons, and nothing else of anybody."""

import fcntl
import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache as store
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from assessment.codes import grouped
from assessment.forms.verify import MOST_BYTES
from assessment.models import Assessment, IssuedKind, SignOff, Snapshot, Stage
from assessment.services import verification
from assessment.services.assessment import set_stage
from assessment.services.document import path_of, request_document
from assessment.services.report import preview, release, shown_digest, take_snapshot
from assessment.services.sign_off import withdraw_sign_off
from assessment.tenancy import tenant
from reports import to_pdf
from reports.snapshot import from_json
from tests.assessment.conftest import signed_in
from tests.factories import House, make_assessment, make_house
from tests.reports.authority import signer, write_pem
from tests.reports.signed import flipped, paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings: Any, tmp_path: Path) -> None:
    """Documents and places of one's own, and nobody has tried before."""
    settings.DOCUMENT_DIR, settings.DATA_DIR = tmp_path / "documents", tmp_path / "data"
    store.clear()


@pytest.fixture
def house() -> House:
    return make_house()


@cache
def printed(body: bytes) -> bytes:
    return to_pdf.render(from_json(body), language="en", sections=("summary",))


def issued(house: House, snapshot: Snapshot) -> bytes:
    """One page of a snapshot, made by the site's own job."""
    with tenant(house.firm):
        made = request_document(
            snapshot=snapshot, kind="pdf", language="en", sections=("summary",), by=house.ana
        )
        made.refresh_from_db()
        assert made.status == "done", made.error
        return path_of(made).read_bytes()


def drafted(house: House) -> Snapshot:
    with tenant(house.firm):
        return take_snapshot(assessment=Assessment.objects.get(pk=house.assessment.pk), by=house.ana)


def signed_off(house: House, of: Assessment | None = None) -> SignOff:
    with tenant(house.firm):
        pk = (of or house.assessment).pk
        set_stage(assessment=Assessment.objects.get(pk=pk), stage=Stage.REVIEW, by=house.clara)
        one = Assessment.objects.get(pk=pk)
        saw = shown_digest(preview(assessment=one, by=house.clara))
        return release(assessment=one, by=house.clara, saw=saw)


def code_of(house: House, snapshot: Snapshot) -> str:
    with tenant(house.firm):
        return grouped(snapshot.issued.get(kind=IssuedKind.CODE).value)


def show(data: bytes, *, by: Browser | None = None, language: str = "en") -> Any:
    """The page after a file was sent, by somebody who has not signed in."""
    file = SimpleUploadedFile("report.pdf", data, content_type="application/pdf")
    return (by or Browser()).post("/verify/", {"file": file}, headers={"accept-language": language})


def look_up(code: str, *, by: Browser | None = None, language: str = "en") -> Any:
    """The page of a code, typed."""
    typed: Any = (by or Browser()).get("/verify/", {"code": code}, headers={"accept-language": language})
    assert typed.status_code == 302, typed.content.decode()
    return (by or Browser()).get(typed.url, headers={"accept-language": language})


def state(page: Any) -> str:
    found = re.search(r'class="verification verification--(\w+)"', page.content.decode())
    return found[1] if found else ""


def title(page: Any) -> str:
    found = re.search(r'id="verdict-title">(.+?)</h1>', page.content.decode())
    return found[1] if found else ""


# -- files ---------------------------------------------------------------------------------------


def test_a_file_of_the_site_s_own_job_is_genuine_and_any_change_makes_it_altered(house: House) -> None:
    data = issued(house, drafted(house))
    page = show(data)
    assert (page.status_code, state(page), title(page)) == (
        200, "genuine", "Genuine: unchanged since it was made.",
    )  # fmt: skip
    text = page.content.decode()
    assert "This site issued the report." in text and "It is a draft: nobody has signed it off." in text
    assert house.service.name_en in text  # the file says so itself
    middle = data.index(b"stream") + 40
    for hostile in (flipped(data, middle), data + zipped(), b"GIF89a" + data):
        changed = show(hostile)
        assert (state(changed), "do not rely on it" in title(changed)) == ("altered", True)


def zipped() -> bytes:
    """What makes a file an archive for those who read it from the end."""
    import zipfile

    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("invoice.exe", b"MZ")
    return out.getvalue()


def test_a_file_printed_again_elsewhere_from_our_snapshot_is_genuine(house: House) -> None:
    snapshot = drafted(house)
    page = show(printed(bytes(snapshot.body)))
    assert state(page) == "genuine"
    assert "byte for byte" in page.content.decode()


def test_a_second_sign_off_supersedes_the_first_and_says_by_which(house: House) -> None:
    first = signed_off(house)
    data = issued(house, first.snapshot)
    assert state(show(data)) == "genuine"
    with tenant(house.firm):
        later = make_assessment(house.service, house.ana)
    second = signed_off(house, later)
    code = code_of(house, second.snapshot)
    page = show(data)
    assert (state(page), title(page)) == ("superseded", "Genuine, but superseded by a later report.")
    assert f"It was superseded by report {code}, released on" in page.content.decode()
    by_code = look_up(code_of(house, first.snapshot))
    assert state(by_code) == "superseded"
    assert f'href="/verify/{code.replace("-", "").lower()}/"' in by_code.content.decode()
    assert state(look_up(code)) == "genuine"


def test_a_withdrawn_release_is_never_shown_as_if_it_stood(house: House) -> None:
    signed = signed_off(house)
    data = issued(house, signed.snapshot)
    with tenant(house.firm):
        withdraw_sign_off(sign_off=SignOff.objects.get(pk=signed.pk), by=house.clara, reason="a mistake")
    for page in (show(data), look_up(code_of(house, signed.snapshot))):
        assert state(page) == "withdrawn"
        assert "release" in title(page) and "withdrawn" in title(page)


def test_another_site_s_report_cannot_be_told(house: House) -> None:
    page = show(paper())
    assert (state(page), title(page)) == ("unknown", "It cannot be told.")
    assert "This site did not issue this report" in page.content.decode()


def encrypted() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(paper())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: b"PK\x03\x04 a workbook", "The file is no PDF."),
        (encrypted, "The file is encrypted and cannot be read"),
        (lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 1000, "The file cannot be read"),
    ],
    ids=["workbook", "encrypted", "broken"],
)
def test_what_can_be_no_report_cannot_be_told_and_says_why(data: Callable[[], bytes], words: str) -> None:
    page = show(data())
    assert (page.status_code, state(page)) == (200, "unknown")
    assert words in page.content.decode()


def test_with_the_host_s_certificate_a_file_the_register_lost_is_still_known(
    house: House, settings: Any, tmp_path: Path
) -> None:
    from assessment.services.signing import sign_pdf

    settings.SIGNING_KEY, settings.SIGNING_CERTIFICATE = write_pem(tmp_path, signer())
    page = show(sign_pdf(paper(), is_released=True))
    text = page.content.decode()
    assert (state(page), "Signed by Example LLP, with a trusted certificate." in text) == ("genuine", True)
    assert "yes, over the whole file" in text
    unsigned = show(paper())
    assert state(unsigned) == "unknown"


# -- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose the PDF file that is to be checked."),
        ({"file": "text in place of a file"}, "Choose the PDF file that is to be checked."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The file is empty."),
    ],
)
def test_without_a_file_it_says_what_to_do(sent: dict[str, Any], words: str) -> None:
    page = Browser().post("/verify/", sent, headers={"accept-language": "en"})
    text = page.content.decode()
    assert 'class="error-summary"' in text and '<a href="#id_file">' in text
    assert words in text


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    class Untouched(BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("it was read")

    said: Any = {"CONTENT_LENGTH": str(MOST_BYTES + 10**6), "wsgi.input": Untouched()}
    page = Browser(enforce_csrf_checks=True).generic(
        "POST", "/verify/", content_type="multipart/form-data; boundary=x", **said
    )
    assert page.status_code == 413
    assert "20.1\xa0MB" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the code from the cover"),
        ("K0QP", "never 0, 1, I, L or O"),
        ("x" * 201, "too long for a code"),
    ],
)
def test_a_code_that_is_none_says_how_one_looks(typed: str, words: str) -> None:
    page = Browser().get("/verify/", {"code": typed}, headers={"accept-language": "en"})
    assert words in page.content.decode()
    assert '<a href="#id_code">' in page.content.decode()


# -- codes ---------------------------------------------------------------------------------------


def test_a_code_tells_its_bearer_what_the_cover_has_and_no_names(house: House) -> None:
    snapshot = drafted(house)
    code = code_of(house, snapshot)
    for typed in (code, code.lower().replace("-", " "), f"  {code.replace('-', '')}　"):
        page = look_up(typed)
        assert (page.status_code, state(page)) == (200, "genuine")
    text = page.content.decode()
    assert snapshot.digest[7:39] in text and snapshot.digest[39:] in text
    assert house.firm.name_en in text and "21 November 2026" in text
    assert title(look_up(code, language="zh-hans")) == "核验码真实：本网站出具过带有该核验码的报告。"
    with tenant(house.firm):
        names = [house.client.name_zh, house.service.name_zh, house.service.name_en, "Ana", "Clara"]
    for name in names:
        assert name not in text


def test_a_code_nobody_issued_gets_the_same_answer_whoever_asks(house: House) -> None:
    snapshot = drafted(house)
    stranger, member = Browser(), signed_in(house.clara)
    answers = set()
    for browser in (stranger, member):
        page = look_up("K7QP-2M4D-XW3A", by=browser)
        found = re.search(r'<section class="verification.+?</section>', page.content.decode(), re.DOTALL)
        assert found is not None
        answers.add(found[0])
    assert len(answers) == 1
    malformed = stranger.get("/verify/nothing-of-the-kind/", headers={"accept-language": "en"})
    assert (malformed.status_code, state(malformed)) == (200, "unknown")
    assert snapshot.digest[7:39] not in malformed.content.decode()


def test_the_code_s_page_costs_the_same_few_questions_for_all(
    house: House, django_assert_max_num_queries: Any
) -> None:
    code = code_of(house, drafted(house))
    look_up(code)
    with django_assert_max_num_queries(20):  # of them 12 for the rate, 3 to enter the firm on PostgreSQL
        Browser().get(f"/verify/{code}/")


def test_the_page_is_kept_by_nobody_and_found_by_no_search_engine() -> None:
    page = Browser().get("/verify/k7qp2m4dxw3a/")
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex"


# -- bounds --------------------------------------------------------------------------------------


def test_too_many_tries_are_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    from assessment.views import verify

    monkeypatch.setattr(verify, "RATES", {"verify_code": "2/m/ip", "verify_file": "1/m/ip"})
    assert [Browser().get("/verify/k7qp2m4dxw3a/").status_code for _ in range(3)] == [200, 200, 429]
    assert [show(b"no PDF").status_code for _ in range(2)] == [200, 429]
    page = Browser().get("/verify/k7qp2m4dxw3a/", headers={"accept-language": "en"})
    assert page["Retry-After"] == "60"
    assert "Wait a minute, then try again." in page.content.decode()


def test_while_all_places_are_taken_others_are_told_to_come_again(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "PATIENCE", 0.05)
    folder = settings.DATA_DIR / "verifying"
    folder.mkdir(parents=True)
    held = [(folder / str(number)).open("ab") for number in range(verification.AT_ONCE)]
    for file in held:
        fcntl.flock(file, fcntl.LOCK_EX)
    page = show(b"no PDF")
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Several files are being checked" in page.content.decode()
    held[0].close()
    assert show(b"no PDF").status_code == 200
    held[1].close()


def test_nothing_that_was_shown_is_kept(settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = tmp_path / "passing", 10
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    assert state(show(paper())) == "unknown"
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size] == []


def test_a_certificate_that_cannot_be_read_does_not_stop_the_register(
    house: House, settings: Any, tmp_path: Path
) -> None:
    snapshot = drafted(house)
    settings.SIGNING_KEY = settings.SIGNING_CERTIFICATE = tmp_path / "gone.pem"
    assert state(show(printed(bytes(snapshot.body)))) == "genuine"
