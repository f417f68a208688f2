"""The pages of those who wait for a flight, and of the flights."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.resettlement.waiting import parties, queries, services
from waystation.resettlement.waiting.domain import SEATS, Verdict
from waystation.resettlement.waiting.filling import propose
from waystation.resettlement.waiting.forms import CallForm, CameForm, SeatsForm, TakeOffForm
from waystation.resettlement.waiting.queries import Bench, FlightView
from waystation.vault.door import SignedRequest, opens_to

CASEWORK = ("field manager", "case worker")
REFUSED = 422
# So many flights that are over stand on the page; the rest are in the cases.
OVER_SHOWN = 20


@opens_to(*CASEWORK)
@require_GET
def waiting(request: SignedRequest) -> HttpResponse:
    """Show who waits for a flight at each place, since when, and what they still need."""
    today = clock.now().date()
    shown = {
        "rosters": queries.rosters(request.who.keyring, today),
        "today": today,
        "language": get_language() or "en",
    }
    return render(request, "resettlement/waiting/waiting.html", shown)


@opens_to(*CASEWORK)
@require_GET
def flights(request: SignedRequest) -> HttpResponse:
    """Show the next flight as the rule makes it up at each place, and every flight there is."""
    return _flights_page(request)


@opens_to(*CASEWORK)
@require_POST
def form(request: SignedRequest) -> HttpResponse:
    """Make up a flight of the households ticked."""
    keyring, now = request.who.keyring, clock.now()
    benches = queries.benches(keyring, now.date())
    offered = [one for bench in benches for one in bench.stays]
    said = SeatsForm(request.POST, offered=offered)
    if said.is_valid():
        with said.keeping_refusals():
            made = services.form(
                household_ids=said.cleaned_data["household"],
                why=said.cleaned_data["why"],
                keyring=keyring,
                now=now,
            )
            return redirect("flight", made)
    return _flights_page(request, said)


@opens_to(*CASEWORK)
@require_GET
def flight(request: SignedRequest, flight_id: UUID) -> HttpResponse:
    """Show one flight: who is aboard, who was told, what became of each."""
    return _flight_page(request, flight_id)


@opens_to(*CASEWORK)
@require_GET
def manifest(request: SignedRequest, flight_id: UUID) -> HttpResponse:
    """Show the list of everybody on a flight, to be printed."""
    keyring, today = request.who.keyring, clock.now().date()
    view = queries.flight(flight_id, keyring)
    shown = {"view": view, "rows": queries.passengers(view, keyring, today), "today": today}
    return render(request, "resettlement/waiting/manifest.html", shown)


@opens_to(*CASEWORK)
@require_POST
def change(request: SignedRequest, flight_id: UUID) -> HttpResponse:
    """Put others aboard."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.flight(flight_id, keyring)
    bench = queries.bench_for(view, keyring, now.date())
    said = SeatsForm(request.POST, offered=[one.id for one in bench.waiters] if bench else [])
    if said.is_valid():
        with said.keeping_refusals():
            services.change(
                flight_id=flight_id,
                was=said.cleaned_data["was"],
                household_ids=said.cleaned_data["household"],
                why=said.cleaned_data["why"],
                keyring=keyring,
                now=now,
            )
            return redirect("flight", flight_id)
    return _flight_page(request, flight_id, seats=said)


@opens_to(*CASEWORK)
@require_POST
def take_back(request: SignedRequest, flight_id: UUID) -> HttpResponse:
    """Take back the last change of who is aboard."""
    services.take_back_change(flight_id=flight_id, keyring=request.who.keyring, now=clock.now())
    return redirect("flight", flight_id)


