"""Reads public alerts: the Common Alerting Protocol, version 1.2. Pure: text in, words out.

Source: OASIS, Common Alerting Protocol Version 1.2 (1 July 2010), sections 3.2 and 3.3.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import isfinite

import msgspec

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.hazards.geometry import circle_around
from waystation.hazards.markup import Node, read_markup
from waystation.hazards.values import Hazard

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
ANY_CAP = re.compile(r"urn:oasis:names:tc:emergency:cap:(\d+\.\d+)|http.*cap.*?(\d+\.\d+)")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
INFOS_MAX, AREAS_MAX, POINTS_MAX, TEXT_MAX = 20, 100, 2_000, 1_000
RADIUS_MAX_KM = 300.0

STATUS = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPE = ("Public", "Restricted", "Private")
URGENCY = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITY = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
# How sure the sender is, as the Admiralty code's second grade; a sender alone confirms nothing.
CERTAINTY = {"Observed": 2, "Likely": 2, "Possible": 3, "Unlikely": 5, "Unknown": 6}
KIND = {
    "Geo": "closed way",
    "Met": "weather",
    "Safety": "accident",
    "Security": "search",
    "Rescue": "accident",
    "Fire": "fire",
    "Health": "disease",
    "Env": "closed way",
    "Transport": "closed way",
    "Infra": "closed way",
    "CBRNE": "disease",
    "Other": "stranger asks",
}


class Problem(msgspec.Struct, frozen=True):
    """A bad part of an alert: where it stands, what is wrong, and what to do."""

    where: str
    says: str
    hint: str


class Alert(msgspec.Struct, frozen=True):
    """A public alert as read: its words of danger, and every part that could not be used.

    `replaces` are the identities of its sender's earlier alerts that it updates or cancels.
    """

    identity: str
    sender: str
    sent: datetime | None
    status: str
    message: str
    replaces: tuple[str, ...]
    words: tuple[Hazard, ...]
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Say whether it may be taken in: it is real, no mere receipt, and asks for something."""
        to_do = bool(self.words) if self.message == "Alert" else bool(self.replaces)
        return self.status == "Actual" and self.message in ("Alert", "Update", "Cancel") and to_do


def read_alert(raw: bytes) -> Alert:
    """Read one alert; what can be used is used, and every bad part is named.

    Raises:
      Refused: it is too large, no well-formed XML, declares entities, or is no alert of version
        1.2.
    """
    root = read_markup(raw)
    _refuse_other(root)
    problems: list[Problem] = []
    sent_text = root.text_of("sent")
    identity = ",".join((root.text_of("sender"), root.text_of("identifier"), sent_text))
    for name in ("identifier", "sender"):
        if not root.text_of(name) or re.search(r"[\s,<&]", root.text_of(name)):
            problems.append(_bad(name, root.text_of(name), _("Ask the sender for a valid alert.")))
    message = _one_of(root, "msgType", MESSAGE, "alert", problems)
    status = _one_of(root, "status", STATUS, "alert", problems)
    _one_of(root, "scope", SCOPE, "alert", problems)
    sent = _moment(root, "sent", "alert", problems)
    if status and status != "Actual":
        problems.append(
            Problem("status", status, _("It is an exercise or a test: it is not taken in."))
        )
    replaces = tuple(_own_references(root, message, problems))
    words: list[Hazard] = []
    if message in ("Alert", "Update"):
        words = list(_words(root, identity, sent, problems))
    sender = root.text_of("sender")
    return Alert(identity, sender, sent, status, message, replaces, tuple(words), tuple(problems))


def _refuse_other(root: Node) -> None:
    """Refuse what is no alert, and an alert of another version by name."""
    if root.name == "alert" and root.space == NAMESPACE:
        return
    version = ANY_CAP.search(root.space)
    if root.name == "alert" and version:
        raise Refused(
            _("This alert is of version %(version)s of the Common Alerting Protocol.")
            % {"version": version[1] or version[2]},
            hint=_("Only version 1.2 is read; ask the sender for it."),
        )
    raise Refused(
        _("This is no alert of the Common Alerting Protocol, version 1.2."),
        hint=_("Its first element must be “alert” in the namespace %(space)s.")
        % {"space": NAMESPACE},
    )


def _own_references(root: Node, message: str, problems: list[Problem]) -> Iterator[str]:
    """Give the alerts it replaces; nobody takes back what another sender said."""
    said = [one for one in root.text_of("references").split() if one.count(",") == 2]
    if message in ("Update", "Cancel") and not said:
        problems.append(
            Problem("references", message, _("It does not say which alert it replaces."))
        )
    for one in said:
        if one.split(",")[0] == root.text_of("sender"):
            yield one
        else:
            hint = _("That is another sender's alert: withdraw its words by hand.")
            problems.append(Problem("references", one[:80], hint))


