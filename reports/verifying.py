"""Says of a PDF one thing: genuine, altered, superseded by another, or that it cannot be told; and why.

What is proved, and by what:

- *Unchanged*: the snapshot inside is printed once more, and the file must be those very bytes, with at most
  our own signature appended (``appended.py``). Where another edition (``imprint.py``) printed it
  and today's prints it otherwise, only a trusted signature over the whole file, or the site, can tell.
- *From whom*: by a signature whose certificate leads to a given root, or by the register of the site. Without
  either a file can be unchanged and yet anyone's: then the reasons say so, and ``origin`` is None.

A released report whose release was withdrawn stays genuine, since nothing in it changed; its title says so.
Once another took its place it is superseded, as any other.

Never raises on what a file holds. Reading happens in a process with little time and memory, printing in
another.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, Protocol

from pydantic import ValidationError

from reports import to_pdf, wording
from reports import verifying_words as say
from reports.errors import AlteredSnapshot, DamagedSnapshot, NewerSnapshot, ReportError, SnapshotError
from reports.imprint import Imprint, edition, parse
from reports.inspection import Inspection, Roots, Signature
from reports.shape import Frozen, Text
from reports.snapshot import Snapshot, digest, from_json

LARGEST = 64 * 2**20
SECONDS = 60

State = Literal["genuine", "altered", "superseded", "unknown"]


class Issued(Frozen):
    """What a site knows of a document it issued; ``superseded_by`` is the code of what replaced it."""

    superseded_by: str | None = None
    superseded_at: datetime | None = None
    withdrawn_at: datetime | None = None


class Register(Protocol):
    """A site's own record of what it issued. Both answer None for what it never issued."""

    def file(self, sha256: str) -> Issued | None:
        """By the SHA-256 (hexadecimal) of a whole file, signed or not."""

    def snapshot(self, digest: str) -> Issued | None:
        """By the digest (``sha256:…``) of a snapshot that documents were made from."""


class Reason(Frozen):
    """One step of the judgement: a lasting code, and a sentence."""

    code: str
    text: Text


class Claims(Frozen):
    """What the file says of itself. Trust it only where the state is genuine or superseded."""

    report: str
    status: Literal["draft", "released"]
    created_at: datetime
    as_of: date
    service: Text
    client: Text | None = None
    firm: Text | None = None
    code: str | None = None
    digest: str
    rulebook: str


class Verification(Frozen):
    """The judgement. ``origin``: what shows who issued the file, or None where nothing does."""

    state: State
    title: Text
    reasons: tuple[Reason, ...]
    origin: Literal["signature", "register"] | None = None
    sha256: str
    claims: Claims | None = None
    signature: Signature | None = None
    superseded_by: str | None = None
    withdrawn_at: datetime | None = None


def verify_pdf(
    data: bytes,
    *,
    trust: Sequence[bytes] = (),
    stamps: Sequence[bytes] = (),
    register: Register | None = None,
    limits: to_pdf.Limits | None = None,
    isolated: bool = True,
) -> Verification:
    """Judge a file.

    ``trust``: PEM certificates; with them, only a signature that leads to one of them makes a file genuine.
    ``stamps``: PEM certificates that only time-stamps may lead to as well. ``register``: the site's record;
    with it, only what it knows is genuine (or what a trusted signature shows), and only it knows what was
    superseded; nothing is printed for a file that neither vouches for, so that strangers cannot keep a site
    busy. ``limits``: what printing again may take. ``isolated=False`` reads the file in this process, for
    one that is limited already.
    """
    return _Judge(data, Roots(tuple(trust), tuple(stamps)), register, limits, isolated).verdict()


