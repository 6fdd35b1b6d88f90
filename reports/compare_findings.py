"""What people judged, took a position on and handed in between two snapshots."""

from collections.abc import Iterator, Mapping
from typing import Literal

from reports import wording
from reports.cells import action_lines, words
from reports.changes import EvidenceChange, FieldChange, FindingChange, PositionChange
from reports.compare_words import about, from_to, matched, named
from reports.shape import Evidence, Finding, Obligation, Position, Text
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
            yield FieldChange(field=name, label=label, before=was[name], after=now[name])


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
        "actions": _same(action_lines(finding.actions)),
    }


def positions(old: Snapshot, new: Snapshot) -> Iterator[PositionChange]:
    """Positions taken, changed and withdrawn."""
    for before, after in matched(old.open_points, new.open_points, lambda point: point.id):
        was, now = before.position if before else None, after.position if after else None
        if (was.reading if was else None) == (now.reading if now else None):
            continue
        shown = after or before
        assert shown is not None
        label = Text(zh=f"{shown.id} {shown.title.zh}", en=f"{shown.id} {shown.title.en}")
        yield PositionChange(
            open_point=shown.id,
            kind="changed" if was and now else "taken" if now else "withdrawn",
            title=shown.title,
            words=about(label, from_to(_reading(was), _reading(now))),
        )


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
            yield EvidenceChange(number=shown.number, kind=kind, title=shown.title, words=about(label, said))


EvidenceKind = Literal["added", "removed", "changed", "expired"]
_EVIDENCE_WORDS: dict[EvidenceKind, Text] = {
    "added": words("新增", "added"),
    "removed": words("已移除", "removed"),
    "changed": words("内容或者信息有变", "its contents or details changed"),
    "expired": words("已过期", "expired"),
}


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
