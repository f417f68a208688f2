"""A measured figure, and the two papers made of many: results.json and docs/PERFORMANCE.md."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time

import msgspec

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results.json"
BUSY = 0.5
PAGE = ROOT / "docs" / "PERFORMANCE.md"


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One figure: `capability.what`, its value, and which way is better.

    `peer` is a rival's value under the same conditions, `ratio` ours over the peer's; `note` says
    what was measured and how often.
    """

    name: str
    value: float
    unit: str
    better: str
    target: float | None = None
    peer: float | None = None
    peer_name: str = ""
    ratio: float | None = None
    note: str = ""


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
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
    """One run of all figures, as results.json holds it: each figure repeats the conditions."""

    conditions: Conditions
    figures: tuple[Figure, ...]


def per_second(what: Callable[[], object], *, rounds: int, batch: int) -> float:
    """Say how often a second something can be done: the best of some rounds, in CPU time."""
    best = 0.0
    for _ in range(rounds):
        began = process_time()
        for _ in range(batch):
            what()
        best = max(best, batch / (process_time() - began))
    return best


def conditions(load_before: float) -> Conditions:
    """Note the machine and the moment."""
    return Conditions(
        taken_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        load=(round(load_before, 2), round(os.getloadavg()[0], 2)),
    )


def write(run: Run) -> None:
    """Write results.json: a list of figures, each with its conditions."""
    held = msgspec.to_builtins(run.conditions)
    rows = [msgspec.to_builtins(figure) | {"conditions": held} for figure in run.figures]
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")


def read() -> Run:
    """Read results.json back.

    Raises:
      FileNotFoundError: nothing was measured yet.
    """
    rows = msgspec.json.decode(RESULTS.read_bytes())
    held = msgspec.convert(rows[0]["conditions"], Conditions)
    return Run(conditions=held, figures=msgspec.convert(rows, tuple[Figure, ...]))


def write_page(run: Run, explained: Sequence[str]) -> None:
    """Write docs/PERFORMANCE.md from a run; `explained` says how each part was measured."""
    held = run.conditions
    lines = [
        "# Performance",
        "",
        "Made from `bench/results.json` by `python -m bench --write-docs`; `make bench` measures "
        "anew. Figures are written down as they came, also where they miss their target.",
        "",
        f"Taken {held.taken_at}, {held.cores} cores, Python {held.python}, {held.machine}, load "
        f"average {held.load[0]} before and {held.load[1]} after ({held.loaded}). Milliseconds "
        "are by the wall unless a line says CPU.",
    ]
    groups = dict.fromkeys(figure.name.split(".")[0] for figure in run.figures)
    for group in groups:
        lines += ["", f"## {group.capitalize()}", ""]
        lines += _table([f for f in run.figures if f.name.split(".")[0] == group])
    lines += ["", "## How it was measured", "", *(f"- {line}" for line in explained)]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(figures: Sequence[Figure]) -> list[str]:
    rows = ["| figure | value | target | beside | what |", "| --- | ---: | ---: | --- | --- |"]
    for figure in figures:
        beside = ""
        if figure.peer is not None:
            share = f" (ratio {figure.ratio:.2f})" if figure.ratio is not None else ""
            beside = f"{figure.peer_name}: {shown(figure.peer)}{share}"
        target = ""
        if figure.target is not None:
            sign = "≤" if figure.better == "lower" else "≥"
            target = f"{sign} {shown(figure.target)}"
        name = figure.name.split(".", 1)[1]
        value = f"{shown(figure.value)} {figure.unit}"
        rows.append(f"| `{name}` | {value} | {target} | {beside} | {figure.note} |")
    return rows


def shown(value: float) -> str:
    """Write a figure with as many digits as it carries."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def middle(values: Sequence[float]) -> float:
    """Give the median."""
    return float(median(values))
