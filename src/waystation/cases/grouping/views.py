"""The pages of groups: built, looked at, changed; who waits how long; who is kept apart."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases import queries as cases
from waystation.cases import services as acts
from waystation.cases.domain import MAY_LEAVE
from waystation.cases.grouping import columns, queries, services
from waystation.cases.grouping.forms import (
    ApartForm,
    ArrangementForm,
    ChangeForm,
    ChosenForm,
    EndApartForm,
    SpotForm,
)
from waystation.cases.grouping.queries import Bench
from waystation.cases.grouping.search import HEAD_START_DAYS, PROPOSALS_MAX
from waystation.cases.grouping.wording import APART_WHYS, ASPECT_WORDS, KIND_WORDS, with_help
from waystation.vault.door import Who, opens_to

CASEWORK = ("field manager", "case worker")
REFUSED = 422
OPEN_STATES = ("forming", "ready")


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def build(request: HttpRequest) -> HttpResponse:
    """Pick a place, look at the groups proposed for it, change them, and form them."""
    keyring, today = _who(request).keyring, clock.now().date()
    spot = SpotForm(request.POST or None)
    if not spot.is_valid():
        shown = {"spots": queries.spots(keyring, today)}
        return render(request, "cases/grouping/places.html", shown)
    bench = queries.bench(spot.cleaned_data["place"], spot.cleaned_data["cell"], keyring, today)
    form = None
    laid_out = columns.proposed(bench)
    if "act" in request.POST:
        form = _arrangement(request, bench)
        laid_out = columns.laid_out(bench, form.groups() if form.is_valid() else [])
        if form.is_valid() and request.POST["act"] == "form":
            with form.keeping_refusals():
                return _formed(form, request)
    return _bench_page(request, bench, laid_out, form)


@opens_to(*CASEWORK)
@require_POST
def new_group(request: HttpRequest) -> HttpResponse:
    """Form a group of the households ticked in the list of who waits."""
    keyring, now = _who(request).keyring, clock.now()
    waiting = cases.waiting_lines(keyring, now.date())
    form = ChosenForm(request.POST, offered=[line.id for line in waiting])
    chosen = form.cleaned_data["household"] if form.is_valid() else []
    if not chosen:
        raise Refused(_("Nobody is chosen."), hint=_("Choose at least one household."))
    with form.keeping_refusals():
        group_id = services.form_group(household_ids=chosen, keyring=keyring, now=now)
        return redirect("group", group_id)
    first = next(line for line in waiting if line.id == chosen[0])
    bench = queries.bench(first.household.place, first.cell, keyring, now.date())
    stays = [party.id for party in bench.parties if party.id not in chosen]
    return _bench_page(request, bench, columns.laid_out(bench, [stays, chosen, []]), form)


@opens_to(*CASEWORK)
@require_GET
def waits(request: HttpRequest) -> HttpResponse:
    """Show how long large and small, young and old, women and men have waited."""
    table = queries.wait_table(_who(request).keyring, clock.now().date())
    aspects = [
        (ASPECT_WORDS[aspect], [(KIND_WORDS[line.kind], line) for line in lines])
        for aspect, lines in table.aspects.items()
    ]
    shown = {"everybody": table.everybody, "aspects": aspects, "head_start": HEAD_START_DAYS}
    return render(request, "cases/grouping/waits.html", shown)


@opens_to(*CASEWORK)
@require_GET
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Show a group with everybody in it, and whether it may set out."""
    return _group_page(request, group_id)


