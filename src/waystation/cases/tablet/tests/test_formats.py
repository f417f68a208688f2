"""What tablets and office seal to each other: known answers, and readers that break on nothing.

The tablet's own script is held to the same answers in frontend/test/tablet.test.mjs.
"""

import json
from base64 import b64decode
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Tampered
from waystation.cases.tablet import domain, forms
from waystation.vault import seal, tablets
from waystation.vault.domain import unpad
from waystation.vault.tablets import Device

KNOWN = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
TABLET = UUID(KNOWN["tablet"])
SIGN_PUBLIC = seal.sign_public(b64decode(KNOWN["sign_seed"]))
DEVICE = Device(TABLET, SIGN_PUBLIC, seal.box_public(b64decode(KNOWN["box_seed"])))
READERS = (
    domain.word,
    forms.read_join,
    lambda body: forms.read_ask(body, forms.WORD_MAX),
    lambda body: forms.read(body, forms.Entry, forms.WORD_MAX).sealed(),
)


def test_a_packet_sealed_once_opens_with_the_tablets_seed():
    known = KNOWN["packet"]
    box, seed = b64decode(known["box"]), b64decode(KNOWN["box_seed"])

    signed = unpad(seal.open_with(seed, box, kind=seal.PACKET, about=TABLET.bytes))

    assert json.loads(signed[64:]) == known["body"]
    statement = b"ws1/packet" + TABLET.bytes + known["seq"].to_bytes(8, "big") + signed[64:]
    assert seal.is_signed(b64decode(KNOWN["cell_sign_public"]), statement, signed[:64])


def test_a_word_that_the_tablets_script_sealed_once_is_read_in_korean_too():
    box, seed = b64decode(KNOWN["word"]["box"]), b64decode(KNOWN["cell_box_seed"])

    signed = unpad(seal.open_with(seed, box, kind=seal.WORD, about=TABLET.bytes))

    assert len(box) in forms.WORD_BYTES
    assert seal.is_signed(SIGN_PUBLIC, b"ws1/word" + TABLET.bytes + signed[64:], signed[:64])
    assert domain.word(signed[64:]).value == "신발, 담요"


def test_a_question_signed_once_is_the_tablets_under_its_name_and_number_alone():
    known = KNOWN["ask"]
    said, mark = json.dumps(known["body"], separators=(",", ":")).encode(), b64decode(known["sign"])

    assert tablets.is_asked_by(DEVICE, "fetch", 9, said, mark)

    assert not tablets.is_asked_by(DEVICE, "word", 9, said, mark)
    assert not tablets.is_asked_by(DEVICE, "fetch", 10, said, mark)
    assert not tablets.is_asked_by(DEVICE, "fetch", 9, said + b" ", mark)


def test_a_word_box_is_no_packet():
    box, seed = b64decode(KNOWN["word"]["box"]), b64decode(KNOWN["cell_box_seed"])

    with pytest.raises(Tampered):
        seal.open_with(seed, box, kind=seal.PACKET, about=TABLET.bytes)


@pytest.mark.parametrize("read", READERS)
@given(body=st.binary(max_size=200) | st.text(max_size=60).map(lambda t: f'"{t}"'.encode()))
def test_any_bytes_are_read_or_refused(read, body):
    with pytest.raises(ValueError):
        read(body)


@given(
    changes=st.dictionaries(
        st.sampled_from(sorted(KNOWN["word"]["body"])),
        st.none() | st.integers() | st.text(max_size=30) | st.lists(st.integers(), max_size=2),
    )
)
def test_a_word_with_anything_in_its_fields_is_read_or_refused(changes):
    body = json.dumps(KNOWN["word"]["body"] | changes).encode()

    try:
        said = domain.word(body)
    except ValueError:
        return

    assert said.field in domain.FIELDS[said.kind]
