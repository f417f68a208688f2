"""What the steps of a close and the kinds of accruals are called."""

from django.utils.translation import gettext_lazy as _

STEP_NAMES = {
    "statements": _("Bank statements read"),
    "reconciled": _("Bank and book agree"),
    "advances": _("Cash in the field"),
    "approvals": _("What waits for a second hand"),
    "reservations": _("Promises whose day is past"),
    "contingency": _("Contingency of closed rescues"),
    "rates": _("Other currencies"),
    "funds": _("Every fund from beginning to end"),
    "book": _("The book is whole"),
    "programs": _("Second opinion of other programs"),
}
STATE_NAMES = {
    "done": _("done"),
    "next": _("done by closing"),
    "open": _("open: accept it or mend it"),
    "stop": _("stops the close"),
}
ACCRUAL_NAMES = {
    "bill": _("A bill for this month that is not paid yet"),
    "partner": _("What a partner is still to get for this month"),
    "ahead": _("Paid in this month for a later one"),
    "pledge": _("A gift promised without condition"),
}
BAND_NAMES = {
    "0-30": _("up to 30 days"),
    "31-60": _("31 to 60 days"),
    "61-90": _("61 to 90 days"),
    ">90": _("more than 90 days"),
}
