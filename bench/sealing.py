"""How many records can be sealed and opened a second, beside the bare library."""

import os
from datetime import date

import msgspec
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.figures import Figure, beside, per_second
from waystation.base.ids import new_id
from waystation.network.domain import Leg
from waystation.network.models import LegRow
from waystation.testing import history
from waystation.vault import seal
from waystation.vault.domain import Slot, pad
from waystation.vault.keyring import Keyring
from waystation.vault.opening import fill, fill_all, open_row

ROUNDS, ROWS, BOXES = 7, 2_000, 200
BARE = "AES-256-GCM of the library alone, one key, 1 KiB"
CLASSIC = "X25519 alone in the same library's HPKE, key parsed once"
EXPLAINED = (
    "Sealing: a leg of the historical network, padded to 1 KiB, through `vault.opening`: encoding, "
    "padding, a derived key a row, encryption bound to its place; opening is the way back to a "
    f"value. Best of {ROUNDS} rounds of {ROWS:,}, in CPU time; nothing is saved. Sealing asks the "
    "database for the compartment's key of today: once for all rows that are saved together, or "
    "once for each row that is written alone. The peer encrypts and decrypts 1 KiB with a ready "
    "key and a fresh nonce, and does nothing else.",
    f"Boxes: 1 KiB to and from an X-Wing key, best of {ROUNDS} rounds of {BOXES}. The peer is the "
    "same library without the post-quantum half, so its ratio is the price of that half.",
)


def measure() -> list[Figure]:
    """Seal and open rows and boxes, and give the figures."""
    legs = history.network().legs
    leg = next(leg for leg in legs if 252 < len(msgspec.msgpack.encode(leg)) <= 1_020)
    return [*_rows(leg), *_boxes(pad(msgspec.msgpack.encode(leg), 1_024))]


def _rows(leg: Leg) -> list[Figure]:
    cell, on = new_id(), date(1855, 10, 26)
    keyring = Keyring.of(new_id(), [Slot(cell, "network", 1, seal.new_seed())])
    row = fill(LegRow(cell=cell), leg, keyring, on=on)
    assert open_row(row, Leg, keyring) == leg
    bare, plain = AESGCM(os.urandom(32)), os.urandom(1_024)
    nonce = os.urandom(12)
    sealed = bare.encrypt(nonce, plain, b"place")
    together = per_second(
        lambda: fill_all([(LegRow(cell=cell), leg) for _ in range(ROWS)], keyring, on=on),
        rounds=ROUNDS,
        batch=1,
    )
    per_s = {
        what: per_second(call, rounds=ROUNDS, batch=ROWS)
        for what, call in {
            "alone": lambda: fill(LegRow(cell=cell), leg, keyring, on=on),
            "opened": lambda: open_row(row, Leg, keyring),
            "bare sealed": lambda: bare.encrypt(os.urandom(12), plain, b"place"),
            "bare opened": lambda: bare.decrypt(nonce, sealed, b"place"),
        }.items()
    }
    return [
        _rate("vault.rows_sealed_per_s", ROWS * together, per_s["bare sealed"], BARE, 20_000),
        _rate("vault.rows_sealed_alone_per_s", per_s["alone"], per_s["bare sealed"], BARE, 2_000),
        _rate("vault.rows_opened_per_s", per_s["opened"], per_s["bare opened"], BARE, 40_000),
    ]


def _boxes(body: bytes) -> list[Figure]:
    seed = seal.new_seed()
    public = seal.box_public(seed)
    box = seal.seal_to(public, body, kind=seal.RECORD, about=b"")
    classic = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    private = x25519.X25519PrivateKey.generate()
    peer_public = private.public_key()
    peer_box = classic.encrypt(body, peer_public, info=b"bench")
    per_s = {
        what: per_second(call, rounds=ROUNDS, batch=BOXES)
        for what, call in {
            "sealed": lambda: seal.seal_to(public, body, kind=seal.RECORD, about=b""),
            "opened": lambda: seal.open_with(seed, box, kind=seal.RECORD, about=b""),
            "classic sealed": lambda: classic.encrypt(body, peer_public, info=b"bench"),
            "classic opened": lambda: classic.decrypt(peer_box, private, info=b"bench"),
        }.items()
    }
    return [
        _rate("vault.boxes_sealed_per_s", per_s["sealed"], per_s["classic sealed"], CLASSIC, 500),
        _rate("vault.boxes_opened_per_s", per_s["opened"], per_s["classic opened"], CLASSIC, 500),
    ]


def _rate(name: str, value: float, peer: float, peer_name: str, target: float) -> Figure:
    return Figure(
        name=name,
        value=round(value),
        unit="/s",
        better="higher",
        target=target,
        conditions={"what": "one core, CPU time"},
        **beside(peer_name, value, peer),
    )
