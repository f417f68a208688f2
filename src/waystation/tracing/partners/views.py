"""The pages of other organisations: who they are, what is agreed, and what passes between us."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.tracing.partners import domain, queries
from waystation.tracing.partners.domain import Card
from waystation.tracing.partners.forms import (
    AgreementForm,
    CardForm,
    ComparedForm,
    OwnForm,
    ReadForm,
    SendForm,
    WhyForm,
    card_text,
)
from waystation.tracing.partners.queries import PartnerView
from waystation.tracing.partners.services import agreeing, asking, comparing, reading
from waystation.tracing.requests import queries as requests
from waystation.vault import words
from waystation.vault.door import SignedRequest, opens_to

ROLE = "tracing officer"
REFUSED = 422


@opens_to(ROLE)
@require_GET
def partners(request: SignedRequest) -> HttpResponse:
    """List the organisations and what waits from them."""
    return _list_page(request)


@opens_to(ROLE)
@require_POST
def own(request: SignedRequest) -> HttpResponse:
    """Make our own key, or change the name on our card."""
    form = OwnForm(request.POST, prefix="own")
    if form.is_valid():
        with form.keeping_refusals():
            agreeing.make_own(
                name=form.cleaned_data["name"], keyring=request.who.keyring, now=clock.now()
            )
            return redirect("tracing-partners")
    return _list_page(request, own_form=form)


@opens_to(ROLE)
@require_POST
def enter(request: SignedRequest) -> HttpResponse:
    """Put an organisation on file by its card."""
    form = CardForm(request.POST, prefix="card")
    if form.is_valid():
        with form.keeping_refusals():
            made = agreeing.enter(
                card=form.cleaned_data["card"], keyring=request.who.keyring, now=clock.now()
            )
            return redirect("tracing-partner", made)
    return _list_page(request, card_form=form)


@opens_to(ROLE)
@require_POST
def read(request: SignedRequest) -> HttpResponse:
    """Read a file in that came from an organisation."""
    form = ReadForm(request.POST, request.FILES, prefix="read")
    if form.is_valid():
        with form.keeping_refusals():
            came = reading.read_in(
                content=form.cleaned_data["bytes"], keyring=request.who.keyring, now=clock.now()
            )
            to = "tracing-partner-run" if came.what == "run" else "tracing-partner-paper"
            return redirect(to, came.id)
    return _list_page(request, read_form=form)


@opens_to(ROLE)
@require_GET
def partner(request: SignedRequest, organisation_id: UUID) -> HttpResponse:
    """Show an organisation: its code, what is agreed, and what passed between us."""
    return _partner_page(request, organisation_id)


@opens_to(ROLE)
@require_POST
def compared(request: SignedRequest, organisation_id: UUID) -> HttpResponse:
    """Note that the code was compared by voice."""
    form = ComparedForm(request.POST, prefix="compared")

    def act(said: dict[str, Any]) -> None:
        agreeing.note_compared(partner_id=organisation_id, how=form.cleaned_data["how"], **said)

    return _done(request, organisation_id, "compared_form", form, act)


@opens_to(ROLE)
@require_POST
def propose(request: SignedRequest, organisation_id: UUID) -> HttpResponse:
    """Write down what was agreed; a second officer has to say so too."""
    form = AgreementForm(request.POST, prefix="agreement")

    def act(said: dict[str, Any]) -> None:
        agreeing.propose(partner_id=organisation_id, agreement=form.agreement(), **said)

    return _done(request, organisation_id, "agreement_form", form, act)


@opens_to(ROLE)
@require_POST
def approve(request: SignedRequest, organisation_id: UUID) -> HttpResponse:
    """Stand behind an agreement as the second officer."""
    agreeing.approve(partner_id=organisation_id, keyring=request.who.keyring, now=clock.now())
    return redirect("tracing-partner", organisation_id)


@opens_to(ROLE)
@require_POST
def end(request: SignedRequest, organisation_id: UUID) -> HttpResponse:
    """End what was agreed, at once."""
    form = WhyForm(request.POST, prefix="end")

    def act(said: dict[str, Any]) -> None:
        agreeing.end(partner_id=organisation_id, why=form.cleaned_data["why"], **said)

    return _done(request, organisation_id, "end_form", form, act)


@opens_to(ROLE)
@require_POST
def offer(request: SignedRequest, organisation_id: UUID) -> HttpResponse:
    """Begin a search with an organisation."""
    made = comparing.offer(partner_id=organisation_id, keyring=request.who.keyring, now=clock.now())
    return redirect("tracing-partner-run", made)


@opens_to(ROLE)
@require_http_methods(["GET", "POST"])
def send(request: SignedRequest, organisation_id: UUID) -> HttpResponse:
    """Look at what a request would tell an organisation, word for word, then make its file."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.partner(organisation_id, keyring)
    choices = _sendable(view, request)
    form = SendForm(request.POST or request.GET or None, choices=choices, prefix="send")
    shown: dict[str, Any] = {"view": view, "form": form, "n_choices": len(choices)}
    if form.is_bound and form.is_valid():
        with form.keeping_refusals():
            chosen = requests.request(form.request_id(), keyring)
            shown |= {
                "chosen": chosen,
                "asked": asking.preview(view.partner, chosen.request, now),
            }
            if request.method == "POST":
                made = asking.prepare(
                    partner_id=view.id, request_id=chosen.id, keyring=keyring, now=now
                )
                return redirect("tracing-partner-paper", made)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "tracing/partners/send.html", shown, status=status)


