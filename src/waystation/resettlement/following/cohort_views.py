"""The pages of everybody together: cohorts, and those who came earlier and would help."""

import csv
import io
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.consent import queries as people
from waystation.cases.exchange.hiding import AT_LEAST
from waystation.cases.exchange.services import note_figures_out
from waystation.cases.views import CASEWORK, REFUSED
from waystation.network.written import safe
from waystation.resettlement.following import queries, services
from waystation.resettlement.following.cohorting import (
    HOUSEHOLDS_AT_LEAST,
    MEASURES,
    TWENTIETH,
    Cohort,
    Cohorts,
)
from waystation.resettlement.following.domain import CHECKS, Willing
from waystation.resettlement.following.forms import HandOnForm, WillingForm
from waystation.resettlement.following.wording import MEASURES as MEASURE_WORDS
from waystation.vault.door import SignedRequest, opens_to

FIRST_YEAR = 12
NOT_SHOWN = "–"


class Laid(NamedTuple):
    """A table in words: its heads and its rows; None is not shown."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str | None, ...]], ...]


@opens_to(*CASEWORK)
@require_GET
def cohorts(request: SignedRequest) -> HttpResponse:
    """Show how people fare together, none of whom can be told from it."""
    months = _months(request.GET.get("months", ""))
    found = queries.cohorts(request.who.keyring, clock.now().date(), months)
    counts, fares = _laid(request, found)
    shown: dict[str, Any] = {
        "counts": counts,
        "fares": fares,
        "months": months,
        "checks": CHECKS,
        "at_least": AT_LEAST,
        "households": HOUSEHOLDS_AT_LEAST,
        "rounded": TWENTIETH,
        "has_any": bool(found.rows),
    }
    return render(request, "resettlement/following/cohorts.html", shown)


@opens_to(*CASEWORK)
@require_POST
def cohorts_out(request: SignedRequest) -> HttpResponse:
    """Hand the tables out as a file; that they left the building is entered in the audit."""
    keyring, now = request.who.keyring, clock.now()
    months = _months(request.POST.get("months", ""))
    tables = _laid(request, queries.cohorts(keyring, now.date(), months))
    note_figures_out(n=len(tables), keyring=keyring, now=now)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for table in tables:
        writer.writerow([safe(head) for head in table.heads])
        for heading, cells in table.rows:
            writer.writerow([safe(heading), *(NOT_SHOWN if one is None else one for one in cells)])
        writer.writerow([])
    raw = ("\ufeff" + written.getvalue()).encode()
    answer = HttpResponse(raw, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cohorts.csv"'
    return answer


@opens_to(*CASEWORK)
def willing(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down how somebody who came earlier would help others."""
    keyring, today = request.who.keyring, clock.now().date()
    people.member_of(household_id, person_id, keyring, today)
    found = queries.page(household_id, keyring, today)
    who = next(one for one in found.people if one.id == person_id)
    kept = who.willing.value if who.willing else None
    start: dict[str, Any] = {"languages": ", ".join(who.person.languages)}
    if kept:
        said = {"ways": kept.ways, "languages": ", ".join(kept.languages), "words": kept.words}
        start |= said
    form = WillingForm(request.POST or None, initial=start)
    if form.is_valid():
        with form.keeping_refusals():
            services.note_willing(
                household_id=household_id,
                willing=form.willing(person_id, today),
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("following", household_id)
    shown = {"found": found, "who_is": who, "household_id": household_id, "form": form}
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/following/willing.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def willing_end(request: SignedRequest, household_id: UUID, willing_id: UUID) -> HttpResponse:
    """End that somebody would help others."""
    keyring = request.who.keyring
    queries.of_household(household_id, willing_id, Willing, keyring)
    services.end_willing(willing_id=willing_id, keyring=keyring, now=clock.now())
    return redirect("following", household_id)


@opens_to(*CASEWORK)
@require_GET
def alumni(request: SignedRequest) -> HttpResponse:
    """List those who came earlier and would help others."""
    return _alumni(request)


@opens_to(*CASEWORK)
@require_POST
def hand_on(request: SignedRequest, household_id: UUID, willing_id: UUID) -> HttpResponse:
    """Tell whoever pairs people of somebody who would help."""
    keyring, form = request.who.keyring, HandOnForm(request.POST)
    queries.of_household(household_id, willing_id, Willing, keyring)
    if form.is_valid():
        with form.keeping_refusals():
            services.hand_on(
                willing_id=willing_id,
                alias=form.cleaned_data["alias"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("alumni")
    return _alumni(request, form)


def _alumni(request: SignedRequest, form: KeptForm | None = None) -> HttpResponse:
    found = queries.alumni(request.who.keyring, clock.now().date())
    shown = {"found": found, "form": form, "hand_on": HandOnForm()}
    status = REFUSED if form is not None else 200
    return render(request, "resettlement/following/alumni.html", shown, status=status)


def _months(said: str) -> int:
    """Read which check was asked for; what is none gives the one after a year."""
    return next((months for months in CHECKS if str(months) == said), FIRST_YEAR)


def _laid(request: SignedRequest, found: Cohorts) -> tuple[Laid, Laid]:
    """Write both tables in words."""
    names = queries.pathway_names(request.who.keyring, get_language() or "en")
    counts = found.counts
    all_of_them = _("All")
    years = [str(year) for year in counts.years] + [all_of_them]
    ways = [names.get(code, code) for code in counts.pathways] + [all_of_them]
    numbers = Laid(
        (_("Arrived in"), *ways),
        tuple(
            (year, tuple(None if cell is None else str(cell) for cell in row))
            for year, row in zip(years, counts.cells, strict=False)
        ),
    )
    heads = (_("Cohort"), *(str(MEASURE_WORDS[one]) for one in MEASURES), _("middle rung, 0 to 10"))
    rows = [(f"{row.year} · {names.get(row.pathway, row.pathway)}", row) for row in found.rows]
    if len(rows) > 1:
        rows.append((_("All shown"), found.together))
    return numbers, Laid(heads, tuple((heading, _cells(row)) for heading, row in rows))


def _cells(row: Cohort) -> tuple[str | None, ...]:
    shares = tuple(None if share is None else f"{share} %" for share in row.shares)
    return (*shares, None if row.ladder is None else str(row.ladder))