@opens_to(*CASEWORK)
@require_POST
def take_off(request: SignedRequest, flight_id: UUID) -> HttpResponse:
    """Take some households off a flight, perhaps to another; the others keep it."""
    keyring = request.who.keyring
    view = queries.flight(flight_id, keyring)
    others = [one.id for one in queries.others(view, keyring)]
    said = TakeOffForm(request.POST, aboard=view.flight.households, others=others)
    if said.is_valid():
        with said.keeping_refusals():
            services.take_off(
                flight_id=flight_id,
                household_ids=said.cleaned_data["household"],
                to=said.cleaned_data["to"],
                why=said.cleaned_data["why"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("flight", flight_id)
    return _flight_page(request, flight_id, off=said)


@opens_to(*CASEWORK)
@require_POST
def undo(request: SignedRequest, flight_id: UUID) -> HttpResponse:
    """Undo a flight; its households wait again."""
    services.dissolve(flight_id=flight_id, keyring=request.who.keyring, now=clock.now())
    return redirect("flights")


@opens_to(*CASEWORK)
@require_POST
def call(request: SignedRequest, flight_id: UUID) -> HttpResponse:
    """Note that a flight leaves: everybody on it is to be told."""
    said = CallForm(request.POST)
    queries.flight(flight_id, request.who.keyring)
    if said.is_valid():
        with said.keeping_refusals():
            services.call(
                flight_id=flight_id,
                leaves_at=said.moment(),
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("flight", flight_id)
    return _flight_page(request, flight_id, call=said)


@opens_to(*CASEWORK)
@require_POST
def told(request: SignedRequest, flight_id: UUID, household_id: UUID) -> HttpResponse:
    """Note that a household knows that its flight leaves."""
    about = {"flight_id": flight_id, "household_id": household_id}
    services.note_told(**about, keyring=request.who.keyring, now=clock.now())
    return redirect("flight", flight_id)


@opens_to(*CASEWORK)
@require_POST
def came(request: SignedRequest, flight_id: UUID, household_id: UUID) -> HttpResponse:
    """Note what became of a household of a flight."""
    said = CameForm(request.POST)
    queries.seat(flight_id, household_id, request.who.keyring)
    if said.is_valid():
        with said.keeping_refusals():
            services.note_came(
                flight_id=flight_id,
                household_id=household_id,
                came=said.cleaned_data["came"],
                who=said.cleaned_data["who"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("flight", flight_id)
    return _flight_page(request, flight_id, came=said)


@opens_to(*CASEWORK)
@require_POST
def came_back(request: SignedRequest, flight_id: UUID, household_id: UUID) -> HttpResponse:
    """Take back what was noted of a household of a flight."""
    about = {"flight_id": flight_id, "household_id": household_id}
    services.take_back_came(**about, keyring=request.who.keyring, now=clock.now())
    return redirect("flight", flight_id)


def _flights_page(request: SignedRequest, refused: SeatsForm | None = None) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    picked = _picked(refused)
    boards = [
        {
            "bench": bench,
            "proposal": proposal,
            "verdicts": _aboard_first(proposal.verdicts),
            "picked": picked if picked & set(bench.stays) else set(proposal.aboard),
            "warnings": _warnings(bench, picked & set(bench.stays)),
            "apart": parties.apart(bench.waiters, picked & set(bench.stays) or proposal.aboard),
        }
        for bench, proposal in queries.proposals(keyring, today)
    ]
    found = queries.flights(keyring)
    shown = {
        "boards": boards,
        "flights": [one for one in found if one.flight.is_open],
        "over": [one for one in found if not one.flight.is_open][:OVER_SHOWN],
        "form": refused,
        "seats": SEATS,
        "today": today,
    }
    status = REFUSED if refused else 200
    return render(request, "resettlement/waiting/flights.html", shown, status=status)


def _flight_page(request: SignedRequest, flight_id: UUID, **refused: KeptForm) -> HttpResponse:
    keyring, now = request.who.keyring, clock.now()
    view = queries.flight(flight_id, keyring)
    rows = queries.passengers(view, keyring, now.date())
    may_change = view.flight.may_change
    shown: dict[str, Any] = {
        "view": view,
        "rows": rows,
        "unready": [row for row in rows if row.why_not] if may_change else [],
        "others": queries.others(view, keyring) if may_change else [],
        "picked_off": _picked(refused.get("off")),
        "call": CallForm(initial={"day": now.date()}),
        "came": CameForm(initial={"who": request.who.alias}),
        "seats": SEATS,
        "today": now.date(),
        "form": next(iter(refused.values()), None),
    }
    shown |= _seats_shown(request, view, refused.get("seats")) | refused
    status = REFUSED if refused else 200
    return render(request, "resettlement/waiting/flight.html", shown, status=status)


def _seats_shown(
    request: SignedRequest, view: FlightView, refused: KeptForm | None
) -> dict[str, Any]:
    """Give what is needed to change who is aboard; nothing once word came that it leaves."""
    bench = queries.bench_for(view, request.who.keyring, clock.now().date())
    if bench is None or not view.flight.may_change:
        return {}
    picked = _picked(refused) or set(view.flight.households)
    return {
        "bench": bench,
        "verdicts": _aboard_first(propose(bench.waiters).verdicts),
        "picked": picked,
        "was": " ".join(map(str, view.flight.households)),
        "warnings": _warnings(bench, picked),
        "apart": parties.apart(bench.waiters, picked),
    }


def _picked(said: KeptForm | None) -> set[UUID]:
    """Give who was ticked on a form that was refused."""
    chosen = getattr(said, "cleaned_data", {}).get("household", ()) if said else ()
    return set(chosen)


def _aboard_first(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Put those aboard first, then those who could be, each in the order of their waiting."""
    return sorted(verdicts, key=lambda one: (not one.aboard, bool(one.waiter.why_not)))


def _warnings(bench: Bench, picked: set[UUID]) -> list[tuple[str, str]]:
    found = queries.judged(bench, picked) if picked else {}
    return [(why, ", ".join(one.code for one in waiters)) for why, waiters in found.items()]
