"""Reads a PDF nobody trusts: what it carries, what it says of itself, what was appended, how it is signed.

Runs as ``python -m reports.inspecting`` in a process of its own with little memory and time, since a PDF is a
program for its reader. On standard input one line of JSON (``{"size": n, "roots": [PEM], "stamps": [PEM]}``)
and then the file; on standard output one ``Inspection`` as JSON. What is read here is a claim;
``verifying.py`` judges it.
"""

import base64
import json
import logging
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, StreamDecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader

from reports import appended, signatures
from reports.appended import entry
from reports.imprint import ATTACHMENT
from reports.inspection import NO_ROOTS, Inspection, Roots

CPU_SECONDS, MEMORY = 30, 2**30
LARGEST_SNAPSHOT = 64 * 2**20
MOST_NAMES = 400
MOST_STREAMS, MOST_UNPACKED = 5000, 64 * 2**20
_MARKS = re.compile(rb'Hegui [0-9a-f]{16} language=|"schema":"hegui-snapshot/')
_LIMITS = DecodeLimits(per_stream=StreamDecodeLimits(max_output_size=LARGEST_SNAPSHOT))


def inspect(data: bytes, roots: Roots = NO_ROOTS, now: datetime | None = None) -> Inspection:
    """Read ``data``; signatures are traced to ``roots``. What it meets is in the result."""
    try:
        reader = PdfFileReader(BytesIO(data), strict=False, decode_limits=_LIMITS)
        if reader.encrypted:
            return Inspection(fault="encrypted")
        files = list(_attachments(reader.root))
        creator, keywords = _info(reader, "/Creator"), _info(reader, "/Keywords")
        revisions = reader.total_revisions
    except Exception as error:  # a parser meets anything in a hostile file
        return Inspection(fault=f"unreadable: {type(error).__name__}", bears_marks=bears_marks(data))
    snapshot, damaged = _content(files)
    return Inspection(
        creator=creator,
        keywords=keywords,
        snapshot=base64.b64encode(snapshot) if snapshot is not None else None,
        snapshots=len(files),
        damaged_snapshot=damaged,
        revisions=revisions,
        first=appended.first_revision(data, reader),
        additions=appended.additions(data, reader),
        signatures=signatures.check(reader, roots, now),
    )


def bears_marks(data: bytes) -> bool:
    """Whether some stream of a file that cannot be read holds our imprint or a snapshot; within bounds."""
    left = MOST_UNPACKED
    for begin in islice(re.finditer(rb"stream\r?\n", data), MOST_STREAMS):
        unpacked = _unpacked(data, begin.end(), min(left, LARGEST_SNAPSHOT))
        left -= len(unpacked)
        if _MARKS.search(unpacked):
            return True
        if left <= 0:
            break
    return False


def _unpacked(data: bytes, start: int, most: int) -> bytes:
    """As much of a compressed stream as can be unpacked, at most ``most`` bytes."""
    unpacker, found = zlib.decompressobj(), bytearray()
    view = memoryview(data)
    try:
        while len(found) < most and start < len(data) and not unpacker.eof:
            found += unpacker.decompress(unpacker.unconsumed_tail + view[start : start + 4096], most)
            start += 4096
    except zlib.error:
        pass  # what came out so far is what there is
    return bytes(found)


def _attachments(root: Any) -> Iterator[Any]:
    """The streams of every attached file of our name."""
    names = entry(root, "/Names")
    files = entry(names, "/EmbeddedFiles") if names is not None else None
    if files is not None:
        for specification in _named(files):
            if ATTACHMENT in (entry(specification, "/UF"), entry(specification, "/F")):
                yield specification["/EF"]["/F"]


def _named(tree: Any) -> Iterator[Any]:
    """The values of a name tree, as far as MOST_NAMES nodes reach: a tree may well hold itself."""
    waiting, left = [tree], MOST_NAMES
    while waiting and left > 0:
        node = waiting.pop()
        names, kids = entry(node, "/Names") or (), entry(node, "/Kids") or ()
        left -= 1 + len(names) // 2
        for position in range(1, min(len(names), 2 * MOST_NAMES), 2):
            yield names[position]
        waiting += [kids[position] for position in range(min(len(kids), left))]


def _content(files: list[Any]) -> tuple[bytes | None, bool]:
    """The one snapshot, and whether there is one that cannot be unpacked."""
    if len(files) != 1:
        return None, False
    try:
        content = files[0].data
    except Exception:  # whatever a broken or hostile stream does to its filter
        return None, True
    return bytes(content), False


def _info(reader: PdfFileReader, key: str) -> str | None:
    found = entry(reader.trailer_view, "/Info")
    value = entry(found, key) if found is not None else None
    return str(value)[:500] if isinstance(value, generic.TextStringObject) else None


def main() -> None:
    """Answer one question and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)  # pyHanko tells of every broken certificate at length
    head = json.loads(sys.stdin.buffer.readline(1 << 20))
    data = sys.stdin.buffer.read(head["size"])
    signers, stamps = (tuple(one.encode() for one in head[name]) for name in ("roots", "stamps"))
    found = inspect(data, Roots(signers, stamps))
    sys.stdout.write(found.model_dump_json())


if __name__ == "__main__":
    main()
