"""A certificate authority of the tests' own: root, signers, a time-stamp service, revocation lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)
PASSPHRASE = "correct horse"


@dataclass(frozen=True)
class Issued:
    """A key with its certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def parsed(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    def private_pem(self, passphrase: str | None = None) -> bytes:
        locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)


def issue(
    name: str,
    by: Issued | None = None,
    *,
    until: datetime = LAST,
    for_timestamps: bool = False,
    can_sign: bool = False,
    revocation_url: str | None = None,
) -> Issued:
    """A certificate for ``name`` by an authority, or an authority of its own."""
    key: Key = (
        rsa.generate_private_key(65537, 2048) if for_timestamps else ec.generate_private_key(ec.SECP256R1())
    )
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FIRST)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(_usage(is_authority=by is None, signs=by is not None or can_sign), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if for_timestamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    if revocation_url:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(revocation_url)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return Issued(key, builder.sign(by.key if by else key, hashes.SHA256()))


def _usage(*, is_authority: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def revocations(by: Issued, *revoked: Issued) -> bytes:
    """The authority's list of revoked certificates, valid around now."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + timedelta(days=30))
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
        builder = builder.add_revoked_certificate(entry.revocation_date(FIRST + timedelta(days=1)).build())
    return builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)


@cache
def root() -> Issued:
    return issue("Test Root")


@cache
def signer() -> Issued:
    return issue("Example LLP", root(), revocation_url="http://crl.example.com/root.crl")


@cache
def timestamps() -> Issued:
    return issue("Test TSA", root(), for_timestamps=True, revocation_url="http://crl.example.com/root.crl")


def timestamper(by: Issued | None = None, at: datetime | None = None) -> DummyTimeStamper:
    """A time-stamp service in this process, whose clock stands at ``at``."""
    one = by or timestamps()
    private = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(one.parsed, keys.PrivateKeyInfo.load(private), fixed_dt=at)


def write_pem(folder: Path, issued: Issued, passphrase: str | None = None) -> tuple[Path, Path]:
    """Key and certificate as files."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    key.write_bytes(issued.private_pem(passphrase))
    certificate.write_bytes(issued.pem)
    return key, certificate


def write_pkcs12(folder: Path, issued: Issued) -> Path:
    """Key, certificate and root in one file, under PASSPHRASE."""
    path = folder / "signer.p12"
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"signer", issued.key, issued.certificate, [root().certificate], locked
        )
    )
    return path


@contextmanager
def services(by: Issued, stamps: list[DummyTimeStamper], lists: list[bytes]) -> Iterator[str]:
    """A web server on this machine: time-stamps at /tsa, the revocation list at /crl. Gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("application/pkix-crl", lists[0])

        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer("application/timestamp-reply", stamps[0].request_tsa_response(asked).dump())

        def _answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
