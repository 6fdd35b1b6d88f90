"""What the law brought between two snapshots: another edition or day; duties and instruments that changed."""

from collections.abc import Iterator
from typing import Literal

from reports import wording
from reports.cells import words
from reports.changes import FieldChange, LawChange
from reports.compare_words import about, from_to, matched, named
from reports.law_words import field_words
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
        yield _moved("rulebook", after.version, wording.LABELS["rulebook"], _edition(old), _edition(new))
    if old.as_of != new.as_of:
        days = wording.day(old.as_of), wording.day(new.as_of)
        yield _moved("day", new.as_of.isoformat(), wording.LABELS["law_as_of"], *days)


def _moved(kind: Literal["rulebook", "day"], subject: str, title: Text, was: Text, now: Text) -> LawChange:
    field = FieldChange(field=kind, label=title, before=was, after=now)
    return LawChange(
        kind=kind, subject=subject, title=title, fields=(field,), words=about(title, from_to(was, now))
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
            field = FieldChange(
                field="coverage",
                label=wording.LABELS["coverage"],
                before=_COVERED[was],
                after=_COVERED[now],
            )
            yield LawChange(
                kind="coverage",
                subject=group.id,
                title=group.name,
                fields=(field,),
                words=about(group.name, said),
            )


_COVERED = {True: words("纳入", "assessed"), False: wording.LABELS["left_out"]}


def _duty(
    old: Snapshot, before: Obligation | None, new: Snapshot, after: Obligation | None
) -> Iterator[LawChange]:
    if before and after:
        yield from _changed("obligation_changed", after.id, after.title, named(after), before, after)
    elif after:
        widened = not _was_covered(old, new, after)
        said = (
            words("因评估范围扩大而列入", "listed because the coverage was widened")
            if widened
            else words("新增义务", "a new duty")
        )
        outcome = wording.OUTCOMES[after.outcome]
        sentence = Text(zh=f"{said.zh}，{outcome.zh}", en=f"{said.en}, {outcome.en}")
        yield LawChange(
            kind="obligation_new",
            subject=after.id,
            title=after.title,
            fields=(_outcome_field(said, None, after),),
            words=about(named(after), sentence),
        )
    elif before:
        narrowed = not _was_covered(new, old, before)
        said = (
            words("因评估范围缩小而不再列入", "no longer listed because the coverage was narrowed")
            if narrowed
            else words("不再列入目录", "no longer in the catalogue")
        )
        yield LawChange(
            kind="obligation_gone",
            subject=before.id,
            title=before.title,
            fields=(_outcome_field(said, before, None),),
            words=about(named(before), said),
        )


def _outcome_field(said: Text, before: Obligation | None, after: Obligation | None) -> FieldChange:
    """The outcome of a duty that one side does not list; its label says why."""
    was, now = before and before.outcome, after and after.outcome
    return FieldChange(
        field="outcome",
        label=said,
        before=wording.OUTCOMES[was] if was else None,
        after=wording.OUTCOMES[now] if now else None,
        code_before=was,
        code_after=now,
    )


def _was_covered(without: Snapshot, with_it: Snapshot, duty: Obligation) -> bool:
    """Whether the group of the duty's instrument is assessed on the side that does not list the duty."""
    groups = {
        instrument.id: instrument.coverage for instrument in (*with_it.instruments, *without.instruments)
    }
    included = {group.id for group in without.coverage if group.included}
    return groups.get(duty.instrument) in included


def _instrument(before: Instrument | None, after: Instrument | None) -> Iterator[LawChange]:
    if before and after:
        yield from _changed("instrument_changed", after.id, after.name, after.name, before, after)
    elif after:
        said = words("新列入的文件", "an instrument newly listed")
        yield _listing("instrument_new", after, said)
    elif before:
        said = words("文件不再列入", "an instrument no longer listed")
        yield _listing("instrument_gone", before, said)


def _listing(
    kind: Literal["instrument_new", "instrument_gone"], instrument: Instrument, said: Text
) -> LawChange:
    is_new = kind == "instrument_new"
    field = FieldChange(
        field="status",
        label=said,
        before=None if is_new else instrument.status,
        after=instrument.status if is_new else None,
    )
    return LawChange(
        kind=kind,
        subject=instrument.id,
        title=instrument.name,
        fields=(field,),
        words=about(instrument.name, said),
    )


def _changed(
    kind: Literal["obligation_changed", "instrument_changed"],
    subject: str,
    title: Text,
    label: Text,
    before: Obligation | Instrument,
    after: Obligation | Instrument,
) -> Iterator[LawChange]:
    fields = _DUTY_FIELDS if isinstance(after, Obligation) else _INSTRUMENT_FIELDS
    moved = tuple(
        FieldChange(
            field=name, label=heading, before=field_words(before, name), after=field_words(after, name)
        )
        for name, heading in fields.items()
        if getattr(before, name) != getattr(after, name)
    )
    if moved:
        said = Text(
            zh=f"有变动：{'、'.join(field.label.zh for field in moved)}",
            en=f"changed in {', '.join(field.label.en.lower() for field in moved)}",
        )
        yield LawChange(kind=kind, subject=subject, title=title, fields=moved, words=about(label, said))
