"""The steps of a close, each looked at by itself, as often as somebody likes."""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.ledger import exchanging, rates
from waystation.ledger import queries as book
from waystation.ledger.audit import checking
from waystation.ledger.bank import queries as bank
from waystation.ledger.chart import BANK, LIQUID_ACCOUNTS
from waystation.ledger.closing import queries
from waystation.ledger.closing.domain import Fact, Step
from waystation.ledger.closing.wording import BAND_NAMES
from waystation.ledger.currencies import shown
from waystation.ledger.domain import CURRENCY
from waystation.ledger.field import queries as field
from waystation.ledger.models import Posting, Proposal, Reservation, Statement
from waystation.ledger.reports import domain as statements
from waystation.ledger.reports import months
from waystation.ledger.reports import queries as reports
from waystation.ledger.reports.wording import account_name
from waystation.ledger.wording import CATEGORY_NAMES
from waystation.vault.keyring import Keyring

FACTS_MAX = 20
STAYS = ("resettlement",)


class Month(NamedTuple):
    """What the steps look at: a month, the first one still open, and the keys of who closes it."""

    month: int
    keyring: Keyring
    since: int


def look(month: int, keyring: Keyring, *, programs: list[str] | None = None) -> list[Step]:
    """Go through all steps of a month and say how each stands. Nothing is changed.

    Args:
      programs: what other programs complain about; None: they were not asked yet.
    """
    asked = Month(month, keyring, min(month, queries.first_open() or month))
    return [*(one(asked) for one in LOOKS), _programs(programs)]


def _statements(asked: Month) -> Step:
    """Every account of the bank that moved has a statement until the month's last day."""
    end = months.last_day(asked.month)
    moved = Posting.objects.filter(month__lte=asked.month, account__code__startswith="Assets:Bank:")
    used = set(moved.values_list("account__code", flat=True).distinct()) & {
        code for code in LIQUID_ACCOUNTS if code.startswith(BANK.rpartition(":")[0])
    }
    covered = set(
        Statement.objects.filter(last_day__gte=end).values_list("account__code", flat=True)
    )
    missing = sorted(used - covered)
    if not missing:
        return Step("statements", "done", _("Every account of the bank is read to its last day."))
    facts = tuple(Fact(account_name(code), _("no statement to the end")) for code in missing)
    hint = _("Read the bank's file in, or accept that the month closes without it.")
    return Step("statements", "open", _("A bank statement is missing."), hint, facts)


def _reconciled(asked: Month) -> Step:
    """What the bank says and what the book says agree, line by line."""
    facts = [
        Fact(
            account_name(one.account),
            _("not matched: bank lines %(lines)d, entries %(entries)d; difference %(gap)s")
            % {
                "lines": one.n_new,
                "entries": one.n_open_entries,
                "gap": shown(one.statement_minor - one.book_minor, one.currency),
            },
        )
        for one in bank.standing(months.last_day(asked.month))
        if not one.is_even
    ]
    if not facts:
        return Step("reconciled", "done", _("Nothing is left to match."))
    hint = _("Match what is left, or accept it as the open items of this month.")
    return Step("reconciled", "open", _("Bank and book differ."), hint, tuple(facts))


def _advances(asked: Month) -> Step:
    """Cash that is out, by age; what is overdue has to be seen."""
    out = field.ageing(months.last_day(asked.month))
    sums: dict[str, int] = defaultdict(int)
    for one in out:
        sums[one.band] += one.usd_cents
    facts = tuple(
        Fact(str(name), dollars(sums[band])) for band, name in BAND_NAMES.items() if sums[band]
    )
    n_late = sum(one.is_overdue for one in out)
    if n_late:
        says = ngettext("%(n)d advance is overdue.", "%(n)d advances are overdue.", n_late) % {
            "n": n_late
        }
        hint = _("Settle it with whoever holds it, or accept that it stays out.")
        return Step("advances", "open", says, hint, facts)
    says = _("No advance is overdue; %(sum)s are out.") % {"sum": dollars(sum(sums.values()))}
    return Step("advances", "done", says, "", facts)


def _approvals(asked: Month) -> Step:
    """Nothing that was asked for in the month still waits."""
    end = months.last_day(asked.month)
    n = Proposal.objects.filter(state="waiting", made_on__lte=end).count()
    if not n:
        return Step("approvals", "done", _("Nothing waits for a second hand."))
    says = ngettext("%(n)d payment waits.", "%(n)d payments wait.", n) % {"n": n}
    hint = _("Decide them; what is approved later is booked in a later month.")
    return Step("approvals", "open", says, hint)


def _reservations(asked: Month) -> Step:
    """Promises whose day is past lapse."""
    end = months.last_day(asked.month)
    n = Reservation.objects.filter(state="open", expires_on__lt=end).count()
    if not n:
        return Step("reservations", "done", _("No promise of money is past its day."))
    says = ngettext("%(n)d promise lapses.", "%(n)d promises lapse.", n) % {"n": n}
    return Step("reservations", "next", says)


