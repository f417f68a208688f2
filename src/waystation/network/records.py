"""One row of cells becomes a place, house, leg, partner or jurisdiction. Pure."""

from collections.abc import Collection, Mapping
from math import ceil
from typing import NamedTuple, TypeVar

import msgspec

from waystation.base.words import say as _
from waystation.network.cells import Row
from waystation.network.domain import (
    BACK,
    LAWS,
    MODES,
    House,
    Jurisdiction,
    Leg,
    Partner,
    Place,
    Record,
    crow_km,
)

Kept = TypeVar("Kept", House, Leg, Partner, Jurisdiction)
MAX_BEDS = 100_000
MAX_NIGHTS = 3_650
MAX_DURATION_MIN = 200_000
MAX_KM = 50_000
MAX_CLIMB_M = 20_000
MAX_COST_CENTS = 100_000_000

DEFAULT_BEDS = {"origin-county": 6, "hub": 24, "destination": 40}
DEFAULT_BEDS_ELSEWHERE = 12
DEFAULT_NIGHTS = 3


class Kind(NamedTuple):
    """One kind of record: its table, its columns in the order we write them, and their aliases.

    An alias is read under the name it stands for; one that stands for "" is known and not used.
    """

    file: str
    value: type[Record]
    names: tuple[str, ...]
    required: tuple[str, ...]
    aliases: Mapping[str, str] = {}

    @property
    def columns(self) -> dict[str, str]:
        """Give the name each column is read under."""
        return {name: name for name in self.names} | dict(self.aliases)


_KEPT = ("standing", "rests")
KINDS = {
    "place": Kind(
        "places.csv",
        Place,
        (*"id name region country lat lon kind curfew evidence source".split(), *_KEPT),
        ("id",),
        {"beds": "beds", "max_nights": "max_nights", "capacity": "beds"}
        | {"modern_name": "", "coord_source": ""},
    ),
    "house": Kind(
        "houses.csv",
        House,
        (*"place beds max_nights weekdays closed assumed".split(), *_KEPT),
        ("place",),
    ),
    "leg": Kind(
        "legs.csv",
        Leg,
        (
            *"id from_place to_place mode duration_min slow km climb_m night_only oneway".split(),
            *"windows departs weekdays closed guides capacity cost_cents cost_evidence".split(),
            *"risk_p years evidence source note assumed".split(),
            *_KEPT,
        ),
        ("from_place", "to_place", "mode"),
        {"hours": "hours", "crow_km": "crow_km", "from": "from_place", "to": "to_place"}
        | {"risk": "risk_p", "cost": "cost_cents", "hours_est": "hours", "route_km_est": "km"}
        | {"mainly_at_night": "night_only", "distance_evidence": ""},
    ),
    "partner": Kind(
        "partners.csv",
        Partner,
        (*"id name place region tongue code_on weekdays closed assumed".split(), *_KEPT),
        ("id", "name", "place"),
    ),
    "jurisdiction": Kind(
        "jurisdictions.csv", Jurisdiction, ("code", "name", "law", *_KEPT), ("code", "law")
    ),
}
KIND_OF: dict[type, str] = {kind.value: name for name, kind in KINDS.items()}


def slug_of(record: Record) -> str:
    """Give the id of a record; that of a house is its place's."""
    if isinstance(record, House):
        return record.place
    return record.code if isinstance(record, Jurisdiction) else record.slug


def name_of(record: Record, places: Mapping[str, Place]) -> str:
    """Call a record as people do: by name, a house by its place, a leg by its two ends."""
    if isinstance(record, House):
        return _place_name(record.place, places)
    if isinstance(record, Leg):
        ends = _place_name(record.from_place, places), _place_name(record.to_place, places)
        return " – ".join(ends)
    return record.name


def _place_name(slug: str, places: Mapping[str, Place]) -> str:
    return places[slug].name if slug in places else slug


