"""What a document shows of its snapshot: format, language, variant and sections, checked and made plain.

Wishes that give the same bytes become the same choice, so that the file is made once: a format that holds
both languages is asked for in both, one that knows no sections shows all of them.
"""

import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessment.errors import Refused
from assessment.models import Document, Variant
from reports.view import CHOICES

LANGUAGES = ("zh", "en", "both")
# What ``render`` of each format lets one choose. Written down, because a web worker has no use for the
# libraries that asking the functions would load; a test compares.
TAKES: Mapping[str, frozenset[str]] = {
    "pdf": frozenset({"language", "variant", "sections"}),
    "docx": frozenset({"language", "sections"}),
    "xlsx": frozenset(),
    "csv": frozenset(),
    "json": frozenset(),
    "oscal": frozenset(),
}
LANGUAGE_ONLY = frozenset({"language"})
PACKAGE = "package"  # the one kind that is no format of reports: services/package.py gathers it


@dataclass(frozen=True)
class Choice:
    """``kind``: a module ``reports.to_<kind>``; ``sections``: names of ``CHOICES`` in order, none for all."""

    kind: str
    language: str
    variant: str
    sections: tuple[str, ...]

    def arguments(self) -> dict[str, Any]:
        """What ``render`` of the format is called with."""
        values = {"language": self.language, "variant": self.variant, "sections": self.sections or None}
        takes = TAKES.get(self.kind, LANGUAGE_ONLY)
        return {name: value for name, value in values.items() if name in takes}

    def words(self) -> str:
        """The choice as part of a document's key; what is not chosen is left out, as in older keys."""
        parts = [self.kind, self.language, "" if self.variant == Variant.FULL else self.variant]
        return "\n".join([part for part in parts if part] + list(self.sections))


def choose(*, kind: str, language: str, variant: str = Variant.FULL, sections: Iterable[str] = ()) -> Choice:
    """Check what was asked for. Raises Refused for a format, language, variant or section there is not."""
    wanted = set(sections)
    if language not in LANGUAGES or variant not in Variant.values or not exists(kind):
        raise Refused(_("There is no such kind of document."), field="document")
    check_sections(wanted)
    takes = TAKES.get(kind, LANGUAGE_ONLY)
    if variant != Variant.FULL and "variant" not in takes:
        raise Refused(_("There is no such kind of document."), field="document")
    is_cut = variant == Variant.FULL and "sections" in takes and wanted != set(CHOICES)
    return Choice(
        kind,
        language if "language" in takes else "both",
        variant,
        tuple(name for name in CHOICES if name in wanted) if is_cut else (),
    )


def check_sections(wanted: Iterable[str]) -> None:
    """Raise Refused for a section there is not."""
    unknown = sorted(set(wanted) - set(CHOICES))
    if unknown:
        name = unknown[0][:40]
        raise Refused(
            _("A report has no section “%(name)s”. Choose among those shown.") % {"name": name},
            field="section",
        )


def choice_of(document: Document) -> Choice:
    """The choice a document was asked for with."""
    return Choice(document.kind, document.language, document.variant, tuple(document.sections))


def exists(kind: str) -> bool:
    """Whether there is such a format; looked up, not imported."""
    if kind == PACKAGE:
        return True
    return kind.isidentifier() and importlib.util.find_spec(f"reports.to_{kind}") is not None
