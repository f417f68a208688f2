"""Reads places.csv and legs.csv into values, or names every row that cannot be read."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from math import ceil, isfinite
from pathlib import Path

import msgspec

from waystation.base.errors import Refused
from waystation.network.domain import BACK, MODES, House, Leg, Place, crow_km

MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_ROWS = 20_000
MAX_FIELD_CHARS = 2_000
MAX_ID_CHARS = 100
MAX_BEDS = 100_000
MAX_NIGHTS = 3_650
MAX_DURATION_MIN = 200_000
MAX_KM = 50_000
MAX_COST_CENTS = 100_000_000

DEFAULT_BEDS = {"origin-county": 6, "hub": 24, "destination": 40}
DEFAULT_BEDS_ELSEWHERE = 12
DEFAULT_NIGHTS = 3

# The columns each table may have; an alias is read under the name it stands for, and a column
# that stands for "" is known and not used.
_PLACE_NAMES = "id name region country lat lon kind beds max_nights evidence source"
_LEG_NAMES = (
    "id from_place to_place mode duration_min hours km crow_km night_only oneway risk_p cost_cents "
    "capacity departs years evidence source note"
)
PLACE_COLUMNS = {name: name for name in _PLACE_NAMES.split()}
PLACE_COLUMNS |= {"capacity": "beds", "modern_name": "", "coord_source": ""}
LEG_COLUMNS = {name: name for name in _LEG_NAMES.split()}
LEG_COLUMNS |= {"from": "from_place", "to": "to_place", "risk": "risk_p", "cost": "cost_cents"}
LEG_COLUMNS |= {"hours_est": "hours", "route_km_est": "km", "mainly_at_night": "night_only"}
LEG_COLUMNS |= {"distance_evidence": ""}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_YES_NO = {"": False, "no": False, "false": False, "0": False} | dict.fromkeys(
    ("yes", "true", "1"), True
)


class BadRow(msgspec.Struct, frozen=True):
    """One thing wrong in one line of one file; line 0 is the file as a whole."""

    file: str
    line: int
    reason: str
    hint: str


class BadTables(Refused):
    """The tables cannot be read; `rows` names everything that is wrong with them."""

    def __init__(self, rows: list[BadRow]) -> None:
        first = rows[0]
        super().__init__(
            f"The network cannot be read: {len(rows)} problem(s), the first in {first.file}, "
            f"line {first.line}: {first.reason}",
            hint=first.hint,
        )
        self.rows = tuple(rows)


class Network(msgspec.Struct, frozen=True):
    """A whole network as read; `ignored` names columns that nobody here knows."""

    places: tuple[Place, ...]
    houses: tuple[House, ...]
    legs: tuple[Leg, ...]
    ignored: tuple[str, ...] = ()


def read_network(folder: Path) -> Network:
    """Read places.csv and legs.csv of a folder, all of it or nothing.

    The columns, their defaults and every refusal stand in docs/NETWORK-CSV.md.

    Raises:
      BadTables: something is wrong; all bad rows are listed, not only the first.
    """
    bad: list[BadRow] = []
    ignored: list[str] = []
    place_rows = _read_rows(folder / "places.csv", PLACE_COLUMNS, ("id",), bad, ignored)
    leg_columns = ("from_place", "to_place", "mode")
    leg_rows = _read_rows(folder / "legs.csv", LEG_COLUMNS, leg_columns, bad, ignored)

    if not place_rows and not bad:
        bad.append(BadRow("places.csv", 0, "the file holds no places", "Write one line a place."))
    places: dict[str, Place] = {}
    houses = []
    for row in place_rows:
        place, house = _place(row, places)
        # A place with a mistake in it is still known, so that its legs are not blamed too.
        places.setdefault(place.slug, place)
        houses.append(house)
    slugs: set[str] = set()
    legs = [_leg(row, places, slugs) for row in leg_rows] if places else []

    if bad:
        raise BadTables(sorted(bad, key=lambda b: (b.file != "places.csv", b.line)))
    return Network(tuple(places.values()), tuple(houses), tuple(legs), tuple(ignored))


class _Row:
    """One line of a table: its cells by name, and a place to put complaints about them."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str], bad: list[BadRow]) -> None:
        self.file, self.line, self.cells, self.bad = file, line, cells, bad

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, reason: str, hint: str) -> None:
        self.bad.append(BadRow(self.file, self.line, reason, hint))

    def slug(self, column: str) -> str:
        text = self[column]
        if not text:
            self.wrong(f"{column} is empty", "Give every row its ids.")
        elif len(text) > MAX_ID_CHARS or not text.isprintable():
            self.wrong(
                f"{column} is not a usable id", f"Use at most {MAX_ID_CHARS} printable characters."
            )
        return text

    def number(self, column: str, low: float, high: float) -> float | None:
        """Read a number from low to high; None for an empty cell and for a bad one."""
        text = self[column]
        if not text:
            return None
        value = float(text) if _NUMBER.fullmatch(text) else float("nan")
        if not isfinite(value):
            self.wrong(f"{column} ‘{text}’ is not a number", "Write it like 5.4, with a point.")
            return None
        if not low <= value <= high:
            self.wrong(f"{column} {text} is out of range", f"Keep it from {low:g} to {high:g}.")
            return None
        return value

    def whole(self, column: str, low: int, high: int) -> int | None:
        """Read a whole number from low to high; None for an empty cell and for a bad one."""
        text = self[column]
        if text and _NUMBER.fullmatch(text) and not _WHOLE.fullmatch(text):
            self.wrong(f"{column} {text} is not a whole number", "Write it without a point.")
            return None
        value = self.number(column, low, high)
        return None if value is None else int(value)

    def yes(self, column: str) -> bool:
        text = self[column].lower()
        if text not in _YES_NO:
            self.wrong(f"{column} ‘{text}’ is neither yes nor no", "Write yes, no or nothing.")
        return _YES_NO.get(text, False)

    def times(self, column: str) -> tuple[int, ...]:
        """Read "06:00;18:30" as minutes of the UTC day, in order."""
        found = []
        for text in filter(None, (part.strip() for part in self[column].split(";"))):
            match = _TIME.fullmatch(text)
            if match is None:
                self.wrong(f"{column} ‘{text}’ is not a time", "Write times in UTC as 06:00;18:30.")
            else:
                found.append(int(match[1]) * 60 + int(match[2]))
        return tuple(sorted(set(found)))


