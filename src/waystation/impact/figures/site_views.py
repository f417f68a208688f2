"""Figures on the public site: pages, files for programs, and a figure for other people's pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from waystation.base.access import open_to_everybody
from waystation.giving.pages import kept
from waystation.giving.widget import framed
from waystation.impact.figures import domain, queries, wording, writing
from waystation.impact.figures.drawing import drawn


@open_to_everybody
@kept
def figures(request: HttpRequest) -> HttpResponse:
    """List the figures that stand in public."""
    found = queries.published(get_language() or "en")
    page = {"figures": [(one, wording.day_words(one.counted_to)) for one in found]}
    return render(request, "site/figures/list.html", page)


@open_to_everybody
@kept
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """Show one figure, how it was made, and every release of it."""
    if key not in domain.FIGURES:
        raise Http404
    language = get_language() or "en"
    releases = queries.releases(language, key)
    if not releases:
        raise Http404
    found = queries.one(key, language)
    page = {
        "figure": found,
        "name": wording.NAMES[key],
        "chart": drawn(found) if found else "",
        "day": wording.day_words(found.counted_to) if found else "",
        "costs": [(wording.WAY_WORDS[one.way], one) for one in found.costs] if found else (),
        "epsilon": f"{found.milli_epsilon / 1000:g}" if found else "",
        "releases": releases,
    }
    return render(request, "site/figures/one.html", page)


@open_to_everybody
@framed
@kept
def widget(request: HttpRequest, key: str) -> HttpResponse:
    """Show one figure small, to be put into a page of somebody else's; it knows no reader."""
    found = queries.one(key, get_language() or "en")
    if found is None or found.kind != "total":
        raise Http404
    page = {"figure": found, "day": wording.day_words(found.counted_to)}
    return render(request, "site/figures/widget.html", page)


@open_to_everybody
@kept
def as_csv(request: HttpRequest) -> HttpResponse:
    """Give every figure as a table."""
    body = "\ufeff" + writing.as_csv(queries.published("en"))
    return HttpResponse(body, content_type="text/csv; charset=utf-8")


@open_to_everybody
@kept
def as_json(request: HttpRequest) -> HttpResponse:
    """Give every figure with how it was made."""
    return HttpResponse(
        writing.as_json(queries.published("en")), content_type="application/json; charset=utf-8"
    )
