"""What the field's closed lists are called on the screen, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from waystation.ledger.wording import CATEGORY_NAMES

HOLDER_NAMES = {
    "guide": _("Guide"),
    "host": _("Host"),
    "staff": _("Staff, petty cash"),
}
SPENT_NAMES = CATEGORY_NAMES | {
    "partner_help": _("Help for partners"),
    "admin": _("Office and administration"),
    "fundraising": _("Fundraising"),
}
LEVEL_NAMES = {
    1: _("A receipt"),
    2: _("The payee's coded word"),
    3: _("A second person's word"),
    4: _("The agreed range for such legs"),
    5: _("No proof: written off"),
}
LOSS_NAMES = {
    "stolen": _("Stolen"),
    "seized": _("Seized"),
    "spoilt": _("Spoilt or lost"),
}
LEG_NAMES = {
    "foot": _("On foot"),
    "road": _("By road"),
    "bus": _("By bus"),
    "train": _("By train"),
    "boat": _("By boat"),
    "night": _("A night in a house"),
    "border": _("A border"),
}
LOOK_NAMES = {
    "settlement": _("A settlement, drawn by lot"),
    "emergency": _("Help for a partner"),
}
STATE_NAMES = {
    "waiting": _("waits for a second hand"),
    "approved": _("approved"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
}
