"""Journeys whose length the books tell, beside the planner's: `python -m bench journeys`."""

import csv
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bench.figures import ROOT
from waystation.network.domain import Place
from waystation.routing.asking import Known, NoRoute, ask
from waystation.routing.domain import Question, Route
from waystation.testing import history

PAGE = ROOT / "docs" / "JOURNEYS.md"
NOON = timedelta(hours=12)
HALF = 0.5
# What a date leaves open is filled from the day on which the demo stands.
MONTH, DAY = 10, 26
EVENING_H = (17, 24)
_DAY = re.compile(r"(\d{4})?(?:-(\d\d))?(?:-(\d\d))?")
# Why the planner's hours differ by more than half, from looking at each journey.
WHY = {
    "j05": "They drove to Longwood on the first day, rested, and on to Downingtown on the next. "
    "The planner drives all 47 km in one night: nobody told it to rest.",
    "j07": "Neither the vehicle nor the stops are told. The planner drives one night and takes the "
    "morning train, as if five people could show themselves in a station; four days leave room "
    "for walking by night and lying still by day.",
    "j09": "He was hidden in a schooner that took forty days, “with difficulties”. The planner "
    "takes the railway, open to anybody with papers: it knows that legs are dangerous, not that "
    "one man has no way onto a train.",
    "j17": "Only the day is told. The train takes an hour and a bit, and left at an hour that no "
    "book gives.",
    "j18": "The table of trains is assumed, one or two a day, and meets badly at Reading; the "
    "real train ran through. The riding time alone, 6 hours, fits.",
    "j22": "They sailed across in one night. The tables count a boat at 4 km/h and by night only, "
    "so the planner lies a day on Point Pelee Island, where the four had already landed.",
    "j25": "They rowed down the Tennessee. No leg of the tables follows that river: the planner "
    "walks 274 km by night to Memphis, along a connection that is drawn, not documented.",
    "j30": "He walked by night and hid by day. The planner finds a wagon, told of others a year "
    "later, and the train from Wilmington.",
}
NOT_COMPARED = {
    "j10": "only the month of leaving is told",
    "j11": "only the month of leaving is told, and five of the months were spent under a floor",
    "j15": "only the month of leaving is told",
    "j16": "only the month of arriving is told",
    "j19": "no date is told",
    "j24": "only the year is told",
    "j27": "the day of leaving Norfolk is not told, only that of passing Wilmington",
}


class Told(NamedTuple):
    """One journey of the books and the hours it may have taken, at least and at most."""

    slug: str
    who: str
    from_place: str
    to_place: str
    people: int
    leave: datetime  # by the sun of the place it left, as everybody's clock was
    least_h: float
    most_h: float

    @property
    def hours(self) -> float:
        """Give the hours told, or the middle of what the dates leave open."""
        return (self.least_h + self.most_h) / 2


class Compared(NamedTuple):
    """A journey told and the fastest one planned, None where nothing leads there."""

    told: Told
    planned: Route | None

    @property
    def hours(self) -> float:
        """Give the planned hours from setting out to arriving."""
        assert self.planned is not None
        return (self.planned.arrive - self.planned.depart).total_seconds() / 3600

    @property
    def is_far_off(self) -> bool:
        """Say whether the planner's hours differ from those told by more than half of them."""
        return self.planned is None or abs(self.hours / self.told.hours - 1) > HALF


