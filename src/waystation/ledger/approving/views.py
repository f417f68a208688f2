"""The approvals queue: what waits for a second hand, one page for each, and the decision."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import queries as book
from waystation.ledger.approving import queries, services, undoing
from waystation.ledger.approving.forms import DecisionForm
from waystation.ledger.forms import ReversalForm
from waystation.vault.door import SignedRequest, Who, opens_to

FINANCE = "finance officer"


@opens_to(FINANCE)
@require_GET
def approvals(request: SignedRequest) -> HttpResponse:
    """List what waits for a second hand, and below it what was decided."""
    who = request.who
    waiting = queries.waiting(who.keyring, who.role)
    page = {
        "mine": [one for one in waiting if one.is_mine],
        "others": [one for one in waiting if not one.is_mine],
        "decided": queries.decided(who.keyring, who.role),
        "limit": queries.limit_of(who.role),
    }
    return render(request, "ledger/approvals.html", page)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def proposal(request: SignedRequest, waiting_id: UUID) -> HttpResponse:
    """Show one proposal in full, and approve, refuse or take it back."""
    who = request.who
    found = queries.proposal(waiting_id, who.keyring, who.role)
    if found is None:
        raise Http404
    says, form = "", DecisionForm(request.POST or None)
    if request.method == "POST":
        try:
            _decide(waiting_id, form, who)
            return redirect("money-approvals")
        except Refused as no:
            says = f"{no.says} {no.hint}"
            found = queries.proposal(waiting_id, who.keyring, who.role)
    page = {"proposal": found, "says": says, "why": request.POST.get("why", "")}
    return render(request, "ledger/approvals_one.html", page, status=422 if says else 200)


def _decide(waiting_id: UUID, form: DecisionForm, who: Who) -> None:
    if not form.is_valid():
        raise Refused(_("This form is not understood."), hint=_("Load the page again."))
    act, now = form.cleaned_data["act"], clock.now()
    if act == "approve":
        services.approve(proposal_id=waiting_id, role=who.role, keyring=who.keyring, now=now)
    elif act == "refuse":
        why = form.cleaned_data["why"]
        services.refuse(proposal_id=waiting_id, why=why, keyring=who.keyring, now=now)
    else:
        services.withdraw(proposal_id=waiting_id, keyring=who.keyring, now=now)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def undo(request: SignedRequest, undoes: UUID) -> HttpResponse:
    """Undo an entry by its mirror image: look at it once more, say why, book or ask."""
    who, now = request.who, clock.now()
    entry = book.journal_entry(undoes, who.keyring)
    if entry is None:
        raise Http404
    form = ReversalForm(initial={"entry_id": new_id()})
    if request.method == "POST":
        form = ReversalForm(request.POST)
    if form.is_valid():
        booked = form.cleaned_data["entry_id"]
        wish = undoing.Undo(undoes, form.cleaned_data["memo"])
        try:
            answer = undoing.undo(
                entry_id=booked, undo=wish, role=who.role, keyring=who.keyring, now=now
            )
        except Refused as no:
            form.add_error(None, f"{no.says} {no.hint}")
        else:
            if answer == "waits":
                return redirect("money-approvals")
            return redirect(f"{reverse('money-journal')}?booked={booked}")
    page = {
        "form": form,
        "entry": entry,
        "on": now.date(),
        "needs_two": undoing.needs_two(undoes, who.role, who.keyring, now),
    }
    return render(request, "ledger/undo.html", page, status=422 if form.errors else 200)
