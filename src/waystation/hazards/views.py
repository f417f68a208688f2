"""The screens of danger: reports, the map, alerts, halts, checks, and the rule of risk."""

from base64 import b64encode
from datetime import date
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.hazards import belief, charting, checking, halting, queries, rates, services
from waystation.hazards.alerts import read_alert
from waystation.hazards.domain import Halt
from waystation.hazards.forms import (
    AlertForm,
    CheckForm,
    CorrectForm,
    HaltForm,
    IntervalForm,
    LiftForm,
    ReasonForm,
    ReportForm,
)
from waystation.hazards.wording import Names
from waystation.network import queries as network
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

READERS = ("field manager", "security officer", "approver")
KEEPERS = ("field manager", "security officer")
REFUSED = 422
CHECKS_SHOWN = 120
# The map draws its tiles in the browser and hands them over as blobs.
MAP_CSP = {"img-src": "blob:"}


@opens_to(*READERS)
@require_GET
def dangers(request: SignedRequest) -> HttpResponse:
    """List word of danger up to today, newest first, with what it counts now."""
    keyring, today = request.who.keyring, clock.now().date()
    names = _names(request)
    rows = [
        (kept, names.where(kept.hazard), (today - kept.hazard.on).days, kept.hazard.counts(today))
        for kept in queries.reports(keyring)
        if kept.hazard.on <= today or kept.hazard.origin
    ]
    n_live = sum(weight >= charting.SHOWN_FROM for _kept, _at, _days, weight in rows)
    shown = {"rows": rows, "n_live": n_live, "n_halts": len(queries.halts(keyring).halts)}
    return _page(request, "hazards/dangers.html", "list", shown)


@csp_update(MAP_CSP)
@opens_to(*READERS)
@require_GET
def chart(request: SignedRequest) -> HttpResponse:
    """Show what counted on a day as circles, with the same facts in a list beside."""
    keyring, today = request.who.keyring, clock.now().date()
    day = _day(request.GET.get("on", ""), today)
    names = _names(request)
    kept = queries.reports(keyring)
    standing = queries.halts(keyring)
    rows = [
        (one, names.where(one.hazard), weight, round(100 * weight))
        for one, weight in charting.active(kept, day)
    ]
    dated = [one.hazard.on for one in kept if not one.hazard.scope and one.hazard.on <= today]
    shown = {
        "map": charting.drawn(standing, names.places, names.legs),
        "circles": charting.circles(kept, names),
        "rows": rows,
        "halts": [(one, names.say(one.halt.what, one.halt.slug)) for one in standing.halts],
        "day": day,
        "today": today,
        "first": min(dated, default=today),
        "days_back": (today - min(dated, default=today)).days,
        "day_no": (day - min(dated, default=today)).days,
    }
    return _page(request, "hazards/map.html", "map", shown)


@opens_to(*KEEPERS)
@require_http_methods(["GET", "POST"])
def new_report(request: SignedRequest) -> HttpResponse:
    """Put word of danger on file."""
    now = clock.now()
    form = ReportForm(request.POST or None, names=_names(request), initial={"on": now.date()})
    if form.is_valid():
        with form.keeping_refusals():
            report_id = services.report_danger(
                word=form.hazard(request.who.alias), keyring=request.who.keyring, now=now
            )
            return redirect("danger", report_id)
    return _page(request, "hazards/new.html", "list", {"form": form}, form)


@opens_to(*READERS)
@require_GET
def report(request: SignedRequest, report_id: UUID) -> HttpResponse:
    """Show one report: what is told, what it counts today, what it halted, its history."""
    return _report_page(request, report_id)


