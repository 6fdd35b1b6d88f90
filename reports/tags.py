"""Template tags that know the language of the document: ``en``, ``zh`` or ``both``.

Inline, both languages stand one after the other; as blocks, side by side. Every passage carries its
``lang``, which chooses its type, its line breaking and how it is read aloud. Everything is escaped here.
"""

from datetime import date, datetime
from typing import Any

from django.template import Context, Library
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports import clean, wording
from reports.shape import Text
from reports.view import Group

register = Library()
LANG = {"en": "en", "zh": "zh-CN"}  # a document in both is English with Chinese passages, fewer to mark
ORDER = {"en": ("en",), "zh": ("zh",), "both": ("en", "zh")}


def inline(text: Text, language: str, *, capital: bool = False) -> SafeString:
    """The words in the languages of the document, one after the other."""
    spans = []
    for code in ORDER[language]:
        words = getattr(text, code)
        words = words[:1].upper() + words[1:] if capital else words
        spans.append(_span(code, words, language))
    return mark_safe(" ".join(spans))  # noqa: S308  every part is escaped


def columns(cells: dict[str, str], kind: str = "") -> SafeString:
    """HTML per language as columns, or as it is where there is one language."""
    if len(cells) == 1:
        only = next(iter(cells.values()))
        return mark_safe(f'<div class="{kind.strip()}">{only}</div>' if kind else only)  # noqa: S308
    inside = "".join(f'<div lang="{LANG[code]}">{html}</div>' for code, html in cells.items())
    return mark_safe(f'<div class="pair{kind}">{inside}</div>')  # noqa: S308


def _span(code: str, words: str, language: str) -> str:
    """A passage in its language; where that is the document's own, no element is needed."""
    return (
        f'<span lang="zh-CN">{escape(words)}</span>' if code == "zh" and language == "both" else escape(words)
    )


def _has_hanzi(words: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in words)


@register.simple_tag(takes_context=True)
def say(context: Context, key: str) -> SafeString:
    """A label of ``wording.LABELS``."""
    return inline(wording.LABELS[key], context["language"])


@register.simple_tag(takes_context=True)
def head(context: Context, key: str) -> SafeString:
    """A label with a capital, where it stands alone."""
    return inline(wording.LABELS[key], context["language"], capital=True)


@register.simple_tag(takes_context=True)
def term(context: Context, table: str, key: str) -> SafeString:
    """A word of one of the wording's tables; an unknown key is printed as it is."""
    known: dict[str, Text] = getattr(wording, table)
    return inline(known.get(key) or Text(zh=key, en=key), context["language"])


@register.simple_tag(takes_context=True)
def words(context: Context, text: Text) -> SafeString:
    """A short text inline."""
    return inline(text, context["language"])


@register.simple_tag(takes_context=True)
def pair(context: Context, text: Text, element: str = "p", name: str = "") -> SafeString:
    """A text as a block, its languages side by side."""
    attribute = f' class="{name}"' if name else ""
    return columns(
        {
            code: f"<{element}{attribute}>{_lines(getattr(text, code))}</{element}>"
            for code in ORDER[context["language"]]
        }
    )


@register.simple_tag(takes_context=True)
def brief(context: Context, text: Text, most: int = 90) -> SafeString:
    """A short text inline, cut where it would fill more than two lines; Chinese takes twice the room."""
    return inline(wording.both_shortened(text, most), context["language"])


@register.simple_tag(takes_context=True)
def stacked(context: Context, text: Text) -> SafeString:
    """A text in a table cell: one language under the other."""
    language = context["language"]
    parts = [
        f'<p lang="{LANG[code]}">{_lines(getattr(text, code))}</p>'
        if language == "both"
        else _lines(getattr(text, code))
        for code in ORDER[language]
    ]
    return mark_safe("".join(parts))  # noqa: S308


@register.simple_tag(takes_context=True)
def free(context: Context, written: str | None) -> SafeString:
    """Words of a user, in whichever language they are."""
    if not written:
        return mark_safe("")
    code = "zh" if _has_hanzi(written) else "en"
    if context["lang"] == LANG[code]:
        return mark_safe(_lines(written))  # noqa: S308
    return mark_safe(f'<span lang="{LANG[code]}">{_lines(written)}</span>')  # noqa: S308


@register.simple_tag(takes_context=True)
def day(context: Context, on: date | None) -> SafeString:
    """A day in words."""
    return inline(wording.day(on), context["language"]) if on else mark_safe("")


@register.simple_tag(takes_context=True)
def instant(context: Context, at: datetime | None) -> SafeString:
    """An instant in Beijing time."""
    return inline(wording.instant(at), context["language"]) if at else mark_safe("")


@register.simple_tag
def iso(on: date | None) -> str:
    """A day in figures, which both languages read."""
    return on.isoformat() if on else ""


@register.filter
def number(count: int) -> str:
    """A count with its thousands apart."""
    return f"{count:,}"


@register.filter
def bytesize(count: int | None) -> str:
    return wording.size(count) if count is not None else ""


@register.filter
def sign(state: str) -> str:
    """The sign of a state."""
    return wording.SIGNS.get(state, "")


@register.filter
def lookup(table: dict[str, Any], key: str) -> Any:
    """What a table holds for a key, or nothing."""
    return table.get(key)


