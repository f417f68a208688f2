"""Where a household stands on its pathway on a day: what is done, open, late or to come. Pure.

Wherever a rule or a birth leaves something open, the answer is the cautious one: nothing opens
before every rule that may hold lets it, nothing closes after the first that may hold ends it, and
what is only perhaps for somebody is shown and said to be so.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from waystation.resettlement.dated import may_be, rules_of, told, why_of
from waystation.resettlement.values import (
    Condition,
    Newcomer,
    Pathway,
    Range,
    Rule,
    Stay,
    Step,
    StepState,
    StepView,
    Tables,
    Unit,
)
from waystation.resettlement.windows import (
    in_days,
    is_surely_aged,
    last_safe_day,
    may_be_aged,
    opening_day,
)

Match = Literal["yes", "no", "perhaps"]
# A day that has not come is taken to lie no further ahead than this, so that no small child is told
# of what is for the grown; on the day itself the age is counted anew.
LOOKS_AHEAD_YEARS = 2


class Fit(msgspec.Struct, frozen=True):
    """Whether a condition holds for somebody, and why nobody can tell where it is perhaps."""

    match: Match
    why: tuple[str, ...] = ()


class _Window(msgspec.Struct, frozen=True):
    """What the rules of one code come to for a step: a cautious day, and what says so."""

    day: date | None = None
    because: tuple[Rule, ...] = ()
    unsure: tuple[str, ...] = ()


_ALWAYS = Fit("yes")


def pathway_of(tables: Tables, code: str, version: int | None = None) -> Pathway:
    """Give a pathway by its code, in one version or the newest.

    Raises:
      LookupError: there is none.
    """
    found = [
        one
        for one in tables.pathways
        if one.code == code and (version is None or one.version == version)
    ]
    if not found:
        raise LookupError(f"no pathway {code!r} of version {version or 'any'}")
    return max(found, key=lambda one: one.version)


def course(
    pathway: Pathway,
    tables: Tables,
    *,
    stay: Stay,
    people: Sequence[Newcomer],
    today: date,
    ranges: Mapping[str, Range] | None = None,
) -> list[StepView]:
    """Say of every step of a pathway where it stands, for each person and for the household.

    Args:
      pathway: in the version the household is on.
      tables: all rules.
      stay: what was noted of the household.
      people: who belongs to it.
      today: the day it is asked for.
      ranges: how long steps took for those before, by the step's code.

    Returns: views in the order of the steps; a step that is for nobody is left out.
    """
    views, seen = [], ranges or {}
    for step in pathway.steps:
        whom: Sequence[Newcomer | None] = people if step.of == "person" else (None,)
        for person in whom:
            whose = person.id if person else None
            done_on = day_of(stay, step.code, whose)
            starts = day_of(stay, step.after, whose)
            fit = fits_somebody(step.condition, person, people, stay, today)
            if fit.match == "no" and done_on is None:
                continue
            view = _view(step, tables, starts, done_on, today, len(people))
            least, most = _lasts(step, tables, starts or today, seen.get(step.code), len(people))
            unsure = dict.fromkeys((*fit.why, *view.unsure))
            views.append(
                msgspec.structs.replace(
                    view,
                    person=whose,
                    least_days=least,
                    most_days=most,
                    unsure=tuple(unsure) if done_on is None else (),
                )
            )
    return views


def day_of(stay: Stay, code: str, person: UUID | None = None) -> date | None:
    """Give the day of a fact or of a step that was done, for a person or the whole household.

    What one person did says nothing of another: once anybody has done a step, only what was noted
    for this person or for all of them counts.

    Args:
      stay: what was noted of the household.
      code: of the fact or the step.
      person: whose own step it is; None: the household's.
    """
    noted = [done for done in stay.done if done.step == code]
    if not noted:
        return stay.facts.get(code)
    return min((done.on for done in noted if done.person in (None, person)), default=None)


def fits_somebody(
    condition: Condition | None,
    person: Newcomer | None,
    people: Sequence[Newcomer],
    stay: Stay,
    today: date,
) -> Fit:
    """Say whether a step or a benefit is for a person, or for anybody of the household.

    Args:
      condition: for whom it is; None: for everybody.
      person: whose it would be; None: the household's.
      people: of the household.
      stay: what was noted of the household.
      today: the day on which an age counts unless the condition names another.
    """
    if condition is None:
        return _ALWAYS
    if len(people) < condition.size_from:
        return Fit("no")
    whose = person.id if person else None
    on = day_of(stay, condition.on, whose) if condition.on else today
    # Nothing of a pathway comes before the day it began.
    days = (on, on) if on else (stay.begun_on, opening_day(today, LOOKS_AHEAD_YEARS, "years"))
    why = "birth" if on else "no day"
    fits = [_fit(condition, one, days, why) for one in ((person,) if person else people)]
    for match in ("yes", "perhaps"):
        for fit in fits:
            if fit.match == match:
                return fit
    return Fit("no")


def _fit(condition: Condition, person: Newcomer, days: tuple[date, date], unsure: str) -> Fit:
    """Say whether a condition holds for one person, whose age counts on a day between two."""
    why = []
    if condition.ground and condition.ground not in person.grounds:
        return Fit("no")
    if condition.sex and person.sex == "unknown":
        why.append("sex")
    elif condition.sex and person.sex != condition.sex:
        return Fit("no")
    if condition.age_from or condition.age_under:
        aged = _aged(condition, person, *days)
        if aged == "no":
            return Fit("no")
        if aged == "perhaps":
            why.append("birth" if person.born is None else unsure)
    return Fit("perhaps", tuple(why)) if why else _ALWAYS


def _aged(condition: Condition, person: Newcomer, first: date, last: date) -> Match:
    """Say whether somebody is of the age on a day between two: never a no that is not sure."""
    if person.born is None:
        return "perhaps"
    low, high = condition.age_from, condition.age_under
    if low and not may_be_aged(person.born, low, last):
        return "no"
    if high and is_surely_aged(person.born, high, first):
        return "no"
    sure = (not low or is_surely_aged(person.born, low, first)) and (
        not high or not may_be_aged(person.born, high, last)
    )
    return "yes" if sure else "perhaps"


def _view(
    step: Step,
    tables: Tables,
    starts: date | None,
    done_on: date | None,
    today: date,
    size: int,
) -> StepView:
    """Give a step's window and its state."""
    opens = _window(step.opens, tables, starts, size, opening_day, max)
    if not step.opens:
        opens = _Window(day=starts)
    closes = _window(step.closes, tables, starts, size, last_safe_day, min)
    return StepView(
        step=step,
        person=None,
        state=_state(starts, opens.day, closes.day, done_on, today),
        starts=starts,
        opens=opens.day,
        closes=closes.day,
        done_on=done_on,
        because=tuple(dict.fromkeys((*opens.because, *closes.because))),
        unsure=(*opens.unsure, *closes.unsure),
    )


