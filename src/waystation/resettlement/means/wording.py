"""What the codes of work, home, school, money and services are called in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.ledger.currencies import shown

Words = Mapping[str, Promise | str]

JOB_STATES: Words = {
    "applied": _("applied for"),
    "placed": _("working there"),
    "declined": _("came to nothing"),
    "ended": _("over"),
    "mistake": _("entered by mistake"),
}
JOB_SIGNS: Words = {
    "fee": _("a fee was asked for the job"),
    "papers": _("their papers are kept from them"),
    "pay": _("pay is kept back, or less than agreed"),
    "threats": _("threats or blows"),
    "cannot leave": _("they cannot leave, or are watched"),
    "false offer": _("the offer was not what it said"),
}
HOME_KINDS: Words = {
    "public": _("public housing"),
    "rented": _("rented home"),
    "shared": _("room in a shared home"),
    "with others": _("with relatives or friends"),
    "shelter": _("house for newcomers"),
}
HOME_STATES: Words = {
    "asked": _("applied for"),
    "moved in": _("lived in"),
    "declined": _("came to nothing"),
    "left": _("moved out"),
    "mistake": _("entered by mistake"),
}
SCHOOL_STATES: Words = {
    "looking": _("no place yet"),
    "waiting": _("on a waiting list"),
    "placed": _("goes to school"),
    "left": _("left this school"),
    "mistake": _("entered by mistake"),
}
PRESSURES: Words = {
    "none": _("nobody asks for it"),
    "asked": _("they were asked for it"),
    "pressed": _("they are pressed for it"),
    "threatened": _("they or their family are threatened"),
}
OTHER_STATES: Words = {
    "running": _("as it is now"),
    "over": _("over"),
    "mistake": _("entered by mistake"),
}
GRANT_KINDS: Words = {
    "scholarship": _("Scholarship"),
    "small grant": _("Small grant"),
    "relief": _("Grant to a lender"),
}
STANDINGS: Words = {
    "asked": _("waits for a second person"),
    "agreed": _("agreed and in the book"),
    "refused": _("refused"),
    "withdrawn": _("taken back by whoever asked"),
    "undoing": _("in the book; finance decides whether it is undone"),
    "undone": _("undone in the book"),
}
INCOMES: Words = {
    "wage": _("Wages"),
    "support": _("Support from the state"),
    "help": _("Help from people they know"),
    "other income": _("Other money that comes in"),
}
COSTS: Words = {
    "rent": _("Rent"),
    "power": _("Heating, light and water"),
    "food": _("Food"),
    "transport": _("Getting around"),
    "phone": _("Telephone"),
    "clothes": _("Clothes and things for the home"),
    "school": _("School and learning"),
    "health": _("Doctor and medicine"),
    "savings": _("Put aside"),
    "family": _("Sent to the family"),
    "lender": _("Paid to somebody who lent money"),
    "other cost": _("Other costs"),
}
SERVICE_KINDS: Words = {
    "health": _("Health"),
    "mind": _("Somebody to talk to"),
    "law": _("Law and advice"),
    "papers": _("Papers and offices"),
    "language": _("Language"),
    "school": _("School"),
    "work": _("Work"),
    "home": _("A home"),
    "food": _("Food and clothes"),
    "money": _("Money and banking"),
    "travel": _("Getting around"),
    "children": _("Children"),
    "worship": _("Worship"),
    "company": _("Company"),
}
TABLES: dict[str, Words] = {
    "job": JOB_STATES,
    "job sign": JOB_SIGNS,
    "home kind": HOME_KINDS,
    "home": HOME_STATES,
    "school": SCHOOL_STATES,
    "pressure": PRESSURES,
    "other": OTHER_STATES,
    "grant kind": GRANT_KINDS,
    "grant": STANDINGS,
    "budget": {**INCOMES, **COSTS},
    "service": SERVICE_KINDS,
}


def called(code: object, table: str) -> str:
    """Say a code in the reader's language; an unknown code stays as it is."""
    return str(TABLES[table].get(str(code), code))


def sum_of(minor: int, currency: str) -> str:
    """Write a sum of whole smallest units for people."""
    return shown(minor, currency)
