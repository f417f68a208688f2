"""Reads the tables of a network into values, or names every row that cannot be read."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from waystation.base.words import say as _
from waystation.network.cells import BadRow, BadTables, Row
from waystation.network.csvfiles import MAX_FILE_BYTES, read_rows
from waystation.network.domain import House, Jurisdiction, Leg, Partner, Place
from waystation.network.records import (
    DEFAULT_BEDS,
    KINDS,
    house_of,
    jurisdiction_of,
    leg_of,
    own_house_of,
    partner_of,
    place_of,
)

__all__ = ["DEFAULT_BEDS", "MAX_FILE_BYTES", "BadRow", "BadTables", "Network", "read_network"]

MAX_ROWS = 20_000
NEEDED = ("place", "leg")
Rows = Mapping[str, list[Row]]


class Network(msgspec.Struct, frozen=True):
    """A whole network as read; `ignored` names columns that nobody here knows."""

    places: tuple[Place, ...] = ()
    houses: tuple[House, ...] = ()
    legs: tuple[Leg, ...] = ()
    ignored: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()


NOTHING = Network()


def read_network(folder: Path) -> Network:
    """Read the tables of a folder, all of them or nothing; only places.csv and legs.csv must be.

    The columns, their defaults and every refusal stand in docs/NETWORK-CSV.md.

    Raises:
      BadTables: something is wrong; all bad rows are listed, not only the first.
    """
    bad: list[BadRow] = []
    files = {}
    for name, kind in KINDS.items():
        path = folder / kind.file
        try:
            if name in NEEDED or path.exists():
                files[kind.file] = path.read_bytes()
        except OSError as error:
            reason = _("the file cannot be opened: %(error)s") % {"error": error.strerror}
            hint = _("Put places.csv and legs.csv into one folder.")
            bad.append(BadRow(kind.file, 0, reason, hint))
    rows, ignored = rows_of(files, bad)
    if not rows.get("place") and not bad:
        hint = _("Write one line a place.")
        bad.append(BadRow("places.csv", 0, _("the file holds no places"), hint))
    network = assemble(rows, bad)
    refuse(bad)
    return msgspec.structs.replace(network, ignored=tuple(ignored))


def rows_of(
    files: Mapping[str, bytes], bad: list[BadRow]
) -> tuple[dict[str, list[Row]], list[str]]:
    """Read CSV files into rows by kind, and name the columns nobody knows."""
    ignored: list[str] = []
    rows = {}
    for name, kind in KINDS.items():
        if kind.file in files:
            raw = files[kind.file]
            found = read_rows(kind.file, raw, kind.columns, kind.required, bad, ignored)
            rows[name] = _not_too_many(kind.file, found, bad)
    return rows, ignored


def refuse(bad: list[BadRow]) -> None:
    """Refuse to go on if anything is wrong.

    Raises:
      BadTables: with every bad row, in the order of the files.
    """
    if bad:
        order = [kind.file for kind in KINDS.values()]
        where = {name: number for number, name in enumerate(order)}
        raise BadTables(sorted(bad, key=lambda b: (where.get(b.file, -1), b.line)))


def assemble(rows: Rows, bad: list[BadRow], on_file: Network = NOTHING) -> Network:
    """Make values of rows; what they lean on may also be on file already.

    A place with a mistake in it is still known, so that its legs are not blamed too.
    """
    places: dict[str, Place] = {}
    for row in rows.get("place", ()):
        place = place_of(row)
        _refuse_twin(row, "id", place.slug, places)
        places.setdefault(place.slug, place)
    known = {place.slug: place for place in on_file.places} | places
    partners: dict[str, Partner] = {}
    for row in rows.get("partner", ()):
        partner = partner_of(row, known)
        _refuse_twin(row, "id", partner.slug, partners)
        partners.setdefault(partner.slug, partner)
    lands: dict[str, Jurisdiction] = {}
    for row in rows.get("jurisdiction", ()):
        land = jurisdiction_of(row)
        _refuse_twin(row, "code", land.code, lands)
        lands.setdefault(land.code, land)
    helpers = {p.slug for p in on_file.partners} | set(partners)
    legs: dict[str, Leg] = {}
    for row in rows.get("leg", ()) if known else ():
        leg = leg_of(row, known, helpers if helpers or "partner" in rows else None, legs)
        legs[leg.slug] = leg
    return Network(
        places=tuple(places.values()),
        houses=_houses(rows, places, known, on_file),
        legs=tuple(legs.values()),
        partners=tuple(partners.values()),
        jurisdictions=tuple(lands.values()),
    )


def _houses(
    rows: Rows, places: Mapping[str, Place], known: Mapping[str, Place], on_file: Network
) -> tuple[House, ...]:
    """Read houses from their own table, else from beds and nights beside each place."""
    houses: dict[str, House] = {}
    held = {house.place for house in on_file.houses}
    for row in rows.get("place", ()):
        given = row["beds"] or row["max_nights"]
        if "house" in rows and given:
            says = _("beds are given here and in houses.csv")
            row.wrong("beds", says, _("Keep one of them."))
        elif "house" not in rows and (given or row["id"] not in held):
            slug = row["id"]
            houses.setdefault(slug, house_of(row, slug, places[slug].kind))
    for row in rows.get("house", ()):
        house = own_house_of(row, known)
        _refuse_twin(row, "place", house.place, houses)
        houses.setdefault(house.place, house)
    return tuple(houses.values())


def _refuse_twin(row: Row, column: str, slug: str, known: Mapping[str, object]) -> None:
    if slug in known:
        says = _("the id ‘%(text)s’ stands twice")
        row.about(column, says, _("Give every row its own id."), slug)


def _not_too_many(file: str, rows: list[Row], bad: list[BadRow]) -> list[Row]:
    if len(rows) <= MAX_ROWS:
        return rows
    reason = _("%(n)d rows; at most %(most)d are read") % {"n": len(rows), "most": MAX_ROWS}
    bad.append(BadRow(file, 0, reason, _("Split the network.")))
    return []
