"""What finance books about gifts, each after a second look: recorded, given back, corrected."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.base.keptform import KeptForm
from waystation.giving.gifts import aims, byhand, showing
from waystation.giving.gifts.byhand import Valued
from waystation.giving.gifts.forms import AimForm, BackForm, RecordForm, ValueForm
from waystation.giving.gifts.views import opened
from waystation.vault.door import SignedRequest, opens_to

FINANCE, FUNDRAISER = "finance officer", "fundraiser"
ASK = ["GET", "POST"]


@opens_to(FINANCE)
@require_http_methods(ASK)
def record(request: SignedRequest) -> HttpResponse:
    """Write down a gift that came by hand or bank: fill in, look at it once more, book."""
    form = RecordForm(request.POST or None, initial={"entry_id": new_id()})
    says = {"title": _("Record a gift"), "back": reverse("giving-gifts"), "tab": "gifts"}
    if not form.is_valid() or "change" in request.POST:
        return ask(request, form, says)
    if "confirm" not in request.POST:
        return ask(request, form, says | {"is_last_look": True})
    who, now, asked = request.who, clock.now(), form.asked
    with form.keeping_refusals():
        if asked.way == "in-kind":
            row = byhand.record_in_kind(asked, now=now, aim=form.chosen)
        else:
            row, _answer = byhand.record(
                asked, aim=form.chosen, role=who.role, keyring=who.keyring, now=now
            )
        return redirect("giving-gift", row.pk)
    return ask(request, form, says)


@opens_to(FINANCE)
@require_http_methods(ASK)
def take(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Book that a gift which was awaited came, all of it."""
    row = opened(request, gift_id).row
    form = KeptForm(request.POST or None)
    says = _about(gift_id) | {
        "title": _("It came"),
        "what": _("The gift is booked as it was begun or promised."),
        "sum_cents": row.cents,
        "do": _("Book it"),
    }
    if request.method == "POST":
        who = request.who
        with form.keeping_refusals():
            byhand.take(row, cents=row.cents, role=who.role, keyring=who.keyring, now=clock.now())
            return redirect("giving-gift", gift_id)
    return ask(request, form, says)


@opens_to(FINANCE)
@require_http_methods(ASK)
def send_back(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Ask for a second hand on giving money of a gift back by our bank."""
    view = opened(request, gift_id)
    form = BackForm(request.POST or None, initial={"entry_id": new_id()})
    says = _about(gift_id) | {
        "title": _("Give it back by our bank"),
        "what": _("A second person in finance looks at it first. What goes back counts no more."),
        "sum_cents": view.left_cents,
        "do": _("Ask for a second hand"),
    }
    if form.is_valid():
        said, who = form.cleaned_data, request.who
        with form.keeping_refusals():
            byhand.send_back(
                proposal_id=form.entry,
                gift_id=gift_id,
                cents=said["amount"],
                why=said["why"],
                role=who.role,
                keyring=who.keyring,
                now=clock.now(),
            )
            return redirect("money-approvals")
    return ask(request, form, says)


@opens_to(FINANCE)
@require_http_methods(ASK)
def value(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Ask for a second hand on what a gift in kind was worth."""
    view = opened(request, gift_id)
    if view.row.kind != "in-kind":
        raise Http404
    form = ValueForm(request.POST or None, initial={"entry_id": new_id()})
    says = _about(gift_id) | {
        "title": _("Value a gift in kind"),
        "what": view.description,
        "do": _("Ask for a second hand"),
    }
    if form.is_valid():
        said, who = form.cleaned_data, request.who
        with form.keeping_refusals():
            byhand.value(
                proposal_id=form.entry,
                valued=Valued(gift_id, said["amount"], said["use"], view.description),
                why=said["why"],
                role=who.role,
                keyring=who.keyring,
                now=clock.now(),
            )
            return redirect("money-approvals")
    return ask(request, form, says)


@opens_to(FINANCE)
@require_http_methods(ASK)
def correct(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Let a gift count for what it was meant for; the book shows the move."""
    view = opened(request, gift_id)
    form = AimForm(request.POST or None, initial={"aim": aims.choice_of(view.row)})
    says = _about(gift_id) | {
        "title": _("Correct what it is for"),
        "what": _("The book keeps both: what was booked, and the correction."),
        "sum_cents": view.left_cents,
        "do": _("Correct it"),
    }
    if form.is_valid():
        with form.keeping_refusals():
            aim = aims.chosen(form.cleaned_data["aim"])
            showing.correct(gift_id, aim=aim, keyring=request.who.keyring, now=clock.now())
            return redirect("giving-gift", gift_id)
    return ask(request, form, says)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(ASK)
def hide(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Make a gift anonymous on every public page, after a second look."""
    opened(request, gift_id)
    form = KeptForm(request.POST or None)
    says = _about(gift_id) | {
        "title": _("Make it anonymous"),
        "what": _("Name and words of its giver leave every public page at once."),
        "do": _("Make it anonymous"),
    }
    if request.method == "POST":
        with form.keeping_refusals():
            showing.hide(gift_id, keyring=request.who.keyring, now=clock.now())
            return redirect("giving-gift", gift_id)
    return ask(request, form, says)


def ask(request: SignedRequest, form: KeptForm, says: dict[str, Any]) -> HttpResponse:
    """Show a form with what it is about; one that is shown again says so in its status."""
    is_again = form.is_bound and (form.refused is not None or bool(form.errors))
    return render(
        request, "giving/gifts/ask.html", says | {"form": form}, status=422 if is_again else 200
    )


def _about(gift_id: UUID) -> dict[str, Any]:
    return {"back": reverse("giving-gift", args=[gift_id]), "tab": "gifts"}
