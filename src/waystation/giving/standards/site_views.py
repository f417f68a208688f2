"""Open data on the public site: what was released, to take along."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.base.access import open_to_everybody
from waystation.giving.pages import kept
from waystation.giving.standards import queries
from waystation.giving.standards.site_files import as_file


@open_to_everybody
@kept
def data(request: HttpRequest) -> HttpResponse:
    """Show what was released, the newest first, and what was taken back and why."""
    return render(request, "giving/standards/site_data.html", {
        "releases": queries.releases(public=True)
    })  # fmt: skip


@open_to_everybody
@require_GET
def newest(request: HttpRequest, name: str) -> HttpResponse:
    """Give a file of the newest release, under an address that stays."""
    release = queries.newest()
    return _answered(queries.content(release.pk, name) if release else None, name)


@open_to_everybody
@require_GET
def one(request: HttpRequest, release_id: UUID, name: str) -> HttpResponse:
    """Give a file of one release, the same for as long as it is out."""
    return _answered(queries.content(release_id, name), name)


def _answered(content: bytes | None, name: str) -> HttpResponse:
    if content is None:
        raise Http404
    answer = as_file(name, content)
    # Whoever builds on it may read it from their own page, without a word of who asks.
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