@opens_to(*KEEPERS)
@require_POST
def correct(request: SignedRequest, report_id: UUID) -> HttpResponse:
    """Correct or grade a report; what stood there stays in its history."""
    form = CorrectForm(request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        with form.keeping_refusals():
            services.correct(
                report_id=report_id,
                by=request.who.alias,
                keyring=request.who.keyring,
                now=clock.now(),
                **said,
            )
            return redirect("danger", report_id)
    return _report_page(request, report_id, correcting=form)


@opens_to(*KEEPERS)
@require_POST
def withdraw(request: SignedRequest, report_id: UUID) -> HttpResponse:
    """Withdraw a report: it stays on file and counts no more."""
    form = ReasonForm(request.POST, auto_id="withdraw_%s")
    if form.is_valid():
        with form.keeping_refusals():
            services.withdraw(
                report_id=report_id,
                reason=form.cleaned_data["reason"],
                by=request.who.alias,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("danger", report_id)
    return _report_page(request, report_id, withdrawing=form)


@opens_to(*KEEPERS)
@require_http_methods(["GET", "POST"])
def new_alert(request: SignedRequest) -> HttpResponse:
    """Read a public alert, show what would come of it, and take it in when asked to."""
    form = AlertForm(request.POST or None, request.FILES or None)
    alert, raw = None, b""
    if form.is_valid():
        with form.keeping_refusals():
            raw = form.alert()
            alert = read_alert(raw)
            if request.POST.get("step") == "take":
                services.take_alert(
                    raw=raw,
                    reliability=form.cleaned_data["reliability"],
                    by=request.who.alias,
                    keyring=request.who.keyring,
                    now=clock.now(),
                )
                return redirect("dangers")
    reports = queries.reports(request.who.keyring) if alert else []
    replaced = [kept.hazard for kept in reports if alert and kept.hazard.alert in alert.replaces]
    shown = {
        "form": form,
        "alert": alert,
        "kept": b64encode(raw).decode(),
        "n_gone": sum(not hazard.withdrawn for hazard in replaced),
    }
    return _page(request, "hazards/alert.html", "alert", shown, form)


@opens_to(*READERS)
@require_http_methods(["GET", "POST"])
def halts(request: SignedRequest) -> HttpResponse:
    """List halts; a field manager or security officer also halts by hand here."""
    keyring, now = request.who.keyring, clock.now()
    may = request.who.role in KEEPERS
    names = _names(request)
    form = HaltForm(request.POST if may and request.method == "POST" else None, names=names)
    if form.is_valid():
        with form.keeping_refusals():
            what, slug = _to_halt(form, request)
            services.halt(
                what=what,
                slug=slug,
                why=form.cleaned_data["why"],
                by=request.who.alias,
                keyring=keyring,
                now=now,
            )
            return redirect("halts")
    rows = [
        (kept, names.say(kept.halt.what, kept.halt.slug)) for kept in queries.all_halts(keyring)
    ]
    shown = {
        "standing": [row for row in rows if row[0].halt.lifted_at is None],
        "lifted": [row for row in rows if row[0].halt.lifted_at is not None],
        "form": form,
        "may": may,
    }
    return _page(request, "hazards/halts.html", "halts", shown, form)


@opens_to(*KEEPERS)
@require_http_methods(["GET", "POST"])
def halt(request: SignedRequest, halt_id: UUID) -> HttpResponse:
    """Show one halt, and lift it: with a reason, and only after its cause was read."""
    keyring = request.who.keyring
    kept = queries.halt(halt_id, keyring)
    form = LiftForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            services.lift(
                halt_id=halt_id,
                **form.cleaned_data,
                by=request.who.alias,
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("halts")
    names = _names(request)
    made = queries.report(kept.halt.report, keyring) if kept.halt.report else None
    shown = {
        "kept": kept,
        "name": names.say(kept.halt.what, kept.halt.slug),
        "made": made,
        "also": _also(kept.halt, names, keyring),
        "own": kept.halt.by_id == request.who.user_id,
        "form": form,
    }
    return _page(request, "hazards/halt.html", "halts", shown, form)


@opens_to(*READERS)
@require_http_methods(["GET", "POST"])
def checks(request: SignedRequest) -> HttpResponse:
    """List what has to be looked at, most urgent first, and note a look with one press."""
    keyring, now = request.who.keyring, clock.now()
    may = request.who.role in KEEPERS
    form = CheckForm(request.POST if may and request.method == "POST" else None)
    if form.is_valid():
        with form.keeping_refusals():
            came = services.check(
                **form.cleaned_data, by=request.who.alias, keyring=keyring, now=now
            )
            return redirect("danger", came) if came else redirect(request.get_full_path())
    known = network.for_planning(keyring)
    names = Names(known.places, known.legs)
    lands = {land.code: land for land in known.jurisdictions}
    listed = checking.checklist(
        known.legs,
        known.houses,
        names.places,
        queries.watched(keyring),
        queries.passages(keyring),
        now,
        lands,
    )
    asked = request.GET.get("only", "")
    kinds = [asked] if asked in (checking.LEG, checking.HOUSE) else [checking.LEG, checking.HOUSE]
    some = Paginator([one for one in listed if one.what in kinds], CHECKS_SHOWN)
    page = some.get_page(request.GET.get("page"))
    shown = {
        "rows": [(one, names.say(one.what, one.slug)) for one in page],
        "page": page,
        "asked": asked,
        "n_due": sum(one.due_on <= now.date() for one in listed),
        "n_never": sum(one.last is None and one.passed_on is None for one in listed),
        "today": now.date(),
        "form": form,
        "may": may,
    }
    return _page(request, "hazards/checks.html", "checks", shown, form)


@opens_to(*KEEPERS)
@require_POST
def interval(request: SignedRequest) -> HttpResponse:
    """Set after how many days one leg or house is due again."""
    form = IntervalForm(request.POST)
    if not form.is_valid():
        raise Refused(_("That is no interval."), hint=_("Give 1 to 730 days, or nothing."))
    services.set_interval(**form.cleaned_data, keyring=request.who.keyring, now=clock.now())
    return redirect("checks")


@opens_to(*READERS)
@require_GET
def rule(request: SignedRequest) -> HttpResponse:
    """Show the rule that makes the risk of a leg, with the figures it uses today."""
    context = {
        "rates": [(way, row, rates.NIGHT[way]) for way, row in rates.PER_HOUR.items()],
        "waiting": rates.PER_DAY_WAITING,
        "lands": ("slave state", "border state", "free state", "abroad"),
        "near_km": rates.NEAR_KM,
        "law_factor": rates.LAW_FACTOR,
        "water_max_h": int(rates.WATER_MAX_H),
        "strength": belief.STRENGTH,
        "half_life_days": rates.HALF_LIFE_DAYS,
        "passage_days": rates.PASSAGE_HALF_LIFE_DAYS,
        "border_days": rates.BORDER_HALF_LIFE_DAYS,
        "share_percent": round(100 * rates.NEIGHBOUR_SHARE),
        "stated_percent": round(100 * belief.STATED),
        "dearer_percent": round(100 * belief.CAUTION),
        "hearsay_days": halting.HEARSAY_DAYS,
        "kinds": [
            (kind, weight, rates.HALF_LIVES.get(kind, rates.HALF_LIFE_DAYS))
            for kind, weight in sorted(rates.WEIGHT.items(), key=lambda kv: (-kv[1], kv[0]))
        ],
        "sources": rates.SOURCE_GRADES.items(),
        "words": rates.WORD_GRADES.items(),
        "passed": rates.PASSED.items(),
        "halting": rates.INTERCEPTION,
    }
    return render(request, "hazards/rule.html", context | {"tab": "rule"})


def _page(
    request: SignedRequest,
    template: str,
    part: str,
    shown: dict[str, Any],
    form: KeptForm | None = None,
) -> HttpResponse:
    refused = form is not None and form.is_bound and (form.refused or not form.is_valid())
    context = shown | {"tab": "dangers", "part": part, "may_keep": request.who.role in KEEPERS}
    return render(request, template, context, status=REFUSED if refused else 200)


def _report_page(
    request: SignedRequest,
    report_id: UUID,
    correcting: CorrectForm | None = None,
    withdrawing: ReasonForm | None = None,
) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    kept = queries.report(report_id, keyring)
    names = _names(request)
    came = [one for one in queries.all_halts(keyring) if one.halt.report == report_id]
    shown = {
        "kept": kept,
        "where": names.where(kept.hazard),
        "weight": kept.hazard.counts(today),
        "first_hand": halting.is_first_hand(kept.hazard),
        "may_halt": halting.may_halt(kept.hazard, today),
        "halts": [(one, names.say(one.halt.what, one.halt.slug)) for one in came],
        "correcting": correcting or CorrectForm.of(kept.hazard),
        "withdrawing": withdrawing or ReasonForm(auto_id="withdraw_%s"),
    }
    return _page(request, "hazards/report.html", "list", shown, correcting or withdrawing)


def _also(halted: Halt, names: Names, keyring: Keyring) -> list[queries.KeptReport]:
    """List the other word that could halt the same, so that nobody lifts it having read half."""
    today, wanted = clock.now().date(), (halted.what, halted.slug)
    return [
        one
        for one in queries.reports(keyring)
        if one.id != halted.report
        and halting.may_halt(one.hazard, today)
        and one.hazard.counts(today) >= charting.SHOWN_FROM
        and wanted in halting.targets(one.hazard, names.places)
    ]


def _to_halt(form: HaltForm, request: SignedRequest) -> tuple[str, str]:
    """Find the one thing that is to be halted: a place, a leg, or a partner by full name."""
    what, slug = form.cleaned_data["where"]
    said = form.cleaned_data["partner"].strip().casefold()
    meant = [p for p in network.partners(request.who.keyring) if said and p.name.casefold() == said]
    if bool(what) == bool(said) or (said and len(meant) != 1):
        raise Refused(
            _("It is not clear what is to be halted."),
            hint=_("Give one place, one leg, or the full name of one partner."),
        )
    return ("partner", meant[0].slug) if said else (what, slug)


def _names(request: SignedRequest) -> Names:
    keyring = request.who.keyring
    return Names(network.places(keyring), network.legs(keyring), network.partners(keyring))


def _day(text: str, today: date) -> date:
    """Read the day asked for; nonsense and days to come are today."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return min(day or today, today)
