"""What is due to a household by law: every benefit with its rule, and sums that explain themselves.

What is only proposed enters no sum, nor does what must be paid back to somebody else. Of benefits
that exclude each other a person gets the larger. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from waystation.resettlement.dated import basis_of, may_be, told
from waystation.resettlement.pathways import day_of, fits_somebody
from waystation.resettlement.values import (
    Due,
    Known,
    Newcomer,
    Pathway,
    Stay,
    Tables,
    Told,
    Uncertain,
    Unit,
    Unknown,
)

CURRENCIES: tuple[Unit, ...] = ("KRW", "USD", "CAD", "GBP", "THB")
# With these nobody can say that anything is due at all, rather than how much.
PERHAPS_NOTHING = ("birth", "sex", "no day", "either")


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What benefits of one currency come to: at least and at most, and which of them count.

    Attributes:
      each: the month or year in which it comes again; empty: once.
      added: in the order of the pathway.
      left_out: what was not added, because another of its kind is larger.
    """

    unit: Unit
    each: str
    least: int
    most: int
    added: tuple[Due, ...]
    left_out: tuple[Due, ...] = ()


def dues(
    pathway: Pathway,
    tables: Tables,
    *,
    stay: Stay,
    people: Sequence[Newcomer],
    today: date,
) -> list[Due]:
    """Say what every benefit of a pathway comes to, for each person and for the household.

    Where the day that decides has not come, the answer is what holds today, and `on` is None.

    Args:
      pathway: in the version the household is on.
      tables: all rules.
      stay: what was noted of the household.
      people: who belongs to it; who was surely born after the day does not count on it.
      today: the day it is asked for.
    """
    found = []
    for benefit in pathway.benefits:
        basis = basis_of(benefit.rule, tables)
        whom: Sequence[Newcomer | None] = people if benefit.of == "person" else (None,)
        for person in whom:
            whose = person.id if person else None
            on = day_of(stay, basis, whose)
            fit = fits_somebody(benefit.condition, person, people, stay, on or today)
            if fit.match == "no":
                continue
            said = _told(benefit.rule, on or today, tables, _sizes(people, on or today, stay))
            if fit.why:
                said = _perhaps(said, fit.why[0])
            found.append(Due(benefit=benefit, person=whose, told=said, on=on))
    return _only_the_larger(found)


def sums(found: Iterable[Due]) -> list[Sum]:
    """Add up what is due, by currency and by how often it comes.

    Args:
      found: what `dues` gave.
    """
    heaps: dict[tuple[Unit, str], list[Due]] = defaultdict(list)
    for due in found:
        known = may_be(due.told)
        if known and known[0].rule.unit in CURRENCIES and not due.benefit.is_debt:
            heaps[known[0].rule.unit, due.benefit.each].append(due)
    return [_sum(unit, each, heap) for (unit, each), heap in heaps.items()]


def least_and_most(due: Due) -> tuple[int, int]:
    """Give the least and the most that something comes to: nought where nobody can tell."""
    values = [known.value for known in may_be(due.told)]
    if not values:
        return 0, 0
    is_perhaps = isinstance(due.told, Uncertain) and due.told.why in PERHAPS_NOTHING
    return 0 if is_perhaps or due.benefit.is_most else min(values), max(values)


def _sum(unit: Unit, each: str, heap: list[Due]) -> Sum:
    """Add one currency up; of a person's benefits that exclude each other only one counts."""
    kinds: dict[tuple[UUID | None, str], list[tuple[int, int]]] = defaultdict(list)
    for number, due in enumerate(heap):
        kind = due.benefit.one_of or f"alone {number}"
        kinds[due.person, kind].append(least_and_most(due))
    return Sum(
        unit=unit,
        each=each,
        least=sum(max(least for least, _most in spans) for spans in kinds.values()),
        most=sum(max(most for _least, most in spans) for spans in kinds.values()),
        added=tuple(due for due in heap if not due.not_added),
        left_out=tuple(due for due in heap if due.not_added),
    )


def _told(code: str, on: date, tables: Tables, sizes: range) -> Told:
    """Say what a rule comes to where the household may have counted more people or fewer."""
    said = [told(code, on, tables, size) for size in sizes]
    if len({_gist(one) for one in said}) == 1:
        return said[0]
    may = dict.fromkeys(
        known
        for one in said
        for known in ((one,) if isinstance(one, Known) else getattr(one, "may", ()))
    )
    return Uncertain(tuple(may), "size") if may else Unknown("no size")


def _gist(said: Told) -> tuple[object, ...]:
    """Give what two answers must share to be the same for whoever asks."""
    return (type(said), getattr(said, "why", ""), tuple((k.value, k.rule) for k in may_be(said)))


def _sizes(people: Sequence[Newcomer], on: date, stay: Stay) -> range:
    """Give the least and the most people a household can have had on a day, and all between.

    Who came later may have belonged to it already, and who left may have been there still.
    """
    came_later = {one.person for one in stay.members if one.since and one.since > on}
    left_later = [one for one in stay.away if stay.away_since.get(one, date.min) > on]
    there = [one for one in people if one.born is None or one.born[0] <= on]
    surely = [
        one for one in there
        if one.id not in came_later and (one.born is None or one.born[1] <= on)
    ]  # fmt: skip
    return range(max(1, len(surely)), max(1, len(there) + len(left_later)) + 1)


def _perhaps(said: Told, why: str) -> Told:
    """Make an answer uncertain because nobody can tell whether it is for this person."""
    if isinstance(said, Unknown):
        return said
    return Uncertain((said,) if isinstance(said, Known) else said.may, why)


def _only_the_larger(found: list[Due]) -> list[Due]:
    """Mark what is not added because another of its kind is larger for the same person.

    What comes once cannot be set against what comes every month: then neither is left out, and
    both are uncertain, because only one of them will be paid.
    """
    groups: dict[tuple[UUID | None, str], list[Due]] = defaultdict(list)
    for due in found:
        if due.benefit.one_of:
            groups[due.person, due.benefit.one_of].append(due)
    made = []
    for due in found:
        if not due.benefit.one_of:
            made.append(due)
            continue
        group = groups[due.person, due.benefit.one_of]
        alike = [one for one in group if one.benefit.each == due.benefit.each]
        # The first of the pathway among equals.
        largest = max(alike, key=lambda one: least_and_most(one)[1])
        is_either = len(alike) < len(group)
        told_so = _perhaps(due.told, "either") if is_either else due.told
        made.append(msgspec.structs.replace(due, told=told_so, not_added=due is not largest))
    return made
