"""What the lines and the languages of a card are called on the screen, in both languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.relay.cards.domain import FORCED, WELL

# Both kinds of "all is well" are called alike: the screen may be looked at, or read aloud.
MEANINGS: dict[str, Promise] = {
    "received": _("received"),
    "declined": _("cannot do it"),
    "taken over": _("met"),
    "handed on": _("handed over"),
    "late": _("late"),
    "problem": _("problem"),
    "danger": _("danger"),
    WELL: _("all is well"),
    FORCED: _("all is well"),
}
LANGUAGES: dict[str, Promise] = {
    "en": _("English"),
    "ko": _("Korean"),
    "zh": _("Chinese"),
    "th": _("Thai"),
    "es": _("Spanish"),
}
