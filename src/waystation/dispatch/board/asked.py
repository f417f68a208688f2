"""Reads which days of a board are asked for, and whether as a table."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.board.domain import BACK_DAYS, SPAN_DAYS, Span

# A step of the links beside the board; two days of the old span stay in sight.
STEP = timedelta(days=SPAN_DAYS - 2)
FARTHEST = timedelta(days=3_660)


class Asked(NamedTuple):
    """What a page of the board is to show: which days, all or some, drawn or written."""

    span: Span
    as_table: bool
    everyone: bool
    is_now: bool

    @property
    def earlier(self) -> date:
        """Give the day from which the board before this one begins."""
        return self.span.first - STEP

    @property
    def later(self) -> date:
        """Give the day from which the board after this one begins."""
        return self.span.first + STEP


def read(sent: Mapping[str, str], today: date) -> Asked:
    """Read what an address asks for; nothing said is thirty days back and thirty ahead.

    Raises:
      Refused: it names no day, or one ten years from now.
    """
    usual = today - timedelta(days=BACK_DAYS)
    on = _day(sent.get("on", ""), today)
    first = on or _day(sent.get("from", ""), today) or usual
    return Asked(
        span=Span(first, 1 if on else SPAN_DAYS),
        as_table=sent.get("as") == "table",
        everyone=sent.get("all") == "1",
        is_now=first == usual and not on,
    )


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if abs(day - today) > FARTHEST:
        raise Refused(
            _("The board has no such day."),
            hint=_("Write it like %(day)s, at most ten years from today.")
            % {"day": today.isoformat()},
        )
    return day
