"""`waystation plan`: routes from the shell, on a folder of CSV files or the sealed network."""

import argparse
import sys
from pathlib import Path

from waystation.cli import entering, joint, progress, questions, saying
from waystation.cli.progress import Progress
from waystation.network.tables import BadTables
from waystation.routing.asking import NoRoute, ask
from waystation.routing.domain import Plan, Question, Route
from waystation.routing.knowing import Known

NO_ROUTE = 3


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's words."""
    parser = commands.add_parser(
        "plan",
        help="find every best route for a group",
        description="Find every best route for a group. Exit: 0 routes, 2 bad input, 3 none.",
    )
    entering.add_to(parser)
    questions.add_to(parser)
    parser.add_argument(
        *("--summary",), action="append", default=[], metavar="FILE",
        help="what another team has promised between gates; see `waystation cells`; may repeat",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="nothing but JSON on standard output")
    progress.add_to(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan and print; the reason goes to the error stream when there is no route."""
    going = Progress(wanted=args.progress)
    try:
        with going.step("opening the network"):
            known = entering.known(args)
    except BadTables as bad:
        return entering.complain(bad)
    question = questions.question_of(args, known, entering.now(args))
    try:
        if args.summary:
            return joint.run(known, question, [Path(file) for file in args.summary], args, going)
        answer, routes = answered(known, question, args, going)
    except NoRoute as none:
        return no_route(none)
    if args.json:
        saying.write_json(saying.answer_as_json(answer, routes))
    else:
        saying.write_routes(answer, routes)
    saying.warn_unfinished(answer)
    return 0


def answered(
    known: Known, question: Question, args: argparse.Namespace, going: Progress
) -> tuple[Plan, list[Route]]:
    """Ask the planner, with fallbacks for the chosen routes."""
    size = f"{len(known.places)} places, {len(known.legs)} legs"
    with going.step(f"planning over {size}"):
        return ask(known, question, eps=args.eps, fallbacks=True)


def no_route(none: NoRoute) -> int:
    """Say why there is no route, and what to change."""
    sys.stderr.write(f"waystation: no route: {none.says}\nwaystation: hint: {none.hint}\n")
    return NO_ROUTE
