"""The pages of files in PFIF: upload, what it holds, take in or set aside, and one request out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.tracing.partners import domain as agreed
from waystation.tracing.partners import queries as partners
from waystation.tracing.pfif import domain, queries, services
from waystation.tracing.pfif.domain import BadFile
from waystation.tracing.pfif.forms import AsideForm, ExportForm, UploadForm
from waystation.tracing.requests import queries as requests
from waystation.vault.door import SignedRequest, opens_to

ROLE = "tracing officer"
REFUSED = 422


@opens_to(ROLE)
@require_http_methods(["GET", "POST"])
def files(request: SignedRequest) -> HttpResponse:
    """List the files that came, and read one more."""
    keyring, bad = request.who.keyring, []
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with form.keeping_refusals():
                content = form.cleaned_data["content"].read()
                made = services.upload(content=content, keyring=keyring, now=clock.now())
                return redirect("pfif-file", made)
        except BadFile as found:
            bad = found.bad
    shown = {"form": form, "bad": bad, "imports": queries.imports(keyring)}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "tracing/pfif/files.html", shown, status=status)


@opens_to(ROLE)
@require_GET
def file(request: SignedRequest, import_id: UUID) -> HttpResponse:
    """Show what a file holds, record by record."""
    return _page(request, import_id)


@opens_to(ROLE)
@require_POST
def take(request: SignedRequest, import_id: UUID) -> HttpResponse:
    """Make a request of a record."""
    services.take(
        import_id=import_id,
        record_id=_record(request),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("pfif-file", import_id)


@opens_to(ROLE)
@require_POST
def aside(request: SignedRequest, import_id: UUID) -> HttpResponse:
    """Set a record aside."""
    form, keyring = AsideForm(request.POST), request.who.keyring
    queries.one_import(import_id, keyring)
    if form.is_valid():
        with form.keeping_refusals():
            services.set_aside(
                import_id=import_id,
                record_id=_record(request),
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("pfif-file", import_id)
    return _page(request, import_id, form=form)


@opens_to(ROLE)
@require_POST
def back(request: SignedRequest, import_id: UUID) -> HttpResponse:
    """Take back what was decided on a record."""
    services.take_back(
        import_id=import_id,
        record_id=_record(request),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("pfif-file", import_id)


@opens_to(ROLE)
@require_POST
def drop(request: SignedRequest, import_id: UUID) -> HttpResponse:
    """Delete a file that came."""
    services.drop(import_id=import_id, keyring=request.who.keyring)
    return redirect("pfif")


@opens_to(ROLE)
@require_http_methods(["GET", "POST"])
def export(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Look at the record one organisation would get, then take the sealed file out."""
    keyring, now = request.who.keyring, clock.now()
    view = requests.request(search_id, keyring)
    choices = [
        (str(one.id), one.partner.card.name)
        for one in partners.partners(keyring)
        if agreed.released(view.request.released, one.partner.card.name, "file", now.date())
    ]
    form = ExportForm(request.POST or request.GET or None, choices=choices)
    shown: dict[str, Any] = {"view": view, "form": form, "n_choices": len(choices)}
    if form.is_bound and form.is_valid():
        with form.keeping_refusals():
            chosen = form.partner_id()
            shown["record"] = services.preview(
                request=view.request,
                request_id=view.id,
                partner_id=chosen,
                keyring=keyring,
                now=now,
            )
            if request.method == "POST":
                content = services.export(
                    request_id=view.id, partner_id=chosen, keyring=keyring, now=now
                )
                answer = HttpResponse(content, content_type="application/octet-stream")
                answer["Content-Disposition"] = 'attachment; filename="sealed.age"'
                return answer
    status = REFUSED if request.method == "POST" else 200
    return render(request, "tracing/pfif/export.html", shown, status=status)


def _record(request: SignedRequest) -> str:
    return request.POST.get("record", "")


def _page(request: SignedRequest, import_id: UUID, form: AsideForm | None = None) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    view = queries.one_import(import_id, keyring)
    shown = {
        "view": view,
        "lines": [
            (line, domain.profile_of(line.record), domain.until(line.record, today))
            for line in queries.lines(view, keyring)
        ],
        "form": form,
        "today": today,
        "days": domain.SHORTEST.days,
    }
    return render(request, "tracing/pfif/file.html", shown, status=REFUSED if form else 200)
