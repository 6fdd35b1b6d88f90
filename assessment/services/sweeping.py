"""Files nobody will ask for: drafts of a killed upload or worker, and evidence whose row was never written.

An upload stores its file first and its row after; killed between the two it leaves a file that no row names.
A day later no request can still be at it. More such files at once than killed uploads explain is another
story, most likely a database older than its files, and then nothing is touched: evidence is not a guess.
"""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from assessment.models import EvidenceRevision
from assessment.tenancy import each_firm

logger = logging.getLogger(__name__)
OLD = timedelta(days=1)
MOST_ORPHANS = 20  # of one firm at once
DRAFT = ".part"


def sweep_files(*, older: timedelta = OLD) -> dict[str, int]:
    """Remove drafts and orphans older than a day: how many went, how many were suspicious and stayed."""
    before = time.time() - older.total_seconds()
    told = {"drafts": 0, "orphans": 0, "left_alone": 0}
    for root in (settings.DOCUMENT_DIR, settings.EVIDENCE_DIR):
        for path in _files(Path(root), before):
            if path.suffix == DRAFT:
                told["drafts"] += _remove(path)
    for firm in each_firm():
        orphans = list(_orphans(firm.pk, before))
        if len(orphans) > MOST_ORPHANS:
            logger.error(
                "%d evidence files of firm %s have no row. That is more than killed uploads leave: "
                "is the database older than the files? They were left alone.", len(orphans), firm.slug,
            )  # fmt: skip
            told["left_alone"] += len(orphans)
        else:
            told["orphans"] += sum(map(_remove, orphans))
    return told


def _orphans(firm_id: int, before: float) -> Iterator[Path]:
    """Old files in a firm's folder whose name no revision holds; the firm's rows are open."""
    root = Path(settings.EVIDENCE_DIR)
    found = {str(path.relative_to(root)): path for path in _files(root / str(firm_id), before)}
    if found:
        # Files were listed first: what has been stored since has a row, or is too young to be listed.
        held = EvidenceRevision.objects.exclude(stored_name="").values_list("stored_name", flat=True)
        for name in found.keys() - set(held.iterator()):
            if found[name].suffix != DRAFT:
                yield found[name]


def _files(folder: Path, before: float) -> Iterator[Path]:
    """Files below a folder that nobody has written to since."""
    for path in folder.rglob("*"):
        try:
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
                yield path
        except FileNotFoundError:  # somebody was faster
            continue


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError as error:
        logger.error("%s could not be removed: %s", path, error)
        return False
    return True
