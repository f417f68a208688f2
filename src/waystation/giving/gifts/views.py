"""The giving room: what needs a person, the gifts, one of them, and those that repeat."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.giving.gifts import byhand, forms, queries, services, showing, tables, wording
from waystation.giving.gifts.forms import WantedForm
from waystation.giving.gifts.queries import GiftView
from waystation.ledger.reports import writing
from waystation.vault.door import SignedRequest, opens_to

FINANCE, FUNDRAISER = "finance officer", "fundraiser"
FILE_MAX = 50_000


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def giving(request: SignedRequest) -> HttpResponse:
    """Show what needs a person, what was given, promised and is expected, and each campaign."""
    on = clock.now().date()
    page = {
        "found": queries.overview(on),
        "expected_cents": queries.expected_cents(),
        "month": on.replace(day=1),
        "is_finance": request.who.role == FINANCE,
    }
    return render(request, "giving/gifts/overview.html", page)


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def gifts(request: SignedRequest) -> HttpResponse:
    """List gifts by what stands in clear; who gave is opened one by one."""
    form = WantedForm(request.GET)
    pages = Paginator(queries.gifts(form.wanted), queries.PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    page = {
        "form": form,
        "choices": form.choices,
        "funds": forms.fund_choices(),
        "shown": pages.get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "is_finance": request.who.role == FINANCE,
    }
    status = 422 if form.errors else 200
    return render(request, "giving/gifts/gifts.html", page, status=status)


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def gifts_csv(request: SignedRequest) -> HttpResponse:
    """Give the same gifts as CSV, without a name."""
    found = tables.of_gifts(queries.gifts(WantedForm(request.GET).wanted)[:FILE_MAX])
    response = HttpResponse(writing.as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="gifts.csv"'
    return response


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def gifts_xlsx(request: SignedRequest) -> HttpResponse:
    """Give the same gifts as a workbook, without a name."""
    found = tables.of_gifts(queries.gifts(WantedForm(request.GET).wanted)[:FILE_MAX])
    made = writing.as_xlsx(found, on=clock.now().date())
    response = HttpResponse(made, content_type=writing.XLSX)
    response["Content-Disposition"] = 'attachment; filename="gifts.xlsx"'
    return response


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def gift(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Show one gift: who gave it, what it counts for, and every entry of the book about it."""
    view = opened(request, gift_id)
    row = view.row
    page = {
        "view": view,
        "row": row,
        "matches": queries.matches_of(row),
        "waits": byhand.waiting_for(gift_id),
        "kind": wording.KIND_NAMES[row.kind],
        "state": wording.STATE_NAMES[row.state],
        "is_finance": request.who.role == FINANCE,
        "can_go_back": view.left_cents > 0 and row.entry is not None and row.kind != "in-kind",
        "is_at_provider": queries.is_at_provider(row),
        "can_come": row.entry is None and row.way in byhand.BY_HAND and row.state != "lost",
    }
    return render(request, "giving/gifts/gift.html", page)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def show(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Put a giver's name and words on public pages, or leave one or both out."""
    opened(request, gift_id)
    showing.show(
        gift_id,
        name="name" in request.POST,
        message="message" in request.POST,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("giving-gift", gift_id)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def tell_honoured(request: SignedRequest) -> HttpResponse:
    """Let letters wait for those in whose honour something came."""
    showing.tell_honoured(keyring=request.who.keyring, now=clock.now())
    return redirect("giving")


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def recurring(request: SignedRequest) -> HttpResponse:
    """List gifts that repeat, those that fail first."""
    state = request.GET.get("state", "")
    found = queries.recurring(state=state if state in wording.RECURRING_NAMES else "")
    page: dict[str, Any] = {
        "shown": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "states": wording.RECURRING_NAMES.items(),
        "state": state,
        "query": f"state={state}" if state in wording.RECURRING_NAMES else "",
        "person": queries.person(clock.now().date()),
        "expected_cents": queries.expected_cents(),
    }
    return render(request, "giving/gifts/recurring.html", page)


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def one_recurring(request: SignedRequest, recurring_id: UUID) -> HttpResponse:
    """Show one gift that repeats: who gives it, and its instalments."""
    row, said = queries.one_recurring(recurring_id, request.who.keyring)
    page = {
        "row": row,
        "said": said,
        "donor": queries.giver(row, request.who.keyring),
        "gifts": queries.instalments(row),
        "state": wording.RECURRING_NAMES[row.state],
        "every": wording.INTERVAL_NAMES[row.every],
        "shown_as": wording.SHOWN_NAMES[said.shown_as],
        "can_rest": row.state in ("active", "failing"),
        "can_go_on": row.state in ("paused", "failing", "lapsed"),
    }
    return render(request, "giving/gifts/one_recurring.html", page)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def remind(request: SignedRequest) -> HttpResponse:
    """Let letters wait for all whose gift failed and who have not heard of it."""
    services.tell_all_failing(now=clock.now())
    return redirect("giving-recurring")


def opened(request: SignedRequest, gift_id: UUID) -> GiftView:
    """Open a gift for whoever asks; there is none for whoever does not hold its compartment."""
    view = queries.gift(gift_id, request.who.keyring)
    if view is None:
        raise Http404
    return view
