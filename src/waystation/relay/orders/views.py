"""The office's pages of phones: all of them, and a passage's with its orders."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Forbidden, Overtaken, Refused
from waystation.dispatch import queries as dispatch
from waystation.dispatch import services as dispatching
from waystation.dispatch.blast import queries as blast
from waystation.relay.orders import queries, services
from waystation.relay.phones import queries as phones_queries
from waystation.relay.phones import services as phones_services
from waystation.vault.door import SignedRequest, opens_to

REASON_MAX = 300


@opens_to("field manager", "approver")
@require_http_methods(["GET", "POST"])
def all_phones(request: SignedRequest) -> HttpResponse:
    """List every partner's phone, and find a partner to invite: by a name that no address shows."""
    asked, refused = "", None
    if request.POST.get("act") == "find":
        _refuse_others(request)
        asked = request.POST.get("q", "")[:80]
    elif request.method == "POST":
        refused = _acted(request)
        if refused is None:
            return redirect("all-phones")
    who = request.who
    shown = {
        "phones": phones_queries.listed(who.keyring, real_now=clock.real_now()),
        "asked": asked,
        "found": phones_queries.without_phone(asked, who.keyring),
        "may_act": who.role == "field manager",
        "refused": refused,
    }
    return render(request, "relay/phones.html", shown)


@opens_to("field manager")
@require_http_methods(["GET", "POST"])
def lost(request: SignedRequest, phone_id: UUID) -> HttpResponse:
    """Ask once, then give a lost phone up."""
    keyring = request.who.keyring
    if request.method == "POST":
        services.revoke(phone_id=phone_id, keyring=keyring, now=clock.now())
        return redirect("all-phones")
    known = phones_services.known_phone(phone_id, keyring)
    given_up = blast.phone_lost(known.phone.partner, keyring, clock.now()).exposure
    shown = {
        "phone": known,
        "orders": queries.on_phone(phone_id, keyring),
        "exposure": given_up,
    }
    return render(request, "relay/lost.html", shown)


@opens_to("field manager", "approver")
@require_http_methods(["GET", "POST"])
def phones(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Show each stage's guide with their phone, and do what its buttons say."""
    refused = _acted(request) if request.method == "POST" else None
    if request.method == "POST" and refused is None and not request.headers.get("HX-Request"):
        return redirect("passage", passage_id)
    who = request.who
    lines = queries.panel(passage_id, who.keyring, real_now=clock.real_now(), now=clock.now())
    shown = {
        "lines": lines,
        "n_to_seal": sum(line.may_send and line.where.order == "" for line in lines),
        "passage_id": passage_id,
        "may_act": who.role == "field manager",
        "refused": refused,
    }
    response = render(request, "relay/panel.html", shown)
    if request.method == "POST" and refused is None:
        response["HX-Trigger"] = "moved"
    return response


@opens_to("field manager")
@require_POST
def stand_down(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Call an approved passage off, and its guides back, in one go."""
    keyring, now = request.who.keyring, clock.now()
    dispatching.stand_down(
        passage_id=passage_id,
        reason=request.POST.get("reason", "")[:REASON_MAX],
        came=request.POST.get("came", ""),
        keyring=keyring,
        now=now,
    )
    services.call_back(passage_id=passage_id, why="stood down", keyring=keyring, now=now)
    return redirect("passage", passage_id=passage_id)


@opens_to("field manager")
@require_POST
def go(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Tell a stage's guide to come for the people now, and where they wait."""
    keyring = request.who.keyring
    row = dispatch.stage_row(stage_id, keyring)
    kept = queries.order_of(stage_id, keyring)
    if kept is None:
        raise Refused(
            _("No phone has an order for this stage."), hint=_("Call the guide, or send the order.")
        )
    services.tell(
        order_id=kept.row.id,
        what="go",
        text=request.POST.get("text", ""),
        keyring=keyring,
        now=clock.now(),
    )
    return redirect("passage", row.passage_id)


def _acted(request: SignedRequest) -> Refused | None:
    """Do what a button says; what is refused is said on the page it was pressed on."""
    _refuse_others(request)
    try:
        _act(request)
    except Refused as error:
        return error
    except Overtaken:
        return Refused(_("Somebody else was faster."), hint=_("Look again, then decide."))
    return None


def _refuse_others(request: SignedRequest) -> None:
    if request.who.role != "field manager":
        raise Forbidden(_("Only the field manager sends orders."), hint=_("Ask the field manager."))


def _act(request: SignedRequest) -> None:
    """Do what a button says.

    Raises:
      Refused: the button's phone, stage or passage is not there, or the service refuses.
    """
    keyring, now = request.who.keyring, clock.now()
    act, subject = request.POST.get("act", ""), _id(request.POST.get("subject", ""))
    if act == "confirm":
        numbers = request.POST.get("numbers", "")
        phones_services.confirm(phone_id=subject, numbers=numbers, keyring=keyring, now=now)
    elif act == "revoke":
        services.revoke(phone_id=subject, keyring=keyring, now=now)
    elif act == "send":
        services.send_order(stage_id=subject, keyring=keyring, now=now)
    elif act == "send_all":
        _refuse_some(services.send_all(passage_id=subject, keyring=keyring, now=now))
    elif act == "amend":
        services.amend(stage_id=subject, keyring=keyring, now=now)
    else:
        raise Refused(_("There is no such button."), hint=_("Load the page again."))


def _refuse_some(refused: list[tuple[int, Refused]]) -> None:
    """Say which stages were not sealed, and why the first was not; the others are.

    Raises:
      Refused: there is one.
    """
    if refused:
        numbers = ", ".join(str(number) for number, _error in refused)
        first = refused[0][1]
        raise Refused(
            _("Not sealed: stage %(n)s. %(why)s") % {"n": numbers, "why": first.says},
            hint=first.hint,
        )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("There is no such phone."), hint=_("Load the page again.")) from None
