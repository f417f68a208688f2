"""The network's working screens: one record, its proposals, and what is read in and taken out."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.network import changes, queries, services
from waystation.network.cells import BadTables
from waystation.network.domain import ALWAYS_OPEN, Calendar, Place, Record, open_days, standing_on
from waystation.network.forms import ExportForm, RecordForm, RestForm, WhyForm
from waystation.network.records import KINDS, name_of
from waystation.network.tables import NOTHING, Network
from waystation.network.taking import wanted_of
from waystation.network.wording import WEEKDAY_NAMES
from waystation.network.written import cells_of, csv_files, geojson, naming_partners, packed
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "security officer", "approver")
PROPOSERS = ("field manager",)
EXPORTERS = ("field manager", "security officer")
WEEKS_SHOWN = 4
HANGING_SHOWN = 50
EXPORTS_SHOWN = 20
PLACE_COLUMNS = ("place", "from_place", "to_place")


class Shown(NamedTuple):
    """One record as the pages show it."""

    id: UUID
    kind: str
    name: str
    record: Any
    standing: str


@opens_to(*READERS)
@require_GET
def record(request: SignedRequest, record_id: UUID) -> HttpResponse:
    """Show one record: its facts, its calendar, what was done to it, and what may be done."""
    return _record_page(request, record_id)


@opens_to(*PROPOSERS)
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest, kind: str) -> HttpResponse:
    """Propose a record that is not on file yet."""
    if kind not in KINDS:
        raise Refused(_("There is no such kind of record."), hint=_("Pick one from the network."))
    network = queries.network(request.who.keyring)
    here = _place_at(request.GET.get("at", ""), request)
    given = {"place": here, "from_place": here}
    form = RecordForm(request.POST or None, kind=kind, on_file=network, initial=given)
    return _form_page(request, form, changes.NEW, None)


@opens_to(*PROPOSERS)
@require_http_methods(["GET", "POST"])
def correct(request: SignedRequest, record_id: UUID) -> HttpResponse:
    """Propose a record anew with other values; the old ones hold until it is vetted."""
    keyring = request.who.keyring
    held = queries.record(record_id, keyring).record
    kind, network = queries.kind_of(held), queries.network(keyring)
    form = RecordForm(request.POST or None, kind=kind, on_file=network, held=held)
    return _form_page(request, form, changes.CORRECTION, _shown(record_id, held, network))


@opens_to(*PROPOSERS)
@require_http_methods(["GET", "POST"])
def retire(request: SignedRequest, record_id: UUID) -> HttpResponse:
    """Show what hangs on a record, then propose to retire it."""
    keyring, now = request.who.keyring, clock.now()
    gone = services.retired(record_id, keyring, now.date())
    network = queries.network(keyring)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proposal_id = services.propose(
            did=changes.RETIREMENT,
            records=(gone,),
            why=form.cleaned_data["why"],
            by=request.who.alias,
            keyring=keyring,
            now=now,
        )
        return redirect("network-proposal", proposal_id=proposal_id)
    held = queries.record(record_id, keyring).record
    hanging = changes.hangs_on(held, network)
    places = {place.slug: place for place in network.places}
    context = {
        "form": form,
        "shown": _shown(record_id, held, network),
        "hanging": [(queries.kind_of(r), name_of(r, places)) for r in hanging[:HANGING_SHOWN]],
        "n_hanging": len(hanging),
    }
    status = 422 if form.errors else 200
    return render(request, "network/retire.html", context, status=status)


@opens_to(*READERS)
@require_POST
def rest(request: SignedRequest, record_id: UUID) -> HttpResponse:
    """Let a record rest at once."""
    now = clock.now()
    form = RestForm(request.POST, today=now.date())
    if not form.is_valid():
        return _record_page(request, record_id, form)
    days, who = form.days(), request.who
    try:
        services.rest(record_id=record_id, days=days, by=who.alias, keyring=who.keyring, now=now)
    except Refused as refused:
        form.add_error(None, f"{refused.says} {refused.hint}")
        return _record_page(request, record_id, form)
    return redirect("network-record", record_id=record_id)


@opens_to(*READERS)
@require_POST
def end_rest(request: SignedRequest, record_id: UUID) -> HttpResponse:
    """End the rests of a record."""
    who, why = request.who, request.POST.get("why", "")
    services.end_rest(
        record_id=record_id, why=why, by=who.alias, keyring=who.keyring, now=clock.now()
    )
    return redirect("network-record", record_id=record_id)


@opens_to(*READERS)
@require_GET
def vetting(request: SignedRequest) -> HttpResponse:
    """List what waits to be vetted: what this reader can vet first."""
    keyring = request.who.keyring
    waiting = queries.waiting(keyring)
    network = queries.network(keyring) if waiting else NOTHING
    rows = [(kept, _subject(kept.proposal.records, network)) for kept in waiting]
    rows.sort(key=lambda row: row[0].mine)
    n_for_me = sum(1 for kept, _about in rows if not kept.mine)
    context = {"rows": rows, "tab": "vetting", "n_for_me": n_for_me}
    return render(request, "network/vetting.html", context | {"may_propose": _may_propose(request)})


@opens_to(*READERS)
@require_GET
def proposal(request: SignedRequest, proposal_id: UUID) -> HttpResponse:
    """Show what a proposal would change, and let others vet it."""
    keyring = request.who.keyring
    kept = queries.proposal(proposal_id, keyring)
    network = queries.network(keyring)
    about = changes.compare(kept.proposal.records, network)
    context = {
        "kept": kept,
        "about": about,
        "subject": _subject(kept.proposal.records, network),
        "is_import": kept.proposal.did == changes.IMPORT,
        "settled": kept.proposal.state in (changes.IN_FORCE, changes.DROPPED),
        "done": queries.change(kept.proposal.change, keyring) if kept.proposal.change else None,
        "hanging": [
            name_of(r, {p.slug: p for p in network.places})
            for wanted in kept.proposal.records
            if kept.proposal.did == changes.RETIREMENT
            for r in changes.hangs_on(_held(wanted, network), network)
        ],
    }
    return render(request, "network/proposal.html", context)


@opens_to(*READERS)
@require_POST
def vet(request: SignedRequest, proposal_id: UUID) -> HttpResponse:
    """Vet a proposal."""
    who = request.who
    services.vet(proposal_id=proposal_id, by=who.alias, keyring=who.keyring, now=clock.now())
    return redirect("network-proposal", proposal_id=proposal_id)


@opens_to(*READERS)
@require_POST
def drop(request: SignedRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back, or turn it down."""
    who, why = request.who, request.POST.get("why", "")
    services.drop(
        proposal_id=proposal_id, why=why, by=who.alias, keyring=who.keyring, now=clock.now()
    )
    return redirect("network-vetting")


