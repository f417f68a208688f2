"""`waystation giving` and the test provider's own commands under `waystation demo`."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from waystation.base.errors import Refused
from waystation.base.files import make_once
from waystation.cli import setup


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe what is taken out of giving at the terminal."""
    giving = commands.add_parser("giving", help="what was released as open data")
    verbs = giving.add_subparsers(required=True, metavar="VERB")
    out = verbs.add_parser(
        "export",
        help="write the files of the newest release into a folder",
        description="Write the files of the newest release of open data that is out, byte for "
        "byte. Nothing is replaced, and nothing that was not released leaves.",
    )
    out.add_argument("folder", help="a folder; made if there is none")
    out.set_defaults(run=export)


def add_to_demo(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe what the test provider can be asked to let happen."""
    due = verbs.add_parser("instalments", help="let the next monthly gifts come due and be paid")
    due.add_argument("--failing", action="store_true", help="let them fail instead")
    due.set_defaults(run=instalments)
    payout = verbs.add_parser("payout", help="let the test provider pay out to the bank")
    payout.set_defaults(run=pay_out)


def export(args: argparse.Namespace) -> int:
    """Write what was released into a folder.

    Raises:
      Refused: nothing is out, or a file of that name is there already.
    """
    setup.migrate()
    from waystation.giving.standards import queries

    release = queries.newest()
    if release is None:
        raise Refused("No open data was released.", hint="Two people release it on the console.")
    folder = Path(args.folder)
    files = [(folder / name, content) for name, content in queries.files_of(release)]
    there = next((path for path, _content in files if path.exists()), None)
    if there is not None:
        raise Refused(f"{there} exists already.", hint="Choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files:
        make_once(path, content)
        sys.stdout.write(f"{path}\n")
    return 0


def instalments(args: argparse.Namespace) -> int:
    """Let every active gift of the test provider's come due once.

    Raises:
      Refused: payments are not by the test provider here.
    """
    _refuse_real()
    from waystation.base import clock
    from waystation.giving.payments import by_test

    return _heard(by_test.instalments(now=clock.now(), failing=args.failing))


def pay_out(args: argparse.Namespace) -> int:
    """Let the test provider pay out what it holds.

    Raises:
      Refused: payments are not by the test provider here.
    """
    _refuse_real()
    from waystation.base import clock
    from waystation.giving.payments import by_test

    return _heard(by_test.pays_out(now=clock.now()))


def _refuse_real() -> None:
    setup.migrate()
    from waystation.giving.payments import providers

    if providers.chosen() != "test":
        raise Refused(
            f"Payments are by {providers.chosen() or 'nobody'} here.",
            hint="This is for the demo alone.",
        )


def _heard(notices: Iterable[bytes]) -> int:
    from waystation.base import clock
    from waystation.giving.payments import by_test, services

    now = clock.now()
    states = [
        services.hear("test", notice, by_test.signed(notice, now=now), now=now)
        for notice in notices
    ]
    sys.stdout.write(f"{len(states)} notices, {states.count('done')} of them done\n")
    return 0
