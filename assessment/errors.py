"""Refusals a person can act on. Each carries its sentence, already in the person's language."""

from typing import Any


class AssessmentError(Exception):
    """What was asked cannot be done; ``str(error)`` says why and what to do. Nothing was written.

    ``field`` names the input the sentence belongs to, if there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(AssessmentError):
    """The rules of the thing forbid it: a transition, a missing reason, a closed assessment."""


class Unclean(AssessmentError):
    """A text is too long, or holds characters that cannot be seen."""


class BadUpload(AssessmentError):
    """A file is too large, empty, or of a kind that is not taken."""


class UnknownItem(AssessmentError):
    """The edition has no question, obligation or open point of this id."""


class Conflict(AssessmentError):
    """Somebody else wrote meanwhile. ``mine`` is what was sent, ``theirs`` the row that stands now."""

    def __init__(self, message: str, *, mine: Any, theirs: Any) -> None:
        super().__init__(message)
        self.mine = mine
        self.theirs = theirs
