"""What people paid between two places, beside the fare made of all the others: docs/FARES.md."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from bench.figures import ROOT
from waystation.base.money import dollars
from waystation.network.domain import MODES, Leg, Place, crow_km
from waystation.network.fares import Payment, with_fares
from waystation.network.fares_on_file import payments
from waystation.network.tables import read_network
from waystation.testing import history, told_sums

PAGE = ROOT / "docs" / "FARES.md"
HALF, TWICE = 0.5, 2.0
HOW = {
    "paid": "paid; a gift in kind of whoever paid",
    "collected": "collected; a gift of money",
    "part": "part of another sum; moved to its own account",
    "told": "asked, offered or told as a price; booked and taken back",
}
# Why a fare is more than twice or less than half of what the others say, from looking at each.
DEAR_OR_CHEAP = "Every captain asked what he could get: between $25 and $125 from the same harbour."
ALBANY = (
    "Two couples were sent for fifty cents and a dollar each in December 1855, two men and one for "
    "$2.25 each in April 1856; whether all of them went by rail is our reading."
)
WHY = {
    "exp05": f"{DEAR_OR_CHEAP} For him his mother paid.",
    "exp06": f"{DEAR_OR_CHEAP} Only two schooners from Richmond have a price on file.",
    "exp08": "“All her savings”: the captain took what she had.",
    "exp09": f"{DEAR_OR_CHEAP} Only two schooners from Richmond have a price on file.",
    "exp15": "Not a seat but a man and his carriage for a night, over a short and dangerous way; "
    "the others by road are two estimates of very long ones.",
    "exp20": "A fare “through” to Canada, told from memory; where it began is assumed. The rate by "
    "rail comes mostly from New York to Syracuse, where a kilometre was cheap.",
    "exp31": "A fishing boat hired for a night by four. No other boat has a price on file, so the "
    "rate is that of the railway, which did not cross the lake.",
    "g02": "A stowaway's fare to Syracuse, a third of everybody else's; no page says why, or "
    "whether it paid for the whole way.",
    "g19": ALBANY,
    "g21": ALBANY,
    "g30": ALBANY,
    "g32": ALBANY,
    "g35": f"{DEAR_OR_CHEAP} Here a vessel of which nothing else is told.",
}


class Compared(NamedTuple):
    """One fare told, and what the others make of it: on one leg, and leg by leg on the network."""

    told: Payment
    year: int
    people: int
    leg_cents: int
    evidence: str
    way_cents: int | None

    @property
    def ratio(self) -> float:
        """Give what the others say over what is told."""
        return self.leg_cents / self.told.cents

    @property
    def is_far_off(self) -> bool:
        """Say whether the others say more than twice or less than half."""
        return not HALF <= self.ratio <= TWICE


def compare() -> list[Compared]:
    """Price every fare that is told from all the others, as if nobody had told it."""
    network = read_network(history.DATA)
    places = {place.slug: place for place in network.places}
    fares = payments()
    sums = {told.slug: told for told in told_sums.sums()}
    found = []
    for told in fares:
        others = [paid for paid in fares if paid.slug != told.slug]
        (leg,) = with_fares([_one_leg(told, places)], places, others)
        legs = with_fares([leg for leg in network.legs if leg.mode == told.mode], places, others)
        found.append(
            Compared(
                told=told,
                year=sums[told.slug].on.year,
                people=sums[told.slug].people,
                leg_cents=leg.cost_cents,
                evidence=leg.cost_evidence,
                way_cents=_along(legs, told.from_place, told.to_place),
            )
        )
    return found


def _one_leg(told: Payment, places: dict[str, Place]) -> Leg:
    """Draw the fare's whole way as one leg, its road as long as the mode winds."""
    crow = crow_km(places[told.from_place], places[told.to_place])
    assert crow is not None  # Every place of a fare on file has coordinates.
    return Leg(
        slug=told.slug,
        from_place=told.from_place,
        to_place=told.to_place,
        mode=told.mode,
        duration_min=60,
        km=crow * MODES[told.mode].winding,
        capacity=1,
    )


def _along(legs: Iterable[Leg], start: str, end: str) -> int | None:
    """Sum the fares along the shortest way by these legs, in either direction; None without one."""
    roads: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    for leg in legs:
        roads[leg.from_place].append((leg.km, leg.cost_cents, leg.to_place))
        roads[leg.to_place].append((leg.km, leg.cost_cents, leg.from_place))
    queue, done = [(0.0, 0, start)], set()
    while queue:
        km, cents, place = heapq.heappop(queue)
        if place == end:
            return cents
        if place in done:
            continue
        done.add(place)
        for far, fare, there in roads[place]:
            heapq.heappush(queue, (km + far, cents + fare, there))
    return None


def write_page() -> None:
    """Write docs/FARES.md."""
    PAGE.write_text(page(compare()), encoding="utf-8")


