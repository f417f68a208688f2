"""What tests of receipts share: an organisation, donors and gifts that came."""

from datetime import date
from uuid import uuid4

import pytest

from waystation.giving import organisation, rows
from waystation.giving.donors import services as donors
from waystation.giving.donors.domain import Donor
from waystation.giving.gifts.domain import GiftSaid
from waystation.giving.models import GiftRow, OrganisationRow
from waystation.giving.tests.office import NOW, TODAY, _own_home, julia, levi, slots, stranger
from waystation.vault import cells

__all__ = ["_own_home", "julia", "levi", "slots", "stranger"]


@pytest.fixture
def levi_signs(levi):
    """Let the organisation say who it is; gives the finance officer's keyring."""
    cells.found("security")
    row = OrganisationRow(
        since=TODAY,
        name="Ladies' Anti-Slavery Sewing Society",
        name_ko="바느질회",
        address="25 Buffalo Street\nRochester, New York",
        country="US",
        registrations="US 12-3456789\nCA 123456789 RR0001",
        place="Rochester",
        signatory="Levi C.",
        signatory_role="Treasurer",
    )
    organisation.keep(row, keyring=levi, now=NOW)
    return levi


def given(name="Gerrit Smith", *, on=TODAY, cents=25_000, said=GiftSaid(), donor=None, **plain):
    """Enter a gift that came, with its donor."""
    who = donor or gives(name)
    row = GiftRow(
        donor=who, kind="one-time", way="bank", state="paid", cents=cents, fund="GENERAL",
        begun_on=on, paid_on=on, entry=uuid4(),
    )  # fmt: skip
    for field, value in plain.items():
        setattr(row, field, value)
    return rows.put(row, said, donor=who)


def gives(name, *, country="US", language="en", address="Peterboro, New York", email=True):
    """Enter a donor."""
    at = f"{name.split()[0].casefold()}@example.org" if email else ""
    donor = Donor(name=name, email=at, address=address, language=language, country=country)
    return donors.welcome(donor, now=NOW)


def year_before() -> date:
    """Give a day of the year that is over."""
    return date(TODAY.year - 1, 12, 31)
