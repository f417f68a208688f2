"""Draws a passage as a line of stations, like the diagram above the doors of a train."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from waystation.base import stripplain, stripupright
from waystation.base.stripline import (
    ENGLISH,
    MAX_STATIONS,
    Moment,
    Segment,
    Span,
    Station,
    sentence,
    work_out,
)
from waystation.base.stripshapes import clean

__all__ = ["ENGLISH", "MAX_STATIONS", "Segment", "Station", "draw", "draw_both"]


def draw_both(
    stations: Sequence[Station],
    segments: Sequence[Segment],
    *,
    night: Sequence[Span] = (),
    title: str = "",
    now: Moment | None = None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Draw a passage lying and upright; the stylesheet shows the one that fits its room.

    Arguments as for `draw`.
    """
    both = [
        draw(stations, segments, night=night, vertical=upright, title=title, now=now, labels=labels)
        for upright in (False, True)
    ]
    return f'<div class="strip-map {stripplain.room(len(stations))[1]}">{both[0]}{both[1]}</div>'


def draw(
    stations: Sequence[Station],
    segments: Sequence[Segment],
    *,
    night: Sequence[Span] = (),
    vertical: bool = False,
    title: str = "",
    now: Moment | None = None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Draw a passage as SVG, to scale in time as far as every label can still be read.

    The drawing stretches with its room while its letters keep their size. Times are written in
    the zone of the first time given. Waiting is part of the scale: a house is as long as the stay.

    Args:
      stations: 2 to MAX_STATIONS, in order of travel; one without `at` takes the arrival of the
        segment before it.
      segments: one fewer than stations.
      night: spans of darkness, in the unit of the times.
      vertical: top to bottom instead of left to right.
      now: where the moving head stands; without it, the middle of the segment under way.
      labels: words that replace those of ENGLISH, for other languages.

    Raises:
      ValueError: the numbers of stations and segments do not fit together.
    """
    line = work_out(stations, segments, night, now, {**ENGLISH, **(labels or {})})
    body, height = (stripupright if vertical else stripplain).body(line)
    kind = "strip-tall" if vertical else "strip-wide"
    return (
        f'<svg class="strip {kind}" width="100%" height="{height}" role="img" '
        f'aria-label="{clean(sentence(line, title))}">{"".join(body)}</svg>'
    )
