"""Small printed reports for tests, made once a run, and what hostile hands do to them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf

from reports import signing, to_pdf
from reports.snapshot import Snapshot
from tests.reports import authority
from tests.reports.authority import Issued
from tests.reports.snapshots import snapshot

NOW = datetime.now(UTC)


def short() -> Snapshot:
    """One duty, so that a page is enough."""
    one = snapshot()
    return snapshot(
        obligations=one.obligations[4:5], answers=one.answers[:2], instruments=one.instruments[:2]
    )


@cache
def paper() -> bytes:
    """A report of one page."""
    return to_pdf.render(short(), language="en", sections=("summary",))


def credential(issued: Issued) -> signing.Credential:
    from pyhanko.keys import load_private_key_from_pemder_data
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = load_private_key_from_pemder_data(issued.private_pem(), None)
    signer = SimpleSigner(issued.parsed, key, SimpleCertificateStore())
    return signing.Credential(signer, issued.parsed, ())


def long_term(**changes: Any) -> signing.LongTerm:
    """Time-stamps and a revocation list at hand, nothing fetched."""
    values: dict[str, Any] = {
        "timestamper": authority.timestamper(),
        "roots": (authority.root().parsed,),
        "crls": (authority.revocations(authority.root()),),
        "fetch": False,
    }
    return signing.LongTerm(**(values | changes))


@cache
def signed() -> bytes:
    return signing.sign(paper(), credential(authority.signer()), now=NOW)


@cache
def signed_for_long() -> bytes:
    return signing.sign(paper(), credential(authority.signer()), now=NOW, long_term=long_term())


def edited(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """What another program writes after ``change``."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def flipped(data: bytes, position: int) -> bytes:
    """One bit of one byte turned."""
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
