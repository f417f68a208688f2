"""`waystation replan`: another way for a group, without what was lost, and what changed."""

import argparse
import sys
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from waystation.base.errors import Refused
from waystation.cli import entering, plan, progress, questions, saying
from waystation.cli.progress import Progress
from waystation.network.tables import BadTables
from waystation.routing import changes
from waystation.routing.asking import NoRoute
from waystation.routing.changes import Changed
from waystation.routing.domain import Lost, Plan, Question, Route

if TYPE_CHECKING:
    from waystation.routing.queries import KeptPlan


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command's two forms: a plan on the sealed network, or a question on files."""
    parser = commands.add_parser(
        "replan",
        help="find another way when something is lost",
        description="Find another way when something is lost, and say what changed. On the sealed "
        "network a plan is taken up (the latest, unless --plan or --group says which) and the new "
        "one is kept. With --network DIR the question is given as for `plan`. "
        "Exit: 0 routes, 2 bad input, 3 none.",
    )
    entering.add_to(parser)
    questions.add_to(parser, needed=False)
    kept = parser.add_argument_group("on the sealed network")
    kept.add_argument("--plan", type=UUID, metavar="ID", help="the plan to take up")
    kept.add_argument("--group", metavar="LABEL|ID", help="the latest plan of this group")
    here = parser.add_argument_group("where the group is now")
    here.add_argument("--at", metavar="ID", help="the place where it stands; default: the start")
    here.add_argument("--now", dest="now_at", metavar="ISO-DATE-TIME", help="ready since when")
    parser.add_argument("--json", action="store_true", help="nothing but JSON on standard output")
    progress.add_to(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan anew and print what is new, what is gone and what is left."""
    going = Progress(wanted=args.progress)
    try:
        return _on_files(args, going) if args.network else _on_the_sealed(args, going)
    except BadTables as bad:
        return entering.complain(bad)
    except NoRoute as none:
        return plan.no_route(none)


def _on_files(args: argparse.Namespace, going: Progress) -> int:
    """Ask the question as it was and as it is now, and compare the answers."""
    if not (args.start and args.to and args.people):
        raise Refused(
            "Without the question nothing can be planned on files.",
            hint="Give --from, --to and --people as for `waystation plan`.",
        )
    with going.step("opening the network"):
        known = entering.known(args)
    asked = questions.question_of(args, known, entering.now(args))
    lost, first = asked.avoid, msgspec.structs.replace(asked, avoid=Lost())
    again = _from_here(first, args)
    before, _routes = plan.answered(known, first, args, going)
    again = msgspec.structs.replace(again, avoid=lost)
    answer, routes = plan.answered(known, again, args, going)
    _write(answer, routes, changes.between(_rest_of(before, again.start), answer, known), args)
    return 0


def _on_the_sealed(args: argparse.Namespace, going: Progress) -> int:
    """Take a kept plan up, keep the new one, and compare them."""
    if questions.is_asked(args):
        raise Refused(
            "On the sealed network the question is the plan's own.",
            hint="Say --plan or --group, --at and what is lost; or give --network DIR.",
        )
    keyring = entering.enter(args, "field manager")
    from waystation.routing import queries, services

    with going.step("opening the network"):
        known = queries.known(keyring)
    old = _taken_up(queries.plans(keyring), args)
    with going.step(f"planning over {len(known.places)} places, {len(known.legs)} legs"):
        new_id = services.replan(
            plan_id=old.id,
            lost=questions.lost_of(args, known),
            place=args.at or "",
            start_at=entering.moment(args.now_at),
            keyring=keyring,
            now=entering.now(args),
        )
    answer = queries.plan(new_id, keyring).plan
    before = _rest_of(old.plan, answer.question.start)
    changed = changes.between(before, answer, known)
    _write(answer, list(answer.routes), changed, args, new_id)
    return 0


def _taken_up(plans: "list[KeptPlan]", args: argparse.Namespace) -> "KeptPlan":
    """Pick the plan that is meant: by its id, or the latest of a group or of all."""
    found = [
        kept
        for kept in plans
        if (args.plan is None or kept.id == args.plan)
        and (args.group is None or args.group in _names(kept.plan.question))
    ]
    if not found:
        raise Refused(
            "There is no such plan.", hint="Leave --plan and --group out to take up the latest."
        )
    return max(found, key=lambda kept: kept.plan.made_at or kept.plan.question.start_at)


def _names(question: Question) -> tuple[str, ...]:
    return (question.group_label, str(question.group)) if question.group else ()


def _from_here(question: Question, args: argparse.Namespace) -> Question:
    at = entering.moment(args.now_at) or question.start_at
    return msgspec.structs.replace(question, start=args.at or question.start, start_at=at)


def _rest_of(before: Plan, here: str) -> Plan:
    """Cut every route off before the place where the group is now; those that miss it are gone."""
    routes = []
    for route in before.routes:
        passed = [n for n, stage in enumerate(route.stages) if stage.from_place == here]
        if passed:
            stages = route.stages[passed[0] :]
            routes.append(msgspec.structs.replace(route, stages=stages, depart=stages[0].depart))
        else:
            routes.append(route)
    return msgspec.structs.replace(before, routes=tuple(routes))


def _write(
    answer: Plan,
    routes: list[Route],
    changed: Changed,
    args: argparse.Namespace,
    plan_id: UUID | None = None,
) -> None:
    """Write the answer, and how it differs from the one before."""
    if args.json:
        told = {
            "gone": [saying.as_json(route) for route in changed.gone],
            "new": [saying.as_json(route) for route in changed.new],
            "same": [saying.as_json(route) for _old, route in changed.same],
        }
        said = saying.answer_as_json(answer, routes) | {"changed": told}
        saying.write_json(said | ({"plan": str(plan_id)} if plan_id else {}))
    else:
        sys.stdout.write(
            f"Choices of before: {len(changed.gone)} gone, {len(changed.same)} left. "
            f"New: {len(changed.new)}.\n"
        )
        saying.write_routes(answer, routes)
        if plan_id:
            sys.stdout.write(f"Kept as plan {plan_id}; propose one of its routes in the console.\n")
    saying.warn_unfinished(answer)
