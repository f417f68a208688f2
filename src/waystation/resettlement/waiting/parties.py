"""Who flies together: households tied to one another. Pure: no Django, no clock, no keys."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from waystation.resettlement.waiting.domain import OVERTAKEN_MAX, SEATS, Waiter, in_order


class Party(msgspec.Struct, frozen=True):
    """Households that the rule puts on a flight together or not at all.

    Attributes:
      members: those who can be asked, the longest waiting first.
      whole: whether everybody tied to them who waits at their place can be asked too.
    """

    members: tuple[Waiter, ...]
    whole: bool = True

    @property
    def counted(self) -> Waiter:
        """Count them as one household, which came with the first of them.

        It was overtaken as often as the one of them that was overtaken most often.
        """
        return replace(
            self.members[0],
            size=sum(one.size for one in self.members),
            overtaken=max(one.overtaken for one in self.members),
        )


def parties(waiters: Iterable[Waiter]) -> list[Party]:
    """Join those who wait at one place and must travel together, whichever side says so.

    A tie binds on through others: if one goes with a second and that one with a third, all three
    are one party. Where they are more people than a flight has seats, each household is a party
    of its own, for they can never fly together.
    """
    found = []
    for group in _tied(waiters):
        can = tuple(one for one in group if not one.why_not)
        if sum(one.size for one in group) > SEATS:
            found += [Party((one,)) for one in can]
        elif can:
            found.append(Party(can, whole=len(can) == len(group)))
    return found


def asked(found: Sequence[Party]) -> list[Party]:
    """Give the parties among whom the next flight is chosen.

    One that is not whole waits for its others, but not for ever: it is asked without them once it
    was overtaken by three flights, or where nobody else can be asked.
    """
    ready = [one for one in found if one.whole or one.counted.overtaken >= OVERTAKEN_MAX]
    return ready or list(found)


def counted(waiters: Iterable[Waiter]) -> list[Waiter]:
    """List who can fly, each waiting and overtaken as its party is, the longest waiting first."""
    return in_order(
        replace(one, since=party.counted.since, overtaken=party.counted.overtaken)
        for party in parties(waiters)
        for one in party.members
    )


def apart(
    waiters: Iterable[Waiter], aboard: Iterable[UUID]
) -> list[tuple[Waiter, tuple[str, ...]]]:
    """List who is aboard without those it must travel with, and the codes of those."""
    on_it = set(aboard)
    there = [one for one in in_order(waiters) if one.id in on_it]
    codes = {one.code for one in there}
    return [
        (one, left)
        for one in there
        if (left := tuple(code for code in one.goes_with if code not in codes))
    ]


def _tied(waiters: Iterable[Waiter]) -> list[list[Waiter]]:
    """Put those who are tied to one another into one list each."""
    groups: list[list[Waiter]] = []
    for one in waiters:
        joined, others = [one], []
        for group in groups:
            if any(one.code in two.goes_with or two.code in one.goes_with for two in group):
                joined += group
            else:
                others.append(group)
        groups = [*others, joined]
    return [in_order(group) for group in groups]
