"""The closed lists of payments in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIND_NAMES: dict[str, Promise | str] = {
    "paid": _("gift paid"),
    "begun": _("recurring gift begun"),
    "linked": _("payment named"),
    "instalment paid": _("instalment paid"),
    "instalment failed": _("instalment failed"),
    "payment failed": _("payment failed"),
    "refunded": _("refund"),
    "dispute opened": _("dispute opened"),
    "dispute won": _("dispute won"),
    "dispute lost": _("dispute lost"),
    "recurring ended": _("recurring gift ended"),
    "payout": _("payout to the bank"),
    "unknown": _("of a kind nobody here knows"),
}
WHY_WORDS: dict[str, Promise | str] = {
    "early": _("what it speaks of is not here yet"),
    "book": _("the book refused it"),
    "provider": _("the provider did not answer"),
    "": _("a person has to look at it"),
}
FOUND_WORDS: dict[str, Promise | str] = {
    "exact": _("the sum that was begun"),
    "less": _("less than was begun; the gift is what came"),
    "more": _("more than was begun; the gift is what came"),
    "booked": _("written down by hand already; this is its line"),
    "again": _("this gift came already: taken as another one by the same giver"),
    "instalment": _("an instalment of a standing order"),
    "several": _("bears several references: book it in the bank's page"),
    "abroad": _("in another currency: book it in the bank's page"),
}
