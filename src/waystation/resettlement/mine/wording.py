"""What the codes of a plan are called in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CALLED: dict[str, dict[str, Promise | str]] = {
    "language": {"en": "English", "ko": "한국어"},
    "sort": {"plan": _("the plan on a telephone"), "calendar": _("days for a calendar")},
    "state": {
        "done": _("done"),
        "now": _("now"),
        "late": _("the last day has passed"),
        "to come": _("later"),
    },
    "sees": {
        "nothing": _("They see nothing of what we keep about you."),
        "this plan": _("They see this plan and nothing else."),
        "their part": _("They see what they need for their own work, and not the rest."),
        "the case": _("They see what is written about you. You may ask to read it."),
    },
    "how": {
        "paper": _("on paper"),
        "link": _("on their telephone"),
        "aloud": _("read aloud"),
    },
    "opens": {
        "appointment": _("From this day"),
        "reminder": _("Reminder"),
        "note": _("Note"),
    },
    "meets": {
        "appointment": _("Appointment"),
        "reminder": _("Reminder"),
        "note": _("Note"),
    },
    "closes": {
        "appointment": _("Last day"),
        "reminder": _("Reminder"),
        "note": _("Note"),
    },
    "calls": {
        "appointment": _("“Appointment” and “Last day”"),
        "reminder": _("“Reminder”"),
        "note": _("“Note”"),
    },
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; a code outside the table stays as it is."""
    return str(CALLED[table].get(str(code), code))
