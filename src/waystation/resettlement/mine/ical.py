"""A calendar as RFC 5545 writes it: days and coarse words, no name, no place, no case.

Pure: text in, text out.

Source: RFC 5545, sections 3.1 (lines, folding), 3.3.11 (text), 3.6.1 (events), 3.8.7 (stamps);
RFC 7986, section 5.7 (how often a program asks again).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

LINE_BYTES = 75
PRODUCT = "-//Waystation//Plan//EN"


class Event(NamedTuple):
    """One whole day: an id that stays with it, what it is called, and what a reader is told."""

    uid: str
    on: date
    called: str


def calendar(events: Iterable[Event], *, language: str, stamp: datetime) -> str:
    """Write a calendar.

    Args:
      stamp: when it was written, in UTC.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(event.uid)}",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY;LANGUAGE={language}:{escaped(event.called)}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """Write a text so that its commas, semicolons and ends of lines are none of the format's."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> str:
    """Break a line after at most 75 bytes, never within a letter, and end it as the format asks."""
    pieces, piece, room = [], b"", LINE_BYTES
    for letter in line:
        encoded = letter.encode()
        if len(piece) + len(encoded) > room:
            pieces.append(piece)
            # The blank that begins the next line counts as well.
            piece, room = b"", LINE_BYTES - 1
        piece += encoded
    return b"\r\n ".join([*pieces, piece]).decode() + "\r\n"
