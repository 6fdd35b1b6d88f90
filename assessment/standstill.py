"""When nothing can be written: the disk is full, or the database does not answer.

The session lies in the same database, so what was typed cannot be kept there; the page itself carries
it, to be seen, copied and sent once more. Files, passwords and codes are not repeated.
"""

import errno
import logging

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment.stash import typed

logger = logging.getLogger(__name__)
NO_ROOM = ("disk is full", "no space left", "disk full", "diskfull", "quota")


def is_standstill(error: BaseException) -> bool:
    """Whether an error says that storage refused or did not answer, rather than that we are wrong."""
    return isinstance(error, OperationalError) or _has_no_room(error)


def page(request: HttpRequest, error: BaseException) -> HttpResponse:
    """507 for a full disk, else 503, both to be tried again; what was typed stands on the page."""
    has_room = not _has_no_room(error)
    logger.error("nothing could be written at %s: %s", request.path, error)
    context = {
        "has_room": has_room,
        "address": request.get_full_path(),
        "fields": typed(request) if request.method == "POST" else [],
        "is_saving": request.method == "POST",
    }
    response = render(request, "503.html", context, status=503 if has_room else 507)
    response["Retry-After"] = "30"
    return response


def _has_no_room(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    words = f"{error} {type(error.__cause__).__name__}".lower()
    return isinstance(error, OperationalError) and any(part in words for part in NO_ROOM)
