"""Whatever bytes come in, every parser gives a value or one of its own refusals, and nothing else.

Three ways to be wrong: any bytes at all; bytes that were right and were changed; and, for what is
sealed, any bytes sealed rightly, as by somebody who holds the key and means harm.
"""

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pyrage
import pytest
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from waystation.base.errors import Refused, Tampered
from waystation.cases import intake_forms, intake_rules
from waystation.cli import archive
from waystation.vault import (
    carried,
    cells,
    chain,
    cleaning,
    copies,
    doors,
    escrow,
    files,
    letters,
    notices,
    passkeys,
    seal,
    visits,
    words,
)
from waystation.vault.domain import BUCKETS, RING_BYTES, Slot, pad, read_ring, unpad, write_ring
from waystation.vault.doors import Lock, Profile
from waystation.vault.letters import Grant
from waystation.vault.models import Cell, Notice, Session

pytestmark = pytest.mark.long

USER, CELL, MAILBOX = UUID(int=1), UUID(int=2), UUID(int=3)
KEY, SEEDS = bytes(range(32)), bytes(range(96))
SEED = SEEDS[:32]
PUBLIC = seal.box_public(SEED)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACE = b"cases_tiprow" + USER.bytes + CELL.bytes
AGE = pyrage.x25519.Identity.from_str(
    "AGE-SECRET-KEY-1XU89A4REZAFCCL38H9ATFFYF0FQCNT2Q0DXF08UCQ4XPUVAGA78S45PNXJ"
)
ANY = st.binary(max_size=2_000)
TEXT = st.text(max_size=400)


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (6, 4), (200, 30, 30)).save(out, kind)
    return out.getvalue()


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    archive.pack(out, {"holds": archive.BACKUP}, [(name, b"x" * 700) for name in names])
    return out.getvalue()


def unpack(body: bytes) -> list[bytes]:
    parts = archive.unpack(io.BytesIO(body), archive.BACKUP, may_hold=lambda name: "/" not in name)
    return [part.read() for _name, part in parts if not isinstance(part, dict)]


def open_age(body: bytes) -> bytes:
    out = io.BytesIO()
    seal.open_age_stream(str(AGE), io.BytesIO(body), out)
    return out.getvalue()


def in_wrap(bound: bytes, key: bytes = KEY) -> Callable[[bytes], bytes]:
    return lambda body: seal.wrap(key, body, bound=bound + USER.bytes)


def in_box(kind: int, about: bytes) -> Callable[[bytes], bytes]:
    return lambda body: seal.seal_to(PUBLIC, body, kind=kind, about=about)


def in_bucket(size: int) -> Callable[[bytes], bytes]:
    return lambda body: pad(body[: size - 4], size)


def read_notice(box: bytes) -> object:
    return notices._read(Notice(id=USER, box=box), (SEED,))


def read_book(sealed: bytes) -> object:
    return cells.open_book(Cell(id=USER, readers=sealed), KEY)


def read_keys(sealed: bytes) -> object:
    return cells.open_keys(Cell(id=USER, keys=sealed, box_public=PUBLIC, sign_public=b""), KEY)


RING = write_ring([Slot(CELL, "cases", 1, KEY)])
LETTER = Grant(CELL, 3, 1, KEY, 7, bytes(64))
AGE_FILE = pyrage.encrypt(b"x" * 3_000, [AGE.to_public()])

