"""Keys of people outside who have no passphrase here: a giver's own copy of what they gave.

A giver's own key opens under their address of mail and nothing else that we keep. The server can
write for them at any time, and read only in a request in which they name the address, or show the
secret of a link that was sent there. What we keep says of an address only whether it is the same.
"""

import hashlib
from typing import NamedTuple
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.vault import seal
from waystation.vault.domain import pad, unpad
from waystation.vault.staff import pepper

SECRET_BYTES = 32


class OwnKey(NamedTuple):
    """A giver's key: the half to which anybody seals, and the other one under their address."""

    public: bytes
    wrapped: bytes

    def __repr__(self) -> str:
        return "<OwnKey>"


def finder(address: str) -> bytes:
    """Digest an address under the server's pepper, to find again whoever wrote it: 32 bytes.

    Args:
      address: as `giving.donors.domain.tidied` leaves it, so that one person is found once.
    """
    return seal.keyed_digest(seal.derive(pepper(), b"ws1/finder"), address.encode())


def new_own(giver: UUID, address: str) -> OwnKey:
    """Make a giver's own key; its private half opens under the address alone.

    Cost: about 0.5 ms.
    """
    seed = seal.new_seed()
    wrapped = seal.wrap(_under(address), seed, bound=b"ws1/own" + giver.bytes)
    return OwnKey(seal.box_public(seed), wrapped)


def under_another(giver: UUID, address: str, seed: bytes) -> bytes:
    """Put a giver's seed under an address, for a record that was found to be of the same giver.

    Args:
      giver: the record under whose address the seed is to open.
    """
    return seal.wrap(_under(address), seed, bound=b"ws1/own" + giver.bytes)


def public_of(seed: bytes) -> bytes:
    """Give the half of a giver's key to which anybody seals."""
    return seal.box_public(seed)


def open_own(giver: UUID, address: str, wrapped: bytes) -> bytes:
    """Open a giver's own seed with their address.

    Raises:
      Tampered: another address, another giver, or changed bytes.
    """
    return seal.unwrap(_under(address), wrapped, bound=b"ws1/own" + giver.bytes)


def seal_own(public: bytes, body: bytes, *, about: UUID) -> bytes:
    """Write for a giver what only their own key opens.

    Raises:
      ValueError: the body is longer than 65,532 bytes.
    """
    return seal.seal_to(public, pad(body), kind=seal.OWN, about=about.bytes)


def read_own(seed: bytes, box: bytes, *, about: UUID) -> bytes:
    """Read what was written for a giver, with their own seed.

    Raises:
      Tampered: written for somebody else, about something else, or changed.
    """
    try:
        return unpad(seal.open_with(seed, box, kind=seal.OWN, about=about.bytes))
    except ValueError:
        raise Tampered("what was written for a giver is no padded body") from None


def new_secret() -> bytes:
    """Draw the secret of a link that is sent to somebody."""
    return seal.new_seed()


def secret_digest(secret: bytes) -> bytes:
    """Give the digest by which a link is known; the secret itself is kept nowhere."""
    return hashlib.sha256(b"ws1/link-of-own" + secret).digest()


def hold(secret: bytes, body: bytes) -> bytes:
    """Put something under the secret of a link: whose it is, and their seed."""
    return seal.wrap(seal.derive(secret, b"ws1/held-own"), body, bound=secret_digest(secret))


def held(secret: bytes, wrapped: bytes) -> bytes:
    """Give what lies under the secret of a link.

    Raises:
      Tampered: another secret, or changed bytes.
    """
    return seal.unwrap(seal.derive(secret, b"ws1/held-own"), wrapped, bound=secret_digest(secret))


def mark(about: bytes, body: bytes) -> bytes:
    """Digest something under the server's pepper, to know it again and to prove that we wrote it.

    Args:
      about: what the mark is for; one for another thing never passes for it.
    """
    key = seal.derive(pepper(), b"ws1/own-mark" + hashlib.sha256(about).digest())
    return seal.keyed_digest(key, body)


def is_mark(text: str, expected: bytes) -> bool:
    """Say whether a mark, as it stands in an address, is the one expected; takes equally long."""
    return seal.same(text.encode("utf-8", "surrogatepass"), expected.hex().encode())


def _under(address: str) -> bytes:
    return seal.derive(pepper(), b"ws1/own-key" + hashlib.sha256(address.encode()).digest())
