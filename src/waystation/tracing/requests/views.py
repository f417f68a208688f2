"""Pages of requests: the list, the interview, one request and every act on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases.paging import page_of
from waystation.cases.views import REFUSED
from waystation.tracing.requests import domain, queries, services, sheets
from waystation.tracing.requests.domain import RequestView
from waystation.tracing.requests.forms import (
    AgreeForm,
    CloseForm,
    FilterForm,
    IdentityForm,
    InterviewForms,
    ReportForm,
    WhyForm,
    back_of,
)
from waystation.vault.door import SignedRequest, opens_to

LANGUAGES = ("en", "ko")


@opens_to("tracing officer")
@require_GET
def searches(request: SignedRequest) -> HttpResponse:
    """List the requests: all that are open, or those of one state, in the order asked for."""
    keyring, today = request.who.keyring, clock.now().date()
    views = queries.requests(keyring)
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = [(view, domain.stands(view.request, today)) for view in _chosen(views, wanted)]
    show = wanted.get("show", "")
    shown = [row for row in rows if (row[1] == show if show else row[1] != "closed")]
    stands = [row[1] for row in rows]
    counts = [(stand, stands.count(stand)) for stand in domain.STANDS if stand in stands]
    return render(
        request,
        "tracing/requests/searches.html",
        {
            "form": form,
            "page": page_of(shown, request.GET.get("page", "")),
            "counts": counts,
            "n_all": len(views),
            "n_sent": queries.n_sent(keyring),
            "n_shut": queries.n_shut(keyring),
        },
    )


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Begin a request with what the seeker tells; nothing must be known."""
    now, who = clock.now(), request.who
    forms = InterviewForms(request.POST if request.method == "POST" else None, today=now.date())
    if request.method == "POST" and forms.is_valid():
        with forms.about.keeping_refusals():
            made = services.open_request(
                request=forms.request(who.keyring.user_id, now), keyring=who.keyring, now=now
            )
            return redirect("search", made)
    return _interview(request, forms)


