"""The network at rest: sealed rows, taken in whole or not at all, opened with their key alone."""

from uuid import uuid4

import pytest
from django.db import DatabaseError
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.network import queries, services
from waystation.network.domain import House, Leg, Partner, Place
from waystation.network.models import HouseRow, LegRow, PartnerRow, PlaceRow
from waystation.network.tests.conftest import NOW
from waystation.vault import cells
from waystation.vault.keyring import Keyring

ROWS = (PlaceRow, HouseRow, LegRow, PartnerRow)
WILMINGTON = Place(slug="wilmington-de", name="Wilmington", region="DE", lat=39.7, lon=-75.5)
CHESTER = Place(slug="chester-pa", name="Chester", region="PA", lat=39.8, lon=-75.4)
HOUSE = House(place="chester-pa", beds=6, max_nights=3, assumed=True)
LEG = Leg(
    slug="leg-1",
    from_place="wilmington-de",
    to_place="chester-pa",
    mode="foot",
    duration_min=420,
    km=24.5,
    capacity=30,
    night_only=True,
    cost_cents=0,
    departs=(480, 1_200),
    note="keep to the river",
    assumed=("capacity",),
)
GUIDE = Partner(
    slug="op1", name="Thomas Garrett", place="wilmington-de", region="DE", assumed=False
)
WHOLE = {"places": [WILMINGTON, CHESTER], "houses": [HOUSE], "legs": [LEG], "partners": [GUIDE]}


@pytest.fixture
def harriet(slots) -> Keyring:
    return Keyring.of(uuid4(), list(slots.values()))


@pytest.fixture
def taken_in(harriet) -> Keyring:
    services.take_in(**WHOLE, keyring=harriet, now=NOW)
    return harriet


def test_what_was_taken_in_comes_back_as_it_was(taken_in):
    assert queries.places(taken_in) == [CHESTER, WILMINGTON]  # By name.
    assert queries.houses(taken_in) == [HOUSE]
    assert queries.legs(taken_in) == [LEG]
    assert queries.partners(taken_in) == [GUIDE]


def test_places_lie_in_the_gazetteer_and_all_else_in_the_network(taken_in):
    assert {row.cell for row in PlaceRow.objects.all()} == {taken_in.cell("gazetteer")}
    for rows in (HouseRow, LegRow, PartnerRow):
        assert {row.cell for row in rows.objects.all()} == {taken_in.cell("network")}


def test_the_stored_bytes_name_nothing_and_nobody(taken_in):
    bodies = [bytes(row.body) for rows in ROWS for row in rows.objects.all()]

    for word in (b"Wilmington", b"wilmington-de", b"Garrett", b"foot", b"leg-1", b"river"):
        assert not [body for body in bodies if word in body]
    # All but the longest texts fall into one of the first two sizes, so a length tells little.
    assert {len(body) for body in bodies} <= {256 + 38, 1_024 + 38}


def test_a_case_worker_reads_places_and_nothing_else(taken_in, william):
    assert len(queries.places(william)) == 2
    for read in (queries.houses, queries.legs, queries.partners):
        with pytest.raises(Refused):
            read(william)


def test_a_stranger_reads_nothing(taken_in):
    stranger = Keyring.of(uuid4(), [cells.found("gazetteer"), cells.found("cases")])

    assert queries.places(stranger) == []  # Of a gazetteer of their own, which is empty.
    with pytest.raises(Refused):
        queries.legs(stranger)


def test_without_the_networks_key_nothing_at_all_is_taken_in(william):
    with pytest.raises(Refused):
        services.take_in(**WHOLE, keyring=william, now=NOW)

    assert not any(rows.objects.exists() for rows in ROWS)


def test_a_network_is_taken_in_whole_or_not_at_all(harriet, monkeypatch):
    def full(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(PartnerRow.objects, "bulk_create", full)
    with pytest.raises(DatabaseError):
        services.take_in(**WHOLE, keyring=harriet, now=NOW)

    assert not any(rows.objects.exists() for rows in ROWS)


def test_two_rows_of_one_table_cannot_be_exchanged(taken_in):
    one, other = PlaceRow.objects.all()
    PlaceRow.objects.filter(pk=one.pk).update(body=other.body)

    with pytest.raises(Tampered):
        queries.places(taken_in)


def test_an_edited_row_does_not_open(taken_in):
    row = LegRow.objects.get()
    body = bytearray(row.body)
    body[-1] ^= 1
    LegRow.objects.filter(pk=row.pk).update(body=bytes(body))

    with pytest.raises(Tampered):
        queries.legs(taken_in)


def test_legs_are_listed_by_where_they_start_and_end(harriet):
    back = replace(LEG, slug="leg-0", from_place="chester-pa", to_place="wilmington-de")
    twin = replace(LEG, slug="leg-2")

    services.take_in(**WHOLE | {"legs": [twin, LEG, back]}, keyring=harriet, now=NOW)

    assert [leg.slug for leg in queries.legs(harriet)] == ["leg-0", "leg-1", "leg-2"]
