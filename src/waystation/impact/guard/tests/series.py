"""Drawn series of releases: attacks that would give few people away, and harmless ones.

An attack is a list of steps, each published at once; its last step is the one that would isolate a
target of 1 to 9 people or 1 or 2 journeys, by the way that its name says.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from waystation.impact.guard.domain import Cell, Units, cell_of, units_of

ATTACK_WAYS: dict[str, Callable[["Ground"], None]] = {}


class Series(NamedTuple):
    """Units, and what is published of them step by step."""

    way: str
    units: Units
    steps: list[list[Cell]]


class Ground:
    """Journeys that are drawn as they are needed, and steps of cells over them."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.people: list[int] = []
        self.group: list[int] = []
        self.wrong: list[int] = []
        self.asked: list[list[tuple[str, frozenset[int]]]] = []
        self.n_groups = 0

    def journeys(self, sizes: list[int]) -> frozenset[int]:
        """Add a journey of each size; gives their units."""
        first = len(self.people)
        self.people += sizes
        self.group += range(self.n_groups, self.n_groups + len(sizes))
        self.n_groups += len(sizes)
        return frozenset(range(first, len(self.people)))

    def crowd(self) -> frozenset[int]:
        """Add so many that they are no secret."""
        return self.journeys([self.chance.randint(3, 8) for _n in range(self.chance.randint(4, 9))])

    def target(self) -> frozenset[int]:
        """Add few: one or two journeys, or more of them with nine people at most."""
        n = self.chance.choice((1, 1, 2, 2, 3, 4))
        most = 12 if n < 3 else 9 // n
        return self.journeys([self.chance.randint(1, most) for _n in range(n)])

    def publish(self, *cells: tuple[str, frozenset[int]]) -> None:
        """Publish cells at once."""
        self.asked.append(list(cells))

    def series(self, way: str) -> Series:
        """Make what was drawn into a series."""
        units = units_of(self.people, group=self.group, wrong=self.wrong)
        steps = [[cell_of(name, held, units) for name, held in step] for step in self.asked]
        return Series(way, units, steps)


def attack(make: Callable[[Ground], None]) -> Callable[[Ground], None]:
    """Put a way of attacking on the list, under its name."""
    ATTACK_WAYS[make.__name__] = make
    return make


def attacks(n: int, seed: int) -> Iterator[Series]:
    """Draw attacks, every way in turn."""
    chance, ways = Random(seed), list(ATTACK_WAYS)
    for nth in range(n):
        way, ground = ways[nth % len(ways)], Ground(chance)
        ATTACK_WAYS[way](ground)
        yield ground.series(way)


@attack
def few_arrive(of: Ground) -> None:
    before = of.crowd()
    of.publish(("people", before))
    of.publish(("people", before | of.target()))


@attack
def tracker(of: Ground) -> None:
    rest, wanted = of.crowd(), of.target()
    of.publish(("a", rest | wanted))
    of.publish(("b", rest))


@attack
def complement(of: Ground) -> None:
    part, other = of.crowd(), of.crowd()
    wanted = of.target()
    of.publish(("people", part | other | wanted), ("a", part))
    of.publish(("b", part | other))


@attack
def overlap(of: Ground) -> None:
    wanted = of.target()
    of.publish(("a", of.crowd() | wanted))
    of.publish(("b", of.crowd() | wanted))


@attack
def both_at_once(of: Ground) -> None:
    rest = of.crowd()
    of.publish(("people", of.crowd()))
    of.publish(("a", rest), ("b", rest | of.target()))


@attack
def remainder_of_parts(of: Ground) -> None:
    parts = [of.crowd() for _n in range(of.chance.randint(2, 5))]
    of.publish(*((f"part {n}", held) for n, held in enumerate(parts)))
    of.publish(("people", frozenset().union(*parts) | of.target()))


@attack
def sum_of_overlapping_cells(of: Ground) -> None:
    one, two, beside_one, beside_two = (of.crowd() for _n in range(4))
    of.publish(("c", one | beside_one), ("d", two | beside_two))
    of.publish(("e", beside_one), ("f", beside_two))
    of.publish(("a", one | two | of.target()))


@attack
def half_of_a_sum(of: Ground) -> None:
    a, b, c = of.target(), of.crowd(), of.crowd()
    a2 = of.crowd()
    # (a + a2 + b) + (a + a2 + c) - (b + c) is twice a + a2, and a2 is known.
    of.publish(("one", a | a2 | b), ("two", a | a2 | c))
    of.publish(("three", b | c))
    of.publish(("four", a2))


@attack
def squeezed_by_the_rounding(of: Ground) -> None:
    one, two = of.journeys([3, 3, 4]), of.journeys([4, 3, 4])
    of.publish(("c", one | of.crowd()))
    of.publish(("d", two | of.crowd()))
    # 21 and up to 8: the floor is 20, at least 10 are in each, so 9 at most are left.
    of.publish(("a", one | two | of.journeys([of.chance.randint(1, 4), of.chance.randint(1, 4)])))


@attack
def a_correction_alone(of: Ground) -> None:
    rest, wrong = of.crowd(), of.journeys([of.chance.randint(6, 12)])
    of.publish(("people", rest | wrong))
    [was] = wrong
    of.wrong.append(was)
    of.people.append(of.chance.randint(1, 5))
    of.group.append(of.group[was])
    few = of.target() if of.chance.random() < 0.5 else frozenset()
    right = [n for n, group in enumerate(of.group) if group == of.group[was] and n != was]
    of.publish(("people", rest | frozenset(right) | few))


def harmless(n: int, seed: int) -> Iterator[Series]:
    """Draw series of two to four years: every quarter brings enough grown-ups and children."""
    chance = Random(seed)
    for _nth in range(n):
        of = Ground(chance)
        grown: set[int] = set()
        children: set[int] = set()
        year, years = set[int](), []
        for quarter in range(4 * chance.randint(2, 4)):
            big, small = _quarter(of)
            grown, children, year = grown | big, children | small, year | big | small
            if chance.random() < 0.7:
                of.publish(("people", frozenset(grown | children)))
            if chance.random() < 0.4:
                of.publish(("children", frozenset(children)))
            if quarter % 4 == 3:
                years.append((f"years {quarter // 4}", frozenset(year)))
                of.publish(*years)
                year = set()
        yield of.series("harmless")


def _quarter(of: Ground) -> tuple[set[int], set[int]]:
    """Add journeys of grown-ups and children, ten of each and three journeys at least."""
    big, small = set(), set()
    for _nth in range(of.chance.randint(5, 10)):
        first = len(of.people)
        of.people += [of.chance.randint(2, 5), of.chance.randint(2, 3)]
        of.group += [of.n_groups] * 2
        of.n_groups += 1
        big.add(first)
        small.add(first + 1)
    return big, small
