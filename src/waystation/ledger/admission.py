"""What an entry must satisfy before the book takes it, said so that a person can mend it.

The database refuses the same things without words; this asks first.
"""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.ledger import chart, domain, queries
from waystation.ledger.domain import Draft
from waystation.ledger.models import Account, Budget, Entry, Fund


def tidied(draft: Draft) -> Draft:
    """Trim the words of an entry, and refuse a book in place of a memo."""
    memo, payee = draft.memo.strip(), draft.payee.strip()
    if len(memo) > domain.MEMO_MAX or len(payee) > domain.MEMO_MAX:
        raise Refused(
            _("A memo has at most %(n)d characters.") % {"n": domain.MEMO_MAX},
            hint=_("Shorten it; evidence belongs with the receipts."),
        )
    if draft.kind not in domain.KINDS:
        raise ValueError(f"no such kind: {draft.kind!r}; the closed list is ledger.domain.KINDS")
    return msgspec.structs.replace(draft, memo=memo, payee=payee)


def is_repeat(entry_id: UUID, source: str, key: bytes, mac: bytes) -> bool:
    """Say whether this was booked before; another content under the same id or key is refused."""
    found = list(Entry.objects.filter(Q(pk=entry_id) | Q(source=source, external_key=key)))
    if not found:
        return False
    same = found[0]
    if len(found) > 1 or bytes(same.body_mac) != mac or bytes(same.external_key) != key:
        raise Refused(
            _("An entry with this id is in the book already, and it says something else."),
            hint=_("Look it up in the journal; correct it by a reversal and a new entry."),
        )
    return True


def looked_up(draft: Draft) -> tuple[dict[str, Account], dict[str, Fund]]:
    """Find an entry's accounts and funds in the book."""
    wanted = {line.account for line in draft.lines}
    accounts = {account.code: account for account in Account.objects.filter(code__in=wanted)}
    funds = {
        fund.code: fund
        for fund in Fund.objects.filter(code__in={line.fund for line in draft.lines})
    }
    for line in draft.lines:
        if line.account not in accounts or line.fund not in funds:
            code = line.fund if line.account in accounts else line.account
            raise Refused(
                _("The book has no account or fund %(code)s.") % {"code": code},
                hint=_("Choose one from the chart; nobody who was helped ever has an account."),
            )
    return accounts, funds


def check_lines(draft: Draft, accounts: Mapping[str, Account]) -> None:
    """Refuse lines that are not whole cents or do not balance inside each fund."""
    if len(draft.lines) < 2 or any(
        type(line.cents) is not int or not 0 < abs(line.cents) <= domain.CENTS_MAX
        for line in draft.lines
    ):
        raise Refused(
            _("An entry has at least two lines, each of a whole number of cents."),
            hint=_("Leave out lines of nothing."),
        )
    for fund, cents in domain.off_balance(draft.lines).items():
        raise Refused(
            _("The entry does not balance in %(fund)s: it is off by %(sum)s.")
            % {"fund": fund, "sum": dollars(cents)},
            hint=_("Every fund's own lines must come to zero."),
        )
    if draft.case_token and not any(accounts[x.account].type == "expense" for x in draft.lines):
        raise ValueError("a case token stands on expense lines only, and there are none")


def check_funds(draft: Draft, funds: Mapping[str, Fund]) -> None:
    """Refuse what would overdraw a restricted fund, or stir one whose rescue is over."""
    closed = set(
        Budget.objects.filter(fund__in=funds.values(), closed_on__isnull=False).values_list(
            "fund__code", flat=True
        )
    )
    for line in draft.lines:
        if line.fund in closed and line.budget_line != "resettlement":
            raise Refused(
                _("The rescue of fund %(fund)s is over.") % {"fund": line.fund},
                hint=_("Only its resettlement share can still be paid; book the rest elsewhere."),
            )
        if funds[line.fund].purpose == chart.RESCUE_PURPOSE and not line.budget_line:
            raise Refused(
                _("A line in a rescue's fund needs a part of its budget."),
                hint=_("Say which of the six it is."),
            )
    for fund in (fund for fund in funds.values() if fund.restricted):
        moves = sum(
            line.cents
            for line in draft.lines
            if line.fund == fund.code and line.account.startswith(chart.LIQUID_ACCOUNTS)
        )
        missing = -(queries.balance(fund.code) + moves) if moves < 0 else 0
        if missing > 0:
            raise Refused(
                _("Fund %(fund)s has %(sum)s too little for this.")
                % {"fund": fund.code, "sum": dollars(missing)},
                hint=_("A restricted fund is never overdrawn; book what came in first."),
            )
