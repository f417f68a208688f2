"""A donor's own page on the public site: a link by mail, a visit, and what they change alone.

The process that serves it holds no key: everything is opened by the donor's own seed, which comes
out of their address for the length of one request, and then lies under the secret of their cookie.
"""

from uuid import UUID

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.keptform import KeptForm
from waystation.giving.domain import later
from waystation.giving.donors.domain import WHATS, allows, current, tidied
from waystation.giving.letters import in_a_demo, links
from waystation.giving.letters import services as letters
from waystation.giving.own import forms, queries, services
from waystation.giving.own.domain import REST_MONTHS
from waystation.giving.own.queries import Visit
from waystation.giving.payments import steering
from waystation.vault import limits, ownkeys

SAVED = ("shown", "amount", "pause", "resume", "stop", "permissions")


def cookie_name() -> str:
    """Name the cookie of a visit; over https it belongs to this very host."""
    return "__Host-own" if settings.SECURE else "own"


@open_to_everybody
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail; the answer is the same whether anybody has the address or not."""
    form = forms.DoorForm(request.POST or None)
    if request.method == "POST":
        limits.take("own-link", limits.network_of(request))
        if form.is_valid():
            _send_link(request, form.cleaned_data["email"])
            return redirect("site-own-sent")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "site/own/door.html", {"form": form}, status=status)


@open_to_everybody
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a link is on its way, and that nobody is told more."""
    return render(request, "site/own/sent.html", {"is_in_files": in_a_demo.is_on()})


@open_to_everybody
@require_http_methods(["GET", "POST"])
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show one button; pressed, it opens a visit. What only looks at links uses none up."""
    if request.method == "GET" or len(secret) > forms.SECRET_MAX:
        return render(request, "site/own/open.html")
    limits.take("own-open", limits.network_of(request))
    cookie = services.open_link(secret, now=clock.real_now())
    response = redirect("site-own-page")
    response.set_cookie(
        cookie_name(), cookie, secure=settings.SECURE, httponly=True, samesite="Strict"
    )
    return response


@open_to_everybody
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show a donor what they gave, their receipts, and what they can change."""
    if cookie_name() not in request.COOKIES:
        return redirect("site-own")
    visit, done = _visit(request), request.GET.get("done", "")
    said = queries.permissions(visit)
    shown = {
        "donor": queries.donor(visit),
        "gifts": queries.gifts(visit),
        "regulars": queries.regulars(visit),
        "papers": queries.papers(visit),
        "allowed": [(what, allows(said, what), current(said).get(what)) for what in WHATS],
        "done": done if done in SAVED else "",
    }
    return render(request, "site/own/page.html", shown)


@open_to_everybody
@require_http_methods(["GET", "POST"])
def gift(request: HttpRequest, gift_id: UUID) -> HttpResponse:
    """Show one gift, and let its giver be shown otherwise with it."""
    visit = _visit(request)
    line = queries.gift(gift_id, visit)
    form = forms.ShownForm(request.POST or None, initial={"shown_as": line.shown_as})
    if request.method == "POST" and form.is_valid():
        services.show_as(gift_id, form.cleaned_data["shown_as"], visit=visit, now=clock.now())
        return _saved("shown")
    status = 422 if form.is_bound and form.errors else 200
    shown = {"line": line, "form": form, "names": forms.SHOWN_NAMES}
    return render(request, "site/own/gift.html", shown, status=status)


@open_to_everybody
@require_http_methods(["GET", "POST"])
def regular(request: HttpRequest, recurring_id: UUID) -> HttpResponse:
    """Show one gift that repeats; change, pause, resume or stop it, or renew the card."""
    visit = _visit(request)
    line = queries.regular(recurring_id, visit)
    form = None
    if request.method == "POST":
        if request.POST.get("act") == "renew":
            return redirect(_renewal(request, recurring_id, visit))
        form = _steer(request, recurring_id, visit)
        if form is None:
            return _saved(request.POST["act"])
    shown = {
        "line": line,
        "form": form,
        "months": REST_MONTHS,
        "amount": request.POST.get("amount") or line.amount,
    }
    return render(request, "site/own/regular.html", shown, status=422 if form else 200)


