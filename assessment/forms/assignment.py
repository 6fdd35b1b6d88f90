"""What the form for asking somebody brought: what to answer, who, by when, and a note."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessment.forms.finding import day_of, person_of
from assessment.models import User

# What is asked for, as the form says it; the id follows its mark, since some topics and questions share one.
TOPIC, QUESTION = "topic:", "question:"


@dataclass
class AssignmentForm:
    """A posted assignment, checked; ``values`` for the service, ``errors`` by field.

    ``people`` are those who may be asked, ``asked`` what may be asked for.
    """

    data: QueryDict
    people: list[User]
    asked: Collection[str]
    today: date
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def is_valid(self) -> bool:
        """Check every field; True if the service can take them."""
        asked = self.data.get("asked", "")
        if asked not in self.asked:
            self.errors["asked"] = _("Choose a topic or a question.")
        person = person_of(self.data.get("person", ""), self.people, "person", self.errors)
        if person is None:
            self.errors.setdefault("person", _("Choose who is asked."))
        due_on = day_of(self.data.get("due_on", ""), "due_on", self.errors)
        if due_on is not None and due_on < self.today:
            self.errors["due_on"] = _("This day has passed. Enter today or a later day.")
        self.values = {
            "topic": asked.removeprefix(TOPIC) if asked.startswith(TOPIC) else "",
            "question": asked.removeprefix(QUESTION) if asked.startswith(QUESTION) else "",
            "user": person,
            "due_on": due_on,
            "note": self.data.get("note", ""),
        }
        return not self.errors
