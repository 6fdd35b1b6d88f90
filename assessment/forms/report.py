"""What somebody asks of a report: which document, language, sections, mark and state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessment.models import Variant
from reports.choice_words import CLASSIFICATIONS, GUIDANCE, PARTS
from reports.view import CHOICES

LANGUAGES = ("both", "zh", "en")
TODAY = "today"  # the state to print: as it stands; otherwise the one that was signed
# The word of a document in a form or an address, and what of a snapshot it is. The first is chosen already.
DOCUMENTS: Mapping[str, tuple[str, str]] = {
    "pdf": ("pdf", Variant.FULL),
    "board": ("pdf", Variant.BOARD),
    "docx": ("docx", Variant.FULL),
    "xlsx": ("xlsx", Variant.FULL),
    "csv": ("csv", Variant.FULL),
    "json": ("json", Variant.FULL),
    "oscal": ("oscal", Variant.FULL),
    "package": ("package", Variant.FULL),
}


@dataclass(frozen=True)
class Wish:
    """A report as asked for. Nothing is checked here: services refuse what there is not, in words."""

    document: str = "pdf"
    language: str = "both"
    sections: tuple[str, ...] = ()  # none is all
    classification: str = ""
    state: str = ""

    @property
    def kind(self) -> str:
        return DOCUMENTS.get(self.document, ("", ""))[0]

    @property
    def variant(self) -> str:
        return DOCUMENTS.get(self.document, ("", str(Variant.FULL)))[1]

    def query(self) -> str:
        """The wish as the query of an address; what is as usual is left out, but for the language."""
        found = QueryDict(mutable=True)
        found["language"] = self.language
        for name in ("document", "classification", "state"):
            if getattr(self, name) != getattr(_USUAL, name):
                found[name] = getattr(self, name)
        if set(self.sections) != set(CHOICES):
            found.setlist("section", list(self.sections))
        return f"?{found.urlencode()}"

    def changed(self, **values: Any) -> "Wish":
        return replace(self, **values)


_USUAL = Wish()


def read_wish(typed: QueryDict, *, language: str = _USUAL.language) -> Wish:
    """The wish in what a form or an address sent; ``language`` where none was named."""
    return Wish(
        document=typed.get("document", _USUAL.document),
        language=typed.get("language", language),
        sections=tuple(typed.getlist("section")),
        classification=typed.get("classification", ""),
        state=typed.get("state", ""),
    )


def document_choices() -> list[dict[str, Any]]:
    """The documents one can ask for, each with what it is good for."""
    words = {
        "pdf": (_("The report, as PDF"), _("Complete, for archives and screen readers; proves itself.")),
        "board": (_("One page for the board, as PDF"), _("Verdict, figures, next dates, what to decide.")),
        "docx": (_("A memo, as Word file"), _("To edit and to quote from.")),
        "xlsx": (_("The register, as Excel file"), _("A line for each obligation, with filters.")),
        "csv": (_("The register, as text (CSV)"), ""),
        "json": (_("The snapshot, as JSON"), _("Every document can be made from it again, without us.")),
        "oscal": (_("OSCAL: catalogue, results and plan"), _("For tools of governance, risk and audit.")),
        "package": (
            _("An audit package, as ZIP"),
            _("All of these with the evidence, the trail and a list of digests, to be checked without us."),
        ),
    }
    return [_choice(name, *words[name]) for name in DOCUMENTS]


def language_choices() -> list[dict[str, Any]]:
    """The languages of a document."""
    words = {"both": _("Chinese and English side by side"), "zh": _("Chinese"), "en": _("English")}
    return [_choice(name, words[name]) for name in LANGUAGES]


def section_choices(language: str) -> list[dict[str, Any]]:
    """The parts of a report in printed order."""
    return [
        _choice(name, _in(PARTS[name], language), _in(GUIDANCE, language) if name == "guidance" else "")
        for name in CHOICES
    ]


def classification_choices(language: str) -> list[dict[str, Any]]:
    """The marks of who may read it."""
    hints = {
        "privileged": _(
            "Mainland law gives counsel a duty of confidence, no privilege: "
            "the mark is for proceedings elsewhere."
        )
    }
    named = [_choice(key, _in(text, language), hints.get(key, "")) for key, text in CLASSIFICATIONS.items()]
    return [_choice("", _("None")), *named]


def _choice(value: str, text: str, hint: str = "") -> dict[str, Any]:
    return {"value": value, "text": text, "hint": hint, "apart": False, "exclusive": False}


def _in(text: Any, language: str) -> str:
    return str(text.en if language == "en" else text.zh)
