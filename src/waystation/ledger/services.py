"""What may be done to the book: each verb is one transaction, and a repeat changes nothing."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart, domain, queries
from waystation.ledger.booking import Outcome as Outcome
from waystation.ledger.booking import external_key as external_key
from waystation.ledger.booking import post as post
from waystation.ledger.booking import post_many as post_many
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import Account, Advance, Entry, Fund


@transaction.atomic
def found_book(*, on: date) -> None:
    """Open the book: the chart of accounts and the standing funds. Once there, nothing changes."""
    known = set(Account.objects.values_list("code", flat=True))
    Account.objects.bulk_create(
        Account(code=code, type=kind, counterparty=whom)
        for code, kind, whom in chart.CHART
        if code not in known
    )
    known = set(Fund.objects.values_list("code", flat=True))
    Fund.objects.bulk_create(
        Fund(code=code, restricted=restricted, purpose=purpose, opened_on=on)
        for code, restricted, purpose in chart.STANDING_FUNDS
        if code not in known
    )


@transaction.atomic
def open_fund(*, code: str, purpose: str, restricted: bool, on: date) -> Fund:
    """Open one more standing fund; the same again changes nothing.

    Raises:
      Refused: the code is another purpose's already, is too long, or names a claim on somebody.
    """
    known = Fund.objects.filter(code=code).first()
    if known is not None:
        if (known.purpose, known.restricted) != (purpose, restricted):
            raise Refused(
                _("There is a fund %(code)s already, for something else.") % {"code": code},
                hint=_("Choose another name."),
            )
        return known
    if purpose == chart.RESCUE_PURPOSE:
        raise ValueError("a rescue's fund is opened with its budget")
    if not 0 < len(code) <= chart.FUND_CODE_MAX or domain.names_a_claim(code):
        raise Refused(
            _("%(code)s cannot be a fund's name.") % {"code": code},
            hint=_("Take at most 24 letters, and no word for a debt."),
        )
    return Fund.objects.create(code=code, purpose=purpose, restricted=restricted, opened_on=on)


def record_gift(
    *,
    entry_id: UUID,
    cents: int,
    on: date,
    fund: str = chart.GENERAL,
    fee_cents: int = 0,
    memo: str = "",
    payee: str = "",
) -> Outcome:
    """Book a gift into the fund it was given for; ``payee`` is who gave, sealed to finance."""
    if Fund.objects.filter(code=fund, purpose=chart.RESCUE_PURPOSE).exists():
        raise Refused(
            _("A gift goes to a standing fund, not to one rescue's."),
            hint=_("Book it into %(fund)s.") % {"fund": chart.GENERAL},
        )
    lines = domain.gift(fund=fund, cents=cents, fee_cents=fee_cents)
    return post(entry_id=entry_id, draft=Draft("gift", on, lines, memo, payee))


@transaction.atomic
def reverse(
    *,
    entry_id: UUID,
    undoes: UUID,
    on: date,
    memo: str = "",
    made_by: UUID | None = None,
    approved_by: UUID | None = None,
) -> Outcome:
    """Undo an entry by its mirror image; both stay in the book for everyone to read.

    Raises:
      Refused: no such entry; it is undone already; it is a step in opening or closing a rescue; the
        money has been spent meanwhile.
    """
    old = check_reversible(undoes, entry_id)
    lines = queries.lines_of(undoes)
    token = next((line.case_token for line in lines if line.case_token), "")
    if old.advance_id and not Entry.objects.filter(pk=entry_id, posted=True).exists():
        # What comes to be out again is settled anew.
        Advance.objects.filter(pk=old.advance_id).update(closed_on=None)
    draft = Draft(
        kind="reversal",
        booked_on=on,
        lines=domain.reversal(
            Line(x.account, x.fund, x.minor, x.budget_line, x.currency) for x in lines
        ),
        memo=memo,
        case_token=bytes.fromhex(token) or None,
        reverses=undoes,
        made_by=made_by,
        approved_by=approved_by,
        advance=old.advance_id,
    )
    return post(entry_id=entry_id, draft=draft)


def check_reversible(undoes: UUID, by: UUID) -> Entry:
    """Find an entry that may be undone by another.

    Raises:
      Refused: no such entry; it is undone already; it is a step in opening or closing a rescue.
    """
    old = Entry.objects.filter(pk=undoes, posted=True).first()
    if old is None:
        raise Refused(_("There is no such entry."), hint=_("Pick it from the journal."))
    if old.kind in domain.NOT_REVERSED:
        raise Refused(
            _("Opening and closing a rescue, and reversals, are not reversed."),
            hint=_("Close the rescue: what is left returns by itself."),
        )
    if old.reversals.filter(posted=True).exclude(pk=by).exists():
        raise Refused(_("This entry is undone already."), hint=_("See the journal."))
    return old
