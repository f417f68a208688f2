"""The auditor's page: packs, the room where a sample is opened, journals, and the donors' table."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger.audit import donors, forms, packing, queries, services
from waystation.ledger.audit.domain import K_CASES, ROOM_DAYS, SAMPLE_N, SECRET_MIN, Opening
from waystation.ledger.audit.journals import FORMS, SUFFIX
from waystation.ledger.reports import writing
from waystation.ledger.reports.tables import MONEY, TEXT, Column, Report, Row, Table
from waystation.vault.door import SignedRequest, opens_to

FINANCE, SECURITY = "finance officer", "security officer"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@opens_to(FINANCE, SECURITY)
@require_GET
def packs(request: SignedRequest) -> HttpResponse:
    """List the packs; finance makes one here, and takes journals and the donors' table out."""
    return _packs(request, forms.PackForm(initial={"pack_id": new_id()}))


@opens_to(FINANCE)
@require_POST
def make(request: SignedRequest) -> HttpResponse:
    """Make a pack of the book as it stands and send it as a sealed file."""
    form = forms.PackForm(request.POST)
    if not form.is_valid():
        return _packs(request, form)
    said = form.cleaned_data
    months = queries.months()
    period = None
    if months and (said["since"] or said["until"]):
        period = (said["since"] or months[0], said["until"] or months[1])
    try:
        made = services.make_pack(
            pack_id=said["pack_id"],
            auditor=said["auditor"],
            recipient=said["recipient"],
            words=said["words"],
            period=period,
            keyring=request.who.keyring,
            now=clock.now(),
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _packs(request, form)
    return _file(made.file, "pack.zip.age", "application/octet-stream")


@opens_to(FINANCE, SECURITY)
@require_GET
def room(request: SignedRequest, pack_id: UUID) -> HttpResponse:
    """Show one pack and what comes next: the auditor's words, then the opening."""
    return _room(request, pack_id)


@opens_to(SECURITY)
@require_POST
def draw(request: SignedRequest, pack_id: UUID) -> HttpResponse:
    """Enter the auditor's words."""
    secret = request.POST.get("secret", "")
    try:
        services.draw(pack_id=pack_id, secret=secret, keyring=request.who.keyring, now=clock.now())
    except Refused as no:
        return _room(request, pack_id, refused=no)
    return redirect("money-audit-room", pack_id)


@opens_to(FINANCE)
@require_POST
def show(request: SignedRequest, pack_id: UUID) -> HttpResponse:
    """Open the drawn entries for the auditor, on the screen or as the file to check them by."""
    try:
        opening = services.open_sample(
            pack_id=pack_id, keyring=request.who.keyring, now=clock.now()
        )
    except Refused as no:
        return _room(request, pack_id, refused=no)
    if "file" in request.POST:
        return _file(packing.opening_file(opening), "opening.json", "application/json")
    return _room(request, pack_id, opening=opening)


@opens_to(FINANCE)
@require_POST
def journal(request: SignedRequest) -> HttpResponse:
    """Send the book, or a year of it, as a journal for hledger or beancount."""
    form = forms.JournalForm(request.POST)
    if not form.is_valid():
        raise Refused(_("There is no such journal."), hint=_("Pick it from the list."))
    wanted, year = form.cleaned_data["form"], form.cleaned_data["year"]
    text = queries.journal(wanted, year)
    services.note_taken_out(
        what=f"{wanted} {year or ''}".strip(), keyring=request.who.keyring, now=clock.now()
    )
    return _file(text.encode(), f"{year or 'book'}.{SUFFIX[wanted]}", "text/plain; charset=utf-8")


@opens_to(FINANCE)
@require_GET
def told(request: SignedRequest) -> HttpResponse:
    """Show what donors are told."""
    page = {"donors": queries.donor_table(), "k": K_CASES}
    return render(request, "ledger/audit_donors.html", page)


@opens_to(FINANCE)
@require_GET
def donors_csv(request: SignedRequest) -> HttpResponse:
    """Give the donors' table: whole quarters, never a single gift or rescue."""
    text = packing.text(donors.COLUMNS, donors.plain(queries.donor_table()))
    return _file(text.encode(), "donors.csv", "text/csv; charset=utf-8")


@opens_to(FINANCE)
@require_GET
def donors_xlsx(request: SignedRequest) -> HttpResponse:
    """Give the same as a workbook."""
    body = writing.as_xlsx(_report(), on=clock.now().date())
    return _file(body, "donors.xlsx", XLSX)


def _report() -> Report:
    kinds = (TEXT, TEXT, TEXT, TEXT, MONEY)
    columns = tuple(Column(name, kind) for name, kind in zip(donors.COLUMNS, kinds, strict=True))
    rows = tuple(Row(tuple(row)) for row in queries.donor_table())
    title = _("For donors")
    return Report("donors", title, "", (Table("donors", title, columns, rows),))


def _packs(request: SignedRequest, form: forms.PackForm) -> HttpResponse:
    page: dict[str, Any] = {
        "form": form,
        "packs": queries.packs(request.who.keyring),
        "is_finance": request.who.role == FINANCE,
        "sample_n": SAMPLE_N,
        "words_min": services.WORDS_MIN,
        "k": K_CASES,
    }
    if page["is_finance"]:
        page |= {"years": queries.years(), "journal_forms": FORMS}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/audit_packs.html", page, status=status)


def _room(
    request: SignedRequest,
    pack_id: UUID,
    *,
    refused: Refused | None = None,
    opening: Opening | None = None,
) -> HttpResponse:
    pack = queries.pack(pack_id, request.who.keyring)
    if pack is None:
        raise Http404
    page = {
        "pack": pack,
        "refused": refused,
        "secret": request.POST.get("secret", "") if refused else "",
        "opening": opening,
        "is_finance": request.who.role == FINANCE,
        "is_over": _is_over(pack.drawn_on, clock.now().date()),
        "room_days": ROOM_DAYS,
        "sample_n": SAMPLE_N,
        "secret_min": SECRET_MIN,
    }
    return render(request, "ledger/audit_room.html", page, status=422 if refused else 200)


def _is_over(drawn_on: date | None, on: date) -> bool:
    return drawn_on is not None and (on - drawn_on).days > ROOM_DAYS


def _file(body: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
