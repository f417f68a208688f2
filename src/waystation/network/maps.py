"""Reads a GeoJSON map into the same rows as the tables; every bad feature is named."""

import json
from typing import Any

from waystation.base.words import say as _
from waystation.network.cells import MAX_FIELD_CHARS, BadRow, Row
from waystation.network.csvfiles import MAX_FILE_BYTES
from waystation.network.records import KINDS
from waystation.network.tables import MAX_ROWS

BY_GEOMETRY = {"Point": "place", "LineString": "leg"}
# Names a map maker's program adds; they say nothing of the network.
PASSED_OVER = {"record"}


def rows_of_map(name: str, raw: bytes, bad: list[BadRow]) -> tuple[dict[str, list[Row]], list[str]]:
    """Read the features of a map as rows by kind, and name the properties nobody knows.

    A point is a place and a line a leg, unless the property `record` says what it is. The course
    of a line is not read: its ends are `from_place` and `to_place`.

    Source: RFC 7946; other coordinate systems than its own are refused.
    """
    features = _features(name, raw, bad)
    rows: dict[str, list[Row]] = {}
    unknown: dict[str, None] = {}
    for number, feature in enumerate(features, start=1):
        found = _row(name, number, feature, bad, unknown)
        if found is not None:
            rows.setdefault(found[0], []).append(found[1])
    if not any(row["beds"] or row["max_nights"] for row in rows.get("place", ())):
        # A map that tells of no beds at all makes no houses.
        rows.setdefault("house", [])
    return rows, [f"{name}: {column}" for column in unknown]


def _features(name: str, raw: bytes, bad: list[BadRow]) -> list[Any]:
    def wrong(reason: str, hint: str) -> list[Any]:
        bad.append(BadRow(name, 0, reason, hint))
        return []

    if len(raw) > MAX_FILE_BYTES:
        says = _("the file is larger than %(n)d bytes") % {"n": MAX_FILE_BYTES}
        return wrong(says, _("Split the network."))
    try:
        whole = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        says = _("not proper JSON: %(error)s")
        says %= {"error": getattr(error, "msg", _("it cannot be read"))}
        return wrong(says, _("Export the map again as GeoJSON."))
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection":
        return wrong(_("this is no FeatureCollection"), _("Export the map as GeoJSON (RFC 7946)."))
    if whole.get("crs") is not None:
        says = _("the map names a coordinate system of its own")
        return wrong(says, _("Export it in WGS 84, longitude first, without “crs”."))
    features = whole.get("features")
    if not isinstance(features, list) or not features:
        return wrong(_("the map holds no features"), _("Draw at least one place."))
    if len(features) > MAX_ROWS:
        says = _("%(n)d features; at most %(most)d are read")
        return wrong(says % {"n": len(features), "most": MAX_ROWS}, _("Split the network."))
    return features


def _row(
    name: str, number: int, feature: Any, bad: list[BadRow], unknown: dict[str, None]
) -> tuple[str, Row] | None:
    """Read one feature as a row of its kind; None if it is none."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict | None):
        hint = _("Give it the members type, geometry and properties.")
        bad.append(BadRow(name, number, _("this is no feature"), hint))
        return None
    shape = geometry.get("type") if geometry else None
    kind = properties.get("record") or BY_GEOMETRY.get(str(shape))
    if kind not in KINDS:
        says = _("nothing says what kind of record this is")
        hint = _("Draw a point or a line, or set “record” to one of: %(list)s.")
        bad.append(BadRow(name, number, says, hint % {"list": ", ".join(KINDS)}, "record"))
        return None
    columns = KINDS[kind].columns
    row = Row(name, number, {}, bad)
    for key, value in properties.items():
        column = columns.get(key.strip().lower())
        if column:
            row.cells[column] = _cell(row, column, value)
        elif column is None and key not in PASSED_OVER:
            unknown[key] = None
    if kind == "place" and geometry:
        row.cells |= _position(row, geometry)
    for column in KINDS[kind].required:
        if column not in row.cells:
            row.about(
                column,
                _("the property ‘%(column)s’ is missing"),
                _("See docs/NETWORK-CSV.md for the columns."),
            )
            return None
    return kind, row


def _cell(row: Row, column: str, value: object) -> str:
    """Write a property as the text that would stand in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    if not isinstance(value, str):
        says = _("%(column)s is a list or an object")
        row.about(column, says, _("Write it as text, as in a table."))
        return ""
    if len(value) > MAX_FIELD_CHARS:
        says = _("a field is longer than %(n)d characters") % {"n": MAX_FIELD_CHARS}
        row.wrong(column, says, _("Shorten it, or look for a lost quote."))
        return ""
    return value.strip()


def _position(row: Row, geometry: dict[str, Any]) -> dict[str, str]:
    spot = geometry.get("coordinates")
    if (
        geometry.get("type") != "Point"
        or not isinstance(spot, list)
        or len(spot) not in (2, 3)
        or not all(isinstance(x, int | float) and not isinstance(x, bool) for x in spot)
    ):
        says = _("the place is no point with longitude and latitude")
        row.wrong("lat", says, _("Write [longitude, latitude] in degrees."))
        return {}
    return {"lon": repr(spot[0]), "lat": repr(spot[1])}
