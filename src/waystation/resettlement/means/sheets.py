"""The words of what is printed: a household's budget, and cards of the services near it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.resettlement.means import domain
from waystation.resettlement.means.domain import Budget, BudgetLine
from waystation.resettlement.means.queries import ServiceView
from waystation.resettlement.means.wording import called, sum_of

HERE = Path(__file__).resolve().parent.parent / "templates" / "resettlement" / "means"
BUDGET, CARDS = HERE / "budget.typ", HERE / "cards.typ"
LANGUAGES = ("en", "ko")


def budget(value: Budget, code: str, language: str) -> dict[str, object]:
    """Lay a household's budget out in words; the sheet bears its code and no name."""
    with translation.override(language):
        months = domain.months_of(value)
        short = domain.short_from(months)
        return {
            "title": _("Money in the first months"),
            "code": code,
            "about": _("This is your own plan. You may change it on any day; nobody checks it."),
            "heads": [_("What"), _("each month"), _("once")],
            "sides": [
                {"name": _("What comes in"), "rows": _rows(value, domain.INCOMES)},
                {"name": _("What it costs"), "rows": _rows(value, domain.COSTS)},
            ],
            "months_title": _("Month by month"),
            "months_heads": [
                _("Month"), _("comes in"), _("costs"), _("left at its end, in all"),
            ],
            "months": [
                [
                    _month(month.first),
                    *(sum_of(x, value.currency) for x in (month.income, month.costs, month.left)),
                ]
                for month in months
            ],
            "short": _("Money is missing from here on: %(month)s. Speak with us early.")
            % {"month": _month(short.first)}
            if short
            else "",
            "note": value.note,
            "free": _("You owe us nothing, now or later."),
        }  # fmt: skip


def cards(services: Sequence[ServiceView], language: str) -> dict[str, object]:
    """Write a card for each service, as somebody carries it in a pocket."""
    with translation.override(language):
        return {
            "title": _("Where to find what"),
            "about": _("Going there is your choice. You need not say how you came here."),
            "cards": [_card(view) for view in services],
            "empty": _("Nothing is on file that was checked in the last six months."),
        }


def _rows(value: Budget, whats: Sequence[str]) -> list[list[str]]:
    there = {line.what: line for line in value.lines}
    found = [there[what] for what in whats if what in there]
    return [_row(line, value.currency) for line in found]


def _row(line: BudgetLine, currency: str) -> list[str]:
    sums = (sum_of(x, currency) if x else "" for x in (line.monthly, line.once))
    return [called(line.what, "budget"), *sums]


def _month(day: date) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")


def _card(view: ServiceView) -> dict[str, object]:
    one = view.service
    where = one.where if view.place_name in one.where else f"{one.where}, {view.place_name}"
    facts = [
        (_("Where"), where.strip(", ")),
        (_("When it is open"), one.hours),
        (_("Languages"), ", ".join(one.languages)),
        (_("What it costs"), one.cost),
        (_("How to reach it"), one.contact),
        (_("What they may learn about you"), one.learns),
        (_("Checked on"), one.checked_on.isoformat()),
    ]
    return {
        "kind": called(one.kind, "service"),
        "name": one.name,
        "facts": [[label, said] for label, said in facts if said],
    }
