"""The first pages of the public site: what we do, how to help, and what we keep of readers."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.giving import prices, totals
from waystation.giving.campaigns import picturing
from waystation.giving.campaigns import queries as campaigns
from waystation.giving.pages import kept
from waystation.impact.figures import queries as figures
from waystation.impact.figures.wording import day_words
from waystation.impact.stories import queries as stories


class Total(NamedTuple):
    """A published total as the first page shows it."""

    key: str
    name: str
    shown: str
    quarter: str


# On the first page; the rest has pages of its own.
CAMPAIGNS_SHOWN, STORIES_SHOWN = 3, 3


@open_to_everybody
@kept
def home(request: HttpRequest) -> HttpResponse:
    """Say what the organisation does, what came of it, and what it costs."""
    on, language = clock.now().date(), get_language() or "en"
    there = campaigns.open_campaigns(on, language)
    return render(
        request,
        "site/home.html",
        {
            "figures": _totals(language),
            "price": prices.all_in_cost(),
            "campaigns": [picturing.shown(one) for one in there[:CAMPAIGNS_SHOWN]],
            "stories": stories.published(language, on)[:STORIES_SHOWN],
            "total_cents": totals.live_total(),
        },
    )


@open_to_everybody
@kept
def ways(request: HttpRequest) -> HttpResponse:
    """List the ways to help, with or without money."""
    on, language = clock.now().date(), get_language() or "en"
    shown = campaigns.open_campaigns(on, language)
    return render(request, "site/ways.html", {"campaign": shown[0] if shown else None})


@open_to_everybody
@kept
def about(request: HttpRequest) -> HttpResponse:
    """Say who we are, and what we keep of whoever reads or gives."""
    return render(request, "site/about.html", {"contact": settings.SITE_CONTACT})


def _totals(language: str) -> list[Total]:
    return [
        Total(one.key, one.name, one.shown, day_words(one.counted_to))
        for one in figures.published(language)
        if one.kind == "total"
    ]
