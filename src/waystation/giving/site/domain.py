"""What the give page offers, and how a form sent twice is known for one. Pure."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid5

from waystation.giving.gifts.domain import parts_of

# Sums to choose from; any other one can be written.
OFFERED_CENTS = (25_00, 50_00, 100_00, 250_00)
OTHER = "other"
PERCENT_MAX = 100
PARTS_MAX = 60


def once(nonce: UUID, said: Iterable[object]) -> UUID:
    """Give one id for one content of one form, however often it is sent.

    The nonce is drawn with the empty form; whoever goes back and changes something begins another.
    """
    return uuid5(nonce, "\x1f".join(str(one) for one in said))


def basis_points_of(text: str) -> int:
    """Read a share as people type it: ``2``, ``2.5``, ``2,5 %``; in hundredths of a per cent.

    Raises:
      ValueError: no number with at most two decimals above 0 and up to 100.
    """
    whole, dot, part = text.strip().removesuffix("%").strip().replace(",", ".").partition(".")
    is_written = whole.isascii() and whole.isdigit() and len(whole) <= 3
    if not is_written or (dot and not (part.isascii() and part.isdigit() and len(part) <= 2)):
        raise ValueError(f"{text!r} is no share such as 2.5")
    found = int(whole) * 100 + int((part + "00")[:2])
    if not 0 < found <= PERCENT_MAX * 100:
        raise ValueError(f"{text!r} is not above 0 and up to {PERCENT_MAX}")
    return found


def promised_parts(cents: int, n: int, first: date, every: str) -> tuple[tuple[date, int], ...]:
    """Part a promise; one part falls due on the first day."""
    return tuple(parts_of(cents, n, first, every or "monthly"))
