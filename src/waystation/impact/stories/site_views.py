"""Stories on the public site, the page on which one is taken back, and a person's own preview.

Nothing here holds a key: what is public stands in plain columns, a preview opens with the secret
in its link alone, and twelve words on paper end a consent.
"""

import base64
import binascii

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Refused, Tampered
from waystation.cases.telling import services as telling
from waystation.giving import cards
from waystation.giving.pages import kept
from waystation.impact.stories import previewing, queries
from waystation.impact.stories.forms import AnswerForm
from waystation.vault import words

GONE, REFUSED = 410, 422
LINK_BYTES, WORDS_BYTES = 32, 16
WORDS_MAX = 400


@open_to_everybody
@kept
def stories(request: HttpRequest) -> HttpResponse:
    """List the stories that are public today."""
    found = queries.published(_language(), clock.now().date())
    return render(request, "site/stories/list.html", {"stories": found})


@open_to_everybody
@kept
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one story; one that was taken back is gone, not merely not found."""
    found = queries.story(slug, _language(), clock.now().date())
    if found is None:
        return _absent(request, was_there=queries.was_there(slug=slug))
    return render(request, "site/stories/story.html", {"story": found})


@open_to_everybody
@kept
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Serve the picture of a public story, under a name that says nothing."""
    content = queries.picture(name, clock.now().date())
    if content is None:
        return _absent(request, was_there=queries.was_there(picture_name=name))
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(content, content_type=kind)


@open_to_everybody
@kept
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw the share card of a story whose people agreed to one: its title, and no face."""
    found = queries.story(slug, _language(), clock.now().date())
    if found is None or not found.on_cards:
        return _absent(request, was_there=queries.was_there(slug=slug))
    host = settings.SITE_ORIGIN.split("://")[-1] or request.get_host()
    drawn = cards.Card(title=found.title, says="", foot=host, kicker=_("A story"))
    return HttpResponse(cards.draw(drawn, _language(), "png"), content_type="image/png")


@open_to_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Let somebody take back what is told of them, with the twelve words they keep."""
    if request.method != "POST":
        return _own(request, "site/stories/withdraw.html")
    typed = request.POST.get("words", "")[:WORDS_MAX]
    refused: Refused | None
    try:
        secret = words.entropy_of(typed)
    except Refused as error:
        refused = error
    else:
        if telling.withdraw_by_words(secret=secret, now=clock.now()):
            return _own(request, "site/stories/withdrawn.html")
        refused = _unknown()
    return _own(request, "site/stories/withdraw.html", {"refused": refused}, status=REFUSED)


@open_to_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_known(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody take back what is told of them by the link they keep: one page, one button."""
    secret = _secret(token, WORDS_BYTES)
    if not telling.is_known(secret):
        return _own(request, "site/stories/withdraw.html", {"refused": _unknown()}, status=REFUSED)
    if request.method != "POST":
        # Whoever looks at a link beforehand, as mail programs do, must not end anything.
        return _own(request, "site/stories/withdraw_known.html")
    telling.withdraw_by_words(secret=secret, now=clock.now())
    return _own(request, "site/stories/withdrawn.html")


@open_to_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody what is to be told of them, and take what they say to it."""
    secret = _secret(token, LINK_BYTES)
    found = _preview(secret)
    if found is None:
        return _own(request, "site/stories/preview_over.html", status=GONE)
    if request.method != "POST":
        form = AnswerForm(initial={"digest": found.digest})
        return _own(request, "site/stories/preview.html", _shown(found, form, token))
    form = AnswerForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            said = form.said(language=_language(), interpreter="")
            previewing.answer_by_link(secret=secret, said=said, now=clock.now())
            return _own(request, "site/stories/preview_thanks.html", {"yes": said.is_yes})
    return _own(request, "site/stories/preview.html", _shown(found, form, token), status=REFUSED)


@open_to_everybody
@require_GET
def preview_picture(request: HttpRequest, token: str) -> HttpResponse:
    """Show the picture of a preview."""
    found = _preview(_secret(token, LINK_BYTES))
    content = queries.picture_of(found.voice.piece, found.draft) if found else b""
    if found is None or not content:
        return _own(request, "site/stories/preview_over.html", status=GONE)
    return HttpResponse(content, content_type=found.draft.picture_type)


def _preview(secret: bytes) -> previewing.Preview | None:
    """Open what is behind a link; a secret that opens nothing is as good as none."""
    try:
        return previewing.by_link(secret, clock.now())
    except Tampered:
        return None


def _shown(found: previewing.Preview, form: AnswerForm, token: str) -> dict[str, object]:
    return {
        "draft": found.draft,
        "said": found.draft.words(_language()),
        "approved": found.approved,
        "form": form,
        "token": token,
    }


def _absent(request: HttpRequest, *, was_there: bool) -> HttpResponse:
    """Answer for what is not public: gone if it was once, and otherwise never heard of."""
    if not was_there:
        raise Http404
    return render(request, "site/stories/gone.html", status=GONE)


def _own(
    request: HttpRequest, template: str, shown: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Answer with the page of one person: kept by nobody on the way."""
    response = render(request, template, shown, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _unknown() -> Refused:
    return Refused(
        _("Nothing is told under these words."),
        hint=_("Look at the paper again, or ask the colleague who gave it to you."),
    )


def _secret(token: str, length: int) -> bytes:
    """Read the secret out of a link; one of another shape never was a link."""
    try:
        secret = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        raise Http404 from None
    if len(secret) != length:
        raise Http404
    return secret


def _language() -> str:
    return get_language() or "en"
