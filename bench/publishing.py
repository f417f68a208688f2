"""What the guard of figures takes for one release, and what it refuses and lets pass."""

from collections.abc import Iterator
from random import Random
from statistics import median
from time import process_time

from bench.figures import Figure
from waystation.impact.guard.domain import Cell, Units, judge
from waystation.impact.guard.tests.series import Ground, Series, attacks, harmless

PART = "Publishing figures"
EARLIER = (1, 10, 100)
RUNS, DRAWN, SEED = 15, 1_000, 3
# A person waits for the answer after a press of a button.
RELEASE_MS = 1_000.0
EXPLAINED = (
    "Publishing figures: a total and a sub-total of journeys that grow by a quarter with each "
    "release; the guard looks through the next release beside 1, 10 and 100 earlier ones "
    "(two cells each), the opening of sealed rows not included. `squeezed` is a release that only "
    "the interval audit refuses, beside ten earlier ones: integer programmes are solved for it.",
    f"Attacks: {DRAWN:,} drawn series of ten ways (few who arrive, trackers, complements, "
    "overlaps, remainders and sums of several cells, half sums, roundings, corrections) whose last "
    "step would isolate 1 to 9 people or 1 or 2 journeys. Harmless: as many series of two to four "
    "years in which every quarter brings 10 grown-ups, 10 children and 3 journeys at least; one "
    "counts as passed if all its releases do.",
)


def measure() -> Iterator[Figure]:
    """Measure the guard beside ever more releases, then the drawn series."""
    for n in EARLIER:
        units, released, asked = _history(n)
        yield _time(f"publishing.guard_beside_{n}", units, released, asked, refused=False)
    units, released, asked = _squeezed()
    yield _time("publishing.guard_squeezed", units, released, asked, refused=True)
    refused = sum(not _passes(series) for series in attacks(DRAWN, SEED))
    yield _count("publishing.attacks_refused", refused, float(DRAWN))
    passed = sum(_passes(series) for series in harmless(DRAWN, SEED))
    yield _count("publishing.harmless_passed", passed, 0.95 * DRAWN)


def _history(n: int) -> tuple[Units, list[Cell], list[Cell]]:
    """Draw so many releases of two cells each, and the next one."""
    of, grown, children = Ground(Random(SEED)), set[int](), set[int]()  # noqa: S311
    for _nth in range(n + 1):
        grown |= of.journeys([of.chance.randint(2, 5) for _j in range(8)])
        children |= of.journeys([of.chance.randint(2, 5) for _j in range(8)])
        of.publish(("people", frozenset(grown | children)), ("children", frozenset(children)))
    series = of.series("growing")
    return series.units, [cell for step in series.steps[:-1] for cell in step], series.steps[-1]


def _squeezed() -> tuple[Units, list[Cell], list[Cell]]:
    of = Ground(Random(SEED))  # noqa: S311
    one, two = of.journeys([3, 3, 4]), of.journeys([4, 3, 4])
    others = [of.crowd() for _nth in range(8)]
    of.publish(("c", one | others[0]), ("d", two | others[1]))
    of.publish(*((f"e{nth}", held) for nth, held in enumerate(others)))
    of.publish(("a", one | two | of.journeys([2])))
    series = of.series("squeezed")
    return series.units, [cell for step in series.steps[:-1] for cell in step], series.steps[-1]


def _time(
    name: str, units: Units, released: list[Cell], asked: list[Cell], *, refused: bool
) -> Figure:
    times = []
    for _nth in range(RUNS):
        start = process_time()
        found = judge(units, released, asked)
        times.append((process_time() - start) * 1_000)
        if bool(found) != refused:
            raise RuntimeError(f"{name}: the guard said {found}")
    what = f"{len(units.people)} parts of journeys, {len(released)} cells, median of {RUNS}"
    return Figure(
        name=name, value=median(times), unit="ms", better="lower", target=RELEASE_MS,
        conditions={"part": PART, "what": what},
    )  # fmt: skip


def _count(name: str, value: int, target: float) -> Figure:
    return Figure(
        name=name, value=value, unit="series", better="higher", target=target,
        conditions={"part": PART, "what": f"of {DRAWN:,} drawn"},
    )  # fmt: skip


def _passes(series: Series) -> bool:
    released: list[Cell] = []
    for step in series.steps:
        if judge(series.units, released, step):
            return False
        released += step
    return True