class _Judge:
    """One file on its way to a judgement; each step either settles it or adds a reason."""

    def __init__(
        self,
        data: bytes,
        trust: Roots,
        register: Register | None,
        limits: to_pdf.Limits | None,
        isolated: bool,
    ) -> None:
        self.data, self.trust, self.register, self.limits = data, trust, register, limits
        self.read = _inspect if isolated else _inspect_here
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.reasons: list[Reason] = []
        self.claims: Claims | None = None
        self.signature: Signature | None = None

    def verdict(self) -> Verification:
        issued = self.register.file(self.sha256) if self.register else None
        found = self._inspected()
        if isinstance(found, Verification):
            return self._known(issued) if issued else found
        snapshot = self._snapshot(found)
        if isinstance(snapshot, Verification):
            return self._known(issued) if issued else snapshot
        self.claims = _claims(snapshot)
        self.signature = found.signatures[0] if found.signatures else None
        if issued:
            return self._known(issued)
        of_snapshot = self.register.snapshot(digest(snapshot)) if self.register else None
        is_vouched_for = bool(of_snapshot or (self.signature and self.signature.trusted))
        may_print = self.register is None or is_vouched_for
        return self._unchanged(found, snapshot, may_print) or self._from_whom(of_snapshot)

    # -- reading -------------------------------------------------------------------------------

    def _inspected(self) -> Inspection | Verification:
        if len(self.data) > LARGEST:
            return self._end("unknown", "too_large")
        if b"%PDF-" not in self.data[:1024]:
            return self._end("unknown", "no_pdf")
        found = self.read(self.data, self.trust)
        if found.fault == "encrypted":
            return self._end("unknown", "encrypted")
        if found.fault and found.bears_marks:
            return self._end("altered", "damaged")
        if found.fault:
            return self._end("unknown", "unreadable")
        return found

    def _snapshot(self, found: Inspection) -> Snapshot | Verification:
        if found.snapshots == 0 and not parse(found.creator or ""):
            return self._end("unknown", "not_ours")
        if found.snapshot is None:
            return self._end("altered", "snapshot_damaged" if found.damaged_snapshot else "snapshot_missing")
        try:
            snapshot = from_json(found.snapshot)
        except AlteredSnapshot:
            return self._end("altered", "snapshot_altered")
        except DamagedSnapshot:
            return self._end("altered", "snapshot_damaged")
        except NewerSnapshot:
            return self._end("unknown", "newer")
        except (SnapshotError, ValidationError):
            return self._end("unknown", "shape")
        return snapshot

    # -- unchanged? ----------------------------------------------------------------------------

    def _unchanged(self, found: Inspection, snapshot: Snapshot, may_print: bool) -> Verification | None:
        """None where the file is proved to be what was printed; else the end."""
        made = parse(found.creator or "")
        if made is None or found.keywords != digest(snapshot):
            return self._end("altered", "metadata")
        if found.additions:
            return self._end("altered", "appended")
        if found.signatures and not (self.signature and self.signature.intact and self.signature.covers_file):
            return self._end("altered", "signature_broken")
        if found.revisions > 1 and not found.signatures:
            return self._end("altered", "appended")
        if not may_print:
            return self._end("unknown", "not_in_register")
        printed = self._printed(snapshot, made)
        if printed is None:
            return self._by_signature("not_printed")
        if self.data[: found.first] == printed:
            self._because("same_bytes")
            return None
        if made.edition == edition():
            return self._end("altered", "other_bytes")
        return self._by_signature("other_edition")

    def _printed(self, snapshot: Snapshot, made: Imprint) -> bytes | None:
        try:
            return _print(snapshot, made, self.limits)
        except ReportError:
            return None

    def _by_signature(self, why: str) -> Verification | None:
        """Where printing again proves nothing, a trusted signature over the whole file does."""
        if self.signature and self.signature.trusted:
            self._because("signed_whole")
            return None
        return self._end("unknown", why)

    # -- from whom? ----------------------------------------------------------------------------

    def _from_whom(self, issued: Issued | None) -> Verification:
        if issued:
            return self._known(issued)
        if self.signature and self.signature.trusted:
            self._because("signed_by", self.signature.name)
            return self._end("genuine", origin="signature")
        if self.trust.signers:
            return self._end("unknown", "signer_unknown" if self.signature else "not_signed")
        if self.signature:
            self._because("signer_unchecked", self.signature.name)
        else:
            self._because("nobody_signed")
        return self._end("genuine")

    def _known(self, issued: Issued) -> Verification:
        self._because("in_register")
        if issued.withdrawn_at:
            self._because("withdrawn", day=_day(issued.withdrawn_at))
        if issued.superseded_by is None:
            return self._end("genuine", origin="register", issued=issued)
        if issued.superseded_at:
            self._because("replaced_on", issued.superseded_by, day=_day(issued.superseded_at))
        else:
            self._because("replaced", issued.superseded_by)
        return self._end("superseded", origin="register", issued=issued)

    # -- words ---------------------------------------------------------------------------------

    def _because(self, code: str, name: str = "", *, day: Text | None = None) -> None:
        words, on = say.REASONS[code], day or Text(zh="", en="")
        zh = words.zh.replace("{name}", name).replace("{day}", on.zh)
        en = words.en.replace("{name}", name).replace("{day}", on.en)
        self.reasons.append(Reason(code=code, text=Text(zh=zh, en=en)))

    def _end(
        self,
        state: State,
        code: str | None = None,
        *,
        origin: Literal["signature", "register"] | None = None,
        issued: Issued | None = None,
    ) -> Verification:
        if code:
            self._because(code)
        known = issued or Issued()
        is_withdrawn = state == "genuine" and known.withdrawn_at
        return Verification(
            state=state,
            title=say.TITLES["withdrawn" if is_withdrawn else state],
            reasons=tuple(self.reasons),
            origin=origin,
            sha256=self.sha256,
            claims=self.claims,
            signature=self.signature,
            superseded_by=known.superseded_by,
            withdrawn_at=known.withdrawn_at,
        )


