"""The pages of one search, of one sealed request, and of what a seeker releases to whom."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.tracing.partners import domain, queries
from waystation.tracing.partners.domain import STEPS, Received, Sent
from waystation.tracing.partners.forms import AnswerForm, ToPartnerForm
from waystation.tracing.partners.services import asking, comparing, letters
from waystation.tracing.partners.views import REFUSED, ROLE
from waystation.tracing.requests import queries as requests
from waystation.vault.door import SignedRequest, opens_to


@opens_to(ROLE)
@require_GET
def run(request: SignedRequest, run_id: UUID) -> HttpResponse:
    """Show a search: its steps, whose turn it is, and what the next one lets the others know."""
    keyring = request.who.keyring
    one = queries.run(run_id, keyring)
    named = {view.id: view.request for view in requests.requests(keyring)}
    value = one.value
    shown = {
        "one": one,
        "run": value,
        "partner": queries.partner(value.partner, keyring),
        "rows": _rows(value),
        "mine": queries.has_hand(one.row, keyring),
        "over": clock.now().date() > value.until,
        "hits": [(hit, named.get(hit.record)) for hit in value.hits],
        "pasted": _pasted(value, keyring),
    }
    return render(request, "tracing/partners/run.html", shown)


@opens_to(ROLE)
@require_POST
def make(request: SignedRequest, run_id: UUID) -> HttpResponse:
    """Make the next step of a search."""
    comparing.make(run_id=run_id, keyring=request.who.keyring, now=clock.now())
    return redirect("tracing-partner-run", run_id)


@opens_to(ROLE)
@require_POST
def take_back(request: SignedRequest, run_id: UUID) -> HttpResponse:
    """Take back the last file made, while it has not left."""
    one = queries.run(run_id, request.who.keyring)
    comparing.take_back(run_id=run_id, keyring=request.who.keyring, now=clock.now())
    if len(one.value.steps) == 1:
        return redirect("tracing-partner", one.value.partner)
    return redirect("tracing-partner-run", run_id)


@opens_to(ROLE)
@require_POST
def hand_out(request: SignedRequest, run_id: UUID) -> HttpResponse:
    """Hand out the file of the last step."""
    content = comparing.hand_out(run_id=run_id, keyring=request.who.keyring, now=clock.now())
    return _file(content)


@opens_to(ROLE)
@require_POST
def agree(request: SignedRequest, run_id: UUID) -> HttpResponse:
    """Give one's word for the list."""
    comparing.agree_to_list(run_id=run_id, keyring=request.who.keyring, now=clock.now())
    return redirect("tracing-partner-run", run_id)


@opens_to(ROLE)
@require_POST
def unsay(request: SignedRequest, run_id: UUID) -> HttpResponse:
    """Take one's word for the list back."""
    comparing.take_hand_back(run_id=run_id, keyring=request.who.keyring, now=clock.now())
    return redirect("tracing-partner-run", run_id)


@opens_to(ROLE)
@require_POST
def end(request: SignedRequest, run_id: UUID) -> HttpResponse:
    """End a search."""
    comparing.end(run_id=run_id, keyring=request.who.keyring, now=clock.now())
    return redirect("tracing-partner-run", run_id)


@opens_to(ROLE)
@require_GET
def paper(request: SignedRequest, paper_id: UUID) -> HttpResponse:
    """Show a sealed request: one of ours, or one that came and waits for a human's answer."""
    return _paper_page(request, paper_id)


@opens_to(ROLE)
@require_POST
def paper_out(request: SignedRequest, paper_id: UUID) -> HttpResponse:
    """Hand out the file of a request or an answer."""
    return _file(asking.hand_out(paper_id=paper_id, keyring=request.who.keyring, now=clock.now()))


@opens_to(ROLE)
@require_POST
def paper_back(request: SignedRequest, paper_id: UUID) -> HttpResponse:
    """Take back a request or an answer that has not left."""
    keyring = request.who.keyring
    was_sent = queries.is_sent(paper_id, keyring)
    of = queries.one_sent(paper_id, keyring).value.partner if was_sent else None
    asking.take_back(paper_id=paper_id, keyring=keyring, now=clock.now())
    return redirect("tracing-partner", of) if of else redirect("tracing-partner-paper", paper_id)


