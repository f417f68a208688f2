"""What else can be offered: a promise, a share of revenues, things, and matching of others."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.giving.advocacy import services as advocacy
from waystation.giving.advocacy.domain import Said
from waystation.giving.campaigns.queries import open_campaigns
from waystation.giving.gifts import pledges
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import MatchSaid, PledgeSaid, Terms
from waystation.giving.gifts.pledges import Promised
from waystation.giving.pages import kept
from waystation.giving.site import domain, services
from waystation.giving.site.forms import InKindForm, MatchForm, OnceForm, PledgeForm, ShareForm

ASKING = require_http_methods(["GET", "HEAD", "POST"])


@open_to_everybody
@ASKING
def pledge(request: HttpRequest) -> HttpResponse:
    """Take in a promise of a sum in parts, for good or on a condition."""
    now = clock.now()
    if request.method == "POST":
        form = PledgeForm(request.POST, on=now.date())
    else:
        asked_from = {"campaign": request.GET.get("campaign", "")}
        form = PledgeForm(on=now.date(), initial=asked_from)

    def take_in(said: dict[str, Any]) -> None:
        who = form.donor(now)
        assert who is not None
        kind = "conditional" if said["condition"] else "promise"
        parts = domain.promised_parts(said["cents"], said["parts"], said["first"], said["every"])
        pledges.promise(
            pledge_id=form.own_id,
            who=who,
            promised=Promised(kind, services.aim(said["campaign"], now), parts),
            said=PledgeSaid(name=who.name, condition=said["condition"]),
            now=now,
        )

    return _asked(request, form, "site/pledge.html", take_in)


@open_to_everybody
@ASKING
def share(request: HttpRequest) -> HttpResponse:
    """Take in a promise of a part of somebody's revenues."""
    now = clock.now()
    form = ShareForm(request.POST if request.method == "POST" else None)

    def take_in(said: dict[str, Any]) -> None:
        who = form.donor(now, kind="organisation")
        assert who is not None
        pledges.promise(
            pledge_id=form.own_id,
            who=who,
            promised=Promised("share", services.aim("", now), basis_points=said["percent"]),
            said=PledgeSaid(name=who.name, note=said["what"]),
            now=now,
        )

    return _asked(request, form, "site/share.html", take_in)


@open_to_everybody
@ASKING
def match(request: HttpRequest) -> HttpResponse:
    """Take in an offer to add to what others give to a campaign."""
    now = clock.now()
    found = {one.slug: one for one in open_campaigns(now.date(), get_language() or "en")}
    form = MatchForm(
        request.POST if request.method == "POST" else None,
        on=now.date(),
        campaigns=[(slug, one.title) for slug, one in found.items()],
    )

    def take_in(said: dict[str, Any]) -> None:
        who = form.donor(now)
        assert who is not None
        gifts.offer_match(
            match_id=form.own_id,
            who=who,
            campaign=found[said["campaign"]].id,
            said=MatchSaid(name=who.name),
            terms=Terms(said["percent"], said["cap"], now.date(), said["until"]),
            now=now,
        )

    return _asked(request, form, "site/match.html", take_in, has_campaigns=bool(found))


@open_to_everybody
@ASKING
def in_kind(request: HttpRequest) -> HttpResponse:
    """Take in what somebody offers of things or services."""
    form = InKindForm(request.POST if request.method == "POST" else None)

    def take_in(said: dict[str, Any]) -> None:
        asked = Said(
            name=said["name"],
            email=said["email"],
            language=said["language"],
            words=said["what"],
            facts={"where": said["where"]} if said["where"] else {},
        )
        advocacy.ask("in-kind", asked, now=clock.now())

    return _asked(request, form, "site/in_kind.html", take_in)


@open_to_everybody
@kept
def taken(request: HttpRequest) -> HttpResponse:
    """Thank somebody for an offer, and say what happens next."""
    return render(request, "site/taken.html")


def _asked(
    request: HttpRequest,
    form: OnceForm,
    template: str,
    take_in: Callable[[dict[str, Any]], None],
    **shown: object,
) -> HttpResponse:
    """Show a form, or take in what it says and lead on; what was typed is never lost."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            status = 409
            with form.keeping_refusals():
                take_in(form.cleaned_data)
            if form.refused is None:
                return redirect("site-taken")
    return render(request, template, {"form": form, **shown}, status=status)
