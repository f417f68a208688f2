"""Why stages may not begin, on screen, and what one press does about it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.dispatch import queries
from waystation.dispatch.agreed import SAID_MAX, SAYABLE
from waystation.dispatch.starting import queries as starting
from waystation.dispatch.starting import services, showing
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")


@opens_to(*READERS)
@require_GET
def reasons(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Show why each stage may not begin yet, with who can clear it; alone, or within its page."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.passage(passage_id, keyring)
    ground = queries.ground(keyring, [one.stage for one in kept.stages])
    found = starting.found(kept, ground, keyring, now)
    may_lead = request.who.role == "field manager"
    shown = showing.reasons(kept, found, ground, links=may_lead)
    is_open = kept.passage.state in ("approved", "moving")
    context = {
        "kept": kept,
        "found": found,
        "lines": shown,
        "is_unseen": showing.is_unseen(found),
        "differs": showing.differences(found),
        "out_early": showing.out_early(found),
        "may_lead": may_lead,
        "may_approve": request.who.role == "approver"
        and is_open
        and any(line.is_for_approvers for line in shown),
        "may_step_aside": request.who.role == "approver" and bool(found.stages),
        "is_over": not is_open and kept.passage.state != "proposed",
        "hours": starting.hours(),
        "said_max": SAID_MAX,
    }
    within = request.headers.get("HX-Request")
    return render(request, f"dispatch/starting_{'panel' if within else 'page'}.html", context)


@opens_to("field manager")
@require_POST
def say(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Take down a word in place of data."""
    what = request.POST.get("what", "")
    if what not in SAYABLE:
        raise Refused(_("It is not said what was settled."), hint=_("Load the page again."))
    services.say(
        passage_id=passage_id,
        what=what,
        words=request.POST.get("words", ""),
        by=request.who.alias,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("passage", passage_id=passage_id)


@opens_to("approver")
@require_POST
def approve_again(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Lay one's hand on a passage as it is now."""
    services.approve_again(passage_id=passage_id, keyring=request.who.keyring, now=clock.now())
    return redirect("passage", passage_id=passage_id)


@opens_to("approver")
@require_POST
def step_aside(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Note that one is kin of somebody in the group."""
    services.step_aside(passage_id=passage_id, keyring=request.who.keyring, now=clock.now())
    return redirect("passage", passage_id=passage_id)
