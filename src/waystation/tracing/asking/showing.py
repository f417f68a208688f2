"""What a seeker may see of their search, the same unless two agreed. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from waystation.tracing.asking.domain import Living, is_open, may_hear_of_life
from waystation.tracing.values import Match, Request

Showing = Literal["looking", "news", "alive", "contact"]


class Shown(msgspec.Struct, frozen=True):
    """What a seeker sees of a search, and the last day on which they may see more than nothing.

    It is one and the same for nobody found, a no, a later, a yes taken back and one run out.
    """

    says: Showing = "looking"
    until: date | None = None

    def on(self, day: date) -> "Shown":
        """Give what counts on a day, for whoever kept this since an earlier one."""
        return self if self.until is not None and day <= self.until else LOOKING


LOOKING = Shown()
RANK: dict[Showing, int] = {"looking": 0, "news": 1, "alive": 2, "contact": 3}


def shown(request: Request, matches: Iterable[Match], *, today: date, living: Living) -> Shown:
    """Say what the seeker of a request sees today.

    Anything but "looking" stands on two consents: that of the seeker to search, and that of the
    sought to just this being told. "news" says only that their worker wants to speak with them.

    Args:
      matches: those of this request, in any state.
      living: the sought who are still there.
    """
    if not request.may_search_on(today) or request.agreed is None:
        return LOOKING
    found = [_shown_of(match, today) for match in matches if living.has(match)]
    best = max(found, key=lambda one: RANK[one.says], default=LOOKING)
    if best.until is None:
        return LOOKING
    return Shown(best.says, min(best.until, request.agreed.until))


def _shown_of(match: Match, today: date) -> Shown:
    sought = match.sought_yes
    if sought is None or not sought.stands_on(today):
        return LOOKING
    both = min(sought.until, match.seeker_yes.until) if match.seeker_yes else sought.until
    if is_open(match, today):
        return Shown("contact", both)
    if may_hear_of_life(match, today):
        return Shown("alive", both)
    was_asked = match.seeker_asked.asked_on is not None
    if was_asked and match.state in ("seeker asked", "alive only"):
        # Of the seeker's own no nothing is shown either: the news is not pressed on them.
        return Shown("news", sought.until) if match.seeker_yes is None else LOOKING
    return LOOKING
