"""`waystation doctor`: says in plain words what is unsafe about an installation."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from waystation.base.errors import Refused
from waystation.cli import copying, setup
from waystation.cli.doctor_words import Finding, as_json

FOUND = 1


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    parser = commands.add_parser(
        "doctor",
        help="what is unsafe about this installation",
        description="Say what is unsafe about this installation, and what to do."
        " Nothing is changed. Exit: 0 nothing found, 1 something found, 2 no organisation here.",
    )
    parser.add_argument("--json", action="store_true", help="nothing but JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look at machine, settings and data, and print every finding with what to do.

    Raises:
      Refused: there is no organisation in the data directory.
    """
    found = tuple(_looked())
    if args.json:
        sys.stdout.write(as_json(found) + "\n")
        return FOUND if found else 0
    for finding in found:
        sys.stdout.write(f"{finding.about}: {finding.says}\n  {finding.hint}\n")
    if not found:
        sys.stdout.write("Nothing unsafe was found. docs/OPERATING.md has what no program sees.\n")
    return FOUND if found else 0


def _looked() -> Iterator[Finding]:
    """Look everywhere, the machine first."""
    setup.start()
    from django.conf import settings

    home = Path(settings.HOME)
    if not copying.is_there():
        hint = "Point WAYSTATION_HOME to its data, or found one with `waystation init`."
        raise Refused(f"There is no organisation in {home}.", hint=hint)
    if setup.is_behind():
        hint = "Start `waystation serve` once; it brings the database up to date."
        raise Refused("The database was written by another Waystation.", hint=hint)
    from waystation.base import clock
    from waystation.cli import doctor_data, doctor_machine

    yield from doctor_machine.look(home, now=clock.real_now())
    yield from doctor_data.look(home, now=clock.real_now(), today=clock.now().date())
