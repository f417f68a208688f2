"""The pages of safeguarding: a household's children, signs of exploitation, what is best."""

from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.parts import Kept
from waystation.cases.safeguarding import assessing, queries, services
from waystation.cases.safeguarding.assessing import Assessment, Move
from waystation.cases.safeguarding.domain import Companion
from waystation.cases.safeguarding.forms import (
    CompanionForm,
    ConcernForm,
    FindingsForm,
    OpenForm,
    PanelForms,
    SignsForm,
    StepForm,
)
from waystation.cases.safeguarding.indicators import Concern
from waystation.cases.safeguarding.wording import NEEDS, STEPS
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

FIELD = "field manager"
CASEWORK = (FIELD, "case worker")
REFUSED = 422
# What a step needs that leads back instead of on.
BACK = "what is missing"


class Step(NamedTuple):
    """A step an assessment may take, as its page offers it."""

    move: Move
    name: str
    needs: list[str]
    form: StepForm
    mine: bool


@opens_to(*CASEWORK)
@require_GET
def page(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show the children of a household, what is open, and what was asked."""
    return _household(request, household_id)


@opens_to(*CASEWORK)
def ask(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Ask the questions that look for signs of exploitation."""
    who, now = request.who, clock.now()
    names = _names(household_id, who.keyring)
    form = SignsForm(request.POST or None, people=list(names.items()))
    if form.is_valid():
        said = form.cleaned_data
        with form.keeping_refusals():
            filed = services.note_signs(
                household_id=household_id,
                asked=form.asked(now.date()),
                about=said["about"],
                named=said["named"],
                says=said["says"],
                who=who,
                now=now,
            )
            if filed is not None:
                return redirect("complaint", filed.id)
            return redirect("safeguarding", household_id)
    view = cases.household(household_id, who.keyring, now.date())
    return _page(request, "cases/safeguarding/ask.html", form, {"form": form, "view": view})


@opens_to(*CASEWORK)
@require_POST
def open_one(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Open an assessment for one child, for another reason than being alone."""
    keyring, now = request.who.keyring, clock.now()
    form = OpenForm(request.POST, children=_children(household_id, keyring))
    if form.is_valid():
        with form.keeping_refusals():
            part_id = services.open_assessment(
                household_id=household_id,
                child=UUID(form.cleaned_data["child"]),
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=now,
            )
            return redirect("best-interests", part_id)
    return _household(request, household_id, form)


@opens_to(*CASEWORK)
@require_POST
def open_needed(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Open an assessment for each child who needs one and has none."""
    services.open_needed(household_id=household_id, keyring=request.who.keyring, now=clock.now())
    return redirect("safeguarding", household_id)


@opens_to(*CASEWORK)
def companion(request: SignedRequest, child_id: UUID) -> HttpResponse:
    """Name a guardian or companion for a child."""
    keyring, now = request.who.keyring, clock.now()
    household_id = queries.household_of(child_id, keyring, now.date())
    people = queries.people_in(household_id, keyring)
    names = _names(household_id, keyring)
    adults = [(one.id, names[one.id]) for one in people if not one.person.is_child_on(now.date())]
    form = CompanionForm(request.POST or None, adults=adults)
    if form.is_valid():
        with form.keeping_refusals():
            services.name_companion(
                household_id=household_id,
                companion=form.companion(child_id, names, now.date()),
                keyring=keyring,
                now=now,
            )
            return redirect("safeguarding", household_id)
    view = cases.household(household_id, keyring, now.date())
    shown = {"form": form, "view": view, "name": names[child_id]}
    return _page(request, "cases/safeguarding/companion.html", form, shown)


@opens_to(*CASEWORK)
@require_POST
def end_companion(request: SignedRequest, companion_id: UUID) -> HttpResponse:
    """Note that somebody is a child's companion no more."""
    keyring = request.who.keyring
    case = parts.read(companion_id, Companion, keyring).case
    why = request.POST.get("why", "")
    services.end_companion(part_id=companion_id, why=why, keyring=keyring, now=clock.now())
    return redirect("safeguarding", case)


@opens_to(*CASEWORK)
@require_POST
def close_concern(request: SignedRequest, concern_id: UUID) -> HttpResponse:
    """Note what came of looking into a sign."""
    keyring = request.who.keyring
    case = parts.read(concern_id, Concern, keyring).case
    form = ConcernForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.close_concern(
                part_id=concern_id, **form.cleaned_data, keyring=keyring, now=clock.now()
            )
            return redirect("safeguarding", case)
    return _household(request, case, form)


@opens_to(*CASEWORK)
@require_GET
def assessment(request: SignedRequest, assessment_id: UUID) -> HttpResponse:
    """Show what is best for a child, as far as it was found out."""
    return _assessment(request, assessment_id)


@opens_to(*CASEWORK)
@require_POST
def write(request: SignedRequest, assessment_id: UUID) -> HttpResponse:
    """Write what was found, or who is on the panel and what they think."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.assessment(assessment_id, keyring)
    findings = FindingsForm(request.POST)
    is_panel = kept.value.state == "panel"
    panel: Any = PanelForms(request.POST, prefix="panel") if is_panel else None
    if findings.is_valid() and (panel is None or panel.is_valid()):
        with findings.keeping_refusals():
            services.write(
                part_id=assessment_id,
                was=queries.as_seen(kept, findings.cleaned_data["seen"]),
                findings=findings.findings(),
                panel=panel.panel() if panel else (),
                keyring=keyring,
                now=now,
            )
            return redirect("best-interests", assessment_id)
    return _assessment(request, assessment_id, findings=findings, panel=panel)


@opens_to(*CASEWORK)
@require_POST
def move(request: SignedRequest, assessment_id: UUID, to: str) -> HttpResponse:
    """Take an assessment a step further; deciding is a field manager's."""
    if to == "decided":
        raise Refused(
            _("A field manager decides, who wrote none of it."), hint=_("Ask one of them.")
        )
    return _move(request, assessment_id, to)


@opens_to(FIELD)
@require_POST
def sign(request: SignedRequest, assessment_id: UUID) -> HttpResponse:
    """Decide what is best for a child and sign it."""
    return _move(request, assessment_id, "decided")


def _move(request: SignedRequest, assessment_id: UUID, to: str) -> HttpResponse:
    keyring, now = request.who.keyring, clock.now()
    kept = queries.assessment(assessment_id, keyring)
    if to not in assessing.STATES:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    step = assessing.move_to(kept.value, to)
    form = StepForm(request.POST, needs=step.needs if step else ())
    if form.is_valid():
        with form.keeping_refusals():
            fields = dict(form.cleaned_data)
            was = queries.as_seen(kept, fields.pop("seen"))
            services.move(
                part_id=assessment_id, to=to, was=was, fields=fields, keyring=keyring, now=now
            )
            return redirect("best-interests", assessment_id)
    return _assessment(request, assessment_id, step=(to, form))


def _household(
    request: SignedRequest, household_id: UUID, form: OpenForm | ConcernForm | None = None
) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    children = queries.children(household_id, keyring, today)
    shown = {
        "view": cases.household(household_id, keyring, today),
        "names": _names(household_id, keyring),
        "children": children,
        "missing": queries.needs_assessment(household_id, keyring, today),
        "concerns": queries.concerns(household_id, keyring),
        "asked": queries.asked(household_id, keyring),
        "concern_form": form if isinstance(form, ConcernForm) else ConcernForm(),
        "open_form": form if isinstance(form, OpenForm) else _open_form(household_id, keyring),
        "form": form,
        "today": today,
    }
    return _page(request, "cases/safeguarding/page.html", form, shown)


def _assessment(
    request: SignedRequest,
    assessment_id: UUID,
    *,
    findings: FindingsForm | None = None,
    panel: object = None,
    step: tuple[str, StepForm] | None = None,
) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    kept = queries.assessment(assessment_id, keyring)
    value = kept.value
    writes = value.state in ("gathering", "panel")
    shown = {
        "kept": kept,
        "view": cases.household(kept.case, keyring, today),
        "name": _names(kept.case, keyring).get(value.child, ""),
        "states": [state for state in assessing.STATES if _shows(state, value)],
        "findings": findings or FindingsForm.of(value, len(kept.before)),
        "panel": _panel(panel, value) if writes and value.state == "panel" else None,
        "writes": writes,
        "steps": _steps(request, kept, step),
        "form": findings if findings and findings.is_bound else (step[1] if step else None),
    }
    bound = step[1] if step else findings
    return _page(request, "cases/safeguarding/assessment.html", bound, shown)


def _steps(
    request: SignedRequest, kept: Kept[Assessment], again: tuple[str, StepForm] | None
) -> list[Step]:
    today = clock.now().date()
    found = []
    # What leads on comes before what leads back.
    for move in sorted(assessing.moves_of(kept.value), key=lambda move: BACK in move.needs):
        missing = assessing.missing(move, kept.value, today)
        own = [need for need in missing if need not in StepForm.ASKED]
        form = again[1] if again and again[0] == move.to else None
        form = form or StepForm(needs=move.needs, initial={"seen": len(kept.before)})
        needs = [str(NEEDS[need]) for need in own]
        may = not move.second or request.who.role == FIELD
        name = STEPS["back" if BACK in move.needs else move.to]
        found.append(Step(move, str(name), needs, form, may))
    return found


def _shows(state: str, value: Assessment) -> bool:
    return state != "panel" or value.kind == "BID"


def _panel(given: object, value: Assessment) -> object:
    if given is not None:
        return given
    initial = [
        {"name": one.name, "discipline": one.discipline, "opinion": one.opinion, "says": one.says}
        for one in value.panel
    ]
    return PanelForms(prefix="panel", initial=initial)


def _open_form(household_id: UUID, keyring: Keyring) -> OpenForm | None:
    offered = _children(household_id, keyring)
    return OpenForm(children=offered) if offered else None


def _children(household_id: UUID, keyring: Keyring) -> list[tuple[UUID, str]]:
    today, names = clock.now().date(), _names(household_id, keyring)
    return [(view.id, names[view.id]) for view in queries.children(household_id, keyring, today)]


def _names(household_id: UUID, keyring: Keyring) -> dict[UUID, str]:
    """Call everybody of a household by a name, or by their number in it."""
    people = queries.people_in(household_id, keyring)
    return {
        one.id: one.person.name or _("person %(n)d") % {"n": nth}
        for nth, one in enumerate(people, start=1)
    }


def _page(
    request: SignedRequest, template: str, form: KeptForm | None, shown: dict[str, object]
) -> HttpResponse:
    """Show a page; one that shows a form again says so in its status."""
    status = REFUSED if form is not None and form.is_bound else 200
    return render(request, template, shown, status=status)
