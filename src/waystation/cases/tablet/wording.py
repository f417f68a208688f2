"""What the codes of tablets are called in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.timeline_words import TASKS
from waystation.cases.wording import called

STANDING: dict[str, Promise | str] = {
    "invited": _("waits for the link to be opened"),
    "ended": _("link ended"),
    "compare": _("compare the number"),
    "ready": _("in use"),
    "not held": _("its worker no longer holds the compartment"),
    "lost": _("given up"),
}
LOST: dict[str, Promise | str] = {
    "lost": _("lost or in other hands"),
    "returned": _("given back and erased"),
}
FIELDS: dict[str, Promise | str] = {
    "urgency": _("Urgency"),
    "needs": _("Needs"),
    "relation": _("Relation"),
    "note": _("Note"),
}
# Fields whose values are codes.
CLOSED = ("urgency",)


def value(field: str, said: str) -> str:
    """Say a value of a field; a code is said in the reader's language."""
    return called(said, field) if field in CLOSED and said else said


def task(what: str) -> str:
    """Say what is to be done, in the words of its writer or in those for its code."""
    return str(TASKS.get(what, what))
