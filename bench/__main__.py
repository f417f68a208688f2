"""`python -m bench`: measures, prints, writes results.json and docs/PERFORMANCE.md.

`python -m bench journeys` and `python -m bench fares` write a page of docs instead.
"""

import argparse
import os
import sys
import tempfile
from importlib import import_module

PARTS = (
    "planning", "scale", "single", "limited", "sealing", "console", "crowd", "exchange",
    "watch", "watches", "guarding", "doubles", "tablets", "phone", "slowphone", "mix", "blast",
    "joint_long", "rehearsal", "book", "publishing", "giving", "arrivals",
    "linkage", "reunion", "million", "psi",
)  # fmt: skip
# A few seeds of what another part measures in full.
QUICK = ("joint",)


def main() -> int:
    """Measure everything, or only write a page anew."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure what people wait for.")
    parser.add_argument(
        "page",
        nargs="?",
        choices=["journeys", "fares"],
        help="write docs/JOURNEYS.md or docs/FARES.md: what the books tell beside the planner's",
    )
    parser.add_argument(
        "--write-docs", action="store_true", help="only write docs/PERFORMANCE.md from results.json"
    )
    parser.add_argument(
        "--only", nargs="+", choices=PARTS + QUICK, help="measure only these, and write nothing"
    )
    parser.add_argument(
        "--keep", action="store_true", help="with --only: put these beside the last run's others"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as home:
        # Never the directory of somebody's own data.
        os.environ["WAYSTATION_HOME"] = home
        os.environ.pop("WAYSTATION_DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        # Sealing a row asks which key its compartment has today.
        call_command("migrate", verbosity=0)
        if args.page:
            import_module(f"bench.{args.page}").write_page()
            return 0
        return _run(only=args.only, keep=args.keep, only_page=args.write_docs)


def _run(*, only: list[str] | None, keep: bool, only_page: bool) -> int:
    from bench import figures, page

    parts = [import_module(f"bench.{name}") for name in only or PARTS]
    explained = [line for name in PARTS for line in import_module(f"bench.{name}").EXPLAINED]
    if only_page:
        page.write_page(figures.read(), explained)
        return 0
    load = os.getloadavg()[0]
    found = []
    for part in parts:
        for figure in part.measure():
            found.append(figure)
            sys.stdout.write(_line(figure) + "\n")
            sys.stdout.flush()
    if keep:
        found = _beside(found, {getattr(part, "PART", "") for part in parts} - {""})
    run = figures.Run(machine=figures.machine(load), figures=tuple(found))
    if keep or not only:
        figures.write(run)
        page.write_page(run, explained)
    held = run.machine
    sys.stdout.write(
        f"\n{held.cores} cores, load {held.load[0]} to {held.load[1]}, {held.loaded}\n"
    )
    return 0


def _beside(found, parts):  # type: ignore[no-untyped-def]
    """Put figures in the place of those of the last run that are of the same name or part."""
    from bench import figures

    names = {figure.name for figure in found}
    old = [
        figure
        for figure in figures.read().figures
        if figure.name not in names and figure.conditions.get("part") not in parts
    ]
    return [*old, *found]


def _line(figure) -> str:  # type: ignore[no-untyped-def]
    from bench import figures, page

    what = figure.conditions.get("answer", "") or page.against(figure)
    goal = "" if figure.target is None else f"target {figures.shown(figure.target)}"
    value = f"{figures.shown(figure.value):>10} {figure.unit:<8}"
    return f"{figure.name:<48} {value} {goal:<16} {what}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
