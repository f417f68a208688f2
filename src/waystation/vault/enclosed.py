"""A long paper beside a box: sealed once under a key of its own, which stands in the boxes.

So it may be longer than a box, and whoever opens any of the boxes opens the paper.
"""

from typing import NamedTuple
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.vault import seal
from waystation.vault.files import padme

_LENGTH_BYTES = 8


class Enclosed(NamedTuple):
    """A sealed paper and the key for the boxes."""

    key: bytes
    sealed: bytes

    def __repr__(self) -> str:
        return "<Enclosed>"


def enclose(paper: bytes, *, about: UUID) -> Enclosed:
    """Seal a paper of any length under a new key, bound to the row it belongs to."""
    key = seal.new_seed()
    framed = len(paper).to_bytes(_LENGTH_BYTES, "big") + paper
    padded = framed.ljust(padme(len(framed)), b"\0")
    return Enclosed(key, seal.wrap(key, padded, bound=b"ws1/enclosed" + about.bytes))


def unclose(key: bytes, sealed: bytes, *, about: UUID) -> bytes:
    """Open a paper with the key out of a box.

    Raises:
      Tampered: another row's, or changed.
    """
    padded = seal.unwrap(key, sealed, bound=b"ws1/enclosed" + about.bytes)
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if end > len(padded):
        raise Tampered("an enclosed paper is shorter than it says")
    return padded[_LENGTH_BYTES:end]
