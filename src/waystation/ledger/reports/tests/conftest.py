"""A book of three months in which two rescues were closed, small enough to add up by hand."""

from datetime import date

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.ledger import services
from waystation.ledger.budgets import services as budgets
from waystation.ledger.chart import ADMIN, BANK
from waystation.ledger.domain import Draft, Line
from waystation.ledger.tests.conftest import _own_home, finance_slot, levi  # noqa: F401
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


def gift(cents, on, fund="RESCUE-GENERAL"):
    services.record_gift(entry_id=new_id(), cents=cents, on=on, fund=fund)


def rescue(opened, n_people, token, stages, closed):
    """Open a rescue, pay its stages and close it; gives its fund."""
    fund = budgets.open_rescue(
        entry_id=new_id(),
        template="rescue-3000",
        n_people=n_people,
        case_token=bytes([token]) * 16,
        on=opened,
    )
    for on, costs in stages:
        budgets.pay_stage(entry_id=new_id(), fund=fund, costs=costs, on=on)
    budgets.close_rescue(entry_id=new_id(), fund=fund, on=closed)
    return fund


def office(cents, on):
    lines = (Line(ADMIN, "UNRESTRICTED", cents), Line(BANK, "UNRESTRICTED", -cents))
    services.post(entry_id=new_id(), draft=Draft("other", on, lines))


@pytest.fixture
def winter(levi):  # noqa: F811
    """Gifts in January; one person comes out in February, two in March; 450 for the office.

    Gives the two rescues' funds. February: 25,000 + 30,000 are spent; January: 185,000.
    """
    services.found_book(on=date(2026, 1, 1))
    gift(1_000_000, date(2026, 1, 15))
    gift(100_000, date(2026, 1, 15), fund="UNRESTRICTED")
    first = rescue(
        date(2026, 1, 20),
        1,
        1,
        [
            (date(2026, 1, 25), {"transportation": 50_000, "rescue_fees": 135_000}),
            (date(2026, 2, 5), {"basic_needs": 25_000}),
        ],
        date(2026, 2, 10),
    )
    office(30_000, date(2026, 2, 28))
    # Of the fares 20,000 came out of contingency, in which 30,000 of the first rescue are.
    second = rescue(
        date(2026, 2, 12),
        2,
        2,
        [(date(2026, 3, 1), {"transportation": 120_000, "rescue_fees": 270_000})],
        date(2026, 3, 20),
    )
    office(15_000, date(2026, 3, 21))
    return first, second


@pytest.fixture
def sign_in(finance_slot):  # noqa: F811
    """Give a browser signed in in a role on 25 March 2026; finance with its keys."""
    clock.stand_at(clock.real_now().replace(2026, 3, 25, 9, 0))

    def signed_in(role="finance officer", slots=None) -> Client:
        held = slots if slots is not None else [finance_slot] if role == "finance officer" else []
        staff.admit(name=role, alias=role.title(), role=role, passphrase=PASSPHRASE, slots=held)
        browser = Client()
        cookie = door.sign_in(role, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in
