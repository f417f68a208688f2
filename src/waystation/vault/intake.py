"""Keys to which strangers seal word for us, one for each message, and the answers sealed to them.

A one-time key is signed by the compartment that will read, so that a browser can tell it from
anybody else's. Its private half lies in the key store, wrapped under the compartment's key, until
the message is opened; then it is destroyed, and a copy of the message made on its way opens no
more, whatever else is seized later.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.base.errors import Tampered
from waystation.vault import boxes, cells, intake_keep, seal
from waystation.vault.domain import pad, unpad
from waystation.vault.intake_keep import Kept
from waystation.vault.keyring import Keyring

# One size for every message and one for every answer, whatever stands in them.
BUCKET = 16_384
BOX_BYTES = BUCKET + seal.BOX_OVERHEAD
BODY_MAX = BUCKET - 4
ANSWER_BODY_MAX = BODY_MAX - 64
ID_BYTES = 16


class MadeKey(NamedTuple):
    """The public half of a key for one message: its id is the digest of it."""

    id: bytes
    public: bytes
    signature: bytes


def key_id(public: bytes) -> bytes:
    """Name an intake key: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(public).digest()[:ID_BYTES]


def make_keys(cell: UUID, n: int, keyring: Keyring, *, on: date) -> list[MadeKey]:
    """Make keys that the compartment signs, and keep their private halves.

    Cost: 20 in about 8 ms.

    Raises:
      Refused: the keyring does not hold the compartment.
    """
    _, sign_seed = cells.private_seeds(cell, keyring)
    epoch, key = keyring.current(cell)
    made, halves = [], []
    for _number in range(n):
        seed = seal.new_seed()
        public = seal.box_public(seed)
        one = MadeKey(key_id(public), public, seal.sign(sign_seed, statement(public, on)))
        made.append(one)
        wrapped = seal.wrap(key, seed, bound=_bound(cell, one.id))
        halves.append(Kept(one.id, cell, epoch, wrapped, on))
    intake_keep.put(halves)
    return made


def statement(public: bytes, on: date) -> bytes:
    """Say what a compartment signs of an intake key: that it is its own, and since when."""
    return b"ws1/intake" + hashlib.sha256(public).digest() + on.isoformat().encode()


def signer(cell: UUID) -> bytes:
    """Give the key by which a browser knows the compartment's intake keys."""
    return cells.sign_public(cell)


def is_public(public: bytes) -> bool:
    """Say whether answers can be sealed to this key."""
    return seal.is_box_public(public)


def is_own_reply(public: bytes, digest: bytes) -> bool:
    """Say whether a key to answer to is the one whose digest was sealed with a message."""
    return seal.same(hashlib.sha256(public).digest(), digest)


def open_tip(cell: UUID, key: bytes, box: bytes, *, about: bytes, keyring: Keyring) -> bytes:
    """Open a message with the private half of its key.

    Args:
      key: the id of the intake key it was sealed to.
      about: the id of the message, 16 bytes.

    Raises:
      Refused: the keyring does not hold the compartment.
      Tampered: the private half is gone, or the message is not what was sealed.
    """
    keyring.current(cell)
    kept = intake_keep.one(key)
    if kept is None or kept.cell != cell:
        raise Tampered("the private half of an intake key is not there")
    seed = seal.unwrap(keyring.key_for(cell, kept.epoch), kept.wrapped, bound=_bound(cell, key))
    try:
        return unpad(seal.open_with(seed, box, kind=seal.TIP, about=key + about))
    except ValueError:
        raise Tampered("a message opens to something that is no padded body") from None


def seal_answer(
    cell: UUID, reply_public: bytes, body: bytes, *, about: bytes, keyring: Keyring
) -> bytes:
    """Seal an answer to whoever holds a receipt, signed inside by the compartment: 17,522 bytes.

    Raises:
      Refused: the keyring does not hold the compartment that signs.
      ValueError: the answer is longer than 16,316 bytes.
    """
    return seal_answers(cell, [(reply_public, about, body)], keyring=keyring)[0]


def seal_answers(
    cell: UUID, answers: Iterable[tuple[bytes, bytes, bytes]], *, keyring: Keyring
) -> list[bytes]:
    """Seal many answers, each as key to answer to, id and body; raises as `seal_answer` does.

    Where somebody wrote over the key to answer to, so that it is none, the answer is filler.
    """
    _, sign_seed = cells.private_seeds(cell, keyring)
    sealed = []
    for reply_public, about, body in answers:
        if not is_public(reply_public):
            sealed.append(answer_filler())
            continue
        said = b"ws1/answer" + hashlib.sha256(reply_public).digest() + about + body
        signed = pad(seal.sign(sign_seed, said) + body, BUCKET)
        sealed.append(seal.seal_to(reply_public, signed, kind=seal.ANSWER, about=about))
    return sealed


def answer_filler() -> bytes:
    """Make bytes that nobody without the receipt can tell from a sealed answer."""
    return boxes.filler(seal.ANSWER, BUCKET)


def tip_fillers(n: int) -> list[bytes]:
    """Make bytes that stand where opened messages stood."""
    return boxes.fillers(seal.TIP, BUCKET, n)


def bring_over(
    cell: UUID, old_keys: Callable[[int], bytes], new_epoch: int, new_key: bytes
) -> None:
    """Bring the private halves of a compartment to its new key, once that key stands.

    The key store knows no roll-back: a half wrapped under a key that was then not taken would be
    lost. What a crash leaves behind is brought over by `keep_up`.
    """
    transaction.on_commit(lambda: _bring_over(cell, old_keys, new_epoch, new_key))


def keep_up(cell: UUID, keyring: Keyring) -> None:
    """Bring over the private halves that a rotation left behind.

    Raises:
      Refused: the keyring does not hold the compartment, or no longer an epoch that is needed.
    """
    epoch, key = keyring.current(cell)
    _bring_over(cell, lambda old: keyring.key_for(cell, old), epoch, key)


def _bring_over(cell: UUID, old_keys: Callable[[int], bytes], epoch: int, key: bytes) -> None:
    fresh = []
    for kept in intake_keep.of_cell(cell):
        if kept.epoch != epoch:
            bound = _bound(cell, kept.id)
            seed = seal.unwrap(old_keys(kept.epoch), kept.wrapped, bound=bound)
            fresh.append(kept._replace(epoch=epoch, wrapped=seal.wrap(key, seed, bound=bound)))
    if fresh:
        intake_keep.replace(fresh)


def _bound(cell: UUID, key: bytes) -> bytes:
    return b"ws1/intake-key" + cell.bytes + key
