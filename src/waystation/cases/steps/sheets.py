"""The papers of a case as pages: for each its form, what it starts with, how it is saved."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.base.keptform import KeptForm
from waystation.cases.forms import NAME_MAX
from waystation.cases.steps import approvals, forms, handing, services
from waystation.cases.steps.queries import CaseView
from waystation.cases.tasks import open_task
from waystation.vault import moving
from waystation.vault.keyring import Keyring

Start = Callable[[CaseView, date], dict[str, Any]]
Save = Callable[[UUID, Any, Keyring, datetime], object]
Offers = Callable[[CaseView, Keyring], dict[str, Any]]


class Sheet(NamedTuple):
    """One kind of paper: its page's title, why it is asked, its form, its start and its saving."""

    title: Promise | str
    why: Promise | str
    form: type[KeptForm]
    start: Start
    save: Save
    offers: Offers = lambda _view, _keyring: {}


def _nothing(_view: CaseView, _today: date) -> dict[str, Any]:
    return {}


def _of(paper: str) -> Start:
    """Start with what the paper says now."""

    def start(view: CaseView, _today: date) -> dict[str, Any]:
        kept = getattr(view, paper)
        if kept is None:
            return {}
        said = {field: getattr(kept.value, field) for field in kept.value.__struct_fields__}
        said |= {"goals": "\n".join(said["goals"])} if "goals" in said else {}
        return said | {"seen": services.mark_of(kept)}

    return start


def _people(view: CaseView, _keyring: Keyring) -> dict[str, Any]:
    """Offer the members of the household by number and name."""
    ids = view.view.household.people
    named = zip(ids, view.view.people, strict=True)
    offered = [
        (str(one), f"{nth}. {(person.name or '–')[:NAME_MAX]}")
        for nth, (one, person) in enumerate(named, start=1)
    ]
    return {"people": offered}


def _elsewhere(view: CaseView, keyring: Keyring) -> dict[str, Any]:
    found = moving.elsewhere(view.view.id, keyring)
    return {"compartments": [(str(cell), name) for cell, name in found]}


def _register(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    seen = form.cleaned_data["seen"]
    return services.register(
        household_id=case, registration=form.value(), seen=seen, keyring=keyring, now=now
    )


def _assess(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    seen = form.cleaned_data["seen"]
    return services.assess(
        household_id=case, assessment=form.value(), seen=seen, keyring=keyring, now=now
    )


def _put_forward(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    return approvals.put_forward(household_id=case, paper=form.value(), keyring=keyring, now=now)


def _review(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    return services.review(household_id=case, review=form.value(), keyring=keyring, now=now)


def _note(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    return services.write_note(household_id=case, note=form.value(), keyring=keyring, now=now)


def _task(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    return open_task(household_id=case, **form.value(), keyring=keyring, now=now)


def _confer(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    return services.confer(household_id=case, conference=form.value(), keyring=keyring, now=now)


def _refer(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    return handing.refer(household_id=case, **form.value(), keyring=keyring, now=now)


def _transfer(case: UUID, form: Any, keyring: Keyring, now: datetime) -> object:
    return handing.offer_transfer(
        household_id=case, transfer=form.value(), keyring=keyring, now=now
    )


SHEETS: dict[str, Sheet] = {
    "register": Sheet(
        _("Registration"),
        _("Five questions, before anything else: they keep people safe who talk with us."),
        forms.RegistrationForm,
        _of("registration"),
        _register,
    ),
    "assess": Sheet(
        _("Assessment"),
        _("The risk orders the work and says when somebody looks again. It never ranks people."),
        forms.AssessmentForm,
        _of("assessment"),
        _assess,
    ),
    "plan": Sheet(
        _("Case plan"),
        _("A supervisor has to agree who did not write it. Until then nothing of it is begun."),
        forms.PlanForm,
        _of("plan"),
        _put_forward,
    ),
    "review": Sheet(
        _("Review"),
        _("The plan is looked at again as often as the risk asks, and after each change of place."),
        forms.ReviewForm,
        lambda view, _today: {"risk": view.view.household.risk or "medium", "holds": True},
        _review,
    ),
    "close": Sheet(
        _("Close the case"),
        _("A supervisor has to agree who did not write it. Its records are kept until their day."),
        forms.ClosureForm,
        _of("closure"),
        _put_forward,
    ),
    "note": Sheet(
        _("Case note"),
        _("Write what matters for their safety, not what is merely known."),
        forms.NoteForm,
        lambda _view, today: {"on": today},
        _note,
        _people,
    ),
    "task": Sheet(
        _("New task"),
        _("Not done by the end of its day, it rings on the board of all who hold the case."),
        forms.TaskForm,
        lambda _view, today: {"due_on": today + timedelta(days=7)},
        _task,
        _people,
    ),
    "conference": Sheet(
        _("Case conference"),
        _("Name colleagues by alias. Who disagreed is written down as well."),
        forms.ConferenceForm,
        lambda _view, today: {"on": today},
        _confer,
    ),
    "refer": Sheet(
        _("Ask others for help"),
        _("Nobody else is told of a person who did not agree to it."),
        forms.ReferralForm,
        _nothing,
        _refer,
        _people,
    ),
    "transfer": Sheet(
        _("Give the case to another compartment"),
        _("The case stays here until a colleague who holds both compartments accepts it."),
        forms.TransferForm,
        _nothing,
        _transfer,
        _elsewhere,
    ),
}
