"""`waystation cells` and `plan --summary`: joint routes of teams whose networks stay sealed."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.cli import entering, plan, progress, questions, saying
from waystation.cli.progress import Progress
from waystation.network.tables import BadTables
from waystation.routing import across
from waystation.routing.asking import NoRoute
from waystation.routing.domain import Question, Stage
from waystation.routing.joint import JointRoute, Summary, Transit, from_file, to_file
from waystation.routing.knowing import Known

FILE_MAX_BYTES = 16_000_000


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe what a team promises another, and how it keeps that."""
    cells = commands.add_parser("cells", help="joint routes of teams with networks of their own")
    verbs = cells.add_subparsers(required=True, metavar="VERB")
    sum_up = verbs.add_parser(
        "summarise",
        help="write down what you promise between gates, and nothing else of your network",
        description="Write down, as JSON, what you can carry between places that both teams know. "
        "Seal the file to the other team (age, for example) before it leaves you.",
    )
    sum_up.add_argument("file", help="a new file for the summary")
    sum_up.add_argument("--gate", action="append", required=True, metavar="ID", help="two or more")
    sum_up.add_argument("--days", type=int, default=7, metavar="N", help="for how many days")
    sum_up.add_argument("--cell", default="A", metavar="NAME", help="a name that says nothing")
    _add_group(sum_up)
    sum_up.set_defaults(run=summarise)
    kept = verbs.add_parser("keep", help="look up the way behind a promise you gave")
    kept.add_argument("file", help="the summary you gave out")
    kept.add_argument("--promise", type=int, required=True, metavar="N", help="its number")
    kept.add_argument("--leave", required=True, metavar="ISO-DATE-TIME", help="from the first gate")
    entering.add_to(kept)
    kept.add_argument("--json", action="store_true", help="nothing but JSON on standard output")
    progress.add_to(kept)
    kept.set_defaults(run=keep)


def summarise(args: argparse.Namespace) -> int:
    """Sum the network up for a group like the one described, into a file that was not there."""
    target, going = Path(args.file), Progress(wanted=args.progress)
    if target.exists():
        raise Refused(f"{target} exists already.", hint="Choose another name; nothing is replaced.")
    if not 1 <= args.days <= 60:
        raise Refused(f"{args.days} days cannot be promised.", hint="Give 1 to 60.")
    try:
        with going.step("opening the network"):
            known = entering.known(args)
    except BadTables as bad:
        return entering.complain(bad)
    questions.refuse_unknown_lands(known, (*args.no_sleep, *args.not_at_all))
    question = Question(
        start=args.gate[0],
        targets=tuple(args.gate[1:]),
        people=args.people,
        children=args.children,
        start_at=entering.moment(args.start_at) or entering.now(args),
        cannot_walk=args.cannot_walk,
        cannot_cross_water=args.cannot_cross_water,
        no_sleep=tuple(args.no_sleep),
        not_at_all=tuple(args.not_at_all),
    )
    with going.step(f"summing up {len(known.legs)} legs between {len(args.gate)} gates"):
        made = across.summarise(known, args.gate, question, cell=args.cell, days=args.days)
    try:
        target.write_bytes(to_file(made))
    except OSError as error:
        raise Refused(
            f"{target} cannot be written: {error.strerror}.", hint="Choose another folder."
        ) from None
    sys.stdout.write(
        f"{made.rows * len(made.leave_min)} promises for each pair of {len(made.gates)} gates, "
        f"{made.first_on} to {made.last_on}, in {target}. Seal it before it leaves you.\n"
    )
    return 0


def keep(args: argparse.Namespace) -> int:
    """Plan the way behind one promise, in the network that gave it."""
    going = Progress(wanted=args.progress)
    summary = read(Path(args.file))
    transit = _promised(summary, args)
    try:
        known = entering.known(args)
        _refuse_others(summary, known)
        with going.step("planning the way that was promised"):
            route = across.keep(known, summary, transit)
    except BadTables as bad:
        return entering.complain(bad)
    except NoRoute as none:
        return plan.no_route(none)
    if args.json:
        saying.write_json({"routes": [saying.as_json(route)]})
    else:
        saying.write_route(1, route)
    return 0


