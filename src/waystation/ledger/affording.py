"""What each fund and each advance still has while entries are weighed one after another.

The database keeps the same law; this says beforehand, and in words, what would break it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger.chart import ADVANCE_ACCOUNTS, LIQUID_ACCOUNTS
from waystation.ledger.currencies import shown
from waystation.ledger.domain import Draft
from waystation.ledger.models import Advance, Fund, FundBalance, Posting, Reservation

# A fund's code and a currency.
Purse = tuple[str, str]


class Affording:
    """The purses that some entries touch, emptied and filled as each entry is let through."""

    def __init__(self, drafts: Sequence[Draft], funds: Mapping[str, Fund]) -> None:
        codes = {fund.pk: code for code, fund in funds.items()}
        self._restricted = {code for code, fund in funds.items() if fund.restricted}
        self._liquid: dict[Purse, int] = defaultdict(int)
        self._promised: dict[Purse, int] = defaultdict(int)
        rows = FundBalance.objects.filter(fund__in=codes)
        for fund, currency, liquid, reserved in rows.values_list(
            "fund_id", "currency", "liquid_minor", "reserved_minor"
        ):
            self._liquid[codes[fund], currency] = liquid
            self._promised[codes[fund], currency] = reserved
        self._promises = Reservation.objects.select_related("fund").in_bulk(
            [pk for draft in drafts for pk, _cents in draft.resolves]
        )
        self._advances = Advance.objects.select_related("fund").in_bulk(
            {draft.advance for draft in drafts if draft.advance}
        )
        self._out = _still_out(self._advances)

    def take(self, draft: Draft) -> None:
        """Let an entry through, and count what it moves.

        Raises:
          Refused: a restricted fund would be overdrawn or break a promise; a promise is no longer
            open; an advance would be settled above what is out.
          ValueError: it keeps a promise of a fund that it takes too little from.
        """
        moves: dict[Purse, int] = defaultdict(int)
        for line in draft.lines:
            if line.account.startswith(LIQUID_ACCOUNTS):
                moves[line.fund, line.currency] += line.cents
        self._keep_promises(draft, moves)
        for purse, minor in moves.items():
            self._liquid[purse] += minor
            if minor < 0 and purse[0] in self._restricted:
                self._check(purse)
        self._hand_over(draft)

    def _keep_promises(self, draft: Draft, moves: Mapping[Purse, int]) -> None:
        kept: dict[Purse, int] = defaultdict(int)
        for pk, minor in draft.resolves:
            promise = self._promises.pop(pk, None)
            if promise is None or promise.state != "open":
                raise Refused(
                    _("Money that was promised for this is promised no longer."),
                    hint=_("Look at the fund, and promise it anew."),
                )
            purse = (promise.fund.code, promise.currency)
            if not 0 <= minor <= promise.reserved_minor:
                raise ValueError(f"{minor} of a promise of {promise.reserved_minor}")
            kept[purse] += minor
            self._promised[purse] -= promise.reserved_minor
        for purse, minor in kept.items():
            if minor > -moves.get(purse, 0):
                raise ValueError(f"{minor} of promises kept, out of {purse} come {moves}")

    def _check(self, purse: Purse) -> None:
        missing = self._promised[purse] - self._liquid[purse]
        if missing <= 0:
            return
        says = {"fund": purse[0], "sum": shown(missing, purse[1])}
        if self._promised[purse]:
            raise Refused(
                _("Fund %(fund)s has %(sum)s too little that is not promised yet.") % says,
                hint=_("Take back a promise that is no longer needed, or book what came in first."),
            )
        raise Refused(
            _("Fund %(fund)s has %(sum)s too little for this.") % says,
            hint=_("A restricted fund is never overdrawn; book what came in first."),
        )

    def _hand_over(self, draft: Draft) -> None:
        """Count what an entry puts into somebody's hand or takes back out of it."""
        lines = [line for line in draft.lines if line.account.startswith(ADVANCE_ACCOUNTS)]
        if not lines:
            return
        advance = self._advances.get(draft.advance) if draft.advance else None
        if advance is None or any(
            (line.fund, line.currency) != (advance.fund.code, advance.currency) for line in lines
        ):
            raise Refused(
                _("Cash in somebody's hand belongs to one advance, in its fund and its currency."),
                hint=_("Choose the advance from the list of advances out."),
            )
        if advance.closed_on:
            raise Refused(
                _("This advance is closed."),
                hint=_("Nothing more can be settled with it; give a new one."),
            )
        self._out[advance.pk] += sum(line.cents for line in lines)
        if self._out[advance.pk] < 0:
            above = shown(-self._out[advance.pk], advance.currency)
            raise Refused(
                _("This is %(sum)s more than is still out.") % {"sum": above},
                hint=_("Settle at most what was given."),
            )


def _still_out(advances: Collection[UUID]) -> dict[UUID, int]:
    """Sum up what is still out of some advances, in minor units of each one's currency."""
    if not advances:
        return defaultdict(int)
    lines = Posting.objects.filter(
        entry__advance__in=list(advances),
        entry__posted=True,
        account__code__startswith=ADVANCE_ACCOUNTS,
    )
    sums = lines.values_list("entry__advance").annotate(s=Sum("minor"))
    return defaultdict(int, dict(sums))
