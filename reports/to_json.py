"""A snapshot as its own canonical JSON."""

from reports.snapshot import Snapshot, to_json

EXTENSION = "json"
CONTENT_TYPE = "application/json"


def render(snapshot: Snapshot) -> bytes:
    """The snapshot file itself, which every other format can be made from again."""
    return to_json(snapshot)
