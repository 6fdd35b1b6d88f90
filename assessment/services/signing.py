"""The host's own signature under the PDFs it makes, where a key and a certificate are configured.

Drafts are signed like released reports: the signature says which house made the file and that nobody changed
it since, not that counsel stands behind it. Its reason says which of the two it is, as does the cover.
Without configuration every PDF stays the bytes that were printed. pyHanko is loaded by whoever signs, and by
the start-up check, never by a process that only judges.
"""

import re
import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils import timezone

from reports.errors import SigningError
from reports.inspection import NO_ROOTS, Roots

if TYPE_CHECKING:
    from reports.signing import Credential, LongTerm

REASONS = {True: "Released 已签发", False: "Draft 草稿"}
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\s*", re.DOTALL)


class Configured(NamedTuple):
    """The settings that sign, as they are read from the environment."""

    key: Path | None
    certificate: Path | None
    pkcs12: Path | None
    passphrase: str
    timestamp_url: str
    timestamp_roots: Path | None


@dataclass(frozen=True)
class Host:
    """What this host signs with; ``long_term`` where a time-stamp service is configured (B-LT, else B-B)."""

    credential: "Credential"
    long_term: "LongTerm | None"


def configured() -> Configured:
    """The settings of this process."""
    return Configured(
        settings.SIGNING_KEY,
        settings.SIGNING_CERTIFICATE,
        settings.SIGNING_PKCS12,
        settings.SIGNING_PASSPHRASE,
        settings.TIMESTAMP_URL,
        settings.TIMESTAMP_ROOTS,
    )


def is_configured() -> bool:
    """Whether PDFs are signed here."""
    return bool(settings.SIGNING_PKCS12 or settings.SIGNING_CERTIFICATE)


def sign_pdf(data: bytes, *, is_released: bool) -> bytes:
    """The printed file with the host's signature appended; the file as it is where nothing is configured.

    Raises SigningError where key and certificate are of no use, or a time-stamp or revocation service does
    not answer: a host that signs gives nothing out unsigned.
    """
    if not is_configured():
        return data
    from reports import signing

    host = load(configured())
    return signing.sign(
        data,
        host.credential,
        now=timezone.now(),
        reason=REASONS[is_released],
        long_term=host.long_term,
    )


@lru_cache(maxsize=1)
def load(choice: Configured) -> Host:
    """Key, certificate and time-stamp service, read once a process. Raises SigningError naming the file."""
    from reports import signing

    passphrase = choice.passphrase or None
    if choice.pkcs12:
        credential = signing.load_pkcs12(choice.pkcs12, passphrase)
    elif choice.key and choice.certificate:
        credential = signing.load_pem(choice.key, choice.certificate, passphrase)
    else:
        raise SigningError("A key needs its certificate, and a certificate its key.")
    if not choice.timestamp_url:
        return Host(credential, None)
    if choice.timestamp_roots is None:
        raise SigningError("The certificates that the time-stamp service's chain ends in are missing.")
    own = [one for one in (credential.certificate, *credential.chain) if one.self_issued]
    roots = (*signing.load_certificates(choice.timestamp_roots), *own)
    return Host(credential, signing.LongTerm(signing.timestamp_service(choice.timestamp_url), roots))


def own_roots() -> Roots:
    """The host's own certificate, and the roots of its time-stamps, for judging what it signed.

    Its own, not the authority's above it: that one certifies others as well. Raises SigningError.
    """
    return _own_roots(configured()) if is_configured() else NO_ROOTS


@lru_cache(maxsize=1)
def _own_roots(choice: Configured) -> Roots:
    path = choice.pkcs12 or choice.certificate
    assert path is not None
    try:
        own = _of_pkcs12(path, choice.passphrase) if choice.pkcs12 else _certificates(path)[:1]
        path = choice.timestamp_roots or path
        return Roots(tuple(own), tuple(_certificates(path)) if choice.timestamp_roots else ())
    except (OSError, ValueError) as error:
        raise SigningError(f"{path}: the certificate cannot be read ({error})") from None


def _certificates(path: Path) -> list[bytes]:
    """The certificates of a PEM or DER file as PEM."""
    content = path.read_bytes()
    return _PEM.findall(content) or [ssl.DER_cert_to_PEM_cert(content).encode()]


def _of_pkcs12(path: Path, passphrase: str) -> list[bytes]:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    held = load_pkcs12(path.read_bytes(), passphrase.encode() or None).cert
    if held is None:
        raise ValueError("there is none in it")
    return [held.certificate.public_bytes(Encoding.PEM)]
