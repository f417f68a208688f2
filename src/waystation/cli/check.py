"""`waystation network check`: what is odd about a network, before anybody relies on it."""

import argparse
import sys

import msgspec

from waystation.cli import entering, progress, saying
from waystation.cli.progress import Progress
from waystation.network.check import Finding, check
from waystation.network.fares_on_file import default_fares
from waystation.network.tables import BadTables, Network

FOUND = 1


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    network = commands.add_parser("network", help="what is odd about a network")
    verbs = network.add_subparsers(required=True, metavar="VERB")
    looking = verbs.add_parser(
        "check",
        help="list what somebody has to look at",
        description="List what somebody has to look at. Exit: 0 nothing, 1 something, 2 bad input.",
    )
    entering.add_to(looking)
    looking.add_argument("--on", metavar="ISO-DATE", help="the day that sets the length of nights")
    looking.add_argument("--json", action="store_true", help="nothing but JSON on standard output")
    progress.add_to(looking)
    looking.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check a network and print every finding with what to do; nothing is changed."""
    going = Progress(wanted=args.progress)
    try:
        with going.step("opening the network"):
            network = _opened(args)
    except BadTables as bad:
        return entering.complain(bad)
    day = (entering.moment(args.on) or entering.now(args)).date()
    with going.step(f"checking {len(network.places)} places, {len(network.legs)} legs"):
        found = check(network, day)
    if args.json:
        saying.write_json({"findings": [finding._asdict() for finding in found]})
    else:
        _write(found, network)
    return FOUND if found else 0


def _opened(args: argparse.Namespace) -> Network:
    """Open a whole network, in whatever standing."""
    if args.network:
        network = entering.folder(args.network)
        return msgspec.structs.replace(network, legs=default_fares(network))
    keyring = entering.enter(args)
    from waystation.network import queries

    return queries.network(keyring)


def _write(found: tuple[Finding, ...], network: Network) -> None:
    for finding in found:
        sys.stdout.write(f"{finding.kind}: {finding.about}: {finding.says}\n  {finding.hint}\n")
    if not found:
        size = f"{len(network.places)} places, {len(network.legs)} legs"
        sys.stdout.write(f"Nothing to look at in {size}.\n")
