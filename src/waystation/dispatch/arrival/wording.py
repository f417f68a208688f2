"""What the words of the lists of `domain` are called in the reader's language."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.dispatch.arrival.domain import DANGERS, WENT

Words = Mapping[str, Promise | str]
NEEDS: Words = {
    "breathing": _("trouble breathing"),
    "bleeding": _("bleeding"),
    "unconscious": _("not conscious, or confused"),
    "childbirth": _("labour, or pain while pregnant"),
    "fever": _("fever"),
    "frostbite": _("frostbite, or chilled through"),
    "wound": _("a wound or a broken bone"),
    "thirst": _("has not drunk or eaten enough"),
    "feet": _("sore feet"),
    "medicine": _("has run out of medicine"),
    "infant": _("an infant needs milk or nappies"),
    "fear": _("great fear, cannot rest"),
    "other": _("something else"),
}
SOON: Words = {"now": _("now"), "today": _("today"), "later": _("in the next days")}
ENDS: Words = {
    "here": _("they are here now"),
    "safe elsewhere": _("they are safe elsewhere"),
    "taken on as lost": _("the incident of a loss goes on with it"),
}
DAYS: Words = {
    "food and sleep": _("Food, a bath, sleep: nobody asks anything"),
    "clothes": _("Clothes and shoes of their own choice"),
    "doctor": _("A doctor for whoever wants one"),
    "word to family": _("Word to the family, if it is safe"),
    "what comes next": _("What comes next: how it goes, how long, what is good and what is hard"),
    "debrief": _("The talk about the way, with somebody who led no part of it"),
    "own plan": _("Their own plan for the first year"),
    "celebration": _("The celebration, with cake and candles"),
    "goodbye": _("Goodbye, and who is there from now on"),
}
CALLED: Mapping[str, Words] = {
    "need": NEEDS,
    "soon": SOON,
    "end": ENDS,
    "day": DAYS,
    "went": {code: pgettext_lazy("code", code) for code in WENT},
    "danger": {code: pgettext_lazy("code", code) for code in DANGERS},
}


def told(code: str, table: str) -> str:
    """Say a word of a list in the reader's language; what is none stays as it is."""
    return str(CALLED[table].get(code, code))


def choices(table: str, codes: Iterable[str]) -> list[tuple[str, Promise | str]]:
    """Give a list as the choices of a field."""
    return [(code, CALLED[table][code]) for code in codes]
