"""The pages of what a household lives on."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.base import papers as paper
from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.queries import HouseholdView
from waystation.cases.steps.services import mark_of
from waystation.resettlement.means import queries, services, sheets
from waystation.resettlement.means.domain import Budget
from waystation.resettlement.means.forms import BudgetForm, SeenForm
from waystation.resettlement.means.papers import PAPERS, budget_written, written
from waystation.resettlement.means.queries import names_of
from waystation.resettlement.wording import said
from waystation.vault.door import SignedRequest, opens_to

ROLES = ("case worker", "field manager")
REFUSED = 422
MONTHS_FIRST = 6


@opens_to(*ROLES)
@require_GET
def means(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show what a household lives on, and what it is helped with."""
    today = clock.now().date()
    found = queries.means(household_id, request.who.keyring, today)
    language = get_language() or "en"
    shown = {
        "means": found,
        "savings": [
            (one.benefit.title.told(language), said(one.told), one.benefit.paid.told(language))
            for one in found.savings
        ],
    }
    return render(request, "resettlement/means/means.html", shown)


@opens_to(*ROLES)
def write(request: SignedRequest, household_id: UUID, sheet: str) -> HttpResponse:
    """Write something down that was not there."""
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    start = PAPERS[sheet].start(now.date(), queries.currency_of(household_id, keyring))
    form = PAPERS[sheet].form(request.POST or None, initial=start, **offers(view))
    if form.is_valid():
        with form.keeping_refusals():
            value = form.value()  # type: ignore[attr-defined]
            services.note(household_id=household_id, value=value, keyring=keyring, now=now)
            return redirect("means", household_id)
    return _write_page(request, view, sheet, form)


@opens_to(*ROLES)
def change(request: SignedRequest, sheet: str, **named: UUID) -> HttpResponse:
    """Write anew what stands in a case; the address names that one part."""
    keyring, now = request.who.keyring, clock.now()
    (part_id,) = named.values()
    kept = parts.read(part_id, PAPERS[sheet].kind, keyring)
    view = cases.household(kept.case, keyring, now.date())
    start = written(kept) | {"seen": mark_of(kept)}
    form = PAPERS[sheet].form(request.POST or None, initial=start, **offers(view))
    if form.is_valid():
        with form.keeping_refusals():
            services.change(
                part_id=part_id,
                value=form.value(),  # type: ignore[attr-defined]
                seen=form.cleaned_data["seen"],
                keyring=keyring,
                now=now,
            )
            return redirect("means", kept.case)
    return _write_page(request, view, sheet, form)


@opens_to(*ROLES)
def budget(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write the one budget of a household: anew, or over the one before."""
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    kept = next(reversed(parts.listed(household_id, Budget, keyring)), None)
    start = (
        budget_written(kept.value) | {"seen": mark_of(kept)}
        if kept
        else _fresh(household_id, request, now.date())
    )
    form = BudgetForm(request.POST or None, initial=start)
    if form.is_valid():
        with form.keeping_refusals():
            services.keep_budget(
                household_id=household_id,
                budget=form.value(),
                seen=form.cleaned_data["seen"],
                keyring=keyring,
                now=now,
            )
            return redirect("means", household_id)
    status = REFUSED if form.is_bound else 200
    shown = {"form": form, "view": view}
    return render(request, "resettlement/means/budget.html", shown, status=status)


@opens_to(*ROLES)
@require_GET
def budget_sheet(request: SignedRequest, household_id: UUID, language: str) -> HttpResponse:
    """Print a household's budget; it bears the code of the household and no name."""
    if language not in sheets.LANGUAGES:
        raise Http404
    keyring, today = request.who.keyring, clock.now().date()
    view = cases.household(household_id, keyring, today)
    kept = next(reversed(parts.listed(household_id, Budget, keyring)), None)
    if kept is None:
        raise Refused(
            _("This household has no budget yet."),
            hint=_("Write one first, on its page of means."),
        )
    sheet = sheets.budget(kept.value, view.household.code, language)
    return handed(paper.pdf(sheets.BUDGET, sheet, language), "budget.pdf")


def handed(content: bytes, name: str) -> HttpResponse:
    """Hand a paper out under a name that tells nothing."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def offers(view: HouseholdView) -> dict[str, Any]:
    """Offer the members of a household and the files of its case to a form."""
    return {
        "people": [(str(one), name[:120]) for one, name in names_of(view).items()],
        "letters": [(str(file.id), file.title) for file in view.files],
    }


def _fresh(household_id: UUID, request: SignedRequest, today: date) -> dict[str, Any]:
    return {
        "currency": queries.currency_of(household_id, request.who.keyring),
        "begins": today.replace(day=1),
        "months": MONTHS_FIRST,
    }


def _write_page(
    request: SignedRequest, view: HouseholdView, sheet: str, form: SeenForm
) -> HttpResponse:
    status = REFUSED if form.is_bound else 200
    shown = {
        "form": form,
        "view": view,
        "title": PAPERS[sheet].title,
        "why": PAPERS[sheet].why,
        "is_about_money": sheet in ("told", "loan"),
    }
    return render(request, "resettlement/means/write.html", shown, status=status)
