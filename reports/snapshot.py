"""A snapshot: what a report shows, frozen on one day, in both languages; its one JSON form and its digest.

The file is one JSON object in canonical form: UTF-8, keys sorted, no spaces, fields at their default left
out. Beside the fields of ``Snapshot`` it carries ``schema`` (the shape it is written in) and ``digest``:
``sha256:`` over the canonical form of the object without ``digest``. Whoever changes a word must change the
digest too, and then it differs from the one printed on every page.
``python -m reports.snapshot`` writes the JSON Schema again.
"""

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from reports.changes import Since
from reports.errors import (
    AlteredSnapshot,
    DamagedSnapshot,
    NewerSnapshot,
    SnapshotError,
)
from reports.shape import (
    Action,
    Answer,
    Change,
    CoverageGroup,
    Determination,
    Dissent,
    Evidence,
    Finding,
    FindOut,
    Firm,
    Frozen,
    History,
    Instrument,
    Judgement,
    Mark,
    NearestChange,
    Obligation,
    OpenPoint,
    Outcome,
    Penalty,
    Position,
    RemediationStatus,
    Report,
    RulebookMark,
    Scope,
    Service,
    SettledBy,
    Text,
    Topic,
    Verdict,
)

__all__ = [
    "SCHEMA",
    "Action",
    "Answer",
    "Change",
    "CoverageGroup",
    "Determination",
    "Dissent",
    "Evidence",
    "FindOut",
    "Finding",
    "Firm",
    "Frozen",
    "History",
    "Instrument",
    "Judgement",
    "Mark",
    "NearestChange",
    "Obligation",
    "OpenPoint",
    "Outcome",
    "Penalty",
    "Position",
    "RemediationStatus",
    "Report",
    "RulebookMark",
    "Scope",
    "Service",
    "SettledBy",
    "Snapshot",
    "Text",
    "Topic",
    "Verdict",
    "digest",
    "from_json",
    "json_schema",
    "to_json",
]

SCHEMA = "hegui-snapshot/1"
SCHEMA_FILE = Path(__file__).parent / "schema" / "snapshot.schema.json"


class Snapshot(Frozen):
    """Everything a report shows. Obligations: every one within the coverage, in catalogue order.

    ``since``: what moved since the newest released report of the service before this one, if there was one.
    """

    report: Report
    firm: Firm | None = None
    client: Text | None = None
    service: Service
    rulebook: RulebookMark
    as_of: date
    beyond_known_law: bool = False
    coverage: tuple[CoverageGroup, ...]
    verdict: Verdict
    determinations: tuple[Determination, ...]
    obligations: tuple[Obligation, ...]
    find_out: tuple[FindOut, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    answers: tuple[Answer, ...]
    topics: tuple[Topic, ...]
    instruments: tuple[Instrument, ...]
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Text, ...] = ()
    left_out_law: tuple[Text, ...] = ()
    since: Since | None = None


def digest(snapshot: Snapshot) -> str:
    """``sha256:`` and 64 hexadecimal digits, the same for equal snapshots on every machine."""
    return _digest_of(_contents(snapshot))


def to_json(snapshot: Snapshot) -> bytes:
    """The canonical file: the same bytes for equal snapshots, in every process."""
    contents = _contents(snapshot)
    return _canonical(contents | {"digest": _digest_of(contents)})


def from_json(data: bytes) -> Snapshot:
    """Read a file written by ``to_json``.

    Raises DamagedSnapshot (cut off, no JSON, a key twice), NewerSnapshot, AlteredSnapshot (the digest does
    not match) and SnapshotError (right digest, but not the published shape).
    """
    record = _parse(data)
    _check_schema(record.get("schema"))
    stated = record.pop("digest", None)
    if stated is None:
        raise AlteredSnapshot("The snapshot carries no digest, so nothing shows that it is unchanged.")
    try:
        actual = _digest_of(record)
    except UnicodeEncodeError:
        raise DamagedSnapshot("The snapshot is damaged: it holds half a character.") from None
    if stated != actual:
        raise AlteredSnapshot(
            f"The snapshot was changed after it was made: it says {stated}, its contents give {actual}."
        )
    del record["schema"]
    try:
        return Snapshot.model_validate_json(_canonical(record))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "snapshot"
        raise SnapshotError(
            f"The snapshot does not have the published shape: {where}: {first['msg']}"
        ) from None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file, published as ``reports/schema/snapshot.schema.json``."""
    _, definitions = models_json_schema([(Snapshot, "validation")], ref_template="#/$defs/{model}")
    shape = definitions["$defs"].pop("Snapshot")
    shape["properties"] |= {
        "schema": {"const": SCHEMA},
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    }
    shape["required"] = sorted([*shape["required"], "schema", "digest"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:hegui:snapshot:1",
        **shape,
        "title": "Hegui snapshot, version 1",
        "$defs": definitions["$defs"],
    }


def _contents(snapshot: Snapshot) -> dict[str, Any]:
    return snapshot.model_dump(mode="json", exclude_defaults=True) | {"schema": SCHEMA}


def _canonical(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest_of(record: dict[str, Any]) -> str:
    return "sha256:" + hashlib.sha256(_canonical(record)).hexdigest()


def _parse(data: bytes) -> dict[str, Any]:
    try:
        record = json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise DamagedSnapshot(f"The snapshot is damaged or cut off: {error}") from None
    if not isinstance(record, dict):
        raise DamagedSnapshot("The snapshot is damaged: it is not one JSON object.")
    return record


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a key stands twice")
    return record


def _check_schema(name: object) -> None:
    if name == SCHEMA:
        return
    found = re.fullmatch(r"hegui-snapshot/(\d{1,6})", name) if isinstance(name, str) else None
    if found and int(found[1]) > 1:
        raise NewerSnapshot(f"The snapshot was made by a newer version ({name}); this one reads {SCHEMA}.")
    raise DamagedSnapshot("This is not a Hegui snapshot.")


if __name__ == "__main__":
    SCHEMA_FILE.write_text(
        json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        encoding="utf-8",
    )