def _window(
    code: str,
    tables: Tables,
    starts: date | None,
    size: int,
    lead: Callable[[date, int, Unit], date],
    choose: Callable[[list[date]], date],
) -> _Window:
    """Give the day to which the rules of a code lead from a start: the cautious one of all."""
    if not code or starts is None:
        return _Window()
    said = told(code, starts, tables, size)
    days = [lead(starts, known.value, known.rule.unit) for known in may_be(said)]
    return _Window(choose(days) if days else None, rules_of(said), why_of(said))


def _state(
    starts: date | None,
    opens: date | None,
    closes: date | None,
    done_on: date | None,
    today: date,
) -> StepState:
    """Say where a step stands; one that no rule can date is unknown rather than open."""
    if done_on is not None:
        return "done"
    if starts is None:
        return "to come"
    if closes is not None and today > closes:
        return "late"
    if opens is None:
        return "unknown"
    return "to come" if today < opens else "open"


def _lasts(
    step: Step, tables: Tables, on: date, known: Range | None, size: int
) -> tuple[int | None, int | None]:
    """Give the least and the most days a step takes: as seen, else by rule, else as is told."""
    if known:
        return known.middle_days, known.most_days
    if step.takes:
        spans = [
            in_days(one.value, one.rule.unit) for one in may_be(told(step.takes, on, tables, size))
        ]
        if spans:
            return min(span[0] for span in spans), max(span[1] for span in spans)
    return step.usual_days or (None, None)
