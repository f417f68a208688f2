"""Figures as files for programs: the same numbers as on the pages, and not one column more."""

import csv
import io
from collections.abc import Iterable, Iterator

import msgspec

from waystation.impact.figures.queries import Published

# What leaves the building, in this order; a test holds the file to it.
COLUMNS = (
    "key", "name", "labels", "value", "unit", "counted_to", "released_on", "digest",
)  # fmt: skip


def as_csv(found: Iterable[Published]) -> str:
    """Write one line for each number."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for figure in found:
        for labels, value, unit in _numbers(figure):
            writer.writerow([
                figure.key, figure.name, labels, value, unit, figure.counted_to.isoformat(),
                figure.released_on.isoformat(), figure.digest,
            ])  # fmt: skip
    return out.getvalue()


def as_json(found: Iterable[Published]) -> bytes:
    """Write each figure whole, with how it was made."""
    body = {"figures": [msgspec.to_builtins(figure) for figure in found]}
    return msgspec.json.format(msgspec.json.encode(body), indent=1)


def _numbers(figure: Published) -> Iterator[tuple[str, int, str]]:
    if figure.kind == "total":
        yield "", figure.value, "people"
    for line in figure.lines:
        # A label that a program would take for a formula begins with a quotation mark.
        labels = "; ".join(line.labels)
        yield f"'{labels}" if labels[:1] in "=+-@" else labels, line.value, "people"
    for cost in figure.costs:
        yield f"{cost.way} {figure.year}", cost.each, "cents for one person"
