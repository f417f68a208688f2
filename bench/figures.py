"""A measured figure, and the two papers made of many: results.json and docs/PERFORMANCE.md."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import floor, log10
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.json"
BUSY = 0.5
PAGE = ROOT / "docs" / "PERFORMANCE.md"


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure: `capability.what`, its value, and which way is better.

    `peer` is a rival under the same conditions and `ratio` ours over the rival's; `conditions`
    says in words what was measured (`what`), in which `part` of the page it stands, and whatever
    else a reader needs to measure it again.
    """

    name: str
    value: float
    unit: str
    better: str
    target: float | None
    peer: str | msgspec.UnsetType = msgspec.UNSET
    ratio: float | msgspec.UnsetType = msgspec.UNSET
    conditions: dict[str, Any] = {}

    def part(self) -> str:
        """Name the part of the page this figure stands in."""
        return str(self.conditions.get("part", self.name.split(".")[0].capitalize()))


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """Under which the figures hold; `load` is the load average before and after."""

    taken_at: str
    cores: int
    python: str
    machine: str
    load: tuple[float, float]

    @property
    def loaded(self) -> str:
        """Say whether others were at work, so that a figure is an upper bound."""
        # Our own work raises the second figure; the first is that of others.
        busy = self.load[0] > BUSY
        return "loaded: the figures are upper bounds" if busy else "quiet"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Figures and the machine of the last run; in results.json each keeps the run it came from."""

    machine: Machine
    figures: tuple[Figure, ...]


def beside(peer: str, ours: float, theirs: float) -> dict[str, Any]:
    """Give what a figure says of its peer."""
    return {"peer": peer, "ratio": round(ours / theirs, 3)}


def per_second(what: Callable[[], object], *, rounds: int, batch: int) -> float:
    """Say how often a second something can be done: the best of some rounds, in CPU time."""
    best = 0.0
    for _ in range(rounds):
        began = process_time()
        for _ in range(batch):
            what()
        best = max(best, batch / (process_time() - began))
    return best


def machine(load_before: float) -> Machine:
    """Note the machine and the moment."""
    return Machine(
        taken_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        load=(round(load_before, 2), round(os.getloadavg()[0], 2)),
    )


def write(run: Run) -> None:
    """Write results.json: a list of figures, each with its conditions.

    A figure that was read back from an earlier run keeps the moment and the load of that run.
    """
    rows = [msgspec.to_builtins(_stamped(figure, run.machine)) for figure in run.figures]
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")


def _stamped(figure: Figure, held: Machine) -> Figure:
    told = msgspec.to_builtins(held) | figure.conditions
    return msgspec.structs.replace(figure, conditions=told)


def taken(figure: Figure, run: Run) -> Machine:
    """Say on which machine and when a figure was taken."""
    return msgspec.convert(_stamped(figure, run.machine).conditions, Machine)


def read() -> Run:
    """Read results.json back.

    Raises:
      FileNotFoundError: nothing was measured yet.
    """
    rows = msgspec.json.decode(RESULTS.read_bytes())
    held = msgspec.convert(rows[0]["conditions"], Machine)
    return Run(machine=held, figures=msgspec.convert(rows, tuple[Figure, ...]))


def shown(value: float) -> str:
    """Write a figure with as many digits as it carries; near one, what is missing carries them."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    if value < 0.1:
        return f"{value:.2g}"
    places = 1 - floor(log10(1 - value)) if 0.9 < value < 1 else 2
    return f"{value:.{places}f}".rstrip("0").rstrip(".")


def middle(values: Sequence[float]) -> float:
    """Give the median."""
    return float(median(values))
