"""The cast, inside its firm; and a browser stand-in that is signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client as Browser

from assessment.models import User
from assessment.tenancy import tenant
from tests.factories import House, make_house

BACKEND = "assessment.backends.AuthenticationBackend"


@pytest.fixture
def house(db: None) -> Iterator[House]:
    """A firm with its people; the test runs inside its tenant."""
    made = make_house()
    with tenant(made.firm):
        yield made


def signed_in(user: User) -> Browser:
    """A browser in which this person is signed in."""
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    return browser
