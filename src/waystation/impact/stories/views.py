"""The desk of stories: drafts, the second look, holds, publishing and what is called back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases.telling import queries as telling
from waystation.impact.stories import domain, publishing, queries, services
from waystation.impact.stories.forms import DraftForm, HoldForm, ReviewForm, UseForm, typed
from waystation.vault.door import SignedRequest, opens_to

WRITERS = ("fundraiser",)
READERS = ("fundraiser", "finance officer", "security officer")
SECURITY = ("security officer",)
REFUSED = 422
PICTURE_TYPES = ("image/jpeg", "image/png")


@opens_to(*READERS)
@require_GET
def stories(request: SignedRequest) -> HttpResponse:
    """List the pieces the reader works on."""
    keyring, today = request.who.keyring, clock.now().date()
    shown = {
        "lines": queries.lines(keyring, today),
        "n_recall": len(queries.to_recall(keyring, today)),
    }
    return _desk(request, "list.html", shown)


@opens_to(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Begin a piece."""
    now = clock.now()
    form = _draft_form(request, now.date())
    if form.is_bound and form.is_valid():
        with form.keeping_refusals():
            row = services.draft(written=form.written(), who=request.who, now=now)
            return redirect("impact-story", row.pk)
    return _desk(request, "write.html", {"form": form, "piece": None}, form)


