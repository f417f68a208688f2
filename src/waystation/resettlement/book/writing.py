"""Writes a country's rules and its pathway down, so that reading them gives the same again. Pure.

As a TOML text, from which somebody can make another country; and the rules as a CSV table.
"""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from waystation.network.written import safe
from waystation.resettlement.values import Condition, Pathway, Rule, Text

HEAD = (
    "# The rules and the pathway of one country. To make another country of it, change every code",
    "# and every source; to bring a newer version of this one, raise `version`.",
    "# A day reads 2024-02-29; leave `checked_on` out where nobody has read the source.",
)
COLUMNS = (
    "jurisdiction", "code", "value", "unit", "size_from", "size_to", "valid_from", "sure_from",
    "valid_to", "basis", "status", "source", "checked_on", "note",
)  # fmt: skip


def as_toml(rules: Iterable[Rule], pathway: Pathway | None) -> str:
    """Write rules and a pathway as the text that `reading` reads."""
    parts = ["\n".join(HEAD)]
    parts += ["\n".join(["[[rule]]", *_pairs(rule)]) for rule in rules]
    if pathway is not None:
        parts.append("\n".join(["[pathway]", *_pairs(pathway)]))
        for name in _lists(pathway):
            parts += [
                "\n".join([f"[[pathway.{name}]]", *_pairs(entry)])
                for entry in getattr(pathway, name)
            ]
    return "\n\n".join(parts) + "\n"


def as_csv(rules: Iterable[Rule]) -> str:
    """Write rules as a table, one a line; a spreadsheet takes none of it for a formula."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    for rule in rules:
        lines.writerow([_cell(getattr(rule, column)) for column in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return safe(value) if isinstance(value, str) else "" if value is None else value


def _lists(entry: msgspec.Struct) -> list[str]:
    """Name the fields that hold entries of their own, each under its own head."""
    names = [field.name for field in msgspec.structs.fields(entry)]
    return [name for name in names if _holds_entries(getattr(entry, name))]


def _holds_entries(value: object) -> bool:
    """Say whether a value is a list of entries; words in both languages stand within a line."""
    return (
        isinstance(value, tuple)
        and bool(value)
        and isinstance(value[0], msgspec.Struct)
        and not isinstance(value[0], Text)
    )


def _pairs(entry: msgspec.Struct) -> list[str]:
    """Write the fields of an entry that say something, one a line."""
    return [
        f"{field.encode_name} = {_written(getattr(entry, field.name))}"
        for field in msgspec.structs.fields(entry)
        if not _is_left_out(field, getattr(entry, field.name))
    ]


def _is_left_out(field: Any, value: object) -> bool:
    return value is None or value == field.default or value == () or _holds_entries(value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text | Condition):
        return "{ " + ", ".join(_pairs(value)) + " }"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    # JSON escapes as TOML does, but for one control character that it leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