# Each parser of bytes: what it reads, bytes it takes, and with what it may refuse others.
PARSERS: dict[str, tuple[Callable[[bytes], Any], bytes, tuple[type[Exception], ...]]] = {
    "padding": (unpad, pad(b"hen"), (ValueError,)),
    "ring": (read_ring, RING, (ValueError,)),
    "door": (doors.parts, doors.filler(), (Tampered,)),
    "lock": (
        lambda b: doors.open_lock(USER, KEY, b),
        doors.seal_lock(USER, KEY, Lock(SEEDS)),
        (Tampered,),
    ),
    "sealed ring": (
        lambda b: doors.open_ring(USER, SEEDS, b),
        doors.seal_ring(USER, SEEDS, [Slot(CELL, "cases", 1, KEY)]),
        (Tampered,),
    ),
    "profile": (
        lambda b: doors.open_profile(USER, SEEDS, b),
        doors.seal_profile(USER, SEEDS, Profile("Harriet", "approver")),
        (Tampered,),
    ),
    "wrap": (
        lambda b: seal.unwrap(KEY, b, bound=b"x"),
        seal.wrap(KEY, b"hen", bound=b"x"),
        (Tampered,),
    ),
    "row": (
        lambda b: seal.open_row(KEY, b, place=PLACE),
        seal.seal_row(KEY, b"hen", gen=1, rev=1, place=PLACE),
        (Tampered,),
    ),
    "row head": (seal.row_head, seal.seal_row(KEY, b"", gen=1, rev=1, place=PLACE), (Tampered,)),
    "box": (
        lambda b: seal.open_with(SEED, b, kind=seal.GRANT, about=USER.bytes),
        seal.seal_to(PUBLIC, b"hen", kind=seal.GRANT, about=USER.bytes),
        (Tampered,),
    ),
    "letter": (
        lambda b: letters.opened(b, seed=SEED, mailbox=MAILBOX),
        letters.sealed(LETTER, to=PUBLIC, mailbox=MAILBOX),
        (Tampered,),
    ),
    "notice": (
        read_notice,
        in_box(seal.MAILBOX, USER.bytes)(
            in_bucket(256)(notices._ENCODER.encode(notices.SignedIn(USER, False, 1, 2)))
        ),
        (Tampered,),
    ),
    "readers": (read_book, cells.seal_book(USER, KEY, cells.Book("x")), (Tampered,)),
    "compartment's keys": (
        read_keys,
        cells.seal_keys(USER, KEY, cells.Private(SEED, (SEED,))),
        (Tampered,),
    ),
    "file": (
        lambda b: seal.open_file(KEY, b, bound=USER.bytes),
        b"".join(seal.seal_file(KEY, b"x" * 90, bound=USER.bytes)),
        (Tampered,),
    ),
    "padded file": (files.unpad_file, files.pad_file(b"hen"), (Tampered,)),
    "age file": (open_age, AGE_FILE, (Tampered,)),
    "archive": (unpack, packed("db.sqlite3", "media-1"), (Refused,)),
    "key store copy": (copies.count, bytes(136), (Refused, ValueError)),
    "picture JPEG": (cleaning.clean, picture("JPEG"), (Refused,)),
    "picture PNG": (cleaning.clean, picture("PNG"), (Refused,)),
    "picture WEBP": (cleaning.clean, picture("WEBP"), (Refused,)),
    "text file": (cleaning.clean, b"Zw\xc3\xb6lf", (Refused,)),
    "message sent": (intake_forms.read_send, b'{"id": "AA=="}', (ValueError,)),
    "message asked for": (intake_forms.read_look, b'{"id": "' + 22 * b"A" + b'=="}', (ValueError,)),
    "message opened": (intake_rules.read_message, b'{"v": 1, "text": "x"}', (ValueError,)),
}

# Each reader of text that people or their programs bring.
READERS: dict[str, tuple[Callable[[str], Any], str, tuple[type[Exception], ...]]] = {
    "words": (words.entropy_of, words.text_of(bytes(16)), (Refused,)),
    "Korean words": (words.entropy_of, words.text_of(bytes(16), "ko"), (Refused,)),
    "witness": (
        chain.read_witness,
        chain.witness_line(chain.Seen(700_000, 3, KEY, bytes(64))),
        (Refused,),
    ),
    "escrow key": (carried.read_key, carried.write_key(PUBLIC), (Refused,)),
    "request": (carried.read_request, "waystation request", (Refused,)),
    "answer": (carried.read_answer, "waystation answer", (Refused,)),
    "shares": (lambda text: escrow.join(text.split("\n")), "academic acid\n" * 3, (Refused,)),
    "passkey": (passkeys.read, '{"id": "AA", "client": "AA"}', (Refused, Tampered)),
}

# What is sealed rightly around anything: the seal, and who opens it.
SEALED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "lock": (lambda b: in_wrap(b"ws1/lock")(in_bucket(4_096)(b)), "lock"),
    "lock of another size": (in_wrap(b"ws1/lock"), "lock"),
    "sealed ring": (lambda b: in_wrap(b"ws1/ring", SEEDS[64:])(b), "sealed ring"),
    "ring of the right size": (
        lambda b: in_wrap(b"ws1/ring", SEEDS[64:])(b[:1] * RING_BYTES or bytes(RING_BYTES)),
        "sealed ring",
    ),
    "profile": (lambda b: in_wrap(b"ws1/profile", SEEDS[64:])(in_bucket(1_024)(b)), "profile"),
    "letter": (lambda b: in_box(seal.MAILBOX, MAILBOX.bytes)(in_bucket(256)(b)), "letter"),
    "letter of another size": (in_box(seal.MAILBOX, MAILBOX.bytes), "letter"),
    "notice": (lambda b: in_box(seal.MAILBOX, USER.bytes)(in_bucket(256)(b)), "notice"),
    "readers": (lambda b: in_wrap(b"ws1/readers")(in_bucket(16_384)(b)), "readers"),
    "compartment's keys": (
        lambda b: in_wrap(b"ws1/cell")(in_bucket(4_096)(b)), "compartment's keys",
    ),
}  # fmt: skip


