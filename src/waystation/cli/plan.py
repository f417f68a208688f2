"""`waystation plan`: routes from the shell, on a folder of CSV files or the sealed network."""

import argparse
import getpass
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from waystation.base.errors import Refused
from waystation.base.moments import EXAMPLE, read_moment
from waystation.base.money import dollars
from waystation.network.fares_on_file import default_fares
from waystation.network.tables import BadTables, read_network
from waystation.routing.asking import Known, NoRoute, ask
from waystation.routing.domain import Question, Route

NO_ROUTE = 3


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    parser = commands.add_parser(
        "plan",
        help="find every best route for a group",
        description="Find every best route for a group. Exit: 0 routes, 2 bad input, 3 none.",
    )
    parser.add_argument("--network", metavar="DIR", help="folder with places.csv and legs.csv")
    parser.add_argument("--from", dest="start", required=True, metavar="ID")
    parser.add_argument("--to", required=True, action="append", metavar="ID", help="may repeat")
    parser.add_argument("--people", required=True, type=int, metavar="N")
    parser.add_argument("--children", type=int, default=0, metavar="N", help="of the people")
    parser.add_argument("--start", dest="start_at", metavar="ISO-DATE-TIME", help="UTC if no zone")
    parser.add_argument("--max-cost", type=int, metavar="CENTS", help="for the whole group")
    parser.add_argument("--json", action="store_true", help="nothing but JSON on standard output")
    parser.add_argument("--name", metavar="NAME", help="sign in as, on the sealed network")
    parser.add_argument("--passphrase-fd", type=int, metavar="FD", help="read the passphrase here")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan and print; the reason goes to the error stream when there is no route."""
    try:
        known = _from_folder(args.network) if args.network else _from_vault(args)
    except BadTables as bad:
        for row in bad.rows:
            sys.stderr.write(f"waystation: error: {row.file}, line {row.line}: {row.reason}\n")
            if row.hint:
                sys.stderr.write(f"waystation: hint: {row.hint}\n")
        return 2
    question = Question(
        start=args.start,
        targets=tuple(args.to),
        people=args.people,
        children=args.children,
        start_at=_start(args),
        max_cost_cents=args.max_cost,
    )
    try:
        answer, routes = ask(known, question)
    except NoRoute as none:
        sys.stderr.write(f"waystation: no route: {none.says}\nwaystation: hint: {none.hint}\n")
        return NO_ROUTE
    if args.json:
        said = {"routes": [as_json(route) for route in routes], "finished": answer.finished}
        sys.stdout.write(json.dumps(said) + "\n")
    else:
        _print(routes)
    if not answer.finished:
        sys.stderr.write("waystation: warning: the search stopped early; routes are missing\n")
    return 0


def as_json(route: Route) -> dict[str, object]:
    """Write a route as scripts read it."""
    return {
        "depart": route.depart.isoformat(),
        "arrive": route.arrive.isoformat(),
        "risk_p": route.risk_p,
        "cost_cents": route.cost_cents,
        "stages": [
            {
                "from": stage.from_place,
                "to": stage.to_place,
                "mode": stage.mode,
                "depart": stage.depart.isoformat(),
                "arrive": stage.arrive.isoformat(),
                "risk_p": stage.risk_p,
                "cost_cents": stage.cost_cents,
            }
            for stage in route.stages
        ],
    }


def _from_folder(folder: str) -> Known:
    network = read_network(Path(folder))
    for note in network.ignored:
        sys.stderr.write(f"waystation: note: column not used: {note}\n")
    legs = default_fares(network)
    return Known(places=tuple(network.places), houses=tuple(network.houses), legs=legs)


def _from_vault(args: argparse.Namespace) -> Known:
    from waystation.cli import setup

    setup.migrate()
    from waystation.routing import queries
    from waystation.vault import staff

    name = args.name or input_line("Name: ")
    door = staff.try_door(name, _passphrase(args.passphrase_fd))
    if door is None:
        raise Refused(
            "This name and passphrase do not open a door here.",
            hint="Check both; to plan on your own files give --network DIR.",
        )
    _, keyring = staff.ring_of(door)
    return queries.known(keyring)


def input_line(prompt: str) -> str:
    """Ask on the error stream, so that standard output stays clean."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise Refused("No name was given.", hint="Say --name NAME, or --network DIR.")
    return line.strip()


def _passphrase(fd: int | None) -> str:
    try:
        if fd is None:
            return getpass.getpass("Passphrase: ", stream=sys.stderr)
        with os.fdopen(fd, encoding="utf-8") as stream:
            return stream.readline().rstrip("\n")
    except EOFError:
        raise Refused(
            "No passphrase was given.", hint="Type it, or say --passphrase-fd FD."
        ) from None
    except (OSError, ValueError):
        raise Refused(
            f"File descriptor {fd} cannot be read.", hint="Say for example --passphrase-fd 3 3<file"
        ) from None


def _start(args: argparse.Namespace) -> datetime:
    if args.start_at is None:
        if args.network:
            return datetime.now(UTC).replace(second=0, microsecond=0)  # tidy: the command's own now
        from waystation.base import clock

        return clock.now()
    at = read_moment(args.start_at)
    if at is None:
        raise Refused(
            f"“{args.start_at}” is not a date and time.", hint=f"Write it like {EXAMPLE}."
        )
    return at


def _print(routes: list[Route]) -> None:
    for number, route in enumerate(routes, start=1):
        sys.stdout.write(
            f"{number}. arrives {route.arrive:%Y-%m-%d %H:%M} UTC, risk {route.risk_p:.2%}, "
            f"{dollars(route.cost_cents)} for the group\n"
        )
        for stage in route.stages:
            sys.stdout.write(
                f"   {stage.depart:%m-%d %H:%M}-{stage.arrive:%H:%M}  {stage.mode:<9} "
                f"{stage.from_place} -> {stage.to_place}  {stage.risk_p:.2%}  "
                f"{dollars(stage.cost_cents)}\n"
            )