@opens_to(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Write a piece anew."""
    now = clock.now()
    row, said = queries.opened(piece_id, request.who.keyring)
    codes = [one.code for one in telling.marks_of(v.consent for v in row.voices.all()).values()]
    form = _draft_form(request, now.date(), initial=typed(said, codes))
    if form.is_bound and form.is_valid():
        with form.keeping_refusals():
            services.redraft(piece_id=row.pk, written=form.written(), who=request.who, now=now)
            return redirect("impact-story", row.pk)
    return _desk(request, "write.html", {"form": form, "piece": row}, form)


@opens_to(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def derive(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Make another piece out of one: it ends when that ends."""
    now = clock.now()
    row, said = queries.opened(piece_id, request.who.keyring)
    codes = [one.code for one in telling.marks_of(v.consent for v in row.voices.all()).values()]
    initial = typed(said, codes) | {"slug": "", "picture": "none"}
    form = _draft_form(request, now.date(), initial=initial)
    if form.is_bound and form.is_valid():
        with form.keeping_refusals():
            made = services.draft(written=form.written(row.pk), who=request.who, now=now)
            return redirect("impact-story", made.pk)
    return _desk(request, "write.html", {"form": form, "piece": row, "derived": True}, form)


@opens_to(*READERS)
@require_GET
def story(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Show a piece, who has agreed to it, and what can be done with it now."""
    return _story(request, piece_id)


@opens_to(*READERS)
@require_GET
def picture(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Show the picture of a draft."""
    row, said = queries.opened(piece_id, request.who.keyring)
    return shown_picture(queries.picture_of(row, said), said.picture_type)


@opens_to(*READERS)
@require_POST
def review(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Sign that nobody is known by what a piece says."""
    form = ReviewForm(request.POST)
    queries.opened(piece_id, request.who.keyring)
    if form.is_valid():
        with form.keeping_refusals():
            services.review(
                piece_id=piece_id,
                points=form.cleaned_data["points"],
                note=form.cleaned_data["note"],
                who=request.who,
                now=clock.now(),
            )
            return redirect("impact-story", piece_id)
    return _story(request, piece_id, review=form)


@opens_to(*WRITERS)
@require_POST
def propose(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Ask as the first of two that a piece be published."""
    publishing.propose(piece_id=piece_id, who=request.who, now=clock.now())
    return redirect("impact-story", piece_id)


@opens_to(*SECURITY)
@require_POST
def publish(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Publish a piece as the second of two."""
    publishing.publish(piece_id=piece_id, who=request.who, now=clock.now())
    return redirect("impact-story", piece_id)


@opens_to(*SECURITY)
@require_POST
def hold(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Hold a piece back, whatever its people agreed to."""
    form = HoldForm(request.POST)
    queries.opened(piece_id, request.who.keyring)
    if form.is_valid():
        with form.keeping_refusals():
            publishing.hold(
                piece_id=piece_id,
                state=form.cleaned_data["state"],
                why=form.cleaned_data["why"],
                who=request.who,
                now=clock.now(),
            )
            return redirect("impact-story", piece_id)
    return _story(request, piece_id, hold=form)


@opens_to(*READERS)
@require_POST
def let_go(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Lay a hand on letting a held piece go."""
    publishing.let_go(piece_id=piece_id, who=request.who, now=clock.now())
    return redirect("impact-story", piece_id)


@opens_to(*READERS)
@require_POST
def down(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Take a piece down for good."""
    publishing.take_down(piece_id=piece_id, who=request.who, now=clock.now())
    return redirect("impact-stories")


@opens_to(*WRITERS)
@require_POST
def use(request: SignedRequest, piece_id: UUID) -> HttpResponse:
    """Note where a piece went beyond the site."""
    form = UseForm(request.POST)
    queries.opened(piece_id, request.who.keyring)
    if form.is_valid():
        with form.keeping_refusals():
            publishing.note_use(
                piece_id=piece_id, **form.cleaned_data, who=request.who, now=clock.now()
            )
            return redirect("impact-story", piece_id)
    return _story(request, piece_id, use=form)


@opens_to(*WRITERS)
@require_GET
def recall(request: SignedRequest) -> HttpResponse:
    """List where pieces that are public no more have to be called back from."""
    found = queries.to_recall(request.who.keyring, clock.now().date())
    return _desk(request, "recall.html", {"recalls": found})


@opens_to(*WRITERS)
@require_POST
def recalled(request: SignedRequest, use_id: UUID) -> HttpResponse:
    """Tick off that a piece was called back."""
    publishing.tick_recalled(use_id=use_id, who=request.who, now=clock.now())
    return redirect("impact-recall")


def shown_picture(content: bytes, kind: str) -> HttpResponse:
    """Answer with a picture that is not public; what is none is refused."""
    if not content or kind not in PICTURE_TYPES:
        raise Refused(_("There is no picture."), hint=_("Go back to the page you came from."))
    answer = HttpResponse(content, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _story(request: SignedRequest, piece_id: UUID, **forms: KeptForm) -> HttpResponse:
    who = request.who
    piece = queries.piece(piece_id, who.keyring, clock.now().date())
    row = piece.row
    is_mine = row.drafted_by == who.user_id
    may = {
        "review": row.state == "draft" and not is_mine,
        "edit": row.state in (*domain.OPEN, "expired") and is_mine and who.role in WRITERS,
        "propose": row.state == "consented" and not row.proposed_by and who.role in WRITERS,
        "publish": row.state == "consented" and row.proposed_by and who.role in SECURITY,
        "hold": row.state in (*domain.OPEN, "published") and who.role in SECURITY,
        "let_go": row.state in domain.HOLDS and _may_let_go(request, row),
        "use": row.state == "published" and who.role in WRITERS,
        "derive": row.state not in (*domain.OVER, *domain.HOLDS) and who.role in WRITERS,
        "down": row.state != "withdrawn",
    }
    shown: dict[str, Any] = {
        "piece": piece,
        "draft": piece.draft,
        "both": _both(piece),
        "may": may,
        "review": ReviewForm(),
        "hold": HoldForm(),
        "use": UseForm(),
    }
    return _desk(request, "story.html", shown | forms, *forms.values())


def _both(piece: queries.Piece) -> list[tuple[str, domain.Words]]:
    return [(one, piece.draft.words(one)) for one in ("en", "ko")] if piece.draft else []


def _may_let_go(request: SignedRequest, row: Any) -> bool:
    who = request.who
    if row.lifted_by is None:
        return who.role in SECURITY
    return who.user_id not in (row.lifted_by, row.drafted_by)


def _draft_form(request: SignedRequest, on: Any, **said: Any) -> DraftForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return DraftForm(*sent, marks=telling.marks(on), **said)


def _desk(
    request: SignedRequest, template: str, shown: dict[str, Any], *forms: KeptForm
) -> HttpResponse:
    """Show a page of the desk; one that shows a form again says so in its status."""
    status = REFUSED if any(form.is_bound for form in forms) else 200
    return render(request, f"impact/stories/{template}", shown, status=status)
