"""The bank's pages: files in, how bank and book stand, mappings of banks' own tables."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.ledger.bank import queries, services
from waystation.ledger.bank.forms import MappingForm, StatementForm
from waystation.ledger.bank.readers import LINES_MAX
from waystation.ledger.models import Mapping, Statement
from waystation.vault.door import SignedRequest, opens_to

FINANCE = "finance officer"


def told(request: SignedRequest, name: str) -> int | None:
    """Read a count that the page before put into the address, for one sentence on this one."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= len(str(LINES_MAX)) else None


@opens_to(FINANCE)
@require_GET
def bank(request: SignedRequest) -> HttpResponse:
    """Show how bank and book stand, the files that were read, and where the next one goes in."""
    return _page(request, None)


@opens_to(FINANCE)
@require_POST
def read(request: SignedRequest) -> HttpResponse:
    """Take a file in; a file that cannot be read changes nothing and says what is wrong where."""
    form = StatementForm(
        request.POST, request.FILES, mappings=queries.mappings(request.who.keyring)
    )
    if not form.is_valid():
        return _page(request, form)
    now = clock.now()
    try:
        done = services.read_statement(
            form.cleaned_data["content"].read(),
            account=form.cleaned_data["account"],
            on=now.date(),
            made_by=request.who.keyring.user_id,
            now=now,
            columns=form.columns,
            typed=form.typed,
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _page(request, form)
    return redirect(f"{reverse('money-bank')}?new={done.n_new}&known={done.n_known}")


def _page(request: SignedRequest, form: StatementForm | None) -> HttpResponse:
    mappings = queries.mappings(request.who.keyring)
    page = {
        "standings": queries.standing(),
        "statements": queries.statements(),
        "mappings": mappings,
        "form": form or StatementForm(mappings=mappings),
        "done": {name: told(request, name) for name in ("new", "known", "gone")},
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "ledger/bank.html", page, status=status)


@opens_to(FINANCE)
@require_POST
def take_back(request: SignedRequest, statement_id: UUID) -> HttpResponse:
    """Take a file back that was read for the wrong account."""
    if not Statement.objects.filter(pk=statement_id).exists():
        raise Http404
    n_lines = services.take_back(statement_id)
    return redirect(f"{reverse('money-bank')}?gone={n_lines}")


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def mapping(request: SignedRequest, mapping_id: UUID | None = None) -> HttpResponse:
    """Write down how a bank's own table reads, or change it."""
    initial: dict[str, Any] = {}
    if mapping_id is not None:
        known = queries.mapping(mapping_id, request.who.keyring)
        if known is None:
            raise Http404
        initial = {name: getattr(known, name) for name in known.__struct_fields__}
    form = MappingForm(request.POST) if request.method == "POST" else MappingForm(initial=initial)
    if form.is_valid():
        try:
            services.keep_mapping(form.columns, mapping_id=mapping_id)
        except Refused as no:
            form.add_error(None, f"{no.says} {no.hint}")
        else:
            return redirect("money-bank")
    page = {"form": form, "mapping_id": mapping_id}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/bank_mapping.html", page, status=status)


@opens_to(FINANCE)
@require_POST
def drop_mapping(request: SignedRequest, mapping_id: UUID) -> HttpResponse:
    """Forget a mapping; what was read by it stays."""
    if not Mapping.objects.filter(pk=mapping_id).exists():
        raise Http404
    services.drop_mapping(mapping_id)
    return redirect("money-bank")
