"""What can be written about a household's means: for each its form, and what that starts with."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.parts import Kept
from waystation.resettlement.means import forms
from waystation.resettlement.means.domain import (
    Budget,
    Home,
    Job,
    School,
    Skills,
    ThirdPartyLoan,
    ToldDebt,
)
from waystation.resettlement.means.forms import SeenForm, typed

Start = Callable[[date, str], dict[str, Any]]


class Paper(NamedTuple):
    """One kind of paper: its title, why it is asked, its kind of part, its form and its start.

    `start` is given the day and the currency of the country.
    """

    title: Promise | str
    why: Promise | str
    kind: type[msgspec.Struct]
    form: type[SeenForm]
    start: Start


def _nothing(_today: date, _currency: str) -> dict[str, Any]:
    return {}


def _since(today: date, _currency: str) -> dict[str, Any]:
    return {"on": today}


PAPERS: dict[str, Paper] = {
    "skills": Paper(
        _("What somebody can do"),
        _("Their own words open more doors than a list of posts. Nobody is made to take work."),
        Skills,
        forms.SkillsForm,
        _nothing,
    ),
    "job": Paper(
        _("Work"),
        _("Somebody asks after the first and the sixth month whether it is what was promised."),
        Job,
        forms.JobForm,
        _since,
    ),
    "home": Paper(
        _("A home"),
        _("A home that is cold, unsafe or fought over is looked after within a week."),
        Home,
        forms.HomeForm,
        lambda today, currency: {"on": today, "currency": currency},
    ),
    "school": Paper(
        _("School"),
        _("A child out of school is a child nobody sees. Write what is missing, in plain words."),
        School,
        forms.SchoolForm,
        _since,
    ),
    "told": Paper(
        _("Told in confidence"),
        _("They need not tell it. It is never a claim of ours, and stands in no book of ours."),
        ToldDebt,
        forms.ToldForm,
        lambda today, _currency: {"told_on": today},
    ),
    "loan": Paper(
        _("Loan of somebody else"),
        _("It is their own paper. We do not collect it, take no share, and remind nobody for it."),
        ThirdPartyLoan,
        forms.LoanForm,
        lambda _today, currency: {"currency": currency},
    ),
}


def written(kept: Kept[Any]) -> dict[str, Any]:
    """Give what a part says, as its form would have it typed."""
    value = kept.value
    said = {name: getattr(value, name) for name in value.__struct_fields__}
    for name in ("rent", "amount"):
        if isinstance(said.get(name), int):
            said[name] = typed(said[name], value.currency)
    if "certificates" in said:
        said["certificates"] = "\n".join(said["certificates"])
    return said


def budget_written(budget: Budget) -> dict[str, Any]:
    """Give what a budget says, as its form would have it typed."""
    said: dict[str, Any] = {
        name: getattr(budget, name) for name in ("currency", "begins", "months", "note")
    }
    for line in budget.lines:
        nth = forms.WHATS.index(line.what)
        said[f"monthly-{nth}"] = typed(line.monthly, budget.currency)
        said[f"once-{nth}"] = typed(line.once, budget.currency)
    return said
