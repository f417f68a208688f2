"""Campaigns, teams and members before the public. Every page is the same for every reader."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.giving import totals
from waystation.giving.campaigns import pages, picturing, queries
from waystation.giving.campaigns.public_forms import PageForm, ReportForm
from waystation.giving.pages import kept
from waystation.giving.widget import framed
from waystation.vault import limits

REFUSED = 422


@open_to_everybody
@kept
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns that are open, and those that ended."""
    on, language = clock.now().date(), _language()
    shown = {
        "open": [picturing.shown(one) for one in queries.open_campaigns(on, language)],
        "ended": queries.ended_campaigns(on, language),
        "live_cents": totals.live_total(),
    }
    return render(request, "site/campaigns/campaigns.html", shown)


@open_to_everybody
@kept
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a campaign: what it is for, how far it is, its teams, its newest gifts."""
    found, on = _campaign(slug), clock.now().date()
    shown = {
        "campaign": picturing.shown(found),
        "month": queries.month_of(found.id, on) if found.is_open else None,
        "match": queries.open_match(found.id, on) if found.is_open else None,
        "teams": queries.public_teams(on, _language(), found.id),
        "latest": queries.latest(campaign=found.id),
        "picture": reverse("site-card-campaign", args=[slug, "png"]),
        "embed": reverse("site-widget-campaign", args=[slug]),
    }
    return render(request, "site/campaigns/campaign.html", shown)


@open_to_everybody
@kept
def teams(request: HttpRequest) -> HttpResponse:
    """List the rescue teams by name, and say how to start one."""
    found = queries.public_teams(clock.now().date(), _language())
    shown = {"teams": [picturing.shown(team) for team in found]}
    return render(request, "site/campaigns/teams.html", shown)


@open_to_everybody
@kept
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a team: its words, its goal, its members by name, its newest gifts."""
    found = _team(slug)
    shown = {
        "team": picturing.shown(found),
        "members": queries.public_members(found.id),
        "latest": queries.latest(team=found.id),
        "picture": reverse("site-card-team", args=[slug, "png"]),
    }
    return render(request, "site/campaigns/team.html", shown)


@open_to_everybody
@kept
def member(request: HttpRequest, slug: str, member: str) -> HttpResponse:
    """Show a member's own page within a team."""
    found, one = _team_and_member(slug, member)
    shown = {
        "team": found,
        "member": picturing.shown(one),
        "latest": queries.latest(member=one.id),
        "picture": reverse("site-card-team", args=[slug, "png"]),
    }
    return render(request, "site/campaigns/member.html", shown)


@open_to_everybody
@require_http_methods(["GET", "POST"])
def team_new(request: HttpRequest) -> HttpResponse:
    """Ask for a team's page, alone or under a campaign that is open."""
    on, language = clock.now().date(), _language()
    slug = request.GET.get("campaign", "")
    under = next((one for one in queries.open_campaigns(on, language) if one.slug == slug), None)
    ids = {"campaign": under.id} if under else {}
    return _ask(request, "team", ids, {"campaign": under, "kind": "team"})


@open_to_everybody
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a member's page within an open team."""
    found = _team(slug)
    if not found.is_open:
        raise Http404
    return _ask(request, "member", {"team": found.id}, {"team": found, "kind": "member"})


@open_to_everybody
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, member: str = "") -> HttpResponse:
    """Ask for other words on a page, which are read again before they stand there."""
    found, one = _team_and_member(slug, member)
    page = one or found
    first = {"name": page.name, "text": page.text, "goal": page.measured.goal_cents // 100}
    shown = {"team": found, "member": one, "kind": "change"}
    return _ask(request, "change", _ids(found, one), shown, first)


@open_to_everybody
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, slug: str, member: str = "") -> HttpResponse:
    """Tell us that something on a page is wrong."""
    found, one = _team_and_member(slug, member)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        if not form.cleaned_data["subject"]:
            limits.take("page-report", limits.network_of(request))
            pages.ask("report", form.asked(), now=clock.now(), **_ids(found, one))
        return redirect("site-asked", "report")
    shown = {"form": form, "team": found, "member": one}
    status = REFUSED if form.is_bound else 200
    return render(request, "site/campaigns/report.html", shown, status=status)


@open_to_everybody
@kept
def asked(request: HttpRequest, kind: str) -> HttpResponse:
    """Say that what was asked has come, and what happens next."""
    if kind not in ("page", "report"):
        raise Http404
    return render(request, "site/campaigns/asked.html", {"kind": kind})


@open_to_everybody
@kept
def card_campaign(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Draw a campaign's share card."""
    return picturing.card(request, picturing.of_campaign(_campaign(slug)), form)


@open_to_everybody
@kept
def card_team(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Draw a team's share card."""
    return picturing.card(request, picturing.of_team(_team(slug)), form)


@open_to_everybody
@kept
def poster_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Print a campaign's poster."""
    return picturing.poster(request, picturing.of_campaign(_campaign(slug)))


@open_to_everybody
@kept
def poster_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Print a team's poster."""
    return picturing.poster(request, picturing.of_team(_team(slug)))


@open_to_everybody
@framed
@kept
def widget_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a campaign small, to be put into other sites' pages."""
    shown = {"campaign": picturing.shown(_campaign(slug))}
    return render(request, "site/campaigns/widget.html", shown)


def _ask(
    request: HttpRequest,
    kind: str,
    ids: dict[str, Any],
    shown: dict[str, Any],
    first: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of a page, and keep what was asked, sealed, until a fundraiser reads it."""
    form = PageForm(request.POST or None, initial=first)
    if form.is_valid():
        with form.keeping_refusals():
            if not form.cleaned_data["subject"]:
                limits.take("page-ask", limits.network_of(request))
                limits.take("page-ask-all", "")
                pages.ask(kind, form.asked(), now=clock.now(), **ids)
            return redirect("site-asked", "page")
    status = REFUSED if form.is_bound else 200
    return render(request, "site/campaigns/ask.html", {**shown, "form": form}, status=status)


def _ids(team: queries.Team, member: queries.Member | None) -> dict[str, Any]:
    return {"team": team.id, "member": member.id if member else None}


def _language() -> str:
    return get_language() or "en"


def _campaign(slug: str) -> queries.Campaign:
    found = queries.public_campaign(slug, clock.now().date(), _language())
    if found is None:
        raise Http404
    return found


def _team(slug: str) -> queries.Team:
    found = queries.public_team(slug, clock.now().date(), _language())
    if found is None:
        raise Http404
    return found


def _team_and_member(slug: str, member: str) -> tuple[queries.Team, Any]:
    found = _team(slug)
    one = queries.public_member(found.id, member) if member else None
    if member and one is None:
        raise Http404
    return found, one
