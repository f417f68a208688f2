"""The historical demo input as values: the Underground Railroad as its own books tell it."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from waystation.hazards.domain import Hazard, first_day
from waystation.network.domain import Partner
from waystation.network.fares_on_file import default_fares
from waystation.network.tables import Network, read_network

DATA = Path(__file__).parent / "data" / "underground-railroad"
CHILD_UNDER = 18
# Harriet Shephard's own household, and those who set out with her.
COMPANY_OF_ELEVEN = ("p302", "p302-others")
UNNAMED_IN_SOURCE = 5
# Three friends of whom the day of arrival is known, a year and a half before the demo begins.
CAME_EARLIER = "p054"

# A state of 1855 and the regions of today that lie in it.
REGIONS = {
    "Connecticut": ("CT",),
    "Delaware": ("DE",),
    "Illinois": ("IL",),
    "Indiana": ("IN",),
    "Iowa": ("IA",),
    "Kansas": ("KS",),
    "Kentucky": ("KY",),
    "Maine": ("ME",),
    "Maryland": ("MD",),
    "Massachusetts": ("MA",),
    "Michigan": ("MI",),
    "New Hampshire": ("NH",),
    "New Jersey": ("NJ",),
    "New York": ("NY",),
    "North Carolina": ("NC",),
    "Ohio": ("OH",),
    "Pennsylvania": ("PA",),
    "Rhode Island": ("RI",),
    "Vermont": ("VT",),
    "Virginia": ("VA", "WV"),
    "Wisconsin": ("WI",),
}
SHELTERING = ("station", "hub", "crossing")

_WIFE = ("wife",)
_CHILD = ("child", "children", "infant", "son", "daughter", "daughters")
SEX_OF_KIN = {"wife": "f", "daughter": "f", "daughters": "f", "sister": "f", "mother": "f"}
SEX_OF_KIN |= {"husband": "m", "son": "m", "brother": "m", "brothers": "m", "father": "m"}
_AGE = re.compile(r"(?P<under>under )?(?P<n>\d+)(?P<months> months?)?")


@dataclass(frozen=True)
class PersonIn:
    """One traveller; `name` is None where the book counts somebody without naming them.

    `relation` is what the person is to the first of the household; `source` begins with the id of
    the row it comes from.
    """

    name: str | None
    assumed_name: str
    sex: str
    age: int | None
    relation: str
    source: str

    @property
    def is_child(self) -> bool:
        """Say whether the person travels as a child: by age, or by relation if none is told."""
        if self.age is not None:
            return self.age < CHILD_UNDER
        return self.relation in _CHILD and self.source.startswith("tie")


@dataclass(frozen=True)
class HouseholdIn:
    """People who arrived together; `company` names households that set out as one."""

    code: str
    people: tuple[PersonIn, ...]
    origin: str | None
    arrived: str
    precision: str
    mode: str
    source: str
    company: str = ""


def network() -> Network:
    """Read places, houses and legs, every leg with a fare and where the fare comes from."""
    plain = read_network(DATA)
    return msgspec.structs.replace(plain, legs=default_fares(plain))


def partners() -> tuple[Partner, ...]:
    """Give every operator of the printed list a place.

    The list tells state and county only. `county_places.csv` names the places of a county; its
    operators go to them in turn. Where it names none, they go in turn to the stations, hubs and
    crossings of the state (to all its places if it has none), by id. Only a printed town is no
    assumption.
    """
    region_of = {place.slug: place.region for place in read_network(DATA).places}
    of_county = defaultdict(list)
    stated = set()
    for row in rows("county_places"):
        of_county[row["state"], row["county"]].append(row["place_id"])
        if row["place_stated"] == "yes":
            stated.add((row["state"], row["county"]))
    of_state = _sheltering_places()

    turns: dict[tuple[str, str], int] = defaultdict(int)
    found = []
    for row in rows("people"):
        state, county = row["state"], row["county"]
        spots = of_county.get((state, county))
        turn = (state, county) if spots else (state, "")
        spots = spots or of_state[state]
        place = spots[turns[turn] % len(spots)]
        turns[turn] += 1
        name = " ".join(filter(None, (row["title"], row["given"], row["surname"])))
        found.append(
            Partner(
                slug=row["id"],
                name=name,
                place=place,
                region=region_of[place],
                assumed=(state, county) not in stated,
            )
        )
    return tuple(found)


def hazards() -> tuple[Hazard, ...]:
    """Read the dated dangers; a law binds the region of its place, or the whole country."""
    region_of = {place.slug: place.region for place in read_network(DATA).places}
    found = []
    for row in rows("hazards"):
        is_law = row["kind"] == "law"
        # A month or a year counts from its first day, even if the row names a later one.
        written = row["date"][:7] if row["precision"] == "month" else row["date"]
        found.append(
            Hazard(
                slug=row["id"],
                on=first_day(written),
                precision=row["precision"],
                kind=row["kind"],
                place=row["place_id"],
                scope=region_of.get(row["place_id"], "US") if is_law else "",
                text=": ".join(filter(None, (row["place_text"], row["outcome"]))),
                effect=row["effect_on_route"],
                evidence=row["evidence"],
                source=row["source"],
            )
        )
    return tuple(found)


def households() -> tuple[HouseholdIn, ...]:
    """Read the passengers by party, each exactly once, with the kin who travelled along unlisted.

    Wives and children whom an entry counts but gives no row of their own are added from
    `family_ties.csv`, once even where both parents tell of them.
    """
    parties: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("passengers"):
        parties[row["party_id"]].append(row)
    ties: dict[str, list[dict[str, str]]] = defaultdict(list)
    for tie in rows("family_ties"):
        if tie["status"] == "travelling_together":
            ties[tie["passenger_id"]].append(tie)
    found = [_household(code, rows, ties) for code, rows in parties.items()]
    family = next(household for household in found if household.code == COMPANY_OF_ELEVEN[0])
    return (*found, _unnamed_companions(family))


def _household(
    code: str, rows: list[dict[str, str]], ties: dict[str, list[dict[str, str]]]
) -> HouseholdIn:
    """Make one household of the rows of one party."""
    head = rows[0]
    to_head = {tie["relative_passenger_id"]: tie["relation"] for tie in ties[head["id"]]}
    people = [_passenger(row, to_head.get(row["id"], "companion")) for row in rows]
    people[0] = replace(people[0], relation="head")
    people += _unlisted_kin(rows, ties)
    return HouseholdIn(
        code=code,
        people=tuple(people),
        origin=next((row["origin_place_id"] for row in rows if row["origin_place_id"]), None),
        arrived=head["arrival_date"],
        precision=head["date_precision"],
        mode=next((row["mode"] for row in rows if row["mode"]), ""),
        source=f"{head['source']} p.{head['page']}",
        company=COMPANY_OF_ELEVEN[0] if code in COMPANY_OF_ELEVEN else "",
    )


def _unnamed_companions(family: HouseholdIn) -> HouseholdIn:
    """Make the household of those who left with Harriet Shephard, unnamed on that page."""
    source = f"{family.source}: a company of eleven, six of them named"
    nobody = PersonIn(None, "", "", None, "companion", source)
    return replace(family, code=COMPANY_OF_ELEVEN[1], people=(nobody,) * UNNAMED_IN_SOURCE)


def _passenger(row: dict[str, str], relation: str) -> PersonIn:
    return PersonIn(
        name=row["name"],
        assumed_name=row["assumed_name"],
        sex=row["sex"],
        age=int(row["age"]) if row["age"] else None,
        relation=relation,
        source=f"{row['id']}: {row['source']} p.{row['page']}",
    )


def _unlisted_kin(
    rows: list[dict[str, str]], ties: dict[str, list[dict[str, str]]]
) -> list[PersonIn]:
    """Find the wives, children and named kin who came along without a passenger row.

    A "family" of unknown number and nameless brothers, who mostly have an entry elsewhere, are not
    counted.
    """
    told: set[str] = set()
    kin = []
    for row in rows:
        others = [other["name"] for other in rows if other is not row]
        for tie in ties[row["id"]]:
            name, relation = tie["relative_name"], tie["relation"]
            listed = any(f"{other} ".startswith(f"{name} ") for other in others) if name else False
            nameless_adult = not name and relation not in _WIFE + _CHILD
            if tie["relative_passenger_id"] or listed or nameless_adult or name in told:
                continue
            if name:
                told.add(name)
            source = f"{tie['id']}: {tie['source']} p.{tie['page']}"
            sex, age = SEX_OF_KIN.get(relation, ""), _age(tie["note"])
            kin += [PersonIn(name or None, "", sex, age, relation, source)] * int(tie["count"])
    return kin


def _age(note: str) -> int | None:
    """Read "7" as seven years, "8 months" and "under 1" as none yet."""
    match = _AGE.fullmatch(note)
    if match is None:
        return None
    years = int(match["n"]) // 12 if match["months"] else int(match["n"])
    return years - 1 if match["under"] else years


def _sheltering_places() -> dict[str, list[str]]:
    """List for every state of the printed list the places that can take an operator, by id."""
    places = read_network(DATA).places
    found = {}
    for state, regions in REGIONS.items():
        here = sorted(p.slug for p in places if p.region in regions)
        sheltering = sorted(p.slug for p in places if p.region in regions and p.kind in SHELTERING)
        found[state] = sheltering or here
    return found


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read one of the sheets, row by row."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def sheets() -> tuple[bytes, bytes]:
    """Give the passengers and their ties as the two spreadsheets they are."""
    return (DATA / "passengers.csv").read_bytes(), (DATA / "family_ties.csv").read_bytes()
