"""Advocacy in the console: the inbox, events with those who come, the newsletter."""

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving.advocacy import domain, planning, queries, services
from waystation.giving.advocacy.domain import Said
from waystation.giving.advocacy.forms import DecideForm, EventForm, NewEventForm
from waystation.giving.advocacy.wording import CALLED
from waystation.giving.domain import ASK_STATES
from waystation.giving.letters import links
from waystation.giving.letters import services as letters
from waystation.ledger.reports.writing import inert
from waystation.vault.door import SignedRequest, opens_to

FUNDRAISER = "fundraiser"
REFUSED = 422


@opens_to(FUNDRAISER)
@require_GET
def asks(request: SignedRequest) -> HttpResponse:
    """List what strangers asked, those that wait first; of a kind or state if asked."""
    keyring = request.who.keyring
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    state = state if state in ASK_STATES else ""
    shown = {
        "asks": queries.inbox(keyring, kind=kind, state=state),
        "counts": queries.counts(keyring),
        "kinds": queries.INBOX_KINDS,
        "states": ASK_STATES,
        "kind": kind,
        "state": state,
        "most": queries.INBOX_MAX,
    }
    return render(request, "giving/advocacy/asks.html", shown)


@opens_to(FUNDRAISER)
@require_GET
def ask(request: SignedRequest, ask_id: UUID) -> HttpResponse:
    """Show one ask, what was done about it, and where it is decided."""
    return _ask(request, ask_id, None)


