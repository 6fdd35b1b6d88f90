"""What people judged, took a position on and handed in between two snapshots."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from reports import wording
from reports.cells import words
from reports.changes import EvidenceChange, FieldChange, FindingChange, PositionChange
from reports.compare_words import about, from_to, matched, named
from reports.shape import Action, Evidence, Finding, Obligation, Position, Text
from reports.snapshot import Snapshot
from reports.view import NOT_ASSESSED


def findings(old: Snapshot, new: Snapshot) -> Iterator[FindingChange]:
    """Findings of what is within reach now; one that fell out of reach is told by its outcome."""
    for before, after in matched(old.obligations, new.obligations, lambda duty: duty.id):
        if after is None or after.outcome not in _REACH:
            continue
        fields = tuple(_fields(_finding(before), _finding(after)))
        if fields:
            said = [about(f.label, from_to(f.before or _NONE, f.after or _NONE), end=False) for f in fields]
            yield FindingChange(
                obligation=after.id,
                title=after.title,
                fields=fields,
                words=Text(
                    zh=f"{named(after).zh}：{'；'.join(s.zh for s in said)}。",
                    en=f"{named(after).en}: {'; '.join(s.en for s in said)}.",
                ),
            )


_REACH = ("applies", "undetermined")
_NONE = words("无", "none")


def _finding(duty: Obligation | None) -> Finding:
    within_reach = duty is not None and duty.outcome in _REACH
    return (duty.finding if duty and within_reach else None) or NOT_ASSESSED


def _fields(before: Finding, after: Finding) -> Iterator[FieldChange]:
    was, now = _in_words(before), _in_words(after)
    for name, label in _FINDING_FIELDS.items():
        if was[name] != now[name]:
            codes = (getattr(before, name), getattr(after, name)) if name in _CODED else (None, None)
            yield FieldChange(
                field=name,
                label=label,
                before=was[name],
                after=now[name],
                code_before=codes[0],
                code_after=codes[1],
            )


_CODED = ("judgement", "status")


_FINDING_FIELDS = {
    "judgement": wording.LABELS["finding"],
    "status": wording.LABELS["status"],
    "owner": wording.LABELS["owner"],
    "due": wording.LABELS["due"],
    "gap": wording.LABELS["gap"],
    "reason": wording.LABELS["accepted"],
    "review_on": wording.LABELS["review_on"],
    "evidence": wording.LABELS["evidence"],
    "actions": wording.LABELS["actions"],
}


def _in_words(finding: Finding) -> Mapping[str, Text | None]:
    return {
        "judgement": wording.JUDGEMENTS[finding.judgement],
        "status": wording.STATUSES[finding.status],
        "owner": _same(finding.owner),
        "due": wording.day(finding.due) if finding.due else None,
        "gap": _same(finding.gap),
        "reason": _same(finding.reason),
        "review_on": wording.day(finding.review_on) if finding.review_on else None,
        "evidence": _same(", ".join(finding.evidence)),
        "actions": _steps(finding.actions),
    }


def _steps(actions: Sequence[Action]) -> Text | None:
    """One line an action: what, who, by when, how far."""
    if not actions:
        return None
    said: dict[str, list[str]] = {"zh": [], "en": []}
    for action in actions:
        for code, lines in said.items():
            due = getattr(wording.day(action.due), code) if action.due else ""
            status = getattr(wording.STATUSES[action.status], code)
            lines.append(" · ".join(p for p in (action.text, action.owner, due, status) if p))
    return Text(zh="\n".join(said["zh"]), en="\n".join(said["en"]))


def positions(old: Snapshot, new: Snapshot) -> Iterator[PositionChange]:
    """Positions taken, changed, withdrawn, or taken again for another reason or by another person."""
    for before, after in matched(old.open_points, new.open_points, lambda point: point.id):
        was, now = before.position if before else None, after.position if after else None
        kind = _position_kind(was, now)
        if kind is None:
            continue
        shown = after or before
        assert shown is not None
        label = Text(zh=f"{shown.id} {shown.title.zh}", en=f"{shown.id} {shown.title.en}")
        yield PositionChange(
            open_point=shown.id,
            kind=kind,
            title=shown.title,
            before=was.reading if was else None,
            after=now.reading if now else None,
            by=now.by if now else None,
            reason=now.reason if now else None,
            words=about(label, _RESTATED if kind == "restated" else from_to(_reading(was), _reading(now))),
        )


_RESTATED = words("读法不变，理由或者采取人有变", "the same reading, for another reason or by another person")


def _position_kind(
    was: Position | None, now: Position | None
) -> Literal["taken", "changed", "withdrawn", "restated"] | None:
    if was is None or now is None:
        return "taken" if now else "withdrawn" if was else None
    if was.reading != now.reading:
        return "changed"
    return "restated" if (was.reason, was.by) != (now.reason, now.by) else None


def _reading(position: Position | None) -> Text:
    return wording.LABELS[f"reading_{position.reading}"] if position else wording.LABELS["no_position"]


def evidence(old: Snapshot, new: Snapshot) -> Iterator[EvidenceChange]:
    """Pieces added, removed, changed, and those whose last day has passed since."""
    for before, after in matched(old.evidence, new.evidence, lambda piece: piece.number):
        shown = after or before
        assert shown is not None
        for kind in _evidence_kinds(old, before, new, after):
            said = _EVIDENCE_WORDS[kind]
            label = Text(zh=f"{shown.number} {shown.title}", en=f"{shown.number} {shown.title}")
            fields = tuple(_details(before, after)) if kind == "changed" and before and after else ()
            yield EvidenceChange(
                number=shown.number, kind=kind, title=shown.title, fields=fields, words=about(label, said)
            )


EvidenceKind = Literal["added", "removed", "changed", "expired"]
_EVIDENCE_WORDS: dict[EvidenceKind, Text] = {
    "added": words("新增", "added"),
    "removed": words("已移除", "removed"),
    "changed": words("内容或者信息有变", "its contents or details changed"),
    "expired": words("已过期", "expired"),
}
_EVIDENCE_FIELDS = {
    "title": wording.LABELS["title_of"],
    "kind": wording.LABELS["what"],
    "url": wording.LABELS["address"],
    "sha256": words("内容（SHA-256）", "Contents (SHA-256)"),
    "size": words("大小", "Size"),
    "effective": words("生效日", "Effective"),
    "received": words("收到日", "Received"),
    "expires": words("到期日", "Expires"),
    "obligations": wording.LABELS["supports"],
    "note": wording.LABELS["note"],
}


def _details(before: Evidence, after: Evidence) -> Iterator[FieldChange]:
    for name, label in _EVIDENCE_FIELDS.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield FieldChange(field=name, label=label, before=_detail(name, was), after=_detail(name, now))


def _detail(name: str, value: str | int | date | tuple[str, ...] | None) -> Text | None:
    if name == "kind":
        return wording.EVIDENCE_KINDS[str(value)]
    if isinstance(value, date):
        return wording.day(value)
    if isinstance(value, tuple):
        return _same(", ".join(value))
    if isinstance(value, int):
        return _same(wording.size(value))
    return _same(value.removeprefix("sha256:") if value and name == "sha256" else value)


def _evidence_kinds(
    old: Snapshot, before: Evidence | None, new: Snapshot, after: Evidence | None
) -> Iterator[EvidenceKind]:
    if after is None:
        yield "removed"
        return
    if before is None:
        yield "added"
    elif before != after:
        yield "changed"
    if _is_expired(after, new) and not (before and _is_expired(before, old)):
        yield "expired"


def _is_expired(piece: Evidence, snapshot: Snapshot) -> bool:
    return piece.expires is not None and piece.expires < wording.beijing_day(snapshot.report.created_at)


def _same(said: str | None) -> Text | None:
    return Text(zh=said, en=said) if said else None
