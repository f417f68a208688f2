"""The office's pages of donors: who they are, what they gave and allow, who is who twice."""

from typing import Literal
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.giving.donors import domain, forms, merging, queries, services
from waystation.giving.donors.domain import Permission
from waystation.giving.models import BlotRow, DonorRow, GiftRow, LetterRow, ReceiptRow, RecurringRow
from waystation.vault.door import SignedRequest, opens_to

FUNDRAISER, FINANCE = "fundraiser", "finance officer"
NEWEST = 100


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def donors(request: SignedRequest) -> HttpResponse:
    """List the donors by name."""
    return _list(request, "")


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def find(request: SignedRequest) -> HttpResponse:
    """List the donors in whose opened record words stand; the words stand in no address."""
    form = forms.FindForm(request.POST)
    return _list(request, form.cleaned_data["said"] if form.is_valid() else "")


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def donor(request: SignedRequest, donor_id: UUID) -> HttpResponse:
    """Show one donor: what they said, gave and allow, and which letters they got."""
    keyring = request.who.keyring
    row = queries.row_of(donor_id, keyring)
    said = queries.history(row, keyring)
    shown = {
        "row": row,
        "donor": queries.donor(donor_id, keyring),
        "into": row.merged_into_id,
        "words": queries.words(row, keyring),
        "merges": queries.merges(row, keyring),
        "history": said[::-1],
        "allowed": [(what, domain.allows(said, what)) for what in domain.WHATS],
        "is_asked": BlotRow.objects.filter(donor=row, state="asked").exists(),
        **_given(row),
    }
    return render(request, "giving/donors/one.html", shown)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Enter a donor by hand, such as one who sent a cheque."""
    form = forms.DonorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = services.welcome(form.donor, now=clock.now())
        return redirect("giving-donor", donor_id=row.pk)
    status = 422 if form.errors else 200
    return render(request, "giving/donors/write.html", {"form": form}, status=status)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(["GET", "POST"])
def change(request: SignedRequest, donor_id: UUID) -> HttpResponse:
    """Write a donor's record anew."""
    known = queries.donor(donor_id, request.who.keyring)
    if known.gone_on is not None:
        raise queries.no_record()
    initial = {name: getattr(known, name) for name in forms.DonorForm.base_fields}
    form = forms.DonorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            services.change(row_id=donor_id, donor=form.donor, keyring=request.who.keyring)
        if form.refused is None:
            return redirect("giving-donor", donor_id=donor_id)
    status = 422 if form.errors or form.refused else 200
    shown = {"form": form, "donor_id": donor_id}
    return render(request, "giving/donors/write.html", shown, status=status)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def allow(request: SignedRequest, donor_id: UUID) -> HttpResponse:
    """Write down a yes or no that a donor told the office."""
    row, now = queries.row_of(donor_id, request.who.keyring), clock.now()
    form = forms.AllowForm(request.POST)
    if not form.is_valid():
        raise Http404
    yes = form.cleaned_data["yes"] == "1"
    said = Permission(what=form.cleaned_data["what"], yes=yes, at=now, source="office")
    services.allow(row, said)
    return redirect("giving-donor", donor_id=donor_id)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def word(request: SignedRequest, word_id: UUID) -> HttpResponse:
    """Take over what was said later with a donor's address, or leave it."""
    form, keyring = forms.WordForm(request.POST), request.who.keyring
    act: Literal["take", "drop"] = "drop"
    if form.is_valid() and form.cleaned_data["act"] == "take":
        act = "take"
    found = services.settle_word(word_id=word_id, act=act, keyring=keyring, now=clock.now())
    return redirect("giving-donor", donor_id=found)


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def doubles(request: SignedRequest) -> HttpResponse:
    """List pairs of records that look like one donor; nothing is ever merged by itself."""
    shown = {"doubles": queries.doubles(request.who.keyring)[:NEWEST]}
    return render(request, "giving/donors/doubles.html", shown)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(["GET", "POST"])
def pair(request: SignedRequest, donor_id: UUID, twin_id: UUID) -> HttpResponse:
    """Show two records side by side; merge the second into the first, or tell them apart."""
    keyring, now = request.who.keyring, clock.now()
    first, second = queries.donor(donor_id, keyring), queries.donor(twin_id, keyring)
    if request.method == "POST":
        form = forms.PairForm(request.POST)
        if not form.is_valid():
            raise Http404
        act = merging.merge if form.cleaned_data["act"] == "merge" else merging.tell_apart
        act(kept_id=donor_id, gone_id=twin_id, keyring=keyring, now=now)
        if act is merging.merge:
            return redirect("giving-donor", donor_id=donor_id)
        return redirect("giving-doubles")
    names = ("name", "kind", "email", "address", "country", "phone", "tax_id", "language", "notes")
    labels = forms.DonorForm.base_fields
    shown = {
        "first": first,
        "second": second,
        "ids": (donor_id, twin_id),
        "lines": [
            (labels[name].label, getattr(first, name), getattr(second, name)) for name in names
        ],
        "like": domain.alike(first, second),
    }
    return render(request, "giving/donors/pair.html", shown)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def take_apart(request: SignedRequest, joined_id: UUID) -> HttpResponse:
    """Undo a merge."""
    now = clock.now()
    kept = merging.take_apart(merge_id=joined_id, keyring=request.who.keyring, now=now)
    return redirect("giving-donor", donor_id=kept)


def _list(request: SignedRequest, sought: str) -> HttpResponse:
    found = queries.donors(request.who.keyring, sought=sought)
    n_words = queries.n_words()
    shown = {
        "donors": [(view, n_words.get(view.id, 0)) for view in found],
        "said": sought,
    }
    return render(request, "giving/donors/list.html", shown)


def _given(row: DonorRow) -> dict[str, object]:
    """Give a donor's gifts, receipts and letters by what lies open of them."""
    gifts = GiftRow.objects.filter(donor=row).select_related("campaign", "team")
    return {
        "gifts": gifts.order_by("-paid_on", "-begun_on", "id")[:NEWEST],
        "regulars": RecurringRow.objects.filter(donor=row).order_by("-started_on", "id"),
        "receipts": ReceiptRow.objects.filter(donor=row).order_by("-year", "-number"),
        "letters": LetterRow.objects.filter(donor=row).order_by("-asked_on", "id")[:NEWEST],
    }
