"""The pages of complaints, of those who hear them, and of the code of conduct."""

from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock, papers
from waystation.base.access import ROLES
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases.complaints import domain, queries, services
from waystation.cases.complaints.card import words_of_card
from waystation.cases.complaints.conduct import PRINCIPLES
from waystation.cases.complaints.forms import ActForm, ComplaintForm, PayForm, SuspendForm
from waystation.vault import register
from waystation.vault.door import SignedRequest, opens_to

SECURITY = "security officer"
LANGUAGES = ("en", "ko")
REFUSED = 422
TEMPLATES = Path(__file__).parent.parent / "templates" / "cases" / "complaints"


@opens_to(*ROLES)
@require_GET
def complaints(request: SignedRequest) -> HttpResponse:
    """List the complaints that are for the reader, as one who answers or as their author."""
    now, hear = clock.now(), queries.roster(request.who)
    views = [(view, view.complaint.is_late(now)) for view in queries.complaints(request.who)]
    shown = {"views": views, "hear": hear, "languages": LANGUAGES}
    return render(request, "cases/complaints/list.html", shown)


@opens_to(*ROLES)
def new(request: SignedRequest) -> HttpResponse:
    """File a complaint."""
    who = request.who
    focal = [view.focal for view in queries.roster(who)]
    form = ComplaintForm(request.POST or None, focal=focal)
    if form.is_valid():
        with form.keeping_refusals():
            filed = services.complain(
                complaint=form.complaint(who.alias, clock.now()),
                ticked=form.cleaned_data["ticked"],
                follow=form.cleaned_data["follow"],
                who=who,
            )
            # Its author is led to it, where it says to whom it went; or told no more than this.
            return redirect("complaint", filed.id) if filed.followed else redirect("complaint-sent")
    shown = {"form": form, "focal": focal}
    return _page(request, "cases/complaints/new.html", form, shown)


@opens_to(*ROLES)
@require_GET
def complaint(request: SignedRequest, complaint_id: UUID) -> HttpResponse:
    """Show a complaint and what was done about it."""
    return _complaint(request, complaint_id)


@opens_to(*ROLES)
@require_GET
def sent(request: SignedRequest) -> HttpResponse:
    """Say that a complaint was sealed and sent, to somebody who does not follow it."""
    return render(request, "cases/complaints/sent.html")


@opens_to(*ROLES)
@require_POST
def acknowledge(request: SignedRequest, complaint_id: UUID) -> HttpResponse:
    """Say that a complaint was read."""
    services.act(complaint_id=complaint_id, did="acknowledged", who=request.who, now=clock.now())
    return redirect("complaint", complaint_id)


@opens_to(*ROLES)
@require_POST
def act(request: SignedRequest, complaint_id: UUID) -> HttpResponse:
    """Answer a complaint, note something about it, or close it."""
    form = ActForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.act(
                complaint_id=complaint_id, **form.cleaned_data, who=request.who, now=clock.now()
            )
            return redirect("complaint", complaint_id)
    return _complaint(request, complaint_id, act=form)


@opens_to(*ROLES)
@require_POST
def suspend(request: SignedRequest, complaint_id: UUID) -> HttpResponse:
    """Suspend the partner a complaint is about."""
    form = SuspendForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.suspend(
                complaint_id=complaint_id, **form.cleaned_data, who=request.who, now=clock.now()
            )
            return redirect("complaint", complaint_id)
    return _complaint(request, complaint_id, suspend=form)


@opens_to(*ROLES)
@require_GET
def card(request: SignedRequest, language: str) -> HttpResponse:
    """Print the card that says what nobody may ask, and whom to tell."""
    if language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        sheet = words_of_card()
    pdf = papers.pdf(TEMPLATES / "card.typ", sheet, language)
    return HttpResponse(pdf, content_type="application/pdf")


@opens_to(SECURITY)
@require_GET
def focal(request: SignedRequest) -> HttpResponse:
    """Show who receives complaints, and who else could."""
    return _focal(request)


