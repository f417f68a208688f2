"""Payments of the demo: a monthly gift by the test provider, and notices that wait for somebody."""

from datetime import datetime

import msgspec

from waystation.giving.donors.domain import Donor
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import Asked
from waystation.giving.models import TrialCheckout
from waystation.giving.payments import by_test, services
from waystation.giving.payments.by_test import Notice
from waystation.vault.door import Who

# She collected by penny subscriptions in Rochester; the sum is invented.
MARIA = Donor(name="Maria G. Porter", email="maria.porter@example.org")
MONTHLY_CENTS = 500


def furnish(julia: Who, levi: Who, now: datetime) -> None:
    """Begin a monthly gift at the test provider, and let it tell two things nobody expects."""
    asked = Asked(cents=MONTHLY_CENTS, who=MARIA, every="monthly", provider="test")
    recurring = gifts.begin_recurring(asked, now=now)
    services.open_checkout(recurring, back="/en/", now=now)
    checkout = TrialCheckout.objects.latest("pk")
    at = int(now.timestamp())
    # A refund of a payment that is not ours, and a kind of notice that is new.
    strays = (
        Notice(
            "evt_stray", "refunded", at, about="pay_of_a_shop", ref="pay_of_a_shop", cents=1_250
        ),
        Notice("evt_new", "terms changed", at),
    )
    for raw in (*by_test.pays(checkout, now=now), *map(msgspec.json.encode, strays)):
        services.hear("test", raw, by_test.signed(raw, now=now), now=now)
