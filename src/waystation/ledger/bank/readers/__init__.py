"""Readers of bank statements: a file's bytes in, what it says out, or a refusal in words."""

from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.ledger import currencies
from waystation.ledger.bank import domain
from waystation.ledger.bank.domain import Balances, Columns, Reading
from waystation.ledger.bank.readers import camt, ofx, swift, table
from waystation.ledger.bank.readers.saying import not_a_day, refused

FILE_BYTES_MAX = 4 * 1_048_576
LINES_MAX = 5_000
YEARS = range(1700, 2200)


def form_of(content: bytes) -> str:
    """Tell by its beginning which form a statement's file has; what none of them is, is a table."""
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"OFXHEADER") or b"<OFX>" in start or b"<?OFX" in start:
        return "ofx"
    if start.startswith(b"<"):
        return "camt"
    if start.startswith((b":20:", b"{1:")) or b"\n:20:" in start:
        return "mt940"
    return "csv"


def read(
    content: bytes, *, columns: Columns | None = None, typed: Balances | None = None
) -> list[Reading]:
    """Read a bank's file: CSV with a mapping, camt.053, MT940 or OFX, told apart by its content.

    Args:
      columns: how the bank's own table reads; only for CSV.
      typed: balances from the paper, for a file that has none.

    Raises:
      Refused: too long, not readable (naming line and value), about two accounts, without
        balances, or with lines that do not lead from the opening to the closing balance.
    """
    if len(content) > FILE_BYTES_MAX:
        raise Refused(
            _("The file is longer than 4 MB."), hint=_("Ask the bank for one month at a time.")
        )
    typed = typed or Balances()
    match form_of(content):
        case "ofx":
            readings = ofx.read(content)
        case "camt":
            readings = camt.read(content)
        case "mt940":
            readings = swift.read(content)
        case _csv:
            readings = table.read(content, columns)
    if not readings:
        raise Refused(
            _("The file holds no statement."),
            hint=_("It is cut off or was changed; take it from the bank again."),
        )
    readings = [_without_nothings(reading) for reading in readings]
    if sum(len(reading.lines) for reading in readings) > LINES_MAX:
        raise Refused(
            _("The file has more than %(n)s lines.") % {"n": LINES_MAX},
            hint=_("Ask the bank for one month at a time."),
        )
    for reading in readings:
        for day in (reading.first_day, reading.last_day):
            if day.year not in YEARS:
                raise refused(1, day, not_a_day())
    point = columns.point if columns else "."
    if len(readings) == 1:
        readings = [_with_typed(readings[0], typed, point)]
    return [_led_to_the_end(reading) for reading in readings]


def _without_nothings(reading: Reading) -> Reading:
    """Leave out lines of no sum: a bank's notice, not money."""
    return replace(reading, lines=tuple(line for line in reading.lines if line.minor))


def _with_typed(reading: Reading, typed: Balances, point: str) -> Reading:
    """Take what somebody typed for the balances that the file does not have."""
    opening, closing = reading.opening, reading.closing
    try:
        if opening is None and typed.opening.strip():
            opening = currencies.minor_of(typed.opening, reading.currency, point=point)
        if closing is None and typed.closing.strip():
            closing = currencies.minor_of(typed.closing, reading.currency, point=point)
    except ValueError as why:
        raise Refused(
            _("The balance that was typed in is not an amount: “%(opening)s”, “%(closing)s”.")
            % {"opening": typed.opening, "closing": typed.closing},
            hint=_("Write it as it stands on the statement, such as 1,234.50."),
        ) from why
    return replace(reading, opening=opening, closing=closing)


def _led_to_the_end(reading: Reading) -> Reading:
    """Refuse a statement whose lines do not lead from its first balance to its last one."""
    opening, closing = reading.opening, reading.closing
    if closing is None or (opening is None and reading.form != "ofx"):
        raise Refused(
            _("The file does not say with what balance it opens and closes."),
            hint=_("Type both in from the bank's paper; without them a missing line goes unseen."),
        )
    if opening is None:
        # OFX has only the last balance; whether the first follows on the file before is shown
        # with the account.
        opening = closing - sum(line.minor for line in reading.lines)
    off = domain.off_by(opening, reading.lines, closing)
    if off:
        unit = reading.currency
        raise Refused(
            _("The lines do not lead from %(opening)s to %(closing)s: %(sum)s is missing.")
            % {
                "opening": currencies.shown(opening, unit),
                "closing": currencies.shown(closing, unit),
                "sum": currencies.shown(off, unit),
            },
            hint=_("The file is cut off or was changed; take it from the bank again."),
        )
    return replace(reading, opening=opening, closing=closing)
