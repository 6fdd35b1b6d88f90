"""The host's signature: under every PDF the job makes where it is configured, and never half."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from assessment.models import Document
from assessment.services import signing
from assessment.services.document import path_of, request_document
from assessment.services.failure import sentence
from assessment.services.report import take_snapshot
from reports.errors import SigningError
from reports.inspecting import inspect
from reports.inspection import Roots, Signature
from tests.factories import House
from tests.reports import authority
from tests.reports.authority import PASSPHRASE, issue, revocations, root, signer, timestamper, write_pem
from tests.reports.signed import paper


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENT_DIR = tmp_path / "documents"


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> Path:
    """The site signs as Example LLP."""
    settings.SIGNING_KEY, settings.SIGNING_CERTIFICATE = write_pem(tmp_path, signer())
    return tmp_path


def one_page(house: House) -> Document:
    made = request_document(
        snapshot=take_snapshot(assessment=house.assessment, by=house.ana),
        kind="pdf", language="en", sections=("summary",), by=house.ana,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def signature(data: bytes) -> Signature:
    found = inspect(data, Roots((root().pem,)))
    assert (found.additions, len(found.signatures)) == ((), 1)
    return found.signatures[0]


def test_without_a_key_the_file_stays_as_it_was_printed() -> None:
    assert not signing.is_configured()
    assert signing.sign_pdf(paper(), is_released=True) is paper()
    assert signing.own_roots() == Roots()


def test_the_job_signs_what_it_prints_and_leaves_the_printed_bytes_alone(house: House, keys: Path) -> None:
    made = one_page(house)
    assert made.error == ""
    data = path_of(made).read_bytes()
    found = signature(data)
    assert (found.name, found.intact, found.covers_file, found.trusted, found.long_term) == (
        "Example LLP", True, True, True, False,
    )  # fmt: skip
    assert str(PdfFileReader(BytesIO(data)).embedded_signatures[0].sig_object["/Reason"]) == "Draft 草稿"


def test_with_a_time_stamp_service_the_signature_is_for_the_long_term(settings: Any, tmp_path: Path) -> None:
    stamps, lists = [timestamper()], [revocations(root())]
    with authority.services(root(), stamps, lists) as address:
        named = issue("Fetching LLP", root(), revocation_url=f"{address}/crl")
        stamping = issue("Fetching TSA", root(), for_timestamps=True, revocation_url=f"{address}/crl")
        stamps[0] = timestamper(stamping)
        settings.SIGNING_KEY, settings.SIGNING_CERTIFICATE = write_pem(tmp_path, named)
        settings.TIMESTAMP_URL = f"{address}/tsa"
        settings.TIMESTAMP_ROOTS = tmp_path / "roots.pem"
        settings.TIMESTAMP_ROOTS.write_bytes(root().pem)
        data = signing.sign_pdf(paper(), is_released=True)
    found = inspect(data, signing.own_roots()).signatures[0]
    assert (found.name, found.trusted, found.long_term, bool(found.stamped_at)) == (
        "Fetching LLP", True, True, True,
    )  # fmt: skip


def test_a_time_stamp_service_that_is_down_fails_the_job_in_words_and_it_can_be_asked_again(
    house: House, keys: Path, settings: Any
) -> None:
    settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS = "http://127.0.0.1:9/tsa", keys / "certificate.pem"
    failed = one_page(house)
    assert (failed.status, failed.stored_name) == ("failed", "")
    assert sentence(failed.error).startswith("It was printed, but the host’s signature")
    assert "Traceback" not in failed.error
    settings.TIMESTAMP_URL = ""
    again = one_page(house)
    assert (again.pk, again.status, again.error) == (failed.pk, "done", "")


def test_a_container_of_key_and_certificate_does_as_well(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_PKCS12 = authority.write_pkcs12(tmp_path, signer())
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    data = signing.sign_pdf(paper(), is_released=True)
    assert signature(data).name == "Example LLP"
    assert inspect(data, signing.own_roots()).signatures[0].trusted


def test_the_host_trusts_its_own_certificate_and_not_whoever_its_authority_certified(keys: Path) -> None:
    (keys / "certificate.pem").write_bytes(signer().pem + root().pem)
    assert signing.own_roots() == Roots((signer().pem,))


def test_a_certificate_in_der_is_read_too(settings: Any, keys: Path) -> None:
    settings.SIGNING_CERTIFICATE = keys / "certificate.der"
    settings.SIGNING_CERTIFICATE.write_bytes(signer().parsed.dump())
    assert signing.own_roots() == Roots((signer().pem,))
    settings.SIGNING_CERTIFICATE = keys / "gone"
    with pytest.raises(SigningError, match="gone"):
        signing.own_roots()


def test_who_serves_pages_never_loads_what_signs() -> None:
    code = (
        "import django, sys; django.setup(); import assessment.urls, assessment.services.verification;"
        "print([name for name in sys.modules if name.startswith(('pyhanko', 'asn1crypto'))])"
    )
    environment = {"PATH": "", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
