"""Draws several ways under one another to the same scale in time, so that the eye compares them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from waystation.base.stripline import ENGLISH as WORDS
from waystation.base.stripline import WEEKDAYS, word
from waystation.base.stripshapes import clean, glyph, shorten, width_px

MAX_LANES = 6
# Names are set for the narrowest room of each drawing; in a wider one all is only further apart.
WIDE_PX, NARROW_PX = 640, 300
HEAD_PX, LANE_PX, FOOT_PX = 34, 100, 10
LINE_PX, NAME_PX, TEXT_PX = 58, 18, 84
LEFT_P, RIGHT_P = 2.0, 98.0
GLYPH_LEAST_PX, STEPS_MAX = 24, 6
TIME_STEPS_H = (3, 6, 12, 24, 48, 96, 168, 336)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Leg:
    """One stretch of a way: when, by what, and where it ends."""

    depart: datetime
    arrive: datetime
    mode: str
    to: str


@dataclass(frozen=True)
class Lane:
    """One way to compare."""

    name: str
    legs: Sequence[Leg]


def draw_both(
    lanes: Sequence[Lane], *, night: Sequence[Span] = (), labels: Mapping[str, str] | None = None
) -> str:
    """Draw ways for a wide room and for a narrow one; the stylesheet shows the one that fits.

    Arguments as for `draw`.
    """
    wide = draw(lanes, night=night, labels=labels)
    narrow = draw(lanes, night=night, labels=labels, room_px=NARROW_PX)
    return f'<div class="lanes-room">{wide}{narrow}</div>'


def draw(
    lanes: Sequence[Lane],
    *,
    night: Sequence[Span] = (),
    labels: Mapping[str, str] | None = None,
    room_px: int = WIDE_PX,
) -> str:
    """Draw ways as bars on one axis of time: thick under way, thin while they wait.

    Args:
      lanes: 1 to MAX_LANES ways of at least one leg.
      night: spans of darkness behind all of them.
      labels: words that replace those of `stripline.ENGLISH`.

    Raises:
      ValueError: there is nothing to draw, or too much to compare.
    """
    if not 1 <= len(lanes) <= MAX_LANES or not all(lane.legs for lane in lanes):
        raise ValueError(f"{len(lanes)} ways: give 1 to {MAX_LANES}, each with a leg")
    says = {**WORDS, **(labels or {})}
    scale = _Scale(
        min(lane.legs[0].depart for lane in lanes),
        max(lane.legs[-1].arrive for lane in lanes),
        room_px,
    )
    height = HEAD_PX + LANE_PX * len(lanes) + FOOT_PX
    body = [_night(scale, span, height) for span in night]
    body += _axis(scale, height, says)
    for number, lane in enumerate(lanes):
        body.append(_lane(scale, lane, HEAD_PX + LANE_PX * number, says))
    names = ", ".join(lane.name for lane in lanes)
    kind = "lanes-wide" if room_px == WIDE_PX else "lanes-narrow"
    return (
        f'<svg class="lanes {kind}" width="100%" height="{height}" role="img" '
        f'aria-label="{clean(names)}">{"".join(body)}</svg>'
    )


@dataclass(frozen=True)
class _Scale:
    first: datetime
    last: datetime
    room_px: int

    def x(self, at: datetime) -> float:
        part = (at - self.first) / max(self.last - self.first, timedelta(minutes=1))
        return LEFT_P + (RIGHT_P - LEFT_P) * min(1.0, max(0.0, part))

    def px(self, at: datetime) -> float:
        return self.x(at) / 100 * self.room_px


def _night(scale: _Scale, span: Span, height: int) -> str:
    a, b = scale.x(span[0]), scale.x(span[1])
    return f'<rect class="dark" x="{a:.2f}%" y="0" width="{b - a:.2f}%" height="{height}"/>'


def _axis(scale: _Scale, height: int, says: Mapping[str, str]) -> list[str]:
    """Mark round hours, as many as can be read."""
    hours = (scale.last - scale.first) / timedelta(hours=1)
    step_h = next((s for s in TIME_STEPS_H if hours / s <= STEPS_MAX), math.ceil(hours / STEPS_MAX))
    day = scale.first.replace(hour=0, minute=0, second=0, microsecond=0)
    parts, free_px = [], 0.0
    for count in range(math.ceil((hours + 24) / step_h) + 1):
        at = day + timedelta(hours=step_h * count)
        if not scale.first <= at <= scale.last:
            continue
        x = f"{scale.x(at):.2f}%"
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{HEAD_PX - 8}" y2="{height}"/>')
        name = f"{says[WEEKDAYS[at.weekday()]]} {at.day}"
        name = name if step_h >= 24 or at.hour == 0 else f"{at:%H:%M}"
        left = scale.px(at) - width_px(name) / 2
        if left >= free_px:
            parts.append(f'<text class="middle" x="{x}" y="18">{clean(name)}</text>')
            free_px = left + width_px(name) + 8
    return parts


def _lane(scale: _Scale, lane: Lane, top: int, says: Mapping[str, str]) -> str:
    y = top + LINE_PX
    parts = [f'<text class="caption" x="0" y="{top + NAME_PX}">{clean(lane.name)}</text>']
    for leg, after in pairwise(lane.legs):
        parts.append(_line("wait", scale, (leg.arrive, after.depart), y))
    free_px = 0.0
    for leg in lane.legs:
        parts.append(_line("way", scale, (leg.depart, leg.arrive), y))
        middle = leg.depart + (leg.arrive - leg.depart) / 2
        if scale.px(leg.arrive) - scale.px(leg.depart) >= GLYPH_LEAST_PX:
            sign = glyph(leg.mode, word(says, leg.mode))
            parts.append(f'<svg x="{scale.x(middle):.2f}%" y="{y}" overflow="visible">{sign}</svg>')
        text, free_px = _stop(scale, leg, top + TEXT_PX, free_px)
        parts.append(f'<circle class="stop" cx="{scale.x(leg.arrive):.2f}%" cy="{y}" r="5"/>{text}')
    return "".join(parts)


def _stop(scale: _Scale, leg: Leg, y: int, free_px: float) -> tuple[str, float]:
    """Name a stop under its dot, if there is room for at least a part of its name."""
    at = scale.px(leg.arrive)
    room = 2 * min(at - free_px, scale.room_px - at)
    if at > scale.room_px * 0.9:
        name = shorten(leg.to, at - free_px)
        wide = width_px(name)
        if wide < 20 or wide > at - free_px + 1:
            return "", free_px
        return f'<text class="end" x="{scale.x(leg.arrive):.2f}%" y="{y}">{clean(name)}</text>', at
    name = shorten(leg.to, room)
    wide = width_px(name)
    if room < 32 or len(name) < 4:
        return "", free_px
    text = f'<text class="middle" x="{scale.x(leg.arrive):.2f}%" y="{y}">{clean(name)}</text>'
    return text, at + wide / 2 + 6


def _line(kind: str, scale: _Scale, span: Span, y: int) -> str:
    a, b = scale.x(span[0]), scale.x(span[1])
    return f'<line class="{kind}" x1="{a:.2f}%" x2="{b:.2f}%" y1="{y}" y2="{y}"/>'
