"""Signs that somebody is exploited: what is asked, and what a sign sets going. Pure.

Nothing is added up and nothing is coloured: one sign proves nothing, and none proves nothing. Each
sign leads a person to look closer, and no sign ever turns anybody away.

Source: UNODC, Human Trafficking Indicators; the wording is this organisation's own.
"""

from datetime import date
from typing import Literal, get_args
from uuid import UUID

import msgspec

Sign = Literal[
    "papers",
    "money",
    "threats",
    "held",
    "coached",
    "no address",
    "strangers",
    "injuries",
    "silent",
]
Moment = Literal["intake", "house", "arrival"]
# Whom a sign points at; one that points at a colleague is not written into the case at all.
About = Literal["nobody", "outside", "partner", "colleague"]

SIGNS: tuple[Sign, ...] = get_args(Sign)
MOMENTS: tuple[Moment, ...] = get_args(Moment)
ABOUTS: tuple[About, ...] = get_args(About)
# These hold the next leg until somebody has looked: the danger may travel with them.
AT_ONCE: tuple[Sign, ...] = ("money", "threats", "held", "strangers", "injuries")


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag="indicators/1"):
    """That somebody was asked the questions at one moment, and which signs there were.

    `alone` says whether nobody else listened; `interpreter` is an alias.
    """

    person: UUID | None
    moment: Moment
    on: date
    alone: bool
    interpreter: str = ""
    signs: tuple[Sign, ...] = ()


class Concern(msgspec.Struct, frozen=True, kw_only=True, tag="concern/1"):
    """One sign that somebody has to look into; only a second person closes one that is urgent.

    Attributes:
      says: what was seen or said, in plain words.
      found: what came of looking into it, by whom, and when; empty while it is open.
    """

    sign: Sign
    person: UUID | None
    about: About
    says: str
    on: date
    found: str = ""
    closed_by: str = ""
    closed_on: date | None = None
    task: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to look into it."""
        return self.closed_on is None

    @property
    def at_once(self) -> bool:
        """Say whether nobody travels on before it is looked into."""
        return self.sign in AT_ONCE


def concerns_of(asked: Asked, *, about: About, says: str) -> list[Concern]:
    """Make one concern of each sign; not one of them weighs more because others are there."""
    return [
        Concern(sign=sign, person=asked.person, about=about, says=says, on=asked.on)
        for sign in asked.signs
    ]
