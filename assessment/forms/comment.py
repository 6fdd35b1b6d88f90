"""What a comment's form brought: where it belongs, and its words."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

# Where a comment stands, as the form and addresses say it; a question or an obligation follows its mark.
ASSESSMENT, SERVICE = "assessment", "service"
QUESTION, OBLIGATION = "question:", "obligation:"


@dataclass
class CommentForm:
    """A posted comment, checked; ``values`` for the service, ``errors`` by field.

    ``places`` are those the page offers. What the words must be, the service knows.
    """

    data: QueryDict
    places: Collection[str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def is_valid(self) -> bool:
        """Check the place; True if the service can take the rest."""
        place = self.data.get("place", "")
        if place not in self.places:
            self.errors["place"] = _("Choose one of the list")
        self.values = {
            "text": self.data.get("text", ""),
            "of_service": place == SERVICE,
            "question": place.removeprefix(QUESTION) if place.startswith(QUESTION) else "",
            "obligation": place.removeprefix(OBLIGATION) if place.startswith(OBLIGATION) else "",
        }
        return not self.errors
