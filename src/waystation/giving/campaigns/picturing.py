"""What pages, cards and posters of campaigns show of a goal: a drawing, and the same in words."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.base.money import whole_dollars
from waystation.giving import cards, thermometer
from waystation.giving.campaigns.queries import Campaign, Measured, Member, Team
from waystation.giving.cards import Card

KINDS = {"png": "image/png", "svg": "image/svg+xml"}


def in_words(measured: Measured) -> str:
    """Say how far a goal is, as one sentence."""
    said = _("%(given)s of %(goal)s given, %(percent)s %%.") % {
        "given": whole_dollars(measured.raised.cents),
        "goal": whole_dollars(measured.goal_cents),
        "percent": measured.percent,
    }
    if not measured.raised.promised_cents:
        return said
    promised = _("%(promised)s more is promised.") % {
        "promised": whole_dollars(measured.raised.promised_cents)
    }
    return f"{said} {promised}"


def line(measured: Measured) -> SafeString:
    """Draw a goal as a line of stations."""
    drawn = thermometer.draw(
        given_cents=measured.raised.cents,
        promised_cents=measured.raised.promised_cents,
        goal_cents=measured.goal_cents,
        says=in_words(measured),
    )
    # Of numbers and of words that are escaped there.
    return mark_safe(drawn)  # noqa: S308


def shown(one: Campaign | Team | Member) -> dict[str, Any]:
    """Give a template what it shows of something that has a goal, with the drawing."""
    return one._asdict() | {"line": line(one.measured)}


def of_campaign(campaign: Campaign) -> Card:
    """Lay out a campaign's card."""
    where = reverse("site-campaign", args=[campaign.slug])
    return _card(campaign.title, _("Campaign"), where, campaign.measured)


def of_team(team: Team) -> Card:
    """Lay out a team's card."""
    return _card(team.name, _("Rescue team"), reverse("site-team", args=[team.slug]), team.measured)


def card(request: HttpRequest, card: Card, form: str) -> HttpResponse:
    """Answer with a share card."""
    if form not in KINDS:
        raise Http404
    placed = card._replace(foot=host(request) + card.foot)
    drawn = cards.draw(placed, _language(), "png" if form == "png" else "svg")
    return HttpResponse(drawn, content_type=KINDS[form])


def poster(request: HttpRequest, card: Card) -> HttpResponse:
    """Answer with a poster to print."""
    placed = card._replace(foot=host(request) + card.foot)
    return HttpResponse(cards.poster(placed, _language()), content_type="application/pdf")


def host(request: HttpRequest) -> str:
    """Name the site as people write it: without https://."""
    return settings.SITE_ORIGIN.split("://")[-1] or request.get_host()


def _card(title: str, kicker: str, where: str, measured: Measured) -> Card:
    raised = measured.raised
    figures = [(whole_dollars(raised.cents), _("given"))]
    if raised.promised_cents:
        figures.append((whole_dollars(raised.promised_cents), _("promised")))
    figures.append((whole_dollars(measured.goal_cents), _("goal")))
    return Card(
        title=title,
        says=_("This line moves on gifts alone."),
        foot=where.rstrip("/"),
        kicker=kicker,
        given_cents=raised.cents,
        promised_cents=raised.promised_cents,
        goal_cents=measured.goal_cents,
        figures=tuple(figures),
    )


def _language() -> str:
    return "ko" if get_language() == "ko" else "en"
