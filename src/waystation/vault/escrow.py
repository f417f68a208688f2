"""The way back through trustees: a key that nobody holds, in five shares of which three open it.

The key is drawn on a machine without a network, parted, printed and forgotten. What it opens is
one person's seeds, sealed to it with that person's word; so the server holds nothing that opens,
and two trustees together hold nothing either. The shares are SLIP-39 words, which exist in English
alone.
"""

import hashlib
from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

import shamir_mnemonic

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.vault import seal

TRUSTEES, NEEDED = 5, 3
LABEL = b"ws1/escrow"


class Ceremony(NamedTuple):
    """What comes out of the ceremony: the public key, and one share of words for each trustee."""

    public: bytes
    shares: tuple[str, ...]

    def __repr__(self) -> str:
        return "<Ceremony>"


def hold_ceremony() -> Ceremony:
    """Draw an escrow key and part it; the key itself is gone when this returns.

    Source: SLIP-0039, Shamir's secret sharing for mnemonic codes (SatoshiLabs, 2017), one group.
    """
    seed = seal.new_seed()
    [shares] = shamir_mnemonic.generate_mnemonics(1, [(NEEDED, TRUSTEES)], seed)
    return Ceremony(seal.box_public(seed), tuple(shares))


def join(shares: Sequence[str]) -> bytes:
    """Bring three shares together again: the seed of the escrow key.

    Raises:
      Refused: fewer than three, a word misspelt, or shares of different ceremonies.
    """
    said = [" ".join(share.lower().split()) for share in shares]
    if len(set(said)) < NEEDED:
        raise Refused(
            _("Three shares are needed; here are %(n)d.") % {"n": len(set(said))},
            hint=_("Three different trustees have to type theirs."),
        )
    for number, share in enumerate(said, start=1):
        try:
            shamir_mnemonic.Share.from_mnemonic(share)
        except shamir_mnemonic.MnemonicError:
            raise Refused(
                _("Share %(n)d is not written as it was printed.") % {"n": number},
                hint=_("Read it again word by word; a share is 33 English words."),
            ) from None
    try:
        return shamir_mnemonic.combine_mnemonics(said)
    except shamir_mnemonic.MnemonicError:
        raise Refused(
            _("These shares do not belong together."),
            hint=_("Compare the mark printed on each sheet; it is the same on all five."),
        ) from None


def mark_of(public: bytes) -> str:
    """Name an escrow key in 24 signs that two people can compare, such as ``3F2A 91C0 …``."""
    digest = hashlib.sha256(LABEL + public).hexdigest()[:24].upper()
    return " ".join(wrap(digest, 4))