@opens_to(SECURITY)
@require_POST
def appoint(request: SignedRequest) -> HttpResponse:
    """Let a colleague receive complaints."""
    form = KeptForm()
    with form.keeping_refusals():
        user_id = _uuid(request.POST.get("colleague", ""))
        services.appoint(user_id=user_id, who=request.who, now=clock.now())
        return redirect("focal")
    return _focal(request, form)


@opens_to(SECURITY)
@require_POST
def dismiss(request: SignedRequest, focal_id: UUID) -> HttpResponse:
    """Let a colleague receive complaints no more."""
    services.dismiss(row_id=focal_id, who=request.who, now=clock.now())
    return redirect("focal")


@opens_to(SECURITY)
@require_GET
def asked_to_pay(request: SignedRequest) -> HttpResponse:
    """List the words that somebody was asked to pay."""
    return _asked_to_pay(request)


@opens_to(SECURITY)
@require_POST
def answer_pay(request: SignedRequest, watch_id: UUID) -> HttpResponse:
    """Put such a word away with what was done, and suspend the partner."""
    queries.must_ring(watch_id, request.who.keyring)
    form = PayForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.answer_asked_to_pay(
                watch_id=watch_id, **form.cleaned_data, who=request.who, now=clock.now()
            )
            return redirect("asked-to-pay")
    return _asked_to_pay(request, form, watch_id)


@opens_to(*ROLES)
@require_GET
def code(request: SignedRequest) -> HttpResponse:
    """Show the code of conduct; to security, who has not acknowledged it."""
    is_security = bool(request.who.keyring.cells_of("security"))
    shown = {
        "principles": PRINCIPLES,
        "done": queries.has_acknowledged(request.who),
        "is_security": is_security,
        "missing": queries.not_acknowledged(request.who.keyring) if is_security else [],
    }
    return render(request, "cases/complaints/code.html", shown)


@opens_to(*ROLES)
@require_POST
def keep_code(request: SignedRequest) -> HttpResponse:
    """Acknowledge the code of conduct."""
    services.keep_code(who=request.who, now=clock.now())
    return redirect("code")


def _complaint(
    request: SignedRequest,
    complaint_id: UUID,
    act: ActForm | None = None,
    suspend: SuspendForm | None = None,
) -> HttpResponse:
    view = queries.complaint(complaint_id, request.who)
    is_read = view.to_answer and view.complaint.state != "new"
    about = view.complaint.about if view.complaint.whom == "partner" else ""
    shown = {
        "view": view,
        "late": view.complaint.is_late(clock.now()),
        "promised_h": int(domain.ACKNOWLEDGE_WITHIN.total_seconds()) // 3_600,
        "act": (act or ActForm()) if is_read else None,
        "suspend": (suspend or SuspendForm(initial={"partner": about})) if is_read else None,
        "holds_network": bool(request.who.keyring.cells_of("network")),
    }
    return _page(request, "cases/complaints/complaint.html", act or suspend, shown)


def _focal(request: SignedRequest, form: KeptForm | None = None) -> HttpResponse:
    hear = queries.roster(request.who)
    taken = {view.focal.user_id for view in hear}
    members = [
        member
        for _row, member in register.members(request.who.keyring)
        if member.key_digest and member.user_id not in taken
    ]
    shown = {"hear": hear, "members": members, "form": form, "most": domain.FOCAL_MAX}
    status = REFUSED if form is not None and form.refused else 200
    return render(request, "cases/complaints/focal.html", shown, status=status)


def _asked_to_pay(
    request: SignedRequest, form: PayForm | None = None, about: UUID | None = None
) -> HttpResponse:
    rung = [
        (one, form if form and one.watch == about else PayForm(initial={"partner": _name(one)}))
        for one in queries.asked_to_pay(request.who.keyring)
    ]
    return _page(request, "cases/complaints/asked_to_pay.html", form, {"rung": rung})


def _name(rung: queries.Rung) -> str:
    return "" if rung.word.halted else rung.word.partner


def _page(
    request: SignedRequest, template: str, form: KeptForm | None, shown: dict[str, object]
) -> HttpResponse:
    """Show a page; one that shows a form again says so in its status."""
    status = REFUSED if form is not None and form.is_bound else 200
    return render(request, template, shown, status=status)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Nothing was chosen."), hint=_("Choose from the list.")) from None
