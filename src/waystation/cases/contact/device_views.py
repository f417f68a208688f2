"""The pages of what is lent out: the list, one device, and what is done with it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.contact import devices as rules
from waystation.cases.contact import lending, queries
from waystation.cases.contact.plan_forms import DeviceForm, HandOutForm, NoteForm, SettleForm
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def devices(request: SignedRequest) -> HttpResponse:
    """List the phones and cards there are and where each is."""
    views = queries.devices(request.who.keyring, clock.now().date())
    shown = {
        "devices": views,
        "n_out": sum(view.device.state == "lent" for view in views),
        "n_ready": sum("hand out" in rules.moves_of(view.device) for view in views),
    }
    return render(request, "cases/contact/devices.html", shown)


@opens_to(*CASEWORK)
def new(request: SignedRequest) -> HttpResponse:
    """Put a phone or a card in stock."""
    form = DeviceForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            device_id = lending.put_in_stock(
                device=form.device(), keyring=request.who.keyring, now=clock.now()
            )
            return redirect("device", device_id)
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/contact/device_new.html", {"form": form}, status=status)


@opens_to(*CASEWORK)
@require_GET
def device(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """Show a device, who has it, and what can be done with it now."""
    return _device_page(request, device_id)


@opens_to(*CASEWORK)
@require_POST
def hand_out(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """Lend a device to a household."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.device(device_id, keyring, now.date())
    households = queries.may_borrow(view.cell, keyring, now.date())
    form = HandOutForm(request.POST, households=households)
    if form.is_valid():
        with form.keeping_refusals():
            lending.hand_out(
                device_id=device_id,
                household_id=form.cleaned_data["household"],
                due_back=form.cleaned_data["due_back"],
                keyring=keyring,
                now=now,
            )
            return redirect("device", device_id)
    return _device_page(request, device_id, hand_out=form)


@opens_to(*CASEWORK)
@require_POST
def take_back(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """Note that a device came back."""
    return _act(request, device_id, "take_back", lending.take_back)


@opens_to(*CASEWORK)
@require_POST
def wipe(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """Note that a device was wiped."""
    return _act(request, device_id, "wipe", lending.wipe)


@opens_to(*CASEWORK)
@require_POST
def lose(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """Note that a device is lost."""
    return _act(request, device_id, "lose", lending.lose)


@opens_to(*CASEWORK)
@require_POST
def settle(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """Say what was done about a loss."""
    return _act(request, device_id, "settle", lending.settle, SettleForm)


def _act(
    request: SignedRequest,
    device_id: UUID,
    name: str,
    service: Any,
    kind: type[KeptForm] = NoteForm,
) -> HttpResponse:
    form = kind(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            service(
                device_id=device_id,
                note=form.cleaned_data["note"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("device", device_id)
    return _device_page(request, device_id, **{name: form})


def _device_page(request: SignedRequest, device_id: UUID, **again: KeptForm) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    view = queries.device(device_id, keyring, today)
    households = queries.may_borrow(view.cell, keyring, today)
    shown: dict[str, Any] = {
        "view": view,
        "moves": rules.moves_of(view.device),
        "touched": queries.touched(view.device, keyring, today),
        "hand_out": HandOutForm(households=households),
        "settle": SettleForm(auto_id="settle_%s"),
        "lose": NoteForm(auto_id="lose_%s"),
        "take_back": NoteForm(auto_id="back_%s"),
        "wipe": NoteForm(auto_id="wipe_%s"),
        "acts": tuple(reversed(view.device.acts)),
        "refused": next(iter(again.values()), None),
    }
    status = REFUSED if any(form.is_bound for form in again.values()) else 200
    return render(request, "cases/contact/device.html", shown | again, status=status)
