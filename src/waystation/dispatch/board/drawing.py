"""Draws the boards: a row for every house, guide or group, along the days."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.base.daylanes import HOURS_PX, Bar, Cell, Head, axis, bars, cells
from waystation.base.stripline import WEEKDAYS
from waystation.dispatch.board import wording
from waystation.dispatch.board.boards import GroupLine, GuideLine, Guides, HouseLine, Houses, Known
from waystation.dispatch.board.clashes import TWICE, Clash
from waystation.dispatch.board.domain import DAY, Span, midnight
from waystation.dispatch.board.tables import red_days
from waystation.dispatch.domain import strip_state
from waystation.network.wording import MODE_NAMES
from waystation.routing.drawing import words

# In a cell: a figure, or this where nobody is to be sent there.
SHUT_SIGN = "–"


class Lane(NamedTuple):
    """A row of a board: what it is called, what is said of it in small, where it leads."""

    name: str
    small: str
    url: str
    is_red: bool


def heads(span: Span, *, today: int | None = None) -> str:
    """Draw the days over a board of figures."""
    return axis(_heads(span), today=today)


def hours_heads(span: Span, *, today: int | None = None) -> str:
    """Draw the days over the groups, as wide as a day by the hour is, with the signs of travel."""
    means = {mode: str(name) for mode, name in MODE_NAMES.items()}
    return axis(_heads(span), today=today, day_px=HOURS_PX, means=means)


def _heads(span: Span) -> list[Head]:
    says = words()
    found = []
    for nth in range(span.n_days):
        day = span.first + nth * DAY
        # Often enough that one of them is in sight wherever the board is dragged to.
        month = wording.month(day) if nth == 0 or day.day == 1 or day.weekday() == 0 else ""
        found.append(Head(says[WEEKDAYS[day.weekday()]], str(day.day), month))
    return found


def houses(board: Houses, known: Known, span: Span, tonight: int) -> list[tuple[Lane, str]]:
    """Draw the houses by night, first all of them together."""
    today = tonight if 0 <= tonight < span.n_days else None
    free = [
        Cell(nth, str(beds - people), "sum", _all_beds(span.first + nth * DAY, people, beds))
        for nth, (people, beds) in enumerate(zip(board.people, board.beds, strict=True))
    ]
    name = _("Beds free in all")
    found = [(Lane(name, "", "", False), cells(free, span.n_days, name=name, today=today))]
    for line in board.lines:
        name = known.name_of(line.slug)
        row = [_night(line, name, nth, span) for nth in sorted({*line.by_night, *line.shut})]
        small = ngettext("%(n)d bed", "%(n)d beds", line.beds) % {"n": line.beds}
        is_red = any(cell.kind == "over" for cell in row if cell.nth >= tonight)
        lane = Lane(name, small, _record(known, "house", line.slug), is_red)
        found.append((lane, cells(row, span.n_days, name=name, today=today)))
    return found


def guides(
    board: Guides, known: Known, span: Span, today: int, clashing: Iterable[Clash]
) -> list[tuple[Lane, str]]:
    """Draw the guides by day, first how many are free."""
    mark = today if 0 <= today < span.n_days else None
    red = red_days(clashing)
    name = _("Guides free")
    free = [Cell(nth, str(n), "sum", f"{name}: {n}") for nth, n in enumerate(board.free)]
    found = [(Lane(name, "", "", False), cells(free, span.n_days, name=name, today=mark))]
    for line in board.lines:
        row = [_day(line, nth, span, red) for nth in sorted({*line.led, *line.shut})]
        is_red = any(cell.kind == "over" for cell in row)
        small = known.name_of(line.place) if line.place else ""
        lane = Lane(line.name, small, _record(known, "partner", line.slug), is_red)
        found.append((lane, cells(row, span.n_days, name=line.name, today=mark)))
    return found


def groups(
    lines: Iterable[GroupLine], known: Known, span: Span, now: datetime
) -> list[tuple[Lane, str]]:
    """Draw the passages along the hours."""
    says, found = words(), []
    for line in lines:
        lane = Lane(
            line.way.label,
            ngettext("%(n)d person", "%(n)d people", line.way.people) % {"n": line.way.people},
            reverse("passage", args=[line.way.id]),
            bool(line.clashes),
        )
        drawn = bars(
            _bars(line, known, says),
            midnight(span.first),
            span.n_days,
            name=_way_said(line, known),
            now=now,
        )
        found.append((lane, drawn))
    return found


def _night(line: HouseLine, name: str, nth: int, span: Span) -> Cell:
    night, shut = line.by_night.get(nth), line.shut.get(nth, "")
    on = span.first + nth * DAY
    if night is None:
        says = f"{name}, {wording.short(on)}: {wording.standing(shut)}"
        return Cell(nth, SHUT_SIGN, "shut", says)
    is_over = bool(shut) or night.people > line.beds
    says = f"{wording.short(on)}. {wording.told(night, name, line.beds)}"
    if shut:
        says = f"{says} ({wording.standing(shut)})"
    share = night.people / line.beds if line.beds else 1.0
    text = f"{night.people}!" if is_over else str(night.people)
    url = f"?as=table&on={on.isoformat()}"
    return Cell(nth, text, "over" if is_over else "used", says, share, url)


def _day(line: GuideLine, nth: int, span: Span, red: set[tuple[str, date]]) -> Cell:
    led, shut = line.led.get(nth, ()), line.shut.get(nth, "")
    on = span.first + nth * DAY
    if not led:
        says = f"{line.name}, {wording.short(on)}: {wording.standing(shut)}"
        return Cell(nth, SHUT_SIGN, "shut", says)
    people = sum({ride.way.id: ride.way.people for ride in led}.values())
    is_red = (line.slug, on) in red
    says = f"{wording.short(on)}. {wording.leads(led, line.name)}"
    url = f"?as=table&on={on.isoformat()}"
    text = f"{people}!" if is_red else str(people)
    return Cell(nth, text, "over" if is_red else "used", says, 1.0, url)


def _bars(line: GroupLine, known: Known, says: dict[str, str]) -> list[Bar]:
    """Give the bars of a way in the order of their times."""
    at_odds = {one.slug for one in line.clashes if one.kind != TWICE}
    doubled = {one.slug for one in line.clashes if one.kind == TWICE}
    found = [
        Bar(
            begins=stay.comes,
            ends=stay.leaves,
            kind="stay",
            name=known.name_of(stay.place),
            says=_("%(place)s: waits") % {"place": known.name_of(stay.place)},
            clash=stay.place in at_odds,
        )
        for stay in line.stays
    ]
    for ride in line.rides:
        ends = (known.name_of(ride.stage.from_place), known.name_of(ride.stage.to_place))
        mode = says.get(ride.stage.mode, ride.stage.mode)
        found.append(
            Bar(
                begins=ride.leaves,
                ends=ride.comes,
                kind=strip_state(ride.stage),
                name=ends[1],
                says=f"{ends[0]} – {ends[1]}: {mode}, {ride.stage.guide_name}",
                mode=ride.stage.mode,
                clash=ride.stage.guide in at_odds | doubled,
            )
        )
    return sorted(found, key=lambda bar: bar.begins)


def _way_said(line: GroupLine, known: Known) -> str:
    first, last = line.rides[0], line.rides[-1]
    return _("%(who)s: %(first)s, %(begin)s, to %(last)s, %(end)s.") % {
        "who": line.way.label,
        "first": known.name_of(first.stage.from_place),
        "begin": wording.short(first.leaves.date()),
        "last": known.name_of(last.stage.to_place),
        "end": wording.short(last.comes.date()),
    }


def _all_beds(on: date, people: int, beds: int) -> str:
    says = _("%(day)s, all houses: %(n)d people, %(beds)d beds.")
    return says % {"day": wording.short(on), "n": people, "beds": beds}


def _record(known: Known, kind: str, slug: str) -> str:
    record: UUID | None = known.ids.get((kind, slug))
    return reverse("network-record", args=[record]) if record else ""