@opens_to(*PROPOSERS)
@require_POST
def offer(request: SignedRequest, proposal_id: UUID) -> HttpResponse:
    """Offer an import for vetting, once its preview was read."""
    services.offer(proposal_id=proposal_id, keyring=request.who.keyring, now=clock.now())
    return redirect("network-proposal", proposal_id=proposal_id)


@opens_to(*PROPOSERS)
@require_http_methods(["GET", "POST"])
def read_in(request: SignedRequest) -> HttpResponse:
    """Read a network in from files: name what is wrong, or show what would change."""
    context: dict[str, Any] = {"tab": "files", "why": request.POST.get("why", "")}
    if request.method == "POST":
        files = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
        keyring = request.who.keyring
        try:
            _refuse_too_large(request)
            wanted, ignored = wanted_of(files, queries.network(keyring))
            proposal_id = services.propose(
                did=changes.IMPORT,
                records=wanted,
                ignored=ignored,
                why=context["why"],
                by=request.who.alias,
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("network-proposal", proposal_id=proposal_id)
        except BadTables as bad:
            context |= {"bad": bad.rows}
        except Refused as refused:
            context |= {"refused": refused}
    context |= {"kinds": [kind.file for kind in KINDS.values()], "most_mb": _most_bytes() / 1e6}
    status = 422 if request.method == "POST" else 200
    return render(request, "network/import.html", context, status=status)


@opens_to(*EXPORTERS)
@require_http_methods(["GET", "POST"])
def take_out(request: SignedRequest) -> HttpResponse:
    """Write the network into a file, after saying what leaves the building."""
    keyring, now = request.who.keyring, clock.now()
    network = queries.network(keyring)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        why = said["why"] + (_(" (with partners)") if said["with_partners"] else "")
        services.note_export(why=why, by=request.who.alias, keyring=keyring, now=now)
        if said["shape"] == "geojson":
            raw, name = geojson(network, with_partners=said["with_partners"]), "download.geojson"
        else:
            raw = packed(csv_files(network, with_partners=said["with_partners"]))
            name = "download.zip"
        response = HttpResponse(raw, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    taken = queries.exports(keyring)[:EXPORTS_SHOWN]
    context = {"form": form, "network": network, "tab": "files", "taken": taken}
    context["n_naming"] = naming_partners(network)
    return render(request, "network/export.html", context, status=422 if form.errors else 200)


def _record_page(
    request: SignedRequest, record_id: UUID, rest_form: RestForm | None = None
) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    held = queries.record(record_id, keyring).record
    network = queries.network(keyring)
    shown = _shown(record_id, held, network)
    busy = (shown.kind, changes.key_of(held)[1]) in queries.busy(keyring)
    context = {
        "shown": shown,
        "facts": _facts(held, network),
        "key_slug": changes.key_of(held)[1],
        "weeks": _weeks(held),
        "rests": changes.ahead(held, today),
        "history": queries.history(held, keyring),
        "beside": _beside(held, network, request),
        "busy": busy,
        "rest_form": rest_form or RestForm(today=today),
        "may_propose": _may_propose(request) and shown.standing != "retired" and not busy,
        "may_rest": shown.standing != "retired",
    }
    status = 422 if rest_form else 200
    return render(request, "network/record.html", context, status=status)


def _form_page(
    request: SignedRequest, form: RecordForm, did: str, shown: Shown | None
) -> HttpResponse:
    """Show the form, or take what it holds as a proposal."""
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            proposal_id = services.propose(
                did=did,
                records=form.records,
                why=form.cleaned_data["why"],
                by=request.who.alias,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("network-proposal", proposal_id=proposal_id)
        except Refused as error:
            refused = error
    context = {"form": form, "shown": shown, "kind": form.kind, "refused": refused}
    status = 422 if form.errors or refused else 200
    return render(request, "network/form.html", context, status=status)


def _shown(record_id: UUID, held: Record, network: Network) -> Shown:
    places = {place.slug: place for place in network.places}
    standing = standing_on(held, clock.now().date())
    return Shown(record_id, queries.kind_of(held), name_of(held, places), held, standing)


def _subject(records: tuple[Record, ...], network: Network) -> Shown:
    """Name what a proposal is about: its first record stands for all."""
    places = {place.slug: place for place in network.places}
    places |= {record.slug: record for record in records if isinstance(record, Place)}
    first = records[0]
    return Shown(UUID(int=0), queries.kind_of(first), name_of(first, places), first, "proposed")


def _held(wanted: Record, network: Network) -> Record:
    return changes.every(network).get(changes.key_of(wanted), wanted)


def _facts(held: Record, network: Network) -> list[tuple[str, str]]:
    """Give what is on file of a record, with names in place of ids; its standing stands above."""
    names = {place.slug: place.name for place in network.places}
    helpers = {partner.slug: partner.name for partner in network.partners}
    facts = []
    for column, text in cells_of(held).items():
        if column in PLACE_COLUMNS:
            text = names.get(text, text)
        elif column == "guides":
            text = ", ".join(helpers.get(slug, slug) for slug in text.split(";"))
        elif column == "weekdays":
            text = ", ".join(str(WEEKDAY_NAMES[day]) for day in text.split(";") if day)
        if text and column not in ("standing", "rests"):
            facts.append((column, text))
    return facts


def _weeks(held: Record) -> list[list[tuple[date, bool]]]:
    """Give the weeks from this Monday on: each day, and whether it is open."""
    calendar = getattr(held, "calendar", ALWAYS_OPEN)
    whole = Calendar(calendar.weekdays, (*calendar.closed, *held.rests))
    today = clock.now().date()
    monday = today - timedelta(days=today.weekday())
    days = [
        (monday + timedelta(days=number), is_open)
        for number, is_open in enumerate(open_days(whole, monday, 7 * WEEKS_SHOWN))
    ]
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _beside(held: Record, network: Network, request: SignedRequest) -> list[Shown]:
    """List the house and the legs of a place with their pages; nothing for other records."""
    if queries.kind_of(held) != "place":
        return []
    keyring, slug = request.who.keyring, changes.key_of(held)[1]
    found = [k for k in queries.kept("house", keyring) if k.record.place == slug]
    found += [
        k for k in queries.kept("leg", keyring) if slug in (k.record.from_place, k.record.to_place)
    ]
    return [_shown(k.id, k.record, network) for k in found]


def _place_at(written: str, request: SignedRequest) -> str:
    """Find the place whose page somebody came from; nothing if they came from none."""
    found = queries.kept("place", request.who.keyring) if written else []
    return next((kept.record.slug for kept in found if str(kept.id) == written), "")


def _may_propose(request: SignedRequest) -> bool:
    return request.who.role in PROPOSERS


def _most_bytes() -> int:
    return int(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)


def _refuse_too_large(request: SignedRequest) -> None:
    """Refuse files that were too large to be taken into memory; none is ever laid on a disk."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _most_bytes():
        raise Refused(
            _("These files are larger than %(n)d bytes together.") % {"n": _most_bytes()},
            hint=_("Pack them into one .zip, or read them in one after another."),
        )
