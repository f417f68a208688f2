"""The table of standards cites tests; each one it cites is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
TABLE = ROOT / "docs" / "STANDARDS.md"
ROW = re.compile(r"^\| ([A-Z]{2}-\d) \|", re.MULTILINE)
CITED = re.compile(r"`([\w./-]+\.(?:py|mjs))::(\w+)`")
STANDARDS = {
    "CM-1", "CM-2", "CM-3", "CM-4", "IM-1", "CO-1", "CO-2", "DP-1", "DP-2", "PW-1", "DR-1", "CA-1",
    "BI-1", "BI-2", "TR-1", "PS-1", "FP-1", "RE-1", "SC-1",
}  # fmt: skip


def missing(text: str) -> list[str]:
    """List the rows without a test, and the tests that are cited and not there."""
    found = []
    for line in text.splitlines():
        if not ROW.match(line):
            continue
        cited = CITED.findall(line)
        if not cited:
            found.append(line)
        for name, test in cited:
            places = [ROOT / "src" / "waystation" / name, ROOT / name]
            path = next((path for path in places if path.is_file()), None)
            if path is None or f"def {test}(" not in path.read_text("utf-8"):
                found.append(f"{name}::{test}")
    return found


def test_every_standard_has_a_row_and_every_row_a_test_that_is_there():
    text = TABLE.read_text("utf-8")

    assert set(ROW.findall(text)) == STANDARDS
    assert missing(text) == []


def test_a_row_without_a_test_or_with_one_that_is_not_there_is_told():
    assert missing("| CM-1 | a | b | somebody said so |") != []
    assert missing("| CM-1 | a | b | `cases/tests/test_standards.py::test_nothing` |") == [
        "cases/tests/test_standards.py::test_nothing"
    ]