def told(path: Path = history.DATA / "journeys.csv") -> list[Told]:
    """Read the journeys whose hours are told, or lie between a told beginning and a told end."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"] not in NOT_COMPARED]
    return [_told(row) for row in rows]


def _told(row: dict[str, str]) -> Told:
    first, last = _between(row["start"])
    if row["hours"]:
        least_h = most_h = float(row["hours"])
    else:
        soonest, latest = _between(row["end"], first)
        least_h = max(0.0, (soonest - last).total_seconds() / 3600)
        most_h = (latest - first).total_seconds() / 3600
    leave = first if first == last else first + NOON
    return Told(
        slug=row["id"],
        who=row["who"],
        from_place=row["from_place"],
        to_place=row["to_place"],
        people=int(row["persons"]),
        leave=leave,
        least_h=least_h,
        most_h=most_h,
    )


def _between(text: str, first: datetime | None = None) -> tuple[datetime, datetime]:
    """Read a moment as the table writes it: when it was at the soonest and at the latest.

    Args:
      first: the day the journey began, for "same evening" and "next day".
    """
    day = _day(text) if first is None or re.match(r"\d{4}", text) else first
    day = day.replace(hour=0, minute=0)
    if "next day" in text:
        return day + timedelta(days=1), day + timedelta(days=2)
    if "evening" in text:
        return day + timedelta(hours=EVENING_H[0]), day + timedelta(hours=EVENING_H[1])
    if clock := re.search(r"(?:T|left )(\d\d):(\d\d)", text):
        exact = day.replace(hour=int(clock[1]), minute=int(clock[2]))
        return exact, exact
    return day, day + timedelta(days=1)


def _day(text: str) -> datetime:
    found = _DAY.match(text)
    assert found is not None  # Every part may be missing.
    year, month, day = found.groups()
    return datetime(int(year or 1855), int(month or MONTH), int(day or DAY), tzinfo=UTC)


def known() -> Known:
    """Give the historical network as the planner sees it."""
    network = history.network()
    return Known(
        places=network.places,
        houses=network.houses,
        legs=network.legs,
        hazards=history.hazards(),
    )


def compare(everything: Known) -> list[Compared]:
    """Plan each journey that is told, from the day and the hour it began."""
    places = {place.slug: place for place in everything.places}
    found = []
    for one in told():
        question = Question(
            start=one.from_place,
            targets=(one.to_place,),
            people=one.people,
            start_at=_in_utc(one.leave, places[one.from_place]),
        )
        found.append(Compared(one, _fastest(everything, question)))
    return found


def _in_utc(by_the_sun: datetime, place: Place) -> datetime:
    return by_the_sun - timedelta(minutes=round(place.lon * 4))


def _fastest(everything: Known, question: Question) -> Route | None:
    """Give the route that arrives first; of two, the one that sets out later."""
    try:
        _, routes = ask(everything, question)
    except NoRoute:
        return None
    return min(routes, key=lambda route: (route.arrive, -route.depart.timestamp()))


def write_page() -> None:
    """Write docs/JOURNEYS.md."""
    everything = known()
    PAGE.write_text(page(everything, compare(everything)), encoding="utf-8")


def page(everything: Known, compared: Sequence[Compared]) -> str:
    """Write the comparison as a page.

    Raises:
      KeyError: a journey is far off and nobody has looked at it; add a reason to WHY.
    """
    names = {place.slug: place.name for place in everything.places}
    far = [one for one in compared if one.is_far_off]
    lines = [
        "# Journeys of the books beside the planner's",
        "",
        "Written by `python -m bench journeys` from `journeys.csv` and the historical network of "
        "1855. Told are the hours where a book gives them; otherwise the middle between what its "
        "dates allow, with the bounds behind it. Planned is the route that arrives first, from "
        "setting out to arriving, waits on the way included, for as many people, leaving on the "
        "same day (at noon, if no hour is told; a missing month or day is that of the demo). The "
        "planner may take every vehicle; it knows nothing of illness, searches and hiding.",
        "",
        "| | who | from | to | year | told, h | planned, h | ratio | planned by |",
        "| --- | --- | --- | --- | --- | ---: | ---: | ---: | --- |",
        *(_row(one, names) for one in compared),
        "",
        f"{len(compared) - len(far)} of {len(compared)} lie within half of what is told.",
        "",
        "## Where they differ by more than half, and why",
        "",
        *(f"- {one.told.slug}, {one.told.who}: {WHY[one.told.slug]}" for one in far),
        "",
        "## Not compared",
        "",
        *(f"- {slug}: {why}." for slug, why in NOT_COMPARED.items()),
        "",
        "The books: see the [credits of the tables]"
        "(../src/waystation/testing/data/underground-railroad/README.md).",
    ]
    return "\n".join(lines) + "\n"


def _row(one: Compared, names: dict[str, str]) -> str:
    was = one.told
    hours = f"{was.hours:,.0f}"
    if was.least_h != was.most_h:
        hours += f" ({was.least_h:,.0f}-{was.most_h:,.0f})"
    begins = f"| {was.slug} | {was.who} | {names[was.from_place]} | {names[was.to_place]} "
    begins += f"| {was.leave.year} | {hours} "
    if one.planned is None:
        return begins + "| no route | | |"
    modes = ", ".join(dict.fromkeys(stage.mode for stage in one.planned.stages))
    return begins + f"| {one.hours:,.0f} | {one.hours / was.hours:.2f} | {modes} |"
