"""What case workers show to the people a piece speaks of, on a screen, on paper or by a link."""

import base64
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.impact.stories import previewing, queries
from waystation.impact.stories.forms import ShownForm
from waystation.impact.stories.views import shown_picture
from waystation.vault.door import SignedRequest, opens_to

CASEWORK = ("field manager", "case worker")
LANGUAGES = ("en", "ko")
REFUSED = 422


@opens_to(*CASEWORK)
@require_GET
def previews(request: SignedRequest) -> HttpResponse:
    """List the drafts that speak of people of the reader's cases."""
    shown = {"waiting": previewing.waiting(request.who.keyring)}
    return render(request, "impact/stories/previews.html", shown)


@opens_to(*CASEWORK)
@require_GET
def preview(request: SignedRequest, person_id: UUID, voice_id: UUID) -> HttpResponse:
    """Show a draft to the person it speaks of, in the language they read."""
    return _preview(request, person_id, voice_id)


@opens_to(*CASEWORK)
@require_POST
def answer(request: SignedRequest, person_id: UUID, voice_id: UUID) -> HttpResponse:
    """Write down what the person said to a draft."""
    previewing.preview(person_id, voice_id, request.who.keyring, clock.now())
    form = ShownForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            said = form.said(
                language=form.cleaned_data["language"],
                interpreter=form.cleaned_data["interpreter"],
            )
            previewing.answer(
                person_id=person_id,
                voice_id=voice_id,
                said=said,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("impact-previews")
    return _preview(request, person_id, voice_id, form)


@opens_to(*CASEWORK)
@require_POST
def link(request: SignedRequest, person_id: UUID, voice_id: UUID) -> HttpResponse:
    """Make a link for the person; it is shown once."""
    language = _wanted(request.POST.get("in", ""))
    secret = previewing.make_link(
        person_id=person_id,
        voice_id=voice_id,
        language=language,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    token = base64.urlsafe_b64encode(secret).rstrip(b"=").decode()
    address = f"{settings.SITE_ORIGIN}/{language}/preview/{token}/"
    return _preview(request, person_id, voice_id, address=address)


@opens_to(*CASEWORK)
@require_GET
def picture(request: SignedRequest, person_id: UUID, voice_id: UUID) -> HttpResponse:
    """Show the picture of a draft to the person it speaks of."""
    found = previewing.preview(person_id, voice_id, request.who.keyring, clock.now())
    content = queries.picture_of(found.voice.piece, found.draft)
    return shown_picture(content, found.draft.picture_type)


def _preview(
    request: SignedRequest,
    person_id: UUID,
    voice_id: UUID,
    form: ShownForm | None = None,
    address: str = "",
) -> HttpResponse:
    found = previewing.preview(person_id, voice_id, request.who.keyring, clock.now())
    language = _wanted(request.GET.get("in", "") or get_language() or "")
    initial = {"digest": found.digest, "language": language}
    shown = {
        "person_id": person_id,
        "voice_id": voice_id,
        "draft": found.draft,
        "said": found.draft.words(language),
        "approved": found.approved,
        "may_answer": found.voice.piece.state in ("reviewed", "consented"),
        "form": form or ShownForm(initial=initial),
        "language": language,
        "languages": LANGUAGES,
        "address": address,
    }
    with translation.override(language):
        status = REFUSED if form is not None else 200
        return render(request, "impact/stories/preview.html", shown, status=status)


def _wanted(language: str) -> str:
    return language if language in LANGUAGES else "en"
