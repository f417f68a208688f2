"""The threat model cites tests; what it cites is there, and there is a test in it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CITED = re.compile(r"`([\w./-]+\.(?:py|mjs))`")
TEST = re.compile(r"^(?:def test_|test\()", re.MULTILINE)


def unkept(text: str, root: Path = ROOT) -> list[str]:
    """List the promises without a test, and the cited files that are not there or test nothing."""
    found = []
    for line in text.splitlines():
        cited = CITED.findall(line.rsplit("|", 2)[-2]) if line.startswith("| ") else []
        if line.startswith("| ") and not line.startswith("| Attacker") and not cited:
            found.append(line)
        for name in cited:
            places = [root / name, root / "src" / "waystation" / name]
            path = next((path for path in places if path.is_file()), None)
            if path is None or not TEST.search(path.read_text("utf-8")):
                found.append(name)
    return found


def test_every_promise_cites_a_test_that_is_there():
    text = (ROOT / "docs" / "THREAT-MODEL.md").read_text("utf-8")

    assert len(CITED.findall(text)) > 20
    assert unkept(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "| a | b | c | `src/waystation/vault/tests/test_nothing.py` |",
        "| a | b | c | `src/waystation/vault/seal.py` |",
        "| a | b | c | somebody said so |",
    ],
)
def test_a_promise_without_its_test_is_found(line):
    assert unkept(line) != []
