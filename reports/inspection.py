"""What reading a PDF shows, as shapes: they pass between the limited reader and whoever judges.

Apart from the reader, so that a process that only judges never loads what takes PDFs to pieces.
"""

from datetime import datetime
from typing import NamedTuple

from pydantic import Base64Bytes

from reports.shape import Frozen


class Roots(NamedTuple):
    """PEM certificates to trace signers to, and more that only time-stamps may lead to.

    Told apart, since a time-stamp service's root mostly certifies other signers as well.
    """

    signers: tuple[bytes, ...] = ()
    stamps: tuple[bytes, ...] = ()


NO_ROOTS = Roots()


class Signature(Frozen):
    """One signature. ``trusted`` is None where no roots were given to trace it to.

    ``said_at`` is the signer's own clock, ``stamped_at`` a time-stamp service's, trusted like the signer.
    """

    name: str
    intact: bool
    covers_file: bool
    trusted: bool | None = None
    said_at: datetime | None = None
    stamped_at: datetime | None = None
    long_term: bool = False
    problem: str | None = None


class Inspection(Frozen):
    """What a file shows: ``fault`` is why nothing more could be read, the rest is as the file says.

    ``bears_marks``: of a file with a fault, whether pieces of a report of ours can still be made out in it.
    ``first``: the length in bytes of the file before anything was appended. ``additions``: what a later
    revision did beside holding a signature.
    """

    fault: str | None = None
    bears_marks: bool = False
    creator: str | None = None
    keywords: str | None = None
    snapshot: Base64Bytes | None = None
    snapshots: int = 0
    damaged_snapshot: bool = False
    revisions: int = 1
    first: int = 0
    additions: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
