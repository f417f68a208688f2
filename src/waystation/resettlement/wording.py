"""What the codes of rules, steps and benefits are called on screen and paper."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from waystation.resettlement.values import Known, Rule, Told, Uncertain, Unit

# Why nobody can say for sure what a rule comes to, or whether a step is for somebody.
WHY: dict[str, Promise] = {
    "boundary": _("The rule changed around this day; the exact day of the change is not known."),
    "proposed": _("A change has been proposed and not decided. What is proposed is not counted."),
    "unconfirmed": _("Nobody has confirmed this figure."),
    "too early": _("No figure is known for so early a day."),
    "ended": _("The last figure known for this ended before this day."),
    "no rule": _("No rule is on file for this."),
    "no size": _("No figure is known for a household of this size."),
    "size": _("How many people the household had on this day is not sure."),
    "birth": _("It depends on an age, and the day of birth is not known well enough."),
    "sex": _("It depends on the sex on file, and none is."),
    "no day": _("It depends on an age on a day that has not come."),
    "either": _("Only one of these is paid; which one is larger depends on how long it is paid."),
}
STEP_STATES: dict[str, Promise] = {
    "done": _("done"),
    "open": _("can be done now"),
    "late": _("past its last day"),
    "to come": _("still to come"),
    "unknown": _("nobody can tell yet"),
}
STATUSES: dict[str, Promise] = {
    "in force": pgettext_lazy("rule", "in force"),
    "historic": _("no longer in force"),
    "proposed": _("only proposed"),
    "unconfirmed": _("not confirmed"),
}
OWNERS: dict[str, Promise] = {
    "worker": _("your worker does this with you"),
    "person": _("you do this yourself"),
    "official": _("an office does this"),
    "partner": _("another organisation does this"),
}
WHOSE: dict[str, Promise] = {
    "person": _("each person"),
    "household": _("the whole household"),
}
STEP_KINDS: dict[str, Promise] = {
    "step": _("step after arrival"),
    "flight": _("flight"),
    "course": _("course"),
    "check": _("follow-up visit"),
    "hand-over": _("hand-over to the next worker"),
}
GROUNDS: dict[str, Promise] = {
    "elder": _("an elder"),
    "disability": _("a disability"),
    "long illness": _("a long illness"),
    "child of one parent": _("a child of one parent"),
    "born on the way": _("a child born on the way"),
}
EACH: dict[str, Promise] = {
    "": _("once"),
    "month": _("every month"),
    "year": _("every year"),
}
UNITS: dict[str, Promise] = {
    "days": pgettext_lazy("unit", "days"),
    "weeks": pgettext_lazy("unit", "weeks"),
    "months": pgettext_lazy("unit", "months"),
    "years": pgettext_lazy("unit", "years"),
    "hours": pgettext_lazy("unit", "hours"),
    "people": pgettext_lazy("unit", "people"),
    "percent": pgettext_lazy("unit", "percent"),
    "acres": pgettext_lazy("unit", "acres"),
    "KRW": pgettext_lazy("unit", "South Korean won"),
    "USD": pgettext_lazy("unit", "United States dollars"),
    "CAD": pgettext_lazy("unit", "Canadian dollars"),
    "GBP": pgettext_lazy("unit", "pounds sterling"),
    "THB": pgettext_lazy("unit", "Thai baht"),
}


def amount(value: int, unit: Unit) -> str:
    """Say a figure with its unit, in the language of the moment.

    Args:
      value: in whole units.
      unit: of a rule.
    """
    number = f"{value:,}"
    counted = {
        "days": ngettext("%(number)s day", "%(number)s days", value),
        "weeks": ngettext("%(number)s week", "%(number)s weeks", value),
        "months": ngettext("%(number)s month", "%(number)s months", value),
        "years": ngettext("%(number)s year", "%(number)s years", value),
        "hours": ngettext("%(number)s hour", "%(number)s hours", value),
        "people": ngettext("%(number)s person", "%(number)s people", value),
        "percent": ngettext("%(number)s percent", "%(number)s percent", value),
        "acres": ngettext("%(number)s acre", "%(number)s acres", value),
    }
    return counted[unit] % {"number": number} if unit in counted else f"{unit} {number}"


def said(told: Told) -> str:
    """Say what a rule comes to: a figure, the figures it may be, or that it is not known.

    Args:
      told: what the rules say.
    """
    if isinstance(told, Known):
        return amount(told.value, told.rule.unit)
    if isinstance(told, Uncertain):
        texts = [_figure(known) for known in told.may]
        return gettext("not sure: %(figures)s") % {"figures": " / ".join(dict.fromkeys(texts))}
    return gettext("not known")


def source(rule: Rule) -> str:
    """Say where a figure comes from, and when somebody last read it there.

    Args:
      rule: of which it is told.
    """
    return f"{rule.source} ({checked(rule.checked_on)})"


def checked(on: date | None) -> str:
    """Say when a source was last read; that it is not verified where nobody noted a day.

    Args:
      on: the day somebody read it.
    """
    if on is None:
        return gettext("not verified")
    return gettext("checked on %(day)s") % {"day": on.isoformat()}


def _figure(known: Known) -> str:
    """Say one of several figures that may hold, and that it is only proposed where it is."""
    text = amount(known.value, known.rule.unit)
    if known.rule.status != "proposed":
        return text
    return gettext("%(figure)s (only proposed)") % {"figure": text}
