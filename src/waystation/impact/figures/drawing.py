"""The picture of a figure: bars to one scale, beside the table that says the same."""

from waystation.base.money import dollars
from waystation.impact.figures.queries import Published
from waystation.impact.figures.wording import WAY_WORDS
from waystation.ledger.reports.drawing import Bar, bars


def drawn(figure: Published) -> str:
    """Draw a figure that has more than one number; empty for one that has not."""
    rows = [
        Bar(", ".join(line.labels), f"{line.value:,}", 0, line.value, "spent")
        for line in figure.lines
    ]
    rows += [
        Bar(str(WAY_WORDS[cost.way]), dollars(cost.each), 0, cost.each, "spent")
        for cost in figure.costs
    ]
    return bars(rows, figure.name) if rows else ""
