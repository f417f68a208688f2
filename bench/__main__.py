"""`python -m bench`: measures, prints, writes results.json and docs/PERFORMANCE.md."""

import argparse
import os
import sys
import tempfile


def main() -> int:
    """Measure everything, or only write the page of the last run anew."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure what people wait for.")
    parser.add_argument(
        "--write-docs", action="store_true", help="only write docs/PERFORMANCE.md from results.json"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as home:
        # Never the directory of somebody's own data.
        os.environ["WAYSTATION_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
        import django

        django.setup()
        return _run(only_page=args.write_docs)


def _run(*, only_page: bool) -> int:
    from bench import console, figures, planning, sealing

    explained = (*planning.EXPLAINED, *sealing.EXPLAINED, *console.EXPLAINED)
    if only_page:
        figures.write_page(figures.read(), explained)
        return 0
    load = os.getloadavg()[0]
    found = []
    for part in (planning, sealing, console):
        for figure in part.measure():
            found.append(figure)
            beside = f"   {figure.peer_name}: {figures.shown(figure.peer)}" if figure.peer else ""
            says = f"{figure.name:<28} {figures.shown(figure.value):>10} {figure.unit:<7}{beside}"
            sys.stdout.write(says.rstrip() + "\n")
            sys.stdout.flush()
    run = figures.Run(conditions=figures.conditions(load), figures=tuple(found))
    figures.write(run)
    figures.write_page(run, explained)
    held = run.conditions
    sys.stdout.write(
        f"\n{held.cores} cores, load {held.load[0]} to {held.load[1]}, {held.loaded}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