def place_of(row: Row) -> Place:
    """Read a place."""
    slug = row.slug("id")
    lat, lon = row.number("lat", -90, 90), row.number("lon", -180, 180)
    if bool(row["lat"]) != bool(row["lon"]):
        missing = "lon" if row["lat"] else "lat"
        row.wrong(missing, _("only one of lat and lon is given"), _("Give both or neither."))
    curfews = row.spans("curfew")
    if len(curfews) > 1:
        row.about("curfew", _("%(column)s holds more than one span: ‘%(text)s’"), _("Keep one."))
    return Place(
        slug=slug,
        name=row["name"] or slug,
        region=row["region"],
        country=row["country"],
        lat=lat,
        lon=lon,
        kind=row["kind"],
        evidence=row["evidence"],
        source=row["source"],
        curfew=curfews[0] if curfews else None,
        standing=row.standing(),
        rests=row.closures("rests"),
    )


def house_of(row: Row, place: str, kind: str = "") -> House:
    """Read what a place of some kind can shelter; what nobody wrote down is filled and marked."""
    beds, max_nights = row.whole("beds", 0, MAX_BEDS), row.whole("max_nights", 0, MAX_NIGHTS)
    return House(
        place=place,
        beds=DEFAULT_BEDS.get(kind, DEFAULT_BEDS_ELSEWHERE) if beds is None else beds,
        max_nights=DEFAULT_NIGHTS if max_nights is None else max_nights,
        assumed=beds is None or max_nights is None or row.yes("assumed"),
        calendar=row.calendar(),
    )


def own_house_of(row: Row, places: Mapping[str, Place]) -> House:
    """Read one line of houses.csv."""
    slug = row.slug("place")
    _refuse_unknown(row, "place", slug, places)
    place = places.get(slug)
    house = house_of(row, slug, place.kind if place else "")
    return _kept(house, row)


def leg_of(
    row: Row, places: Mapping[str, Place], partners: Collection[str] | None, taken: Collection[str]
) -> Leg:
    """Read a leg; a bad row gives a leg that nobody will see.

    Args:
      places: every place a leg may join.
      partners: the ids a guide may have; None if nobody can tell here.
      taken: ids of legs that a made-up one must not repeat.
    """
    ends = row.slug("from_place"), row.slug("to_place")
    for column, end in zip(("from_place", "to_place"), ends, strict=True):
        _refuse_unknown(row, column, end, places)
    if ends[0] and ends[0] == ends[1]:
        says = _("the leg leads from ‘%(text)s’ to itself")
        row.about("to_place", says, _("Name two different places."))
    mode = row["mode"].lower()
    if mode not in MODES:
        hint = _("Use one of: %(list)s.") % {"list": ", ".join(MODES)}
        row.about("mode", _("%(column)s ‘%(text)s’ is not known"), hint, mode)
        mode = "foot"
    duration_min, km, assumed = _way(row, places.get(ends[0]), places.get(ends[1]), mode)
    said = tuple(row.parts("assumed"))
    cents = row.whole("cost_cents", 0, MAX_COST_CENTS)
    departs = row.times("departs")
    assumed += ("cost_cents",) * (cents is None) + ("capacity",) * (not row["capacity"])
    assumed += ("departs",) * (not departs and bool(MODES[mode].local_starts))
    leg = Leg(
        slug=_leg_slug(row, taken),
        from_place=ends[0],
        to_place=ends[1],
        mode=mode,
        duration_min=duration_min,
        km=km,
        capacity=row.whole("capacity", 1, MAX_BEDS) or MODES[mode].capacity,
        night_only=row.yes("night_only"),
        oneway=row.yes("oneway"),
        cost_cents=cents or 0,
        cost_evidence=row["cost_evidence"] or _given(cents, said),
        risk_p=_risk(row),
        departs=departs,
        evidence=row["evidence"],
        source=row["source"],
        years=row["years"],
        note=row["note"],
        assumed=said + tuple(name for name in assumed if name not in said),
        calendar=row.calendar(),
        windows=row.spans("windows"),
        slow=row.slow("slow"),
        climb_m=row.whole("climb_m", 0, MAX_CLIMB_M) or 0,
        guides=_guides(row, partners),
    )
    return _kept(leg, row)


