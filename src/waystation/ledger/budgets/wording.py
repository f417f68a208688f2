"""What budgets of a rescue are called on the screen, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.base.money import dollars
from waystation.ledger.budgets.domain import BudgetTemplate

TEMPLATE_NAMES = {
    "rescue-3000": gettext_lazy("rescue of today"),
    "rescue-10000": gettext_lazy("rescue of today on a dangerous way"),
    "rescue-1855": gettext_lazy("rescue of 1855"),
    "rescue-1855-hard": gettext_lazy("rescue of 1855 on a dangerous way"),
}
TEMPLATE_NOTES = {
    "rescue-3000": gettext_lazy("The plan that such organisations have published."),
    "rescue-10000": gettext_lazy(
        "Ten thousand dollars a person have been published, but not how they divide; the five "
        "extra sums are this program's own assumption."
    ),
    "rescue-1855": gettext_lazy(
        "One hundredth of today's plan, in the order of the sums of the historical expense list."
    ),
    "rescue-1855-hard": gettext_lazy("One hundredth of today's plan for a dangerous way."),
}


def template_name(template: BudgetTemplate) -> str:
    """Say which budget this is and what it allows for each person."""
    values = {
        "name": TEMPLATE_NAMES.get(template.key, template.key),
        "sum": dollars(template.cents_a_person),
    }
    if template.assumed:
        return _("%(name)s, %(sum)s a person (assumed)") % values
    return _("%(name)s, %(sum)s a person") % values


def bar_words() -> dict[str, str]:
    """Give the words of the bars in the reader's language."""
    return {
        "title": _("Planned, spent, promised and left, by category"),
        "says": _("{left} left of {planned}"),
        "own": _("spent"),
        "given": _("given to other categories"),
        "in_hand": _("cash in hand"),
        "reserved": _("promised"),
        "left": _("left"),
        "moved_on": _("moved on"),
        "drawn": _("spent out of contingency"),
    }
