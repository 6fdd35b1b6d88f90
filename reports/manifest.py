"""What an audit package holds, for machines: ``manifest.json``, and ``SHA256SUMS`` beside it.

Field names are for ever, as a snapshot's are. ``python -m reports.manifest`` writes the JSON Schema again.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from reports.packing import Packed
from reports.shape import Frozen, Instant, Text

SCHEMA = "hegui-package/1"
SCHEMA_FILE = Path(__file__).parent / "schema" / "package.schema.json"
MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "README.txt"

# packed · it never was a file · withdrawn since the snapshot · its file is gone · its file is another by now
State = Literal["packed", "no_file", "withdrawn", "missing", "altered"]


class PackedFile(Frozen):
    """One file of the package; ``evidence`` is the number of the piece it belongs to."""

    path: str
    size: int
    sha256: str
    media_type: str
    what: Text
    evidence: str | None = None


class PackedEvidence(Frozen):
    """One piece of evidence the snapshot names, and what became of it; digest and size are the snapshot's."""

    number: str
    title: str
    kind: Literal["file", "link", "statement"]
    state: State
    path: str | None = None
    sha256: str | None = None
    size: int | None = None
    url: str | None = None


class TrailBreak(Frozen):
    """Where the chain did not hold when the package was made."""

    number: int
    what: str


class PackedTrail(Frozen):
    """The audit trail up to the snapshot; ``head`` is the hash of its last entry, and no break the rule."""

    path: str
    events: int
    head: str
    erased: int = 0
    breaks: tuple[TrailBreak, ...] = ()


class Manifest(Frozen):
    """The whole package. ``at`` is the snapshot's own time, so that it can be made again, byte for byte."""

    snapshot: str
    report: str
    status: Literal["draft", "released"]
    at: Instant
    firm: Text | None = None
    client: Text | None = None
    service: Text
    as_of: date
    language: Literal["zh", "en", "both"]
    rulebook: str
    files: tuple[PackedFile, ...]
    evidence: tuple[PackedEvidence, ...]
    trail: PackedTrail

    @property
    def left_out(self) -> tuple[PackedEvidence, ...]:
        """Evidence that should be here and is not."""
        return tuple(one for one in self.evidence if one.state in ("withdrawn", "missing", "altered"))


def manifest_bytes(manifest: Manifest) -> bytes:
    """The file, indented for people and sorted for machines."""
    record = manifest.model_dump(mode="json", exclude_none=True) | {"schema": SCHEMA}
    return (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_manifest(data: bytes) -> Manifest:
    """What ``manifest_bytes`` wrote. Raises ValueError for anything else."""
    record = json.loads(data)
    if not isinstance(record, dict) or record.pop("schema", None) != SCHEMA:
        raise ValueError("This is not the manifest of an audit package.")
    return Manifest.model_validate_json(json.dumps(record))


def sums(packed: Iterable[Packed]) -> bytes:
    """Lines that ``sha256sum -c`` reads."""
    return "".join(f"{one.sha256}  {one.path}\n" for one in packed).encode()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``manifest.json``."""
    _, definitions = models_json_schema([(Manifest, "validation")], ref_template="#/$defs/{model}")
    shape = definitions["$defs"].pop("Manifest")
    shape["properties"] |= {"schema": {"const": SCHEMA}}
    shape["required"] = sorted([*shape["required"], "schema"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:hegui:package:1",
        **shape,
        "title": "Hegui audit package, version 1",
        "$defs": definitions["$defs"],
    }


if __name__ == "__main__":
    text = json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=True)
    SCHEMA_FILE.write_text(text + "\n", encoding="utf-8")
