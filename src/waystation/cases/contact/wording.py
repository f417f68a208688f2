"""What the words of contact are in the reader's language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.cases.contact.domain import DAY_MIN, WEEK_DAYS, ContactPlan
from waystation.cases.wording import called

NOT_INDEPENDENT = {
    "same source": _("%(source)s is the same source."),
    "not in register": _("%(source)s: nobody of the register is named."),
    "same circle": _("%(source)s: both share word with the same circle."),
    "same introducer": _("%(source)s: we know both through the same person."),
}
WHY_ALIKE = {
    "place": _("the same place"),
    "most words": _("most words are the same: %(says)s"),
    "words": _("words in common: %(says)s"),
    "people": _("about as many people (%(says)s)"),
    "reach": _("the same way to reach them"),
    "days": _("heard within ten days of one another"),
}
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


def why_alike(kind: str, says: str) -> str:
    """Say one reason why two tips may speak of the same people."""
    return str(WHY_ALIKE[kind]) % {"says": says}


def days_of(plan: ContactPlan) -> str:
    """Name the days on which somebody may be reached."""
    if not plan.days or len(plan.days) == WEEK_DAYS:
        return gettext("any day")
    return ", ".join(str(WEEKDAYS[day]) for day in sorted(plan.days))


def hours_of(plan: ContactPlan) -> str:
    """Write the hours in which somebody may be reached, by the clock where they are."""
    if plan.first_min is None or plan.last_min is None:
        return gettext("any hour")
    return f"{clock_of(plan.first_min)}–{clock_of(plan.last_min)}"


def clock_of(minute: int) -> str:
    """Write a minute of the day as a clock shows it."""
    return f"{minute % DAY_MIN // 60:02d}:{minute % 60:02d}"


def lines_of(plan: ContactPlan) -> list[tuple[str, str]]:
    """Write a plan as lines, label and text, leaving out what nobody said."""
    lines = [
        (gettext("How"), called(plan.way, "way")),
        (gettext("Number or place"), plan.reach),
        (gettext("When"), f"{days_of(plan)}, {hours_of(plan)}"),
        (gettext("Who may answer"), plan.who_may_answer),
        (gettext("Code words"), plan.code_words),
        (gettext("Danger words"), plan.danger_words),
        (gettext("Never say"), plan.never_say),
        (gettext("Language"), plan.language),
        (
            gettext("A message may be left"),
            gettext("yes") if plan.may_leave_word else gettext("no, never"),
        ),
        (gettext("Note"), plan.note),
    ]
    return [(label, text) for label, text in lines if text]
