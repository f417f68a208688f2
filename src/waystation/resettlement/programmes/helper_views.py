"""The pages of those who stand beside newcomers."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.views import CASEWORK, REFUSED
from waystation.resettlement.programmes import queries
from waystation.resettlement.programmes.forms import HelperForm, WhyForm
from waystation.resettlement.programmes.services import people as services
from waystation.vault.door import SignedRequest, opens_to

HERE = "resettlement/programmes"
FIELDS = (
    "alias", "kind", "sex", "age", "languages", "place", "offers", "at_most", "trained_on",
    "vetted_on", "vetted_until", "review_on",
)  # fmt: skip


@opens_to(*CASEWORK)
@require_GET
def board(request: SignedRequest) -> HttpResponse:
    """Show everybody who stands beside newcomers, and who cannot be asked and why."""
    lines = queries.helpers(request.who.keyring, clock.now().date())
    shown = {
        "lines": lines,
        "n_ready": sum(not line.bar for line in lines),
        "n_lapsed": sum(line.bar == "vetting lapsed" for line in lines),
    }
    return render(request, f"{HERE}/helpers.html", shown)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def admit(request: SignedRequest) -> HttpResponse:
    """Put somebody on the list of those who help."""
    form = HelperForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            made = services.admit(
                helper=form.helper(), keyring=request.who.keyring, now=clock.now()
            )
            return redirect("helper", made)
    return render(request, f"{HERE}/helper.html", {"form": form}, status=_status(form))


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def page(request: SignedRequest, helper_id: UUID) -> HttpResponse:
    """Show one who helps, and write anew what is known of them."""
    keyring, now = request.who.keyring, clock.now()
    found = queries.helper(helper_id, keyring, now.date())
    said = {name: getattr(found.line.helper, name) for name in FIELDS}
    form = HelperForm(request.POST or None, initial=said)
    if form.is_valid():
        with form.keeping_refusals():
            services.change(helper_id=helper_id, helper=form.helper(), keyring=keyring, now=now)
            return redirect("helper", helper_id)
    return _shown(request, helper_id, form, WhyForm(prefix="end"))


@opens_to(*CASEWORK)
@require_POST
def end(request: SignedRequest, helper_id: UUID) -> HttpResponse:
    """Note that somebody helps no more."""
    keyring, now = request.who.keyring, clock.now()
    found = queries.helper(helper_id, keyring, now.date())
    form = WhyForm(request.POST, prefix="end")
    if form.is_valid():
        with form.keeping_refusals():
            services.end(helper_id=helper_id, **form.cleaned_data, keyring=keyring, now=now)
            return redirect("helper", helper_id)
    said = {name: getattr(found.line.helper, name) for name in FIELDS}
    return _shown(request, helper_id, HelperForm(initial=said), form)


@opens_to(*CASEWORK)
@require_POST
def again(request: SignedRequest, helper_id: UUID) -> HttpResponse:
    """Take back that somebody helps no more."""
    services.take_again(helper_id=helper_id, keyring=request.who.keyring, now=clock.now())
    return redirect("helper", helper_id)


def _shown(request: SignedRequest, helper_id: UUID, form: KeptForm, end: KeptForm) -> HttpResponse:
    found = queries.helper(helper_id, request.who.keyring, clock.now().date())
    shown = {"found": found, "form": form, "end": end}
    status = max(_status(form), _status(end))
    return render(request, f"{HERE}/helper.html", shown, status=status)


def _status(form: KeptForm) -> int:
    return REFUSED if form.refused or (form.is_bound and not form.is_valid()) else 200
