"""Inviting somebody: the address, what they may do, on what, until when."""

from datetime import date
from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessment.forms.set_up import DayField, HintedRadio, SetUpForm, Words, choose
from assessment.models import Role

ROLES: dict[str, Words] = {
    Role.FIRM_ADMIN.value: _("Firm administrator"),
    Role.FIRM_MEMBER.value: _("Counsel"),
    Role.CLIENT_MEMBER.value: _("Client's person"),
    Role.AUDITOR.value: _("Auditor (reads only)"),
}
HINTS: dict[str, Words] = {
    Role.FIRM_ADMIN.value: _("Everything counsel may, and who has access."),
    Role.FIRM_MEMBER.value: _("Answers, judges, takes positions, signs off."),
    Role.CLIENT_MEMBER.value: _("Answers and works on the duties of one client; takes no positions."),
    Role.AUDITOR.value: _("Reads everything, the trail included; changes nothing."),
}


class InviteForm(SetUpForm):
    """An invitation; ``clients`` (key, name) are those access can be limited to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Enter the address the invitation goes to."),
            "invalid": _("Enter a whole e-mail address, such as wang@example.com."),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=HintedRadio,
        error_messages={"required": _("Choose a role.")},
    )
    client = forms.ChoiceField(
        label=_("Client"),
        required=False,
        help_text=_(
            "A client's person sees one client only; counsel and auditors may be limited to one, too."
        ),
    )
    until = DayField(
        label=_("Until"), required=False, help_text=_("The last day of access. Empty: until you end it.")
    )

    def __init__(self, *args: Any, clients: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["role"], list(ROLES.items()), HINTS)
        self.fields["client"].choices = [("", _("The whole firm")), *clients]  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """The roles with what each may do."""
        return Layout("email", Field("role", template="service/choices.html"), "client", "until")

    def clean_until(self) -> date | None:
        """A last day that is not over yet."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return until
