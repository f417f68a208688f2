"""The planner on generated nets: what a front costs, how that grows, and how soon it re-plans."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from bench.case import Case, Found, apart
from bench.figures import Figure
from bench.nets import FAMILIES
from bench.page import SCALE

SIZES, OBJECTIVES = (100, 300, 1_000, 10_000), (2, 3, 4)
EXACT_LABELS, PROOF_LABELS = 3_000_000, 300_000
LARGE = 10_000
# At 100 places the ends of seed 9 are not joined; at 10,000 one seed is enough to wait for.
SEEDS = {100: (7, 8, 10), 300: (7, 8, 9), 1_000: (7, 8, 9), 10_000: (7,)}
REPLAN = "Planning again after a loss"
SHORTEST_S = 0.001  # below that the clock says more than the search
QUARTER, MINUTE = 15, 1  # departures on every so many minutes; the product has quarter hours
FEW = 300  # up to so many places the search itself answers, within eps


class Wait(NamedTuple):
    """What is waited for: a plan proven so far, in at most so many seconds (None: no goal)."""

    places: int
    every_min: int
    limits: str
    eps: float
    at_most_s: float | None


WAITS = (
    Wait(100, QUARTER, "three times", 0.05, 0.05),
    Wait(300, QUARTER, "three times", 0.05, 0.3),
    Wait(300, MINUTE, "three times", 0.05, None),
    Wait(1_000, QUARTER, "three times", 0.10, 0.8),
    Wait(1_000, QUARTER, "three times", 0.05, 2.0),
    Wait(1_000, MINUTE, "three times", 0.05, None),
    Wait(10_000, QUARTER, "balanced", 0.15, 10.0),
)
EXPLAINED = (
    "Generated nets (`bench/nets.py`, seed 7): a *grid* of streets, a *net* in the "
    "manner of netMaker, where what is dear in one figure is cheap in another, and a *relay* of "
    "places over 3,000 x 1,200 km with trains, carts and night walks. One question from one end "
    "to the other, no limits. Each case runs in a process of its own, compiled code loaded "
    "before; CPU of all threads, memory of the whole process with Python and Numba.",
    f"“All” means that the front is complete. Where {EXACT_LABELS:,} partial routes do not hold "
    "the search, that time is counted too, and then `kernel.proof` says how much better, on every "
    f"count at once, a route not shown can be at most; it is not asked from {LARGE:,} places on "
    "(see planning again), and “open” means that nothing is proven.",
    "Growth: the exponent e of CPU ~ places^e, fitted by least squares over the sizes whose front "
    "was finished and took a millisecond or more. Fronts grow too, so this is no bound.",
    "Planning again: three figures, limits, four places of the fair route gone, all computed anew; "
    "the slowest of seeds 7, 8 and 9 (at 100 places 10 for 9, at 10,000 seed 7 alone), each the "
    "better of two runs (10,000: of one), by the wall. Limits are three times the least of each "
    "figure and a day; at 10,000 places half above those of a fair route, since three times the "
    f"least cost would hold no route there. Up to {FEW} places the search answers within 5 %; "
    "beyond that the proof does, with two threads. The goals are for departures on quarter hours, "
    "as the product has them. Where every minute has a departure planes are not exact; two ways "
    "were tried at 1,000 places (seed 7, 5 %): slots of five minutes, 4.6 s of CPU (that is what "
    "is measured here), and of fifteen, where planes are quicker but leave more to search: 5.4 s.",
)


def measure() -> Iterator[Figure]:
    """Ask every case and give its figures as they come."""
    points: dict[tuple[str, int], list[tuple[int, float]]] = defaultdict(list)
    for family in FAMILIES:
        for k in OBJECTIVES:
            for places in SIZES:
                case = Case(
                    family=family,
                    places=places,
                    k=k,
                    max_labels=EXACT_LABELS,
                    prove_labels=PROOF_LABELS if places < LARGE else 0,
                )
                found = apart(case)
                yield from _figures(case, found)
                if found.finished and found.cpu_s >= SHORTEST_S:
                    points[family, k].append((found.places, found.cpu_s))
    for (family, k), measured in points.items():
        if len(measured) > 1:
            yield _growth(family, k, measured)
    for wait in WAITS:
        for is_again in (False, True):
            yield _waited(wait, is_again=is_again)


def _figures(case: Case, found: Found) -> Iterator[Figure]:
    held = {
        "part": SCALE,
        "family": case.family,
        "places": found.places,
        "rides": found.rides,
        "k": case.k,
        "seed": case.seed,
        "finished": found.finished,
        "gap": found.gap,
        "answer": answer(found),
        "what": "a whole front, no limits, in a process of its own",
    }
    name = f"kernel.{case.family}_{case.places}_k{case.k}"
    for what, value, unit in (
        ("routes", found.routes, "routes"),
        ("cpu_s", round(found.cpu_s, 4), "s"),
        ("peak_mb", round(found.peak_mb, 1), "MB"),
    ):
        yield Figure(
            name=f"{name}_{what}",
            value=value,
            unit=unit,
            better="higher" if what == "routes" else "lower",
            target=None,
            conditions=held,
        )


def answer(found: Found) -> str:
    """Say in a word how complete an answer is."""
    if found.finished:
        return "all"
    return "open" if found.gap is None else f"{found.gap:.1%} proven"


def _growth(family: str, k: int, measured: list[tuple[int, float]]) -> Figure:
    sizes, cpu_s = np.log(np.array(measured)).T
    exponent = float(np.polyfit(sizes, cpu_s, 1)[0])
    at = ", ".join(f"{n:,}: {s:.3g} s" for n, s in measured)
    return Figure(
        name=f"kernel.growth_{family}_k{k}",
        value=round(exponent, 2),
        unit="exponent",
        better="lower",
        target=None,
        conditions={"part": "Growth of cost with places", "what": at, "points": measured},
    )


def _waited(wait: Wait, *, is_again: bool) -> Figure:
    few = wait.places <= FEW
    founds = []
    for seed in SEEDS[wait.places]:
        case = Case(
            family="relay",
            places=wait.places,
            k=3,
            seed=seed,
            every_min=wait.every_min,
            limits=wait.limits,
            exact=few,
            within=wait.eps if few else 0.0,
            eps=wait.eps,
            lost=4 if is_again else 0,
            repeats=2 if wait.places < LARGE else 1,
        )
        founds.append(apart(case))
    gaps = [f.gap for f in founds]
    proven = "not proven" if None in gaps else f"{max(filter(None, gaps), default=0):.1%} proven"
    first = "again, four places lost" if is_again else "first plan"
    walls = ", ".join(f"{f.wall_s:.3g}" for f in founds)
    kept = not any(gap is None or gap > wait.eps + 1e-9 for gap in gaps)
    grid = "quarter hours" if wait.every_min == QUARTER else "any minute"
    says = f"{grid}, {first}: {proven}{'' if kept else f' of {wait.eps:.0%} asked'}; wall {walls} s"
    by = "" if wait.every_min == QUARTER else "any_minute_"
    name = f"kernel.relay_{wait.places}_{by}{'replan' if is_again else 'plan'}"
    return Figure(
        name=f"{name}_{round(wait.eps * 100)}pct_s",
        value=round(max(f.wall_s for f in founds), 4),
        unit="s",
        better="lower",
        target=wait.at_most_s,
        conditions={
            "part": REPLAN,
            "what": says,
            "gaps": gaps,
            "eps": wait.eps,
            "every_min": wait.every_min,
            "by": "search within eps" if few else "proof",
            "cpu_s": [round(f.cpu_s, 4) for f in founds],
            "routes": [f.routes for f in founds],
            "limits": wait.limits,
            "seeds": SEEDS[wait.places],
        },
    )


if __name__ == "__main__":
    for figure in measure():
        sys.stdout.write(f"{figure.name} {figure.value} {figure.unit}\n")