@opens_to(FUNDRAISER)
@require_POST
def decide(request: SignedRequest, ask_id: UUID) -> HttpResponse:
    """Decide about an ask and send the answer; the decision stands also if the mail does not go."""
    row, _said = queries.ask(ask_id, request.who.keyring)
    form = DecideForm(request.POST, state=row.state)
    if form.is_valid():
        with form.keeping_refusals():
            told = form.cleaned_data
            _row, said = services.decide(
                ask_id,
                told["state"],
                words=told["words"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            is_sent = _answer(said, told["words"].strip())
            return redirect(f"{reverse('ask', args=[ask_id])}?sent={is_sent}")
    return _ask(request, ask_id, form)


@opens_to(FUNDRAISER)
@require_GET
def events(request: SignedRequest) -> HttpResponse:
    """List the events, drafts too, and how they fill."""
    found = queries.events(request.who.keyring)
    shown = {"events": [(*one, domain.when(*_hours(one[1]))) for one in found]}
    return render(request, "giving/advocacy/events.html", shown)


@opens_to(FUNDRAISER)
@require_http_methods(["GET", "POST"])
def event_new(request: SignedRequest) -> HttpResponse:
    """Plan an event; nobody outside sees it before it is published."""
    form = NewEventForm(request.POST) if request.method == "POST" else NewEventForm()
    if form.is_valid():
        with form.keeping_refusals():
            row = planning.plan(form.planned(), form.cleaned_data["slug"], now=clock.now())
            return redirect("event", row.pk)
    return _page(request, "giving/advocacy/event_form.html", form, {"form": form})


@opens_to(FUNDRAISER)
@require_GET
def event(request: SignedRequest, event_id: UUID) -> HttpResponse:
    """Show an event as the public will see it, what differs from what it sees, and who comes."""
    row, planned = queries.event(event_id, request.who.keyring)
    shown = {
        "event": row,
        "planned": planned,
        "when": domain.when(*_hours(planned)),
        "standing": queries.standing(row),
        "differs": row.published_n > 0 and not planning.is_as_planned(row, planned),
        "url": links.to("site-event", "en", slug=row.slug) if row.published_n else "",
        "told": request.GET.get("told", "") if request.GET.get("told", "").isdecimal() else "",
        "at_once": planning.AT_ONCE,
    }
    return render(request, "giving/advocacy/event.html", shown)


@opens_to(FUNDRAISER)
@require_http_methods(["GET", "POST"])
def event_change(request: SignedRequest, event_id: UUID) -> HttpResponse:
    """Plan an event otherwise."""
    row, planned = queries.event(event_id, request.who.keyring)
    if request.method == "POST":
        form = EventForm(request.POST)
    else:
        form = EventForm(initial=EventForm.initial_of(planned))
    if form.is_valid():
        with form.keeping_refusals():
            planning.change(event_id, form.planned(), keyring=request.who.keyring)
            return redirect("event", event_id)
    return _page(request, "giving/advocacy/event_form.html", form, {"form": form, "event": row})


@opens_to(FUNDRAISER)
@require_POST
def event_act(request: SignedRequest, event_id: UUID) -> HttpResponse:
    """Publish an event, close it, call it off, or write to those who do not know yet."""
    keyring, now = request.who.keyring, clock.now()
    act = request.POST.get("act", "")
    queries.event(event_id, keyring)
    if act == "publish":
        planning.publish(event_id, keyring=keyring, now=now)
    elif act == "close":
        planning.close(event_id, keyring=keyring)
    elif act == "call off":
        planning.call_off(event_id, keyring=keyring, now=now)
    elif act == "tell":
        told = planning.tell(event_id, keyring=keyring)
        return redirect(f"{reverse('event', args=[event_id])}?told={told.n_sent}")
    return redirect("event", event_id)


@opens_to(FUNDRAISER)
@require_GET
def event_people(request: SignedRequest, event_id: UUID) -> HttpResponse:
    """List who comes to an event and who waits, to print."""
    row, planned = queries.event(event_id, request.who.keyring)
    shown = {
        "event": row,
        "planned": planned,
        "when": domain.when(*_hours(planned)),
        "people": queries.registrations(row, request.who.keyring),
        "standing": queries.standing(row),
    }
    return render(request, "giving/advocacy/event_people.html", shown)


@opens_to(FUNDRAISER)
@require_GET
def newsletter(request: SignedRequest) -> HttpResponse:
    """Say how many confirmed the newsletter, and where their addresses are taken out."""
    confirmed, waiting = queries.n_subscribers(request.who.keyring)
    shown = {"confirmed": confirmed, "waiting": waiting}
    return render(request, "giving/advocacy/newsletter.html", shown)


@opens_to(FUNDRAISER)
@require_POST
def newsletter_export(request: SignedRequest) -> HttpResponse:
    """Give the addresses that said yes, each with its own link to end it; each time is recorded."""
    found = services.export(keyring=request.who.keyring, now=clock.now())
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["email", "name", "language", "unsubscribe"])
    for said in found:
        url = links.to("site-link", said.language, secret=domain.written(said.secret))
        lines.writerow([inert(said.email), inert(said.name), said.language, url])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="newsletter.csv"'
    return response


def _answer(said: Said, words: str) -> int:
    """Send an answer; says whether it went."""
    if not words:
        return 0
    try:
        letters.send("ask answered", said.email, said.language, {"words": words})
    except Refused:
        return 2
    return 1


def _ask(request: SignedRequest, ask_id: UUID, form: DecideForm | None) -> HttpResponse:
    row, said = queries.ask(ask_id, request.who.keyring)
    may = bool(domain.MOVES[row.state]) and row.kind not in domain.BY_THEMSELVES
    shown = {
        "ask": row,
        "said": said,
        "form": (form or DecideForm(state=row.state)) if may else None,
        "sent": request.GET.get("sent", ""),
        "acts": CALLED["act"],
    }
    return _page(request, "giving/advocacy/ask.html", form, shown)


def _hours(planned: domain.Planned) -> tuple[Any, Any, str]:
    return planned.starts_at, planned.ends_at, planned.zone


def _page(request: SignedRequest, template: str, form: Any, shown: dict[str, Any]) -> HttpResponse:
    """Show a page; one that shows a form again says so in its status."""
    status = REFUSED if form is not None and form.is_bound else 200
    return render(request, template, shown, status=status)
