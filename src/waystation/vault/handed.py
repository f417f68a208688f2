"""Links handed to somebody who has no account: found by a digest, opened by their secret alone.

Whoever made a link keeps three things that come out of its secret, and not the secret: the digest
under which a box waits, the public key to which it can be sealed anew, and a key that proves to
the reader that the box was written by somebody who may read the case. HPKE alone proves nothing
about its sender, and the public key lies in the database.
"""

import hashlib
from typing import Literal, NamedTuple
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.vault import boxes, ownkeys, seal
from waystation.vault.domain import BUCKETS

# What a link is for; the secret of one sort finds nothing of the other.
Sort = Literal["plan", "calendar", "search"]
SECRET_BYTES = 32
PROOF_BYTES = 32
# Every box of a sort has one size, whatever is in it.
BUCKET: dict[Sort, int] = {"plan": BUCKETS[4], "calendar": BUCKETS[3], "search": BUCKETS[3]}


class Handed(NamedTuple):
    """What stays here of a link: enough to find its box and to write it anew, not to read it."""

    digest: bytes
    public: bytes
    proof: bytes

    def __repr__(self) -> str:
        return "<Handed>"

    @property
    def about(self) -> UUID:
        """Give the id to which a link's boxes are bound."""
        return UUID(bytes=self.digest[:16])

    def name_of(self, what: str) -> str:
        """Name something for readers of this link: always alike, and unlike under another link."""
        return seal.keyed_digest(self.proof, b"ws1/handed-name" + what.encode())[:16].hex()


def secret_of(entropy: bytes) -> bytes:
    """Give the secret of a link whose words somebody may write down: as hard to guess as they."""
    return hashlib.sha256(b"ws1/handed-words" + entropy).digest()


def handed(secret: bytes, sort: Sort) -> Handed:
    """Derive from the secret of a link what may stay here."""
    return Handed(
        digest=digest_of(secret, sort),
        public=seal.box_public(_seed(secret)),
        proof=hashlib.sha256(b"ws1/handed-proof" + secret).digest(),
    )


def digest_of(secret: bytes, sort: Sort) -> bytes:
    """Give the digest under which the box of a link is found."""
    return hashlib.sha256(b"ws1/handed-" + sort.encode() + secret).digest()


def room(sort: Sort) -> int:
    """Say how many bytes a box of a sort holds."""
    return BUCKET[sort] - PROOF_BYTES - 4


def write(link: Handed, sort: Sort, body: bytes) -> bytes:
    """Seal something for whoever holds a link, at the one size of its sort.

    Args:
      body: a text that may end in blanks, such as JSON.

    Raises:
      ValueError: it is longer than `room`.
    """
    if len(body) > room(sort):
        raise ValueError(f"{len(body)} bytes do not fit in a box of {room(sort)}")
    filled = body.ljust(room(sort))
    proof = seal.keyed_digest(link.proof, _bound(link, filled))
    return ownkeys.seal_own(link.public, proof + filled, about=link.about)


def read(secret: bytes, sort: Sort, box: bytes) -> bytes:
    """Open a link's box with its secret.

    Raises:
      Tampered: it was sealed for another link, by nobody who holds the case, or it was changed.
    """
    link = handed(secret, sort)
    opened = ownkeys.read_own(_seed(secret), box, about=link.about)
    proof, body = opened[:PROOF_BYTES], opened[PROOF_BYTES:]
    if not seal.same(proof, seal.keyed_digest(link.proof, _bound(link, body))):
        raise Tampered("a link's box was not written by whoever made the link")
    return body.rstrip(b" ")


def filler(sort: Sort) -> bytes:
    """Make a box that nobody can open, of the size of true ones."""
    return boxes.filler(seal.OWN, BUCKET[sort])


def _seed(secret: bytes) -> bytes:
    return hashlib.sha256(b"ws1/handed-seed" + secret).digest()


def _bound(link: Handed, body: bytes) -> bytes:
    return link.digest + body
