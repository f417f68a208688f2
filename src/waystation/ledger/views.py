"""The money pages: funds and rescues for those who plan, the journal for the finance officer."""

import csv
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import domain, queries, readings, services
from waystation.ledger.forms import GiftForm, JournalForm
from waystation.ledger.readings import JournalEntry
from waystation.ledger.wording import KIND_NAMES
from waystation.vault.door import SignedRequest, opens_to

FINANCE = "finance officer"
CSV_HEAD = (
    "number",
    "day",
    "kind",
    "account",
    "fund",
    "usd",
    "budget",
    "reverses",
    "memo",
    "payee",
)


def _for_finance(request: SignedRequest) -> dict[str, Any]:
    """Only the finance officer is shown the way to the journal."""
    return {"is_finance": request.who.role == FINANCE}


@opens_to(FINANCE, "field manager")
@require_GET
def money(request: SignedRequest) -> HttpResponse:
    """Show what is free, every fund, every rescue's budget, and whether the book is whole."""
    funds = [fund for fund in queries.fund_balances() if not fund.state]
    page = {
        "free": queries.free_money(),
        "funds": funds,
        "rescues": queries.rescues(),
        "broken": queries.glance(),
        "was_all_checked": not queries.is_long(),
        "totals": queries.totals(),
    }
    return render(request, "ledger/money.html", page | _for_finance(request))


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def check(request: SignedRequest) -> HttpResponse:
    """Show the trial balance and, when asked to, open every note and check the whole book by it."""
    page: dict[str, Any] = {
        "trial": readings.by_fund(queries.trial_balance()),
        "totals": queries.totals(),
        "was_checked": request.method == "POST",
    }
    if request.method == "POST":
        keyring = request.who.keyring
        # Without this key the notes would pass unread.
        keyring.cell("finance")
        page["broken"] = queries.check_book(keyring)
    return render(request, "ledger/check.html", page)


@opens_to(FINANCE)
@require_GET
def journal(request: SignedRequest) -> HttpResponse:
    """Show the entries with their memos, newest first."""
    form = JournalForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = {
        "form": form,
        "entries": queries.journal(keyring=request.who.keyring, **wanted),
        "limit": queries.JOURNAL_MAX,
        "funds": queries.fund_balances(),
        "kinds": KIND_NAMES.items(),
        "query": request.GET.urlencode(),
        "booked": request.GET.get("booked", ""),
    }
    return render(request, "ledger/journal.html", page)


@opens_to(FINANCE)
@require_GET
def journal_csv(request: SignedRequest) -> HttpResponse:
    """Give the same entries as a table for a spreadsheet, oldest first, one row a line."""
    form = JournalForm(request.GET)
    if not form.is_valid():
        raise Refused(_("The filter is not understood."), hint=_("Write days like 1855-10-26."))
    entries = queries.journal(
        keyring=request.who.keyring, limit=queries.CSV_MAX, **form.cleaned_data
    )
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal.csv"'
    table = csv.writer(response)
    table.writerow(CSV_HEAD)
    for entry in reversed(entries):
        table.writerows(_csv_rows(entry))
    return response


def _csv_rows(entry: JournalEntry) -> list[tuple[object, ...]]:
    note = entry.note or domain.Note("", "")
    return [
        (
            entry.number,
            entry.booked_on.isoformat(),
            entry.kind,
            line.account,
            line.fund,
            _plain(line.minor),
            line.budget_line,
            entry.reverses or "",
            _inert(note.memo),
            _inert(note.payee),
        )
        for line in entry.lines
    ]


def _plain(cents: int) -> str:
    """Write cents as a spreadsheet reads them."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _inert(text: str) -> str:
    """Keep a spreadsheet from taking somebody's words for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def gift(request: SignedRequest) -> HttpResponse:
    """Book a gift: fill in, look at it once more, book."""
    if request.method == "GET":
        return _gift_page(request, GiftForm(initial={"entry_id": new_id()}))
    form = GiftForm(request.POST)
    if not form.is_valid() or "change" in request.POST:
        return _gift_page(request, form)
    if "confirm" not in request.POST:
        return _gift_page(request, form, is_last_look=True)
    given = form.cleaned_data
    try:
        services.record_gift(
            entry_id=form.entry,
            cents=given["amount"],
            on=clock.now().date(),
            fund=given["fund"],
            memo=given["memo"],
            payee=given["payee"],
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _gift_page(request, form)
    return redirect(f"{reverse('money-journal')}?booked={form.entry}")


def _gift_page(
    request: SignedRequest, form: GiftForm, *, is_last_look: bool = False
) -> HttpResponse:
    page = {"form": form, "on": clock.now().date(), "is_last_look": is_last_look}
    if is_last_look:
        page["free_after_cents"] = (
            queries.balance(form.cleaned_data["fund"]) + form.cleaned_data["amount"]
        )
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/gift.html", page, status=status)
