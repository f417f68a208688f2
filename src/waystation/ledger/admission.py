"""What an entry must satisfy before the book takes it, said so that a person can mend it.

The database refuses the same things without words; this asks first.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import chart, domain
from waystation.ledger.currencies import shown
from waystation.ledger.domain import Draft
from waystation.ledger.models import Account, Budget, ClosedMonth, Entry, Fund


class Asked(NamedTuple):
    """An entry somebody wants booked: its id, what it says, the outside key and its digest."""

    id: UUID
    draft: Draft
    key: bytes
    mac: bytes


def tidied(draft: Draft) -> Draft:
    """Trim the words of an entry, and refuse a book in place of a memo."""
    memo, payee = draft.memo.strip(), draft.payee.strip()
    evidence = tuple(text.strip() for text in draft.evidence)
    if any(len(text) > domain.MEMO_MAX for text in (memo, payee, "".join(evidence))):
        raise Refused(
            _("A memo has at most %(n)d characters.") % {"n": domain.MEMO_MAX},
            hint=_("Shorten it; evidence belongs with the receipts."),
        )
    if draft.kind not in domain.KINDS:
        raise ValueError(f"no such kind: {draft.kind!r}; the closed list is ledger.domain.KINDS")
    return msgspec.structs.replace(draft, memo=memo, payee=payee, evidence=evidence)


def fresh(asked: Sequence[Asked]) -> list[Asked]:
    """Leave out what was booked before; another content under the same id or key is refused."""
    by_id: dict[UUID, _Known] = {}
    by_key: dict[tuple[str, bytes], _Known] = {}
    for source, known in _booked(asked):
        by_id[known.id] = by_key[source, known.key] = known
    new = []
    for one in asked:
        place = (one.draft.source, one.key)
        found = {x.id: x for x in (by_id.get(one.id), by_key.get(place)) if x}
        if not found:
            by_id[one.id] = by_key[place] = _Known(one.id, one.key, one.mac)
            new.append(one)
        elif len(found) > 1 or any(x.mac != one.mac or x.key != one.key for x in found.values()):
            raise Refused(
                _("An entry with this id is in the book already, and it says something else."),
                hint=_("Look it up in the journal; correct it by a reversal and a new entry."),
            )
    return new


class _Known(NamedTuple):
    """An entry that is in the book, or about to be."""

    id: UUID
    key: bytes
    mac: bytes


def _booked(asked: Sequence[Asked]) -> Iterator[tuple[str, _Known]]:
    keys: dict[str, list[bytes]] = defaultdict(list)
    for one in asked:
        keys[one.draft.source].append(one.key)
    # Source and key together, as their index stands.
    same = [Q(source=source, external_key__in=own) for source, own in keys.items()]
    found = Entry.objects.filter(reduce(or_, same, Q(pk__in=[one.id for one in asked])))
    rows = found.values_list("source", "pk", "external_key", "body_mac")
    for source, pk, key, mac in rows.order_by().iterator():
        yield source, _Known(pk, bytes(key), bytes(mac))


def looked_up(drafts: Iterable[Draft]) -> tuple[dict[str, Account], dict[str, Fund]]:
    """Find the accounts and funds of some entries in the book."""
    lines = [line for draft in drafts for line in draft.lines]
    accounts = {
        account.code: account
        for account in Account.objects.filter(code__in={line.account for line in lines})
    }
    funds = {
        fund.code: fund for fund in Fund.objects.filter(code__in={line.fund for line in lines})
    }
    for line in lines:
        if line.account not in accounts or line.fund not in funds:
            code = line.fund if line.account in accounts else line.account
            raise Refused(
                _("The book has no account or fund %(code)s.") % {"code": code},
                hint=_("Choose one from the chart; nobody who was helped ever has an account."),
            )
    return accounts, funds


def check_months(drafts: Iterable[Draft]) -> None:
    """Refuse what would change a month that is closed."""
    closed = ClosedMonth.objects.aggregate(last=Max("month"))["last"] or 0
    for draft in drafts:
        if domain.month_of(draft.booked_on) <= closed:
            raise Refused(
                _("The month of %(day)s is closed.") % {"day": draft.booked_on.isoformat()},
                hint=_("Book it in an open month, and write its true day into the memo."),
            )


def check_lines(draft: Draft, accounts: Mapping[str, Account]) -> None:
    """Refuse lines that are not whole cents or do not balance inside each fund and currency."""
    if len(draft.lines) < 2 or any(
        type(line.cents) is not int or not 0 < abs(line.cents) <= domain.CENTS_MAX
        for line in draft.lines
    ):
        raise Refused(
            _("An entry has at least two lines, each of a whole number of cents."),
            hint=_("Leave out lines of nothing."),
        )
    for line in draft.lines:
        if not re.fullmatch("[A-Z]{3}", line.currency):
            raise ValueError(f"{line.currency!r} is no currency")
        if line.currency != domain.CURRENCY and accounts[line.account].type == "expense":
            raise Refused(
                _("What something cost is booked in %(currency)s.") % {"currency": domain.CURRENCY},
                hint=_("Change the sum at the rate of the day, through the exchange account."),
            )
    for (fund, currency), cents in domain.off_balance(draft.lines).items():
        raise Refused(
            _("The entry does not balance in %(fund)s: it is off by %(sum)s.")
            % {"fund": fund, "sum": shown(cents, currency)},
            hint=_("Every fund's own lines must come to zero."),
        )
    if draft.case_token and not any(accounts[x.account].type == "expense" for x in draft.lines):
        raise ValueError("a case token stands on expense lines only, and there are none")


def check_hands(draft: Draft) -> None:
    """Refuse what takes two people when there is one."""
    needs_two = draft.kind in domain.TWO_HANDS or draft.evidence_level == domain.WRITTEN_OFF
    if needs_two and not (draft.made_by and draft.approved_by):
        raise Refused(
            _("Money is given up by two people together, never by one."),
            hint=_("Propose it, and let somebody else in finance approve."),
        )
    if draft.approved_by and draft.approved_by == draft.made_by:
        raise Refused(
            _("Nobody approves what they entered themselves."),
            hint=_("Ask somebody else in finance."),
        )


def closed_rescues(funds: Mapping[str, Fund]) -> set[str]:
    """Name those of some funds whose rescue is over."""
    of_rescues = {x.pk: code for code, x in funds.items() if x.purpose == chart.RESCUE_PURPOSE}
    if not of_rescues:
        return set()
    over = Budget.objects.filter(fund__in=of_rescues, closed_on__isnull=False)
    return {of_rescues[pk] for pk in over.values_list("fund_id", flat=True)}


def check_rescues(draft: Draft, funds: Mapping[str, Fund], closed: Collection[str]) -> None:
    """Refuse what would stir a finished rescue's money, bring a claim, or name no part of a budget.

    What is still in somebody's hand may be settled after the end, as long as nothing moves at the
    bank.
    """
    for line in draft.lines:
        is_late = draft.advance and not line.account.startswith(chart.LIQUID_ACCOUNTS)
        if line.fund in closed and line.budget_line != "resettlement" and not is_late:
            raise Refused(
                _("The rescue of fund %(fund)s is over.") % {"fund": line.fund},
                hint=_("Only its resettlement share can still be paid; book the rest elsewhere."),
            )
        if funds[line.fund].purpose != chart.RESCUE_PURPOSE:
            continue
        if not line.account.startswith(chart.RESCUE_ACCOUNTS):
            raise Refused(
                _("One rescue's fund takes no %(account)s.") % {"account": line.account},
                hint=_("Nobody pays for, or owes, one passenger's way; choose a standing fund."),
            )
        if not line.budget_line:
            raise Refused(
                _("A line in a rescue's fund needs a part of its budget."),
                hint=_("Say which of the six it is."),
            )
