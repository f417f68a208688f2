"""Writes a network down: records as cells, cells as CSV tables or as a GeoJSON map. Pure."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date

from waystation.network.cells import WEEKDAYS
from waystation.network.domain import (
    Calendar,
    Closure,
    House,
    Leg,
    Partner,
    Place,
    Record,
)
from waystation.network.records import KIND_OF, KINDS
from waystation.network.tables import Network

NUMBERS = {"beds", "max_nights", "duration_min", "km", "climb_m", "capacity", "cost_cents"}
NUMBERS |= {"risk_p", "lat", "lon"}
SWITCHES = {"night_only", "oneway", "assumed"}
# A file without partners names none of them in its legs either.
OF_PARTNERS = "guides"
# Where people write what they like.
FREE_TEXT = ("evidence", "source", "note", "cost_evidence", "closed", "rests")
_FORMULA = re.compile(r"'*[=+\-@]")
_PLAIN_NUMBER = re.compile(r"-?[\d.]+(e-?\d+)?")
# Packed files carry no time of packing, so the same network gives the same bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def cells_of(record: Record) -> dict[str, str]:
    """Write a record as the cells of its table, so that reading them gives the same record."""
    cells = {name: _text(getattr(record, name, "")) for name in KINDS[KIND_OF[type(record)]].names}
    if isinstance(record, Place | Leg | Partner):
        cells["id"] = record.slug
    if isinstance(record, House | Leg | Partner):
        cells |= _calendar(record.calendar)
    if isinstance(record, Place):
        cells["curfew"] = _span(record.curfew) if record.curfew else ""
    if isinstance(record, Leg):
        cells["departs"] = ";".join(map(_time, record.departs))
        cells["windows"] = ";".join(map(_span, record.windows))
        cells["slow"] = ";".join(f"{_span((a, b))}={minutes}" for a, b, minutes in record.slow)
        cells["guides"], cells["assumed"] = ";".join(record.guides), ";".join(record.assumed)
    cells["rests"] = _closures(record.rests)
    return cells


def csv_files(network: Network, *, with_partners: bool) -> dict[str, bytes]:
    """Write a network as the tables that `read_network` reads, without partners unless asked."""
    files = {}
    for name, records in _by_kind(network, with_partners).items():
        columns = [c for c in KINDS[name].names if with_partners or c != OF_PARTNERS]
        out = io.StringIO(newline="")
        table = csv.writer(out)
        table.writerow(columns)
        for record in records:
            cells = cells_of(record)
            table.writerow([safe(cells[column]) for column in columns])
        files[KINDS[name].file] = out.getvalue().encode()
    return files


def packed(files: Mapping[str, bytes]) -> bytes:
    """Pack files into one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, raw in files.items():
            pack.writestr(zipfile.ZipInfo(name, _NO_TIME), raw)
    return out.getvalue()


def geojson(network: Network, *, with_partners: bool) -> bytes:
    """Write a network as a map: places as points, legs as lines, all else without geometry.

    Source: RFC 7946 (positions are longitude, latitude; nothing known is `null`).
    """
    places = {place.slug: place for place in network.places}
    features = [
        {
            "type": "Feature",
            "geometry": _geometry(record, places),
            "properties": {"record": name} | _properties(record, with_partners),
        }
        for name, records in _by_kind(network, with_partners).items()
        for record in records
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def naming_partners(network: Network) -> int:
    """Count the records whose free text may name a partner: it leaves as it was written."""
    cells = [
        cells_of(record)
        for records in _by_kind(network, with_partners=False).values()
        for record in records
    ]
    texts = ["\n".join(written.get(column, "") for column in FREE_TEXT) for written in cells]
    whole = "\n".join(texts)
    named = [partner.name for partner in network.partners if partner.name in whole]
    return sum(any(name in text for name in named) for text in texts)


def safe(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula; reading takes the mark off again."""
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def _by_kind(network: Network, with_partners: bool) -> dict[str, tuple[Record, ...]]:
    kinds: dict[str, tuple[Record, ...]] = {
        "place": network.places,
        "house": network.houses,
        "leg": network.legs,
        "jurisdiction": network.jurisdictions,
    }
    return kinds | ({"partner": network.partners} if with_partners else {})


def _properties(record: Record, with_partners: bool) -> dict[str, object]:
    cells = cells_of(record)
    if not with_partners:
        cells.pop(OF_PARTNERS, None)
    if isinstance(record, Place):
        del cells["lat"], cells["lon"]
    typed: dict[str, object] = {}
    for column, text in cells.items():
        if column in SWITCHES and text in ("yes", "no"):
            typed[column] = text == "yes"
        elif text:
            typed[column] = json.loads(text) if column in NUMBERS else text
    return typed


def _geometry(record: Record, places: Mapping[str, Place]) -> dict[str, object] | None:
    if isinstance(record, Place):
        spot = _spot(record)
        return {"type": "Point", "coordinates": spot} if spot else None
    if not isinstance(record, Leg):
        return None
    ends = [_spot(places[s]) if s in places else None for s in (record.from_place, record.to_place)]
    return {"type": "LineString", "coordinates": ends} if all(ends) else None


def _spot(place: Place) -> list[float] | None:
    return None if place.lat is None or place.lon is None else [place.lon, place.lat]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else ""


def _calendar(calendar: Calendar) -> dict[str, str]:
    weekdays = ";".join(WEEKDAYS[number] for number in calendar.weekdays)
    return {"weekdays": weekdays, "closed": _closures(calendar.closed)}


def _closures(closures: Iterable[Closure]) -> str:
    return ";".join(
        f"{c.first.isoformat()}..{c.last.isoformat()} {c.why}".strip() for c in closures
    )


def _span(span: tuple[int, int]) -> str:
    return f"{_time(span[0])}-{_time(span[1])}"


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
