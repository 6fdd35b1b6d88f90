"""The one letter the site writes itself: an invitation, in both languages, the reader's being unknown."""

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from assessment.forms.person import ROLES
from assessment.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, url: str) -> bool:
    """Mail the link; False if the mail could not be handed over, which undoes nothing."""
    parts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            firm, client = invitation.firm.name(language), invitation.client
            words = {
                "firm_name": firm,
                "client_name": client.name(language) if client else "",
                "role": ROLES[invitation.role],
                "expires_at": invitation.expires_at,
                "url": url,
            }
            parts.append(render_to_string("person/invitation_email.txt", words).strip())
    names = (invitation.firm.name("zh-hans"), invitation.firm.name("en"))
    subject = " · ".join(dict.fromkeys(" ".join(name.split()) for name in names))
    try:
        send_mail(f"[Hegui] {subject}", "\n\n\n".join(parts) + "\n", None, [invitation.email])
    except OSError as error:
        logger.warning("the invitation %s could not be mailed: %s", invitation.key, error)
        return False
    return True
