"""Security's signed word to colleagues, known by the digest each pinned when they joined."""

import hashlib
import logging

from waystation.base.errors import Refused, Tampered
from waystation.vault import cells, letters, seal
from waystation.vault.doors import Profile
from waystation.vault.keyring import Keyring
from waystation.vault.letters import Ask, Drop, Grant, Letter, Taken, Word

log = logging.getLogger("waystation.alarm")


def pin() -> bytes:
    """Give the digest of security's signing key, for a profile to keep from the first day on.

    Raises:
      Refused: the organisation has no security compartment.
    """
    return hashlib.sha256(cells.sign_public(cells.only("security"))).digest()


def sign(message: bytes, keyring: Keyring) -> bytes:
    """Sign as the security compartment.

    Raises:
      Refused: the keyring does not hold it.
    """
    return seal.sign(cells.private_keys(keyring.cell("security"), keyring).sign_seed, message)


def said(message: bytes, signature: bytes, profile: Profile) -> bool:
    """Say whether security signed this, by the key that was pinned when this person joined."""
    try:
        public = cells.sign_public(cells.only("security"))
    except Refused:
        return False
    if not seal.same(hashlib.sha256(public).digest(), profile.safety):
        log.error("security's signing key is not the one that was pinned")
        return False
    return seal.is_signed(public, message, signature)


def is_meant(letter: Letter, mine: bytes, profile: Profile) -> bool:
    """Say whether a letter that needs security's word carries it, for the key it was sent to.

    `mine` is the digest of the reader's own box key. A new key of a compartment carries its proof
    from the key before instead, and is judged where that key is.
    """
    if isinstance(letter, Grant):
        try:
            purpose = letters.slot_of(letter).purpose
        except Tampered:
            return False
        message = letters.may_hold(mine, letter.cell, purpose, letter.day, profile.alias)
    elif isinstance(letter, Taken):
        message = letters.is_taken(mine, letter.cell, letter.day, letter.epoch)
    elif isinstance(letter, Drop):
        message = letters.must_drop(mine, letter.cell, letter.user_id, letter.day, letter.epoch)
    elif isinstance(letter, Word):
        message = letters.is_told(mine, letter.kind, letter.day)
    else:
        return isinstance(letter, Ask) and _is_asked(letter, profile)
    return said(message, letter.signature, profile)


def _is_asked(ask: Ask, profile: Profile) -> bool:
    try:
        purpose = cells.purpose_of(ask.cell)
    except Refused:
        return False
    message = letters.may_hold(ask.key_digest, ask.cell, purpose, ask.day, ask.alias)
    return said(message, ask.signature, profile)


def digest_of(seeds: bytes) -> bytes:
    """Give the digest of the box key that a person's seeds make."""
    return cells.key_digest(seal.box_public(seeds[:32]))