def page(compared: Sequence[Compared]) -> str:
    """Write the comparison as a page.

    Raises:
      KeyError: a fare is far off and nobody has looked at it; add a reason to WHY.
    """
    names = {place.slug: place.name for place in read_network(history.DATA).places}
    far = [one for one in compared if one.is_far_off]
    lines = [
        "# What people paid, beside the fares made of all the others",
        "",
        "Written by `python -m bench fares` from `expenses.csv`, eighty sums that the books of the "
        f"1850s tell. {len(compared)} of them are fares between two places. Each is compared with "
        "the fare that the planner would use if nobody had told it: the median of the other "
        "fares for the same two places and means, else a rate by the kilometre made of all the "
        "others of its means, a hiding place on a ship apart from an open fare. “On one leg” "
        "takes the whole way at once; “leg by leg” adds up the stretches of the historical "
        "network by the same means, as a route does (none: no such way is drawn).",
        "",
        "| | year | from | to | by | people | told, each | on one leg | ratio | made of "
        "| leg by leg |",
        "| --- | --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- | ---: |",
        *(_row(one, names) for one in compared),
        "",
        *_summary(compared),
        "",
        "## What a person cost between the same two places",
        "",
        "Out of the book: what was paid between two places by one means, over the people it was "
        "paid for, and what the planner's fares, each made without the sum beside it, come to for "
        "the same people. Of exp16 the quarter dollar that each was given is no fare.",
        "",
        "| from | to | by | sums | people | a person cost | made of the others | ratio |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |",
        *_pairs(compared, names),
        "",
        "## Where they differ by more than twice or less than half, and why",
        "",
        *(f"- {one.told.slug}, {_way(one, names)}: {WHY[one.told.slug]}" for one in far),
        "",
        "## The eighty sums in the book of the demo",
        "",
        f"`waystation demo load` books all of them in the fund {told_sums.FUND}, together on the "
        "last day of 1854; the day that is told, what for and by whom stand in the sealed note. "
        "Which account a sum belongs to, and whether it was paid at all, is our reading and "
        "stands in `book_accounts.csv`.",
        "",
        "| account | how | sums | together |",
        "| --- | --- | ---: | ---: |",
        *_accounts(),
        "",
        "The books: see the [credits of the tables]"
        "(../src/waystation/testing/data/underground-railroad/README.md).",
    ]
    return "\n".join(lines) + "\n"


def _row(one: Compared, names: dict[str, str]) -> str:
    told = one.told
    made_of = "the same two places" if _same(one) else "a rate by the kilometre"
    along = "" if one.way_cents is None else dollars(one.way_cents)
    return (
        f"| {told.slug} | {one.year} | {names[told.from_place]} | {names[told.to_place]} "
        f"| {told.mode} | {one.people} | {dollars(told.cents)} | {dollars(one.leg_cents)} "
        f"| {one.ratio:.2f} | {made_of} | {along} |"
    )


def _same(one: Compared) -> bool:
    return one.evidence.startswith("documented")


def _way(one: Compared, names: dict[str, str]) -> str:
    return f"{names[one.told.from_place]} to {names[one.told.to_place]} by {one.told.mode}"


def _summary(compared: Sequence[Compared]) -> list[str]:
    """Say how near the others come, apart for what is told of the same two places and what not."""
    lines = ["| made of | fares | within half and twice | median ratio | median distance |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for name, group in (
        ("the same two places", [one for one in compared if _same(one)]),
        ("a rate by the kilometre", [one for one in compared if not _same(one)]),
        ("all", list(compared)),
    ):
        if not group:
            continue
        near = sum(not one.is_far_off for one in group)
        ratio = median(one.ratio for one in group)
        off = round(median(abs(one.leg_cents - one.told.cents) for one in group))
        lines.append(f"| {name} | {len(group)} | {near} | {ratio:.2f} | {dollars(off)} |")
    return lines


def _pairs(compared: Sequence[Compared], names: dict[str, str]) -> list[str]:
    """Add up the fares of each pair of places, those with the most people first."""
    groups: dict[tuple[str, str, str], list[Compared]] = defaultdict(list)
    for one in compared:
        groups[one.told.from_place, one.told.to_place, one.told.mode].append(one)
    rows = []
    for (start, end, mode), group in groups.items():
        people = sum(one.people for one in group)
        told = round(sum(one.told.cents * one.people for one in group) / people)
        made = round(sum(one.leg_cents * one.people for one in group) / people)
        row = f"| {names[start]} | {names[end]} | {mode} | {len(group)} | {people} "
        rows.append((-people, row + f"| {dollars(told)} | {dollars(made)} | {made / told:.2f} |"))
    return [row for _people, row in sorted(rows)]


def _accounts() -> list[str]:
    sums = told_sums.sums()
    n = Counter((told.account, told.how) for told in sums)
    cents: Counter[tuple[str, str]] = Counter()
    for told in sums:
        cents[told.account, told.how] += told.cents
    return [
        f"| {account} | {HOW[how]} | {n[account, how]} | {dollars(cents[account, how])} |"
        for account, how in sorted(n)
    ] + [f"| all | | {len(sums)} | {dollars(sum(cents.values()))} |"]
