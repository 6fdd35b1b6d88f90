"""Names for passkeys and security keys, in words the library leaves untranslated."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

from assessment.forms.set_up import Words

HINT: Words = _("So that you can tell your keys apart, such as: phone, office laptop.")


class AddKeyForm(AddWebAuthnForm):
    """A passkey or security key, with a name of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = _("Name of the key"), HINT


class EditKeyForm(EditWebAuthnForm):
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = _("Name of the key"), HINT
