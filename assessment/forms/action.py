"""What an action's form brought: its text, who does it, by when."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessment.cleaning import STEP, clean_line
from assessment.errors import Unclean
from assessment.forms.finding import day_of, person_of
from assessment.models import User


@dataclass
class ActionForm:
    """A posted action, checked; ``values`` for the service, ``errors`` by field.

    A field that was not sent is left out of ``values``: the button *Mark as done* sends none of them.
    """

    data: QueryDict
    people: list[User]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def is_valid(self) -> bool:
        """Check every field; True if the service can take them."""
        if "text" in self.data:
            self.values["text"] = self._text()
        if "owner" in self.data:
            self.values["owner"] = person_of(self.data.get("owner", ""), self.people, "owner", self.errors)
        if "due_on" in self.data:
            self.values["due_on"] = day_of(self.data.get("due_on", ""), "due_on", self.errors)
        return not self.errors

    def _text(self) -> str:
        try:
            text = clean_line(self.data.get("text", ""), most=STEP)
        except Unclean as error:
            self.errors["text"] = error.message
            return ""
        if not text:
            self.errors["text"] = _("Say what is to be done.")
        return text
