"""Bytes in, bytes out: the suite, its derivations and formats. The only door to a crypto library.

Suite 1 is X-Wing (ML-KEM-768 with X25519) under HPKE, HKDF-SHA256, AES-256-GCM, Ed25519 and
Argon2id. Every format begins with its suite, so that a new one is a re-wrap and not a migration.
Everything that is bound (place, kind, revision) goes into the associated data or the HPKE `info`,
so that bytes moved elsewhere do not open.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Iterable, Iterator
from typing import IO

import pyrage
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from waystation.base.errors import Tampered
from waystation.vault.domain import pad, unpad

SUITE = 1
# Kinds of box; a box made as one kind never opens as another.
GRANT, RECORD, ESCROW, MAILBOX, ORDER, ALARM, REPORT, AUDIT, FILE, TIP, ANSWER = range(1, 12)
# What goes to a worker's tablet and what comes back; what only one person may read.
PACKET, WORD, PERSONAL = 12, 13, 14
# What a giver reads with their own key.
OWN = 15

WRAP_OVERHEAD = 29
BOX_OVERHEAD = 1_138
ROW_OVERHEAD = 38
# A file: suite 1, kind 1, a random beginning of all its nonces 7, then chunks of this size.
CHUNK = 65_536
_FILE_HEAD = 9
_ROW_HEAD = struct.Struct(">BBII")
_FILE_COUNT = struct.Struct(">I?")
_HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def derive(key: bytes, label: bytes, length: int = 32) -> bytes:
    """Derive a key for one purpose; two labels give unrelated keys."""
    return HKDF(hashes.SHA256(), length, None, label).derive(key)


def stretch(passphrase: bytes, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
    """Turn a passphrase into 32 bytes at a price a guesser has to pay too (Argon2id).

    argon2-cffi, not the other library at hand: that one hangs when two threads derive at once.
    Cost: 128 MiB and about half a CPU second at the default of 3 passes, 2 lanes.
    """
    return hash_secret_raw(passphrase, salt, passes, memory_kib, lanes, 32, Type.ID)


def keyed_digest(key: bytes, message: bytes) -> bytes:
    """Digest that cannot be guessed at without the key (HMAC-SHA256)."""
    return hmac.digest(key, message, "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left, right)


def permute(key: bytes, block: bytes) -> bytes:
    """Turn 16 bytes into 16 others: the same ones always alike, and back by `unpermute`.

    For ids alone, which are random: equal ones are seen to be equal.
    """
    cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 (one block, no message)
    return cipher.encryptor().update(block)


def unpermute(key: bytes, block: bytes) -> bytes:
    """Undo `permute`."""
    cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305
    return cipher.decryptor().update(block)


def wrap(key: bytes, body: bytes, *, bound: bytes) -> bytes:
    """Seal a small secret under a key: n + 29 bytes, bound to a label and ids."""
    nonce = os.urandom(12)
    return bytes((SUITE,)) + nonce + AESGCM(key).encrypt(nonce, body, bytes((SUITE,)) + bound)


def unwrap(key: bytes, blob: bytes, *, bound: bytes) -> bytes:
    """Open what `wrap` sealed.

    Raises:
      Tampered: other key, other place, or changed bytes.
    """
    if len(blob) < WRAP_OVERHEAD or blob[0] != SUITE:
        raise Tampered("not a wrap of a suite known here")
    try:
        return AESGCM(key).decrypt(blob[1:13], blob[13:], bytes((SUITE,)) + bound)
    except InvalidTag:
        raise Tampered("a wrap does not open") from None


def seal_row(key: bytes, body: bytes, *, gen: int, rev: int, place: bytes) -> bytes:
    """Seal a record's body to its place (table, row and cell id), key generation and revision.

    One derived key a row, so the random nonce is never at risk of repeating under a key.
    """
    head = _ROW_HEAD.pack(SUITE, RECORD, gen, rev)
    nonce = os.urandom(12)
    sealed = AESGCM(derive(key, b"ws1/row" + place)).encrypt(nonce, pad(body), head + place)
    return head + nonce + sealed


def row_head(blob: bytes) -> tuple[int, int]:
    """Read the key generation and the revision that a sealed row states.

    Raises:
      Tampered: too short, or of another suite or kind.
    """
    if len(blob) < ROW_OVERHEAD:
        raise Tampered("a sealed row is too short")
    suite, kind, gen, rev = _ROW_HEAD.unpack_from(blob)
    if (suite, kind) != (SUITE, RECORD):
        raise Tampered("not a sealed row of a suite known here")
    return gen, rev


def open_row(key: bytes, blob: bytes, *, place: bytes) -> bytes:
    """Open a record's body, if it stands where it was sealed and nobody changed it.

    Raises:
      Tampered: moved to another place, edited, or sealed under another key.
    """
    row_head(blob)
    head, nonce = blob[:10], blob[10:22]
    try:
        padded = AESGCM(derive(key, b"ws1/row" + place)).decrypt(nonce, blob[22:], head + place)
        return unpad(padded)
    except (InvalidTag, ValueError):
        raise Tampered("a sealed row does not open where it stands") from None


def seal_file(key: bytes, body: bytes, *, bound: bytes) -> Iterator[bytes]:
    """Seal a file in chunks of 64 KiB, under a key that seals nothing else (STREAM).

    A chunk's nonce counts it and says whether it is the last one, so that none can be left out,
    doubled, swapped or cut off.

    Source: Hoang, Reyhanitabar, Rogaway, Vizár, 2015, "Online Authenticated-Encryption and its
    Nonce-Reuse Misuse-Resistance", the STREAM construction.
    """
    head = bytes((SUITE, FILE)) + os.urandom(7)
    yield head
    cipher, n_chunks = AESGCM(key), max(1, -(-len(body) // CHUNK))
    for number in range(n_chunks):
        nonce = head[2:] + _FILE_COUNT.pack(number, number == n_chunks - 1)
        yield cipher.encrypt(nonce, body[number * CHUNK : (number + 1) * CHUNK], head + bound)


def open_file(key: bytes, blob: bytes, *, bound: bytes) -> bytes:
    """Open what `seal_file` sealed; nothing of it is given before all of it has proven whole.

    Raises:
      Tampered: another key or file, chunks cut off, left out or swapped, or changed bytes.
    """
    head, size = blob[:_FILE_HEAD], CHUNK + 16
    if len(blob) < _FILE_HEAD + 16 or head[:2] != bytes((SUITE, FILE)):
        raise Tampered("not a file of a suite known here")
    cipher, n_chunks = AESGCM(key), -(-(len(blob) - _FILE_HEAD) // size)
    opened = []
    for number in range(n_chunks):
        nonce = head[2:] + _FILE_COUNT.pack(number, number == n_chunks - 1)
        start = _FILE_HEAD + number * size
        try:
            opened.append(cipher.decrypt(nonce, blob[start : start + size], head + bound))
        except (InvalidTag, ValueError):
            raise Tampered("a file does not open") from None
    return b"".join(opened)


def new_seed() -> bytes:
    """Draw 32 random bytes: the seed of any key pair here."""
    return os.urandom(32)


def _box_private(seed: bytes) -> hpke.MLKEM768X25519PrivateKey:
    expanded = hashlib.shake_256(seed).digest(96)
    return hpke.MLKEM768X25519PrivateKey(
        mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        x25519.X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def box_public(seed: bytes) -> bytes:
    """Give the X-Wing public key of a seed: ML-KEM 1,184 bytes, then X25519 32 bytes."""
    expanded = hashlib.shake_256(seed).digest(96)
    lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key()
    curve = x25519.X25519PrivateKey.from_private_bytes(expanded[64:]).public_key()
    return lattice.public_bytes_raw() + curve.public_bytes(Encoding.Raw, PublicFormat.Raw)


def seal_to(public: bytes, body: bytes, *, kind: int, about: bytes) -> bytes:
    """Seal to a public key: n + 1,138 bytes. The recipient learns nothing about who sealed it."""
    return seal_many(public, [(body, about)], kind=kind)[0]


def seal_many(public: bytes, bodies: Iterable[tuple[bytes, bytes]], *, kind: int) -> list[bytes]:
    """Seal many bodies to one public key, each in a box of its own with a fresh secret.

    Args:
      bodies: (body, what it is about).
    """
    head = bytes((SUITE, kind))
    key = hpke.MLKEM768X25519PublicKey(
        mlkem.MLKEM768PublicKey.from_public_bytes(public[:1184]),
        x25519.X25519PublicKey.from_public_bytes(public[1184:]),
    )
    return [
        head + _HPKE.encrypt(body, key, info=b"ws1/seal" + head + about) for body, about in bodies
    ]


def is_box_public(public: bytes) -> bool:
    """Say whether bytes are a public key that can be sealed to, not only of the right length."""
    try:
        seal_to(public, b"", kind=RECORD, about=b"")
    except ValueError:
        return False
    return True


def open_with(seed: bytes, box: bytes, *, kind: int, about: bytes) -> bytes:
    """Open a box sealed to a seed's public key, of this kind and about these ids.

    Raises:
      Tampered: other recipient, kind, ids, or changed bytes.
    """
    head = bytes((SUITE, kind))
    if len(box) < BOX_OVERHEAD or box[:2] != head:
        raise Tampered("a box of another suite or kind")
    try:
        return _HPKE.decrypt(box[2:], _box_private(seed), info=b"ws1/seal" + head + about)
    except (InvalidTag, ValueError):
        raise Tampered("a box does not open") from None


def sign_public(seed: bytes) -> bytes:
    """Give the Ed25519 public key of a seed."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(seed: bytes, message: bytes) -> bytes:
    """Sign a message: HPKE proves nothing about its sender, so what is acted upon is signed."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a message carries this key's signature."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def seal_age(recipients: list[str], body: bytes) -> bytes:
    """Seal a file that people carry, so that the common `age` program opens it.

    Raises:
      ValueError: no recipient, or one that is not an age X25519 public key.
    """
    return pyrage.encrypt(body, _age_recipients(recipients))


def seal_age_words(words: str, body: bytes) -> bytes:
    """Seal a file that people carry under a passphrase, so that the common `age` program opens it.

    Cost: about a second, which is what each guess at the passphrase costs.
    """
    return pyrage.passphrase.encrypt(body, words)


def new_age() -> tuple[str, str]:
    """Draw an age key: its secret half, and the public one to which people seal files."""
    drawn = pyrage.x25519.Identity.generate()
    return str(drawn), str(drawn.to_public())


def seal_age_stream(recipients: list[str], body: IO[bytes], out: IO[bytes]) -> None:
    """Seal a file of any length for carrying, piece by piece.

    Raises:
      ValueError: no recipient, or one that is not an age X25519 public key.
      OSError: it could not be read or written to its end.
    """
    keys = _age_recipients(recipients)
    try:
        pyrage.encrypt_io(body, out, keys)
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from None


def open_age_stream(secret: str, body: IO[bytes], out: IO[bytes]) -> None:
    """Open a carried file with an age secret key; what came out before it fails is worth nothing.

    Raises:
      ValueError: the secret is no age X25519 secret key.
      Tampered: sealed to somebody else, cut off, or changed bytes.
    """
    try:
        key = pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise ValueError(f"not an age secret key: {error}") from None
    try:
        pyrage.decrypt_io(body, out, [key])
    except pyrage.DecryptError:
        raise Tampered("an age file does not open") from None
    except OSError as error:
        # The library's own error of a changed piece has no number; a full disk has.
        if error.errno is not None:
            raise
        raise Tampered("an age file does not open to its end") from None


def _age_recipients(recipients: list[str]) -> list[pyrage.x25519.Recipient]:
    if not recipients:
        raise ValueError("no age recipient: nobody could open the file")
    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError as error:
        raise ValueError(f"not an age recipient: {error}") from None


def new_push_key() -> bytes:
    """Draw a P-256 key as push services want it to know a sender again; it opens nothing."""
    drawn = ec.generate_private_key(ec.SECP256R1())
    return drawn.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def push_public(pem: bytes) -> bytes:
    """Give the public half of such a key: 65 bytes.

    Raises:
      ValueError: this is no such key.
    """
    public = load_pem_private_key(pem, None).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
