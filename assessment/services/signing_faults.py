"""What is wrong with the settings that sign, found at start-up rather than under the first report.

Each fault names the setting, its value and what is allowed, as every wrong setting does.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from assessment.services.signing import Configured, Host, load
from reports.errors import SigningError

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

SOON = timedelta(days=30)
_SIGNS = {"digital_signature", "non_repudiation"}


class Fault(NamedTuple):
    """``setting`` without its prefix; ``is_fatal``: nothing can be signed with it."""

    setting: str
    value: str
    allowed: str
    is_fatal: bool = True


def faults(choice: Configured, now: datetime) -> list[Fault]:
    """Everything wrong with how the settings fit together; else the first thing wrong with the files."""
    found = list(_together(choice))
    if found or not (choice.pkcs12 or choice.key):
        return found
    try:
        host = load(choice)
    except SigningError as error:
        return [_unreadable(choice, error)]
    return list(_of_host(choice, host, now))


def _together(choice: Configured) -> Iterator[Fault]:
    key, certificate, pkcs12 = (str(path or "") for path in choice[:3])
    if pkcs12 and (key or certificate):
        yield Fault(
            "SIGNING_PKCS12", pkcs12, "nothing while HEGUI_SIGNING_KEY or HEGUI_SIGNING_CERTIFICATE is set"
        )
    if key and not certificate and not pkcs12:
        yield Fault(
            "SIGNING_CERTIFICATE", "", "the file of the certificate that HEGUI_SIGNING_KEY belongs to"
        )
    if certificate and not key and not pkcs12:
        yield Fault(
            "SIGNING_KEY", "", "the file of the private key that HEGUI_SIGNING_CERTIFICATE belongs to"
        )
    url, roots = choice.timestamp_url, choice.timestamp_roots
    if url and not (key or certificate or pkcs12):
        yield Fault("TIMESTAMP_URL", url, "nothing while there is no key to sign with")
    if url and not _is_address(url):
        yield Fault("TIMESTAMP_URL", url, "the address of an RFC 3161 service, http:// or https://")
    if url and not roots:
        yield Fault("TIMESTAMP_ROOTS", "", "a PEM file of the certificates that its stamps lead to")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _unreadable(choice: Configured, error: SigningError) -> Fault:
    """The setting whose file the message begins with."""
    allowed = {
        "SIGNING_PKCS12": "a PKCS#12 file with a key and its certificate, and its passphrase",
        "TIMESTAMP_ROOTS": "a PEM file of the certificates that its stamps lead to",
        "SIGNING_CERTIFICATE": "a certificate in PEM or DER, followed by those above it",
        "SIGNING_KEY": "the private key of HEGUI_SIGNING_CERTIFICATE, and its passphrase",
    }
    for setting, words in allowed.items():
        path = getattr(choice, setting.removeprefix("SIGNING_").lower())
        if path and str(error).startswith(f"{path}:"):
            return Fault(setting, str(path), f"{words}. {str(error).removeprefix(f'{path}: ').rstrip('.')}")
    return Fault("SIGNING_KEY", str(choice.key or choice.pkcs12), str(error).rstrip("."))


def _of_host(choice: Configured, host: Host, now: datetime) -> Iterator[Fault]:
    certificate = host.credential.certificate
    setting = "SIGNING_PKCS12" if choice.pkcs12 else "SIGNING_CERTIFICATE"
    value, first, last = str(choice.pkcs12 or choice.certificate), *_days(certificate)
    days = f"that of {host.credential.name} is valid from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    if not first <= now <= last:
        yield Fault(setting, value, f"a certificate that is valid today; {days}")
    elif last - now < SOON:
        yield Fault(setting, value, f"a certificate that stays valid; {days}", is_fatal=False)
    usage = certificate.key_usage_value
    if usage is not None and not usage.native & _SIGNS:
        yield Fault(setting, value, "a certificate whose key usage holds digitalSignature or nonRepudiation")
    if host.long_term and not _leads_to_root(host):
        yield Fault(
            "TIMESTAMP_ROOTS",
            str(choice.timestamp_roots),
            "also the root of the signer's own certificate, which the chain beside that one lacks",
        )


def _days(certificate: "Certificate") -> tuple[datetime, datetime]:
    return certificate.not_valid_before, certificate.not_valid_after


def _leads_to_root(host: Host) -> bool:
    """Whether the names of issuers lead from the certificate to a root; the signatures are tried later."""
    assert host.long_term is not None
    roots = {root.subject.dump() for root in host.long_term.roots}
    above = {one.subject.dump(): one for one in host.credential.chain}
    one, left = host.credential.certificate, len(above) + 1
    while left and one.subject.dump() not in roots and one.issuer.dump() not in roots:
        if (following := above.get(one.issuer.dump())) is None:
            return False
        one, left = following, left - 1
    return left > 0
