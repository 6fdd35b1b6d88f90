"""Template tags of what moved since the last report: a side of a change, and what stands before it."""

from django.template import Context, Library
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.change_rows import Line, Row, Value, brief, compared_words, tally_words
from reports.changes import Changes, Side
from reports.shape import Text
from reports.tags import free, inline, stacked, state

register = Library()


@register.simple_tag(takes_context=True)
def side(context: Context, value: Value | None) -> SafeString:
    """Before or after: a state with sign and color, words in both languages, or a user's own words once."""
    if value is None:
        return mark_safe('<span class="soft">–</span>')
    if value.is_state:
        return state(context, value.table, value.code)
    return once(context, value.words)


@register.simple_tag(takes_context=True)
def once(context: Context, text: Text) -> SafeString:
    """A text in a cell; what is the same in both languages stands once, in the language it seems to be in."""
    is_same = text.zh == text.en
    text = brief(text)
    return free(context, text.en) if is_same else stacked(context, text)


@register.simple_tag(takes_context=True)
def moved(context: Context, row: Row, line: Line) -> SafeString:
    """What a line is about: the name of the field, or how the whole row moved, if that says anything."""
    said = line.label or row.kind_words
    if said is None:
        return mark_safe("")
    code = f'<span class="id">{escape(row.id)}</span> ' if line is not row.lines[0] else ""
    return mark_safe(f'<p class="soft">{code}{inline(said, context["language"], capital=True)}</p>')  # noqa: S308


@register.simple_tag
def compared_with(old: Side) -> Text:
    """Which report the changes are counted from, as a sentence."""
    return compared_words(old)


@register.simple_tag
def counted(changes: Changes) -> Text | None:
    """How many duties were gained, lost, opened and settled."""
    return tally_words(changes)
