"""The register's screens: who holds what, giving, taking away, a colleague who leaves."""

from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.vault import desk, grants, register, removals, share
from waystation.vault.desk import REASON_MAX, Seen
from waystation.vault.door import SignedRequest, Who, opens_to
from waystation.vault.keyring import Keyring
from waystation.vault.register import Compartment, Member
from waystation.vault.share import REFUSE_PERMILLE, WARN_PERMILLE, Share

SECURITY = "security officer"
NAME_MAX = 40


class Held(NamedTuple):
    """A compartment in the register, who holds it, how many cases lie in it, who is awaited."""

    what: Compartment
    holders: list[Member]
    cases: int
    awaited: list[str]


class Row(NamedTuple):
    """A colleague's line on the register page, with the names of what they hold or wait for."""

    seen: Seen
    held: list[Compartment]
    asked: list[Compartment]
    declined: list[Compartment]

    @property
    def says_something(self) -> bool:
        """Say whether anything of this line needs to be looked at."""
        seen = self.seen
        waits = self.asked or self.declined or not seen.member.key_digest
        return bool(waits or seen.differs or seen.share.warns)


@opens_to(SECURITY)
@require_GET
def colleagues(request: SignedRequest) -> HttpResponse:
    """Show the register: colleagues, what they hold, and their share of all cases."""
    keyring = request.who.keyring
    desk.catch_up(keyring, now=clock.now())
    everybody = [_row(seen, _compartments(keyring)) for seen in desk.seen(keyring)]
    shown = {
        "bound": [row for row in everybody if not row.seen.member.exception],
        "exceptions": [row for row in everybody if row.seen.member.exception],
        "held": _held(request.who),
        "figures": desk.figures_of(keyring),
        "alarms": desk.alarms(keyring),
    }
    return render(request, "vault/colleagues.html", shown | _lines())


@opens_to(SECURITY)
@require_GET
def colleague(request: SignedRequest, user_id: UUID) -> HttpResponse:
    """Show one colleague: what they hold, what they could be given, and what else can be done."""
    desk.catch_up(request.who.keyring, now=clock.now())
    return _colleague(request, user_id)


@opens_to(SECURITY)
@require_POST
def give(request: SignedRequest, user_id: UUID) -> HttpResponse:
    """Ask holders to give a compartment to a colleague."""
    try:
        cell = _uuid(request.POST.get("cell", ""))
        grants.ask(cell, user_id, by=request.who, now=clock.now())
    except Refused as error:
        return _colleague(request, user_id, error)
    return redirect("colleague", user_id)


@opens_to(SECURITY)
@require_http_methods(["GET", "POST"])
def take(request: SignedRequest, user_id: UUID, cell: UUID) -> HttpResponse:
    """Take a compartment from a colleague, once it was shown what that does and who must help."""
    keyring, refused = request.who.keyring, None
    desk.catch_up(keyring, now=clock.now())
    _kept, member = register.member(user_id, keyring)
    _kept, what = register.compartment(cell, keyring)
    if request.method == "POST":
        try:
            why = _reason(request)
            removals.take_away(cell, user_id, why=why, by=request.who, now=clock.now())
            return redirect("colleague", user_id)
        except Refused as error:
            refused = error
    others = removals.holders_besides(user_id, cell, keyring)
    shown = {
        "member": member,
        "what": what,
        "others": others,
        "others_named": ", ".join(other.alias for other in others),
        "is_mine": keyring.holds(cell) and user_id != request.who.user_id,
        "refused": refused,
        "reason": request.POST.get("why", ""),
        "reason_max": REASON_MAX,
    }
    return render(request, "vault/colleague_take.html", shown, status=409 if refused else 200)


@opens_to(SECURITY)
@require_POST
def make_exception(request: SignedRequest, user_id: UUID) -> HttpResponse:
    """Name why a colleague may hold more of all cases than others, or end that."""
    reason = request.POST.get("why", "") if request.POST.get("do") == "name" else ""
    if request.POST.get("do") == "name" and not reason.strip():
        refused = Refused(_("An exception needs a reason."), hint=_("Write one sentence."))
        return _colleague(request, user_id, refused)
    desk.name_exception(user_id, reason, by=request.who, now=clock.now())
    return redirect("colleague", user_id)


