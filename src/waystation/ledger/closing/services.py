"""Closing a month for good, and booking what belongs into it though no money moved."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart, exchanging, reserving
from waystation.ledger.audit import checking
from waystation.ledger.closing import domain, queries, steps
from waystation.ledger.closing.domain import Accrual, Step
from waystation.ledger.closing.wording import STEP_NAMES
from waystation.ledger.domain import Draft
from waystation.ledger.models import ClosedMonth, Entry, Fund
from waystation.ledger.reports import months
from waystation.ledger.services import Outcome, post, reverse
from waystation.vault import audit, boxes, cells
from waystation.vault.keyring import Keyring

# What a close books is named after the month, so that a repeat is known.
BOOKED_BY_CLOSE = UUID("5b0c6a3e-8a2f-4f0e-9a55-2f3d0c7c1e11")


def look_closely(month: int, keyring: Keyring) -> list[Step]:
    """Go through all steps of a month, other programs included. Nothing is changed.

    Cost: that of the other programs: well under a second for a thousand entries of the year.
    """
    return steps.look(month, keyring, programs=checking.strict(month // 100))


def close_month(
    *,
    month: int,
    keyring: Keyring,
    user_id: UUID,
    now: datetime,
    accepted: frozenset[str] = frozenset(),
) -> queries.Closed:
    """Close a month: book what is left to book, look at every step, sign the end, and lock.

    A month once closed stays closed, and earlier ones with it: what is heard of later is booked in
    a later one.

    Args:
      accepted: keys of the steps that may stay open.

    Raises:
      Refused: it is closed already, or not over; a step stops or is open and not accepted;
        something was booked while other programs read the journal. Nothing is changed then.
    """
    _check_turn(month, now.date())
    before = queries.end_of_book()
    # Outside the transaction: it takes long, and others may want to book.
    complaints = checking.strict(month // 100)
    with transaction.atomic():
        if queries.end_of_book() != before:
            raise Refused(
                _("Something was booked while the month was looked at."), hint=_("Close it again.")
            )
        _check_turn(month, now.date())
        _book_what_is_left(month, user_id)
        _check_steps(steps.look(month, keyring, programs=complaints), accepted)
        return _lock(month, keyring, user_id, now, accepted)


def _check_turn(month: int, today: date) -> None:
    first = queries.first_open()
    if first is None:
        raise Refused(_("There is nothing to close yet."), hint=_("Book what came in first."))
    if month < first:
        raise Refused(
            _("%(month)s is no open month.") % {"month": months.written(month)},
            hint=_("The first month that is open is %(month)s.") % {"month": months.written(first)},
        )
    if not domain.is_over(months.last_day(month), today):
        raise Refused(
            _("%(month)s is not over yet.") % {"month": months.written(month)},
            hint=_("Close it on the first day after it, or later."),
        )


def _book_what_is_left(month: int, user_id: UUID) -> None:
    """Let promises lapse whose day is past, and book what rates won or lost."""
    end = months.last_day(month)
    reserving.expire(end)
    for one in exchanging.open_exchanges(month):
        if one.difference_cents:
            exchanging.realise(
                entry_id=uuid5(BOOKED_BY_CLOSE, f"{month} {one.fund} {one.currency}"),
                fund=one.fund,
                currency=one.currency,
                on=end,
                made_by=user_id,
            )


def _check_steps(found: list[Step], accepted: frozenset[str]) -> None:
    bad = domain.blocking(found, accepted)
    if bad:
        named = "; ".join(f"{STEP_NAMES[step.key]}: {step.says}" for step in bad)
        raise Refused(
            _("The month cannot be closed. %(steps)s") % {"steps": named}, hint=bad[0].hint
        )


def _lock(
    month: int, keyring: Keyring, user_id: UUID, now: datetime, accepted: frozenset[str]
) -> queries.Closed:
    n_entries, head = queries.end_of_book()
    signed = domain.statement(month, n_entries, head)
    signature = boxes.sign_as(cells.only("finance"), signed, keyring=keyring)
    ClosedMonth.objects.create(
        month=month,
        closed_on=now.date(),
        closed_by=user_id,
        head=head,
        n_entries=n_entries,
        signature=signature,
    )
    says = {"of": months.written(month), "n": str(n_entries), "id": head.hex()}
    if accepted:
        says["note"] = ", ".join(sorted(accepted))
    audit.write("month closed", actor=user_id, says=says, now=now)
    return queries.Closed(month, now.date(), user_id, n_entries, head, is_sound=True)


@transaction.atomic
def accrue(
    *, entry_id: UUID, month: int, accrual: Accrual, user_id: UUID, goes_back: bool = False
) -> Outcome:
    """Book on a month's last day what belongs into it though no money moved.

    Args:
      goes_back: undo it on the first day of the next month, when the money itself will move.

    Raises:
      Refused: the month is closed, or the fund is no standing one.
      ValueError: no such kind of accrual, or an account that does not fit it.
    """
    last = queries.last_closed()
    is_new = not Entry.objects.filter(pk=entry_id, posted=True).exists()
    if is_new and last is not None and month <= last:
        raise Refused(
            _("%(month)s is closed.") % {"month": months.written(month)},
            hint=_("Enter it in a month that is still open."),
        )
    if not _is_standing(accrual.fund):
        raise Refused(
            _("%(fund)s is no standing fund.") % {"fund": accrual.fund},
            hint=_("Costs of a rescue are booked by its stages."),
        )
    draft = Draft(
        kind="pledge" if accrual.what == "pledge" else "adjustment",
        booked_on=months.last_day(month),
        lines=domain.accrual_lines(accrual),
        memo=accrual.memo,
        payee=accrual.payee,
        made_by=user_id,
    )
    outcome = post(entry_id=entry_id, draft=draft)
    if goes_back:
        reverse(
            entry_id=uuid5(entry_id, "back"),
            undoes=entry_id,
            on=months.first_day(months.moved(month, 1)),
            made_by=user_id,
        )
    return outcome


def _is_standing(fund: str) -> bool:
    rows = Fund.objects.filter(code=fund).exclude(purpose=chart.RESCUE_PURPOSE)
    return bool(rows.exists())
