"""How kinds, ways and states of gifts are called on screen."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.ledger import chart

Words = dict[str, Promise | str]


class Use(NamedTuple):
    """What a gift in kind can have been used for, and on which account that is booked."""

    name: Promise | str
    account: str


USES = {
    "supplies": Use(_("Supplies on the way"), chart.EXPENSE_OF["emergency_supplies"]),
    "needs": Use(_("Food and clothing"), chart.EXPENSE_OF["basic_needs"]),
    "lodging": Use(_("Lodging"), chart.EXPENSE_OF["accommodation"]),
    "arrival": Use(_("Life after arrival"), chart.EXPENSE_OF["resettlement"]),
    "fundraising": Use(_("Collecting gifts"), chart.FUNDRAISING),
    "office": Use(_("The office"), chart.ADMIN),
}
KIND_NAMES: Words = {
    "one-time": _("Gift"),
    "instalment": _("Monthly gift"),
    "pledge": _("Part of a promise"),
    "share": _("Share of revenues"),
    "matching": _("Match"),
    "in-kind": _("Gift in kind"),
    "event": _("Gift at an event"),
}
WAY_NAMES: Words = {
    "hosted": _("Card or wallet"),
    "bank": _("Bank transfer"),
    "cheque": _("Cheque"),
    "cash": _("Cash"),
    "in-kind": _("In kind"),
    "none": "–",
}
STATE_NAMES: Words = {
    "begun": pgettext_lazy("gift", "awaited"),
    "paid": pgettext_lazy("gift", "came"),
    "failed": pgettext_lazy("gift", "failed"),
    "part refunded": pgettext_lazy("gift", "given back in part"),
    "refunded": pgettext_lazy("gift", "given back"),
    "disputed": pgettext_lazy("gift", "disputed"),
    "lost": pgettext_lazy("gift", "lost"),
}
RECURRING_NAMES: Words = {
    "begun": pgettext_lazy("recurring gift", "not begun"),
    "active": pgettext_lazy("recurring gift", "active"),
    "paused": pgettext_lazy("recurring gift", "paused"),
    "failing": pgettext_lazy("recurring gift", "failing"),
    "lapsed": pgettext_lazy("recurring gift", "lapsed"),
    "stopped": pgettext_lazy("recurring gift", "stopped"),
    "ended": pgettext_lazy("recurring gift", "ended"),
}
INTERVAL_NAMES: Words = {
    "monthly": _("every month"),
    "quarterly": _("every quarter"),
    "yearly": _("every year"),
}
PLEDGE_NAMES: Words = {
    "promise": _("A sum in parts"),
    "conditional": _("A sum on a condition"),
    "share": _("A share of revenues"),
}
PLEDGE_STATES: Words = {
    "asked": pgettext_lazy("promise", "not accepted yet"),
    "open": pgettext_lazy("promise", "open"),
    "kept": pgettext_lazy("promise", "kept"),
    "given up": pgettext_lazy("promise", "given up"),
    "refused": pgettext_lazy("promise", "declined"),
}
MATCH_STATES: Words = {
    "asked": pgettext_lazy("offer", "not accepted yet"),
    "open": pgettext_lazy("offer", "open"),
    "used up": pgettext_lazy("offer", "used up"),
    "ended": pgettext_lazy("offer", "ended"),
    "refused": pgettext_lazy("offer", "declined"),
}
SHOWN_NAMES: Words = {
    "": _("as the gift it belongs to"),
    "name": _("with the name"),
    "initials": _("with initials"),
    "team": _("with the team alone"),
    "anonymous": _("not at all"),
}
