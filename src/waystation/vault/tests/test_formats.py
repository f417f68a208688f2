"""Known answers for every sealed format: made once, and every later version opens them.

What is signed, counted or derived is worked out again, and must come to the same bytes. The parts
of these (boxes, rows, wraps) have theirs in vectors.json, to which the phone is held too.
"""

import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from waystation.vault import (
    cells,
    chain,
    doors,
    escrow,
    files,
    invitations,
    letters,
    notices,
    recovery,
    seal,
    staff,
    visits,
    words,
)
from waystation.vault.domain import Slot, unpad
from waystation.vault.models import Cell, Notice, Session

FORMATS = json.loads((Path(__file__).parent / "formats.json").read_text("utf-8"))
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def known(name):
    """Give the answers of one format as test parameters."""
    return pytest.mark.parametrize("known", FORMATS[name], ids=lambda k: k.get("kind", name))


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def said(value: msgspec.Struct) -> object:
    """Write a value as the file of answers does."""
    return json.loads(msgspec.json.encode(value))


def test_every_format_has_an_answer():
    assert {name for name, answers in FORMATS.items() if answers} == {
        "suite", "doors", "sessions", "letters", "words_of_security", "epochs", "notices",
        "compartments", "case_rows", "files", "large_files", "file_pads", "recoveries", "escrows",
        "invitations", "audit", "age",
    }  # fmt: skip


@known("doors")
def test_a_known_door_opens_with_its_passphrase(known):
    user_id, door = UUID(known["user"]), doors.parts(raw(known["door"]))
    digest = staff.digest_of(known["passphrase"])

    kek, verifier = staff.keys_of(digest, raw(known["salt"]), tuple(known["price"]))

    seeds = doors.open_lock(user_id, kek, door.lock).seeds
    assert (verifier, seeds) == (door.verifier, raw(known["seeds"]))
    slots = [
        Slot(UUID(cell), purpose, epoch, raw(key), before, raw(old_key), hidden)
        for cell, purpose, epoch, key, before, old_key, hidden in known["slots"]
    ]
    assert doors.open_ring(user_id, seeds, door.ring) == slots
    profile = said(doors.open_profile(user_id, seeds, door.profile))
    assert profile.items() >= known["profile"].items()


@known("sessions")
def test_a_known_session_opens_with_its_carrier(known, db):
    Session.objects.create(
        id=known["id"], expires_at=datetime(2100, 1, 1, tzinfo=UTC), body=raw(known["body"])
    )

    _row, body = visits.find(known["carrier"], getattr(visits, known["kind"]), now=NOW)

    assert said(body) == known["says"]


@known("letters")
def test_a_known_letter_opens(known):
    opened = letters.opened(
        raw(known["item"]), seed=raw(known["seed"]), mailbox=UUID(known["mailbox"])
    )

    assert said(opened) == known["says"]
    assert len(raw(known["item"])) == letters.ITEM_BYTES == 1_394


@known("words_of_security")
def test_what_security_signed_is_still_what_it_says(known):
    digest, day, epoch = raw(known["key_digest"]), known["day"], known["epoch"]
    cell, user_id = UUID(known["cell"]), UUID(known["user"])

    statements = {
        "may_hold": letters.may_hold(digest, cell, "cases", day, known["alias"]),
        "is_taken": letters.is_taken(digest, cell, day, epoch),
        "must_drop": letters.must_drop(digest, cell, user_id, day, epoch),
        "is_told": letters.is_told(digest, "escrow", day),
    }

    public = raw(known["sign_public"])
    assert all(seal.is_signed(public, says, raw(known[name])) for name, says in statements.items())
    # And no two of them are one: a word of one kind is never taken for another.
    assert not seal.is_signed(public, statements["may_hold"], raw(known["is_taken"]))


@known("epochs")
def test_a_known_key_follows_from_the_one_before(known):
    anchor = letters.anchor_of(raw(known["old"]), UUID(known["user"]))

    mac = letters.follows(anchor, UUID(known["cell"]), known["epoch"], raw(known["key"]))

    assert mac == raw(known["mac"])


@known("notices")
def test_a_known_notice_opens_and_has_one_size_whatever_it_says(known):
    notice = Notice(id=UUID(known["row"]), box=raw(known["box"]))

    assert said(notices._read(notice, (raw(known["seed"]),))) == known["says"]
    assert len(notice.box) == 1_394


@known("compartments")
def test_a_known_compartment_opens(known):
    row = Cell(id=UUID(known["cell"]), keys=raw(known["keys"]), readers=raw(known["readers"]))
    key = raw(known["key"])

    private = cells.open_keys(row, key)

    assert private.sign_seed == raw(known["sign_seed"])
    assert private.box_seeds == tuple(raw(seed) for seed in known["box_seeds"])
    assert said(cells.open_book(row, key)) == known["book"]
    public = seal.box_public(private.box_seeds[0])
    assert hashlib.sha256(public).hexdigest() == known["box_public_sha256"]


