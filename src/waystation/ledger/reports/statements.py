"""The statements as tables: balance sheet, activities, and how every fund went on."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from waystation.base.money import dollars
from waystation.ledger.chart import RESCUE_PURPOSE
from waystation.ledger.currencies import shown
from waystation.ledger.reports import domain, drawing, months, queries
from waystation.ledger.reports.domain import FundLine, Line, Sheet
from waystation.ledger.reports.drawing import Bar
from waystation.ledger.reports.tables import MONEY, Asked, Column, Picture, Report, Row, Table
from waystation.ledger.reports.wording import FUNCTION_NAMES, account_name


def balance_sheet(asked: Asked) -> Report:
    """Show what there is, what is owed to others, and what is left, with whose restrictions."""
    found = queries.balance_sheet(asked.until)
    rows = [_head(_("What there is"))]
    rows += [_line(line) for line in found.assets]
    rows += [_sum(_("Assets together"), domain.together("", found.assets))]
    rows += [_head(_("What is owed to others"))]
    rows += [_line(line) for line in found.liabilities]
    rows += [_sum(_("Liabilities together"), domain.together("", found.liabilities))]
    rows += [_sum(_("Net assets"), found.net)]
    tables = [Table("sheet", _("Balance sheet"), _columns(), tuple(rows), _restricted())]
    tables.append(_funds(found.funds))
    if found.elsewhere:
        tables.append(_elsewhere(found))
    says = _(
        "At the end of %(month)s: net assets of %(net)s, of them %(with)s given for a purpose."
    )
    told = {"month": months.written(asked.until), "net": dollars(found.net.cents)}
    told["with"] = dollars(found.net.with_cents)
    picture = _("Net assets by fund")
    chart = drawing.bars(_fund_bars(found.funds), picture)
    pictures = (Picture(picture, chart),) if found.funds else ()
    return Report("balance", _("Balance sheet by fund"), says % told, tuple(tables), pictures)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Line")),
        Column(_("Without restriction"), MONEY),
        Column(_("With donor restriction"), MONEY),
        Column(_("Together"), MONEY),
    )


def _restricted() -> str:
    return _("With donor restriction: given for a purpose and not yet spent for it.")


def _head(name: str) -> Row:
    return Row((name, None, None, None), "head")


def _line(line: Line, name: str = "", kind: str = "") -> Row:
    name = name or account_name(line.account)
    return Row((name, line.without_cents, line.with_cents, line.cents), kind)


def _sum(name: str, line: Line) -> Row:
    return _line(line, name, "sum")


def _funds(lines: Iterable[FundLine]) -> Table:
    lines = list(lines)
    columns = [Column(_("Fund")), Column(_("Restricted"))]
    columns += [
        Column(name, MONEY)
        for name in (
            _("At the bank and on its way"),
            _("Advances out"),
            _("Other assets"),
            _("Owed to others"),
            _("Net assets"),
        )
    ]
    rows = [
        Row((one.code, _("yes") if one.restricted else _("no"), *_of_fund(one)), "", one.code)
        for one in lines
    ]
    sums = [sum(column) for column in zip(*map(_of_fund, lines), strict=True)] or [0] * 5
    rows.append(Row((_("Together"), "", *sums), "sum"))
    return Table("funds", _("By fund"), tuple(columns), tuple(rows))


def _of_fund(one: FundLine) -> tuple[int, ...]:
    sides = (one.liquid_cents, one.advances_cents, one.other_cents)
    return (*sides, one.liabilities_cents, one.net_cents)


def _fund_bars(lines: Iterable[FundLine]) -> list[Bar]:
    """Give every standing fund a bar, and the rescues' one together."""
    bars, rescues = [], []
    for one in lines:
        if one.purpose == RESCUE_PURPOSE:
            rescues.append(one.net_cents)
        else:
            bars.append(Bar(one.code, dollars(one.net_cents), 0, one.net_cents))
    if rescues:
        bars.append(Bar(_("Funds of rescues"), dollars(sum(rescues)), 0, sum(rescues)))
    return bars


def _elsewhere(found: Sheet) -> Table:
    rows = [
        Row((account_name(x.account), x.currency, shown(x.minor, x.currency)))
        for x in found.elsewhere
    ]
    columns = (Column(_("Line")), Column(_("Currency")), Column(_("Amount")))
    note = _("In their own currency. The balance sheet has what they cost in dollars.")
    return Table("elsewhere", _("Held in other currencies"), columns, tuple(rows), note)


def activities(asked: Asked) -> Report:
    """Show what came in, what it was spent on, and what that did to the net assets."""
    found = queries.activities(asked.since, asked.until)
    income = domain.together("", found.income)
    every = [line for lines in found.expenses.values() for line in lines]
    spent = domain.together("", every)
    rows = [_head(_("What came in"))]
    rows += [_line(line) for line in found.income]
    rows += [_sum(_("Income together"), income)]
    rows += [_line(found.released, _("Released: spent for its purpose"))]
    for function, lines in found.expenses.items():
        if lines:
            name = str(FUNCTION_NAMES[function])
            rows += [_head(name), *map(_line, lines)]
            part = _("%(part)s together") % {"part": name}
            rows.append(_sum(part, domain.together("", lines)))
    rows.append(_sum(_("Expenses together"), spent))
    if found.entered.without_cents or found.entered.with_cents:
        rows.append(_line(found.entered, _("Written in at the opening of the book")))
    rows.append(_sum(_("Change in net assets"), found.change))
    rows.append(_line(found.start, _("Net assets before")))
    rows.append(_sum(_("Net assets after"), found.end))
    note = _("Every expense stands without restriction; what donors gave for it is released to it.")
    table = Table("activities", _("Statement of activities"), _columns(), tuple(rows), note)
    says = _("%(since)s to %(until)s: %(income)s came in, %(spent)s were spent.") % {
        "since": months.written(asked.since),
        "until": months.written(asked.until),
        "income": dollars(income.cents),
        "spent": dollars(spent.cents),
    }
    title = _("What came in and what it was spent on")
    bars = [Bar(_("Income"), dollars(income.cents), 0, income.cents)]
    for function, lines in found.expenses.items():
        cents = domain.together("", lines).cents
        if cents:
            bars.append(Bar(str(FUNCTION_NAMES[function]), dollars(cents), 0, cents, "spent"))
    pictures = (Picture(title, drawing.bars(bars, title)),)
    return Report("activities", _("Statement of activities"), says, (table,), pictures)


def fund_rolls(asked: Asked) -> Report:
    """Show of every fund what it began with, what came and went, and what it ended with."""
    found = queries.fund_rolls(asked.since, asked.until)
    names = (_("At the beginning"), _("Income"), _("Expenses"), _("Moved between funds"))
    columns = [Column(_("Fund")), *(Column(name, MONEY) for name in (*names, _("At the end")))]
    told = [
        (x.opening_cents, x.income_cents, -x.expenses_cents, x.transfers_cents, x.closing_cents)
        for x in found
    ]
    rows = [Row((x.code, *cells), "", x.code) for x, cells in zip(found, told, strict=True)]
    sums = [sum(column) for column in zip(*told, strict=True)] or [0] * 5
    rows.append(Row((_("Together"), *sums), "sum"))
    note = _("In every row: beginning, income, less expenses, and moves give the end.")
    table = Table("rolls", _("Fund roll-forward"), tuple(columns), tuple(rows), note)
    says = _("%(since)s to %(until)s, every fund that had or moved money.") % {
        "since": months.written(asked.since),
        "until": months.written(asked.until),
    }
    return Report("funds", _("Fund roll-forward"), says, (table,))
