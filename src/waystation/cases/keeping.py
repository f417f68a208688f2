"""How long a case is kept, and what its destruction goes through. Pure: no clock, no keys."""

from datetime import date, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec

from waystation.cases.domain import Household, HouseholdState, Tip
from waystation.vault.shredding import Remains

Kind = Literal["household", "tip"]
Why = Literal["due", "asked", "mistake"]
PurgeState = Literal["asked", "going", "done"]
WHYS: tuple[Why, ...] = get_args(Why)

KEEP_HOUSEHOLD_YEARS = 2
KEEP_TIP = timedelta(days=90)
WARNED_BEFORE = timedelta(days=30)
KEPT_LONGER_MAX_YEARS = 5
# Whoever asks, and two others.
VOICES_NEEDED = 3
# Nobody destroys the case of people who travel, or are about to.
NOT_NOW: tuple[HouseholdState, ...] = ("grouped", "moving")


class Purge(msgspec.Struct, frozen=True, kw_only=True, tag="purge/1"):
    """A case that is to be destroyed: which, why, and how far that has gone.

    It holds no name, no place and no word of the case: those who approve need not hold its keys.

    Attributes:
      label: the household's code, or the day on which the tip was heard.
      due_on: the last day it is kept by the rule or by decision; None if no rule says so yet.
      remains: what is to be gone, from the first step to the proof.
      boxes: what came by the public page and is to go with it.
      tip_stays: whether the tip it came of lies where who destroyed it could not reach.
      took_ms: from the last press of the button to the proof.
      number: of the entry in the audit that it was done.
    """

    subject: UUID
    kind: Kind
    cell: UUID
    label: str
    why: Why
    reason: str
    due_on: date | None
    n_people: int
    asked_at: datetime
    asked_by: str
    state: PurgeState = "asked"
    remains: Remains | None = None
    boxes: tuple[UUID, ...] = ()
    n_cases: int = 0
    n_rows: int = 0
    n_files: int = 0
    tip_stays: bool = False
    done_at: datetime | None = None
    took_ms: int = 0
    number: int = 0


def due_on(case: Household | Tip) -> date | None:
    """Say from which day on a case is to be destroyed; None while no rule says so.

    What was decided about one case lengthens the rule and never shortens it.
    """
    day = by_rule(case)
    return day and max(day, case.keep_until or day)


def by_rule(case: Household | Tip) -> date | None:
    """Say until which day the rule keeps a case; None while it is at work.

    A household is kept for two years from its arrival, or from the day it began to wait if nobody
    knows when it arrived, and longer while work goes on after the arrival; a tip for 90 days from
    the last that was done about it. A tip of which a household came goes with the household.
    """
    if isinstance(case, Tip):
        return None if case.household is not None else (last_touched(case) + KEEP_TIP).date()
    arrived_on = case.arrived_on or (case.waiting_since if case.state == "arrived" else None)
    day = arrived_on and years_after(arrived_on, KEEP_HOUSEHOLD_YEARS)
    return day and max(day, case.open_until or day)


def last_touched(tip: Tip) -> datetime:
    """Say when something was last done about a tip."""
    moments = [tip.heard_at, *(change.at for change in tip.history)]
    return max(moments + [answer.at for answer in tip.answers])


def is_due(case: Household | Tip, today: date) -> bool:
    """Say whether a case's day has come."""
    day = due_on(case)
    return day is not None and day <= today


def is_warned(case: Household | Tip, today: date) -> bool:
    """Say whether a case's day has come or comes within 30 days."""
    day = due_on(case)
    return day is not None and day <= today + WARNED_BEFORE


def years_after(day: date, years: int) -> date:
    """Give the same day some years later; of 29 February, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
