"""An entry in the register: whose it is, what it is called, what it does, who answers for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.forms.set_up import NamedForm, line, lines


class ServiceForm(NamedForm):
    """A service. ``clients`` (key, name) is None where there is no choice, ``owners`` (id, name) when new."""

    client = forms.ChoiceField(
        label=_("Client"), error_messages={"required": _("Choose the client the service belongs to.")}
    )
    name_zh = line(_("Name in Chinese"), hint=_("As it stands in filings and on Chinese documents."))
    name_en = line(_("Name in English"), hint=_("One of the two names is enough."))
    description_zh = lines(
        _("Description in Chinese"),
        hint=_("What it does, in a sentence or two; printed in the report."),
    )
    description_en = lines(_("Description in English"))
    owner = forms.ChoiceField(
        label=_("Answerable"), required=False, help_text=_("Who answers for the service as a whole.")
    )

    def __init__(
        self,
        *args: Any,
        clients: list[tuple[str, str]] | None = None,
        owners: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("client", clients, _("Choose a client"))
        self._offer("owner", owners, _("Nobody yet"))
        self.order_fields(["client", "name_zh", "name_en", "description_zh", "description_en", "owner"])

    def _offer(self, name: str, choices: list[tuple[str, str]] | None, empty: Any) -> None:
        if choices is None:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]
