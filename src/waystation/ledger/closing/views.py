"""The page on which a month is closed, and the form for what belongs into it."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger.closing import domain, queries, services, steps
from waystation.ledger.closing.forms import AccrualForm, CloseForm
from waystation.ledger.closing.wording import ACCRUAL_NAMES, STATE_NAMES, STEP_NAMES
from waystation.ledger.reports import months
from waystation.ledger.reports.wording import account_name
from waystation.vault.door import SignedRequest, opens_to

FINANCE = "finance officer"


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def close(request: SignedRequest) -> HttpResponse:
    """Show every step of the next month and, after a last look, close it for good."""
    if request.method == "GET":
        return _page(request, CloseForm())
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "confirm" not in request.POST:
        return _page(request, form, is_last_look="change" not in request.POST)
    month = form.cleaned_data["month"]
    try:
        services.close_month(
            month=month,
            keyring=request.who.keyring,
            user_id=request.who.user_id,
            now=clock.now(),
            accepted=frozenset(form.cleaned_data["accepted"]),
        )
    except Refused as refused:
        return _page(request, form, refused=refused, status=422)
    return redirect(f"{reverse('money-close')}?closed={month}")


def _page(
    request: SignedRequest,
    form: CloseForm,
    *,
    is_last_look: bool = False,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the months that are closed and the steps of the next one."""
    today = clock.now().date()
    month = queries.next_month(today)
    accepted = frozenset(form.cleaned_data.get("accepted", ()) if form.is_bound else ())
    page: dict[str, object] = {
        "closed": queries.closed_months(),
        "just_closed": request.GET.get("closed", ""),
        "refused": refused,
        "form": form,
    }
    if month is not None:
        keyring = request.who.keyring
        found = (services.look_closely if is_last_look else steps.look)(month, keyring)
        blocking = domain.blocking(found, accepted)
        page |= {
            "month": months.written(month),
            "is_over": domain.is_over(months.last_day(month), today),
            "steps": [(one, STEP_NAMES[one.key], STATE_NAMES[one.state]) for one in found],
            "accepted": accepted,
            "is_last_look": is_last_look and not blocking,
            "blocking": [STEP_NAMES[one.key] for one in blocking] if is_last_look else [],
        }
    return render(request, "ledger/close.html", page, status=status)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def accrue(request: SignedRequest) -> HttpResponse:
    """Enter what belongs into a month though no money moved: fill in, look once more, book."""
    if request.method == "GET":
        month = months.written(_usual_month(clock.now().date()))
        return _accrual_page(request, AccrualForm(initial={"entry_id": new_id(), "month": month}))
    form = AccrualForm(request.POST)
    if not form.is_valid() or "change" in request.POST:
        return _accrual_page(request, form)
    if "confirm" not in request.POST:
        return _accrual_page(request, form, is_last_look=True)
    try:
        services.accrue(
            entry_id=form.entry,
            month=form.cleaned_data["month"],
            accrual=form.accrual,
            user_id=request.who.user_id,
            goes_back=form.cleaned_data["goes_back"],
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _accrual_page(request, form)
    return redirect(f"{reverse('money-journal')}?booked={form.entry}")


def _usual_month(today: date) -> int:
    """Offer the month that is closed next, at the latest the present one."""
    present = months.month_of(today)
    return min(queries.next_month(today) or present, present)


def _accrual_page(
    request: SignedRequest, form: AccrualForm, *, is_last_look: bool = False
) -> HttpResponse:
    page: dict[str, object] = {"form": form, "is_last_look": is_last_look}
    if is_last_look:
        page["what"] = ACCRUAL_NAMES[form.cleaned_data["what"]]
        page["spent_on"] = account_name(form.cleaned_data["account"])
        page["on"] = months.last_day(form.cleaned_data["month"])
        page["month_text"] = months.written(form.cleaned_data["month"])
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/accrual.html", page, status=status)
