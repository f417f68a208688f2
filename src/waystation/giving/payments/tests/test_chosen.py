"""Who takes payments where the operator named nobody."""

from datetime import UTC, datetime

import pytest

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving.payments import providers

STANDING = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)


def test_outside_a_demo_nobody_gives_what_moves_no_money(db, settings):
    settings.PAYMENTS = ""

    assert providers.chosen() == ""
    with pytest.raises(Refused, match="not set up"):
        providers.named("test")


def test_in_a_demo_the_test_provider_stands_for_a_real_one(db, settings):
    settings.PAYMENTS = ""
    clock.stand_at(STANDING)

    assert providers.current().name == "test"


def test_whom_the_operator_names_takes_payments_and_nobody_else(db, settings):
    settings.PAYMENTS = "stripe"
    clock.stand_at(STANDING)

    assert providers.chosen() == "stripe"
    with pytest.raises(Refused, match="not set up"):
        providers.named("test")