def run(
    known: Known, question: Question, files: list[Path], args: argparse.Namespace, going: Progress
) -> int:
    """Plan over one's own network and what other teams promised, and print the joint routes.

    Raises:
      NoRoute: nothing fits.
      Refused: a file that is no summary, or one for another group.
    """
    summaries = [read(file) for file in files]
    with going.step(f"planning across {len(summaries)} other networks"):
        routes = across.join(known, summaries, question)
    if args.json:
        saying.write_json({"routes": [_as_json(route) for route in routes], "joint": True})
    else:
        for number, route in enumerate(routes, start=1):
            _write(number, route)
    return 0


def read(file: Path) -> Summary:
    """Read a summary from a file.

    Raises:
      Refused: it cannot be opened, is too large, or is no summary.
    """
    try:
        if file.stat().st_size > FILE_MAX_BYTES:
            raise Refused(f"{file} is too large.", hint="Ask the other team for fewer gates.")
        return from_file(file.read_bytes())
    except OSError as error:
        raise Refused(
            f"{file} cannot be opened: {error.strerror}.", hint="Check the name of the file."
        ) from None


def _refuse_others(summary: Summary, known: Known) -> None:
    """Refuse a summary whose gates this network does not have: it was made in another one."""
    missing = set(summary.gates) - {place.slug for place in known.places}
    if missing:
        raise Refused(
            f"There is no place “{min(missing)}” in this network.",
            hint="Take the summary that this network gave out.",
        )


def _add_group(parser: argparse.ArgumentParser) -> None:
    entering.add_to(parser)
    questions.add_people(parser)
    parser.add_argument("--start", dest="start_at", metavar="ISO-DATE", help="the first day")
    questions.add_unable(parser)
    questions.add_lands(parser)
    progress.add_to(parser)


def _promised(summary: Summary, args: argparse.Namespace) -> Transit:
    """Find the promise of a number: between which gates, and until when it is to be kept."""
    g, hours = len(summary.gates), len(summary.leave_min)
    if not 0 <= args.promise < g * g * hours * summary.rows:
        raise Refused(
            f"There is no promise {args.promise} in that summary.",
            hint="Take the number that stands with the joint route.",
        )
    leave_at = entering.moment(args.leave)
    assert leave_at is not None
    pair = args.promise // (hours * summary.rows)
    return Transit(
        cell=summary.cell,
        from_gate=summary.gates[pair // g],
        to_gate=summary.gates[pair % g],
        leave_at=leave_at,
        arrive_by=leave_at,
        wait_min=0,
        risk_p=0.0,
        cost_cents=0,
        promise=args.promise,
    )


def _as_json(route: JointRoute) -> dict[str, object]:
    return {
        "arrive": route.arrive_by.isoformat(),
        "risk_p": route.risk_p,
        "cost_cents": route.cost_cents,
        "stages": [_part_as_json(part) for part in route.parts],
    }


def _part_as_json(part: Stage | Transit) -> dict[str, object]:
    told: dict[str, object] = {
        "from": _ends(part)[0],
        "to": _ends(part)[1],
        "mode": _mode(part),
        "depart": _times(part)[0].isoformat(),
        "arrive": _times(part)[1].isoformat(),
        "risk_p": part.risk_p,
        "cost_cents": part.cost_cents,
    }
    if isinstance(part, Transit):
        told |= {"cell": part.cell, "promise": part.promise}
    return told


def _write(number: int, route: JointRoute) -> None:
    sys.stdout.write(
        f"{number}. there by {route.arrive_by:%Y-%m-%d %H:%M} UTC, risk {route.risk_p:.2%} at "
        f"most, {dollars(route.cost_cents)} at most for the group\n"
    )
    for part in route.parts:
        (start, end), (depart, arrive) = _ends(part), _times(part)
        more = f"  promise {part.promise} of {part.cell}" if isinstance(part, Transit) else ""
        sys.stdout.write(
            f"   {depart:%m-%d %H:%M}-{arrive:%m-%d %H:%M}  {_mode(part):<9} {start} -> {end}  "
            f"{part.risk_p:.2%}  {dollars(part.cost_cents)}{more}\n"
        )


def _ends(part: Stage | Transit) -> tuple[str, str]:
    if isinstance(part, Transit):
        return part.from_gate, part.to_gate
    return part.from_place, part.to_place


def _times(part: Stage | Transit) -> tuple[datetime, datetime]:
    if isinstance(part, Transit):
        return part.leave_at, part.arrive_by
    return part.depart, part.arrive


def _mode(part: Stage | Transit) -> str:
    return "promised" if isinstance(part, Transit) else part.mode
