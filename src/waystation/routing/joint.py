"""What one team hands another to plan a joint way: summaries, transits and joint routes. Pure."""

from datetime import date, datetime

import msgspec

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.kernel.planner import INF
from waystation.routing.domain import Question, Stage
from waystation.routing.limits import DAY_MIN


class Coarseness(msgspec.Struct, frozen=True, kw_only=True, tag="coarseness/1"):
    """How coarse promises are: two hours of departure a day; 3, 30, 300 times what anybody guesses.

    Finer ones waste less and give more away: `kernel.cells.even_promises` has the figures.
    """

    block_min: int = 720
    first_percent: int = 300
    ratio_percent: int = 1_000


class Summary(msgspec.Struct, frozen=True, kw_only=True, tag="summary/1"):
    """What one team promises another: nothing but figures between gates.

    `figures` are (minutes, risk in 1e-5 nepers, cents) for each gate, other gate, hour and row, as
    many for every cell with so many gates; `terms` the question as it was asked, without a group;
    `cell` a name that says nothing.
    """

    cell: str
    gates: tuple[str, ...]
    terms: Question
    first_on: date
    last_on: date
    leave_min: tuple[int, ...]
    rows: int
    figures: tuple[int, ...]


class Transit(msgspec.Struct, frozen=True, kw_only=True, tag="transit/1"):
    """A part of a joint route that another team's sealed network carries.

    The group stands at `from_gate` at `leave_at` and is at `to_gate` by `arrive_by` at the latest.
    """

    cell: str
    from_gate: str
    to_gate: str
    leave_at: datetime
    arrive_by: datetime
    wait_min: int
    risk_p: float
    cost_cents: int
    promise: int


class JointRoute(msgspec.Struct, frozen=True, kw_only=True, tag="joint-route/1"):
    """One way over one's own legs and other teams' transits; its figures are upper bounds."""

    arrive_by: datetime
    risk_p: float
    cost_cents: int
    parts: tuple[Stage | Transit, ...]


def to_file(summary: Summary) -> bytes:
    """Write a summary down as JSON, to be sealed and handed to another team."""
    return msgspec.json.encode(summary)


def from_file(text: bytes) -> Summary:
    """Read a summary that another team handed over.

    Raises:
      Refused: it is no summary, or the number of its figures does not fit its gates.
    """
    try:
        summary = msgspec.json.decode(text, type=Summary)
    except (msgspec.DecodeError, UnicodeDecodeError):
        summary = None
    if summary is None or not _is_whole(summary):
        raise Refused(
            _("This is no summary of a network."), hint=_("Ask the other team to send it again.")
        )
    return summary


def _is_whole(summary: Summary) -> bool:
    g, hours = len(summary.gates), len(summary.leave_min)
    return (
        len(summary.figures) == g * g * hours * summary.rows * 3
        and all(0 <= figure <= INF for figure in summary.figures)
        and list(summary.leave_min) == sorted(set(summary.leave_min))
        and all(0 <= minute < DAY_MIN for minute in summary.leave_min)
        and len(set(summary.gates)) == g
    )
