"""What passes between us and a payment provider, whoever it is. Pure.

A provider names things by ids of its own: a payment, an instalment, a recurring gift. Such a name
is kept as a digest alone; it says nothing to whoever does not ask the provider.
"""

import hashlib
from datetime import date
from typing import Literal

import msgspec

PAID, BEGUN, LINKED = "paid", "begun", "linked"
INSTALMENT_PAID, INSTALMENT_FAILED = "instalment paid", "instalment failed"
PAYMENT_FAILED, REFUNDED = "payment failed", "refunded"
DISPUTE_OPENED, DISPUTE_WON, DISPUTE_LOST = "dispute opened", "dispute won", "dispute lost"
RECURRING_ENDED, PAYOUT = "recurring ended", "payout"
# Of a kind that moves no money of ours, and of a kind nobody here has heard of.
NOTHING, UNKNOWN = "nothing", "unknown"
KINDS = (
    PAID, BEGUN, LINKED, INSTALMENT_PAID, INSTALMENT_FAILED, PAYMENT_FAILED, REFUNDED,
    DISPUTE_OPENED, DISPUTE_WON, DISPUTE_LOST, RECURRING_ENDED, PAYOUT, NOTHING, UNKNOWN,
)  # fmt: skip
# aside: looked at by a person, who found that it concerns nothing here.
STATES = ("done", "parked", "unknown", "aside")
# Why a notice is parked: what it speaks of is not here yet, the book refused it, or the provider
# did not answer when it was asked for more.
WHYS = ("", "early", "book", "provider")
# A notice that speaks of something older is not taken for a fresh one.
FRESH_S = 300
NOTICE_BYTES_MAX = 256 * 1024
DIGEST_BYTES = 32
State = Literal["done", "parked", "unknown", "aside"]


class Checkout(msgspec.Struct, frozen=True):
    """What a provider is told of somebody who wants to give: an opaque id, never a name."""

    ref: str
    cents: int
    currency: str
    every: str | None
    language: str
    back: str
    cancel: str
    email: str = ""


class Started(msgspec.Struct, frozen=True):
    """Where a giver goes on, at the provider; `ref` is the opaque id it was told."""

    url: str
    ref: str


class Heard(msgspec.Struct, frozen=True):
    """What one notice says.

    Args:
      notice: the provider's own id of the notice; the same one twice says nothing new.
      about: what it speaks of, by a name that was learned before.
      ref: the payment, the attempt or the dispute itself.
      also: names under which later notices will speak of the same.
      unless: a name; if it is known, the notice comes too late to matter.
      cents: of a refund the sum refunded so far; of a payout what arrives.
    """

    notice: str
    kind: str
    on: date
    about: str = ""
    ref: str = ""
    also: tuple[str, ...] = ()
    unless: str = ""
    cents: int = 0
    fee_cents: int = 0


class Told(msgspec.Struct, frozen=True):
    """A notice with digests for names: enough to act on, later and without any key."""

    kind: str
    on: date
    about: bytes
    ref: bytes
    also: tuple[bytes, ...]
    unless: bytes
    cents: int
    fee_cents: int


class Part(msgspec.Struct, frozen=True):
    """One payment or refund within a payout, signed as it moved the provider's purse.

    `fee_cents` is what was kept of it and not told before; an empty name is the provider's own.
    """

    about: str
    cents: int
    fee_cents: int = 0


def digest(provider: str, name: str) -> bytes:
    """Digest a provider's name of something: long and random, so nobody guesses it back."""
    return hashlib.sha256(b"ws1/paid\0" + provider.encode() + b"\0" + name.encode()).digest()


def told(provider: str, heard: Heard) -> Told:
    """Put digests for the names of a notice."""

    def of(name: str) -> bytes:
        return digest(provider, name) if name else b""

    return Told(
        kind=heard.kind,
        on=heard.on,
        about=of(heard.about),
        ref=of(heard.ref),
        also=tuple(of(name) for name in heard.also),
        unless=of(heard.unless),
        cents=heard.cents,
        fee_cents=heard.fee_cents,
    )