def partner_of(row: Row, places: Mapping[str, Place]) -> Partner:
    """Read a person who helps at a place."""
    slug, place = row.slug("id"), row.slug("place")
    _refuse_unknown(row, "place", place, places)
    if ";" in slug:
        row.about("id", _("%(column)s ‘%(text)s’ holds a semicolon"), _("Leave it out."))
    if not row["name"]:
        row.about("name", _("%(column)s is empty"), _("Give an alias if not a name."))
    partner = Partner(
        slug=slug,
        name=row["name"],
        place=place,
        region=row["region"] or (places[place].region if place in places else ""),
        assumed=row.yes("assumed"),
        tongue=row["tongue"] or "en",
        calendar=row.calendar(),
        code_on=row.day("code_on"),
    )
    return _kept(partner, row)


def jurisdiction_of(row: Row) -> Jurisdiction:
    """Read a land and the law that holds there."""
    code, law = row.slug("code"), row["law"].lower()
    if law not in LAWS:
        hint = _("Use one of: %(list)s.") % {"list": ", ".join(LAWS)}
        row.about("law", _("%(column)s ‘%(text)s’ is not known"), hint)
    return _kept(Jurisdiction(code=code, name=row["name"] or code, law=law), row)


def _kept(record: Kept, row: Row) -> Kept:
    """Add what every record has: its standing and its rests."""
    return msgspec.structs.replace(record, standing=row.standing(), rests=row.closures("rests"))


def _refuse_unknown(row: Row, column: str, slug: str, places: Mapping[str, Place]) -> None:
    if slug and slug not in places:
        says = _("%(column)s ‘%(text)s’ is not in places.csv")
        row.about(column, says, _("Add the place or mend the id."))


def _given(cents: int | None, assumed: Collection[str]) -> str:
    return "" if cents is None or "cost_cents" in assumed else "given"


def _risk(row: Row) -> float | None:
    risk_p = row.number("risk_p", 0, 1)
    if risk_p == 1:
        says = _("%(column)s 1 means certain capture")
        row.about("risk_p", says, _("Leave such a leg out, or stay below 1."))
    return risk_p


def _guides(row: Row, partners: Collection[str] | None) -> tuple[str, ...]:
    guides = tuple(dict.fromkeys(row.parts("guides")))
    for slug in guides:
        if partners is not None and slug not in partners:
            says = _("the guide ‘%(text)s’ is no partner on file")
            row.about("guides", says, _("Add the partner or mend the id."), slug)
    return guides


def made_up_id(row: Row, taken: Collection[str]) -> str:
    """Make up the id of a leg from its ends and its mode; no id stands twice."""
    slug = made_up = f"{row['from_place']}--{row['to_place']}--{row['mode'].lower()}"
    number = 2
    while slug in taken:
        slug = f"{made_up}-{number}"
        number += 1
    return slug


def _leg_slug(row: Row, taken: Collection[str]) -> str:
    """Take the id of a leg as given, or make one up."""
    if not row["id"]:
        return made_up_id(row, taken)
    slug = row.slug("id")
    if slug.endswith(BACK):
        says = _("the id ‘%(text)s’ ends in ~back")
        row.about("id", says, _("That ending is kept for the way back."), slug)
    if slug in taken:
        says = _("the id ‘%(text)s’ stands twice")
        row.about("id", says, _("Give every leg its own id, or none."), slug)
    return slug


def _way(
    row: Row, a: Place | None, b: Place | None, mode: str
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
            says = _("nothing says how long the leg takes")
            row.wrong("duration_min", says, _("Give duration_min, hours or km."))
        return 1, 0.0, assumed
    if not 0 < minutes <= MAX_DURATION_MIN:
        row.wrong(
            "duration_min",
            _("the leg takes no time, or too much"),
            _("Keep it from 1 to %(n)d minutes.") % {"n": MAX_DURATION_MIN},
        )
    # Hours like 5.4 are not exact in binary: 5.4 h is 324 minutes, not 325.
    return ceil(round(minutes, 6)), round(km, 1), assumed
