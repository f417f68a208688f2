"""On the public site: where notices of payments come in, and the test provider's own pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Refused
from waystation.giving.models import TrialCheckout
from waystation.giving.payments import by_test, providers, services
from waystation.giving.payments.providers import Forged, Unreachable

TEXT = "text/plain; charset=utf-8"


@csrf_exempt
@open_to_everybody
@require_POST
def hook(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in a notice: 200 once it is in the book or kept, 400 if it is nobody's.

    A form's origin says nothing here: the notice proves itself by its signature alone.
    """
    if provider not in providers.NAMES or provider != providers.chosen():
        raise Http404
    try:
        services.hear(provider, request.body, request.headers, now=clock.now())
    except Forged:
        return HttpResponse("not ours\n", status=400, content_type=TEXT)
    except Unreachable:
        return HttpResponse("later\n", status=503, content_type=TEXT)
    except Refused:
        return HttpResponse("refused\n", status=400, content_type=TEXT)
    return HttpResponse("ok\n", content_type=TEXT)


@open_to_everybody
@require_GET
def checkout(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the test provider's page, on which nobody really pays."""
    return render(request, "giving/payments/checkout.html", {"checkout": _opened(ref)})


@open_to_everybody
@require_POST
def pay(request: HttpRequest, ref: str) -> HttpResponse:
    """Pay on the test provider's page: it tells us by a signed notice and sends the giver back."""
    opened, now = _opened(ref), clock.now()
    for notice in by_test.pays(opened, now=now):
        services.hear("test", notice, by_test.signed(notice, now=now), now=now)
    return redirect(opened.back)


@open_to_everybody
@require_POST
def fail(request: HttpRequest, ref: str) -> HttpResponse:
    """Let the payment fail on the test provider's page; it can be tried again."""
    opened, now = _opened(ref), clock.now()
    for notice in by_test.fails(opened, now=now):
        services.hear("test", notice, by_test.signed(notice, now=now), now=now)
    return redirect("site-checkout", ref)


@open_to_everybody
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, ref: str) -> HttpResponse:
    """Name another way of paying on the test provider's page; nothing is asked for."""
    opened = _opened(ref)
    if request.method == "POST":
        return redirect(opened.back)
    return render(request, "giving/payments/renew.html", {"checkout": opened})


def _opened(ref: str) -> TrialCheckout:
    found = TrialCheckout.objects.filter(ref=ref).first()
    if providers.chosen() != "test" or found is None:
        raise Http404
    return found
