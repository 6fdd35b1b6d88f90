"""What the law brought between two snapshots: another edition or day; duties and instruments that changed."""

from collections.abc import Iterator
from typing import Literal

from reports import wording
from reports.cells import words
from reports.changes import LawChange
from reports.compare_words import about, from_to, matched, named
from reports.shape import Instrument, Obligation, Text
from reports.snapshot import Snapshot

# What a duty or an instrument says, as against what follows for one service.
_DUTY_FIELDS = {
    "title": words("标题", "title"),
    "summary": words("要求", "what is required"),
    "instrument": wording.LABELS["instrument"],
    "citation": words("条款", "provision"),
    "addressee": wording.LABELS["addressee"],
    "condition": wording.LABELS["condition"],
    "effective_from": wording.LABELS["in_force_from"],
    "deadline": wording.LABELS["legal_deadline"],
    "penalties": wording.LABELS["penalties"],
    "binding_nature": wording.LABELS["nature"],
    "type": wording.LABELS["kind"],
    "bites": wording.LABELS["bites"],
    "usual_evidence": wording.LABELS["usual_evidence"],
    "steps": wording.LABELS["steps"],
    "history": wording.LABELS["history"],
    "citations_also": wording.LABELS["also"],
    "mark": wording.LABELS["mark"],
}
_INSTRUMENT_FIELDS = {
    "name": words("名称", "name"),
    "short": words("简称", "short name"),
    "issuer": wording.LABELS["issuer"],
    "number": words("文号", "document number"),
    "promulgated": wording.LABELS["promulgated"],
    "effective": wording.LABELS["in_force"],
    "status": wording.LABELS["state_of_law"],
    "url": wording.LABELS["address"],
    "mark": wording.LABELS["mark"],
    "watch": wording.LABELS["watch"],
    "coverage": wording.LABELS["coverage"],
    "relation": words("与《暂行办法》的关系", "bearing on the Measures"),
}


def changes(old: Snapshot, new: Snapshot) -> Iterator[LawChange]:
    """Edition, day and coverage first, then duties and instruments."""
    yield from _frame(old, new)
    yield from _coverage(old, new)
    for before, after in matched(old.obligations, new.obligations, lambda duty: duty.id):
        yield from _duty(old, before, new, after)
    for was, now in matched(old.instruments, new.instruments, lambda instrument: instrument.id):
        yield from _instrument(was, now)


def _frame(old: Snapshot, new: Snapshot) -> Iterator[LawChange]:
    before, after = old.rulebook, new.rulebook
    if before.digest != after.digest:
        moved = from_to(_edition(old), _edition(new))
        yield LawChange(
            kind="rulebook", subject=after.version, words=about(wording.LABELS["rulebook"], moved)
        )
    if old.as_of != new.as_of:
        moved = from_to(wording.day(old.as_of), wording.day(new.as_of))
        yield LawChange(
            kind="day", subject=new.as_of.isoformat(), words=about(wording.LABELS["law_as_of"], moved)
        )


def _edition(snapshot: Snapshot) -> Text:
    """Version and digest: two editions may carry one version."""
    said = f"{snapshot.rulebook.version} ({wording.short_digest(snapshot.rulebook.digest)})"
    return Text(zh=said, en=said)


def _coverage(old: Snapshot, new: Snapshot) -> Iterator[LawChange]:
    for before, after in matched(old.coverage, new.coverage, lambda group: group.id):
        group = after or before
        assert group is not None
        was, now = bool(before and before.included), bool(after and after.included)
        if was != now:
            said = words("已纳入评估", "now assessed") if now else words("不再评估", "no longer assessed")
            yield LawChange(kind="coverage", subject=group.id, words=about(group.name, said))


def _duty(
    old: Snapshot, before: Obligation | None, new: Snapshot, after: Obligation | None
) -> Iterator[LawChange]:
    if before and after:
        yield from _changed("obligation_changed", after.id, named(after), before, after, _DUTY_FIELDS)
    elif after:
        widened = not _was_covered(old, new, after)
        said = (
            words("因评估范围扩大而列入", "listed because the coverage was widened")
            if widened
            else words("新增义务", "a new duty")
        )
        outcome = wording.OUTCOMES[after.outcome]
        sentence = Text(zh=f"{said.zh}，{outcome.zh}", en=f"{said.en}, {outcome.en}")
        yield LawChange(kind="obligation_new", subject=after.id, words=about(named(after), sentence))
    elif before:
        narrowed = not _was_covered(new, old, before)
        said = (
            words("因评估范围缩小而不再列入", "no longer listed because the coverage was narrowed")
            if narrowed
            else words("不再列入目录", "no longer in the catalogue")
        )
        yield LawChange(kind="obligation_gone", subject=before.id, words=about(named(before), said))


def _was_covered(without: Snapshot, with_it: Snapshot, duty: Obligation) -> bool:
    """Whether the group of the duty's instrument is assessed on the side that does not list the duty."""
    groups = {
        instrument.id: instrument.coverage for instrument in (*with_it.instruments, *without.instruments)
    }
    included = {group.id for group in without.coverage if group.included}
    return groups.get(duty.instrument) in included


def _instrument(before: Instrument | None, after: Instrument | None) -> Iterator[LawChange]:
    if before and after:
        label = Text(zh=after.name.zh, en=after.name.en)
        yield from _changed("instrument_changed", after.id, label, before, after, _INSTRUMENT_FIELDS)
    elif after:
        said = words("新列入的文件", "an instrument newly listed")
        yield LawChange(kind="instrument_new", subject=after.id, words=about(after.name, said))
    elif before:
        said = words("文件不再列入", "an instrument no longer listed")
        yield LawChange(kind="instrument_gone", subject=before.id, words=about(before.name, said))


def _changed(
    kind: Literal["obligation_changed", "instrument_changed"],
    subject: str,
    label: Text,
    before: Obligation | Instrument,
    after: Obligation | Instrument,
    fields: dict[str, Text],
) -> Iterator[LawChange]:
    moved = tuple(name for name in fields if getattr(before, name) != getattr(after, name))
    if moved:
        said = Text(
            zh=f"有变动：{'、'.join(fields[name].zh for name in moved)}",
            en=f"changed in {', '.join(fields[name].en.lower() for name in moved)}",
        )
        yield LawChange(kind=kind, subject=subject, fields=moved, words=about(label, said))
