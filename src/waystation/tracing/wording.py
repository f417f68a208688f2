"""Words that every area of tracing shares: of a yes, of an act, and of what may go to others."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str

FORMS: dict[str, Words] = {
    "signed": _("signed"),
    "thumbprint": _("with a thumbprint"),
    "spoken": _("spoken"),
    "phone": _("on the telephone"),
}
# What an act says of itself; anything else in its place is somebody's own words.
ACTS: dict[str, Words] = {
    "evidence changed": _("more is known than when it was set aside"),
    "agreed anew": _("it had ended; who took their yes back has agreed anew"),
    "said otherwise": _("the person looked for had said no, and says otherwise now"),
    "seeker says yes": _("the seeker says yes, though nothing is being asked of them"),
    "seeker says no": _("the seeker says no, though nothing is being asked of them"),
    "message taken down": _("a message was taken down"),
    "message passed": _("a message was passed on"),
}
USES: dict[str, Words] = {
    "request": _("a sealed request about one person"),
    "keys": _("a search of both registers, the count first"),
    "file": _("a file in PFIF"),
}
PARTS: dict[str, Words] = {
    "birth": _("birth and age"),
    "sex": _("sex"),
    "home": _("places of home"),
    "relatives": _("relatives"),
    "parting": _("where and when they were parted"),
    "marks": _("marks"),
}
