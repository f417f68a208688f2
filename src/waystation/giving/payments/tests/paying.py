"""Somebody who gives through the test provider, for tests."""

from waystation.giving.donors.domain import Donor, tidied
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import Asked
from waystation.giving.models import TrialCheckout
from waystation.giving.payments import by_test, services
from waystation.giving.tests.office import NOW
from waystation.vault import ownkeys

GERRIT = Donor(name="Gerrit", email="gerrit@example.org")
BACK = "https://give.example.org/en/thanks/"


def hear(*notices, now=NOW):
    """Send notices as the test provider does; give what became of each."""
    return [services.hear("test", raw, by_test.signed(raw, now=now), now=now) for raw in notices]


def begun(cents=10_000, every=""):
    """Begin a gift of Gerrit's and open the provider's page for it."""
    asked = Asked(cents=cents, who=GERRIT, every=every, provider="test")
    row = (gifts.begin_recurring if every else gifts.begin)(asked, now=NOW)
    services.open_checkout(row, back=BACK, now=NOW)
    return row, TrialCheckout.objects.latest("pk")


def seed_of(donor, address):
    """Open a giver's own seed with their address, as the link sent there does."""
    return ownkeys.open_own(donor.pk, tidied(address), bytes(donor.own_wrap))
