"""Why a document could not be made: a code and the exact words for the operator, a sentence for the reader.

A worker knows no reader's language, so the row keeps ``code: exact words`` and the page says the sentence.
"""

import errno

from django.utils.translation import gettext_lazy as _

from reports.errors import MissingLibraries, NewerSnapshot, ReportTooLarge, SigningError, SnapshotError

UNKNOWN, STOPPED = "unknown", "stopped"
SENTENCES = {
    "disk_full": _(
        "The disk of this site is full, so it could not be stored. Nothing half-made was kept. "
        "Tell whoever runs the site; then ask for it again."
    ),
    "no_renderer": _(
        "This machine lacks what prints PDFs. Tell whoever runs the site; "
        "the worker’s log names what to install. Other formats can be made meanwhile."
    ),
    "too_large": _(
        "It would take more time, memory or pages than one document may. "
        "Choose fewer sections, or another format."
    ),
    "damaged": _(
        "The snapshot no longer matches its digest, so nothing is made from it. "
        "Tell whoever runs the site, and make a report from today’s state meanwhile."
    ),
    "newer": _("The snapshot was made by a newer version of this site. Tell whoever runs it."),
    "not_signed": _(
        "It was printed, but the host’s signature could not be put under it, and nothing is given out "
        "unsigned. A time-stamp service that did not answer may do so in a few minutes: ask for it again. "
        "If that does not help, tell whoever runs the site."
    ),
    STOPPED: _(
        "The worker was stopped three times while making this. Nothing is lost; ask for it again, "
        "and tell whoever runs the site if it happens once more."
    ),
    UNKNOWN: _("Nothing is lost; ask for it again. If it fails once more, tell whoever runs the site."),
}
LONGEST = 2000
FULL = ("[Errno 28]", "disk is full")  # as the printing process and SQLite say it


def told(error: Exception) -> str:
    """What a row keeps of an error."""
    inner = getattr(error, "told", None)
    if inner is not None:  # a part of a package: its own code, with the part's name before its words
        code, words = _parted(inner)
        name = str(error).partition(":")[0]
        return f"{code}: {name}: {words}"[:LONGEST]
    return f"{_code(error)}: {type(error).__name__}: {error}"[:LONGEST]


def stopped() -> str:
    """What a row keeps when the worker was killed again and again."""
    return f"{STOPPED}: The worker stopped three times while making this."


def sentence(kept: str) -> str:
    """What the reader is told, in the language of the request."""
    return str(SENTENCES[_parted(kept)[0]])


def _code(error: Exception) -> str:
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or any(words in str(error) for words in FULL):
        return "disk_full"
    families = {
        MissingLibraries: "no_renderer",
        ReportTooLarge: "too_large",
        SigningError: "not_signed",
        NewerSnapshot: "newer",
        SnapshotError: "damaged",
    }
    return next((code for family, code in families.items() if isinstance(error, family)), UNKNOWN)


def _parted(kept: str) -> tuple[str, str]:
    code, _colon, words = kept.partition(": ")
    return (code, words) if code in SENTENCES else (UNKNOWN, kept)
