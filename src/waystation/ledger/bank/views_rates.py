"""The table of exchange rates on the screen."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.ledger import exchanging, rates
from waystation.ledger.bank import queries, ratefile
from waystation.ledger.bank.forms import RateForm, RatesFileForm
from waystation.ledger.bank.services import note_rates
from waystation.ledger.bank.views import FINANCE, told
from waystation.ledger.rates import RateRow
from waystation.vault.door import SignedRequest, opens_to


@opens_to(FINANCE)
@require_GET
def table(request: SignedRequest) -> HttpResponse:
    """Show the newest rate of every pair, and what the rates won or lost so far."""
    return _page(request)


@opens_to(FINANCE)
@require_POST
def add(request: SignedRequest) -> HttpResponse:
    """Write one rate into the table."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, one=form)
    given = form.cleaned_data
    row = RateRow(
        given["day"], given["base"].upper(), given["quote"].upper(), given["rate"], given["source"]
    )
    try:
        note_rates([row], by=request.who.keyring, now=clock.now())
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _page(request, one=form)
    return redirect("money-rates")


@opens_to(FINANCE)
@require_POST
def take_in(request: SignedRequest) -> HttpResponse:
    """Write a file of rates into the table: all of them, or none."""
    form = RatesFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, many=form)
    try:
        rows = ratefile.read(form.cleaned_data["content"].read())
        done = note_rates(rows, by=request.who.keyring, now=clock.now())
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _page(request, many=form)
    return redirect(f"{reverse('money-rates')}?new={done.n_new}&known={done.n_known}")


def _page(
    request: SignedRequest, *, one: RateForm | None = None, many: RatesFileForm | None = None
) -> HttpResponse:
    bound = next((form for form in (one, many) if form is not None), None)
    page = {
        "rates": queries.last_rates(),
        "open": exchanging.open_exchanges(),
        "one": one or RateForm(initial={"day": clock.now().date(), "base": "USD"}),
        "many": many or RatesFileForm(),
        "done": {name: told(request, name) for name in ("new", "known")},
        "age_days": rates.RATE_AGE_MAX.days,
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "ledger/rates.html", page, status=status)