def _words(
    root: Node, identity: str, sent: datetime | None, problems: list[Problem]
) -> Iterator[Hazard]:
    """Give one word of danger for every circle and polygon of every info block."""
    infos = list(root.all("info"))[:INFOS_MAX]
    tongue = infos[0].text_of("language") if infos else ""
    for number, info in enumerate(infos, start=1):
        where = f"info {number}"
        # The same again in another language is no second danger.
        if info.text_of("language") != tongue:
            continue
        word = _word(info, where, identity, sent, problems)
        if word is None:
            continue
        for count, area in enumerate(list(info.all("area"))[:AREAS_MAX], start=1):
            name = f"{where}, area {count}"
            shapes = list(_shapes(area, name, problems))
            if not shapes:
                says = area.text_of("areaDesc")[:80] or "–"
                problems.append(Problem(name, says, _("No circle or polygon: add it by hand.")))
            for part, (lat, lon, radius_km) in enumerate(shapes, start=1):
                yield msgspec.structs.replace(
                    word,
                    slug=f"{identity},{number},{count},{part}",
                    lat=lat,
                    lon=lon,
                    radius_km=radius_km,
                    effect=area.text_of("areaDesc")[:TEXT_MAX],
                )
    if not infos:
        problems.append(Problem("info", "–", _("It says nothing of any danger.")))


def _word(
    info: Node, where: str, identity: str, sent: datetime | None, problems: list[Problem]
) -> Hazard | None:
    """Read one info block: kind, grades, days and text; None if nobody knows its day."""
    categories = [node.text for node in info.all("category")]
    for text in categories or [""]:
        if text not in KIND:
            problems.append(_bad(f"{where}, category", text, _("Taken for an unknown danger.")))
    urgency = _one_of(info, "urgency", URGENCY, where, problems)
    severity = _one_of(info, "severity", SEVERITY, where, problems)
    certainty = _one_of(info, "certainty", tuple(CERTAINTY), where, problems)
    starts = [
        _moment(info, name, where, problems) for name in ("onset", "effective") if info.has(name)
    ]
    begin = next((at for at in starts if at is not None), sent)
    end = _moment(info, "expires", where, problems) if info.has("expires") else None
    if begin is None:
        return None
    on = begin.date()
    # What is past counts from its day on like any incident, one step milder than it was.
    if urgency == "Past":
        severity = SEVERITY[min(SEVERITY.index(severity or "Unknown") + 1, 3)]
    told = (info.text_of("headline") or info.text_of("event"), info.text_of("instruction"))
    return Hazard(
        slug=identity,
        on=on,
        precision="day",
        kind=next((KIND[text] for text in categories if text in KIND), "stranger asks"),
        text=": ".join(filter(None, told))[:TEXT_MAX],
        source=info.text_of("senderName") or identity.split(",")[0],
        until=end.date() if end and end.date() >= on else None,
        heard_at=sent,
        origin="public alert",
        word_grade=CERTAINTY.get(certainty, 6),
        severity=severity or "Unknown",
        alert=identity,
    )


def _shapes(
    area: Node, where: str, problems: list[Problem]
) -> Iterator[tuple[float, float, float]]:
    """Give each circle, and the circle around each polygon, as latitude, longitude and km."""
    for node in area.all("circle"):
        parts = node.text.replace(",", " ").split()
        numbers = _numbers(parts)
        if len(parts) != 3 or len(numbers) != 3 or not _on_earth(numbers[:2]) or numbers[2] < 0:
            hint = _("A circle is “latitude,longitude radius” in degrees and km.")
            problems.append(_bad(f"{where}, circle", node.text, hint))
        elif numbers[2] > RADIUS_MAX_KM:
            problems.append(_too_wide(f"{where}, circle", numbers[2]))
        else:
            yield numbers[0], numbers[1], numbers[2]
    for node in area.all("polygon"):
        pairs = [_numbers(pair.split(",")) for pair in node.text.split()[:POINTS_MAX]]
        points = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and _on_earth(pair)]
        if len(points) != len(pairs) or len(points) < 4 or points[0] != points[-1]:
            hint = _("A polygon is four or more “latitude,longitude” pairs; the last is the first.")
            problems.append(_bad(f"{where}, polygon", node.text, hint))
            continue
        around = circle_around(points)
        if around[2] > RADIUS_MAX_KM:
            problems.append(_too_wide(f"{where}, polygon", around[2]))
        else:
            yield around


def _too_wide(where: str, km: float) -> Problem:
    hint = _("Wider than %(km)d km: add by hand what it touches.") % {"km": int(RADIUS_MAX_KM)}
    return Problem(where, f"{km:.0f} km", hint)


def _on_earth(pair: Sequence[float]) -> bool:
    return -90 <= pair[0] <= 90 and -180 <= pair[1] <= 180


def _numbers(parts: Sequence[str]) -> list[float]:
    try:
        found = [float(part) for part in parts]
    except ValueError:
        return []
    return found if all(map(isfinite, found)) else []


def _one_of(
    node: Node, name: str, known: Sequence[str], where: str, problems: list[Problem]
) -> str:
    text = node.text_of(name)
    if text in known:
        return text
    hint = _("Known are: %(words)s.") % {"words": ", ".join(known)}
    problems.append(_bad(f"{where}, {name}", text, hint))
    return ""


def _moment(node: Node, name: str, where: str, problems: list[Problem]) -> datetime | None:
    """Read a moment; the letter Z is read too, though the protocol forbids it."""
    text = node.text_of(name)
    hint = _("A moment is written like 1855-10-26T21:40:00-00:00.")
    if not MOMENT.fullmatch(text):
        problems.append(_bad(f"{where}, {name}", text, hint))
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _bad(where: str, text: str, hint: str) -> Problem:
    return Problem(where, text[:80] or _("nothing"), hint)
