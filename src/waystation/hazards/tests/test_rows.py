"""Word of danger at rest: sealed in the network's compartment, newest first."""

from datetime import date
from uuid import uuid4

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.hazards import queries, services
from waystation.hazards.domain import Hazard
from waystation.hazards.models import HazardRow
from waystation.hazards.tests.conftest import NOW
from waystation.vault import cells
from waystation.vault.keyring import Keyring

RAID = Hazard(
    slug="hz1",
    on=date(1855, 9, 1),
    precision="day",
    kind="raid",
    place="elkton-md",
    text="six taken at the ferry",
)
LAW = Hazard(
    slug="hz2",
    on=date(1850, 9, 18),
    precision="day",
    kind="law",
    scope="US",
    text="the Act of 1850",
)


@pytest.fixture
def on_file(harriet) -> Keyring:
    services.take_in(hazards=[LAW, RAID], keyring=harriet, now=NOW)
    return harriet


def test_word_of_danger_comes_back_newest_first(on_file):
    assert queries.hazards(on_file) == [RAID, LAW]


def test_the_stored_bytes_tell_neither_place_nor_kind_nor_day(on_file):
    for row in HazardRow.objects.all():
        for word in (b"elkton", b"raid", b"\xa3law", b"ferry", b"1855-09-01"):
            assert word not in bytes(row.body)
        # The plain day is the day it was put on file, not the day it happened.
        assert row.day == NOW.date()


def test_a_stranger_neither_reads_nor_writes_word_of_danger(on_file):
    stranger = Keyring.of(uuid4(), [cells.found("passages")])

    with pytest.raises(Refused):
        queries.hazards(stranger)
    with pytest.raises(Refused):
        services.take_in(hazards=[RAID], keyring=stranger, now=NOW)
    assert HazardRow.objects.count() == 2


def test_another_networks_keys_open_none_of_it(on_file):
    elsewhere = Keyring.of(uuid4(), [cells.found("network")])

    assert queries.hazards(elsewhere) == []


def test_word_moved_to_another_row_does_not_open(on_file):
    one, other = HazardRow.objects.all()
    HazardRow.objects.filter(pk=one.pk).update(body=other.body)

    with pytest.raises(Tampered):
        queries.hazards(on_file)