def _day(at: datetime) -> Text:
    return wording.day(wording.beijing_day(at))


def _claims(snapshot: Snapshot) -> Claims:
    report = snapshot.report
    return Claims(
        report=report.id,
        status=report.status,
        created_at=report.created_at,
        as_of=snapshot.as_of,
        service=snapshot.service.name,
        client=snapshot.client,
        firm=snapshot.firm.name if snapshot.firm else None,
        code=report.code,
        digest=digest(snapshot),
        rulebook=snapshot.rulebook.version,
    )


@lru_cache(maxsize=4)
def _print(snapshot: Snapshot, made: Imprint, limits: to_pdf.Limits | None) -> bytes:
    """Print a snapshot as its imprint says. Raises ReportError; a choice unknown to us is one."""
    if made.variant not in ("full", "board"):
        raise ReportError(f"There is no variant {made.variant!r}.")
    return to_pdf.render(
        snapshot,
        language=made.language,  # type: ignore[arg-type]
        variant=made.variant,  # type: ignore[arg-type]
        sections=made.sections,
        edition=made.edition,
        limits=limits,
    )


def _inspect_here(data: bytes, trust: Roots) -> Inspection:
    from reports.inspecting import inspect

    return inspect(data, trust)


def _inspect(data: bytes, trust: Roots) -> Inspection:
    """Read the file in a process of its own; one that dies or takes too long found nothing readable."""
    signers, stamps = ([one.decode("ascii", "replace") for one in roots] for roots in trust)
    head = json.dumps({"size": len(data), "roots": signers, "stamps": stamps})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reports.inspecting"],
            input=head.encode() + b"\n" + data,
            capture_output=True,
            timeout=SECONDS,
            cwd=Path(__file__).parent.parent,
            env={"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            check=True,
        )
        return Inspection.model_validate_json(done.stdout)
    except (subprocess.SubprocessError, OSError, ValidationError) as error:
        return Inspection(fault=f"unreadable: {type(error).__name__}")