@opens_to(ROLE)
@require_POST
def adopt(request: SignedRequest, received_id: UUID) -> HttpResponse:
    """Make a request of ours of one that came."""
    made = asking.adopt(paper_id=received_id, keyring=request.who.keyring, now=clock.now())
    return redirect("search", made)


@opens_to(ROLE)
@require_POST
def answer(request: SignedRequest, received_id: UUID) -> HttpResponse:
    """Answer a request that came."""
    form, keyring = AnswerForm(request.POST), request.who.keyring
    queries.one_received(received_id, keyring)
    if form.is_valid():
        with form.keeping_refusals():
            asking.answer(
                paper_id=received_id, **form.cleaned_data, keyring=keyring, now=clock.now()
            )
            return redirect("tracing-partner-paper", received_id)
    return _paper_page(request, received_id, form=form)


@opens_to(ROLE)
@require_http_methods(["GET", "POST"])
def release(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Note what a seeker lets go to which organisation, and show what is released already."""
    keyring, now = request.who.keyring, clock.now()
    view = requests.request(search_id, keyring)
    receivers = [
        one.partner.card.name for one in queries.partners(keyring) if one.partner.ended is None
    ]
    form = ToPartnerForm(
        request.POST or None, request=view.request, receivers=receivers, today=now.date()
    )
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            given = form.released(by=keyring.user_id, now=now)
            asking.release(request_id=view.id, given=given, keyring=keyring, now=now)
            return redirect("tracing-partner-release", view.id)
    shown = {"view": view, "form": form, "receivers": receivers, "today": now.date()}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "tracing/partners/release.html", shown, status=status)


@opens_to(ROLE)
@require_POST
def unrelease(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Take back what was released to an organisation."""
    asking.withdraw(
        request_id=search_id,
        receiver=request.POST.get("receiver", ""),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("tracing-partner-release", search_id)


def _paper_page(
    request: SignedRequest, paper_id: UUID, form: AnswerForm | None = None
) -> HttpResponse:
    keyring = request.who.keyring
    is_sent = queries.is_sent(paper_id, keyring)
    one: Any = (
        queries.one_sent(paper_id, keyring) if is_sent else queries.one_received(paper_id, keyring)
    )
    value: Sent | Received = one.value
    last = queries.last_day(value)
    parcel = queries.parcel(value.parcel, keyring) if value.parcel and value.left_at else b""
    shown = {
        "one": one,
        "paper": value,
        "is_sent": is_sent,
        "partner": queries.partner(value.partner, keyring),
        "over": last is not None and clock.now().date() > last,
        "asked": value.asked if isinstance(value, Received) else None,
        "form": form or AnswerForm(initial={"reply": "nothing"}),
        "pasted": letters.pasted(parcel) if parcel else "",
    }
    status = REFUSED if form else 200
    return render(request, "tracing/partners/paper.html", shown, status=status)


def _rows(value: domain.Run) -> list[dict[str, Any]]:
    """Lay out the six steps: done, next or to come, and whose each is."""
    done = {went.step: went for went in value.steps}
    return [
        {
            "step": step,
            "went": done.get(step),
            "ours": value.made_by_us(step),
            "next": step == value.next_step,
            "two": step in domain.NEEDS_TWO,
        }
        for step in STEPS
    ]


def _pasted(value: domain.Run, keyring: Any) -> str:
    """Give the last file as text, where it has left and is short enough to be pasted."""
    ids = value.parcels.get(comparing.FILE, ())
    if len(ids) != 1 or not value.steps[-1].left_at:
        return ""
    return letters.pasted(queries.parcel(ids, keyring))


def _file(content: bytes) -> HttpResponse:
    """Hand out a sealed file under a name that tells nothing."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = 'attachment; filename="sealed.age"'
    return answer
