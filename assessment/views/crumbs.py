"""Where we are: the way from the list of services down to a page."""

from django.utils.translation import gettext as _

from assessment.models import Service
from assessment.views.links import link

Crumbs = list[dict[str, str]]


def crumbs(*steps: tuple[str, str]) -> Crumbs:
    """From the list of services through the steps (words, address); the last one is the page itself."""
    return [
        {"text": _("Services"), "url": link("home")},
        *({"text": text, "url": url} for text, url in steps),
    ]


def service_crumbs(service: Service, language: str, *steps: tuple[str, str]) -> Crumbs:
    """Through a service to a page of it; without steps the service is the page."""
    url = link("service", service.key) if steps else ""
    return crumbs((service.name(language), url), *steps)
