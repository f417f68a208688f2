"""What the lines of the donors' table are called on the screen."""

from django.utils.translation import gettext_lazy as _

from waystation.ledger.audit import domain, donors
from waystation.ledger.chart import CATEGORY_OF
from waystation.ledger.wording import CATEGORY_NAMES

DONOR_WORDS = {
    **{donors.WORDS[account]: CATEGORY_NAMES[key] for account, key in CATEGORY_OF.items()},
    donors.GIFTS: _("Gifts"),
    donors.GIFT_FEES: _("Fees on gifts"),
    donors.TOGETHER: _("Several kinds of costs"),
    "help for partners": _("Help for partners"),
    "families together again": _("Families together again"),
    "losses in the field": _("Losses in the field"),
    "fundraising": _("Fundraising"),
    "administration": _("Administration"),
    "bank fees": _("Bank fees"),
    "losses on exchange": _("Losses on exchange"),
    "gains on exchange": _("Gains on exchange"),
}
TOGETHER_WORDS = {
    domain.RESCUES: _("all rescues together"),
    domain.OTHER: _("other funds together"),
}
