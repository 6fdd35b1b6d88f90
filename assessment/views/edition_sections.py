"""What another edition would bring to one assessment, group by group, as its page repeats it.

What is a state before and after is a table, the same as in a comparison; the rest are lists. What follows
for the service comes first, the law last, and of the law only what concerns the service.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from assessment.queries.edition import EditionShift, LostAnswer
from assessment.queries.state import State
from assessment.views.compare_rows import chapters_shown
from questionnaire.explaining import answer_words
from reports.changes import Changes, Comparison, LawChange

Section = dict[str, Any]
_LISTING = ("obligation_new", "obligation_gone")


def sections(
    comparison: Comparison, shift: EditionShift, old: State, new: State, language: str
) -> list[list[Section]]:
    """Every section in which something moves: {id, title, count, text} with ``chapter`` or ``items``.

    In three groups, of which none is empty: what follows for the service, what people said and did, the law.
    """
    key = old.assessment.key
    concerns = [change for change in comparison.law if _concerns(change, old, new)]
    listing = [change for change in concerns if change.kind in _LISTING]
    texts = [change for change in concerns if change.kind not in _LISTING]
    outcomes = comparison.model_copy(update={"determinations": (), "law": ()})
    found = [
        [
            *_tables(outcomes, language, key),
            *_tables(Changes(law=tuple(listing)), language, key, id="duties", title=_("Duties new or gone")),
        ],
        _lists(shift, old, new, language),
        [
            *_tables(Changes(determinations=comparison.determinations), language, key),
            *_tables(Changes(law=tuple(texts)), language, key, title=_("What the law says of these duties")),
        ],
    ]
    kept = [[section for section in group if section["count"]] for group in found]
    return [group for group in kept if group]


def elsewhere(comparison: Comparison, old: State, new: State) -> int:
    """How many changes of law concern no duty within the service's reach."""
    rest = (change for change in comparison.law if change.kind != "rulebook")
    return sum(not _concerns(change, old, new) for change in rest)


def _concerns(change: LawChange, old: State, new: State) -> bool:
    """Whether a change of law is one of a duty that applies or may apply, before or after."""
    if change.kind == "rulebook":
        return False
    if not change.kind.startswith("obligation"):
        return True
    outcomes = (state.result.obligations.get(change.subject) for state in (old, new))
    return any(found and found.outcome.value in ("applies", "undetermined") for found in outcomes)


def _tables(changes: Changes, language: str, key: str, *, id: str = "", title: str = "") -> list[Section]:
    """The chapters of a comparison, without what people said and judged: that is the same on both sides."""
    moved = Changes(
        **{name: getattr(changes, name) for name in ("scope", "outcomes", "determinations", "law")}
    )
    return [
        {
            "id": id or chapter["id"],
            "title": title or chapter["title"],
            "count": chapter["count"],
            "chapter": {**chapter, "title": title or chapter["title"], "left_out": 0},
            "more": chapter["left_out"],
        }
        for chapter in chapters_shown(moved, language, key)
    ]


def _lists(shift: EditionShift, old: State, new: State, language: str) -> list[Section]:
    def asks(names: Iterable[str], state: State) -> list[dict[str, str]]:
        return [{"text": state.rulebook.questions[name].ask.in_language(language)} for name in names]

    def points(names: Iterable[str], state: State) -> list[dict[str, str]]:
        known = state.rulebook.open_points
        return [{"number": name, "text": known[name].title.in_language(language)} for name in names]

    def duties(names: Iterable[str], state: State) -> list[dict[str, str]]:
        known = state.rulebook.obligations
        return [{"number": name, "text": known[name].title.in_language(language)} for name in names]

    return [
        _list("asked", _("Questions newly asked"), "", asks(shift.asked, new)),
        _list("dropped", _("Questions no longer asked"), "", asks(shift.dropped, old)),
        _list(
            "lost",
            _("Answers left without effect"),
            _("They are kept, and count again if you go back."),
            [_lost(one, old, language) for one in shift.lost],
        ),
        _list("returning", _("Answers that count again"), "", asks(shift.returning, new)),
        _list(
            "positions",
            _("Positions left without effect"),
            _("The newer rulebook has no such open point, or no outcome hangs on it. They are kept."),
            points(shift.positions, old),
        ),
        _list(
            "points",
            _("Points newly open"),
            _("The law leaves them open, and outcomes of this service hang on them. No position is taken."),
            points(shift.opened, new),
        ),
        _list(
            "aside",
            _("Findings that leave the lists"),
            _("Their duties no longer apply to this service. Finding, actions and evidence are kept."),
            duties(shift.aside, old),
        ),
        _list("back", _("Findings that come back"), "", duties(shift.back, new)),
    ]


def _list(id: str, title: str, text: str, items: list[dict[str, str]]) -> Section:
    return {"id": id, "title": title, "text": text, "count": len(items), "items": items}


def _lost(one: LostAnswer, old: State, language: str) -> dict[str, str]:
    """An answer in words, and why it loses its effect."""
    question = old.rulebook.questions[one.question]
    answer = answer_words(question, one.options or old.given[one.question]).in_language(language)
    why = {
        "question": _("This question is gone."),
        "answer": _("This answer is no longer among those offered."),
        "part": _(
            "No longer among those offered."
            " What it has become is taken as unknown until you look at it again."
        ),
        "parked": _("The question no longer matters here."),
    }
    return {"text": question.ask.in_language(language), "said": answer, "note": why[one.why]}
