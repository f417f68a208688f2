"""Words for what the register knows by code; the pages take them from here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.tracing.register.domain import WhyNot

SHARES: dict[str, Promise | str] = {
    "names": _("all their names"),
    "birth": _("their birth or age"),
    "homes": _("where they were at home"),
    "relatives": _("their family, as they told of it"),
    "parting": _("how they were parted from their family"),
    "marks": _("marks by which they can be known"),
    "languages": _("their languages"),
}

# Why a yes to one organisation cannot be, and what would help.
WHY_NOT: dict[WhyNot, tuple[Promise | str, Promise | str]] = {
    "child": (
        _("Nobody under 18 is compared with another organisation's register."),
        _("They can be found through us alone. Ask once they are grown up."),
    ),
    "no receiver": (
        _("It is not said which organisation it is."),
        _("Write its name as the tracing desk writes it."),
    ),
    "nothing": (
        _("It is not said which of the names that go along may go there, what beside, or how."),
        _("Choose at least one name, one thing beside it, and the way."),
    ),
    "day to come": (
        _("This day is still to come: %(day)s."),
        _("Give the day on which it was said."),
    ),
    "past": (
        _("The last day of this yes has passed: %(until)s."),
        _("Give a day to come, or note nothing."),
    ),
    "too long": (
        _("This yes would outlast their yes to family tracing, which ends: %(last)s."),
        _("Give that day or an earlier one, or ask them anew for the search itself first."),
    ),
}


def shared(code: str) -> str:
    """Say a part that goes along in the reader's language."""
    return str(SHARES.get(code, code))
