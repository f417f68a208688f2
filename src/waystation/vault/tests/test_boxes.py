"""Compartments, and what is sealed to them, to phones and for carrying."""

import secrets
from uuid import uuid4

import pyrage
import pytest

from waystation.base.errors import Refused, Tampered
from waystation.vault import boxes, cells, seal
from waystation.vault.domain import pad
from waystation.vault.keyring import Keyring

pytestmark = pytest.mark.django_db
SEED, PHONE = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
def slot():
    return cells.found("finance")


@pytest.fixture
def levi(slot):
    return Keyring.of(uuid4(), [slot])


@pytest.fixture
def stranger():
    return Keyring.of(uuid4(), [cells.found("cases")])


def report_of(cell, body, *, mailbox, signer=PHONE, about=None, said=None):
    """Make a report as a phone does; `about` and `said` make a forged one."""
    signature = seal.sign(signer, b"ws1/report" + mailbox.bytes + (said or body))
    return seal.seal_to(
        cells.box_public(cell),
        pad(signature + body, 1_024),
        kind=seal.REPORT,
        about=(about or mailbox).bytes,
    )


def test_anybody_seals_to_a_compartment_and_only_its_holder_opens(slot, levi, stranger):
    about = uuid4()

    box = boxes.seal_to_cell(slot.cell, b"a memo", about=about)

    assert boxes.open_for_cell(slot.cell, box, about=about, keyring=levi) == b"a memo"
    with pytest.raises(Refused):
        boxes.open_for_cell(slot.cell, box, about=about, keyring=stranger)


def test_a_box_about_something_else_does_not_open(slot, levi):
    box = boxes.seal_to_cell(slot.cell, b"a memo", about=uuid4())

    with pytest.raises(Tampered):
        boxes.open_for_cell(slot.cell, box, about=uuid4(), keyring=levi)


def test_a_box_of_bytes_that_are_no_padded_body_is_noticed(slot, levi):
    about = uuid4()
    public = cells.box_public(slot.cell)
    box = seal.seal_to(public, b"unpadded", kind=seal.RECORD, about=about.bytes)

    with pytest.raises(Tampered, match="no padded body"):
        boxes.open_for_cell(slot.cell, box, about=about, keyring=levi)


def test_a_compartment_that_does_not_exist_answers_like_one_not_held(slot, levi, stranger):
    box = boxes.seal_to_cell(slot.cell, b"x", about=slot.cell)

    said = []
    for cell, ring in [(slot.cell, stranger), (uuid4(), levi)]:
        with pytest.raises(Refused) as refused:
            boxes.open_for_cell(cell, box, about=slot.cell, keyring=ring)
        said.append((refused.value.says, refused.value.hint))
    assert said[0] == said[1]

    with pytest.raises(Refused):
        boxes.seal_to_cell(uuid4(), b"x", about=slot.cell)
    with pytest.raises(Refused):
        boxes.sign_key_digest(uuid4())


def test_the_only_compartment_of_a_purpose_is_found_or_its_lack_is_said(slot):
    assert cells.only("finance") == slot.cell
    with pytest.raises(Refused, match="no security compartment"):
        cells.only("security")


def test_private_keys_moved_to_another_compartment_do_not_open(slot, levi):
    from waystation.vault.models import Cell

    other = cells.found("finance")
    Cell.objects.filter(pk=slot.cell).update(keys=Cell.objects.get(pk=other.cell).keys)

    with pytest.raises(Tampered):
        cells.private_seeds(slot.cell, levi)


@pytest.mark.parametrize("column", ["box_public", "sign_public"])
def test_a_holder_notices_that_a_public_key_was_exchanged(slot, levi, column):
    from waystation.vault.models import Cell

    make = getattr(seal, column)
    cells.vouch(slot.cell, levi)
    box = boxes.seal_to_cell(slot.cell, b"a memo", about=slot.cell)
    Cell.objects.filter(pk=slot.cell).update(**{column: make(seal.new_seed())})

    with pytest.raises(Tampered):
        cells.vouch(slot.cell, levi)
    with pytest.raises(Tampered):
        boxes.open_for_cell(slot.cell, box, about=slot.cell, keyring=levi)
    with pytest.raises(Tampered):
        boxes.seal_order(seal.box_public(SEED), b"x", cell=slot.cell, keyring=levi)


def test_whoever_does_not_hold_a_compartment_cannot_vouch_for_it(slot, stranger):
    with pytest.raises(Refused):
        cells.vouch(slot.cell, stranger)


def test_an_order_has_one_size_and_a_filler_looks_like_it(slot, levi):
    public = seal.box_public(SEED)

    orders = [
        boxes.seal_order(public, b"x" * length, cell=slot.cell, keyring=levi)
        for length in (0, 1, 956)
    ]

    filler = boxes.order_fillers(1)[0]
    assert {len(box) for box in (*orders, filler)} == {2_162}  # 1,138 + 1,024
    assert {box[:2] for box in (*orders, filler)} == {b"\x01\x05"}
    assert boxes.order_fillers(1)[0] != filler
    with pytest.raises(Tampered):
        seal.open_with(SEED, filler, kind=seal.ORDER, about=boxes.order_key_id(public))


