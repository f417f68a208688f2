"""What the codes of the waiting and the flights are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOLDS: dict[str, Promise] = {
    "medical": _("too ill to fly"),
    "court": _("a court or a fine has to be settled first"),
    "exit": _("refused at the exit; a new permission is needed"),
    "papers": _("a paper was refused or has run out"),
    "wish": _("they wish to wait"),
    "other": _("another reason, in the case notes"),
}
WHY_NOT: dict[str, Promise] = {
    "held": _("something keeps them from flying"),
    "papers": _("their papers are not all there"),
    "escort": _("somebody medical has to go with them and is not named"),
    "child": _("a child without an adult, and no guardian or escort is named"),
    "too many": _("more people than a flight has seats; a household is never split"),
}
WHY: dict[str, Promise] = {
    "overtaken": _("aboard first: overtaken by three flights"),
    "longest": _("aboard first: has waited longest"),
    "overtaken too": _("aboard: overtaken by three flights too"),
    "fills": _("aboard: fills the seats best"),
    "together": _("aboard: with those it must travel with"),
    "no seats": _("stays: too many people for the seats that the first leaves"),
    "would overtake": _("stays: would overtake somebody a fourth time"),
    "others fill": _("stays: others fill the seats better or have waited longer"),
    "tied": _("stays: waits for those it must travel with, who cannot fly yet"),
}
WARNS: dict[str, Promise] = {
    "not the longest": _("Whoever should be aboard first is not:"),
    "overtaken again": _("Overtaken a fourth time or more:"),
    "empty seats": _("Seats stay empty that these could have:"),
}
FLIGHT_STATES: dict[str, Promise] = {
    "formed": _("waits for word"),
    "called": _("leaves"),
    "gone": _("over"),
    "undone": _("undone"),
}
CAMES: dict[str, Promise] = {
    "departed": _("has left"),
    "seat lost": _("lost the seat"),
    "missed": _("missed the flight"),
    "refused": _("refused at the exit"),
    "split": _("the airline wants to split the household"),
}
PAPER_STATES: dict[str, Promise] = {
    "missing": _("missing"),
    "asked for": _("asked for"),
    "there": _("there"),
    "not needed": _("not needed"),
}
TABLES: dict[str, dict[str, Promise]] = {
    "hold": HOLDS,
    "why not": WHY_NOT,
    "why": WHY,
    "warn": WARNS,
    "flight": FLIGHT_STATES,
    "came": CAMES,
    "paper": PAPER_STATES,
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; an unknown code stays as it is."""
    return str(TABLES[table].get(str(code), code))
