"""What the codes of receipts are called in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise | str] = {
    "issued": _("stands"),
    "void": _("void"),
    "reissued": _("void, issued anew"),
}
KINDS: dict[str, Promise | str] = {"gift": _("of a gift"), "year": _("of a year")}
NAMED: dict[str, Promise | str] = {
    "organisation": _("the organisation's name"),
    "address": _("the organisation's address"),
    "registration": _("its registration in the country"),
    "place": _("where the paper is made out"),
    "donor-address": _("the donor's address"),
    "gift-day": _("the day of the gift"),
    "amount": _("the amount"),
    "description": _("a description of what was given in kind"),
    "signatory": _("who signs"),
}
COUNTRIES: dict[str, Promise | str] = {
    "US": _("United States"),
    "CA": _("Canada"),
    "GB": _("United Kingdom"),
    "DE": _("Germany"),
    "KR": _("South Korea"),
    "JP": _("Japan"),
}
