"""Draws a rescue's money: one bar for each category, from what is spent to what is left."""

from collections.abc import Mapping, Sequence

from waystation.base.money import dollars
from waystation.base.stripshapes import clean
from waystation.ledger.budgets.figures import PartMoney

ROW_PX, TEXT_PX, BAR_TOP_PX, BAR_PX = 52, 16, 24, 18
# What is not nothing is never too thin to be seen.
THINNEST_P = 0.5
LOOKS = {"drawn": "by-spare", "in_hand": "in-hand", "moved_on": "moved-on"}
# From left to right; what moved on comes last, as it is there no more.
SHARES = ("own", "given", "in_hand", "reserved", "left", "moved_on")
STRIPES = (
    '<defs><pattern id="promised" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="pale" width="6" height="6"/>'
    '<rect class="dark" width="2.5" height="6"/></pattern></defs>'
)

ENGLISH: Mapping[str, str] = {
    "title": "Planned, spent, promised and left, by category",
    "says": "{left} left of {planned}",
    "own": "spent",
    "given": "given to other categories",
    "in_hand": "cash in hand",
    "reserved": "promised",
    "left": "left",
    "moved_on": "moved on",
    "drawn": "spent out of contingency",
}


def draw(
    parts: Sequence[PartMoney],
    names: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
) -> str:
    """Draw one bar for each category, all to one scale; a mark stands where its plan ends.

    What contingency paid for a category lies beyond its own mark.

    Args:
      names: what each category is called.
      labels: words that replace those of ENGLISH, for other languages.
    """
    says = {**ENGLISH, **(labels or {})}
    most = max((max(0, one.planned_cents) + one.drawn_cents for one in parts), default=0) or 1
    rows = [
        _row(one, names.get(one.category, one.category), nth * ROW_PX, most, says)
        for nth, one in enumerate(parts)
    ]
    return (
        f'<svg class="chart money" width="100%" height="{len(parts) * ROW_PX}" role="group" '
        f'aria-label="{clean(says["title"])}">{STRIPES}{"".join(rows)}</svg>'
    )


def _row(part: PartMoney, name: str, top: int, most: int, says: Mapping[str, str]) -> str:
    left, planned = dollars(max(0, part.left_cents)), dollars(part.planned_cents)
    told = says["says"].format(left=left, planned=planned)
    shares = [(kind, getattr(part, f"{kind}_cents")) for kind in SHARES]
    bars, at = [], 0.0
    for kind, cents in shares:
        if cents > 0:
            bars.append(_bar(kind, at, cents, top, most, says))
            at += 100 * cents / most
    end = 100 * max(0, part.planned_cents) / most
    if part.drawn_cents > 0:
        bars.append(_bar("drawn", end, part.drawn_cents, top, most, says))
    y1, y2 = top + BAR_TOP_PX - 3, top + BAR_TOP_PX + BAR_PX + 3
    mark = f'<line class="plan" x1="{end:.2f}%" x2="{end:.2f}%" y1="{y1}" y2="{y2}"/>'
    return (
        f'<g><text class="caption" x="0" y="{top + TEXT_PX}">{clean(name)}</text>'
        f'<text class="end" x="100%" y="{top + TEXT_PX}">{clean(told)}</text>'
        f"{''.join(bars)}{mark}</g>"
    )


def _bar(kind: str, at: float, cents: int, top: int, most: int, says: Mapping[str, str]) -> str:
    wide = max(THINNEST_P, 100 * cents / most)
    fill = ' fill="url(#promised)"' if kind == "reserved" else ""
    looks = LOOKS.get(kind, kind)
    return (
        f'<rect class="bar {looks}"{fill} x="{at:.2f}%" '
        f'y="{top + BAR_TOP_PX}" width="{wide:.2f}%" height="{BAR_PX}">'
        f"<title>{clean(says[kind])}: {dollars(cents)}</title></rect>"
    )
