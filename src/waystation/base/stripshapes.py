"""The shapes and lettering of a strip map: signs of modes and stations, wrapped words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from unicodedata import combining, east_asian_width

LETTER_PX, ROW_PX = 14, 18
HALF_GLYPH_PX, HALF_MARK_PX = 10, 8
NARROW, WIDE_LATIN = set("iljtfrI.,:;'!|()[] "), set("mwMWQO%@")

# Each on a field of 20 by 20, drawn with one line; circles are (x, y, r).
GLYPHS: dict[str, tuple[str, tuple[tuple[float, float, float], ...]]] = {
    "foot": (
        "M11 6.5 9.8 12 12 15l.6 4M9.8 12 8.2 15.6 5.5 18.5M10.7 7.4 7.4 9l-.9 3"
        "M11 7.2 13 10l2.6.8",
        ((11.4, 3.2, 1.7),),
    ),
    "wagon": (
        "M2.5 12.5h13l3.2-1.8M3.5 12.5V9q5.5-6 11 0v3.5M9 6v6.5",
        ((5.5, 15.4, 2.3), (13, 15.4, 2.3)),
    ),
    "carriage": (
        "M3.5 6h8.5v5.5q-4 2.2-8.5 0zM7.7 6v6.6M12 10.8l3 .7 3.5-1",
        ((5, 15.3, 2.6), (12.8, 15.8, 2.1)),
    ),
    "car": (
        "M2.5 14v-3.2l3-.8L7.8 6.5h5.4l2.6 3.5 1.9.8V14zM5.5 10h10",
        ((6, 14.8, 1.8), (14.2, 14.8, 1.8)),
    ),
    "rail": (
        "M2.5 13.5h15M3.5 13.5V5.5h5v4h8v4M14.3 9.5v-4M13.2 5.5h2.2M17.5 13.5l1.5 2.2",
        ((6, 15.7, 1.9), (11, 15.7, 1.9), (15.3, 16, 1.6)),
    ),
    "train": (
        "M5.5 3.5h9q2 0 2 2v7q0 2.5-2.5 2.5H6q-2.5 0-2.5-2.5v-7q0-2 2-2z"
        "M3.5 9.5h13M7 15l-2.5 3.5M13 15l2.5 3.5",
        ((6.8, 12.3, 0.4), (13.2, 12.3, 0.4)),
    ),
    "bus": (
        "M3 15V6q0-2 2-2h10q2 0 2 2v9zM3 10h14M10 4v6",
        ((6.2, 15.3, 1.7), (13.8, 15.3, 1.7)),
    ),
    "boat": (
        "M2 10.5h16l-3 5H5zM7.5 13.5 13 3.5M2.5 18.5q2-1.3 3.8 0t3.7 0 3.8 0 3.7 0",
        (),
    ),
    "steamboat": (
        "M1.5 13h17l-2 4.5h-13zM4 13V9.5h10V13M8 9.5V4.5h2.5v5M9.5 2.5q2-1.6 3.5 0t3.5-.2",
        ((15.5, 12.5, 2.2),),
    ),
    "schooner": (
        "M2 14.5h16l-2.5 3.5h-11zM7.5 14.5V2.5l-5 9h5M12.5 14.5V3.5l5 8h-5",
        (),
    ),
    "ferry": (
        "M1.5 13.5h17l-2.3 4H3.8zM4.5 13.5V10h11v3.5M7.5 10V7h5v3M10 7V3.5h2.5",
        (),
    ),
    "ship": (
        "M1.5 14h17l-2.5 4H4zM5.5 14V3.5M10 14V2.5M14.5 14V3.5"
        "M3.6 5h3.8l.6 5.5H3zM8 4h4l.6 6.5H7.4zM12.6 5h3.8l.6 5.5h-5z",
        (),
    ),
    "canal": (
        "M1.5 12h15v2.5l-1.5 2H3.5l-2-2zM5 12V9h7v3M16.5 12 19 6M1.5 19h17",
        (),
    ),
}
ANY_MODE = ("M3 10h13M11 5l5 5-5 5", ())
# The classes say what a thing is; the stylesheet alone gives it colour.
MARKS = {
    "house": '<rect class="st" x="-8" y="-8" width="16" height="16" rx="1"/>',
    "meeting": '<circle class="st" r="8"/>',
    "border": '<path class="bars" d="M-4-14V14M4-14V14"/>',
    "start": '<circle class="st" r="8"/><circle class="dot" r="3"/>',
    "destination": (
        '<rect class="st" x="-9" y="-9" width="18" height="18" rx="1"/>'
        '<rect class="dot" x="-4" y="-4" width="8" height="8"/>'
    ),
}
MOON = '<path class="moon" d="M6.5 0A7 7 0 1 0 13 9.5 5.6 5.6 0 0 1 6.5 0z"/>'


def clean(words: str) -> str:
    """Make words safe to stand in a drawing, as text or as an attribute."""
    return escape("".join(c for c in words if c.isprintable()), quote=True)


def glyph(mode: str, name: str) -> str:
    """Draw the sign of a mode around the origin, with its name for those who hear the page."""
    path, circles = GLYPHS.get(mode, ANY_MODE)
    wheels = "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in circles)
    return (
        f'<g class="glyph" transform="translate(-{HALF_GLYPH_PX} -{HALF_GLYPH_PX})">'
        f'<title>{clean(name)}</title><path d="{path}"/>{wheels}</g>'
    )


def width_px(words: str) -> float:
    """Estimate how wide words are set; a little too wide rather than too narrow."""
    total = 0.0
    for letter in words:
        if combining(letter):
            continue
        if east_asian_width(letter) in "WF":
            total += 0.95
        elif letter in NARROW:
            total += 0.33
        elif letter in WIDE_LATIN or letter.isupper():
            total += 0.78
        else:
            total += 0.58
    return total * LETTER_PX


def wrap(words: str, room_px: float, most: int = 2) -> list[str]:
    """Break words into lines no wider than the room; what does not fit ends in "…"."""
    lines: list[str] = []
    for part in words.split():
        if lines and width_px(f"{lines[-1]} {part}") <= room_px:
            lines[-1] = f"{lines[-1]} {part}"
        else:
            lines.append(part)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shorten(text, room_px) for text in lines] or [""]


def shorten(words: str, room_px: float) -> str:
    """Cut words to the room and mark the cut; words that fit stay as they are."""
    if width_px(words) <= room_px:
        return words
    kept = words
    while kept and width_px(kept.rstrip(" ,.") + "…") > room_px:
        kept = kept[:-1]
    return kept.rstrip(" ,.") + "…"


def fits(words: str, room_px: float, most: int) -> bool:
    """Say whether words can be set in so many lines without being cut."""
    return " ".join(wrap(words, room_px, most)) == " ".join(words.split())


def lines_of_text(lines: Sequence[str], name: str, x: str, y: float, step: float = ROW_PX) -> str:
    """Set lines of text under one another, the first on `y`."""
    return "".join(
        f'<text class="{name}" x="{x}" y="{round(y + number * step, 1):g}">{clean(text)}</text>'
        for number, text in enumerate(lines)
        if text
    )
