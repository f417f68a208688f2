"""`waystation vault tune`: makes passphrases as dear to try as this machine bears."""

import argparse
import sys

from waystation.cli import setup


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    vault = commands.add_parser("vault", help="what protects the keys")
    verbs = vault.add_subparsers(required=True, metavar="VERB")
    tune = verbs.add_parser(
        "tune",
        help="make passphrases as dear to try as this machine bears",
        description="Measure this machine and set the smallest number of passes that makes one"
        " try at a passphrase at least a second of work. Counts from the next start; everybody's"
        " doors follow when they sign in.",
    )
    tune.add_argument("--dry-run", action="store_true", help="measure, and write nothing")
    tune.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure, write the number of passes into the data directory, and say what was found."""
    setup.start()
    from django.conf import settings

    from waystation.vault import tuning

    now_passes = settings.KDF[1]
    passes = tuning.passes_for()
    sys.stdout.write(f"{passes} passes: {tuning.work_s(passes):.2f} s of work for one try.\n")
    if passes < now_passes:
        sys.stdout.write(f"It stays at {now_passes}: doors are never made cheaper to try.\n")
    elif args.dry_run or passes == now_passes:
        sys.stdout.write(f"It is {now_passes} now; nothing was written.\n")
    else:
        sys.stdout.write(f"It was {now_passes}; written to {tuning.keep(passes)}.\n")
        sys.stdout.write("Start `waystation serve` again; doors follow when people sign in.\n")
    return 0
