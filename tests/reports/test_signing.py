import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from reports import signing
from reports.errors import SigningError
from reports.inspecting import inspect
from reports.inspection import Roots, Signature
from tests.reports import authority
from tests.reports.authority import PASSPHRASE, issue, revocations, root, signer, timestamper
from tests.reports.signed import NOW, credential, long_term, paper, signed, signed_for_long

URL = "http://crl.example.com/root.crl"


def state(data: bytes, *roots: authority.Issued) -> Signature:
    found = inspect(data, Roots(tuple(one.pem for one in roots))).signatures
    assert len(found) == 1
    return found[0]


def test_a_signature_is_appended_and_the_file_before_it_stays_byte_for_byte() -> None:
    assert signed().startswith(paper())
    assert 4_000 < len(signed()) - len(paper()) < 15_000


def test_a_signature_holds_covers_the_file_and_leads_to_its_root() -> None:
    found = state(signed(), root())
    assert (found.name, found.intact, found.covers_file, found.trusted) == ("Example LLP", True, True, True)
    assert (found.stamped_at, found.long_term, found.problem) == (None, False, None)
    assert found.said_at is not None and abs(found.said_at - NOW) < timedelta(minutes=10)


def test_the_level_is_pades() -> None:
    reader = PdfFileReader(BytesIO(signed()))
    assert reader.embedded_signatures[0].sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_a_signature_draws_nothing_and_changes_nothing_else() -> None:
    found = inspect(signed())
    assert (found.revisions, found.first, found.additions) == (2, len(paper()), ())
    field = PdfFileReader(BytesIO(signed())).embedded_signatures[0].sig_field
    assert [int(edge) for edge in field["/Rect"]] == [0, 0, 0, 0]
    assert "/AP" not in field


def test_for_the_long_term_everything_stands_in_the_same_revision() -> None:
    found = inspect(signed_for_long(), Roots((root().pem,)))
    assert (found.revisions, found.additions) == (2, ())
    one = found.signatures[0]
    assert (one.intact, one.covers_file, one.trusted, one.long_term) == (True, True, True, True)
    assert one.stamped_at is not None
    store = PdfFileReader(BytesIO(signed_for_long())).root["/DSS"]
    assert len(store["/CRLs"]) == 1 and len(store["/Certs"]) >= 2


def test_time_stamps_and_revocation_lists_are_asked_for_where_the_certificates_say() -> None:
    stamps, lists = [timestamper()], [revocations(root())]
    with authority.services(root(), stamps, lists) as address:
        named = issue("Fetching LLP", root(), revocation_url=f"{address}/crl")
        stamping = issue("Fetching TSA", root(), for_timestamps=True, revocation_url=f"{address}/crl")
        stamps[0] = timestamper(stamping)
        wanted = signing.LongTerm(
            signing.timestamp_service(f"{address}/tsa"), roots=(root().parsed,), fetch=True
        )
        data = signing.sign(paper(), credential(named), now=NOW, long_term=wanted)
    found = state(data, root())
    assert (found.name, found.intact, found.trusted, found.long_term) == ("Fetching LLP", True, True, True)


def test_a_time_stamp_service_that_does_not_answer_is_an_error_one_can_act_on() -> None:
    wanted = long_term(timestamper=signing.timestamp_service("http://127.0.0.1:9/tsa"))
    with pytest.raises(SigningError, match="could not be signed"):
        signing.sign(paper(), credential(signer()), now=NOW, long_term=wanted)


def test_a_revoked_certificate_cannot_sign_for_the_long_term() -> None:
    revoked = issue("Revoked LLP", root(), revocation_url=URL)
    wanted = long_term(crls=(revocations(root(), revoked),))
    with pytest.raises(SigningError, match="revoked"):
        signing.sign(paper(), credential(revoked), now=NOW, long_term=wanted)


def test_without_its_revocation_list_nothing_is_signed_for_the_long_term() -> None:
    with pytest.raises(SigningError, match="could not be signed"):
        signing.sign(paper(), credential(signer()), now=NOW, long_term=long_term(crls=()))


def test_a_stranger_s_signature_holds_but_is_not_trusted() -> None:
    stranger = issue("Stranger", issue("Other Root"))
    found = state(signing.sign(paper(), credential(stranger), now=NOW), root())
    assert (found.name, found.intact, found.covers_file, found.trusted) == ("Stranger", True, True, False)


def test_without_roots_nobody_says_whether_it_is_trusted() -> None:
    assert state(signed()).trusted is None


