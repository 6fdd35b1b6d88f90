"""What stands beside a question, drawn from patterns: the page people see most is not to wait for it.

The templates are the ones every page uses. Here each is drawn once with holes in place of numbers, words and
addresses, then filled for a request; drawing it anew would take a third of the page's time.
"""

import re
from collections.abc import Hashable
from functools import cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessment.templatetags.kept import keep

_HOLE = re.compile("\ufdd0([a-z_]+)\ufdd1")


def ledger(
    counts: dict[str, int], urls: dict[str, str], most: dict[str, Any] | None, current: int
) -> SafeString:
    """components/ledger.html; the parameters are its own."""
    numbered = bool(most and most["number"])
    drawn: dict[str, Any] = {
        "counts": {name: _hole(name) for name in counts},
        "urls": {name: _hole(f"{name}_url") for name in urls},
        "current": current,
    }
    if most:
        number = _hole("most_number") if numbered else 0
        drawn["most"] = {"url": _hole("most_url"), "text": _hole("most_text"), "number": number}
    values = {**counts, **{f"{name}_url": url for name, url in urls.items()}}
    values |= {f"most_{name}": value for name, value in (most or {}).items()}
    return _filled("components/ledger.html", (current, bool(most), numbered), drawn, values)


def tasks(topics: list[dict[str, Any]], links: list[dict[str, str]]) -> SafeString:
    """components/task_list.html; the parameters are its own."""
    items = SafeString("".join(_item(topic) for topic in topics))  # each is filled and escaped
    places = {"i" * place: link for place, link in enumerate(links, 1)}
    drawn: dict[str, Any] = {
        "items": _hole("items"),
        "links": [{"text": link["text"], "url": _hole(f"url_{i}")} for i, link in places.items()],
    }
    values = {f"url_{i}": link["url"] for i, link in places.items()}
    key = tuple(link["text"] for link in links)
    return _filled("components/task_list.html", key, drawn, values | {"items": items})


def note(note: str, said_by: str, source: str, most: int) -> SafeString:
    """components/note_disclosure.html, open if there is something in it; the parameters are its own."""
    typed = {"note": note, "said_by": said_by, "source": source}
    # A hole counts as something, so an empty field has none.
    drawn: dict[str, Any] = {name: _hole(name) for name, value in typed.items() if value}
    return _filled("components/note_disclosure.html", (*drawn, most), drawn | {"max_note": most}, typed)


def back(url: str) -> SafeString:
    """components/back_link.html."""
    return _filled("components/back_link.html", (), {"url": _hole("url")}, {"url": url})


def crumbs(crumbs: list[dict[str, str]], draft: bool) -> SafeString:
    """components/breadcrumbs.html; the parameters are its own."""
    places = {"i" * place: crumb for place, crumb in enumerate(crumbs, 1)}
    drawn = [
        {"text": _hole(f"text_{i}"), "url": _hole(f"url_{i}") if crumb["url"] else ""}
        for i, crumb in places.items()
    ]
    values = {f"{name}_{i}": value for i, crumb in places.items() for name, value in crumb.items()}
    key = (draft, *(bool(crumb["url"]) for crumb in crumbs))
    return _filled("components/breadcrumbs.html", key, {"crumbs": drawn, "draft": draft}, values)


def _item(topic: dict[str, Any]) -> SafeString:
    key = tuple(value for name, value in topic.items() if name != "url")
    drawn = {"task": topic | {"url": _hole("url")}}
    return _filled("components/task_item.html", key, drawn, {"url": topic["url"]})


@cache
def _hole(name: str) -> SafeString:
    return SafeString(f"\ufdd0{name}\ufdd1")


def _filled(
    template: str, key: tuple[Hashable, ...], drawn: dict[str, Any], values: dict[str, Any]
) -> SafeString:
    """The template drawn of ``drawn``, whose words ``key`` names, with ``values``, escaped, in its holes."""

    def make() -> SafeString:
        html = render_to_string(template, drawn).replace("%", "%%")
        return SafeString(_HOLE.sub(r"%(\1)s", html))

    safe = {
        name: value if isinstance(value, SafeString) else escape(str(value)) for name, value in values.items()
    }
    return SafeString(keep(("beside", template, *key), make) % safe)
