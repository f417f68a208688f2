"""Whether the book is whole: every rule tried on every row, as the database holds it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet, Sum

from waystation.base.errors import Refused, Tampered
from waystation.ledger import invariants, rows, triggers
from waystation.ledger.chart import (
    ADVANCE_ACCOUNTS,
    RELEASE,
    RESCUE_ACCOUNTS,
    RESCUE_PURPOSE,
    ROLL,
)
from waystation.ledger.domain import CURRENCY
from waystation.ledger.invariants import Broken, HandLine, Holding, PostedEntry, Promise
from waystation.ledger.models import (
    Account,
    Advance,
    ClosedMonth,
    Entry,
    Fund,
    FundBalance,
    Posting,
    Reservation,
)
from waystation.ledger.readings import RescueFigures
from waystation.vault.keyring import Keyring

# So many entries are walked for a page that shows more than the check.
LATEST = 500


def check_book(rescues: Iterable[RescueFigures], keyring: Keyring | None = None) -> list[Broken]:
    """Check the whole book and name the first entry that breaks each rule; see `queries`."""
    entries = rows.posted_entries()
    broken = _guards()
    restricted = frozenset(Fund.objects.filter(restricted=True).values_list("code", flat=True))
    broken += invariants.first_broken(entries, restricted)
    broken += _claims()
    broken += _claims_on_rescues()
    broken += _purses(entries)
    broken += _promises(entries)
    broken += _advances()
    broken += _months(entries)
    broken += _transfers()
    broken += _budgets(rescues)
    if keyring and keyring.cells_of("finance"):
        broken += _exchanged_notes(keyring)
    else:
        broken += _lost_notes()
    return broken


def glance() -> list[Broken]:
    """Check what can be checked while somebody waits: the guards, the chart, the latest entries."""
    latest = rows.posted_entries(LATEST)
    return [*_guards(), *invariants.first_broken(latest, frozenset()), *_claims()]


def _guards() -> list[Broken]:
    return [
        Broken("guards", 0, "", f"the database no longer enforces {name}")
        for name in triggers.missing(connection)
    ]


def _claims() -> list[Broken]:
    return invariants.claims(
        Account.objects.values_list("code", "counterparty"),
        Fund.objects.values_list("code", flat=True),
    )


def _purses(entries: Sequence[PostedEntry]) -> list[Broken]:
    """Compare the balances that the database keeps with the lines themselves."""
    liquid: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        for line in entry.lines:
            if line.is_liquid and type(line.minor) is int:
                liquid[line.fund, line.currency] += line.minor
    said = [
        Holding(
            row.fund.code, row.currency, row.fund.restricted, row.liquid_minor, row.reserved_minor
        )
        for row in FundBalance.objects.select_related("fund")
    ]
    still_open = Reservation.objects.filter(state="open").values_list("fund__code", "currency")
    promised = {(fund, cur): s for fund, cur, s in still_open.annotate(s=Sum("reserved_minor"))}
    return invariants.bad_balances(said, liquid, promised)


def _promises(entries: Sequence[PostedEntry]) -> list[Broken]:
    """Compare the promises that were kept with what the entries that kept them took out."""
    spent = Reservation.objects.filter(state="posted").select_related("fund", "entry")
    kept = [
        Promise(
            number=(row.entry.number if row.entry else 0) or 0,
            entry=str(row.entry_id),
            fund=row.fund.code,
            currency=row.currency,
            reserved=row.reserved_minor,
            spent=row.posted_minor or 0,
        )
        for row in spent
    ]
    wanted = {one.entry for one in kept}
    out: dict[tuple[str, str, str], int] = defaultdict(int)
    for entry in entries:
        for line in entry.lines if entry.id in wanted else ():
            if line.is_liquid:
                out[entry.id, line.fund, line.currency] -= line.minor
    return invariants.bad_promises(kept, out)


def _advances() -> list[Broken]:
    """Walk through all cash that was put into a hand and taken back."""
    lines = Posting.objects.filter(
        entry__posted=True, account__code__startswith=ADVANCE_ACCOUNTS
    ).order_by("entry__number", "pk")
    columns = ("entry__number", "entry", "entry__advance", "minor", "fund__code", "currency")
    of_advance = ("entry__advance__fund__code", "entry__advance__currency")
    hand = [
        HandLine(number, str(entry), str(advance or ""), minor, (fund, cur), (own_fund, own_cur))
        for number, entry, advance, minor, fund, cur, own_fund, own_cur in lines.values_list(
            *columns, *of_advance
        )
    ]
    closed = Advance.objects.filter(closed_on__isnull=False).values_list("pk", flat=True)
    return invariants.bad_advances(hand, {str(pk) for pk in closed})


def _months(entries: Sequence[PostedEntry]) -> list[Broken]:
    closed = ClosedMonth.objects.order_by("month").values_list("month", "n_entries", "head")
    return invariants.bad_months([(m, last, bytes(head)) for m, last, head in closed], entries)


def _posted() -> QuerySet[Posting]:
    return Posting.objects.filter(entry__posted=True)


def _transfers() -> list[Broken]:
    """Find transfers between funds that do not meet, and costs outside the book's currency."""
    broken = []
    sums = (
        _posted().filter(account__code__in=(RELEASE, ROLL)).values_list("account__code", "currency")
    )
    for account, currency, off in sums.annotate(s=Sum("minor")):
        if off:
            broken.append(Broken("transfers", 0, "", f"{account} is off by {off} {currency}"))
    foreign = _posted().filter(account__type="expense").exclude(currency=CURRENCY)
    first = foreign.select_related("entry").order_by("entry__number").first()
    if first:
        says = f"a cost in {first.currency}"
        broken.append(Broken("currency", first.entry.number or 0, str(first.entry_id), says))
    return broken


def _claims_on_rescues() -> list[Broken]:
    """Find the first pledge, gift or bill that stands in one rescue's fund."""
    lines = _posted().filter(fund__purpose=RESCUE_PURPOSE).order_by("entry__number")
    for code in RESCUE_ACCOUNTS:
        lines = lines.exclude(account__code__startswith=code)
    first = lines.select_related("entry", "account", "fund").first()
    if first is None:
        return []
    says = f"{first.account.code} stands in the fund of one rescue, {first.fund.code}"
    return [Broken("no debt", first.entry.number or 0, str(first.entry_id), says)]


def _budgets(rescues: Iterable[RescueFigures]) -> list[Broken]:
    """Find rescues whose parts do not add up."""
    broken = []
    for figures in rescues:
        for part in figures.categories:
            kept = figures.closed_on and part.category != "resettlement"
            if part.left_cents < 0 or (kept and part.left_cents):
                says = f"{figures.fund}: {part.category} stands at {part.left_cents} cents"
                broken.append(Broken("budgets", 0, "", says))
    return broken


def _lost_notes() -> list[Broken]:
    """Find the first entry whose note is gone, which needs no key."""
    first = Entry.objects.filter(posted=True, body__isnull=True).order_by("number").first()
    if first is None:
        return []
    return [Broken("notes", first.number or 0, str(first.pk), "an entry has lost its note")]


def _exchanged_notes(keyring: Keyring) -> list[Broken]:
    """Find the first entry whose memo is not the one that was posted."""
    lines = rows.lines_by_entry(None)
    for entry in Entry.objects.filter(posted=True).order_by("number"):
        try:
            rows.open_note(entry, lines[entry.pk], keyring)
        except (Tampered, Refused) as why:
            return [Broken("notes", entry.number or 0, str(entry.pk), str(why))]
    return []