@opens_to(SECURITY)
@require_http_methods(["GET", "POST"])
def leave(request: SignedRequest, user_id: UUID) -> HttpResponse:
    """Let a colleague go, step by step: what happens, what must come first, and the last word."""
    who, refused = request.who, None
    desk.catch_up(who.keyring, now=clock.now())
    _kept, member = register.member(user_id, who.keyring)
    if request.method == "POST":
        try:
            why = _reason(request)
            if request.POST.get("sure") != "on":
                raise Refused(
                    _("It was not confirmed."), hint=_("Tick the box: there is no way back.")
                )
            removals.leave(user_id, why=why, by=who, now=clock.now())
            return redirect("colleague-left")
        except Refused as error:
            refused = error
    shown = {
        "member": member,
        "alone": removals.held_alone(member, who.keyring),
        "renewers": [
            (one.what, ", ".join(m.alias for m in one.holders if m.user_id != user_id))
            for one in _held(who)
            if one.what.cell in member.cells
        ],
        "refused": refused,
        "is_self": user_id == who.user_id,
        "reason": request.POST.get("why", ""),
        "reason_max": REASON_MAX,
    }
    return render(request, "vault/colleague_leave.html", shown, status=409 if refused else 200)


@opens_to(SECURITY)
@require_GET
def left(request: SignedRequest) -> HttpResponse:
    """Say what is left to do by hand after a colleague has gone."""
    awaited = [(one.what, ", ".join(one.awaited)) for one in _held(request.who) if one.awaited]
    return render(request, "vault/colleague_left.html", {"awaited": awaited})


@opens_to(SECURITY)
@require_http_methods(["GET", "POST"])
def compartment_new(request: SignedRequest) -> HttpResponse:
    """Found a compartment of cases for the colleague who will hold it first."""
    refused, keyring = None, request.who.keyring
    if request.method == "POST":
        try:
            first = _uuid(request.POST.get("first", ""))
            name = request.POST.get("name", "")[:NAME_MAX]
            desk.found_for(first, "cases", name, by=request.who, now=clock.now())
            return redirect("colleagues")
        except Refused as error:
            refused = error
    members = [
        member
        for _kept, member in register.members(keyring)
        if member.key_digest and member.role in ("field manager", "case worker")
    ]
    shown = {"members": members, "refused": refused, "name_max": NAME_MAX, "typed": request.POST}
    return render(request, "vault/compartment_new.html", shown, status=409 if refused else 200)


@opens_to(SECURITY)
@require_POST
def alarm_answered(request: SignedRequest, alarm_id: UUID) -> HttpResponse:
    """Put an alarm away, with what was done about it."""
    desk.answer(alarm_id, note=request.POST.get("note", ""), by=request.who, now=clock.now())
    return redirect("colleagues")


def _colleague(
    request: SignedRequest, user_id: UUID, refused: Refused | None = None
) -> HttpResponse:
    keyring = request.who.keyring
    _kept, member = register.member(user_id, keyring)
    seen = next(one for one in desk.seen(keyring) if one.member.user_id == user_id)
    counted = share.count(keyring.decoys)
    everything = _compartments(keyring)
    shown = {
        "row": _row(seen, everything),
        "seen": seen,
        "member": member,
        "refused": refused,
        "awaited": [
            (one.what, ", ".join(one.awaited))
            for one in _held(request.who)
            if user_id in one.what.awaits
        ],
        "offered": _offered(member, everything, counted),
        "is_self": user_id == request.who.user_id,
        "reason_max": REASON_MAX,
    }
    status = 409 if refused else 200
    return render(request, "vault/colleague.html", shown | _lines(), status=status)


def _offered(
    member: Member, everything: list[Compartment], counted: share.Counted
) -> list[tuple[Compartment, Share]]:
    """List what somebody could be given, with the share of cases they would then open."""
    today = clock.now().date()
    return [
        (what, counted.share_of([*grants.would_hold(member, today), what.cell]))
        for what in everything
        if what.cell not in member.cells and member.key_digest and grants.is_for_role(what, member)
    ]


def _held(who: Who) -> list[Held]:
    members = [member for _kept, member in register.members(who.keyring)]
    counted = share.count(who.keyring.decoys)
    found = []
    for _kept, what in register.compartments(who.keyring):
        holders = [member for member in members if what.cell in member.cells]
        awaited = [member.alias for member in holders] if what.awaits else []
        found.append(Held(what, holders, counted.by_cell.get(what.cell, 0), awaited))
    return found


def _row(seen: Seen, everything: list[Compartment]) -> Row:
    member = seen.member
    return Row(
        seen,
        [what for what in everything if what.cell in member.cells],
        [what for what in everything if what.cell in member.asked],
        [what for what in everything if what.cell in member.declined],
    )


def _compartments(keyring: Keyring) -> list[Compartment]:
    return [what for _kept, what in register.compartments(keyring)]


def _lines() -> dict[str, float]:
    return {"warn_p": WARN_PERMILLE / 1_000, "refuse_p": REFUSE_PERMILLE / 1_000}


def _reason(request: SignedRequest) -> str:
    why = request.POST.get("why", "").strip()[:REASON_MAX]
    if not why:
        raise Refused(
            _("There is no reason yet."), hint=_("Write one sentence; it goes into the audit.")
        )
    return why


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Nothing was chosen."), hint=_("Choose from the list.")) from None
