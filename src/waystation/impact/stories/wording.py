"""What the codes of stories are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.cases.telling.wording import TABLES as TELLING

KINDS: dict[str, Promise] = {
    "story": pgettext_lazy("kind of piece", "Story"),
    "portrait": pgettext_lazy("kind of piece", "Portrait"),
    "quote": pgettext_lazy("kind of piece", "Quotation"),
}
STATES: dict[str, Promise] = {
    "draft": pgettext_lazy("state of a piece", "draft"),
    "reviewed": pgettext_lazy("state of a piece", "looked over"),
    "consented": pgettext_lazy("state of a piece", "agreed to"),
    "embargoed": pgettext_lazy("state of a piece", "held until relatives are safe"),
    "blocked": pgettext_lazy("state of a piece", "held for good"),
    "published": pgettext_lazy("state of a piece", "public"),
    "expired": pgettext_lazy("state of a piece", "run out"),
    "withdrawn": pgettext_lazy("state of a piece", "taken back"),
}
PICTURES: dict[str, Promise] = {
    "none": _("no picture"),
    "drawing": _("a drawing"),
    "no face": _("a photograph without a face"),
    "face": _("a photograph with a face"),
}
# What the second person looks at, each as a question to which the answer has to be no.
POINTS: dict[str, Promise] = {
    "place": _("Does a place, a road or a building tell where this happened?"),
    "days": _("Does a day, a season or an event tell when it happened?"),
    "scars": _("Does a scar, a voice or the way somebody looks tell who it is?"),
    "jobs": _("Does an occupation or a skill tell who it is?"),
    "family": _("Is the family of so rare a shape that it tells who it is?"),
    "others": _("Does it tell of anybody else, or of how somebody was brought to safety?"),
}


def called(code: object, table: str) -> str:
    """Say a code of stories in the reader's language; an unknown code stays as it is."""
    return str(TABLES.get(table, {}).get(str(code), code))


TABLES = {
    **TELLING,
    "kind": KINDS,
    "state": STATES,
    "picture": PICTURES,
    "point": POINTS,
}