def _sendable(view: PartnerView, request: SignedRequest) -> list[tuple[str, str]]:
    keyring, today = request.who.keyring, clock.now().date()
    name = view.partner.card.name
    return [
        (str(one.id), f"{one.request.code} {one.request.sought.name or ''}".strip())
        for one in requests.searching(keyring, today)
        if domain.released(one.request.released, name, "request", today)
    ]


def _list_page(request: SignedRequest, **forms: Any) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    mine, found = queries.card(keyring), queries.partners(keyring)
    named = {one.id: one.partner.card.name for one in found}
    passed = queries.passed(keyring)
    shown = {
        "mine": mine,
        "card_text": card_text(mine) if mine else "",
        "partners": [(one, one.partner.why_not("keys", today)) for one in found],
        "today": today,
        "runs": [(one, named.get(one.value.partner, "")) for one in passed.runs],
        "received": [(one, named.get(one.value.partner, "")) for one in passed.received],
        "unanswered": [
            (one, named.get(one.value.partner, "")) for one in queries.unanswered(passed, today)
        ],
        "own_form": OwnForm(prefix="own", initial={"name": mine.name if mine else ""}),
        "card_form": CardForm(prefix="card"),
        "read_form": ReadForm(prefix="read"),
    }
    status = REFUSED if forms else 200
    return render(request, "tracing/partners/partners.html", shown | forms, status=status)


def _done(
    request: SignedRequest,
    partner_id: UUID,
    name: str,
    form: KeptForm,
    act: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    """Do something with what was typed; where it is refused, show the page with the form again."""
    keyring = request.who.keyring
    queries.partner(partner_id, keyring)
    if form.is_valid():
        with form.keeping_refusals():
            act({"keyring": keyring, "now": clock.now()})
            return redirect("tracing-partner", partner_id)
    return _partner_page(request, partner_id, **{name: form})


def _partner_page(request: SignedRequest, partner_id: UUID, **forms: Any) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    view, mine = queries.partner(partner_id, keyring), queries.card(keyring)
    partner, passed = view.partner, queries.passed(keyring).with_one(view.id)
    shown = {
        "view": view,
        "partner": partner,
        "mine": mine,
        "code": _code(mine, partner.card) if mine else [],
        "why_not": partner.why_not(partner.agreement.uses[0], today) if partner.agreement else "",
        "today": today,
        "spent": passed.spent(today),
        "runs": passed.runs,
        "sent": passed.sent,
        "received": passed.received,
        "compared_form": ComparedForm(prefix="compared"),
        "agreement_form": AgreementForm(prefix="agreement"),
        "end_form": WhyForm(prefix="end"),
    }
    status = REFUSED if forms else 200
    return render(request, "tracing/partners/partner.html", shown | forms, status=status)


def _code(mine: Card, theirs: Card) -> list[tuple[str, str]]:
    """Write the code as words of both languages, the reader's first, each under its language."""
    code = domain.safety_code(mine, theirs)
    first = (get_language() or "en")[:2]
    tongues = sorted(words.LANGUAGES, key=lambda tongue: tongue != first)
    return [(tongue, words.text_of(code, tongue)) for tongue in tongues]
