"""A book's journals as hledger and beancount read them: strictly, every fund zero, to the cent."""

import csv
import io
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from waystation.ledger.audit.queries import journals
from waystation.ledger.tests.simulator import sums

# So many funds are compared account by account; all of them are seen to come to zero.
FUNDS = 3
WAIT_S = 300


def by_hledger(folder: Path) -> None:
    """Have hledger check the journal and add it up.

    Raises:
      AssertionError: it refuses the journal, a fund is not at zero, or a total is another one.
    """
    _write(folder, "hledger")
    book = str(folder / "book.journal")
    _run("hledger", "-f", book, "check", "--strict", "ordereddates")
    off = [row for row in _table("-f", book, "bal", "--pivot", "fund", "-E") if _money(row)]
    assert off == [], f"funds that are not at zero: {off}"
    ours = sums()
    assert _by_account(_table("-f", book, "bal", "--flat")) == _wanted(ours, None)
    for fund in sorted({fund for fund, _money, _account in ours})[:FUNDS]:
        theirs = _by_account(_table("-f", book, "bal", "--flat", f"tag:fund=^{fund}$"))
        assert theirs == _wanted(ours, fund), f"{fund}: {theirs}"


def by_beancount(folder: Path) -> None:
    """Have bean-check read the journal and bean-query add up its funds."""
    _write(folder, "beancount")
    book = str(folder / "book.beancount")
    tools = Path(sys.executable).parent
    said = _run(str(tools / "bean-check"), book)
    assert said == "", f"bean-check says {said[:300]}"
    asked = "SELECT any_meta('fund') AS fund, sum(position) AS left GROUP BY fund"
    table = _run(str(tools / "bean-query"), "-f", "csv", book, asked)
    rows = list(csv.DictReader(io.StringIO(table)))
    assert rows
    assert [row for row in rows if row["left"].strip()] == []


def _write(folder: Path, form: str) -> None:
    for name, text in journals(form).items():
        (folder / name).write_text(text, encoding="utf-8")


def _run(*words: str) -> str:
    if shutil.which(words[0]) is None:
        raise FileNotFoundError(words[0])
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=WAIT_S)
    assert done.returncode == 0, f"{Path(words[0]).name}: {done.stderr[:500]}"
    return done.stdout


def _table(*words: str) -> list[dict[str, str]]:
    found = csv.DictReader(io.StringIO(_run("hledger", *words, "-N", "-O", "csv")))
    return [row for row in found if row["account"] != "total"]


def _money(row: dict[str, str]) -> dict[str, Decimal]:
    """Read "1,234.50 USD, 31 THB" as sums by currency; those of nothing are left out."""
    found = {}
    for part in filter(None, row["balance"].replace('"', "").split(", ")):
        if part != "0":
            number, _, currency = part.partition(" ")
            found[currency] = Decimal(number.replace(",", ""))
    return {currency: number for currency, number in found.items() if number}


def _by_account(rows: list[dict[str, str]]) -> dict[tuple[str, str], int]:
    return {
        (row["account"], currency): int(number * 100)
        for row in rows
        for currency, number in _money(row).items()
    }


def _wanted(ours: dict[tuple[str, str, str], int], fund: str | None) -> dict[tuple[str, str], int]:
    """Sum up the book by account and currency, all of it or one fund."""
    found: dict[tuple[str, str], int] = {}
    for (code, currency, account), minor in ours.items():
        if fund in (None, code):
            found[account, currency] = found.get((account, currency), 0) + minor
    return {key: minor for key, minor in found.items() if minor}
