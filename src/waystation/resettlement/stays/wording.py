"""What the codes of stays are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: Mapping[str, Promise] = {
    "waiting": _("waits for a flight"),
    "flying": _("on a flight"),
    "settling": _("settles in"),
    "ended": _("ended"),
}
PACKET: Mapping[str, Promise] = {
    "plan": _("their plan with its days"),
    "goals": _("their goals in their own words"),
    "papers": _("the list of their papers"),
    "school": _("school and children"),
    "work": _("skills and work"),
    "money": _("money and housing"),
    "health": _("what a doctor should know"),
    "contacts": _("whom they trust and how to reach them"),
}
SHOWS: Mapping[str, Promise] = {
    "late": _("Late"),
    "due": _("Due within a month"),
    "week": _("Opens this week"),
    "follow": _("Follow-up comes"),
    "begin": _("No pathway yet"),
    "flight": _("Waits for a flight"),
    "open": _("Can be done now"),
}