@known("case_rows")
def test_a_known_row_of_a_case_opens_with_both_keys_and_with_neither_alone(known):
    cell_key, shred = raw(known["cell_key"]), raw(known["shred"])
    row, place = raw(known["row"]), raw(known["place"])

    assert seal.open_row(cell_key + shred, row, place=place) == raw(known["plain"])
    assert seal.row_head(row) == (known["gen"], known["rev"])
    for alone in (cell_key, shred, shred + cell_key, cell_key + bytes(32)):
        with pytest.raises(seal.Tampered):
            seal.open_row(alone, row, place=place)


@known("files")
def test_a_known_file_opens(known):
    opened = seal.open_file(raw(known["key"]), raw(known["blob"]), bound=UUID(known["bound"]).bytes)

    assert opened == raw(known["plain"])


@known("large_files")
def test_a_known_file_of_several_chunks_is_sealed_to_the_known_bytes(known, monkeypatch):
    monkeypatch.setattr(seal.os, "urandom", lambda n: raw(known["prefix"])[:n])
    body = hashlib.shake_256(known["shake"].encode()).digest(known["length"])
    key, bound = raw(known["key"]), UUID(known["bound"]).bytes

    chunks = list(seal.seal_file(key, body, bound=bound))

    sealed = b"".join(chunks)
    # Head 9, then 64 KiB chunks with 16 bytes each: 150,000 = 2 x 65,536 + 18,928.
    assert len(chunks) == 1 + known["chunks"]
    assert len(sealed) == known["sealed_length"] == 9 + 150_000 + 3 * 16
    assert hashlib.sha256(sealed).hexdigest() == known["sealed_sha256"]
    assert seal.open_file(key, sealed, bound=bound) == body


@known("file_pads")
def test_a_file_is_padded_to_the_known_size(known):
    assert len(files.pad_file(bytes(known["length"]))) == known["padded"]


@known("recoveries")
def test_a_known_recovery_code_opens_the_seeds_in_both_languages(known):
    door = staff.Door(UUID(known["user"]), b"", 0)
    for text in (known["en"], known["ko"]):
        key = recovery._code_key(door, words.entropy_of(text))
        bound = b"ws1/recovery" + door.user_id.bytes

        assert seal.unwrap(key, raw(known["wrap"]), bound=bound) == raw(known["seeds"])


@known("escrows")
def test_three_known_shares_open_what_was_sealed_to_the_trustees(known):
    for chosen in (known["shares"][:3], known["shares"][2:]):
        seed = escrow.join(chosen)

        about = UUID(known["user"]).bytes
        opened = seal.open_with(seed, raw(known["box"]), kind=seal.ESCROW, about=about)
        assert opened == raw(known["seeds"])
        public = seal.box_public(seed)
        assert hashlib.sha256(public).hexdigest() == known["public_sha256"]


@known("invitations")
def test_a_known_invitation_opens_with_its_code(known):
    entropy = words.entropy_of(known["en"])
    row_id = invitations._id_of(entropy)

    padded = seal.unwrap(
        invitations._key_of(entropy), raw(known["body"]), bound=invitations._bound(row_id)
    )

    opened = msgspec.msgpack.decode(unpad(padded), type=invitations.Invited)
    assert row_id == known["id"]
    assert (opened.alias, opened.role) == (known["alias"], known["role"])


@known("audit")
def test_a_known_entry_of_the_chain_has_its_digest_its_detail_and_its_signed_end(known):
    entry = chain.Entry(
        known["seq"], known["day"], known["kind"], raw(known["actor"]), raw(known["prev"]),
        raw(known["detail"]), raw(known["digest"]),
    )  # fmt: skip

    assert chain.digest_of(entry) == entry.digest
    about = entry.seq.to_bytes(16, "big")
    assert seal.open_with(raw(known["seed"]), entry.detail, kind=seal.AUDIT, about=about)
    statement = chain.head_statement(entry.day, entry.seq, entry.digest)
    assert seal.is_signed(raw(known["sign_public"]), statement, raw(known["head_signature"]))
    seen = chain.Seen(entry.day, entry.seq, entry.digest, raw(known["head_signature"]))
    assert chain.witness_line(seen) == known["witness"]
    assert chain.read_witness(known["witness"]) == (b"", [seen])


@known("age")
def test_a_known_age_file_opens_with_its_secret(known):
    out = io.BytesIO()

    seal.open_age_stream(known["secret"], io.BytesIO(raw(known["file"])), out)

    assert out.getvalue() == raw(known["plain"])