@opens_to(*CASEWORK)
@require_POST
def change(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Put other households into a group."""
    keyring, now = _who(request).keyring, clock.now()
    members = cases.group_detail(group_id, keyring, now.date()).group.households
    waiting = [line.id for line in cases.waiting_lines(keyring, now.date())]
    form = ChangeForm(request.POST, offered=[*members, *waiting])
    if form.is_valid():
        with form.keeping_refusals():
            services.change_group(
                group_id=group_id,
                was=form.cleaned_data["was"],
                household_ids=form.cleaned_data["household"],
                keyring=keyring,
                now=now,
            )
            return redirect("group", group_id)
    return _group_page(request, group_id, form)


@opens_to(*CASEWORK)
@require_POST
def undo(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Take back the last change of a group."""
    services.undo(group_id=group_id, keyring=_who(request).keyring, now=clock.now())
    return redirect("group", group_id)


@opens_to(*CASEWORK)
@require_POST
def redo(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Do again what was taken back."""
    services.redo(group_id=group_id, keyring=_who(request).keyring, now=clock.now())
    return redirect("group", group_id)


@opens_to(*CASEWORK)
@require_POST
def dissolve(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Undo a group; its households wait again."""
    acts.dissolve_group(group_id=group_id, keyring=_who(request).keyring, now=clock.now())
    return redirect("people")


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def apart(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Show with whom a household must not travel, and lay down another."""
    keyring, now = _who(request).keyring, clock.now()
    form = ApartForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            said = form.cleaned_data
            services.keep_apart(
                household_id=household_id,
                other_id=queries.by_code(said["code"], keyring, now.date()),
                why=said["why"],
                reason=said["reason"],
                keyring=keyring,
                now=now,
            )
            return redirect("apart", household_id)
    return _apart_page(request, household_id, form)


@opens_to(*CASEWORK)
@require_POST
def end_apart(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Let two households travel together again."""
    form = EndApartForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.end_apart(
                household_id=household_id,
                bond=form.cleaned_data["bond"],
                reason=form.cleaned_data["reason"],
                keyring=_who(request).keyring,
                now=clock.now(),
            )
            return redirect("apart", household_id)
    return _apart_page(request, household_id, form)


def _arrangement(request: HttpRequest, bench: Bench) -> ArrangementForm:
    said = request.POST.get("groups", "")
    n_groups = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
    return ArrangementForm(
        request.POST,
        households=[party.id for party in bench.parties],
        n_groups=min(n_groups, PROPOSALS_MAX + columns.SPARE),
    )


def _formed(form: ArrangementForm, request: HttpRequest) -> HttpResponse:
    made = services.form_groups(
        arrangement=form.groups()[1:], keyring=_who(request).keyring, now=clock.now()
    )
    return redirect("group", made[0]) if len(made) == 1 else redirect("people")


def _bench_page(
    request: HttpRequest,
    bench: Bench,
    laid_out: list[columns.Column],
    form: KeptForm | None,
) -> HttpResponse:
    shown = {
        "bench": bench,
        "columns": laid_out,
        "n_groups": len(laid_out) - 1,
        "form": form,
        "head_start": HEAD_START_DAYS,
        "n_against": sum(1 for column in laid_out if column.reasons),
    }
    if request.headers.get("HX-Request"):
        return render(request, "cases/grouping/_sums.html", shown)
    refused = form is not None and form.refused
    return render(request, "cases/grouping/build.html", shown, status=REFUSED if refused else 200)


def _group_page(
    request: HttpRequest, group_id: UUID, form: ChangeForm | None = None
) -> HttpResponse:
    keyring, today = _who(request).keyring, clock.now().date()
    view = cases.group_detail(group_id, keyring, today)
    shown: dict[str, Any] = {"view": view, "form": form}
    if view.group.state in OPEN_STATES:
        here = [
            line
            for line in cases.waiting_lines(keyring, today)
            if (line.household.place, line.cell) == (view.group.place, view.cell)
            and line.stands in MAY_LEAVE
        ]
        shown["could_join"] = cases.with_people(here, keyring)
        # A refused choice is shown again as it was made.
        picked = form.cleaned_data.get("household") if form else None
        shown["picked"] = set(picked if picked is not None else view.group.households)
        shown["was"] = " ".join(map(str, view.group.households))
    if view.group.state != "arrived":
        shown["against"] = with_help(queries.may_travel(group_id, keyring, today))
    status = REFUSED if form is not None else 200
    return render(request, "cases/group.html", shown, status=status)


def _apart_page(request: HttpRequest, household_id: UUID, form: KeptForm) -> HttpResponse:
    keyring, today = _who(request).keyring, clock.now().date()
    noted = [
        (kept, APART_WHYS[kept.value.why]) for kept in queries.kept_apart(household_id, keyring)
    ]
    shown = {
        "view": cases.household(household_id, keyring, today),
        "noted": noted,
        "form": form if isinstance(form, ApartForm) else ApartForm(),
        "refused_form": form if form.is_bound else None,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/grouping/apart.html", shown, status=status)


def _who(request: HttpRequest) -> Who:
    return request.who  # type: ignore[attr-defined, no-any-return]
