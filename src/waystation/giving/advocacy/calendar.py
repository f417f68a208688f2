"""An event as a file for calendars (RFC 5545): title, place and hours, and nobody's name. Pure."""

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

FOLD_BYTES = 75


class Entry(NamedTuple):
    """What a calendar is told of an event; `sequence` grows each time it is published anew."""

    id: UUID
    title: str
    text: str
    place: str
    starts_at: datetime
    ends_at: datetime
    url: str
    sequence: int
    called_off: bool


def ics(entry: Entry, *, now: datetime) -> str:
    """Write one event; lines end as the standard wants them and are folded at 75 bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Waystation//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{entry.id}@waystation",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(entry.starts_at)}",
        f"DTEND:{_moment(entry.ends_at)}",
        f"SEQUENCE:{entry.sequence}",
        f"STATUS:{'CANCELLED' if entry.called_off else 'CONFIRMED'}",
        f"SUMMARY:{_text(entry.title)}",
        f"DESCRIPTION:{_text(entry.text)}",
        f"LOCATION:{_text(entry.place)}",
        f"URL:{entry.url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    # Not strftime: it leaves out zeros before years such as 855.
    at = at.astimezone(UTC)
    day = f"{at.year:04d}{at.month:02d}{at.day:02d}"
    return f"{day}T{at.hour:02d}{at.minute:02d}{at.second:02d}Z"


def _text(words: str) -> str:
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line at whole letters: none is cut in two."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > FOLD_BYTES:
            parts.append(part)
            part = " "
        part += letter
    return "\r\n".join([*parts, part])
