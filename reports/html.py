"""A snapshot as HTML: the page that is printed and its twin on screen, from the same templates.

The template engine stands alone, without Django's settings: one folder of templates, escaping on.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.template import Context, Engine
from django.utils.safestring import mark_safe

from reports import charts, clean, statements, wording
from reports.imprint import ATTACHMENT, imprint
from reports.shape import Text
from reports.snapshot import Snapshot, digest
from reports.tags import LANG, ORDER
from reports.view import Dossier, dossier
from reports.wording import Language

ROOT = Path(__file__).parent.parent
Variant = Literal["full", "board"]
TEMPLATES = {"full": "report.html", "board": "board.html"}


def page(
    snapshot: Snapshot,
    *,
    language: Language = "both",
    sections: Sequence[str] | None = None,
    variant: Variant = "full",
    edition: str | None = None,
) -> str:
    """The whole document for paper. The printer adds style; a logo is named ``asset:logo.png``.

    ``edition``: what the imprint names instead of our own, to compare with what another edition printed.
    """
    context = _context(snapshot, language, sections, variant)
    context |= {"body": mark_safe(_template(TEMPLATES[variant]).render(_new(context)))}  # noqa: S308
    context["imprint"] = imprint(language, variant, sections, edition)
    return str(_template("paper.html").render(_new(context)))


def body(
    snapshot: Snapshot,
    *,
    language: Language = "both",
    sections: Sequence[str] | None = None,
    variant: Variant = "full",
    logo: str | None = None,
    is_preview: bool = False,
) -> str:
    """The same contents for a page on screen, without head and style; ``logo`` is the image's address.

    ``is_preview``: nothing has been frozen yet, so no digest and no code are shown.
    """
    context = _context(snapshot, language, sections, variant)
    context |= {"on_screen": True, "logo": logo, "is_preview": is_preview}
    return str(_template(TEMPLATES[variant]).render(_new(context)))


def title(snapshot: Snapshot, language: Language, variant: Variant = "full") -> str:
    """The document's title in plain text: what it is, and of which service."""
    label = wording.LABELS["board_title" if variant == "board" else "title"]
    colon = {"en": ": ", "zh": "："}
    codes = ORDER[language]
    return " / ".join(f"{getattr(label, c)}{colon[c]}{getattr(snapshot.service.name, c)}" for c in codes)


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(ROOT / "templates" / "report")],
        builtins=["reports.tags", "reports.duty_tags", "reports.change_tags"],
        debug=False,
    )


def load_templates() -> None:
    """Read every template now rather than with the first document."""
    for path in (ROOT / "templates" / "report").glob("*.html"):
        _template(path.name)


def _template(name: str) -> Any:
    return _engine().get_template(name)


def _new(values: dict[str, Any]) -> Context:
    return Context(values, use_l10n=False, use_tz=False)


def _context(
    snapshot: Snapshot, language: Language, sections: Sequence[str] | None, variant: Variant
) -> dict[str, Any]:
    shown = dossier(clean.record(snapshot), sections)
    whole = digest(snapshot)
    return {
        "d": shown,
        "s": shown.snapshot,
        "language": language,
        "lang": LANG["en" if language == "both" else language],
        "title": title(shown.snapshot, language, variant),
        "digest": whole,
        "short": wording.short_digest(whole),
        "attachment": ATTACHMENT,
        "logo": "asset:logo.png" if snapshot.firm and snapshot.firm.logo else None,
        "is_board": variant == "board",
        "most": ":2" if variant == "board" else ":3",
        "short_reason": wording.both_shortened(
            shown.snapshot.verdict.reason, 280 if variant == "board" else 320
        ),
        "running": _running(shown.snapshot, language, whole),
        "created": snapshot.report.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "colophon": statements.colophon(ATTACHMENT),
        "rely": statements.rely(shown),
        "charts": _charts(shown, language),
        "cut": {name: len(getattr(snapshot, name)) > most for name, most in clean.MOST_ROWS.items()},
    }


def _running(snapshot: Snapshot, language: Language, whole: str) -> dict[str, str]:
    """The texts of the page's head and foot."""
    label, on = wording.LABELS["law_as_of"], wording.day(snapshot.as_of)
    as_of = {"zh": f"{label.zh} {on.zh}", "en": f"{label.en} {on.en}"}
    service = _joined(snapshot.service.name, language)
    codes = ORDER[language]
    marks = [snapshot.report.classification] if snapshot.report.classification else []
    marks += [wording.LABELS["draft"]] if snapshot.report.status == "draft" else []
    return {
        "head": _joined(snapshot.firm.name, language) if snapshot.firm else "Hegui 合规",
        "foot": " · ".join([service, *(as_of[c] for c in codes), wording.short_digest(whole)]),
        "mark": "\n".join(_joined(mark, language).upper() for mark in marks),
    }


def _joined(text: Text, language: Language) -> str:
    return "  ".join(dict.fromkeys(getattr(text, code) for code in ORDER[language]))


def _charts(shown: Dossier, language: Language) -> dict[str, Any]:
    code = ORDER[language][0]
    figures = shown.figures
    outcomes = [charts.Part(kind, figures.outcomes[kind]) for kind in wording.OUTCOMES]
    judged = [charts.Part(kind, figures.judged[kind]) for kind in wording.JUDGEMENTS]
    rows = sorted(shown.groups, key=lambda group: -len(group.duties))[:4]
    most = max((len(group.duties) for group in rows), default=1)
    found: dict[str, Any] = {
        "outcomes": charts.bar("outcomes", outcomes, getattr(statements.outcome_chart(shown), code)),
        "judged": charts.bar("judged", judged, getattr(statements.judgement_chart(shown), code)),
        "rows": [
            (group, mark_safe(charts.measure(f"row{i}", _split(group), most, _measured(group, code))))  # noqa: S308
            for i, group in enumerate(rows)
        ],
    }
    if url := shown.snapshot.report.verify_url:
        found["qr"] = charts.qr(url, getattr(wording.LABELS["check_here"], code))
    return {k: mark_safe(v) if isinstance(v, str) else v for k, v in found.items()}  # noqa: S308


def _split(group: Any) -> list[charts.Part]:
    return [charts.Part(kind, group.counts[kind]) for kind in ("applies", "undetermined")]


def _measured(group: Any, code: str) -> str:
    return f"{group.counts['applies']} / {group.counts['undetermined']}"
