"""The page of counts: how many, and nothing by which somebody could be found."""

import csv
import io

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.cases.exchange import queries, services
from waystation.cases.exchange.counting import Table
from waystation.cases.exchange.figure_words import Laid, laid_out
from waystation.cases.exchange.hiding import AT_LEAST, ROOM
from waystation.cases.views import CASEWORK
from waystation.network.written import safe
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def figures(request: SignedRequest) -> HttpResponse:
    """Show counts of the reader's people."""
    found = queries.figures(request.who.keyring, clock.now().date())
    shown = {"tables": _laid(request, found), "at_least": AT_LEAST, "room": ROOM}
    shown |= {"n_people": found[0].cells[-1][-1], "today": clock.now().date()}
    return render(request, "cases/exchange/figures.html", shown)


@opens_to(*CASEWORK)
@require_POST
def take_out(request: SignedRequest) -> HttpResponse:
    """Hand the counts out as a file; that they left the building is entered in the audit."""
    keyring, now = request.who.keyring, clock.now()
    found = _laid(request, queries.figures(keyring, now.date()))
    services.note_figures_out(n=len(found), keyring=keyring, now=now)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for table in found:
        writer.writerow([table.title])
        writer.writerow([table.of, *table.columns])
        for heading, cells in table.rows:
            # What a language or a place is called can come from a sheet of somebody else's.
            writer.writerow([safe(heading), *("–" if cell is None else cell for cell in cells)])
        writer.writerow([])
    raw = ("\ufeff" + written.getvalue()).encode()
    answer = HttpResponse(raw, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return answer


def _laid(request: SignedRequest, found: list[Table]) -> list[Laid]:
    places = queries.named_places(request.who.keyring)
    return [laid_out(table, places) for table in found if len(table.rows) > 1]
