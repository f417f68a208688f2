"""A household with a stay, a book with $200 for life after arrival, and who may decide."""

from datetime import timedelta
from uuid import UUID

import pytest

from waystation.base.ids import new_id
from waystation.cases import tasks
from waystation.cases.tests.builders import NOW, TODAY
from waystation.ledger import chart, services
from waystation.resettlement.means import grants
from waystation.resettlement.means.grants import Wish
from waystation.resettlement.tests.conftest import (  # noqa: F401
    arrived,
    harriet,
    office,
    settled,
    sign_in,
    stranger,
    william,
)
from waystation.vault import cells

PLENTY = 20_000


@pytest.fixture
def levi(office):  # noqa: F811
    """Open a book with $200 for life after arrival; gives the slot with which finance reads it."""
    slot = cells.found("finance")
    services.found_book(on=TODAY - timedelta(days=30))
    services.record_gift(entry_id=new_id(), cents=PLENTY, on=TODAY, fund=chart.RESETTLEMENT)
    return slot


@pytest.fixture
def asked(arrived, william, levi) -> UUID:  # noqa: F811
    """A grant of $40 for boots that William asked for."""
    wish = Wish(kind="small grant", cents=4_000, to="A shop", why="Boots for the winter")
    return grants.ask(household_id=arrived, wish=wish, keyring=william, now=NOW)


@pytest.fixture
def open_tasks(arrived, william):  # noqa: F811
    """List what is to be done about the household since it arrived, with the day it is due."""
    before = {kept.id for kept in tasks.still_open(arrived, william)}

    def listed():
        found = tasks.still_open(arrived, william)
        return [(k.value.what, k.value.due_on) for k in found if k.id not in before]

    return listed
