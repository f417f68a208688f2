"""The drawing aid's two pages: an array of faces to pick from, and one face on a sheet."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.views import REFUSED
from waystation.tracing.portraits import domain, drawing, queries, sketching
from waystation.tracing.portraits.face import from_bytes
from waystation.tracing.portraits.forms import ImagineForm, KeepForm, PickForm, SheetForm
from waystation.tracing.portraits.queries import PortraitView
from waystation.vault.door import SignedRequest, opens_to


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def array(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Show eighteen faces, of which the witness picks up to three; then the next eighteen."""
    keyring = request.who.keyring
    view = queries.portrait(portrait_id, keyring)
    form = PickForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said: dict[str, Any] = {"portrait_id": portrait_id, "keyring": keyring, "now": clock.now()}
        with form.keeping_refusals():
            act = request.POST.get("act", "")
            if act == "sheet":
                sketching.take(picked=form.picked(), **said)
                return redirect("portrait-sheet", portrait_id)
            if act == "begin":
                sketching.lay_out(**said)
            elif act == "back":
                sketching.back(**said)
            else:
                sketching.breed(picked=form.picked(), **said)
            return redirect("portrait-array", portrait_id)
    picked = form.picked() if form.is_bound and form.is_valid() else drawing.picked(view.portrait)
    shown = {
        "view": view,
        "one": view.portrait,
        "form": form,
        "faces": drawing.array(view.portrait, picked),
        "n_round": len(view.portrait.rounds),
        "is_last": len(view.portrait.rounds) > domain.ROUNDS_MAX,
        "most": domain.PICKS,
        "good": domain.ROUNDS_GOOD,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "tracing/portraits/array.html", shown, status=status)


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def sheet(request: SignedRequest, portrait_id: UUID) -> HttpResponse:
    """Show one face large: age and weight, shift and size, hair last; keep it with words."""
    view = queries.portrait(portrait_id, request.who.keyring)
    sketch = view.portrait.sketch
    if sketch is None:
        return redirect("portrait-array", portrait_id)
    posted = request.POST if request.method == "POST" else None
    act = request.POST.get("act", "show") if posted is not None else ""
    face = from_bytes(sketch.face)
    forms: dict[str, KeptForm] = {
        "show": SheetForm(posted if act == "show" else None, face=face),
        "keep": KeepForm(posted if act == "keep" else None),
        "imagine": ImagineForm(
            posted if act == "imagine" else None,
            initial={"age": _age_now(view, request)},
            auto_id="imagine-%s",
        ),
    }
    if posted is not None:
        form = forms.get(act, forms["show"])
        with form.keeping_refusals():
            onward = _done(act, forms, request, portrait_id)
            if onward is not None:
                return onward
    shown = {"view": view, "one": view.portrait, "forms": forms}
    shown |= {"drawn": drawing.of_sketch(sketch)}
    status = REFUSED if posted is not None else 200
    return render(request, "tracing/portraits/sheet.html", shown, status=status)


def _done(
    act: str, forms: dict[str, KeptForm], request: SignedRequest, portrait_id: UUID
) -> HttpResponse | None:
    """Do one act on the sheet; None where what was typed makes no sense."""
    said: dict[str, Any] = {
        "portrait_id": portrait_id,
        "keyring": request.who.keyring,
        "now": clock.now(),
    }
    if act == "undo":
        sketching.undo(**said)
    elif act == "unmark":
        sketching.without_mark(**said)
    elif act in forms:
        form = forms[act]
        if not form.is_valid():
            return None
        if isinstance(form, SheetForm):
            face, mark = form.drawn()
            sketching.change(face=face, mark=mark, **said)
        elif act == "keep":
            sketching.keep(says=form.cleaned_data["says"], **said)
            return redirect("portrait", portrait_id)
        else:
            sketching.imagine(age=form.cleaned_data["age"], **said)
    return redirect("portrait-sheet", portrait_id)


@opens_to("tracing officer")
@require_POST
def take(request: SignedRequest, portrait_id: UUID, number: int) -> HttpResponse:
    """Take a kept version on the sheet again."""
    sketching.take_version(
        portrait_id=portrait_id, number=number, keyring=request.who.keyring, now=clock.now()
    )
    return redirect("portrait-sheet", portrait_id)


def _age_now(view: PortraitView, request: SignedRequest) -> int | None:
    about = queries.request_of(view, request.who.keyring)
    return domain.age_now(view.portrait, about.sought, clock.now().date())
