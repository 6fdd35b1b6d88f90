"""The memo's chapters on duties: what applies or is open, the plan, coming law, what does not apply."""

from collections.abc import Sequence

from reports import wording
from reports.cells import action_lines, coded, joined, lines, words
from reports.docx_paper import Paper, Words
from reports.shape import Dissent, Evidence, Obligation, Text
from reports.view import Dossier, Duty

_L = wording.LABELS


def applying_and_open(paper: Paper, whole: Dossier) -> None:
    """Every duty that applies or is open, in full, by instrument."""
    if not whole.groups:
        paper.say(_L["nothing_here"])
    for group in whole.groups:
        paper.heading(2, group.instrument.name if group.instrument else group.id)
        for duty in group.duties:
            _duty(paper, whole, duty)


def _duty(paper: Paper, whole: Dossier, duty: Duty) -> None:
    obligation = duty.obligation
    paper.heading(3, obligation.title, obligation.id)
    paper.line(_standing(paper, obligation), "Quiet")
    paper.say(obligation.because, "Because")
    paper.say(obligation.summary)
    rows = [*_found(paper, whole, duty), *_law(whole, obligation)]
    paper.keys([(name, value) for name, value in rows if value])


def _standing(paper: Paper, obligation: Obligation) -> Text:
    """Outcome, provision, and how far it was checked, on one line."""
    outcome, mark = wording.OUTCOMES[obligation.outcome], wording.MARKS[obligation.mark]
    outcome, cited = paper.signed(obligation.outcome, outcome), obligation.citation
    return words(f"{outcome.zh} · {cited.zh} · {mark.zh}", f"{outcome.en} · {cited.en} · {mark.en}")


def _found(paper: Paper, whole: Dossier, duty: Duty) -> list[tuple[Words, Words | None]]:
    """What people judged and are doing."""
    finding = duty.finding
    return [
        (_L["finding"], paper.signed(finding.judgement, wording.JUDGEMENTS[finding.judgement])),
        (_L["status"], wording.STATUSES[finding.status]),
        (_L["owner"], finding.owner),
        (_L["due"], wording.day(finding.due) if finding.due else None),
        (_L["gap"], finding.gap),
        (_L["evidence"], _evidence(whole, finding.evidence)),
        (_L["actions"], action_lines(finding.actions)),
        (_L["accepted"], finding.reason),
        (_L["review_on"], wording.day(finding.review_on) if finding.review_on else None),
        (_L["dissent"], dissent(duty.obligation.dissent)),
    ]


def _evidence(whole: Dossier, numbers: tuple[str, ...]) -> str | None:
    """One line a piece: its number and title."""
    index: dict[str, Evidence] = {piece.number: piece for piece in whole.snapshot.evidence}
    said = [f"{number} {index[number].title}" if number in index else number for number in numbers]
    return "\n".join(said) or None


def dissent(view: Dissent | None) -> Text | None:
    """Counsel's own view with its reason, who and when."""
    if view is None:
        return None
    outcome, on = coded(view.view, wording.OUTCOMES).words, wording.day(view.on)
    return words(
        f"{outcome.zh}：{view.reason}（{view.by}，{on.zh}）",
        f"{outcome.en}: {view.reason} ({view.by}, {on.en})",
    )


def _law(whole: Dossier, obligation: Obligation) -> list[tuple[Words, Words | None]]:
    """What the law says around the duty; the effects of penalties stand once, in their annex."""
    questions = whole.questions
    asked = [questions[id].ask for id in obligation.missing if id in questions]
    rows: list[tuple[Words, Words | None]] = [
        (_L["missing"], lines(asked)),
        (_L["settled_by"], lines([found.text for found in obligation.settled_by])),
        (_L["points"], joined(obligation.open_points)),
        (_L["leaning"], obligation.leans),
        (_L["legal_deadline"], obligation.deadline),
        (_L["kind"], _kind(obligation)),
        (_L["in_force_from"], wording.day(obligation.effective_from)),
        (_L["also"], joined(obligation.citations_also)),
    ]
    return rows + _guidance(obligation) if "guidance" in whole.chosen else rows


def _guidance(obligation: Obligation) -> list[tuple[Words, Words | None]]:
    """What helps to meet the duty."""
    return [
        (_L["addressee"], obligation.addressee),
        (_L["condition"], obligation.condition),
        (_L["steps"], _listed(obligation.steps)),
        (_L["usual_evidence"], _listed(obligation.usual_evidence)),
        (_L["penalties"], _listed([penalty.provision for penalty in obligation.penalties])),
        (_L["history"], obligation.history.text),
    ]


def _listed(texts: Sequence[Text]) -> Text | None:
    """Several texts as one sentence."""
    if not texts:
        return None
    return words(
        "；".join(text.zh.rstrip("。") for text in texts), "; ".join(text.en.rstrip(".") for text in texts)
    )


def _kind(obligation: Obligation) -> Text:
    """What kind of duty it is, when it bites and how far it binds, on one line."""
    said = (
        coded(obligation.type, wording.KINDS).words,
        coded(obligation.bites, wording.BITES).words,
        coded(obligation.binding_nature, wording.NATURES).words,
    )
    return words("，".join(s.zh for s in said), ", ".join(s.en for s in said))


def plan(paper: Paper, whole: Dossier) -> None:
    """What is to be done, by day."""
    if not whole.plan:
        paper.say(_L["no_dates"])
        return
    paper.table(
        (_L["due"], _L["action"], _L["owner"], _L["status"], _L["obligation"]),
        (
            (
                wording.day(step.due) if step.due else _L["undated"],
                step.action.text if step.action else step.duty.finding.gap or _L["gap"],
                step.owner or "",
                wording.STATUSES[step.status],
                _named(step.duty.obligation),
            )
            for step in whole.plan
        ),
        (3, 5, 3, 3, 5),
    )


def coming(paper: Paper, whole: Dossier) -> None:
    """What is not in force on the day, with its day."""
    if not whole.coming:
        paper.say(_L["nothing_here"])
        return
    paper.table(
        (_L["obligation"], _L["in_force_from"], _L["because"], _L["instrument"]),
        (
            (
                _named(duty.obligation),
                wording.day(duty.obligation.effective_from),
                _reason(duty.obligation),
                duty.obligation.citation,
            )
            for duty in whole.coming
        ),
        (5, 3, 5, 3),
    )


def outside(paper: Paper, whole: Dossier) -> None:
    """What does not apply and why, in brief."""
    if not whole.outside:
        paper.say(_L["nothing_here"])
        return
    paper.table(
        (_L["obligation"], _L["because"], _L["instrument"]),
        (
            (_named(duty.obligation), _reason(duty.obligation), duty.obligation.citation)
            for group in whole.outside
            for duty in group.duties
        ),
        (5, 6, 3),
    )


def _named(obligation: Obligation) -> Text:
    title = obligation.title
    return words(f"{obligation.id} {title.zh}", f"{obligation.id} {title.en}")


def _reason(obligation: Obligation) -> Text:
    """Why, what would bring it, and beside that counsel's own view if there is one."""
    nearest, view = obligation.nearest_change, dissent(obligation.dissent)
    said = [obligation.because, *([nearest.text] if nearest else [])]
    if view is not None:
        label = _L["dissent"]
        said.append(words(f"{label.zh}：{view.zh}", f"{label.en}: {view.en}"))
    return lines(said) or obligation.because
