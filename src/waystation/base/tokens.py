"""What a phone can show for a watch: chains of tokens, and the digests a watch keeps of them. Pure.

Two chains belong to an order, from two random seeds: one says that all is well, the other that
somebody is forced. The last token is made from the seed and each earlier one from the one after it,
so a token proves all that came before it and nobody can make the next one. A watch keeps digests
only, which of the two is which decided by chance.

Source: Lamport, "Password authentication with insecure communication", Communications of the ACM
24 (1981).
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

TOKEN_BYTES, DIGEST_BYTES = 16, 32
# Two digests each of what answers the watch, puts it off, and makes it ring now.
CODES_BYTES = 6 * DIGEST_BYTES
# So many earlier watches a token can answer; no order has more.
STEPS_BACK = 16
# Decoys of one watch are answered by what answers it; each needs digests of its own.
DECOYS_MAX = 2


class Pair(NamedTuple):
    """The token that says all is well, and the one that says somebody is forced."""

    well: bytes
    duress: bytes


class Shown(NamedTuple):
    """What one token can be, as digests: of this due time or an earlier one, or as it stands."""

    token: bytes
    direct: frozenset[bytes]
    earlier: frozenset[bytes]


class Match(NamedTuple):
    """What a token is to a watch: "answer", "earlier", "late" or "danger", and in which place."""

    what: str
    place: int


def chain(seed: bytes, n: int) -> list[bytes]:
    """Give the tokens of n due times in order; the last is made first."""
    tokens = [_cut(b"ws1/tok", seed)]
    while len(tokens) < n:
        tokens.append(before(tokens[-1]))
    return tokens[::-1]


def before(token: bytes) -> bytes:
    """Give the token of the due time before."""
    return _cut(b"ws1/tok", token)


def late(token: bytes) -> bytes:
    """Give the token that puts off the due time of another token."""
    return _cut(b"ws1/late", token)


def danger(seed: bytes) -> bytes:
    """Give the token that makes an order's next watch ring at once."""
    return _cut(b"ws1/ring", seed)


def recall(seed: bytes) -> bytes:
    """Give the token by which a guide says that word of standing down came."""
    return _cut(b"ws1/down", seed)


def for_decoy(token: bytes, nth: int) -> bytes:
    """Give what answers the nth decoy of the watch that a token answers; 0: that watch itself."""
    return _cut(b"ws1/decoy" + bytes([nth]), token) if nth else token


def digest(token: bytes) -> bytes:
    """Give what is kept of a token."""
    return hashlib.sha256(b"ws1/kept" + token).digest()


def danger_digest(token: bytes, watch: UUID) -> bytes:
    """Give what a watch keeps of a danger token: its own, or all of one order would show alike."""
    return hashlib.sha256(b"ws1/kept" + watch.bytes + token).digest()


def codes(
    watch: UUID,
    *,
    swapped: bool,
    answer: Pair | None = None,
    late: Pair | None = None,
    danger: Pair | None = None,
) -> bytes:
    """Write what a watch keeps: digests in one order drawn by chance, noise where there is none."""
    rows = [[digest(token) for token in pair] if pair else noise_pair() for pair in (answer, late)]
    rows.append([danger_digest(token, watch) for token in danger] if danger else noise_pair())
    return b"".join(b"".join(row[::-1] if swapped else row) for row in rows)


def noise_pair() -> list[bytes]:
    """Give two digests of nothing."""
    return [secrets.token_bytes(DIGEST_BYTES), secrets.token_bytes(DIGEST_BYTES)]


def shown(token: bytes) -> Shown:
    """Work out once what a token can be, to hold it against every watch."""
    direct, earlier, step = _digests(token), set[bytes](), token
    for _back in range(STEPS_BACK):
        step = before(step)
        earlier |= _digests(step)
    return Shown(token, direct, frozenset(earlier))


def match(kept: bytes, watch: UUID, shown: Shown) -> Match | None:
    """Say what a token is to a watch that keeps these digests; None: nothing, or danger."""
    for place in (0, 1):
        one = kept[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]
        if one in shown.direct:
            return Match("answer", place)
        if one in shown.earlier:
            return Match("earlier", place)
        start = (2 + place) * DIGEST_BYTES
        if kept[start : start + DIGEST_BYTES] in shown.direct:
            return Match("late", place)
    return None


def match_danger(kept: bytes, watch: UUID, shown: Shown) -> Match | None:
    """Say whether a token means danger to a watch that keeps these digests; None: it does not."""
    start = 4 * DIGEST_BYTES
    for nth in range(DECOYS_MAX + 1):
        one = danger_digest(for_decoy(shown.token, nth), watch)
        for place in (0, 1):
            at = start + place * DIGEST_BYTES
            if kept[at : at + DIGEST_BYTES] == one:
                return Match("danger", place)
    return None


def without_late(kept: bytes) -> bytes:
    """Take away what puts a watch off: it is good once."""
    two = 2 * DIGEST_BYTES
    return kept[:two] + secrets.token_bytes(two) + kept[2 * two :]


def for_decoys(pair: Pair | None, nth: int) -> Pair | None:
    """Give the pair of a watch's nth decoy."""
    return pair and Pair(for_decoy(pair.well, nth), for_decoy(pair.duress, nth))


def pairs(seeds: Sequence[bytes], n: int) -> list[Pair]:
    """Give both chains of an order as pairs, one for each due time."""
    return [Pair(*both) for both in zip(chain(seeds[0], n), chain(seeds[1], n), strict=True)]


def _digests(token: bytes) -> frozenset[bytes]:
    return frozenset(digest(for_decoy(token, nth)) for nth in range(DECOYS_MAX + 1))


def _cut(what: bytes, of: bytes) -> bytes:
    return hashlib.sha256(what + of).digest()[:TOKEN_BYTES]