def holds(parse: Callable[[Any], Any], given_: Any, refusals: tuple[type[Exception], ...]) -> None:
    """Give something to a parser: a value or one of its refusals is right, anything else fails."""
    try:
        parse(given_)
    except refusals:
        return


@st.composite
def changed(draw: st.DrawFn, right: bytes) -> bytes:
    """Change right bytes: cut, lengthen, turn, swap or repeat some of them."""
    out = bytearray(right)
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(out))), draw(st.integers(0, 40))
        way = draw(st.sampled_from(("cut", "turn", "put in", "repeat", "take out")))
        if way == "cut":
            del out[at:]
        elif way == "take out":
            del out[at : at + length]
        elif way == "repeat":
            out[at:at] = out[at : at + length]
        elif way == "put in":
            out[at:at] = draw(st.binary(max_size=40))
        elif at < len(out):
            out[at] ^= draw(st.integers(1, 255))
    return bytes(out)


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(name, data):
    parse, _right, refusals = PARSERS[name]

    holds(parse, data.draw(ANY), refusals)


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_right_bytes_that_were_changed_are_read_or_refused(name, data):
    parse, right, refusals = PARSERS[name]

    holds(parse, data.draw(changed(right)), refusals)


@pytest.mark.parametrize("name", SEALED)
@given(body=ANY)
def test_whatever_is_sealed_rightly_is_read_or_refused(name, body):
    sealed, opener = SEALED[name]
    parse, _right, refusals = PARSERS[opener]

    holds(parse, sealed(body), refusals)


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_any_text_is_read_or_refused(name, data):
    parse, right, refusals = READERS[name]
    texts = st.one_of(TEXT, changed(right.encode()).map(lambda raw: raw.decode("utf-8", "replace")))

    holds(parse, data.draw(texts), refusals)


@pytest.mark.parametrize("name", PARSERS)
def test_every_parser_takes_what_is_right_so_that_its_refusals_mean_something(name):
    parse, right, refusals = PARSERS[name]
    if name in SHAPES_ONLY:
        with pytest.raises(refusals):
            parse(right)
    else:
        assert parse(right) is not NotImplemented


# Here the right bytes above stand for a shape only: their makers are in another language or place.
SHAPES_ONLY = {"message sent", "message opened"}


@pytest.mark.parametrize("depth", [200, 2_000, 4_000])
def test_no_depth_of_brackets_brings_a_parser_down(depth):
    deep = b"[" * depth
    about = b"\x91" * depth
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as packed_:
        entry = tarfile.TarInfo(archive.ABOUT)
        entry.size = len(deep)
        packed_.addfile(entry, io.BytesIO(deep))

    with pytest.raises(Refused):
        unpack(tar.getvalue())
    for parse in (intake_forms.read_send, intake_forms.read_look, intake_rules.read_message):
        holds(parse, deep, (ValueError,))
    for name in ("lock", "profile", "readers"):
        seal_, opener = SEALED[name]
        holds(PARSERS[opener][0], seal_(about), PARSERS[opener][2])


@given(body=ANY)
@example(body=b"")
@pytest.mark.django_db
def test_a_session_that_holds_anything_else_is_no_session(body):
    carrier = "c" * 43
    for padded in (body, *(pad(body, size) for size in BUCKETS if len(body) + 4 <= size)):
        sealed = seal.wrap(visits._key(carrier), padded, bound=b"ws1/session")
        row = Session(id=visits.id_of(carrier), expires_at=datetime(2100, 1, 1, tzinfo=UTC))
        row.body = sealed
        row.save()
        for kind in (visits.Visit, visits.Half, visits.Token):
            with pytest.raises(visits.SignedOut):
                visits.find(carrier, kind, now=NOW)


@given(cookie=st.text(max_size=100))
@pytest.mark.django_db
def test_any_cookie_is_nobodys(cookie):
    with override_settings(), pytest.raises(visits.SignedOut):
        visits.find(cookie, visits.Visit, now=NOW)


def test_a_witness_line_reads_back():
    key, seen = chain.read_witness(chain.witness_line(chain.Seen(700_000, 3, KEY, bytes(64))))

    assert key == b""
    assert seen == [chain.Seen(700_000, 3, KEY, bytes(64))]
    assert date.fromordinal(700_000).year == 1917
