"""The console's pages about tablets: which there are, what they carry, and what they brought."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.cases.tablet import domain, queries
from waystation.cases.tablet.forms import CarryForm, ChooseForm, LabelForm
from waystation.cases.tablet.services import carrying, enrolling, taking_in
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault import cells
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

QR_SCALE = 5


@opens_to(*CASEWORK)
@require_GET
def tablets(request: SignedRequest) -> HttpResponse:
    """List the tablets, what they brought, and what somebody has to choose."""
    return _list(request)


@opens_to(*CASEWORK)
def invite(request: SignedRequest) -> HttpResponse:
    """Make a link for a new tablet and show it, this once."""
    keyring = request.who.keyring
    form = LabelForm(request.POST or None, compartments=_compartments(keyring))
    if form.is_valid():
        with form.keeping_refusals():
            made = enrolling.invite(
                **form.cleaned_data, keyring=keyring, now=clock.now(), real_now=clock.real_now()
            )
            return _link(request, made)
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/tablet/new.html", {"form": form}, status=status)


@opens_to(*CASEWORK)
def tablet(request: SignedRequest, tablet_id: UUID) -> HttpResponse:
    """Show a tablet and which cases it carries, and change them."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.kept(tablet_id, keyring)
    lines = queries.takeable(kept, keyring, now)
    form = CarryForm(request.POST if request.method == "POST" else None, lines=lines)
    if form.is_valid():
        with form.keeping_refusals():
            carrying.carry(
                tablet_id=tablet_id,
                cases=form.cleaned_data["case"],
                anew=form.cleaned_data["anew"],
                keyring=keyring,
                now=now,
            )
            return redirect("tablet", tablet_id)
    chosen = kept.tablet.carries
    if form.is_bound:
        chosen = tuple(line.id for line in lines if str(line.id) in request.POST.getlist("case"))
    shown = {
        "view": queries.view(tablet_id, keyring, real_now=clock.real_now()),
        "lines": sorted(lines, key=lambda line: line.id not in chosen),
        "chosen": chosen,
        "most": domain.CASES_MAX,
        "lives_days": domain.RECORD_LIVES.days,
        "form": form,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/tablet/tablet_one.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def confirm(request: SignedRequest, tablet_id: UUID) -> HttpResponse:
    """Take a tablet for one's own, after its number was compared."""
    enrolling.confirm(
        tablet_id=tablet_id,
        digits=request.POST.get("digits", ""),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("tablet", tablet_id)


@opens_to(*CASEWORK)
@require_POST
def give_up(request: SignedRequest, tablet_id: UUID) -> HttpResponse:
    """Give up a tablet that is lost, or that was given back."""
    enrolling.give_up(
        tablet_id=tablet_id,
        why="returned" if request.POST.get("why") == "returned" else "lost",
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("tablets")


@opens_to(*CASEWORK)
@require_POST
def take_in(request: SignedRequest) -> HttpResponse:
    """Bring what the tablets sent into the cases and say what became of it."""
    return _list(request, taking_in.take_in(keyring=request.who.keyring, now=clock.now()))


@opens_to(*CASEWORK)
@require_POST
def choose(request: SignedRequest, conflict_id: UUID) -> HttpResponse:
    """End a conflict with one of its values."""
    form = ChooseForm(request.POST)
    if form.is_valid():
        taking_in.choose(
            conflict_id=conflict_id,
            seen=form.cleaned_data["seen"],
            value=form.chosen(),
            keyring=request.who.keyring,
            now=clock.now(),
        )
    return redirect("tablets")


def _list(request: SignedRequest, came: taking_in.TakenIn | None = None) -> HttpResponse:
    keyring = request.who.keyring
    shown = {
        "views": queries.views(keyring, real_now=clock.real_now()),
        "n_waiting": queries.n_waiting(keyring),
        "twos": queries.to_choose(keyring),
        "came": came,
    }
    return render(request, "cases/tablet/tablets.html", shown)


def _link(request: HttpRequest, made: enrolling.Invitation) -> HttpResponse:
    link = request.build_absolute_uri(reverse("tablet-page")) + "#" + made.fragment
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")
    shown = {
        "made": made,
        "link": link,
        # Drawn here from our own letters; nothing in it comes from outside.
        "qr": mark_safe(picture),  # noqa: S308
    }
    response = render(request, "cases/tablet/link.html", shown)
    response["Cache-Control"] = "no-store"
    return response


def _compartments(keyring: Keyring) -> list[tuple[UUID, str]]:
    """Name the case compartments held; one without a name is called by its number here."""
    held = keyring.cells_of("cases")
    return [(cell, cells.name_of(cell, keyring) or f"{n}") for n, cell in enumerate(held, 1)]