def _contingency(asked: Month) -> Step:
    """Rescues that are over hold their resettlement share and nothing else: the rest moved on."""
    end = months.last_day(asked.month)
    facts = tuple(
        Fact(f"{one.fund}, {CATEGORY_NAMES[part.category]}", dollars(part.left_cents))
        for one in book.rescues()
        if one.closed_on and one.closed_on <= end
        for part in one.categories
        if part.left_cents and part.category not in STAYS
    )
    if not facts:
        return Step("contingency", "done", _("What closed rescues did not need has moved on."))
    says = _("A closed rescue holds more than its resettlement share.")
    return Step("contingency", "stop", says, _tell_security(), facts[:FACTS_MAX])


def _tell_security() -> str:
    return _("Book nothing more. Tell the security officer; compare with the last backup.")


def _rates(asked: Month) -> Step:
    """Every currency that is held has a rate, and what rates won or lost is booked."""
    end = months.last_day(asked.month)
    held = {one.currency for one in reports.balance_sheet(asked.month).elsewhere} - {CURRENCY}
    missing = []
    for currency in sorted(held):
        try:
            rates.rate_on(base=currency, quote=CURRENCY, on=end)
        except Refused:
            missing.append(Fact(currency, _("no rate near the end of the month")))
    if missing:
        hint = _("Record the rate of that day, or accept that the currency stands at its cost.")
        return Step("rates", "open", _("A rate is missing."), hint, tuple(missing))
    off = tuple(
        Fact(f"{one.fund}, {one.currency}", dollars(-one.difference_cents))
        for one in exchanging.open_exchanges(asked.month)
        if one.difference_cents
    )
    if off:
        says = _("What the rates won or lost is booked, as entries of its own.")
        return Step("rates", "next", says, "", off)
    return Step("rates", "done", _("Every currency held has a rate, and no difference is open."))


def _funds(asked: Month) -> Step:
    """Beginning, income, expenses and moves give the end, fund by fund; none is overdrawn."""
    before = months.moved(asked.since, -1)
    sheet = reports.balance_sheet(asked.month)
    ends = {one.code: one.net_cents for one in sheet.funds if one.net_cents}
    rolls = statements.fund_rolls(
        reports.sums(None, before), reports.sums(asked.since, asked.month)
    )
    rolled = {one.code: one.closing_cents for one in rolls if one.closing_cents}
    wrong = [
        Fact(code, f"{dollars(rolled.get(code, 0))} / {dollars(ends.get(code, 0))}")
        for code in sorted(ends.keys() | rolled.keys())
        if ends.get(code, 0) != rolled.get(code, 0)
    ]
    wrong += [
        Fact(one.code, dollars(one.liquid_cents))
        for one in sheet.funds
        if one.restricted and one.liquid_cents < 0
    ]
    if wrong:
        says = _("A fund does not go on as its entries say.")
        return Step("funds", "stop", says, _tell_security(), tuple(wrong[:FACTS_MAX]))
    n = len(rolled)
    says = ngettext(
        "%(n)d fund goes from its beginning to its end.",
        "%(n)d funds go from their beginning to their end.",
        n,
    ) % {"n": n}
    return Step("funds", "done", says)


def _book(asked: Month) -> Step:
    """All rules of the book hold, and the notes of the month are those that were posted."""
    wrong = [Fact(one.rule, one.says) for one in book.check_book()]
    first, last = months.first_day(asked.since), months.last_day(asked.month)
    entries = book.journal(keyring=asked.keyring, since=first, until=last, limit=book.CSV_MAX)
    wrong += [
        Fact("notes", _("entry %(n)d") % {"n": one.number}) for one in entries if not one.is_whole
    ]
    if wrong:
        says = _("The book is not whole.")
        return Step("book", "stop", says, _tell_security(), tuple(wrong[:FACTS_MAX]))
    return Step("book", "done", _("Every rule holds, and every note is the one that was posted."))


def _programs(complaints: list[str] | None) -> Step:
    """Programs of others read the year's journal and find it right."""
    here = checking.programs()
    if not here:
        says = _("Neither hledger nor bean-check is installed here.")
        hint = _("Install one of them, or accept the month without a second opinion.")
        return Step("programs", "open", says, hint)
    if complaints is None:
        says = _("%(names)s will read the year's journal.") % {"names": ", ".join(here)}
        return Step("programs", "next", says)
    if complaints:
        facts = tuple(Fact("", text) for text in complaints[:FACTS_MAX])
        return Step("programs", "stop", _("Another program finds fault."), _tell_security(), facts)
    says = _("%(names)s found nothing wrong.") % {"names": ", ".join(here)}
    return Step("programs", "done", says)


LOOKS: tuple[Callable[[Month], Step], ...] = (
    _statements,
    _reconciled,
    _advances,
    _approvals,
    _reservations,
    _contingency,
    _rates,
    _funds,
    _book,
)
