"""Is this paper ours, and does it still count? For strangers, so within bounds.

At most ``AT_ONCE`` files are looked at on this machine at a time, whatever the number of processes and
threads that serve pages; more are told to come again. Reading is done in a process with limits, and only what
this house issued is printed again (``reports/verifying.py``). Nothing is kept.
"""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from assessment.errors import AssessmentError
from assessment.models import IssuedKind
from assessment.queries.register import Standing, standing_of
from assessment.services.signing import own_roots
from reports.errors import SigningError
from reports.inspection import NO_ROOTS, Roots
from reports.to_pdf import Limits
from reports.verifying import Issued, Verification, verify_pdf

logger = logging.getLogger(__name__)
AT_ONCE = 2
PATIENCE = 2.0  # seconds to wait for a place; the thread that waits serves nobody else
LIMITS = Limits(seconds=90, cpu_seconds=60)


class Busy(AssessmentError):
    """Every place is taken."""


class SiteRegister:
    """The register of this site as ``reports.verifying`` asks it; each answer from its firm's own rows."""

    def file(self, sha256: str) -> Issued | None:
        """By the SHA-256 of a whole file."""
        return _issued(standing_of(IssuedKind.FILE, sha256))

    def snapshot(self, digest: str) -> Issued | None:
        """By the digest of a snapshot, ``sha256:…``."""
        return _issued(standing_of(IssuedKind.SNAPSHOT, digest))


def _issued(standing: Standing | None) -> Issued | None:
    if standing is None:
        return None
    return Issued(
        superseded_by=standing.superseded_by,
        superseded_at=standing.superseded_at,
        withdrawn_at=standing.withdrawn_at,
    )


def verify_paper(data: bytes) -> Verification:
    """Judge a file by this site's register and certificate. Raises Busy."""
    with _place():
        roots = _roots()
        return verify_pdf(
            data, trust=roots.signers, stamps=roots.stamps, register=SiteRegister(), limits=LIMITS
        )


def _roots() -> Roots:
    """The host's certificate; where it cannot be read the register still knows what was issued."""
    try:
        return own_roots()
    except SigningError:
        logger.exception("what this host signed cannot be told by its signature")
        return NO_ROOTS


@contextmanager
def _place() -> Iterator[None]:
    """One of the few places. A lock on a file is free again when its process ends, however it does."""
    folder = settings.DATA_DIR / "verifying"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        files = [stack.enter_context((folder / str(number)).open("ab")) for number in range(AT_ONCE)]
        until = time.monotonic() + PATIENCE
        while not any(_is_free(file) for file in files):
            if time.monotonic() > until:
                raise Busy(_("Several files are being checked at this moment. Try again in a minute."))
            time.sleep(0.1)
        yield


def _is_free(file: IO[bytes]) -> bool:
    """Take the lock if nobody has it; closing the file gives it back."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