@register.filter
def halves(digest: str) -> SafeString:
    """A digest on two lines."""
    plain = digest.removeprefix("sha256:")
    return mark_safe(f"{escape(plain[:32])}<br>{escape(plain[32:])}")  # noqa: S308


@register.filter
def address(url: str) -> str:
    """An address as text that may break after its slashes; elements would cut the link in pieces."""
    return clean.text(url).replace("/", "/\u200b").replace("/\u200b/\u200b", "//")


@register.filter
def typing_place(url: str) -> str:
    """Where a code is typed, for those who cannot scan: its address without scheme and code."""
    return address(url.partition("://")[2].rstrip("/").rpartition("/")[0])


@register.filter
def short(digest: str) -> str:
    """A digest's first and last digits."""
    return wording.short_digest(digest)


@register.simple_tag(takes_context=True)
def heading(context: Context, key: str) -> SafeString:
    """The title of the document: the first language as its heading, the other under it."""
    label, codes = wording.LABELS[key], ORDER[context["language"]]
    lines = [f'<h1 lang="{LANG[codes[0]]}">{escape(getattr(label, codes[0]))}</h1>']
    lines += [f'<p class="h1" lang="{LANG[code]}">{escape(getattr(label, code))}</p>' for code in codes[1:]]
    return mark_safe("".join(lines))  # noqa: S308


@register.simple_tag(takes_context=True)
def heading_of(context: Context, section: str) -> SafeString:
    """The title of a section."""
    return inline(wording.SECTIONS[section], context["language"])


@register.simple_tag(takes_context=True)
def seal(context: Context, key: str) -> SafeString:
    """The standing of the document as a seal cuts it: Chinese large, English small."""
    label = wording.LABELS[key]
    parts = {"zh": f'<b lang="zh-CN">{escape(label.zh)}</b>', "en": f'<i lang="en">{escape(label.en)}</i>'}
    shown = ("zh", "en") if context["language"] == "both" else ORDER[context["language"]]
    return mark_safe("".join(parts[code] for code in shown))  # noqa: S308


@register.simple_tag(takes_context=True)
def state(context: Context, table: str, key: str) -> SafeString:
    """A state as sign, word and color."""
    known: dict[str, Text] = getattr(wording, table)
    label = inline(known[key], context["language"])
    return mark_safe(f'<span class="state state--{escape(key)}">{wording.SIGNS[key]} {label}</span>')  # noqa: S308


@register.simple_tag(takes_context=True)
def titled(context: Context, title: Text, element: str) -> SafeString:
    """A heading in columns; only the first language is a heading, so that the outline has it once."""
    codes = ORDER[context["language"]]
    cells = {codes[0]: f"<{element}>{escape(getattr(title, codes[0]))}</{element}>"}
    cells |= {code: f'<p class="{element}">{escape(getattr(title, code))}</p>' for code in codes[1:]}
    return columns(cells)


@register.simple_tag(takes_context=True)
def verdict(context: Context, title: Text, reason: Text) -> SafeString:
    """The verdict in words and its reason, in columns."""
    return columns(
        {
            code: f'<p class="verdict__title">{escape(getattr(title, code))}</p>'
            f"<p>{_lines(getattr(reason, code))}</p>"
            for code in ORDER[context["language"]]
        }
    )


@register.simple_tag(takes_context=True)
def labelled(context: Context, key: str, text: Text) -> SafeString:
    """A text with its label before it, in columns."""
    return columns(
        {
            code: f'<p class="labelled"><b>{escape(getattr(wording.LABELS[key], code))}</b> '
            f"{_lines(getattr(text, code))}</p>"
            for code in ORDER[context["language"]]
        }
    )


@register.simple_tag(takes_context=True)
def entry(context: Context, target: str, title: Text, number: str = "", name: str = "entry") -> SafeString:
    """A line of the contents: a link and nothing else in a paragraph, per language."""
    return columns(
        {
            code: f'<p class="{name}"><a href="#{escape(target)}">{escape(number)}{" " if number else ""}'
            f"{escape(getattr(title, code))}</a></p>"
            for code in ORDER[context["language"]]
        }
    )


@register.simple_tag(takes_context=True)
def dissent(context: Context, view: str) -> SafeString:
    """Counsel's own view: an outcome in words, or counsel's own words."""
    known = wording.OUTCOMES.get(view)
    return inline(known, context["language"]) if known else free(context, view)


@register.simple_tag
def contents_entry(id: str) -> str:
    return f"s-{id}"


@register.simple_tag
def group_target(position: int) -> str:
    return f"g-{position}"


@register.simple_tag
def group_title(group: Group) -> Text:
    """The instrument's name, or its id where the snapshot does not name it."""
    return group.instrument.name if group.instrument else Text(zh=group.id, en=group.id)


@register.simple_tag
def group_short(group: Group) -> Text:
    """The instrument's short name."""
    return group.instrument.short if group.instrument else Text(zh=group.id, en=group.id)


@register.filter
def beijing(at: datetime) -> str:
    """An instant in figures, Beijing time."""
    return at.astimezone(wording.BEIJING).strftime("%Y-%m-%d %H:%M")


def _lines(written: str) -> str:
    return escape(written).replace("\n", "<br>") if "\n" in written else escape(written)
