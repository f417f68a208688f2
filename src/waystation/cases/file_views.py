"""The doors through which files of a household come in and go out."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.cases import attaching
from waystation.cases.forms import FileForm
from waystation.cases.views import CASEWORK, household_page
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_POST
def add(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Keep a file with a household."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        with form.keeping_refusals():
            attaching.attach(
                household_id=household_id,
                title=form.cleaned_data["title"],
                content=form.cleaned_data["content"].read(),
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("household", household_id)
    return household_page(request, household_id, file_form=form)


@opens_to(*CASEWORK)
@require_GET
def show(request: SignedRequest, household_id: UUID, file_id: UUID) -> HttpResponse:
    """Hand a file out, as something to be kept and not to be run."""
    file, content = attaching.read(household_id, file_id, request.who.keyring)
    answer = HttpResponse(content, content_type=file.media_type)
    # A neutral name, because a browser keeps its list of downloads longer than the visit.
    answer["Content-Disposition"] = f'attachment; filename="{file.leaves_as}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@opens_to(*CASEWORK)
@require_POST
def remove(request: SignedRequest, household_id: UUID, file_id: UUID) -> HttpResponse:
    """Remove a file from a household for good."""
    attaching.detach(
        household_id=household_id,
        file_id=file_id,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("household", household_id)