def _place(row: _Row, known: Mapping[str, Place]) -> tuple[Place, House]:
    """Read one line of places.csv as a place and its house."""
    slug = row.slug("id")
    if slug in known:
        row.wrong(f"the id ‘{slug}’ stands twice", "Give every place its own id.")
    lat, lon = row.number("lat", -90, 90), row.number("lon", -180, 180)
    if bool(row["lat"]) != bool(row["lon"]):
        row.wrong("only one of lat and lon is given", "Give both or neither.")
    beds, max_nights = row.whole("beds", 0, MAX_BEDS), row.whole("max_nights", 0, MAX_NIGHTS)
    place = Place(
        slug=slug,
        name=row["name"] or slug,
        region=row["region"],
        country=row["country"],
        lat=lat,
        lon=lon,
        kind=row["kind"],
        evidence=row["evidence"],
        source=row["source"],
    )
    house = House(
        place=slug,
        beds=DEFAULT_BEDS.get(place.kind, DEFAULT_BEDS_ELSEWHERE) if beds is None else beds,
        max_nights=DEFAULT_NIGHTS if max_nights is None else max_nights,
        assumed=beds is None or max_nights is None,
    )
    return place, house


def _leg(row: _Row, places: Mapping[str, Place], slugs: set[str]) -> Leg:
    """Read one line of legs.csv; a bad line gives a leg that nobody will see."""
    ends = row.slug("from_place"), row.slug("to_place")
    for column, end in zip(("from_place", "to_place"), ends, strict=True):
        if end and end not in places:
            row.wrong(f"{column} ‘{end}’ is not in places.csv", "Add the place or mend the id.")
    if ends[0] and ends[0] == ends[1]:
        row.wrong(f"the leg leads from ‘{ends[0]}’ to itself", "Name two different places.")
    mode = row["mode"].lower()
    if mode not in MODES:
        row.wrong(f"mode ‘{mode}’ is not known", "Use one of: " + ", ".join(MODES) + ".")
        mode = "foot"
    duration_min, km, assumed = _way(row, places.get(ends[0]), places.get(ends[1]), mode)

    risk_p = row.number("risk_p", 0, 1)
    if risk_p == 1:
        row.wrong("risk_p 1 means certain capture", "Leave such a leg out, or stay below 1.")
    cost_cents = row.whole("cost_cents", 0, MAX_COST_CENTS)
    capacity = row.whole("capacity", 1, MAX_BEDS)
    departs = row.times("departs")
    if cost_cents is None:
        assumed += ("cost_cents",)
    if capacity is None:
        assumed += ("capacity",)
    if not departs and MODES[mode].local_starts:
        assumed += ("departs",)
    return Leg(
        slug=_leg_slug(row, f"{ends[0]}--{ends[1]}--{mode}", slugs),
        from_place=ends[0],
        to_place=ends[1],
        mode=mode,
        duration_min=duration_min,
        km=km,
        capacity=MODES[mode].capacity if capacity is None else capacity,
        night_only=row.yes("night_only"),
        oneway=row.yes("oneway"),
        cost_cents=cost_cents or 0,
        cost_evidence="" if cost_cents is None else "given",
        risk_p=risk_p,
        departs=departs,
        evidence=row["evidence"],
        source=row["source"],
        years=row["years"],
        note=row["note"],
        assumed=assumed,
    )


def _leg_slug(row: _Row, made_up: str, slugs: set[str]) -> str:
    """Take the id of a leg as given, or make one up from its ends; no id stands twice."""
    slug = row.slug("id") if row["id"] else made_up
    if slug.endswith(BACK):
        row.wrong(f"the id ‘{slug}’ ends in {BACK}", "That ending is kept for the way back.")
    if slug in slugs and row["id"]:
        row.wrong(f"the id ‘{slug}’ stands twice", "Give every leg its own id, or none.")
    number = 2
    while slug in slugs:
        slug = f"{made_up}-{number}"
        number += 1
    slugs.add(slug)
    return slug


