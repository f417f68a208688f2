"""The tracing desk: what needs a tracing officer now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.vault.door import SignedRequest, opens_to


@opens_to("tracing officer")
@require_GET
def desk(request: SignedRequest) -> HttpResponse:
    """Show what waits at the tracing desk."""
    return render(request, "tracing/desk/desk.html")
