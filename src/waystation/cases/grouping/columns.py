"""What the group builder shows: a column for each group, and for those who stay."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from waystation.cases.domain import MAY_LEAVE, Reason
from waystation.cases.grouping.domain import Party, may_form
from waystation.cases.grouping.queries import Bench
from waystation.cases.grouping.search import Limits, Proposal
from waystation.cases.grouping.wording import explain, notes, said, with_help
from waystation.cases.queries import HouseholdView

# So that a group can be begun that nobody proposed.
SPARE = 1


class Card(NamedTuple):
    """One household: what is known of it, and why it stays if it does."""

    party: Party
    view: HouseholdView
    stays_why: str
    may_leave: bool


class Column(NamedTuple):
    """One group to be, or (number 0) those who stay."""

    number: int
    cards: tuple[Card, ...]
    n_people: int
    n_children: int
    carries: int
    reasons: list[tuple[str, str]]
    is_proposed: bool
    why: list[str]


def proposed(bench: Bench) -> list[Column]:
    """Lay out what is put forward: who stays, each proposal, and an empty group."""
    groups = [[party.id for party in group.parties] for group in bench.proposed.groups]
    inside = {one for group in groups for one in group}
    stays = [party.id for party in bench.parties if party.id not in inside]
    return laid_out(bench, [stays, *groups, *([[]] * SPARE)])


def laid_out(bench: Bench, groups: Sequence[Sequence[UUID]]) -> list[Column]:
    """Lay out an arrangement, each group with its reasons against and what speaks for it."""
    parties = {party.id: party for party in bench.parties}
    codes = {party.id: party.code for party in bench.parties}
    put_forward = {
        frozenset(one.id for one in group.parties): group for group in bench.proposed.groups
    }
    stays_why = {party.id: said(reason) for party, reason in bench.proposed.left}
    earlier: set[UUID] = set()
    columns = []
    for number, ids in enumerate(groups):
        members = [parties[one] for one in ids if one in parties]
        cards = tuple(_card(party, bench, stays_why) for party in members)
        group = put_forward.get(frozenset(ids))
        waiting = [party for party in bench.parties if party.id not in earlier]
        columns.append(_column(number, members, cards, bench, codes, group, waiting))
        if number:
            earlier.update(ids)
    return columns


def _column(
    number: int,
    members: Sequence[Party],
    cards: tuple[Card, ...],
    bench: Bench,
    codes: Mapping[UUID, str],
    group: Proposal | None,
    waiting: Sequence[Party],
) -> Column:
    carries, reasons = 0, list[Reason]()
    if number and members:
        limits: Limits = frozenset().union(*(party.limits for party in members))
        carries = bench.width(limits)
        reasons = may_form(members, codes, carries=carries if bench.sees_ways else 0)
    return Column(
        number=number,
        cards=cards,
        n_people=sum(party.size for party in members),
        n_children=sum(card.view.n_children for card in cards),
        carries=carries,
        reasons=with_help(reasons),
        is_proposed=group is not None,
        why=_why(members, group, waiting) if number else [],
    )


def _why(members: Sequence[Party], group: Proposal | None, waiting: Sequence[Party]) -> list[str]:
    return explain(group, waiting) if group else notes(members)


def _card(party: Party, bench: Bench, stays_why: Mapping[UUID, str]) -> Card:
    return Card(
        party=party,
        view=bench.views[party.id],
        stays_why=stays_why.get(party.id, ""),
        may_leave=party.stands in MAY_LEAVE,
    )
