"""What the three OSCAL documents share: identifiers, properties, people, back matter.

Every identifier is a version-5 UUID of what it names, so the same snapshot gives the same documents. OSCAL
has no place for a second language: titles hold both on one line, prose has the Chinese before the English.
Properties that OSCAL does not define stand under our own namespace.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from reports import wording
from reports.cells import plain
from reports.shape import Evidence, Text
from reports.snapshot import Snapshot, digest

OSCAL_VERSION = "1.2.1"
NAMESPACE = "urn:hegui:oscal"
BEIJING = timezone(timedelta(hours=8))

Record = dict[str, Any]

_NOT_IN_TOKEN = re.compile(r"[^A-Za-z0-9._-]")


def identifier(*names: str) -> str:
    """The UUID of what ``names`` name; parts never run together."""
    root: UUID = uuid5(NAMESPACE_URL, NAMESPACE)
    return str(uuid5(root, "\x1f".join(names)))


def token(name: str) -> str:
    """``name`` as an OSCAL token: letters, digits and ``. _ -``, beginning with a letter or underscore."""
    cleaned = _NOT_IN_TOKEN.sub("_", name)
    return cleaned if cleaned[:1].isalpha() or cleaned[:1] == "_" else f"_{cleaned}"


def one_line(text: str) -> str:
    """Text for a title or a property: no line ends, and never empty."""
    return " ".join(plain(text).split()) or "–"


def title(text: Text) -> str:
    """Both languages on one line."""
    return one_line(text.zh if text.zh == text.en else f"{text.zh} / {text.en}")


def prose(*texts: Text | str | None) -> str:
    """Paragraphs, the Chinese of each text before its English."""
    said: list[str] = []
    for text in texts:
        if isinstance(text, Text):
            said += [text.zh, text.en]
        elif text:
            said.append(text)
    return "\n\n".join(dict.fromkeys(plain(part) for part in said if part)) or "–"


def props(**values: str | int | date | None) -> list[Record]:
    """Properties under our namespace; what is None or empty is left out, ``_`` in a name becomes ``-``."""
    return [
        {"name": name.replace("_", "-"), "ns": NAMESPACE, "value": one_line(_said(value))}
        for name, value in values.items()
        if value not in (None, "")
    ]


def _said(value: str | int | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def filled(**values: Any) -> Record:
    """A record without its empty members, ``_`` in a name becoming ``-``; OSCAL knows no empty lists."""
    return {
        name.rstrip("_").replace("_", "-"): value
        for name, value in values.items()
        if value not in (None, "", [], ())
    }


def instant(at: datetime) -> str:
    """An instant with its offset."""
    return at.isoformat()


def end_of_day(on: date) -> str:
    """The last second of a day in Beijing."""
    return datetime.combine(on, time(23, 59, 59), BEIJING).isoformat()


def metadata(snapshot: Snapshot, name: Text) -> Record:
    """Title, version, people and the standing sentence every document carries."""
    report = snapshot.report
    people = parties(snapshot)
    responsible = [
        {"role-id": role, "party-uuids": [party_id(who)]}
        for role, who in (("prepared-by", report.prepared_by), ("released-by", report.released_by))
        if who
    ]
    return filled(
        title=title(
            Text(zh=f"{name.zh}：{snapshot.service.name.zh}", en=f"{name.en}: {snapshot.service.name.en}")
        ),
        published=instant(report.released_at) if report.released_at else None,
        last_modified=instant(report.created_at),
        version=one_line(report.id),
        oscal_version=OSCAL_VERSION,
        props=props(
            status=report.status,
            snapshot_digest=digest(snapshot),
            rulebook_version=snapshot.rulebook.version,
            rulebook_digest=snapshot.rulebook.digest,
            law_known_to=snapshot.rulebook.law_known_to,
            law_as_of=snapshot.as_of,
            coverage=" ".join(group.id for group in snapshot.coverage if group.included),
            left_out=" ".join(group.id for group in snapshot.coverage if not group.included),
            classification=title(report.classification) if report.classification else None,
        ),
        roles=[{"id": id, "title": title(words)} for id, words in _ROLES.items()],
        parties=people,
        responsible_parties=responsible,
        remarks=prose(*snapshot.notes),
    )


_ROLES = {
    "owner": wording.LABELS["owner"],
    "prepared-by": wording.LABELS["prepared_by"],
    "released-by": wording.LABELS["released_by"],
}


def parties(snapshot: Snapshot) -> list[Record]:
    """Everyone a document names: firm, client, and the people who prepared, released or own something."""
    people = [snapshot.report.prepared_by, snapshot.report.released_by]
    for obligation in snapshot.obligations:
        if obligation.finding:
            people += [obligation.finding.owner, *(action.owner for action in obligation.finding.actions)]
    organizations = [snapshot.firm.name if snapshot.firm else None, snapshot.client]
    found = [_party("organization", title(name), prose(name)) for name in organizations if name]
    found += [_party("person", one_line(name), name) for name in people if name]
    return list({party["uuid"]: party for party in found}.values())


def _party(kind: str, name: str, named: str) -> Record:
    return {"uuid": identifier("party", named), "type": kind, "name": name}


def party_id(name: str) -> str:
    """The identifier of a person."""
    return identifier("party", name)


def evidence_resource(snapshot: Snapshot, piece: Evidence) -> Record:
    """A piece of evidence in the back matter; an address is linked, a digest always stated."""
    hashed = piece.sha256.removeprefix("sha256:") if piece.sha256 else None
    hashes = [{"algorithm": "SHA-256", "value": hashed}] if hashed else None
    return filled(
        uuid=evidence_id(snapshot, piece.number),
        title=one_line(f"{piece.number} {piece.title}"),
        description=plain(piece.note) if piece.note else None,
        props=props(
            number=piece.number,
            kind=piece.kind,
            sha_256=hashed,
            size=piece.size,
            effective=piece.effective,
            received=piece.received,
            expires=piece.expires,
        ),
        rlinks=[filled(href=piece.url, hashes=hashes)] if piece.url else None,
    )


def evidence_id(snapshot: Snapshot, number: str) -> str:
    """The identifier of a piece of evidence within its report."""
    return identifier(snapshot.report.id, "evidence", number)


def back_matter(resources: Iterable[Record]) -> Record | None:
    """The back matter, or nothing."""
    listed = list(resources)
    return {"resources": listed} if listed else None
