"""Template tags for one obligation: its words in columns, and what helps to meet it."""

from collections.abc import Iterable

from django.template import Context, Library
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import wording
from reports.shape import Finding, Obligation, Text
from reports.tags import ORDER, columns, free, inline, iso
from reports.view import NOT_ASSESSED

register = Library()


@register.simple_tag(takes_context=True)
def eyebrow(context: Context, duty: Obligation, finding: Finding) -> SafeString:
    """The line above a duty: its state, its id, and what a reader must know of its force and its source.

    Few elements, since there may be thousands of these lines and each element is paid for in layout.
    """
    language = context["language"]
    is_judged = duty.outcome == "applies"
    key = finding.judgement if is_judged else duty.outcome
    said = inline((wording.JUDGEMENTS if is_judged else wording.OUTCOMES)[key], language)
    quiet: list[str] = [escape(duty.id)]
    if language != "both":
        quiet.append(_citation(duty, language))
    if duty.binding_nature != "law":
        nature = duty.binding_nature
        quiet.append(inline(wording.NATURES.get(nature, Text(zh=nature, en=nature)), language))
    if is_judged and finding == NOT_ASSESSED:
        quiet.insert(0, inline(wording.STATUSES[finding.status], language))
    warning = ""
    if duty.mark != "checked":
        warning = f' <span class="warn">· {inline(wording.MARKS[duty.mark], language)}</span>'
    line = f'{wording.SIGNS[key]} {said} <span class="id">{" · ".join(quiet)}</span>{warning}'
    return mark_safe(f'<p class="eyebrow state--{key}">{line}</p>')  # noqa: S308  every part is escaped


@register.simple_tag(takes_context=True)
def finding_keys(context: Context, duty: Obligation, finding: Finding) -> SafeString:
    """What is being done about a duty, in one line."""
    language = context["language"]
    if duty.outcome == "applies" and finding == NOT_ASSESSED:
        return mark_safe("")  # said in the line above the title
    pairs = [
        (key, value)
        for key, value in (
            (
                "finding",
                inline(wording.JUDGEMENTS[finding.judgement], language) if duty.outcome != "applies" else "",
            ),
            ("status", inline(wording.STATUSES[finding.status], language)),
            ("owner", free(context, finding.owner)),
            ("due", iso(finding.due)),
            ("review_on", iso(finding.review_on)),
            ("evidence", escape(", ".join(finding.evidence))),
        )
        if value
    ]
    said = " · ".join(
        f"{inline(wording.LABELS[key], language, capital=True)}: {value}" for key, value in pairs
    )
    return mark_safe(f'<p class="keys">{said}</p>')  # noqa: S308


@register.simple_tag(takes_context=True)
def duty_text(context: Context, duty: Obligation, element: str = "h4") -> SafeString:
    """Title, citation, what is required and why the outcome is so; the outline has the title once."""
    codes = ORDER[context["language"]]
    cells = {}
    for code in codes:
        title = escape(getattr(duty.title, code))
        head = (
            f'<{element} class="h4">{title}</{element}>' if code == codes[0] else f'<p class="h4">{title}</p>'
        )
        cite = f'<p class="cite">{_citation(duty, code)}</p>' if len(codes) > 1 else ""
        cells[code] = (
            f"{head}{cite}<p>{escape(getattr(duty.summary, code))}</p>"
            f'<p class="because">{escape(getattr(duty.because, code))}</p>{_settled(duty, code)}'
        )
    return columns(cells)


def _settled(duty: Obligation, code: str) -> str:
    """What would settle an open outcome, one paragraph for all of it."""
    gap = "" if code == "zh" else " "
    said = gap.join(getattr(found.text, code) for found in duty.settled_by)
    return f'<p class="because">{escape(said)}</p>' if said else ""


def _why_not(duty: Obligation, code: str) -> str:
    """Why a duty does not apply, and what would bring it."""
    because, nearest = getattr(duty.because, code), duty.nearest_change
    if nearest is None:
        return escape(because)
    return escape(because + ("" if code == "zh" else " ") + getattr(nearest.text, code))


@register.simple_tag(takes_context=True)
def guidance(context: Context, duty: Obligation) -> SafeString:
    """Who must act and when, what a breach costs, what usually shows compliance, and steps towards it."""
    return columns({code: _guidance(duty, code) for code in ORDER[context["language"]]}, " guidance")


@register.simple_tag(takes_context=True)
def outside(context: Context, duty: Obligation) -> SafeString:
    """A duty that does not apply, in two lines: what it is, and why not. Its id stands once."""
    codes = ORDER[context["language"]]
    named = {codes[0]: f' <span class="id">{escape(duty.id)}</span>'}
    return columns(
        {
            code: f"<p><b>{escape(getattr(duty.title, code))}</b> {_citation(duty, code)}"
            f"{named.get(code, '')}</p>"
            f'<p class="because">{_why_not(duty, code)}{escape(_mark(duty.mark, code))}</p>'
            for code in codes
        },
        " outside",
    )


def _citation(duty: Obligation, code: str) -> str:
    also = "、".join(duty.citations_also) if code == "zh" else ", ".join(duty.citations_also)
    words = getattr(duty.citation, code)
    return escape(f"{words} · {getattr(wording.LABELS['also'], code)} {also}" if also else words)


def _guidance(duty: Obligation, code: str) -> str:
    """The effect of a penalty stands once, in its annex; with the duty only the provision."""
    parts = (
        ("addressee", [duty.addressee]),
        ("condition", [duty.condition]),
        ("legal_deadline", [duty.deadline] if duty.deadline else []),
        ("steps", duty.steps),
        ("usual_evidence", duty.usual_evidence),
        ("penalties", [penalty.provision for penalty in duty.penalties]),
        ("history", [duty.history.text]),
    )
    # Lines end as the style says (pre-line): an element for each end is paid for in layout.
    return "<p>" + "\n".join(_line(key, texts, code) for key, texts in parts if texts) + "</p>"


def _mark(mark: str, code: str) -> str:
    if mark == "checked":
        return ""
    words = getattr(wording.MARKS[mark], code)
    return f"（{words}）" if code == "zh" else f" ({words})"


def _line(key: str, texts: Iterable[Text], code: str) -> str:
    said = ("；" if code == "zh" else "; ").join(getattr(text, code).rstrip("。.") for text in texts)
    end = "。" if code == "zh" else "."
    return f"<b>{escape(getattr(wording.LABELS[key], code))}</b> {escape(' '.join(said.splitlines()))}{end}"
