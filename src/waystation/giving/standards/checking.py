"""What a schema lets pass in our own file: sums, days, places and words that are not ours. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import Element, fromstring

from waystation.giving.standards import domain
from waystation.giving.standards.domain import GIFTS, Organisation, Sum
from waystation.giving.standards.iati import INCOMING, LANG

# Elements that would say where, to whom or through whom.
NEVER = (
    *("recipient-country", "location", "provider-org", "receiver-org", "contact-info"),
    *("document-link", "result", "planned-disbursement", "humanitarian-scope", "other-identifier"),
)


def findings(
    content: bytes, told: Iterable[Sum], by: Organisation, *, words: frozenset[str], on: date
) -> list[str]:
    """Name whatever is wrong with an activity file; an empty list if nothing is.

    Args:
      told: the sums that it must hold, to the cent.
      words: the closed list of what a sum can be called.
    """
    # Written by this program a moment ago: no outside document is parsed here.
    root = fromstring(content)  # noqa: S314
    found = [f"an element {one.tag} is in the file" for one in root.iter() if one.tag in NEVER]
    seen: set[str] = set()
    for activity in root.iter("iati-activity"):
        name = activity.findtext("iati-identifier") or ""
        if name in seen or not name.startswith(f"{by.org_id}-"):
            found.append(f"{name} is no identifier of ours, or stands there twice")
        seen.add(name)
        found += [f"{name}: {wrong}" for wrong in _of_activity(activity, words, on)]
    found += _sums(root, list(told), by)
    return found


def _of_activity(one: Element, words: frozenset[str], on: date) -> Iterator[str]:
    if one.get("humanitarian") != "1" or not one.get("default-currency"):
        yield "it is not humanitarian, or in no currency"
    if not one.get(LANG):
        yield "it says in no language what it says"
    regions = [region.get("code") for region in one.iter("recipient-region")]
    if len(regions) != 1 or regions[0] not in domain.REGIONS:
        yield f"its region is {regions}, not one of the widest"
    if len(list(one.iter("sector"))) != 1:
        yield "it has not one sector"
    roles = {org.get("role") for org in one.iter("participating-org")}
    if not roles & {"1", "4"}:
        yield "nobody pays for it or carries it out"
    yield from _days(one, on)
    for moved in one.iter("transaction"):
        said = moved.findtext("description/narrative") or ""
        if said not in words:
            yield f"a sum is called {said!r}, which is not in the list"


def _days(one: Element, on: date) -> Iterator[str]:
    span = {
        x.get("type"): date.fromisoformat(x.get("iso-date", "")) for x in one.iter("activity-date")
    }
    start, end = span.get("2"), span.get("4") or span.get("3")
    if start is None or end is None or start > end:
        yield "it begins after its end, or never"
        return
    if span.get("4") and span["4"] > on:
        yield "it is over on a day that is to come"
    for moved in one.iter("transaction"):
        days = [x.get("iso-date") for x in moved.iter("transaction-date")]
        days += [x.get("value-date") for x in moved.iter("value")]
        told = {date.fromisoformat(day or "") for day in days}
        day = min(told)
        if len(told) != 1 or day != domain.end_of(f"{day.year}Q{(day.month + 2) // 3}"):
            yield f"{day} is not the last day of a quarter"
        elif day + domain.DELAY > on:
            yield f"{day} is told too early"
        elif not start <= day <= end:
            yield f"{day} is not within it"


def _sums(root: Element, told: list[Sum], by: Organisation) -> Iterator[str]:
    wanted: dict[tuple[str, bool], int] = {}
    for row in told:
        key = f"{by.org_id}-{row.programme}-{row.year}", row.what == GIFTS
        wanted[key] = wanted.get(key, 0) + row.cents
    held: dict[tuple[str, bool], int] = {}
    for activity in root.iter("iati-activity"):
        name = activity.findtext("iati-identifier") or ""
        for moved in activity.iter("transaction"):
            kind = moved.find("transaction-type")
            key = name, kind is not None and kind.get("code") == INCOMING
            whole, _point, rest = (moved.findtext("value") or "").partition(".")
            cents = int(whole.lstrip("-") or 0) * 100 + int(rest or 0)
            held[key] = held.get(key, 0) + (-cents if whole.startswith("-") else cents)
    for key in sorted(wanted.keys() | held.keys()):
        if wanted.get(key, 0) != held.get(key, 0):
            yield f"{key[0]} says {held.get(key, 0)} cents and the book {wanted.get(key, 0)}"
