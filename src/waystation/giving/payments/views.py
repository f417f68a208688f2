"""The page of payments: transfers that bear a reference, notices that wait, what is on its way."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving.models import NoticeRow
from waystation.giving.payments import queries, services, transfers
from waystation.ledger.bank import queries as bank
from waystation.vault.door import SignedRequest, opens_to

FINANCE = "finance officer"
REFUSED = 422


@opens_to(FINANCE)
@require_GET
def payments(request: SignedRequest) -> HttpResponse:
    """Show what came by transfer, what providers told that waits, and what they still hold."""
    return _page(request)


@opens_to(FINANCE)
@require_POST
def take(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Take a line of the bank for the gift whose reference it bears."""
    if bank.one_line(line_id, request.who.keyring) is None:
        raise Http404
    try:
        transfers.take(line_id, by=request.who.keyring, now=clock.now())
    except Refused as no:
        return _page(request, no)
    return redirect("giving-payments")


@opens_to(FINANCE)
@require_POST
def again(request: SignedRequest, notice_id: UUID) -> HttpResponse:
    """Act once more on a notice that is parked."""
    _own(request, notice_id)
    try:
        services.hear_again(notice_id, keyring=request.who.keyring, now=clock.now())
    except Refused as no:
        return _page(request, no)
    return redirect("giving-payments")


@opens_to(FINANCE)
@require_POST
def aside(request: SignedRequest, notice_id: UUID) -> HttpResponse:
    """Say that a notice concerns nothing here."""
    _own(request, notice_id)
    try:
        services.set_aside(notice_id, by=request.who.keyring, now=clock.now())
    except Refused as no:
        return _page(request, no)
    return redirect("giving-payments")


@opens_to(FINANCE)
@require_GET
def notice(request: SignedRequest, notice_id: UUID) -> HttpResponse:
    """Show one notice word for word, to whoever has to say what it is."""
    row = _own(request, notice_id)
    page = {
        "notice": row,
        "said": queries.pretty(queries.raw_of(row, request.who.keyring)),
        "waits": row.state in ("parked", "unknown"),
    }
    return render(request, "giving/payments/notice.html", page)


def _own(request: SignedRequest, notice_id: UUID) -> NoticeRow:
    cells = request.who.keyring.cells_of("giving")
    found = NoticeRow.objects.filter(pk=notice_id, cell__in=cells).first()
    if found is None:
        raise Http404
    return found


def _page(request: SignedRequest, refused: Refused | None = None) -> HttpResponse:
    page = {
        "transfers": transfers.waiting(request.who.keyring),
        "notices": queries.waiting(),
        "counts": queries.counts(),
        "clearing": queries.clearing(),
        "refused": refused,
    }
    status = REFUSED if refused else 200
    return render(request, "giving/payments/payments.html", page, status=status)
