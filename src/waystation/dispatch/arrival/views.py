"""The page of the end of a passage, and its sheets."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.dispatch import queries as passages
from waystation.dispatch.arrival import checking, forms, queries, services, sheets
from waystation.dispatch.arrival.domain import Missing, accounted
from waystation.dispatch.arrival.queries import KeptArrival
from waystation.dispatch.domain import OPEN_STATES, STAGE_ENDS
from waystation.dispatch.queries import KeptStage
from waystation.network import queries as network
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")
LEADS = "field manager"
LANGUAGES = ("en", "ko")
REFUSED = 422


@opens_to(*READERS)
@require_GET
def arrival(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Show how the end of a passage stands, and what is to be done there next."""
    keyring = request.who.keyring
    # Read first: what happens while the rest is read shows at the next question.
    news = passages.news(keyring)
    return _page(request, queries.arrival(passage_id, keyring), news=news)


@opens_to(LEADS)
@require_POST
def pick_up(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Settle the rough words by which the last team finds the people."""
    return _change(request, passage_id, "pick_up", forms.PickUpForm, _settle)


@opens_to(LEADS)
@require_POST
def count(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Take down a roll call."""
    return _change(request, passage_id, "count", forms.CountForm, _count)


@opens_to(LEADS)
@require_POST
def arrive(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Record the arrival, with the roll call of this moment if one comes along.

    A roll call that does not add up is shown again, with room to name who is missing.
    """
    keyring, now = request.who.keyring, clock.now()
    end = queries.arrival(passage_id, keyring)
    form = forms.CountForm(request.POST, way=end.way)
    if request.POST.get("present") and form.is_valid():
        with form.keeping_refusals():
            said = {"present": form.cleaned_data["present"], "keyring": keyring, "now": now}
            services.arrive(passage_id=passage_id, **said)
            return redirect("passage", passage_id=passage_id)
        return _page(request, end, {"count": form})
    services.arrive(passage_id=passage_id, keyring=keyring, now=now)
    return redirect("passage", passage_id=passage_id)


@opens_to(LEADS)
@require_POST
def found(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Say what became of those who were missing."""
    return _change(request, passage_id, "found", forms.FoundForm, _found)


@opens_to(LEADS)
@require_POST
def aid(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Note what some of the people need first."""
    return _change(request, passage_id, "aid", forms.AidForm, _aid)


@opens_to(LEADS)
@require_POST
def aid_met(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Note that a need was seen to."""
    services.meet_aid(
        passage_id=passage_id,
        nth=forms.nth(request.POST),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("arrival", passage_id=passage_id)


@opens_to(LEADS)
def debrief(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Write down what the people told, leg by leg."""
    keyring, now = request.who.keyring, clock.now()
    end = queries.arrival(passage_id, keyring)
    checking.refuse_early(end)
    kept, sent = end.arrival.debrief, request.POST if request.method == "POST" else None
    start = {"on": kept.on if kept else now.date(), "words": kept.words if kept else ""}
    start["leader"] = kept.leader if kept else ""
    form = forms.DebriefForm(sent, initial=start, asking=queries.may_ask(end, keyring))
    legs = forms.leg_forms(sent, end.way, kept)
    if form.is_valid() and all(leg.is_valid() for leg in legs):
        pairs = zip(legs, end.way, strict=True)
        facts = [leg.value(n, one) for n, (leg, one) in enumerate(pairs, start=1)]
        with form.keeping_refusals():
            said = form.value(facts, request.who)
            services.write_debrief(passage_id=passage_id, debrief=said, who=request.who, now=now)
            return redirect("arrival", passage_id=passage_id)
    context = {
        "form": form,
        "end": end,
        "legs": list(zip(legs, _shown(request, end), strict=True)),
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "dispatch/arrival/debrief.html", context, status=status)


@opens_to(*READERS)
@require_POST
def tell(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Lay a second hand on a debrief, by which its facts are told."""
    services.tell_debrief(passage_id=passage_id, who=request.who, now=clock.now())
    return redirect("arrival", passage_id=passage_id)


@opens_to(LEADS)
@require_POST
def days(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Keep the plan of the first days."""
    end = queries.arrival(passage_id, request.who.keyring)
    form = forms.DaysForm(request.POST, steps=end.arrival.days)
    if form.is_valid():
        with form.keeping_refusals():
            services.plan_days(
                passage_id=passage_id,
                days=form.value(),
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("arrival", passage_id=passage_id)
    return _page(request, end, {"days": form})


@opens_to(LEADS)
@require_GET
def sheet(request: SignedRequest, passage_id: UUID, language: str, sheet: str) -> HttpResponse:
    """Print a sheet of the end of a passage, on A4 or on Letter."""
    end = queries.arrival(passage_id, request.who.keyring)
    if language not in LANGUAGES or sheet not in sheets.SHEETS:
        raise Refused(_("There is no such sheet."), hint=_("Pick one from the page."))
    paper = "us-letter" if request.GET.get("paper") == "letter" else "a4"
    pdf = sheets.printed(sheet, end, _place_names(request), language, paper)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    return response


class Shown(NamedTuple):
    """A stage of the way, and its ends as people call them."""

    kept: KeptStage
    place_names: str


def _shown(request: SignedRequest, end: KeptArrival) -> list[Shown]:
    names = _place_names(request)
    return [
        Shown(one, f"{names[one.stage.from_place]} – {names[one.stage.to_place]}")
        for one in end.way
    ]


def _settle(request: SignedRequest, passage_id: UUID, form: Any) -> None:
    services.settle_pick_up(
        passage_id=passage_id, **form.cleaned_data, keyring=request.who.keyring, now=clock.now()
    )


def _count(request: SignedRequest, passage_id: UUID, form: Any) -> None:
    services.count(
        passage_id=passage_id,
        present=form.cleaned_data["present"],
        lost=form.lost(),
        more=form.cleaned_data["more"],
        keyring=request.who.keyring,
        now=clock.now(),
    )


def _found(request: SignedRequest, passage_id: UUID, form: Any) -> None:
    services.found(
        passage_id=passage_id, **form.cleaned_data, keyring=request.who.keyring, now=clock.now()
    )


def _aid(request: SignedRequest, passage_id: UUID, form: Any) -> None:
    now = clock.now()
    services.note_aid(
        passage_id=passage_id, aid=form.value(now), keyring=request.who.keyring, now=now
    )


def _change(
    request: SignedRequest,
    passage_id: UUID,
    name: str,
    kind: type[KeptForm],
    save: Callable[[SignedRequest, UUID, Any], None],
) -> HttpResponse:
    """Do what a form asks for and go back to the page; a refusal is shown there."""
    end = queries.arrival(passage_id, request.who.keyring)
    form = _form(kind, end, request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            save(request, passage_id, form)
            return redirect("arrival", passage_id=passage_id)
    return _page(request, end, {name: form})


def _form(kind: type[KeptForm], end: KeptArrival, sent: Any = None) -> KeptForm:
    return forms.CountForm(sent, way=end.way) if kind is forms.CountForm else kind(sent)


def _page(
    request: SignedRequest,
    end: KeptArrival,
    sent: Mapping[str, KeptForm] = MappingProxyType({}),
    news: str = "",
) -> HttpResponse:
    """Show the page, with the form that was refused if there is one."""
    keyring, value = request.who.keyring, end.arrival
    team = queries.last_team(end.kept.id, keyring)
    empty: dict[str, KeptForm] = {
        "pick_up": forms.PickUpForm(initial={"words": team.words}),
        "count": forms.CountForm(way=end.way),
        "found": forms.FoundForm(auto_id="found_%s"),
        "aid": forms.AidForm(auto_id="aid_%s"),
        "days": forms.DaysForm(steps=value.days),
    }
    places = _place_names(request)
    short = accounted(value.expected, value.missing, value.counted.present) if value.counted else 1
    ready = short <= 0 and all(k.stage.state == "handed over" for k in end.kept.stages)
    context = {
        "end": end,
        "news": news or passages.news(keyring),
        "kept": end.kept,
        "arrival": value,
        "team": team,
        "waits_at": places.get(team.place, team.place),
        "missing": _missing(end),
        "said_exactly": bool(end.kept.passage.pick_up and not team.words),
        "forms": {**empty, **sent},
        "may_lead": request.who.role == LEADS,
        "may_go": request.who.role == LEADS
        and end.kept.passage.state in OPEN_STATES
        and end.kept.stages[-1].stage.state not in STAGE_ENDS,
        "may_count": checking.is_near(end),
        "may_arrive": ready and end.kept.passage.state == "moving",
        "is_over": end.kept.passage.state in ("proposed", "stood down"),
        "may_tell": value.debrief is not None and value.debrief.written_by != request.who.user_id,
        "places": places,
        "sheets": sheets.SHEETS.items(),
        "languages": LANGUAGES,
    }
    return render(
        request, "dispatch/arrival/arrival.html", context, status=REFUSED if sent else 200
    )


class Lost(NamedTuple):
    """People who are missing still: which line of the list, and the stage that saw them last."""

    nth: int
    one: Missing
    stage: UUID | None


def _missing(end: KeptArrival) -> list[Lost]:
    return [
        Lost(nth, one, end.way[one.seen - 1].id if one.seen else None)
        for nth, one in enumerate(end.arrival.missing)
        if not one.end
    ]


def _place_names(request: SignedRequest) -> dict[str, str]:
    return {place.slug: place.name for place in network.places(request.who.keyring)}
