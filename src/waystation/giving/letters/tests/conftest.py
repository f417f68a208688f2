"""The office of giving, and a mail server on this machine that letters really go to."""

import pytest

from waystation.giving.letters.tests.postoffice import PostOffice, running
from waystation.giving.tests.office import _own_home, julia, levi, slots, stranger

__all__ = ["_own_home", "julia", "levi", "office", "slots", "stranger"]


@pytest.fixture
def office(settings) -> PostOffice:
    """Run a mail server and write to it."""
    with running() as office:
        settings.MAIL_SERVER, settings.MAIL_FROM = office.address, "way@example.org"
        settings.SITE_ORIGIN = "https://give.example.org"
        yield office
