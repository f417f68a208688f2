"""What the office asks of a provider, each on a page that says what follows before it is done."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.base.keptform import KeptForm
from waystation.base.money import dollars
from waystation.giving.gifts import queries as gifts
from waystation.giving.gifts.views import opened
from waystation.giving.gifts.views_desk import ask
from waystation.giving.payments import by_test, providers, queries, services, steering
from waystation.giving.payments.forms import PauseForm, RefundForm
from waystation.vault import audit
from waystation.vault.door import SignedRequest, opens_to

FINANCE, FUNDRAISER = "finance officer", "fundraiser"
ASK = ["GET", "POST"]


@opens_to(FINANCE)
@require_http_methods(ASK)
def refund(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Let the provider give back all or a part of a gift that was paid through it."""
    view = opened(request, gift_id)
    if queries.notice_of_payment(gift_id) is None:
        raise Http404
    left = view.left_cents
    first = {"entry_id": new_id(), "amount": dollars(left).removeprefix("$")}
    form = RefundForm(request.POST or None, initial=first)
    page = {
        "title": _("Give it back through the payment provider"),
        "what": _(
            "The provider sends the money back to the card or account it came from. This cannot"
            " be undone. The book follows with the provider's own notice, and what went back"
            " counts no more."
        ),
        "sum_cents": left,
        "do": _("Give it back"),
        "back": reverse("giving-gift", args=[gift_id]),
        "tab": "gifts",
    }
    if form.is_valid():
        keyring, now = request.who.keyring, clock.now()
        cents = form.cleaned_data["amount"]
        with form.keeping_refusals():
            name = steering.refund(gift_id, cents=cents, once=form.entry, by=keyring, now=now)
            _hear_test(name)
            return redirect("giving-gift", gift_id)
    return ask(request, form, page)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(ASK)
def pause(request: SignedRequest, recurring_id: UUID) -> HttpResponse:
    """Let a gift that repeats rest, where its giver asked us for that."""
    row, _said = gifts.one_recurring(recurring_id, request.who.keyring)
    form = PauseForm(request.POST if request.method == "POST" else None)
    says = _about(recurring_id) | {
        "title": _("Let it rest"),
        "what": _("Nothing is collected while it rests. Its giver is told by a letter."),
        "sum_cents": row.cents,
        "do": _("Let it rest"),
    }
    if form.is_valid():
        with form.keeping_refusals():
            until = form.cleaned_data["until"]
            steering.pause(recurring_id, until=until, key=request.who.keyring, now=clock.now())
            return _done(request, recurring_id, "paused")
    return ask(request, form, says)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(ASK)
def resume(request: SignedRequest, recurring_id: UUID) -> HttpResponse:
    """Let a gift that rests or failed go on."""
    row, _said = gifts.one_recurring(recurring_id, request.who.keyring)
    form = KeptForm(request.POST or None)
    says = _about(recurring_id) | {
        "title": _("Let it go on"),
        "what": _("It is collected again from its next day on. Its giver is told by a letter."),
        "sum_cents": row.cents,
        "do": _("Let it go on"),
    }
    if request.method == "POST":
        with form.keeping_refusals():
            steering.resume(recurring_id, key=request.who.keyring, now=clock.now())
            return _done(request, recurring_id, "resumed")
    return ask(request, form, says)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(ASK)
def stop(request: SignedRequest, recurring_id: UUID) -> HttpResponse:
    """End a gift that repeats for good, where its giver asked us for that."""
    row, _said = gifts.one_recurring(recurring_id, request.who.keyring)
    form = KeptForm(request.POST or None)
    says = _about(recurring_id) | {
        "title": _("Stop it for good"),
        "what": _(
            "Nothing is collected any more, and this cannot be undone: its giver would have to"
            " begin a new one. They are told by a letter."
        ),
        "sum_cents": row.cents,
        "do": _("Stop it"),
    }
    if request.method == "POST":
        with form.keeping_refusals():
            steering.stop(recurring_id, key=request.who.keyring, now=clock.now())
            return _done(request, recurring_id, "stopped")
    return ask(request, form, says)


def _about(recurring_id: UUID) -> dict[str, Any]:
    return {"back": reverse("giving-recurring-one", args=[recurring_id]), "tab": "recurring"}


def _done(request: SignedRequest, recurring_id: UUID, what: str) -> HttpResponse:
    says = {"id": str(recurring_id), "of": what}
    audit.write(
        "regular gift steered", actor=request.who.keyring.user_id, says=says, now=clock.now()
    )
    return redirect("giving-recurring-one", recurring_id)


def _hear_test(name: str) -> None:
    """Let the test provider send its notice of a refund; a real one sends its own."""
    payment = queries.trial_payment(name)
    if providers.chosen() != "test" or payment is None:
        return
    now = clock.now()
    notice = by_test.refunds(payment, now=now)
    services.hear("test", notice, by_test.signed(notice, now=now), now=now)
