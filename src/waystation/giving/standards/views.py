"""The page of open data: what was released, what waits, grants that were chosen."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving.models import DataFile, DataRelease, OpenGrant
from waystation.giving.standards import queries, services
from waystation.giving.standards.forms import GrantForm, RetractForm
from waystation.giving.standards.site_files import as_file
from waystation.vault.door import SignedRequest, opens_to

ROLES = ("finance officer", "fundraiser")
REFUSED = 422


@opens_to(*ROLES)
@require_GET
def open_data(request: SignedRequest) -> HttpResponse:
    """Show every release, and what may be done with it."""
    return _page(request)


@opens_to(*ROLES)
@require_POST
def ask(request: SignedRequest) -> HttpResponse:
    """Make the files of today and put them before a second person."""
    try:
        services.ask(by=request.who.keyring, now=clock.now())
    except Refused as no:
        return _page(request, refused=no)
    return redirect("giving-data")


@opens_to(*ROLES)
@require_GET
def look(request: SignedRequest, release_id: UUID, data_file: str) -> HttpResponse:
    """Give a file to whoever has to decide on it."""
    found = DataFile.objects.filter(release=release_id, name=data_file).first()
    if found is None:
        raise Http404
    return as_file(data_file, bytes(found.content))


@opens_to(*ROLES)
@require_POST
def decide(request: SignedRequest, release_id: UUID) -> HttpResponse:
    """Release, or refuse."""
    _known(release_id)
    yes = request.POST.get("answer") == "yes"
    try:
        services.decide(release_id, yes=yes, by=request.who.keyring, now=clock.now())
    except Refused as no:
        return _page(request, refused=no)
    return redirect("giving-data")


@opens_to(*ROLES)
@require_POST
def retract(request: SignedRequest, release_id: UUID) -> HttpResponse:
    """Take a release back."""
    _known(release_id)
    form = RetractForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        services.retract(release_id, why=why, by=request.who.keyring, now=clock.now())
    except Refused as no:
        return _page(request, refused=no)
    return redirect("giving-data")


@opens_to(*ROLES)
@require_POST
def publish_grant(request: SignedRequest) -> HttpResponse:
    """Choose a grant for the next release."""
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        services.publish_grant(
            entry_number=form.cleaned_data["entry"],
            grant=form.grant,
            by=request.who.keyring,
            now=clock.now(),
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _page(request, form=form)
    return redirect("giving-data")


@opens_to(*ROLES)
@require_POST
def withdraw_grant(request: SignedRequest, grant_id: UUID) -> HttpResponse:
    """Leave a grant out of the next release."""
    if not OpenGrant.objects.filter(pk=grant_id).exists():
        raise Http404
    services.withdraw_grant(grant_id, by=request.who.keyring, now=clock.now())
    return redirect("giving-data")


def _known(release_id: UUID) -> None:
    if not DataRelease.objects.filter(pk=release_id).exists():
        raise Http404


def _page(
    request: SignedRequest, *, form: GrantForm | None = None, refused: Refused | None = None
) -> HttpResponse:
    me = request.who.keyring.user_id
    page = {
        "releases": [(one, one.asked_by == me) for one in queries.releases()],
        "grants": queries.grants(),
        "form": form or GrantForm(),
        "retract": RetractForm(),
        "refused": refused,
    }
    status = REFUSED if refused or (form is not None and form.errors) else 200
    return render(request, "giving/standards/open_data.html", page, status=status)
