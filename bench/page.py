"""Writes docs/PERFORMANCE.md from the figures of one run."""

from collections.abc import Sequence

from bench.figures import PAGE, Figure, Machine, Run, shown, taken

SCALE = "Generated nets"
SCALE_HEAD = (
    "| net | places, rides | K | routes | CPU s | peak MB | answer |",
    "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
)


def write_page(run: Run, explained: Sequence[str]) -> None:
    """Write docs/PERFORMANCE.md from a run; `explained` says how each part was measured."""
    lines = [
        "# Performance",
        "",
        "Made from `bench/results.json` by `python -m bench --write-docs`; `make bench` measures "
        "anew. Figures are written down as they came, also where they miss their target. "
        "Milliseconds are by the wall unless a line says CPU.",
    ]
    for part in dict.fromkeys(figure.part() for figure in run.figures):
        own = [figure for figure in run.figures if figure.part() == part]
        lines += ["", f"## {part}", ""]
        lines += [_when(held) for held in dict.fromkeys(taken(figure, run) for figure in own)]
        lines += ["", *table(part, own)]
    lines += ["", "## How it was measured", "", *(f"- {line}" for line in explained)]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _when(held: Machine) -> str:
    return (
        f"Taken {held.taken_at}, {held.cores} cores, Python {held.python}, {held.machine}, load "
        f"average {held.load[0]} before and {held.load[1]} after ({held.loaded})."
    )


def table(part: str, figures: Sequence[Figure]) -> list[str]:
    """Draw the table of one part; what was measured on generated nets stands one net a line."""
    return _nets(figures) if part == SCALE else _plain(figures)


def _nets(figures: Sequence[Figure]) -> list[str]:
    cases: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        case, _, what = figure.name.rpartition("_k")
        k, _, measure = what.partition("_")
        cases.setdefault(f"{case}_k{k}", {})[measure] = figure
    rows = []
    for found in cases.values():
        held = found["cpu_s"].conditions
        rows.append(
            f"| {held['family']} | {held['places']:,}, {held['rides']:,} | {held['k']} "
            f"| {found['routes'].value:,.0f} | {shown(found['cpu_s'].value)} "
            f"| {found['peak_mb'].value:,.0f} | {held['answer']} |"
        )
    return [*SCALE_HEAD, *rows]


def _plain(figures: Sequence[Figure]) -> list[str]:
    rows = ["| figure | value | target | beside | what |", "| --- | ---: | ---: | --- | --- |"]
    for figure in figures:
        target = ""
        if figure.target is not None:
            sign = "≤" if figure.better == "lower" else "≥"
            target = f"{sign} {shown(figure.target)}"
        value = f"{shown(figure.value)} {figure.unit}"
        what = figure.conditions.get("what", "")
        rows.append(f"| `{figure.name}` | {value} | {target} | {against(figure)} | {what} |")
    return rows


def against(figure: Figure) -> str:
    """Name the peer, what it needed and how we stand beside it; nothing without a peer."""
    if not figure.peer or not figure.ratio:
        return ""
    return f"{figure.peer}: {shown(figure.value / figure.ratio)} (ratio {figure.ratio:.2f})"