def test_an_order_too_long_for_its_box_is_refused(slot, levi):
    # 1,024 - 4 length - 64 signature = 956
    with pytest.raises(ValueError, match="at most 1020"):
        boxes.seal_order(seal.box_public(SEED), b"x" * 957, cell=slot.cell, keyring=levi)


def test_nobody_signs_an_order_for_a_compartment_they_do_not_hold(slot, stranger):
    with pytest.raises(Refused):
        boxes.seal_order(seal.box_public(SEED), b"x", cell=slot.cell, keyring=stranger)


def test_a_phones_report_opens_for_the_office(slot, levi, stranger):
    mailbox, public = uuid4(), seal.sign_public(PHONE)
    box = report_of(slot.cell, b"met", mailbox=mailbox)

    said = boxes.open_report(slot.cell, box, mailbox=mailbox, phone_public=public, keyring=levi)

    assert said == b"met"
    with pytest.raises(Refused):
        boxes.open_report(slot.cell, box, mailbox=mailbox, phone_public=public, keyring=stranger)


@pytest.mark.parametrize(
    "forgery", ["other phone", "other mailbox", "changed words", "no signature"]
)
def test_a_report_that_is_not_this_phones_word_is_refused(slot, levi, forgery):
    mailbox, public = uuid4(), seal.sign_public(PHONE)
    made = {
        "other phone": lambda: report_of(slot.cell, b"met", mailbox=mailbox, signer=SEED),
        "other mailbox": lambda: report_of(slot.cell, b"met", mailbox=uuid4(), about=mailbox),
        "changed words": lambda: report_of(slot.cell, b"met", mailbox=mailbox, said=b"lost"),
        "no signature": lambda: seal.seal_to(
            cells.box_public(slot.cell), pad(b"met"), kind=seal.REPORT, about=mailbox.bytes
        ),
    }[forgery]()

    with pytest.raises(Tampered):
        boxes.open_report(slot.cell, made, mailbox=mailbox, phone_public=public, keyring=levi)


def test_a_phone_vouches_for_its_own_keys_only():
    phone, key = seal.sign_public(PHONE), seal.box_public(SEED)
    mark = seal.sign(PHONE, b"ws1/onetime" + key)

    assert boxes.is_own_key(phone, key, mark)
    assert not boxes.is_own_key(seal.sign_public(SEED), key, mark)
    assert not boxes.is_own_key(phone, seal.box_public(PHONE), mark)
    assert not boxes.is_own_key(phone, key, seal.sign(PHONE, key))


@pytest.mark.parametrize("key", [b"", bytes(1_216), b"\xff" * 1_216, secrets.token_bytes(1_215)])
def test_a_key_that_cannot_be_sealed_to_is_refused_even_when_signed(key):
    mark = seal.sign(PHONE, b"ws1/onetime" + key)

    assert not boxes.is_own_key(seal.sign_public(PHONE), key, mark)


def test_an_invitation_pins_the_compartments_signing_key(slot):
    other = cells.found("finance")

    assert len(boxes.sign_key_digest(slot.cell)) == 32
    assert boxes.sign_key_digest(slot.cell) != boxes.sign_key_digest(other.cell)


def test_a_carried_file_opens_with_the_age_key():
    friend = pyrage.x25519.Identity.generate()

    carried = boxes.seal_for_carrying([str(friend.to_public())], b"a copy")

    assert pyrage.decrypt(carried, [friend]) == b"a copy"


def test_orders_and_reports_have_the_sizes_the_papers_name():
    assert (boxes.ORDER_BYTES, boxes.REPORT_BYTES) == (2_162, 2_162)
    assert len(boxes.order_fillers(1)[0]) == boxes.ORDER_BYTES


def test_a_compartment_signs_and_anybody_can_check_it(slot, levi):
    signature = boxes.sign_as(slot.cell, b"ws1/closed-month 2026-03", keyring=levi)

    assert boxes.is_signed_by(slot.cell, b"ws1/closed-month 2026-03", signature)
    assert not boxes.is_signed_by(slot.cell, b"ws1/closed-month 2026-04", signature)
    other = cells.found("network").cell
    assert not boxes.is_signed_by(other, b"ws1/closed-month 2026-03", signature)
    assert not boxes.is_signed_by(slot.cell, b"ws1/closed-month 2026-03", b"")


def test_nobody_signs_as_a_compartment_they_do_not_hold(slot, stranger):
    with pytest.raises(Refused):
        boxes.sign_as(slot.cell, b"ws1/closed-month 2026-03", keyring=stranger)
