"""The words of reunions: what a code of a closed list is called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise | str]

WHOSE: Words = {"seeker": _("The seeker"), "sought": _("The person who was sought")}
KNOWS: Words = {
    "nothing": _("nothing of where they are"),
    "country": _("the country"),
    "region": _("the region"),
    "place": _("the place, from their own mouth"),
}
PREPARED: Words = {
    "each alone": _("Each side was asked alone what they hope for and what they fear."),
    "expectations": _("Both know that the other changed, and that a first meeting may be short."),
    "support": _("Somebody of each side’s own choice sits beside them."),
    "interpreter": _("An interpreter whom both accept is there, or nobody needs one."),
    "stop word": _("Each has a word that ends the meeting at once, without a reason."),
    "no pressure": _("Nobody pays or promises anything for it; no picture without a yes."),
    "after": _("Somebody is with each of them in the hours after."),
}
CAME: Words = {
    "in touch": _("They are in touch."),
    "met": _("They met."),
    "together": _("They live together."),
    "apart": _("They chose to go on apart."),
}
STEPS: Words = {
    "begun": _("begun"),
    "decided: seeker": _("noted what the seeker decided"),
    "decided: sought": _("noted what the sought decided"),
    "first call": _("noted the first call"),
    "planned": _("changed the plan of the meeting"),
    "asked how they are": _("asked how they are"),
    "outcome": _("noted what came of it"),
    "message": _("passed a message on"),
    "ended": _("ended it"),
    "taken up again": _("took it up again"),
}
