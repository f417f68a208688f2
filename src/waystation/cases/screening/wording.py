"""What the codes of screening are called in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BANDS: dict[str, Promise] = {
    "minimal": _("hardly any signs"),
    "mild": _("mild signs"),
    "moderate": _("moderate signs"),
    "moderately severe": _("moderately severe signs"),
    "severe": _("severe signs"),
}
ABOUT: dict[str, Promise] = {
    "phq-9": _("Nine questions about low mood in the last two weeks"),
    "pc-ptsd-5": _("Five questions about what stays after something terrible"),
}
SAFETY_TALK = "safety talk"
