"""The list of gifts as a table for CSV and XLSX: no name in it, only what stands in clear."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from waystation.giving.gifts import wording
from waystation.giving.models import GiftRow
from waystation.ledger.reports.tables import MONEY, Column, Report, Row, Table


def of_gifts(rows: Iterable[GiftRow]) -> Report:
    """Put gifts in a table, as they stand in the list."""
    columns = (
        Column(_("Day")),
        Column(_("Mark")),
        Column(_("What it is")),
        Column(_("How it came")),
        Column(_("State")),
        Column(_("Campaign")),
        Column(_("Team")),
        Column(_("Fund")),
        Column(_("Amount"), MONEY),
        Column(_("Fee"), MONEY),
        Column(_("Given back"), MONEY),
        Column(_("Counts in totals"), MONEY),
    )
    lines = tuple(Row(_cells(row)) for row in rows)
    return Report("gifts", _("Gifts"), "", (Table("gifts", _("Gifts"), columns, lines),))


def _cells(row: GiftRow) -> tuple[object, ...]:
    gone = row.refunded_cents + row.disputed_cents
    return (
        row.paid_on.isoformat() if row.paid_on else "",
        str(row.pk)[:8],
        str(wording.KIND_NAMES[row.kind]),
        str(wording.WAY_NAMES[row.way]),
        str(wording.STATE_NAMES[row.state]),
        row.campaign.slug if row.campaign else "",
        row.team.slug if row.team else "",
        row.fund,
        row.cents,
        row.fee_cents,
        gone,
        row.cents - gone if row.entry and row.kind != "in-kind" else 0,
    )
