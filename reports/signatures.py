"""How a PDF is signed: whether each signature holds, what it covers, who made it, and if that is trusted.

Nothing is fetched: revocation is judged by what the file brings along. A certificate that has run out since
is judged by the day of a trusted time-stamp.
"""

from datetime import datetime
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports.apart import apart
from reports.inspection import NO_ROOTS, Roots, Signature

MOST_SIGNATURES = 8
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def check(
    reader: PdfFileReader, roots: Roots = NO_ROOTS, now: datetime | None = None
) -> tuple[Signature, ...]:
    """Every signature of the file, judged at ``now``. One that cannot be read is not intact."""
    try:
        embedded = list(reader.embedded_signatures)
    except Exception as error:  # a form made to confuse
        return (_broken(error),)
    return tuple(_check(reader, one, roots, now) for one in embedded[:MOST_SIGNATURES])


def _check(reader: PdfFileReader, embedded: Any, roots: Roots, now: datetime | None) -> Signature:
    try:
        status, has_store = _validate(reader, embedded, roots, now)
        stamp = status.timestamp_validity
        is_stamped = bool(stamp and stamp.valid and stamp.intact)
        return Signature(
            name=signer_name(status.signing_cert),
            intact=bool(status.intact and status.valid and (stamp is None or is_stamped))
            and _is_padded_with_zeros(embedded.pkcs7_content),
            covers_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
            trusted=bool(status.trusted) if roots.signers else None,
            said_at=status.signer_reported_dt,
            stamped_at=stamp.timestamp
            if stamp and is_stamped and (stamp.trusted or not roots.signers)
            else None,
            long_term=has_store and is_stamped,
            problem=None
            if status.trusted or not roots.signers
            else str(status.trust_problem_indic or "")[:200] or None,
        )
    except Exception as error:  # broken certificates and messages end in many ways
        return _broken(error)


def signer_name(certificate: Any) -> str:
    """Whom a certificate names: the common name, and the organization if it is another."""
    subject = certificate.subject.native
    names = [subject.get("common_name"), subject.get("organization_name")]
    return ", ".join(dict.fromkeys(str(name) for name in names if name))[:300]


def _validate(
    reader: PdfFileReader, embedded: Any, roots: Roots, now: datetime | None
) -> tuple[PdfSignatureStatus, bool]:
    """The status at ``now``; for what was signed for the long term, else that of the moment of the stamp.

    By then the certificate may have run out, and the answers on its revocation that the file brings along are
    always old. The stamp has to lead to a root as well.
    """
    store = DocumentSecurityStore.read_dss(reader) if "/DSS" in reader.root else None
    status = _status(embedded, store, roots, moment=now)
    stamp = status.timestamp_validity
    if store and roots.signers and not status.trusted and stamp and stamp.valid and stamp.intact:
        past = _status(embedded, store, roots, moment=stamp.timestamp, retroactive_revinfo=True)
        if past.timestamp_validity and past.timestamp_validity.trusted:
            status = past
    return status, store is not None


def _status(
    embedded: Any, store: DocumentSecurityStore | None, roots: Roots, **more: Any
) -> PdfSignatureStatus:
    """Without difference analysis, which takes minutes on a tagged file; ``appended.py`` looks instead."""
    return apart(
        validate_pdf_signature,
        embedded,
        signer_validation_context=_context(store, roots.signers, **more),
        ts_validation_context=_context(store, roots.signers + roots.stamps, **more),
        key_usage_settings=_USAGE,
        skip_diff=True,
    )


def _context(store: DocumentSecurityStore | None, roots: tuple[bytes, ...], **more: Any) -> ValidationContext:
    settings: dict[str, Any] = {
        "trust_roots": [c for root in roots for c in load_certs_from_pemder_data(root)],
        "allow_fetching": False,
        "revocation_mode": "soft-fail",
        **more,
    }
    return store.as_validation_context(settings) if store else ValidationContext(**settings)


def _is_padded_with_zeros(content: bytes) -> bool:
    """Whether nothing hides behind the message in the space that was kept for it."""
    if len(content) < 4 or content[1] & 0x80 == 0:
        return False
    count = content[1] & 0x7F
    size = 2 + count + int.from_bytes(content[2 : 2 + count], "big")
    return not any(content[size:])


def _broken(error: Exception) -> Signature:
    return Signature(
        name="", intact=False, covers_file=False, problem=f"{type(error).__name__}: {error}"[:200]
    )
