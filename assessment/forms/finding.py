"""What a finding's form brought: words into days, people and choices, with a fault beside each field."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessment.models import Judgement, Status, User
from questionnaire.answers import parse_day


@dataclass
class FindingForm:
    """A posted finding, checked; ``values`` for the service, ``errors`` by field."""

    data: QueryDict
    people: list[User]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def is_valid(self) -> bool:
        """Check every field; True if the service can take them."""
        self.values["judgement"] = self._choice("judgement", Judgement.values)
        self.values["status"] = self._choice("status", Status.values)
        self.values["owner"] = person_of(self.data.get("owner", ""), self.people, "owner", self.errors)
        self.values["due_on"] = day_of(self.data.get("due_on", ""), "due_on", self.errors)
        self.values["review_on"] = day_of(self.data.get("review_on", ""), "review_on", self.errors)
        for name in ("gap", "note", "reason"):
            self.values[name] = self.data.get(name, "")
        return not self.errors

    def _choice(self, name: str, known: list[str]) -> str:
        value = self.data.get(name, "")
        if value not in known:
            self.errors[name] = _("Choose one of the list")
        return value


def day_of(text: str, name: str, errors: dict[str, str]) -> date | None:
    """A day as typed, or None for nothing; a fault in ``errors`` for anything else."""
    text = text.strip()
    if not text:
        return None
    day = parse_day(text)
    if day is None or not 1949 < day.year < 2200:
        errors[name] = _("Enter a real day as YYYY-MM-DD, such as 2026-12-15")
        return None
    return day


def person_of(text: str, people: list[User], name: str, errors: dict[str, str]) -> User | None:
    """One of ``people`` by pk, or None for nobody."""
    if not text:
        return None
    found = next((person for person in people if str(person.pk) == text), None)
    if found is None:
        errors[name] = _("Choose one of the list")
    return found
