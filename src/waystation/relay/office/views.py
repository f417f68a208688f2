"""The office at work: what changed, who knows what, what is missing, what to do in an incident."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Forbidden
from waystation.dispatch import queries as dispatch
from waystation.dispatch.arrival import queries as arrival
from waystation.dispatch.arrival import services as arriving
from waystation.relay.office import forms, queries, services, stream
from waystation.relay.talk import services as talk
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")
# Somebody without a place asks every second; so long as that.
AGAIN_S = "1"


@opens_to(*READERS, stays=False)
@require_GET
def live(request: SignedRequest) -> HttpResponseBase:
    """Tell an open page that something changed, as it happens; never what.

    At most sixteen at a time are told in this way; the next one is asked to look by itself.
    """
    if request.who.by_token:
        raise Forbidden(_("No token is told by itself."), hint=_("Let the program ask again."))
    cells, carrier = request.who.keyring.cells, request.COOKIES[settings.DOOR_COOKIE]
    # The request lives as long as the stream, and no key should.
    del request.who
    begun = stream.begin(
        lambda: stream.LOOKS.mark(cells, queries.mark), lambda: queries.is_inside(carrier)
    )
    if begun is None:
        full = HttpResponse(status=503, headers={"Retry-After": AGAIN_S})
        # No failure of the server; a line in its log every second would hide one.
        full._has_been_logged = True  # type: ignore[attr-defined]
        return full
    return StreamingHttpResponse(begun, content_type="text/event-stream")


@opens_to(*READERS)
@require_GET
def stage(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Show one stage: how it is told and handed on, and the words to and from its guide."""
    keyring = request.who.keyring
    # Read first: what happens while the rest is read shows at the next question.
    news = dispatch.news(keyring)
    context = {
        "page": queries.stage_page(stage_id, keyring, clock.now()),
        "news": news,
        "may_lead": request.who.role == "field manager",
        "text_max": forms.TEXT_MAX,
    }
    return render(request, "relay/stage.html", context)


@opens_to("field manager")
@require_POST
def settle(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Settle how early a stage's order opens, and whether the guides at its end meet."""
    asked = forms.Settled.of(request.POST)
    services.settle(
        stage_id=stage_id, **asked._asdict(), keyring=request.who.keyring, now=clock.now()
    )
    return redirect("stage", stage_id)


@opens_to("field manager")
@require_POST
def write(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Send a stage's guide a few words."""
    who = request.who
    text = request.POST.get("text", "")[: forms.TEXT_MAX]
    talk.send(stage_id=stage_id, text=text, alias=who.alias, keyring=who.keyring, now=clock.now())
    return redirect("stage", stage_id)


@opens_to("field manager")
@require_POST
def read(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Note that what the guide wrote was seen and needs no answer."""
    talk.note_read(stage_id=stage_id, keyring=request.who.keyring, now=clock.now())
    return redirect("stage", stage_id)


@opens_to("field manager")
@require_POST
def go_now(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Tell the team at the last house to come for the people now, and where they wait."""
    who, now = request.who, clock.now()
    team = arrival.last_team(passage_id, who.keyring)
    talk.send(
        stage_id=team.stage_id,
        text=team.words,
        alias=who.alias,
        keyring=who.keyring,
        now=now,
        go=True,
    )
    arriving.note_go(passage_id=passage_id, keyring=who.keyring, now=now)
    return redirect("arrival", passage_id)


@opens_to(*READERS)
@require_GET
def knowing(request: SignedRequest) -> HttpResponse:
    """Say which partner can tell what at this moment, and whom an arrest would give up."""
    keyring = request.who.keyring
    news, now = dispatch.news(keyring), clock.now()
    context = {
        "known": queries.who_knows(keyring, now),
        "places": queries.place_names(keyring),
        "news": news,
        "at": now,
    }
    return render(request, "relay/knowing.html", context)


@opens_to(*READERS)
@require_GET
def missed(request: SignedRequest) -> HttpResponse:
    """List the words of guides that should have come by now."""
    keyring = request.who.keyring
    news, now = dispatch.news(keyring), clock.now()
    context = {"awaited": queries.missed_words(keyring, now), "news": news, "at": now}
    return render(request, "relay/missed.html", context)


@opens_to("field manager")
@require_http_methods(["GET", "POST"])
def incident(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Show what is lost with a stage's guide; once confirmed, give the phone and the guide up."""
    keyring, now, done = request.who.keyring, clock.now(), None
    if request.method == "POST":
        before = queries.incident(stage_id, keyring, now)
        done = services.declare(stage_id=stage_id, by=request.who.alias, keyring=keyring, now=now)
    context = {
        "found": queries.incident(stage_id, keyring, now),
        "before": before if done else None,
        "done": done,
        "places": queries.place_names(keyring),
        "stage_id": stage_id,
    }
    return render(request, "relay/incident.html", context)
