"""Boxes for single people: as long for one as for six, open to each alone and to no compartment."""

from uuid import UUID

import pytest

from waystation.base.errors import Tampered
from waystation.vault import cells, personal, seal
from waystation.vault.models import User
from waystation.vault.personal import Addressee
from waystation.vault.tests.office import Office

ABOUT = UUID(int=7)


@pytest.fixture
def office(db) -> Office:
    return Office()


def to(office, name):
    door = office.visit(name).door
    return Addressee(door.user_id, personal.key_digest_of(door))


def opened(office, name, sealed, about=ABOUT):
    return personal.open_mine(sealed, about=about, door=office.visit(name).door)


def test_each_opens_what_is_for_them_and_nobody_else_anything(office):
    sealed = personal.seal_to_people(
        [(to(office, "allan"), b"for Allan"), (to(office, "william"), b"for William")], about=ABOUT
    )

    assert opened(office, "allan", sealed) == b"for Allan"
    assert opened(office, "william", sealed) == b"for William"
    assert opened(office, "harriet", sealed) is None
    assert opened(office, "allan", sealed, about=UUID(int=8)) is None


def test_the_length_tells_neither_how_many_nor_how_much(office):
    one = personal.seal_to_people([(to(office, "allan"), b"")], about=ABOUT)
    more = [(to(office, name), b"x" * personal.BODY_MAX) for name in ("allan", "harriet")]

    assert len(one) == len(personal.seal_to_people(more, about=ABOUT)) == 105_132


def test_no_compartment_opens_what_is_for_a_person(office):
    sealed = personal.seal_to_people([(to(office, "allan"), b"for Allan")], about=ABOUT)
    seeds = {
        seed
        for cell in office.every.cells
        for seed in cells.private_keys(cell, office.every).box_seeds
    }

    for at in range(0, len(sealed), personal.PLACE_BYTES):
        box = sealed[at : at + personal.PLACE_BYTES]
        for seed in seeds:
            with pytest.raises(Tampered):
                seal.open_with(seed, box, kind=seal.PERSONAL, about=ABOUT.bytes)


def test_a_key_exchanged_in_the_table_is_not_sealed_to(office):
    allan = to(office, "allan")
    User.objects.filter(pk=allan.user_id).update(box_public=seal.box_public(seal.new_seed()))

    with pytest.raises(Tampered):
        personal.seal_to_people([(allan, b"secret")], about=ABOUT)


def test_bytes_of_another_size_are_no_such_boxes(office):
    with pytest.raises(Tampered):
        opened(office, "allan", bytes(105_131))


def test_more_people_than_places_or_a_body_too_long_is_an_error(office):
    allan = to(office, "allan")

    with pytest.raises(ValueError, match="6 places"):
        personal.seal_to_people([(allan, b"")] * 7, about=ABOUT)
    with pytest.raises(ValueError, match="does not fit"):
        personal.seal_to_people([(allan, bytes(personal.BODY_MAX + 1))], about=ABOUT)
