"""Pages of portraits: the list, the warning and the interview, one portrait and what it is for."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.views import REFUSED
from waystation.tracing.portraits import domain, drawing, queries, services
from waystation.tracing.portraits.forms import (
    AllowForm,
    BeginForm,
    DestroyForm,
    FreeForm,
    PictureForm,
    TellForm,
    UseForm,
)
from waystation.tracing.portraits.queries import PortraitView
from waystation.tracing.portraits.wording import TRAITS
from waystation.tracing.requests import queries as requests
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

# A point of a screen is 1/96 of an inch; at 300 dpi a picture's point is that much of it.
SCREEN_PER_PRINT = 96 / 300


@opens_to("tracing officer")
@require_GET
def portraits(request: SignedRequest) -> HttpResponse:
    """List the portraits told from memory, all or those of one request."""
    keyring, today = request.who.keyring, clock.now().date()
    wanted = _asked_for(request)
    found = queries.of_request(wanted, keyring) if wanted else queries.portraits(keyring)
    open_ones = [view for view in requests.requests(keyring) if view.request.state != "closed"]
    rows = [(view, drawing.of_portrait(view.portrait)) for view in found]
    shown = {"rows": rows, "wanted": wanted, "requests": open_ones, "today": today}
    return render(request, "tracing/portraits/portraits.html", shown)


@opens_to("tracing officer")
@require_GET
def shown(request: SignedRequest) -> HttpResponse:
    """Show the finished portraits that may stand beside a request: reviewed and agreed to."""
    wanted, keyring = _asked_for(request), request.who.keyring
    found = queries.shown_for(wanted, keyring, clock.now().date()) if wanted else []
    return render(request, "tracing/portraits/shown.html", {"views": found})


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Tell the warning, and begin once the witness agreed; before that nothing is kept."""
    keyring, now = request.who.keyring, clock.now()
    wanted = _asked_for(request)
    if wanted is None:
        return redirect("portraits")
    about = requests.request(wanted, keyring).request
    why = domain.hindrance(about, now.date())
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.keeping_refusals():
            said = form.cleaned_data
            made = services.begin(
                request_id=wanted,
                support=said["support"],
                form=said["form"],
                language=said["language"],
                is_grown_up=said["grown_up"],
                keyring=keyring,
                now=now,
            )
            return redirect("portrait-tell", made)
    status = REFUSED if form.is_bound else 200
    told = {"form": form, "about": about, "wanted": wanted, "why": why}
    return render(request, "tracing/portraits/new.html", told, status=status)


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def tell(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Write down what the witness tells without being asked."""
    view = queries.portrait(portrait_id, request.who.keyring)
    started = {"free": view.portrait.told.free}
    form = FreeForm(request.POST if request.method == "POST" else None, initial=started)
    return _interview(request, view, form, "tell", lambda: form.cleaned_data, "portrait-ask")


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def ask(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Ask for the whole of the person: character, likeness, marks, hair, a gesture."""
    view = queries.portrait(portrait_id, request.who.keyring)
    started = TellForm.told(view.portrait)
    if started["age"] is None:
        about = queries.request_of(view, request.who.keyring)
        started["age"] = domain.age_then(view.portrait, about.sought)
    form = TellForm(request.POST if request.method == "POST" else None, initial=started)
    return _interview(request, view, form, "ask", form.says, "portrait-array")


def _interview(
    request: SignedRequest,
    view: PortraitView,
    form: KeptForm,
    page: str,
    says: Callable[[], dict[str, Any]],
    onward: str,
) -> HttpResponse:
    """Show one page of the interview, or keep what was told and go on."""
    if form.is_valid():
        with form.keeping_refusals():
            services.tell(
                portrait_id=view.id, says=says(), keyring=request.who.keyring, now=clock.now()
            )
            return redirect(onward, view.id)
    status = REFUSED if form.is_bound else 200
    shown = {"form": form, "view": view, "one": view.portrait}
    return render(request, f"tracing/portraits/{page}.html", shown, status=status)


@opens_to("tracing officer")
@require_GET
def portrait(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Show one portrait: what was told, every version with its words, the finished one."""
    return _page(request, portrait_id)


@opens_to("tracing officer")
@require_POST
def stop(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Stop at once, then ask whether to keep or destroy what there is."""
    services.stop(portrait_id=portrait_id, keyring=request.who.keyring, now=clock.now())
    return redirect("portrait-end", portrait_id)


@opens_to("tracing officer")
@require_POST
def go_on(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Go on because the witness asks for it."""
    services.go_on(portrait_id=portrait_id, keyring=request.who.keyring, now=clock.now())
    return redirect("portrait", portrait_id)


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def end(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Ask what becomes of a portrait: it is kept, or destroyed for good."""
    keyring = request.who.keyring
    view = queries.portrait(portrait_id, keyring)
    form = DestroyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.keeping_refusals():
            services.destroy(portrait_id=portrait_id, keyring=keyring, now=clock.now())
            return redirect("portraits")
    status = REFUSED if form.is_bound else 200
    shown = {"form": form, "view": view, "one": view.portrait}
    return render(request, "tracing/portraits/end.html", shown, status=status)


@opens_to("tracing officer")
@require_POST
def upload(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Keep the finished portrait, sealed and cleaned."""
    form = PictureForm(request.POST, request.FILES)

    def save(said: dict[str, Any], keyring: Keyring) -> None:
        content = said.pop("content").read()
        services.finish(
            portrait_id=portrait_id, content=content, **said, keyring=keyring, now=clock.now()
        )

    return _change(request, portrait_id, form, save, "picture_form")


@opens_to("tracing officer")
@require_POST
def review(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Say that one looked the finished portrait over."""
    services.review(portrait_id=portrait_id, keyring=request.who.keyring, now=clock.now())
    return redirect("portrait", portrait_id)


@opens_to("tracing officer")
@require_POST
def allow(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Note that the family allows one use of the finished portrait."""

    def save(said: dict[str, Any], keyring: Keyring) -> None:
        services.allow(portrait_id=portrait_id, **said, keyring=keyring, now=clock.now())

    return _change(request, portrait_id, AllowForm(request.POST), save, "allow_form")


@opens_to("tracing officer")
@require_POST
def disallow(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Take one consent back at once."""

    def save(said: dict[str, Any], keyring: Keyring) -> None:
        services.disallow(portrait_id=portrait_id, **said, keyring=keyring, now=clock.now())

    return _change(request, portrait_id, UseForm(request.POST), save, "use_form")


@opens_to("tracing officer")
@require_GET
def picture(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Show the finished portrait to the tracing desk."""
    _picture, file, content = queries.picture(portrait_id, request.who.keyring)
    return _bytes(content, file.media_type, f'inline; filename="{file.leaves_as}"')


@opens_to("tracing officer")
@require_GET
def gift(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Lay the finished portrait out on a sheet of A4, as a gift to the family."""
    held, _file, _content = queries.picture(portrait_id, request.who.keyring)
    view = queries.portrait(portrait_id, request.who.keyring)
    told = {
        "picture": held,
        "view": view,
        "one": view.portrait,
        "width": round(held.width_px * SCREEN_PER_PRINT),
        "width_mm": round(held.width_px * 25.4 / 300),
        "height_mm": round(held.height_px * 25.4 / 300),
    }
    return render(request, "tracing/portraits/gift.html", told)


@opens_to("tracing officer")
@require_POST
def hand_out(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Give the finished portrait out for one use the family allows."""
    form = UseForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            _held, file, content = services.hand_out(
                portrait_id=portrait_id,
                purpose=form.cleaned_data["purpose"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return _bytes(content, file.media_type, f'attachment; filename="{file.leaves_as}"')
    return _page(request, portrait_id, use_form=form)


def _bytes(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = disposition
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _change(
    request: SignedRequest,
    portrait_id: UUID,
    form: KeptForm,
    save: Callable[[dict[str, Any], Keyring], None],
    name: str,
) -> HttpResponse:
    """Change a portrait by a form of its page, or show the page with what was wrong."""
    # What is not there is refused before what was typed, so that nobody learns which it was.
    queries.find(portrait_id, request.who.keyring)
    if form.is_valid():
        with form.keeping_refusals():
            save(form.cleaned_data, request.who.keyring)
            return redirect("portrait", portrait_id)
    return _page(request, portrait_id, **{name: form})


def _page(request: SignedRequest, portrait_id: UUID, **bound: KeptForm) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    view = queries.portrait(portrait_id, keyring)
    about = queries.request_of(view, keyring)
    then = domain.age_then(view.portrait, about.sought)
    shown = {
        "view": view,
        "one": view.portrait,
        "versions": drawing.versions(view.portrait),
        "traits": [(TRAITS[trait], n) for trait, n in view.portrait.told.traits.items()],
        "uses": _uses(view, today, bound.get("allow_form")),
        "picture_form": bound.get("picture_form") or PictureForm(initial={"age": then}),
        "use_form": bound.get("use_form"),
        "is_mine": bool(view.portrait.picture and view.portrait.picture.by == keyring.user_id),
        "no_picture": domain.hindrance(about, today) == "child sought",
    }
    status = REFUSED if bound else 200
    return render(request, "tracing/portraits/portrait.html", shown, status=status)


def _uses(view: PortraitView, today: date, bound: KeptForm | None) -> list[dict[str, Any]]:
    """Lay out the three uses: whether each is allowed, and the form to note it."""
    found = []
    for purpose in domain.PURPOSES:
        mine = bound is not None and bound.data.get("purpose") == purpose
        form = bound if mine else AllowForm(
            initial={"given_on": today, "purpose": purpose}, auto_id=f"{purpose}-%s"
        )  # fmt: skip
        found.append(
            {
                "purpose": purpose,
                "given": view.portrait.consents.get(purpose),
                "stands": view.portrait.allows(purpose, today),
                "form": form,
                "is_open": mine,
            }
        )
    return found


def _asked_for(request: SignedRequest) -> UUID | None:
    """Read which request is meant; None where none is."""
    text = request.POST.get("search") or request.GET.get("search") or ""
    try:
        return UUID(text)
    except ValueError:
        return None
