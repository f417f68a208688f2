"""What a change of the rules would do, shown before anybody agrees to it. Pure.

The stays are counted without opening a case: nobody's age or sex is known here, so that whatever
may be due to somebody counts as due. The count therefore tells of how many stays may be touched.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from waystation.resettlement import dues, pathways
from waystation.resettlement.book import domain
from waystation.resettlement.book.domain import Proposal
from waystation.resettlement.dated import told
from waystation.resettlement.values import (
    Benefit,
    Known,
    Newcomer,
    Pathway,
    Stay,
    Step,
    Tables,
    Told,
    Uncertain,
)


class Boundary(NamedTuple):
    """What a rule says on one day to a household of one size, before a change and after it."""

    code: str
    on: date
    size: int
    before: Told
    after: Told

    @property
    def differs(self) -> bool:
        """Say whether the change shows on this day."""
        return _said(self.before) != _said(self.after)


class Effects(NamedTuple):
    """How many of so many stays would have other steps or other sums; and the days around."""

    n_stays: int
    n_steps: int
    n_sums: int
    boundaries: tuple[Boundary, ...]


class Versions(NamedTuple):
    """How a new version of a pathway differs from the one before it, in steps and benefits.

    `n_stays` are on an older version, and stay there until they take the new one.
    """

    before: Pathway | None
    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    n_stays: int


def effects(
    about: Proposal, before: Tables, after: Tables, stays: Iterable[Stay], *, today: date
) -> Effects:
    """Work out what a change would do to the stays that go on, and around the days of its rules.

    Args:
      about: the change; where it undoes another, that other one.
      before, after: all rules without it and with it.
    """
    known = {(one.code, one.version): one for one in before.pathways}
    n_stays = n_steps = n_sums = 0
    for stay in stays:
        n_stays += 1
        pathway = known.get((stay.pathway, stay.version))
        if pathway is None:
            continue
        n_steps += _steps(pathway, before, stay, today) != _steps(pathway, after, stay, today)
        n_sums += _sums(pathway, before, stay, today) != _sums(pathway, after, stay, today)
    days = (
        Boundary(code, on, size, told(code, on, before, size), told(code, on, after, size))
        for code, on, size in domain.boundaries(about)
    )
    return Effects(n_stays, n_steps, n_sums, tuple(days))


def versions(pathway: Pathway, tables: Tables, stays: Iterable[Stay]) -> Versions:
    """Compare a new version of a pathway with the newest on file."""
    found = [one for one in domain.newest(tables.pathways) if one.code == pathway.code]
    old = found[0] if found else None
    new, was = _parts(pathway), _parts(old) if old else {}
    return Versions(
        before=old,
        added=tuple(code for code in new if code not in was),
        gone=tuple(code for code in was if code not in new),
        changed=tuple(code for code in new if code in was and new[code] != was[code]),
        n_stays=sum(1 for stay in stays if stay.pathway == pathway.code),
    )


def _parts(pathway: Pathway) -> dict[str, Step | Benefit]:
    parts: list[Step | Benefit] = [*pathway.steps, *pathway.benefits]
    return {one.code: one for one in parts}


def _people(stay: Stay) -> tuple[Newcomer, ...]:
    return tuple(Newcomer(id=one.person, grounds=one.grounds) for one in stay.members)


def _steps(pathway: Pathway, tables: Tables, stay: Stay, today: date) -> list[tuple[object, ...]]:
    """Give what a household would see of its steps, without the sources."""
    views = pathways.course(pathway, tables, stay=stay, people=_people(stay), today=today)
    return [
        (
            view.step.code,
            view.person,
            view.state,
            view.opens,
            view.closes,
            view.least_days,
            view.most_days,
            view.unsure,
        )
        for view in views
    ]


def _sums(pathway: Pathway, tables: Tables, stay: Stay, today: date) -> list[tuple[object, ...]]:
    """Give what would be due to a household, without the sources."""
    found = dues.dues(pathway, tables, stay=stay, people=_people(stay), today=today)
    return [(due.benefit.code, due.person, _said(due.told), due.on, due.not_added) for due in found]


def _said(told_of: Told) -> tuple[object, ...]:
    """Give what is said, without the rule that says it."""
    if isinstance(told_of, Known):
        return (told_of.value,)
    if isinstance(told_of, Uncertain):
        return (tuple(known.value for known in told_of.may), told_of.why)
    return (told_of.why,)