@opens_to("tracing officer")
@require_http_methods(["GET", "POST"])
def edit(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Change what is told in a request; what it said before is kept."""
    now, keyring = clock.now(), request.who.keyring
    view = queries.request(search_id, keyring)
    data = request.POST if request.method == "POST" else None
    forms = InterviewForms(data, today=now.date(), was=view.request)
    why = WhyForm(data, prefix="why")
    if request.method == "POST" and all([forms.is_valid(), why.is_valid()]):
        with forms.about.keeping_refusals():
            _must_be_seen(request.POST.get("seen", ""), view)
            services.change(
                request_id=search_id,
                was=view.request,
                value=forms.request(keyring.user_id, now),
                why=why.cleaned_data["why"],
                keyring=keyring,
                now=now,
            )
            return redirect("search", search_id)
    return _interview(request, forms, view=view, why=why)


@opens_to("tracing officer")
@require_GET
def search(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Show one request: what is told, what stands in its way, and all that was done."""
    return _page(request, search_id)


@opens_to("tracing officer")
@require_GET
def sheet(request: SignedRequest, search_id: UUID, language: str) -> HttpResponse:
    """Print the sheet of a request in a language."""
    view = queries.request(search_id, request.who.keyring)
    spoken = language if language in LANGUAGES else "en"
    made = sheets.sheet(view.request, spoken, clock.now().date())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="request.pdf"'
    return response


@opens_to("tracing officer")
@require_POST
def agree(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Note that the seeker agreed, or agreed again."""
    now, keyring = clock.now(), request.who.keyring
    queries.find(search_id, keyring)
    form = AgreeForm(request.POST, today=now.date())

    def act() -> None:
        agreed = form.agreed(keyring.user_id, now)
        assert agreed is not None
        services.renew(request_id=search_id, agreed=agreed, keyring=keyring, now=now)

    return _done(request, search_id, "agree_form", form, act)


@opens_to("tracing officer")
@require_POST
def take_back(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Note that the seeker no longer agrees."""
    form = WhyForm(request.POST)
    return _done(
        request,
        search_id,
        "back_form",
        form,
        lambda: services.take_back(
            request_id=search_id,
            how=form.cleaned_data["why"],
            keyring=request.who.keyring,
            now=clock.now(),
        ),
    )


@opens_to("tracing officer")
@require_POST
def identify(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Note how one of us made sure who the seeker is."""
    form = IdentityForm(request.POST)
    return _done(
        request,
        search_id,
        "identity_form",
        form,
        lambda: services.identify(
            request_id=search_id,
            how=form.cleaned_data["identity"],
            keyring=request.who.keyring,
            now=clock.now(),
        ),
    )


@opens_to("tracing officer")
@require_POST
def report(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Note word that the sought is alive or dead."""
    keyring = request.who.keyring
    form = ReportForm(request.POST)
    return _done(
        request,
        search_id,
        "report_form",
        form,
        lambda: services.note_report(
            request_id=search_id,
            report=form.report(keyring.user_id),
            keyring=keyring,
            now=clock.now(),
        ),
    )


@opens_to("tracing officer")
@require_POST
def close(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Close a request, with a reason."""
    form = CloseForm(request.POST)
    return _done(
        request,
        search_id,
        "close_form",
        form,
        lambda: services.close(
            request_id=search_id,
            **form.cleaned_data,
            keyring=request.who.keyring,
            now=clock.now(),
        ),
    )


@opens_to("tracing officer")
@require_POST
def pause(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Stop searching for a while."""
    form = WhyForm(request.POST)
    return _done(
        request,
        search_id,
        "pause_form",
        form,
        lambda: services.pause(
            request_id=search_id,
            why=form.cleaned_data["why"],
            keyring=request.who.keyring,
            now=clock.now(),
        ),
    )


@opens_to("tracing officer")
@require_POST
def resume(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Go on searching."""
    services.resume(request_id=search_id, keyring=request.who.keyring, now=clock.now())
    return redirect("search", search_id)


@opens_to("tracing officer")
@require_POST
def reopen(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Open a closed request once more."""
    services.reopen(request_id=search_id, keyring=request.who.keyring, now=clock.now())
    return redirect("search", search_id)


@opens_to("tracing officer")
@require_POST
def undo(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Take the last change back."""
    services.undo(request_id=search_id, keyring=request.who.keyring, now=clock.now())
    return redirect("search", search_id)


@opens_to("tracing officer")
@require_POST
def ask_to_destroy(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Lay one's hand on the destruction of a closed request; with the second it is destroyed."""
    keyring, now = request.who.keyring, clock.now()
    n_hands = services.ask_to_destroy(request_id=search_id, keyring=keyring, now=now)
    if n_hands < services.HANDS_NEEDED:
        return redirect("search", search_id)
    services.destroy(request_id=search_id, keyring=keyring, now=now)
    return redirect("searches")


@opens_to("tracing officer")
@require_POST
def keep(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Take every hand off the destruction of a request."""
    services.keep_after_all(request_id=search_id, keyring=request.who.keyring, now=clock.now())
    return redirect("search", search_id)


@opens_to("tracing officer")
@require_POST
def hear(request: SignedRequest) -> HttpResponse:
    """Take in what case workers sent: requests, and what their seekers agree to now."""
    services.hear(keyring=request.who.keyring, now=clock.now())
    return redirect("searches")


def _chosen(views: list[RequestView], wanted: dict[str, Any]) -> list[RequestView]:
    text = wanted.get("text", "").strip().casefold()
    found = [view for view in views if not text or text in _searchable(view)]
    if wanted.get("order") == "code":
        found.sort(key=lambda view: view.request.code)
    if wanted.get("order") == "until":
        found.sort(key=lambda view: (view.request.agreed is None, _until(view)))
    return found


def _until(view: RequestView) -> int:
    return view.request.agreed.until.toordinal() if view.request.agreed else 0


def _searchable(view: RequestView) -> str:
    one = view.request
    names = [name.text for profile in (one.seeker, one.sought) for name in profile.names]
    return " ".join([one.code, *names]).casefold()


def _must_be_seen(seen: str, view: RequestView) -> None:
    if seen != str(view.revision):
        raise Refused(
            _("Somebody changed this request while you wrote."),
            hint=_("What you typed is kept below. Look at the request, then write it down again."),
        )


def _interview(
    request: SignedRequest,
    forms: InterviewForms,
    *,
    view: RequestView | None = None,
    why: WhyForm | None = None,
) -> HttpResponse:
    shown = {"forms": forms, "form": forms.about, "view": view, "why": why}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "tracing/requests/interview.html", shown, status=status)


def _done(
    request: SignedRequest, search_id: UUID, name: str, form: KeptForm, act: Callable[[], object]
) -> HttpResponse:
    """Do something with what was typed; where it is refused, show the page with the form again."""
    queries.find(search_id, request.who.keyring)
    if form.is_valid():
        with form.keeping_refusals():
            act()
            return redirect("search", search_id)
    return _page(request, search_id, **{name: form})


def _page(request: SignedRequest, search_id: UUID, **forms: KeptForm) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    view = queries.request(search_id, keyring)
    shown: dict[str, Any] = {
        "view": view,
        "one": view.request,
        "stands": domain.stands(view.request, today),
        "lacks": domain.lacks(view.request, today),
        "death": domain.death(view.request.reports),
        "back": back_of(view.request.relation),
        "is_child": domain.is_child(view.request, today),
        "behind": queries.behind(search_id, keyring),
        "agree_form": AgreeForm(today=today),
        "identity_form": IdentityForm(),
        "back_form": WhyForm(auto_id="back_%s"),
        "pause_form": WhyForm(auto_id="pause_%s"),
        "report_form": ReportForm(auto_id="report_%s", initial={"heard_on": today}),
        "close_form": CloseForm(auto_id="close_%s"),
    }
    status = REFUSED if forms else 200
    return render(request, "tracing/requests/search.html", shown | forms, status=status)
