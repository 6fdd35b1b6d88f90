"""PAdES signatures with the host's own certificate: invisible, and long-term where a time-stamp helps.

Without a time-stamp service the level is B-B. With one it is B-LT: the time-stamp, the certificates and what
shows that none was revoked go into the same revision, since a later one would make every reader analyse the
difference. The signature covers the whole file and draws nothing; the page's own seal and QR code are print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.signers.functions import sign_pdf
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports.apart import apart
from reports.errors import SigningError
from reports.signatures import signer_name

FIELD = "HeguiSignature"
_TIMESTAMP_SECONDS = 20
_TOGETHER = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)


@dataclass(frozen=True)
class Credential:
    """A private key with its certificate and the certificates above it."""

    signer: SimpleSigner
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def name(self) -> str:
        """Whom the certificate names."""
        return signer_name(self.certificate)


@dataclass(frozen=True)
class LongTerm:
    """What a signature for the long term needs.

    ``roots``: the certificates that both the signer's and the time-stamp service's chains end in. ``crls``
    and ``ocsps``: DER answers at hand; with ``fetch`` what is missing is asked for at the addresses that the
    certificates name.
    """

    timestamper: TimeStamper
    roots: tuple[x509.Certificate, ...]
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    fetch: bool = True


def load_pkcs12(path: Path, passphrase: str | None = None) -> Credential:
    """Key and certificates from a PKCS#12 file. Raises SigningError, saying what is wrong with which file."""
    try:
        signer = SimpleSigner.load_pkcs12_data(_read(path), (), _encoded(passphrase))
    except (ValueError, AttributeError) as error:
        raise SigningError(
            f"{path}: no key and certificate can be read from it; is the passphrase right? ({error})"
        ) from None
    return _credential(signer, path)


def load_pem(
    key: Path, certificate: Path, passphrase: str | None = None, chain: Sequence[Path] = ()
) -> Credential:
    """Key and certificate from PEM or DER files; ``certificate`` may hold its chain as well.

    Raises SigningError, saying what is wrong with which file.
    """
    certificates = [*load_certificates(certificate), *(c for path in chain for c in load_certificates(path))]
    try:
        private = load_private_key_from_pemder_data(_read(key), _encoded(passphrase))
    except (ValueError, TypeError) as error:
        raise SigningError(f"{key}: the key cannot be read; is the passphrase right? ({error})") from None
    store = SimpleCertificateStore()
    store.register_multiple(certificates[1:])
    return _credential(SimpleSigner(certificates[0], private, store), key)


def load_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """Certificates from a PEM or DER file, at least one. Raises SigningError."""
    content = _read(path)
    try:
        certificates = tuple(load_certs_from_pemder_data(content))
        for certificate in certificates:
            _ = certificate.subject.native  # asn1crypto parses when asked
    except (ValueError, TypeError) as error:
        raise SigningError(f"{path}: the certificate cannot be read ({error})") from None
    if not certificates:
        raise SigningError(f"{path}: there is no certificate in it.")
    return certificates


def timestamp_service(url: str) -> TimeStamper:
    """The RFC 3161 service at ``url``."""
    return RequestsHTTPTimeStamper(url, timeout=_TIMESTAMP_SECONDS)


def sign(
    data: bytes,
    credential: Credential,
    *,
    now: datetime,
    reason: str = "",
    long_term: LongTerm | None = None,
) -> bytes:
    """``data`` with one revision appended that holds the signature; its own bytes stay as they were.

    Of what stood there, only the catalog (the form that holds the signature's field) and the first page (the
    field's place, without extent) are written anew; ``inspecting`` accepts no other change.
    ``now`` is only used to refuse a certificate that is not valid. Raises SigningError where the file cannot
    be signed, is signed already, or the time-stamp or revocation service does not answer.
    """
    _check_validity(credential.certificate, now)
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason or None,
        subfilter=SigSeedSubFilter.PADES,
        signer_key_usage=set(),  # checked by whoever validates; a host's certificate may say either
        embed_validation_info=long_term is not None,
        validation_context=_context(credential, long_term) if long_term else None,
        dss_settings=_TOGETHER,
    )
    try:
        writer = _QuietWriter(BytesIO(data))
        if writer.prev.embedded_signatures:
            raise SigningError("The file is signed already.")
        stamper = long_term.timestamper if long_term else None
        signed: BytesIO = apart(sign_pdf, writer, metadata, credential.signer, timestamper=stamper)
    except SigningError:
        raise
    except Exception as error:  # pyHanko, its validator and requests each have a family of their own
        raise SigningError(f"The document could not be signed: {_whole(error)}") from error
    return signed.getvalue()


def _whole(error: BaseException) -> str:
    """An error with what it came from; the cause is what one can act on."""
    said: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(said) < 4:
        said.append(str(cause) or type(cause).__name__)
        cause = cause.__cause__
    return " – ".join(dict.fromkeys(said))


class _QuietWriter(IncrementalPdfFileWriter):
    """Adds the signature and nothing else: pyHanko would also date the document's metadata anew."""

    def _update_meta(self) -> None:
        pass


def _context(credential: Credential, long_term: LongTerm) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(long_term.roots),
        other_certs=list(credential.chain),
        allow_fetching=long_term.fetch,
        fetcher_backend=RequestsFetcherBackend() if long_term.fetch else None,
        crls=list(long_term.crls),
        ocsps=list(long_term.ocsps),
        revocation_mode="hard-fail",
    )


def _credential(signer: SimpleSigner, path: Path) -> Credential:
    certificate = signer.signing_cert
    if certificate is None:
        raise SigningError(f"{path}: there is no certificate for the key.")
    public = load_der_private_key(signer.signing_key.dump(), None).public_key()
    if public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != certificate.public_key.dump():
        raise SigningError(f"{path}: the key does not belong to the certificate.")
    chain = tuple(found for found in signer.cert_registry if found != certificate)
    return Credential(signer, certificate, chain)


def _check_validity(certificate: x509.Certificate, now: datetime) -> None:
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if not first <= now <= last:
        raise SigningError(
            f"The certificate of {signer_name(certificate)} is valid from {first:%Y-%m-%d} to "
            f"{last:%Y-%m-%d} only."
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SigningError(f"{path}: {error.strerror or error}") from None


def _encoded(passphrase: str | None) -> bytes | None:
    return passphrase.encode() if passphrase else None
