"""What follows from where a household stands: its state, its windows, when to be reminded. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from statistics import median_low
from uuid import UUID

import msgspec
from msgspec.structs import replace

from waystation.resettlement.values import (
    Ahead,
    Done,
    Pathway,
    Range,
    Stay,
    StayState,
    Step,
    StepView,
    Tables,
)
from waystation.resettlement.windows import opening_day

# How long a window is at least, and how long before its last day somebody is reminded.
LEADS = (
    (timedelta(days=60), timedelta(days=30)),
    (timedelta(days=14), timedelta(days=7)),
    (timedelta(days=2), timedelta(days=1)),
)
# How long a stay keeps its case: from when it was written last, and after its last day. The second
# is also how long before the destruction of a case its holders hear of it.
KEPT_YEARS, KEPT_AFTER = 2, timedelta(days=30)
# What is not forgotten although no law ends it: its last day is our own.
FOLLOWED = ("check", "hand-over")
# What of a file a person may choose to take along to the next worker.
PACKET = ("plan", "goals", "papers", "school", "work", "money", "health", "contacts")
WITHIN = timedelta(days=14)


class StayBefore(msgspec.Struct, frozen=True, kw_only=True, tag="stay before/1"):
    """A pathway that a household was on before it began another one."""

    pathway: str
    version: int
    begun_on: date
    ended_on: date | None
    why: str
    done: tuple[Done, ...]

    @classmethod
    def of(cls, stay: Stay) -> "StayBefore":
        """Keep what a stay was."""
        return cls(
            pathway=stay.pathway,
            version=stay.version,
            begun_on=stay.begun_on,
            ended_on=stay.ended_on,
            why=stay.ended_why,
            done=stay.done,
        )


class StayChanged(msgspec.Struct, frozen=True, kw_only=True, tag="stay changed/1"):
    """What became of a pathway when other people belonged to the household, and why.

    Attributes:
      n_before, n_now: how many people it counted.
      came, left: the steps that are now theirs, and that no longer are, by code.
      moved: the steps whose days are others now, by code.
    """

    n_before: int
    n_now: int
    came: tuple[str, ...]
    left: tuple[str, ...]
    moved: tuple[str, ...]
    why: str = ""

    @classmethod
    def between(cls, was: Stay, became: Stay, why: str) -> "StayChanged | None":
        """Compare a stay with what it was; None if nothing about it changed."""
        if (was.members, was.away) == (became.members, became.away) and _days(was) == _days(became):
            return None
        old, new = _days(was), _days(became)
        return cls(
            n_before=was.size,
            n_now=became.size,
            came=_codes(new.keys() - old.keys()),
            left=_codes(old.keys() - new.keys()),
            moved=_codes(key for key in old.keys() & new.keys() if old[key] != new[key]),
            why=why,
        )


class HandedOver(msgspec.Struct, frozen=True, kw_only=True, tag="handed over/1"):
    """That a person met the next worker together with the old one, as the person says.

    Attributes:
      packet: what of the file goes along, as the person chose; codes of PACKET.
      said_by: who of the household said that it happened.
      bases: on what ground the packet went along, for each person whom it is about.
    """

    step: str
    on: date
    to: str
    packet: tuple[str, ...]
    said_by: UUID
    person: UUID | None = None
    bases: tuple[str, ...] = ()


def _days(stay: Stay) -> dict[tuple[str, UUID | None], tuple[date, date | None]]:
    return {(one.step, one.person): (one.opens, one.closes) for one in stay.ahead}


def _codes(keys: Iterable[tuple[str, UUID | None]]) -> tuple[str, ...]:
    return tuple(sorted({step for step, _person in keys}))


def step_of(pathway: Pathway, code: str) -> Step | None:
    """Find a step of a pathway by its code."""
    return next((step for step in pathway.steps if step.code == code), None)


def took(pathway: Pathway, stay: Stay, *, since: date, until: date) -> dict[str, int]:
    """Count the days that each step took which a household finished between two days.

    Where people of it took each their own time, the longest counts.
    """
    found: dict[str, int] = {}
    for done in stay.done:
        # Most of what all stays hold is long past.
        if not since <= done.on <= until:
            continue
        step = step_of(pathway, done.step)
        start = stay.facts.get(step.after) if step else None
        if start is not None and start <= done.on:
            found[done.step] = max(found.get(done.step, 0), (done.on - start).days)
    return found


def range_of(days: Sequence[int]) -> Range:
    """Say how long something took: for the middle one, and for nine of ten."""
    ordered = sorted(days)
    nine_of_ten = -(-9 * len(ordered) // 10)
    return Range(median_low(ordered), ordered[nine_of_ten - 1], len(ordered))


def windows(course: Iterable[StepView]) -> list[Ahead]:
    """Give the windows of all steps that are not done and of which anybody can tell a day.

    What has a last day and no rule that says from when it may be done is open from its start.
    """
    return [
        Ahead(step=view.step.code, person=view.person, opens=opens, closes=view.closes)
        for view in course
        if view.state != "done"
        and (opens := view.opens or (view.starts if view.closes else None)) is not None
    ]


def remind_on(one: Ahead, step: Step) -> date | None:
    """Say on which day somebody is to be reminded of a step; None: it can wait for ever.

    What opens on a later day, a check and a hand-over need no last day not to be forgotten; nor
    does what the law ends on a day that no rule on file tells.
    """
    if one.closes is None:
        has_days = step.opens or step.closes or step.kind in FOLLOWED
        return one.opens + WITHIN if has_days else None
    window = one.closes - one.opens
    lead = next((left for least, left in LEADS if window >= least), timedelta(0))
    return one.closes - lead


def is_put_off(one: Ahead, today: date) -> bool:
    """Say whether somebody put a step off to a day that is not past."""
    return one.until is not None and one.until >= today


def is_late(one: Ahead, today: date) -> bool:
    """Say whether the last safe day is past, and nobody put the step off."""
    return one.closes is not None and one.closes < today and not is_put_off(one, today)


def wants_looking(stay: Stay, mark: str, today: date) -> bool:
    """Say whether the days of a stay are to be worked out anew: by other rules, or to ring."""
    if stay.state == "ended":
        return False
    is_silent = any(is_late(one, today) and not one.rings for one in stay.ahead)
    return is_silent or stay.reckoned != mark


def kept_until(stay: Stay, today: date) -> date:
    """Say until when the case is needed because of a stay: until a month after its last known day.

    While a stay is open that is at least two years from when it was last written, for not every
    day of a pathway is known from its beginning. One that ended leaves a month to hear of it.
    """
    if stay.state == "ended":
        return today + KEPT_AFTER
    last = max((one.closes or one.opens for one in stay.ahead), default=today)
    at_least = opening_day(today, KEPT_YEARS, "years")
    return max(last + KEPT_AFTER, at_least)


def mark_of(pathway: Pathway, tables: Tables) -> str:
    """Give a mark that changes with a pathway or any rule of its steps."""
    codes = {code for step in pathway.steps for code in (step.opens, step.closes, step.takes)}
    rules = [rule for rule in tables.rules if rule.code in codes]
    return blake2b(msgspec.msgpack.encode((pathway, rules)), digest_size=8).hexdigest()


def with_done(stay: Stay, pathway: Pathway, done: Done) -> Stay:
    """Give a stay with a step done, and the days that are known by it."""
    after = replace(stay, done=(*stay.done, done))
    facts = dict(stay.facts)
    for fact in _sets(pathway, done):
        facts.setdefault(fact, done.on)
    return moved_on(replace(after, facts=facts), pathway)


def without(stay: Stay, pathway: Pathway, done: Done) -> Stay:
    """Give a stay with a step not done, and without the days that were known by it."""
    gone = _sets(pathway, done) - {pathway.begins}
    facts = {code: day for code, day in stay.facts.items() if code not in gone or day != done.on}
    left = tuple(one for one in stay.done if one != done)
    return moved_on(replace(stay, done=left, facts=facts), pathway)


def carried_over(before: Stay, new: Stay, pathway: Pathway) -> Stay:
    """Give a new stay with what holds on any pathway: days, papers, and steps that it shares."""
    shared = {step.code for step in pathway.steps}
    known = {member.person: member for member in before.members}
    return replace(
        before,
        code=new.code,
        place=new.place,
        pathway=new.pathway,
        version=new.version,
        begun_on=new.begun_on,
        members=tuple(
            known.get(one.person, one) for one in new.members if one.person not in before.away
        ),
        state="waiting",
        facts=before.facts | new.facts,
        done=tuple(one for one in before.done if one.step in shared),
        ended_on=None,
        ended_why="",
    )


def state_of(pathway: Pathway, stay: Stay) -> StayState:
    """Say whether a household still waits for a flight; it may be on one."""
    done = {one.step for one in stay.done} | stay.facts.keys()
    if all(step.code in done for step in pathway.steps if step.kind == "flight"):
        return "settling"
    return "flying" if stay.state == "flying" else "waiting"


def moved_on(stay: Stay, pathway: Pathway) -> Stay:
    """Give a stay in the state that what is done puts it in; one that ended stays ended."""
    return stay if stay.state == "ended" else replace(stay, state=state_of(pathway, stay))


def _sets(pathway: Pathway, done: Done) -> set[str]:
    """Name the facts that are known by a step: its own, if it is everybody's, and one it sets."""
    step = step_of(pathway, done.step)
    return {"" if done.person else done.step, step.sets if step else ""} - {""}
