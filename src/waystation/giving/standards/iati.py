"""IATI 2.03: one activity a programme and year, and the organisation's own file. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from waystation.giving.standards import domain
from waystation.giving.standards.domain import GIFTS, Organisation, Programme, Sum

VERSION = "2.03"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Codes of the standard's own lists.
INTERNATIONAL_NGO, IMPLEMENTING, ACCOUNTABLE = "21", "4", "2"
RUNNING, CLOSED = "2", "4"
ACTUAL_START, PLANNED_END, ACTUAL_END = "2", "3", "4"
INCOMING, EXPENDITURE = "1", "4"


def activities(told: Iterable[Sum], by: Organisation, *, on: date) -> bytes:
    """Write the activity file; elements stand in the order that the standard asks for."""
    root = _root("iati-activities", on)
    known = {one.key: one for one in domain.PROGRAMMES}
    for (key, year), own in domain.by_activity(told).items():
        _activity(root, known[key], year, own, by, on)
    return _written(root)


def organisation(told: Sequence[Sum], by: Organisation, *, on: date) -> bytes:
    """Write the organisation file: who it is, and what it spent in each year that is over."""
    root = _root("iati-organisations", on)
    own = SubElement(root, "iati-organisation", {LANG: "en", "default-currency": domain.CURRENCY})
    SubElement(own, "organisation-identifier").text = by.org_id
    _say(SubElement(own, "name"), by.name, by.name_ko)
    _reporting(own, by)
    for year in sorted({one.year for one in told}):
        spent = [one for one in told if one.year == year and one.what != GIFTS]
        if _is_over(year, on) and spent:
            total = SubElement(own, "total-expenditure")
            SubElement(total, "period-start", {"iso-date": f"{year}-01-01"})
            SubElement(total, "period-end", {"iso-date": f"{year}-12-31"})
            _value(total, sum(one.cents for one in spent), date(year, 12, 31))
    return _written(root)


def _activity(
    root: Element,
    programme: Programme,
    year: int,
    told: Sequence[Sum],
    by: Organisation,
    on: date,
) -> None:
    is_over = _is_over(year, on)
    plain = {LANG: "en", "default-currency": domain.CURRENCY, "humanitarian": "1"}
    one = SubElement(root, "iati-activity", plain)
    SubElement(one, "iati-identifier").text = f"{by.org_id}-{programme.key}-{year}"
    _reporting(one, by)
    title = SubElement(one, "title")
    _say(title, f"{programme.title_en} {year}", f"{programme.title_ko} {year}")
    _say(SubElement(one, "description"), programme.about_en, programme.about_ko)
    for role in (ACCOUNTABLE, IMPLEMENTING):
        named = {"ref": by.org_id, "role": role, "type": INTERNATIONAL_NGO}
        _say(SubElement(one, "participating-org", named), by.name, by.name_ko)
    SubElement(one, "activity-status", {"code": CLOSED if is_over else RUNNING})
    ends = ACTUAL_END if is_over else PLANNED_END
    for kind, day in ((ACTUAL_START, f"{year}-01-01"), (ends, f"{year}-12-31")):
        SubElement(one, "activity-date", {"iso-date": day, "type": kind})
    SubElement(one, "recipient-region", {"code": by.region, "vocabulary": "1", "percentage": "100"})
    SubElement(one, "sector", {"code": programme.sector, "vocabulary": "1", "percentage": "100"})
    for row in told:
        _transaction(one, row)


def _transaction(activity: Element, row: Sum) -> None:
    moved = SubElement(activity, "transaction", {"humanitarian": "1"})
    kind = INCOMING if row.what == GIFTS else EXPENDITURE
    SubElement(moved, "transaction-type", {"code": kind})
    SubElement(moved, "transaction-date", {"iso-date": row.on.isoformat()})
    _value(moved, row.cents, row.on)
    # From a closed list of words; nobody wrote it.
    _say(SubElement(moved, "description"), row.what)


def _reporting(parent: Element, by: Organisation) -> None:
    named = {"ref": by.org_id, "type": INTERNATIONAL_NGO}
    _say(SubElement(parent, "reporting-org", named), by.name, by.name_ko)


def _value(parent: Element, cents: int, on: date) -> None:
    said = {"currency": domain.CURRENCY, "value-date": on.isoformat()}
    SubElement(parent, "value", said).text = domain.dollars(cents)


def _say(parent: Element, english: str, korean: str = "") -> None:
    SubElement(parent, "narrative").text = english
    if korean:
        SubElement(parent, "narrative", {LANG: "ko"}).text = korean


def _is_over(year: int, on: date) -> bool:
    """Say whether all of a year is late enough to be told of."""
    return domain.is_late_enough(f"{year}Q4", on)


def _root(name: str, on: date) -> Element:
    return Element(name, {"version": VERSION, "generated-datetime": f"{on.isoformat()}T00:00:00Z"})


def _written(root: Element) -> bytes:
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
