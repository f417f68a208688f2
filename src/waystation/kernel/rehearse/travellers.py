"""Where the groups of a rehearsal are, and what came of them."""

from dataclasses import dataclass, field
from typing import NamedTuple

# What came of a group. `ON_THE_WAY` is over with the last hour: nobody got them through in time.
ON_THE_WAY, SAFE, CAUGHT, LEFT, STAYED = range(5)
NOWHERE = -1


class Step(NamedTuple):
    """One leg at its hour; `knew`: how many guides of its pool were known to be lost by then.

    `back`: the leg is gone the other way, with nobody to lead, because nothing leads on.
    """

    leg: int
    hour: int
    knew: int = 0
    back: bool = False


NO_STEP = Step(NOWHERE, 0)


@dataclass(slots=True)
class Traveller:
    """One group: where it is or goes to, since or from when, and what lies before it.

    `trail`: legs that led here, the last one last. `on`: the leg it is on, or was on last.
    `booked_from`: where and when the way that is booked for it begins. `stay` and `turn` count its
    stays and its ways, so that what was to happen under an earlier one does not. `outlasts`: danger
    of waiting left in each house.
    """

    nth: int
    people: int
    place: int
    hour: int
    way: list[Step] = field(default_factory=list)
    trail: list[int] = field(default_factory=list)
    booked: list[Step] = field(default_factory=list)
    booked_from: tuple[int, int] = (0, 0)
    fate: int = ON_THE_WAY
    away: bool = False
    hiding: bool = False
    stay: int = 0
    turn: int = 0
    outlasts: dict[int, float] = field(default_factory=dict)
    at_leg: int = NOWHERE
    at_house: int = NOWHERE
    on: Step = NO_STEP
    heard: int = 0

    @property
    def is_over(self) -> bool:
        """Say whether nothing can happen to it any more."""
        return self.fate != ON_THE_WAY

    def caught(self, *, leg: int = NOWHERE, house: int = NOWHERE) -> None:
        """Note that it was caught, on a leg or in a house."""
        self.fate, self.at_leg, self.at_house = CAUGHT, leg, house