def _way(
    row: _Row, a: Place | None, b: Place | None, mode: str
) -> tuple[int, float, tuple[str, ...]]:
    """Find out how long a leg takes and how far it is: minutes, km and what had to be assumed.

    Time comes from duration_min, else hours, else distance at the speed of the mode; distance from
    km, else crow flight times winding, else time at that speed. Minutes are rounded up.
    """
    speed, winding = MODES[mode].kmh, MODES[mode].winding
    minutes: float | None = row.whole("duration_min", 0, MAX_DURATION_MIN)
    hours = row.number("hours", 0, MAX_DURATION_MIN / 60)
    if minutes is None and hours is not None:
        minutes = hours * 60
    km, crow = row.number("km", 0, MAX_KM), row.number("crow_km", 0, MAX_KM)
    assumed: tuple[str, ...] = ()
    if km is None:
        assumed += ("km",)
        if crow is None and a is not None and b is not None:
            crow = crow_km(a, b)
        if crow is not None:
            km = crow * winding
        elif minutes is not None:
            km = minutes / 60 * speed
    if minutes is None and km is not None:
        assumed += ("duration_min",)
        minutes = km / speed * 60

    if minutes is None or km is None:
        if a and b and not any(row[c] for c in ("duration_min", "hours", "km", "crow_km")):
            row.wrong("nothing says how long the leg takes", "Give duration_min, hours or km.")
        return 1, 0.0, assumed
    if not 0 < minutes <= MAX_DURATION_MIN:
        row.wrong(
            "the leg takes no time, or too much", f"Keep it from 1 to {MAX_DURATION_MIN} minutes."
        )
    # Hours like 5.4 are not exact in binary: 5.4 h is 324 minutes, not 325.
    return ceil(round(minutes, 6)), round(km, 1), assumed


def _read_rows(
    path: Path,
    columns: Mapping[str, str],
    required: tuple[str, ...],
    bad: list[BadRow],
    ignored: list[str],
) -> list[_Row]:
    """Read the lines of one table under their proper column names; complaints go to `bad`."""
    text = _read_text(path, bad)
    if text is None:
        return []
    rows: list[_Row] = []
    header: list[str] | None = None
    for line, cells in _csv_lines(path.name, text, bad):
        if header is None:
            header = _header(path.name, cells, columns, required, bad)
            if header is None:
                return []
            names = (cell.strip() for cell in cells)
            ignored += [f"{path.name}: {name}" for name in names if name.lower() not in columns]
        elif len(cells) != len(header):
            reason = f"{len(cells)} fields where the header names {len(header)}"
            bad.append(BadRow(path.name, line, reason, "Quote fields that hold a comma."))
        elif any(len(cell) > MAX_FIELD_CHARS for cell in cells):
            reason = f"a field is longer than {MAX_FIELD_CHARS} characters"
            bad.append(BadRow(path.name, line, reason, "Shorten it, or look for a lost quote."))
        else:
            named = {n: cell.strip() for n, cell in zip(header, cells, strict=True) if n}
            rows.append(_Row(path.name, line, named, bad))
    if header is None and not any(b.file == path.name for b in bad):
        bad.append(BadRow(path.name, 1, "the file is empty", "Begin with a line of column names."))
    if len(rows) > MAX_ROWS:
        reason = f"{len(rows)} rows; at most {MAX_ROWS} are read"
        bad.append(BadRow(path.name, 0, reason, "Split the network."))
        return []
    return rows


def _read_text(path: Path, bad: list[BadRow]) -> str | None:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            reason = f"the file is larger than {MAX_FILE_BYTES} bytes"
            bad.append(BadRow(path.name, 0, reason, "Split the network."))
            return None
        raw = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}"
        bad.append(BadRow(path.name, 0, reason, "Put places.csv and legs.csv into one folder."))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        bad.append(BadRow(path.name, line, "the text is not UTF-8", "Save the file as CSV UTF-8."))
        return None


def _csv_lines(name: str, text: str, bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """Give the records of a CSV text with the line each begins on; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        bad.append(BadRow(name, line, f"not proper CSV: {error}", "Look for a lost quote."))


def _header(
    name: str,
    cells: list[str],
    columns: Mapping[str, str],
    required: tuple[str, ...],
    bad: list[BadRow],
) -> list[str] | None:
    """Translate column names; None if a needed one is missing or two say the same thing."""
    wanted = [columns.get(cell.strip().lower(), "") for cell in cells]
    missing = [column for column in required if column not in wanted]
    twice = sorted({column for column in wanted if column and wanted.count(column) > 1})
    for column in missing:
        reason = f"the column ‘{column}’ is missing"
        bad.append(BadRow(name, 1, reason, "See docs/NETWORK-CSV.md for the columns."))
    for column in twice:
        reason = f"two columns both give ‘{column}’"
        bad.append(BadRow(name, 1, reason, "Keep one of them."))
    return None if missing or twice else wanted
