"""The words of a question on the command line, and the question they make."""

import argparse
import re
from collections.abc import Callable, Iterable
from datetime import datetime

from waystation.base.errors import Refused
from waystation.cli import entering
from waystation.network.domain import MODES, codes_of
from waystation.routing.domain import Lost, Question
from waystation.routing.knowing import Known

SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?%|(0(?:\.\d{1,6})?)")
NAMED_MAX = 12
# What belongs to a question and not to what was lost since.
ASKED = (
    *("start", "to", "people", "children", "start_at", "max_cost", "max_risk", "latest"),
    *("max_nights", "max_walk_min", "max_climb_m", "cannot_walk", "cannot_cross_water"),
    *("no_sleep", "not_at_all", "max_run", "guide_differs", "min_rest_min", "eps"),
)


def add_to(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """Describe who wants to go where, all limits, and what is lost."""
    ask = parser.add_argument_group("question")
    ask.add_argument("--from", dest="start", required=needed, metavar="ID")
    ask.add_argument("--to", required=needed, action="append", metavar="ID", help="may repeat")
    add_people(ask, needed=needed)
    ask.add_argument("--start", dest="start_at", metavar="ISO-DATE-TIME", help="UTC if no zone")
    limits = parser.add_argument_group("limits")
    limits.add_argument("--max-cost", type=int, metavar="CENTS", help="for the whole group")
    limits.add_argument("--max-risk", type=share, metavar="P", help="such as 5%% or 0.05")
    limits.add_argument("--latest", metavar="ISO-DATE-TIME", help="there by then")
    limits.add_argument("--max-nights", type=int, metavar="N", help="on the way")
    limits.add_argument("--max-walk-min", type=int, metavar="MIN", help="longest leg on foot")
    limits.add_argument("--max-climb-m", type=int, metavar="M", help="in one leg")
    add_unable(limits)
    add_lands(limits)
    _add_many(limits, "--max-run", "MODE=N", "legs in a row by one means", run_of)
    limits.add_argument("--guide-differs", action="store_true", help="no guide twice running")
    limits.add_argument(
        "--min-rest-min", type=int, default=0, metavar="MIN", help="rest on the way"
    )
    limits.add_argument(
        "--eps", type=share, default=0.0, metavar="E",
        help="leave out routes that are so little better than another, such as 5%%",
    )  # fmt: skip
    add_lost(parser)


def add_people(parser: "argparse._ActionsContainer", *, needed: bool = True) -> None:
    """Describe how many travel."""
    parser.add_argument("--people", required=needed, type=int, metavar="N")
    parser.add_argument("--children", type=int, default=0, metavar="N", help="of the people")


def add_unable(parser: "argparse._ActionsContainer") -> None:
    """Describe what somebody of the group cannot do."""
    parser.add_argument("--cannot-walk", action="store_true", help="somebody cannot")
    parser.add_argument("--cannot-cross-water", action="store_true", help="no boat of any kind")


def add_lands(parser: "argparse._ActionsContainer") -> None:
    """Describe which lands to cross only, or not even that."""
    _add_many(parser, "--no-sleep", "CODE", "land to cross only, such as US-MD")
    _add_many(parser, "--not-at-all", "CODE", "land to keep out of")


def add_lost(parser: argparse.ArgumentParser) -> None:
    """Describe what is lost."""
    lost = parser.add_argument_group("what is lost")
    _add_many(lost, "--lost-place", "ID", "nobody may go there")
    _add_many(lost, "--lost-leg", "ID|FROM:TO", "nobody may travel it, either way")
    _add_many(lost, "--lost-partner", "ID", "nobody may be led by them")


def question_of(args: argparse.Namespace, known: Known, now: datetime) -> Question:
    """Make the question that was asked.

    Raises:
      Refused: a moment that is none, or a land, place, leg or partner that this network has not.
    """
    refuse_unknown_lands(known, (*args.no_sleep, *args.not_at_all))
    return Question(
        start=args.start,
        targets=tuple(args.to),
        people=args.people,
        children=args.children,
        start_at=entering.moment(args.start_at) or now,
        max_cost_cents=args.max_cost,
        max_risk_p=args.max_risk,
        latest_at=entering.moment(args.latest),
        max_nights=args.max_nights,
        max_walk_min=args.max_walk_min,
        max_climb_m=args.max_climb_m,
        cannot_walk=args.cannot_walk,
        cannot_cross_water=args.cannot_cross_water,
        no_sleep=tuple(args.no_sleep),
        not_at_all=tuple(args.not_at_all),
        max_run=dict(args.max_run),
        guide_differs=args.guide_differs,
        min_rest_min=args.min_rest_min,
        avoid=lost_of(args, known),
    )


def is_asked(args: argparse.Namespace) -> bool:
    """Say whether any part of a question was given."""
    return any(getattr(args, name) not in (None, False, [], 0, 0.0) for name in ASKED)


def lost_of(args: argparse.Namespace, known: Known) -> Lost:
    """Read what is lost.

    Raises:
      Refused: this network has no such place, leg or partner: a slip must not pass for safety.
    """
    _refuse_unknown("place", args.lost_place, (place.slug for place in known.places))
    _refuse_unknown("partner", args.lost_partner, (one.slug for one in known.partners))
    legs = [slug for text in args.lost_leg for slug in _legs(text, known)]
    return Lost(places=tuple(args.lost_place), legs=tuple(legs), partners=tuple(args.lost_partner))


def refuse_unknown_lands(known: Known, codes: Iterable[str]) -> None:
    """Refuse a land in which no place of this network lies: a slip must not pass for safety."""
    lands = {code for place in known.places for code in codes_of(place)}
    for code in codes:
        if code not in lands:
            raise Refused(
                f"No place of this network lies in “{code}”.",
                hint=f"Give one of {_some(lands)}.",
            )


def share(text: str) -> float:
    """Read a share below one, written as a part (0.05) or in percent (5%)."""
    found = SHARE.fullmatch(text.strip())
    value = float(found[1]) / 100 if found and found[1] else float(found[2]) if found else 1.0
    if value >= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share below one; write 5% or 0.05")
    return value


def run_of(text: str) -> tuple[str, int]:
    """Read how many legs by one means may follow one another."""
    mode, equals, n = text.partition("=")
    if mode not in MODES or not equals or not n.isdecimal():
        raise argparse.ArgumentTypeError(
            f"{text} is no MODE=N; write rail=2 with one of {', '.join(sorted(MODES))}"
        )
    return mode, int(n)


def _add_many(
    parser: "argparse._ActionsContainer",
    flag: str,
    of: str,
    says: str,
    read: Callable[[str], object] = str,
) -> None:
    says = f"{says}; may repeat"
    parser.add_argument(flag, type=read, action="append", default=[], metavar=of, help=says)


def _legs(text: str, known: Known) -> list[str]:
    """Name the legs that a word means: one by its id, or all between two places."""
    ends = set(text.split(":")) if ":" in text else set()
    found = [
        leg.slug
        for leg in known.legs
        if leg.slug == text or (ends and ends == {leg.from_place, leg.to_place})
    ]
    if not found:
        raise Refused(
            f"There is no leg “{text}”.", hint="Give its id, or both its places as FROM:TO."
        )
    return found


def _refuse_unknown(kind: str, slugs: list[str], held: Iterable[str]) -> None:
    known = set(held)
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        says = f"There is no {kind} “{unknown[0]}”."
        raise Refused(says, hint=f"Take an id from {kind}s.csv.")


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    more = " …" if len(listed) > NAMED_MAX else ""
    return (", ".join(listed[:NAMED_MAX]) or "none: its places name no country") + more