def test_a_host_s_own_self_signed_certificate_can_be_its_own_root() -> None:
    own = issue("Own Host", can_sign=True)
    found = state(signing.sign(paper(), credential(own), now=NOW), own)
    assert (found.intact, found.trusted) == (True, True)


def test_a_certificate_that_has_run_out_since_is_judged_by_the_day_of_the_stamp() -> None:
    until = NOW + timedelta(days=1)
    brief = credential(issue("Brief LLP", root(), until=until, revocation_url=URL))
    stamped = signing.sign(paper(), brief, now=NOW, long_term=long_term())
    plain = signing.sign(paper(), brief, now=NOW)
    for day, wanted in ((NOW, [True, True]), (until + timedelta(days=300), [True, False])):
        found = [inspect(data, Roots((root().pem,)), day).signatures[0] for data in (stamped, plain)]
        assert [one.trusted for one in found] == wanted
        assert all(one.intact and one.covers_file for one in found)


def test_a_certificate_outside_its_time_is_refused_with_the_days() -> None:
    past = issue("Past LLP", root(), until=datetime(2024, 5, 1, tzinfo=UTC))
    with pytest.raises(SigningError, match=r"Past LLP is valid from 2020-01-01 to 2024-05-01 only"):
        signing.sign(paper(), credential(past), now=NOW)


def test_a_signed_file_is_not_signed_again() -> None:
    with pytest.raises(SigningError, match="signed already"):
        signing.sign(signed(), credential(signer()), now=NOW)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"no pdf at all"])
def test_what_is_no_pdf_cannot_be_signed(data: bytes) -> None:
    with pytest.raises(SigningError, match="could not be signed"):
        signing.sign(data, credential(signer()), now=NOW)


# -- keys and certificates -----------------------------------------------------------------------


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_key_and_certificate_are_read_from_pem_files(tmp_path: Path, passphrase: str | None) -> None:
    key, certificate = authority.write_pem(tmp_path, signer(), passphrase)
    (tmp_path / "root.pem").write_bytes(root().pem)
    read = signing.load_pem(key, certificate, passphrase, chain=[tmp_path / "root.pem"])
    assert read.name == "Example LLP"
    assert [signing.signer_name(one) for one in read.chain] == ["Test Root"]
    assert state(signing.sign(paper(), read, now=NOW), root()).trusted


def test_key_certificate_and_chain_are_read_from_pkcs12(tmp_path: Path) -> None:
    read = signing.load_pkcs12(authority.write_pkcs12(tmp_path, signer()), PASSPHRASE)
    assert read.name == "Example LLP"
    assert [signing.signer_name(one) for one in read.chain] == ["Test Root"]


def wrong(tmp_path: Path, name: str) -> Any:
    key, certificate = authority.write_pem(tmp_path, signer(), PASSPHRASE)
    other = tmp_path / "other"
    other.mkdir()
    strange, _ = authority.write_pem(other, issue("Other", root()))
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    p12 = authority.write_pkcs12(tmp_path, signer())
    return {
        "no such file": lambda: signing.load_pem(tmp_path / "gone.pem", certificate),
        "wrong passphrase": lambda: signing.load_pem(key, certificate, "wrong"),
        "no passphrase": lambda: signing.load_pem(key, certificate),
        "certificate as key": lambda: signing.load_pem(certificate, certificate),
        "another's key": lambda: signing.load_pem(strange, certificate),
        "empty certificate": lambda: signing.load_pem(key, empty, PASSPHRASE),
        "pkcs12 passphrase": lambda: signing.load_pkcs12(p12, "wrong"),
        "pem as pkcs12": lambda: signing.load_pkcs12(key, PASSPHRASE),
    }[name]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no such file", "gone.pem: No such file"),
        ("wrong passphrase", "key.pem: the key cannot be read; is the passphrase right"),
        ("no passphrase", "key.pem: the key cannot be read; is the passphrase right"),
        ("certificate as key", "certificate.pem: the key cannot be read"),
        ("another's key", "key.pem: the key does not belong to the certificate"),
        ("empty certificate", "empty.pem: the"),
        ("pkcs12 passphrase", "signer.p12: no key and certificate can be read from it"),
        ("pem as pkcs12", "key.pem: no key and certificate can be read from it"),
    ],
)
def test_what_cannot_be_used_names_the_file_and_what_to_do(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(SigningError, match=said):
        wrong(tmp_path, name)()


def test_a_file_is_signed_and_its_signature_read_where_an_event_loop_runs_already() -> None:
    async def inside() -> Signature:
        return state(signing.sign(paper(), credential(signer()), now=NOW), root())

    assert asyncio.run(inside()).trusted
