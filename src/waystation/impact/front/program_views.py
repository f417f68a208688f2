"""What programs ask the public site for: the way in, robots, the sitemap, whom to tell of holes."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.giving import stamps
from waystation.giving.campaigns import queries as campaigns
from waystation.giving.pages import kept
from waystation.impact.stories import queries as stories

TEXT = "text/plain; charset=utf-8"
# Pages that stand alone, by the names of their addresses; one that is not there is left out.
ALONE = (
    *("site-home", "site-ways", "site-give", "site-about", "site-campaigns", "site-teams"),
    *("site-stories", "site-figures", "site-calendar", "site-data"),
)
SECURITY_HOLDS = timedelta(days=180)


@open_to_everybody
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the first page in the language that the browser asks for."""
    response = redirect(f"/{get_language()}/")
    response["Cache-Control"] = "no-cache"
    return response


@open_to_everybody
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the site is ready: the database answers."""
    stamps.now()
    return HttpResponse("ready\n", content_type=TEXT)


@open_to_everybody
@kept
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where they may read: everything but pages of a person."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _personal())]
    lines += ["", f"Sitemap: {_origin(request)}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@open_to_everybody
@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page, in each language."""
    on, language = clock.now().date(), get_language() or "en"
    named: list[tuple[str, tuple[str, ...]]] = [(name, ()) for name in ALONE]
    named += [("site-campaign", (one.slug,)) for one in campaigns.open_campaigns(on, language)]
    named += [("site-team", (one.slug,)) for one in campaigns.public_teams(on, language)]
    named += [("site-story", (one.slug,)) for one in stories.published(language, on)]
    pages = [twins for name, words in named if (twins := _twins(name, words))]
    return render(
        request,
        "site/sitemap.xml",
        {"pages": pages, "origin": _origin(request)},
        content_type="application/xml; charset=utf-8",
    )


@open_to_everybody
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a hole; nothing where nobody was named."""
    if not settings.SITE_CONTACT:
        raise Http404
    until = (clock.real_now() + SECURITY_HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.SITE_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, ko",
        f"Canonical: {_origin(request)}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@open_to_everybody
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask for the old address to the mark."""
    return HttpResponseRedirect(static("waystation/mark.svg"))


def _origin(request: HttpRequest) -> str:
    return settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}"


def _twins(name: str, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Give a page's address in each language; none if there is no such page."""
    found = []
    for code, _spoken in settings.LANGUAGES:
        with override(code):
            try:
                found.append((code, reverse(name, args=words)))
            except NoReverseMatch:
                return []
    return found


def _personal() -> list[str]:
    """Name the folders of pages that are of one person only."""
    return [
        f"/{code}/{folder}/"
        for code, _spoken in settings.LANGUAGES
        for folder in ("own", "checkout", "give/thanks", "preview", "withdraw")
    ]
