"""Reads the cells of one row of text, from a table, a map file or a form, and names what is wrong.

Every complaint says which value it is about and what would be accepted instead.
"""

import re
from collections.abc import Mapping
from datetime import date
from math import isfinite

import msgspec

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.network.domain import (
    PROPOSED,
    RESTING,
    RETIRED,
    STOPPED,
    VETTED,
    Calendar,
    Closure,
)

MAX_FIELD_CHARS = 2_000
MAX_ID_CHARS = 100
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?(?:\s+(.*))?", re.ASCII)
_YES_NO = {"": False, "no": False, "false": False, "0": False} | dict.fromkeys(
    ("yes", "true", "1"), True
)
# Spreadsheets take such a beginning for a formula; `written.safe` puts a ' before it.
_GUARDED = re.compile(r"'+[=+\-@]")


class BadRow(msgspec.Struct, frozen=True):
    """One thing wrong in one line of one file, or in one feature of a map; line 0 is the whole."""

    file: str
    line: int
    reason: str
    hint: str
    column: str = ""

    @property
    def where(self) -> str:
        """Say where to look: the file, and its line or feature."""
        unit = _("feature") if self.file.endswith("json") else _("line")
        return f"{self.file}, {unit} {self.line}" if self.line else self.file


class BadTables(Refused):
    """The tables cannot be read; `rows` names everything that is wrong with them."""

    def __init__(self, rows: list[BadRow]) -> None:
        first = rows[0]
        super().__init__(
            _("The network cannot be read: %(n)d problem(s), the first in %(where)s: %(reason)s")
            % {"n": len(rows), "where": first.where, "reason": first.reason},
            hint=first.hint,
        )
        self.rows = tuple(rows)


