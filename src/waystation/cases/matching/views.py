"""The pages on which records that may be of one person are looked at, side by side."""

from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.cases.matching import domain, queries, services, wording
from waystation.cases.matching.forms import ApartForm, MergeForm
from waystation.cases.matching.queries import Side
from waystation.cases.paging import page_of
from waystation.cases.views import CASEWORK
from waystation.vault.door import SignedRequest, opens_to

REFUSED = 422


class Row(NamedTuple):
    """One field of two records, side by side; where `can_choose` is false both values are kept."""

    what: str
    name: str
    one: object
    other: object
    differs: bool
    can_choose: bool


@opens_to(*CASEWORK)
@require_GET
def doubles(request: SignedRequest) -> HttpResponse:
    """List the pairs of records that may be of one person, the likeliest first."""
    keyring, today = request.who.keyring, clock.now().date()
    found = queries.doubles(keyring, today)
    page = page_of(found.pairs, request.GET.get("page", ""))
    pairs = [(pair, wording.because(pair.proposal)) for pair in page.rows]
    shown = {"page": page, "pairs": pairs, "found": found.found}
    return render(request, "cases/matching/doubles.html", shown)


@opens_to(*CASEWORK)
@require_GET
def compare(request: SignedRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Show two records side by side, and what speaks for them being of one person."""
    return _compared(request, first_id, second_id, MergeForm())


@opens_to(*CASEWORK)
@require_POST
def merge(request: SignedRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Put two records together."""
    form = MergeForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.merge(
                stays=first_id,
                goes=second_id,
                chosen=form.chosen(),
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("merges")
    return _compared(request, first_id, second_id, form)


@opens_to(*CASEWORK)
@require_POST
def set_apart(request: SignedRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Note that two records are of two people."""
    form = ApartForm(request.POST)
    if form.is_valid():
        services.set_apart(
            one=first_id,
            other=second_id,
            reason=form.cleaned_data["reason"],
            keyring=request.who.keyring,
            now=clock.now(),
        )
        return redirect("doubles")
    return _compared(request, first_id, second_id, MergeForm(), apart=form)


@opens_to(*CASEWORK)
@require_GET
def merges(request: SignedRequest) -> HttpResponse:
    """List what was put together, each with the way back."""
    return _merges(request)


@opens_to(*CASEWORK)
@require_POST
def unmerge(request: SignedRequest, merge_id: UUID) -> HttpResponse:
    """Take two records apart again."""
    form = ApartForm(request.POST)
    left: list[str] | None = None
    form.is_valid()
    with form.keeping_refusals():
        left = services.unmerge(merge_id=merge_id, keyring=request.who.keyring, now=clock.now())
    return _merges(request, form=form, left=left)


def _merges(
    request: SignedRequest, form: ApartForm | None = None, left: list[str] | None = None
) -> HttpResponse:
    keyring = request.who.keyring
    kept = [(one, *queries.called(one.value, keyring)) for one in queries.merges(keyring)]
    names = None if left is None else [wording.field_name(what) for what in left]
    shown = {"kept": kept, "form": form, "left": names}
    status = REFUSED if form is not None and form.refused else 200
    return render(request, "cases/matching/merges.html", shown, status=status)


def _compared(
    request: SignedRequest, one: UUID, other: UUID, form: MergeForm, apart: ApartForm | None = None
) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    first, second = (queries.side(person, keyring, today) for person in (one, other))
    proposal = queries.proposal(first, second, keyring, today)
    shown = {
        "one": first,
        "other": second,
        "rows": list(_rows(first, second)),
        "proposal": proposal,
        "because": wording.because(proposal) if proposal else [],
        "form": form,
        "apart": apart or ApartForm(),
    }
    status = REFUSED if form.is_bound or (apart and apart.is_bound) else 200
    return render(request, "cases/matching/compare.html", shown, status=status)


def _rows(one: Side, other: Side) -> list[Row]:
    rows = []
    for what in (*domain.JOINED, *domain.CHOSEN):
        a, b = getattr(one.person, what), getattr(other.person, what)
        if a or b:
            rows.append(Row(what, wording.field_name(what), a, b, a != b, what in domain.CHOSEN))
    return rows
