"""Whose hand may do what about money: limits by role, and never both hands of one. Pure."""

from typing import NamedTuple
from uuid import UUID

import msgspec

WAITING, APPROVED, REFUSED, WITHDRAWN = STATES = ("waiting", "approved", "refused", "withdrawn")
WHY_MAX = 500
# Far below what one box holds, so that reasons and names fit beside it.
ACT_MAX_BYTES = 48_000


class Limit(NamedTuple):
    """Up to how many cents somebody books alone, and up to how many as one of two."""

    alone_cents: int
    two_cents: int


NOTHING = Limit(0, 0)


class Asked(msgspec.Struct, frozen=True, tag="asked/1"):
    """What lies in a proposal's box: who asks and why, the sum, and the act itself, packed.

    ``decided`` and ``answer`` are empty until somebody decided: who, and in which words.
    """

    by: str
    why: str
    cents: int
    currency: str
    act: bytes
    decided: str = ""
    answer: str = ""


def may_decide(*, made_by: UUID, person: UUID, state: str) -> bool:
    """Say whether somebody may be the second hand: never on what they asked for themselves."""
    return state == WAITING and made_by != person


def within(limit: Limit, cents: int) -> bool:
    """Say whether a hand may stand behind a sum as one of two."""
    return cents <= limit.two_cents
