"""Sheets of figures, read strictly: earlier journeys, and tables that were counted by hand."""

import csv
import io
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.impact.figures.domain import (
    COUNT_MAX,
    JOURNEY_PEOPLE_MAX,
    JOURNEYS_MAX,
    LABEL_MAX,
    LINES_MAX,
    Line,
)

CONTENT_MAX = 262_144
EARLIER_COLUMNS = ["arrived_on", "people", "children"]
TABLE_COLUMNS = ["region", "group", "people"]


class Earlier(NamedTuple):
    """A journey from before this system was kept."""

    on: date
    people: int
    children: int


def read_earlier(content: bytes, *, today: date) -> list[Earlier]:
    """Read journeys, one a line: the day they arrived, how many people, how many children.

    Raises:
      Refused: a line is not of that shape; it says which one and why.
    """
    found = []
    for number, row in _rows(content, EARLIER_COLUMNS, JOURNEYS_MAX):
        try:
            on = date.fromisoformat(row[0].strip())
        except ValueError:
            raise _bad(number, _("the day is not written like 1855-10-26")) from None
        if on > today:
            raise _bad(number, _("the day is to come"))
        people = _number(row[1], number, JOURNEY_PEOPLE_MAX)
        children = _number(row[2], number, JOURNEY_PEOPLE_MAX)
        if not 0 <= children <= people or not people:
            raise _bad(number, _("there are more children than people, or nobody at all"))
        found.append(Earlier(on, people, children))
    return found


def read_table(content: bytes) -> list[Line]:
    """Read a table, one count a line: region, group, people. Every region has every group.

    A line left out where nobody is would tell that nobody is there.

    Raises:
      Refused: a line is not of that shape, is there twice, or one is missing.
    """
    found: dict[tuple[str, str], int] = {}
    for number, row in _rows(content, TABLE_COLUMNS, LINES_MAX):
        region, group = (" ".join(cell.split()) for cell in row[:2])
        if not region or not group or max(len(region), len(group)) > LABEL_MAX:
            raise _bad(number, _("a region and a group have 1 to %(n)d letters") % {"n": LABEL_MAX})
        if (region, group) in found:
            raise _bad(number, _("this region and group stand in an earlier line"))
        found[region, group] = _number(row[2], number, COUNT_MAX)
    regions, groups = {one for one, _two in found}, {two for _one, two in found}
    if len(found) != len(regions) * len(groups):
        raise Refused(
            _("Not every region has every group."),
            hint=_("Write a line with 0 where nobody is: a missing line would tell just that."),
        )
    return [Line(labels, n) for labels, n in sorted(found.items())]


def _rows(content: bytes, columns: list[str], most: int) -> list[tuple[int, list[str]]]:
    """Read the lines under a heading that must be exactly this one."""
    if len(content) > CONTENT_MAX:
        raise Refused(
            _("The file is larger than %(n)d kB.") % {"n": CONTENT_MAX // 1024},
            hint=_("Give it in parts."),
        )
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Refused(
            _("The file is no table of text."), hint=_("Save it as CSV in UTF-8.")
        ) from None
    if not rows or [cell.strip() for cell in rows[0]] != columns:
        raise Refused(
            _("The first line is not “%(line)s”.") % {"line": ",".join(columns)},
            hint=_("Begin the file with exactly these names."),
        )
    lines = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    if not lines or len(lines) > most:
        raise Refused(
            _("The file has %(n)d lines; it may have 1 to %(most)d.")
            % {"n": len(lines), "most": most},
            hint=_("Give it in parts."),
        )
    for number, row in lines:
        if len(row) != len(columns):
            raise _bad(number, _("it has another number of columns than the first line"))
    return lines


def _number(text: str, number: int, most: int) -> int:
    told = text.strip()
    if not (told.isascii() and told.isdecimal()) or len(told) > 9 or int(told) > most:
        raise _bad(number, _("a count is a whole number from 0 to %(n)d") % {"n": most})
    return int(told)


def _bad(number: int, why: str) -> Refused:
    return Refused(
        _("Line %(number)d: %(why)s.") % {"number": number, "why": why},
        hint=_("Mend it and give the file again; nothing was taken in."),
    )
