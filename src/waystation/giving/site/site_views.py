"""The give page: from a sum to the page of whoever takes payments, or to a bank's reference."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Refused
from waystation.giving.payments import providers
from waystation.giving.payments.services import open_checkout
from waystation.giving.site import queries, services
from waystation.giving.site.forms import GiveForm

AIMS = ("campaign", "team", "member")


@open_to_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Ask what somebody wants to give, and send them on to where it is paid."""
    told = request.POST if request.method == "POST" else request.GET
    aims = {name: told.get(name, "") for name in AIMS}
    purpose, ended = "", None
    try:
        purpose = queries.purpose_of(**aims, on=clock.now().date())
    except Refused as error:
        aims, ended = dict.fromkeys(AIMS, ""), error
    has_team = bool(aims["team"])
    if request.method != "POST" or ended is not None:
        form = GiveForm(has_team=has_team, ways=queries.ways(), initial=aims)
        form.refused = ended
        return _page(request, form, purpose, status=409 if request.method == "POST" else 200)
    form = GiveForm(request.POST, has_team=has_team, ways=queries.ways())
    if not form.is_valid():
        return _page(request, form, purpose, status=422)
    on_to = ""
    with form.keeping_refusals():
        on_to = _begin(request, form)
    if form.refused is not None:
        return _page(request, form, purpose, status=409)
    return redirect(on_to)


@open_to_everybody
@require_safe
def thanks(request: HttpRequest, given_id: UUID) -> HttpResponse:
    """Say what came of a gift so far: its reference for the bank, on its way, or here."""
    given = queries.given(given_id)
    if given is None:
        raise Http404
    page = {
        "given": given,
        "bank": queries.bank_lines() if given.way == queries.BANK else [],
        "is_trial": providers.chosen() == "test",
    }
    return render(request, "site/thanks.html", page)


def _begin(request: HttpRequest, form: GiveForm) -> str:
    """Write the gift down, and give where its giver goes next."""
    now, asked = clock.now(), form.asked(clock.now())
    row = services.begin(asked, now=now)
    after = reverse("site-thanks", args=[row.pk])
    if asked.way != queries.HOSTED:
        return after
    here = _origin(request)
    return open_checkout(
        row,
        back=here + after,
        cancel=here + reverse("site-give"),
        email=form.cleaned_data["email"],
        language=asked.language,
        now=now,
    )


def _page(request: HttpRequest, form: GiveForm, purpose: str, *, status: int) -> HttpResponse:
    example, adds = GiveForm.cover_example()
    page = {
        "form": form,
        "purpose": purpose,
        "example": example,
        "adds": adds,
        "is_trial": providers.chosen() == "test",
    }
    return render(request, "site/give.html", page, status=status)


def _origin(request: HttpRequest) -> str:
    return settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}"