@open_to_everybody
@require_GET
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """Give a donor their receipt."""
    name, content = queries.paper(receipt_id, _visit(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@open_to_everybody
@require_POST
def permissions(request: HttpRequest) -> HttpResponse:
    """Take in what a donor allows from now on, and in which language they are written to."""
    visit, form = _visit(request), forms.PermissionsForm(request.POST)
    if not form.is_valid():
        raise Http404
    now, chosen = clock.now(), form.cleaned_data["allows"]
    services.allow({what: what in chosen for what in WHATS}, visit=visit, now=now)
    services.speak(form.cleaned_data["language"], visit=visit)
    return _saved("permissions")


@open_to_everybody
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Give a donor everything that is kept of them, in a form that programs read."""
    told = queries.everything(_visit(request), clock.now())
    body = msgspec.json.format(msgspec.json.encode(told), indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kept-of-me.json"'
    return response


@open_to_everybody
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit, or every visit and link of this donor."""
    services.leave(_visit(request), everywhere=request.POST.get("everywhere") == "1")
    response = redirect("site-own")
    response.delete_cookie(cookie_name(), samesite="Strict")
    return response


@open_to_everybody
@csrf_exempt
@require_http_methods(["GET", "POST"])
def no_more(request: HttpRequest, giver: UUID, what: str, proof: str) -> HttpResponse:
    """Let no more letters of a kind come: one press, here or in a program that reads mail.

    Such a program says of itself from where it comes what it likes; the proof in the address is
    what counts.
    """
    if what not in WHATS or not _is_proven(giver, what, proof):
        raise Http404
    if request.method == "POST":
        limits.take("own-open", limits.network_of(request))
        services.no_more(giver, what, now=clock.now())
    return render(request, "site/own/no_more.html", {"done": request.method == "POST"})


def _send_link(request: HttpRequest, email: str) -> None:
    """Make a link and send it; nothing here asks whether anybody has the address."""
    # What was looked up is what is written to: two ways of writing a host may be two hosts.
    address = tidied(email)
    limits.take("own-address", f"{limits.network_of(request)} {address}")
    limits.take("own-address-all", address)
    language = get_language() or "en"
    secret = services.new_link(address, now=clock.real_now())
    path = reverse("site-own-open", kwargs={"secret": secret})
    origin = settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}"
    letters.send("link", address, language, {"url": origin + path})


def _visit(request: HttpRequest) -> Visit:
    return services.visit(request.COOKIES.get(cookie_name(), ""), now=clock.real_now())


def _saved(what: str) -> HttpResponse:
    return redirect(f"{reverse('site-own-page')}?done={what}")


def _steer(request: HttpRequest, recurring_id: UUID, visit: Visit) -> KeptForm | None:
    """Do what was asked with a regular gift; gives the form where it says what is wrong."""
    now, act = clock.now(), request.POST.get("act", "")
    if act not in ("amount", "pause", "resume", "stop"):
        raise Http404
    form = forms.FORMS.get(act, KeptForm)(request.POST)
    if not form.is_valid():
        return form
    with form.keeping_refusals():
        if isinstance(form, forms.AmountForm):
            steering.change_amount(recurring_id, cents=form.cents, key=visit.seed, now=now)
        elif act == "pause":
            until = later(now.date(), form.cleaned_data["months"], anchor=now.date())
            steering.pause(recurring_id, until=until, key=visit.seed, now=now)
        elif act == "resume":
            steering.resume(recurring_id, key=visit.seed, now=now)
        else:
            steering.stop(recurring_id, key=visit.seed, now=now)
    return form if form.refused else None


def _renewal(request: HttpRequest, recurring_id: UUID, visit: Visit) -> str:
    queries.regular(recurring_id, visit)
    origin = settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}"
    back = origin + reverse("site-own-page")
    return steering.renew_url(recurring_id, back=back, key=visit.seed, now=clock.now())


def _is_proven(giver: UUID, what: str, proof: str) -> bool:
    return ownkeys.is_mark(proof, links.proof_of(giver, what))
