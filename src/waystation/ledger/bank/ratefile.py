"""Reads a table of rates in long form: day, base, quote, rate, source."""

import csv
import io
from datetime import date

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import currencies
from waystation.ledger.bank.readers.saying import not_a_day, refused
from waystation.ledger.rates import RateRow

HEAD = ("day", "base", "quote", "rate", "source")
BYTES_MAX = 4 * 1_048_576


def read(content: bytes) -> list[RateRow]:
    """Read rates from a table whose first line names its columns.

    Raises:
      Refused: another head, or a value that cannot be read, with its line.
    """
    if len(content) > BYTES_MAX:
        raise Refused(_("The file is longer than 4 MB."), hint=_("Take it in by years."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        at = content.count(b"\n", 0, why.start) + 1
        raise refused(at, content[why.start : why.start + 8], _("Save it as UTF-8.")) from why
    table = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return _rows(table)
    except csv.Error as why:
        raise refused(table.line_num, why, _("The file must be a table of text.")) from why


def _rows(table: "csv.DictReader[str]") -> list[RateRow]:
    if not set(HEAD) <= set(table.fieldnames or ()):
        raise Refused(
            _("The table of rates does not begin with the heads %(heads)s.")
            % {"heads": ", ".join(HEAD)},
            hint=_("One line for each rate, such as: 2026-03-02,EUR,USD,1.0837,ECB"),
        )
    return [_row(table.line_num, row) for row in table]


def _row(at: int, row: dict[str, str | None]) -> RateRow:
    values = {name: (row.get(name) or "").strip() for name in HEAD}
    try:
        day = date.fromisoformat(values["day"])
    except ValueError as why:
        raise refused(at, values["day"], not_a_day()) from why
    for name in ("base", "quote"):
        try:
            currencies.digits_of(values[name])
        except ValueError as why:
            hint = _("A currency of three capital letters must stand there.")
            raise refused(at, values[name], hint) from why
    try:
        currencies.rate_of(values["rate"])
    except ValueError as why:
        raise refused(at, values["rate"], _("A rate such as 35.875 must stand there.")) from why
    if not values["source"]:
        raise refused(at, "", _("Where the rate comes from must stand there."))
    return RateRow(day, values["base"], values["quote"], values["rate"], values["source"])
