"""The pages of grants: asked for, looked at by a second person, undone."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.queries import HouseholdView
from waystation.ledger.chart import RESETTLEMENT
from waystation.ledger.queries import free_of
from waystation.resettlement.means import grants, queries
from waystation.resettlement.means.domain import ThirdPartyLoan
from waystation.resettlement.means.forms import AnswerForm, GrantForm, ReliefForm
from waystation.resettlement.means.grants import APPROVER, Wish
from waystation.resettlement.means.views import REFUSED, ROLES, offers
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*ROLES)
def ask(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Ask for a scholarship or a small grant."""
    view = cases.household(household_id, request.who.keyring, clock.now().date())
    form = GrantForm(request.POST or None, people=offers(view)["people"])
    return _asked(request, view, form, form.value, "")


@opens_to(*ROLES)
def relief(request: SignedRequest, loan_id: UUID) -> HttpResponse:
    """Ask for a grant that is paid to the lender of a loan."""
    keyring, now = request.who.keyring, clock.now()
    kept = parts.read(loan_id, ThirdPartyLoan, keyring)
    view = cases.household(kept.case, keyring, now.date())
    form = ReliefForm(request.POST or None)
    return _asked(request, view, form, lambda: form.wish(loan_id), kept.value.lender)


@opens_to(*ROLES)
@require_GET
def grant(request: SignedRequest, aid_id: UUID) -> HttpResponse:
    """Show a grant, and what may be decided about it."""
    return _page(request, aid_id)


@opens_to(APPROVER)
@require_POST
def agree(request: SignedRequest, aid_id: UUID) -> HttpResponse:
    """Agree to a grant; it is in the book at once."""
    return _act(request, aid_id, KeptForm(request.POST), grants.agree, role=request.who.role)


@opens_to(APPROVER)
@require_POST
def refuse(request: SignedRequest, aid_id: UUID) -> HttpResponse:
    """Refuse a grant, with a reason."""
    return _act(request, aid_id, AnswerForm(request.POST), grants.refuse, role=request.who.role)


@opens_to(*ROLES)
@require_POST
def withdraw(request: SignedRequest, aid_id: UUID) -> HttpResponse:
    """Take back what one asked for oneself."""
    return _act(request, aid_id, KeptForm(request.POST), grants.withdraw)


@opens_to(APPROVER)
@require_POST
def undo(request: SignedRequest, aid_id: UUID) -> HttpResponse:
    """Undo in the book a grant that was booked wrongly."""
    return _act(request, aid_id, AnswerForm(request.POST), grants.undo, role=request.who.role)


def _asked(
    request: SignedRequest,
    view: HouseholdView,
    form: ReliefForm,
    wish: Callable[[], Wish],
    lender: str,
) -> HttpResponse:
    if form.is_valid():
        with form.keeping_refusals():
            asked = grants.ask(
                household_id=view.id, wish=wish(), keyring=request.who.keyring, now=clock.now()
            )
            return redirect("means-grant", asked)
    shown = {"form": form, "view": view, "lender": lender}
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/means/ask.html", shown, status=status)


def _act(
    request: SignedRequest, aid_id: UUID, form: KeptForm, act: Callable[..., object], **said: str
) -> HttpResponse:
    """Do what was decided about a grant, or show its page with what stands against it."""
    keyring = request.who.keyring
    queries.grant(aid_id, keyring)
    if form.is_valid():
        with form.keeping_refusals():
            act(part_id=aid_id, **form.cleaned_data, **said, keyring=keyring, now=clock.now())
            return redirect("means-grant", aid_id)
    return _page(request, aid_id, form)


def _page(request: SignedRequest, aid_id: UUID, form: KeptForm | None = None) -> HttpResponse:
    keyring = request.who.keyring
    view = queries.grant(aid_id, keyring)
    household = cases.household(view.kept.case, keyring, clock.now().date())
    person = view.kept.value.person
    shown = {
        "grant": view,
        "view": household,
        "who_for": queries.names_of(household).get(person, "") if person else "",
        "free": free_of(RESETTLEMENT),
        "may_decide": request.who.role == APPROVER,
        "form": form,
        "answer": form if isinstance(form, AnswerForm) else AnswerForm(),
    }
    status = REFUSED if form is not None else 200
    return render(request, "resettlement/means/grant.html", shown, status=status)
