"""Draws the fan of arrivals: how many people have come by each day, most likely and at worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from waystation.base.stripshapes import clean

TOP_PX, HEIGHT_PX, FOOT_PX = 34, 180, 46
LEFT_P, RIGHT_P = 13.0, 98.0
PEOPLE_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
DAYS_STEPS = (1, 2, 5, 7, 14, 28, 56)
ENGLISH: Mapping[str, str] = {
    "title": "Arrivals under “{policy}”",
    "y": "People who have arrived",
}


@dataclass(frozen=True)
class Fan:
    """Arrivals under one policy: people by each step of the time.

    `rows` are the 5, 25, 50, 75 and 95 of a hundred rehearsals; `planned` what was planned.
    """

    policy: str
    rows: Sequence[Sequence[float]]
    planned: Sequence[int]


def draw(
    fan: Fan, zero: datetime, step_h: int, people: int, labels: Mapping[str, str] | None = None
) -> str:
    """Draw one fan: half of all rehearsals within the dark band, nine in ten within the light one.

    The middle rehearsal is a line, the plan a broken one. Days are in UTC.

    Raises:
      ValueError: the rows are not five of one length.
    """
    n = len(fan.planned)
    if len(fan.rows) != 5 or any(len(row) != n for row in fan.rows):
        raise ValueError("a fan has five rows, each as long as the plan")
    says = {**ENGLISH, **(labels or {})}
    ticks = _ticks(people)
    low, near, middle, far, high = (
        [_point(nth, n, value, ticks[-1]) for nth, value in enumerate(row)] for row in fan.rows
    )
    plan = [_point(nth, n, value, ticks[-1]) for nth, value in enumerate(fan.planned)]
    shapes = (
        f'<polygon class="band" points="{_path(low + high[::-1])}"/>'
        f'<polygon class="half" points="{_path(near + far[::-1])}"/>'
        f'<polyline class="planned" points="{_path(plan)}"/>'
        f'<polyline class="likely" points="{_path(middle)}"/>'
    )
    area = (
        f'<svg x="{LEFT_P}%" y="{TOP_PX}" width="{RIGHT_P - LEFT_P}%" height="{HEIGHT_PX}" '
        f'viewBox="0 0 100 100" preserveAspectRatio="none">{shapes}</svg>'
    )
    title = says["title"].format(policy=fan.policy)
    return (
        f'<svg class="chart fan" width="100%" height="{TOP_PX + HEIGHT_PX + FOOT_PX}" role="img" '
        f'aria-label="{clean(title)}"><text class="caption" x="0" y="16">{clean(says["y"])}</text>'
        f"{_grid(ticks)}{area}{_days(zero, n, step_h)}</svg>"
    )


def _point(nth: int, n: int, value: float, most: int) -> tuple[float, float]:
    return 100 * nth / max(1, n - 1), 100 * (1 - value / most)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _ticks(people: int) -> list[int]:
    """Give round numbers of people from none to above all, at most six of them."""
    step = next((one for one in PEOPLE_STEPS if people / one <= 5), max(1, ceil(people / 5)))
    return [step * nth for nth in range(max(1, ceil(people / step)) + 1)]


def _grid(ticks: Sequence[int]) -> str:
    parts = []
    for value in ticks:
        y = TOP_PX + HEIGHT_PX * (1 - value / ticks[-1])
        kind = "grid" if value else "axis"
        parts.append(
            f'<line class="{kind}" x1="{LEFT_P}%" x2="{RIGHT_P}%" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="end" x="{LEFT_P - 2}%" y="{y + 5:.1f}">{value}</text>'
        )
    return "".join(parts)


def _days(zero: datetime, n: int, step_h: int) -> str:
    hours = max(1, (n - 1) * step_h)
    days = hours / 24
    step = next((one for one in DAYS_STEPS if days / one <= 4), ceil(days / 4))
    parts = []
    for day in range(0, int(days) + 1, step):
        x = LEFT_P + (RIGHT_P - LEFT_P) * day * 24 / hours
        on = zero + timedelta(days=day)
        parts.append(
            f'<line class="axis" x1="{x:.2f}%" x2="{x:.2f}%" y1="{TOP_PX + HEIGHT_PX}" '
            f'y2="{TOP_PX + HEIGHT_PX + 6}"/>'
            f'<text class="middle" x="{x:.2f}%" y="{TOP_PX + HEIGHT_PX + 24}">{on:%m-%d}</text>'
        )
    return "".join(parts)
