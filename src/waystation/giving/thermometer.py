"""Draws how far a goal is: a line of stations, of which so much is travelled as was given. Pure.

It moves on gifts alone. What is promised lies hollow beyond what was given; whoever hears the
drawing is told the same in words.
"""

from html import escape

HEIGHT_PX, LINE_Y = 40, 20
STATIONS = (0, 25, 50, 75, 100)
# Room at both ends, so that the first and the last station are whole.
FIRST, LAST = 2.0, 98.0


def share(cents: int, goal_cents: int) -> float:
    """Say how much of the drawing's line a sum reaches, 0 to 100; the goal is the whole line."""
    return min(100.0, max(0, cents) * 100 / goal_cents) if goal_cents > 0 else 0.0


def draw(*, given_cents: int, promised_cents: int, goal_cents: int, says: str) -> str:
    """Draw a goal as SVG that takes the width of its room; colours come from the stylesheet.

    Args:
      says: the same in words, for those who hear it.
    """
    given = share(given_cents, goal_cents)
    promised = share(given_cents + promised_cents, goal_cents)
    parts = [_stroke(0, 100, "goal"), _stroke(0, 100, "bore")]
    if promised > given:
        parts.append(_stroke(given, promised, "promised"))
    if given > 0:
        parts.append(_stroke(0, given, "given"))
    for at in STATIONS:
        name = "st reached" if given >= at and (given or at) else "st"
        size = 9 if at in (0, 100) else 7
        parts.append(f'<circle class="{name}" cx="{_at(at)}" cy="{LINE_Y}" r="{size}"/>')
    if 0 < given < 100:
        parts.append(f'<circle class="head" cx="{_at(given)}" cy="{LINE_Y}" r="8"/>')
    return (
        f'<svg class="goal-line" width="100%" height="{HEIGHT_PX}" role="img" '
        f'aria-label="{escape(says)}">{"".join(parts)}</svg>'
    )


def _at(share_of_line: float) -> str:
    return f"{FIRST + (LAST - FIRST) * share_of_line / 100:.2f}%"


def _stroke(start: float, end: float, name: str) -> str:
    ends = f'x1="{_at(start)}" x2="{_at(end)}" y1="{LINE_Y}" y2="{LINE_Y}"'
    return f'<line class="{name}" {ends}/>'
