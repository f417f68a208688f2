"""Advocacy before the public: events, a talk, to help, the newsletter, and the links in mails."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Refused
from waystation.giving.advocacy import calendar, domain, planning, queries, services
from waystation.giving.advocacy.calendar import Entry
from waystation.giving.advocacy.public_forms import (
    AskForm,
    NewsletterForm,
    RegisterForm,
    SpeakerForm,
    VolunteerForm,
)
from waystation.giving.donors.domain import tidied
from waystation.giving.letters import in_a_demo, links
from waystation.giving.letters import services as letters
from waystation.giving.models import EventRow
from waystation.giving.pages import kept
from waystation.vault import limits

REFUSED = 422
ASKS: dict[str, type[AskForm]] = {"speaker": SpeakerForm, "volunteer": VolunteerForm}
SENT = (*ASKS, "newsletter", "registration")


@open_to_everybody
@kept
def events(request: HttpRequest) -> HttpResponse:
    """List the events that are to come."""
    shown = {"events": [_shown(row) for row in queries.open_events(clock.now())]}
    return render(request, "site/advocacy/events.html", shown)


@open_to_everybody
@kept
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one event, and how to get a place."""
    return render(request, "site/advocacy/event.html", {"event": _shown(_event(slug))})


@open_to_everybody
@kept
def event_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Give an event as a file for a calendar; nobody who comes is in it."""
    row, language = _event(slug), _language()
    assert row.starts_at is not None  # what was published has its hours
    assert row.ends_at is not None
    entry = Entry(
        id=row.pk,
        title=domain.in_language(row.title_en, row.title_ko, language),
        text=domain.in_language(row.text_en, row.text_ko, language),
        place=domain.in_language(row.place_en, row.place_ko, language),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        url=links.to("site-event", language, slug=slug),
        sequence=row.published_n - 1,
        called_off=row.state == "called off",
    )
    content = calendar.ics(entry, now=clock.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@open_to_everybody
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a place at an event, or one on its waiting list, and confirm it by mail."""
    row, now = _event(slug), clock.now()
    if not queries.takes_registrations(row, now):
        return redirect("site-event", slug)
    form = RegisterForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            if not form.is_trapped:
                _take(request, form.cleaned_data["email"])
                _register(row, form)
            return redirect("site-sent", "registration")
    shown = {"form": form, "event": _shown(row)}
    return _page(request, "site/advocacy/register.html", form, shown)


@open_to_everybody
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a talk, or offer to help."""
    form = ASKS[kind](request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            if not form.is_trapped:
                _take(request)
                services.ask(kind, form.said(), now=clock.now())
            return redirect("site-sent", kind)
    return _page(request, f"site/advocacy/{kind}.html", form, {"form": form})


@open_to_everybody
@require_http_methods(["GET", "POST"])
def newsletter(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter; nothing comes before the address itself says yes."""
    form = NewsletterForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            if not form.is_trapped:
                _take(request, form.cleaned_data["email"])
                _subscribe(form)
            return redirect("site-sent", "newsletter")
    return _page(request, "site/advocacy/newsletter.html", form, {"form": form})


@open_to_everybody
@kept
def sent(request: HttpRequest, kind: str) -> HttpResponse:
    """Say that it has come; the same to everybody, also to whoever asked before."""
    if kind not in SENT:
        raise Http404
    shown = {"kind": kind, "is_in_files": in_a_demo.is_on()}
    return render(request, "site/advocacy/sent.html", shown)


@open_to_everybody
@csrf_exempt  # whoever holds the secret of the link is who it was sent to
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what a link in a mail is about; a press confirms, cancels or ends it.

    A press without a word more ends it: mail programs send one such by themselves (RFC 8058).
    """
    held = domain.read(secret)
    if request.method == "POST":
        act = services.confirm if request.POST.get("act") == "confirm" else services.leave
        row = act(held)
    else:
        row = queries.by_link(held)
    shown = {"ask": row, "event": _shown(row.event) if row.event else None, "secret": secret}
    return render(request, "site/advocacy/link.html", shown)


def _register(row: EventRow, form: RegisterForm) -> None:
    """Enter a registration and write the mail; where it does not go, nothing stays entered."""
    said = form.said()
    asked = services.register(row, said, form.cleaned_data["people"], now=clock.now())
    if not asked.secret:
        # The page says the same to everybody; that they are entered, only their mail does.
        kind = "event already"
    else:
        kind = "event registered" if asked.row.state == "taken" else "event waiting"
    try:
        values = planning.told_of(row, said.language, asked.secret)
        letters.send(kind, said.email, said.language, values)
    except Refused:
        if asked.secret:
            services.leave(asked.secret)
        raise


def _subscribe(form: NewsletterForm) -> None:
    said = form.said()
    asked = services.subscribe(said, now=clock.now())
    if asked.secret:
        url = links.to("site-link", said.language, secret=domain.written(asked.secret))
        letters.send("news confirm", said.email, said.language, {"link": url})
    else:
        letters.send("news already", said.email, said.language, {})


def _take(request: HttpRequest, writes_to: str = "") -> None:
    """Count an ask, and the mail that it sends at once to an address somebody typed."""
    limits.take("ask", limits.network_of(request))
    limits.take("ask-all", "")
    if writes_to:
        limits.take("ask-address", tidied(writes_to))


def _event(slug: str) -> EventRow:
    row = queries.public_event(slug)
    if row is None:
        raise Http404
    return row


def _shown(row: EventRow) -> dict[str, object]:
    """Give an event as a page shows it, in the reader's language."""
    language = _language()
    return {
        "slug": row.slug,
        "kind": row.kind,
        "title": domain.in_language(row.title_en, row.title_ko, language),
        "text": domain.in_language(row.text_en, row.text_ko, language),
        "place": domain.in_language(row.place_en, row.place_ko, language),
        "when": domain.when(row.starts_at, row.ends_at, row.zone),
        "seats": row.seats,
        "is_off": row.state == "called off",
        "is_open": queries.takes_registrations(row, clock.now()),
        "is_full": queries.is_full(row),
    }


def _language() -> str:
    return "ko" if get_language() == "ko" else "en"


def _page(
    request: HttpRequest, template: str, form: AskForm, shown: dict[str, object]
) -> HttpResponse:
    return render(request, template, shown, status=REFUSED if form.is_bound else 200)
