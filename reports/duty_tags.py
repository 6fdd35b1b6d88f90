"""Template tags for one obligation: its words in columns, and what helps to meet it."""

from collections.abc import Iterable

from django.template import Context, Library
from django.utils.html import escape
from django.utils.safestring import SafeString

from reports import wording
from reports.shape import Obligation, Text
from reports.tags import ORDER, columns

register = Library()


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
        cells[code] = (
            f'{head}<p class="cite">{_citation(duty, code)}</p><p>{escape(getattr(duty.summary, code))}</p>'
            f'<p class="because">{escape(getattr(duty.because, code))}</p>'
        )
    return columns(cells)


@register.simple_tag(takes_context=True)
def guidance(context: Context, duty: Obligation) -> SafeString:
    """Who must act and when, what a breach costs, what usually shows compliance, and steps towards it."""
    return columns({code: _guidance(duty, code) for code in ORDER[context["language"]]}, " guidance")


@register.simple_tag(takes_context=True)
def outside(context: Context, duty: Obligation) -> SafeString:
    """A duty that does not apply, in two lines: what it is, and why not."""
    return columns(
        {
            code: f"<p><b>{escape(getattr(duty.title, code))}</b> {_citation(duty, code)}</p>"
            f'<p class="because">{escape(getattr(duty.because, code))}{escape(_mark(duty.mark, code))}</p>'
            for code in ORDER[context["language"]]
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
    return "<p>" + "<br>".join(_line(key, texts, code) for key, texts in parts if texts) + "</p>"


def _mark(mark: str, code: str) -> str:
    if mark == "checked":
        return ""
    words = getattr(wording.MARKS[mark], code)
    return f"（{words}）" if code == "zh" else f" ({words})"


def _line(key: str, texts: Iterable[Text], code: str) -> str:
    said = ("；" if code == "zh" else "; ").join(getattr(text, code).rstrip("。.") for text in texts)
    end = "。" if code == "zh" else "."
    return f"<b>{escape(getattr(wording.LABELS[key], code))}</b> {escape(said)}{end}"
