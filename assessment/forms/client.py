"""A client: its names."""

from django.utils.translation import gettext_lazy as _

from assessment.forms.set_up import NamedForm, line


class ClientForm(NamedForm):
    """The names of a client, as registered."""

    name_zh = line(_("Name in Chinese"), hint=_("As registered."))
    name_en = line(_("Name in English"), hint=_("One of the two names is enough."))
