"""A firm's own names and colour, and who there needs a second factor."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.forms.person import ROLES
from assessment.forms.set_up import HintedBoxes, SetUpForm, choose, line
from assessment.models import Role

REQUIRED = {
    "name_zh": _("Enter the firm's name in Chinese."),
    "name_en": _("Enter the firm's name in English."),
    "accent": _("Enter a colour."),
}
REACHES = {
    Role.FIRM_ADMIN.value: _("Recommended: administrators let people in."),
    Role.FIRM_MEMBER.value: _("Recommended: counsel sign off, and see every client."),
    Role.CLIENT_MEMBER.value: _("They see one client."),
    Role.AUDITOR.value: _("They change nothing, but read much."),
}


class FirmForm(SetUpForm):
    """Both names, because documents carry both; how a colour or name is judged is the service's matter."""

    name_zh = line(_("Name in Chinese"), hint=_("As registered. It stands on Chinese pages and documents."))
    name_en = line(_("Name in English"), hint=_("It stands on English pages and documents."))
    accent = line(
        _("Colour"),
        hint=_(
            "# and six digits or letters a to f, such as #1d3557. A colour too light for white words is "
            "darkened wherever words depend on it."
        ),
        widget=forms.TextInput(attrs={"class": "input--short", "autocomplete": "off", "spellcheck": "false"}),
    )
    mfa_roles = forms.MultipleChoiceField(
        label=_("Who needs a second factor"),
        required=False,
        widget=HintedBoxes,
        help_text=_(
            "Beside the password: an app or a passkey. Whoever has none is led to set one up before going on."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, sentence in REQUIRED.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence
        choose(self.fields["mfa_roles"], list(ROLES.items()), REACHES)

    def layout(self) -> Layout:
        """The roles with what speaks for each."""
        return Layout("name_zh", "name_en", "accent", Field("mfa_roles", template="service/choices.html"))
