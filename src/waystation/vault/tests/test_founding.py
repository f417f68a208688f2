"""An organisation begins: one officer, every compartment once, and a decoy world beside it."""

import functools
from datetime import UTC, datetime

import pytest

from waystation.base.errors import Refused
from waystation.vault import audit, cells, founding, mail, recovery, register, safety, staff
from waystation.vault.founding import Seat
from waystation.vault.models import Cell, Mailbox, Organisation, User

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
SOPHIA = Seat("sophia", "Sophia", "security officer", "a lamp in every second window")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_mailboxes(monkeypatch):
    # As many as at a founding take a third of a second.
    monkeypatch.setattr(mail, "make_boxes", functools.partial(mail.make_boxes, 4))


@pytest.fixture
def founded():
    return founding.found(SOPHIA, now=NOW)


def entered(seat=SOPHIA):
    door = staff.try_door(seat.name, seat.passphrase)
    return door, *staff.ring_of(door)


def test_the_first_officer_holds_every_compartment_and_carries_the_decoys(founded):
    _door, profile, keyring = entered()

    held = sorted(cells.purpose_of(cell) for cell in keyring.cells)
    assert held == [
        "cases", "finance", "gazetteer", "giving", "network", "passages", "security", "tracing",
    ]  # fmt: skip
    hidden = sorted(slot.purpose for slot in keyring.decoys)
    assert hidden == ["cases", "gazetteer", "network", "passages"]
    assert Cell.objects.count() == 8 + 4
    assert (profile.alias, profile.role) == ("Sophia", "security officer")
    assert profile.safety == safety.pin()


def test_the_register_names_the_founder_and_every_true_compartment(founded):
    _door, profile, keyring = entered()

    [(_row, member)] = register.members(keyring)
    assert member.user_id == founded.user_id
    assert member.exception == "founder"
    assert member.mailbox == profile.mailbox
    assert member.cells.keys() == set(keyring.cells)
    named = {what.cell for _row, what in register.compartments(keyring)}
    assert named == set(keyring.cells)


def test_every_compartment_lists_its_reader(founded):
    _door, _profile, keyring = entered()

    for cell in keyring.cells:
        [reader] = cells.book_of(cell, keyring).readers
        assert reader.user_id == founded.user_id


def test_the_recovery_code_opens_the_founders_door(founded):
    door, _profile, _keyring = entered()

    assert recovery.find_door("sophia", founded.code) == door


def test_the_founding_is_the_first_entry_of_the_audit(founded):
    _door, _profile, keyring = entered()

    assert [(told.seq, told.kind) for told in audit.entries(keyring)][-1] == (1, "founded")


def test_there_are_mailboxes_to_spare_and_no_trustees_yet(founded):
    assert Mailbox.objects.count() == 4  # Of which one is the founder's.
    assert bytes(Organisation.objects.get().escrow_public) == b""


def test_a_second_founding_is_refused_and_changes_nothing(founded):
    with pytest.raises(Refused, match="an organisation here already"):
        founding.found(SOPHIA._replace(name="other"), now=NOW)

    assert User.objects.count() == 1
    assert Cell.objects.count() == 12


def test_with_a_short_passphrase_nothing_is_founded():
    with pytest.raises(Refused, match="at least 20 characters"):
        founding.found(SOPHIA._replace(passphrase="too short"), now=NOW)

    assert not User.objects.exists()
    assert not Cell.objects.exists()
