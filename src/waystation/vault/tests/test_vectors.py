"""Known answers: the bytes in vectors.json were made once, and every later version opens them.

The phone's scripts are held to the same file; the boxes and reports marked "phone" were made there.
"""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from waystation.vault import seal
from waystation.vault.domain import pad, unpad

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))


def raw(vector):
    """Turn the hexadecimal fields of one vector into bytes."""
    words = {"made_by", "source", "public_sha256"}
    return {
        name: bytes.fromhex(field) if isinstance(field, str) and name not in words else field
        for name, field in vector.items()
    }


@pytest.mark.parametrize("vector", VECTORS["boxes"])
def test_a_box_of_any_maker_opens_to_the_known_text(vector):
    v = raw(vector)

    plain = seal.open_with(v["seed"], v["box"], kind=v["kind"], about=v["about"])

    assert plain == v["plain"]
    assert sha256(seal.box_public(v["seed"])).hexdigest() == v["public_sha256"]


def test_the_phone_and_the_server_each_made_one_of_the_boxes():
    assert {v["made_by"] for v in VECTORS["boxes"]} == {"phone", "server"}


@pytest.mark.parametrize("vector", VECTORS["orders"])
def test_a_known_order_opens_and_carries_its_compartments_signature(vector):
    v = raw(vector)
    public = seal.box_public(v["seed"])
    about = sha256(public).digest()[:16]

    signed = unpad(seal.open_with(v["seed"], v["box"], kind=seal.ORDER, about=about))

    statement = b"ws1/order" + sha256(public).digest() + signed[64:]
    assert signed[64:] == v["body"]
    assert seal.is_signed(v["cell_sign_public"], statement, signed[:64])


@pytest.mark.parametrize("vector", VECTORS["reports"])
def test_a_report_made_on_a_phone_opens_and_carries_its_signature(vector):
    v = raw(vector)

    opened = seal.open_with(v["cell_seed"], v["box"], kind=seal.REPORT, about=v["mailbox"])
    signed = unpad(opened)

    statement = b"ws1/report" + v["mailbox"] + signed[64:]
    assert signed[64:] == v["body"]
    assert seal.is_signed(v["phone_sign_public"], statement, signed[:64])


@pytest.mark.parametrize("vector", VECTORS["rows"])
def test_a_known_row_opens_where_it_was_sealed(vector):
    v = raw(vector)

    assert seal.open_row(v["key"], v["row"], place=v["place"]) == v["plain"]
    assert seal.row_head(v["row"]) == (v["gen"], v["rev"])


@pytest.mark.parametrize("vector", VECTORS["wraps"])
def test_a_known_wrap_opens(vector):
    v = raw(vector)

    assert seal.unwrap(v["key"], v["wrap"], bound=v["bound"]) == v["plain"]


@pytest.mark.parametrize("vector", VECTORS["pads"])
def test_padding_gives_the_known_bytes(vector):
    v = raw(vector)

    assert pad(v["plain"]) == v["padded"]
    assert unpad(v["padded"]) == v["plain"]


@pytest.mark.parametrize("vector", VECTORS["signatures"])
def test_a_known_signature_is_made_and_accepted(vector):
    v = raw(vector)

    assert seal.sign_public(v["seed"]) == v["public"]
    assert seal.sign(v["seed"], v["message"]) == v["signature"]
    assert seal.is_signed(v["public"], v["message"], v["signature"])


@pytest.mark.parametrize("vector", VECTORS["derivations"])
def test_a_known_key_is_derived(vector):
    v = raw(vector)

    assert seal.derive(v["key"], v["label"], v["length"]) == v["out"]


@pytest.mark.parametrize("vector", VECTORS["digests"])
def test_a_known_keyed_digest_is_made(vector):
    v = raw(vector)

    assert seal.keyed_digest(v["key"], v["message"]) == v["out"]


@pytest.mark.parametrize("vector", VECTORS["stretches"])
def test_a_known_passphrase_stretches_to_the_known_key(vector):
    v = raw(vector)
    price = {name: v[name] for name in ("memory_kib", "passes", "lanes")}

    assert seal.stretch(v["passphrase"], v["salt"], **price) == v["out"]