class Row:
    """One line of a table: its cells by name, and a place to put complaints about them."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str], bad: list[BadRow]) -> None:
        self.file, self.line, self.bad = file, line, bad
        self.cells = {
            column: text[1:] if _GUARDED.match(text) else text for column, text in cells.items()
        }

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, reason: str, hint: str) -> None:
        """Complain about a cell."""
        self.bad.append(BadRow(self.file, self.line, reason, hint, column))

    def about(self, column: str, says: str, hint: str, text: str | None = None) -> None:
        """Complain about a cell in a sentence that names the column and quotes what stands there.

        `says` has the places %(column)s and %(text)s.
        """
        words = {"column": column, "text": self[column] if text is None else text}
        self.wrong(column, says % words, hint)

    def slug(self, column: str) -> str:
        """Read the id of something; it has to be there."""
        text = self[column]
        if not text:
            self.about(column, _("%(column)s is empty"), _("Give every row its ids."))
        elif len(text) > MAX_ID_CHARS or not text.isprintable():
            self.about(
                column,
                _("%(column)s is not a usable id"),
                _("Use at most %(n)d printable characters.") % {"n": MAX_ID_CHARS},
            )
        return text

    def number(self, column: str, low: float, high: float) -> float | None:
        """Read a number from low to high; None for an empty cell and for a bad one."""
        text = self[column]
        if not text:
            return None
        value = float(text) if _NUMBER.fullmatch(text) else float("nan")
        if not isfinite(value):
            self.about(
                column,
                _("%(column)s ‘%(text)s’ is not a number"),
                _("Write it like 5.4, with a point."),
            )
            return None
        if not low <= value <= high:
            self.about(
                column,
                _("%(column)s %(text)s is out of range"),
                _("Keep it from %(low)s to %(high)s.") % {"low": f"{low:g}", "high": f"{high:g}"},
            )
            return None
        return value

    def whole(self, column: str, low: int, high: int) -> int | None:
        """Read a whole number from low to high; None for an empty cell and for a bad one."""
        text = self[column]
        if text and _NUMBER.fullmatch(text) and not _WHOLE.fullmatch(text):
            self.about(
                column,
                _("%(column)s %(text)s is not a whole number"),
                _("Write it without a point."),
            )
            return None
        value = self.number(column, low, high)
        return None if value is None else int(value)

    def yes(self, column: str) -> bool:
        """Read yes or no; nothing is no."""
        text = self[column].lower()
        if text not in _YES_NO:
            self.about(
                column,
                _("%(column)s ‘%(text)s’ is neither yes nor no"),
                _("Write yes, no or nothing."),
            )
        return _YES_NO.get(text, False)

    def parts(self, column: str) -> list[str]:
        """Read what stands between semicolons."""
        return [part.strip() for part in self[column].split(";") if part.strip()]

    def times(self, column: str) -> tuple[int, ...]:
        """Read "06:00;18:30" as minutes of the UTC day, in order."""
        found = [self._time(column, part) for part in self.parts(column)]
        return tuple(sorted({minute for minute in found if minute is not None}))

    def spans(self, column: str) -> tuple[tuple[int, int], ...]:
        """Read "06:00-12:00;22:00-02:00" as minutes of the UTC day; no two may overlap."""
        found = [self._span(column, part) for part in self.parts(column)]
        spans = tuple(sorted(span for span in found if span is not None))
        if _overlap(spans):
            self.about(
                column,
                _("two spans of %(column)s overlap or touch: ‘%(text)s’"),
                _("Write them as one."),
            )
        return spans

    def slow(self, column: str) -> tuple[tuple[int, int, int], ...]:
        """Read "08:00-10:00=90" as from, to and how many minutes the leg then takes."""
        found = []
        for part in self.parts(column):
            span_text, _sign, minutes = part.partition("=")
            span = self._span(column, span_text.strip())
            if not _WHOLE.fullmatch(minutes.strip()) or not 0 < int(minutes) <= 200_000:
                self.about(
                    column,
                    _("%(column)s ‘%(text)s’ does not say how many minutes the leg then takes"),
                    _("Write hours in UTC and minutes as 08:00-10:00=90."),
                    part,
                )
            elif span is not None:
                found.append((*span, int(minutes)))
        spans = tuple(sorted(found))
        if _overlap(tuple((a, b) for a, b, _minutes in spans), touching=False):
            self.about(
                column, _("two spans of %(column)s overlap: ‘%(text)s’"), _("Set them apart.")
            )
        return spans

    def day(self, column: str) -> date | None:
        """Read a day; None for an empty cell and for a bad one."""
        text = self[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.about(
                column,
                _("%(column)s ‘%(text)s’ is no day"),
                _("Write it like 2026-03-01."),
            )
            return None

    def closures(self, column: str) -> tuple[Closure, ...]:
        """Read "2026-03-01..2026-03-08 flood;2026-12-25" as days on which something is closed."""
        found = [self._closure(column, part) for part in self.parts(column)]
        kept = {closure for closure in found if closure is not None}
        return tuple(sorted(kept, key=lambda c: (c.first, c.last, c.why)))

    def calendar(self) -> Calendar:
        """Read the columns weekdays and closed."""
        weekdays = set()
        for part in self.parts("weekdays"):
            if part.lower() not in WEEKDAYS:
                self.about(
                    "weekdays",
                    _("%(column)s ‘%(text)s’ is no day of the week"),
                    _("Use: %(days)s.") % {"days": ", ".join(WEEKDAYS)},
                    part,
                )
            else:
                weekdays.add(WEEKDAYS.index(part.lower()))
        days = () if len(weekdays) == len(WEEKDAYS) else tuple(sorted(weekdays))
        return Calendar(days, self.closures("closed"))

    def standing(self) -> str:
        """Read what is held of the record; nothing is vetted, and so is one that rests."""
        text = self["standing"].lower() or VETTED
        if text == RESTING:
            return VETTED
        if text not in (known := (PROPOSED, VETTED, STOPPED, RETIRED)):
            self.about(
                "standing",
                _("%(column)s ‘%(text)s’ is not known"),
                _("Use one of: %(list)s.") % {"list": ", ".join(known)},
            )
        return text

    def _time(self, column: str, text: str) -> int | None:
        match = _TIME.fullmatch(text)
        if match is None:
            says = _("%(column)s ‘%(text)s’ is not a time")
            self.about(column, says, _("Write times in UTC as 06:00;18:30."), text)
            return None
        return int(match[1]) * 60 + int(match[2])

    def _span(self, column: str, text: str) -> tuple[int, int] | None:
        ends = [_TIME.fullmatch(part.strip()) for part in text.split("-")]
        if len(ends) != 2 or None in ends:
            says = _("%(column)s ‘%(text)s’ is not a span of time")
            self.about(column, says, _("Write hours in UTC as 06:00-12:00."), text)
            return None
        first, last = (int(match[1]) * 60 + int(match[2]) for match in ends if match)
        if first == last:
            says = _("%(column)s ‘%(text)s’ ends where it begins")
            self.about(column, says, _("Leave it empty if it holds all day."), text)
            return None
        return first, last

    def _closure(self, column: str, text: str) -> Closure | None:
        match = _DAYS.fullmatch(text)
        try:
            first = date.fromisoformat(match[1] if match else "")
            last = date.fromisoformat(match[2]) if match and match[2] else first
        except ValueError:
            says = _("%(column)s ‘%(text)s’ names no days")
            hint = _("Write days as 2026-03-01..2026-03-08 reason; one day as 2026-03-01 reason.")
            self.about(column, says, hint, text)
            return None
        if last < first:
            says = _("%(column)s ‘%(text)s’ ends before it begins")
            self.about(column, says, _("Write the first day first."), text)
            return None
        return Closure(first, last, ((match and match[3]) or "").strip())


def _overlap(spans: tuple[tuple[int, int], ...], *, touching: bool = True) -> bool:
    """Say whether two spans of the day share a minute, or a mere border if that counts."""
    for i, (first, last) in enumerate(spans):
        for other_first, other_last in spans[i + 1 :]:
            reach = (last - first) % 1_440
            other = (other_last - other_first) % 1_440
            ahead, behind = (other_first - first) % 1_440, (first - other_first) % 1_440
            if ahead < reach or behind < other:
                return True
            if touching and (ahead == reach or behind == other):
                return True
    return False
