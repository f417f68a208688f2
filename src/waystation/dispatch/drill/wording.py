"""What a drill says in words: what is lost, what each group and guide is told, what is to do."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from waystation.dispatch.drill.domain import (
    BORDER,
    FINISH,
    GO_ON,
    HIDE,
    HOUSE,
    LAND,
    MOVE_ON,
    PARTNER,
    PHONE,
    STAFF,
    TURN_BACK,
    WITH_THEM,
    Fate,
    Hop,
    Loss,
    Task,
)

# What may be lost, each as a heading of the list to choose from.
KIND_NAMES = {
    PARTNER: later("partner"),
    HOUSE: later("house or place"),
    PHONE: later("phone of a partner"),
    BORDER: later("border"),
    LAND: later("jurisdiction"),
    STAFF: later("account of a colleague"),
}
# What a group is told now, with the place where it stands or is going.
TOLD = {
    HIDE: later("Hide at %(here)s until the new way begins."),
    MOVE_ON: later("Leave %(here)s now: the place is given up."),
    GO_ON: later("Go on to %(here)s and hide there: nobody meets the guide."),
    TURN_BACK: later("Turn back to %(here)s: the place ahead is given up."),
    FINISH: later("Go on to the end: it is the last stage."),
    WITH_THEM: later("On the way with who is lost: nobody knows where they are."),
}
TASKS = {
    "find": later("Find out where %(of)s is, from the last house on."),
    "shelter": later("Find a safe place for %(of)s: there is no other way."),
    "send off": later("Have the people of %(of)s told to leave at once."),
    "hide": later("Have the people of %(of)s told to hide where they are."),
    "turn back": later("Call the guide of %(of)s: turn back."),
    "call off": later("Call the guides whom no phone tells: stand down. %(of)s"),
    "leave": later("Call the guide: bring them to the end, leave them, meet nobody. %(of)s"),
    "at home": later("Find out whether %(of)s is free; if not, give the phone up."),
    "withdraw": later("Withdraw the proposal %(of)s and plan it again."),
    "family": later("Tell the family of %(of)s; hand them what was set aside, if anything."),
    "say it": later("Tell %(of)s by voice what changed: the phone gets nothing more."),
    "new phone": later("Invite another phone of %(of)s."),
    "take away": later("Take every compartment from account %(of)s; their keys change with it."),
    "watch": later("Watch what happens at %(of)s, and write it down as a danger."),
    "open again": later("Once it is known what became of %(of)s: end the rests, lift the halts."),
    "not shut": later("%(of)s could not be halted or put to rest. Do it on its own page."),
    "call": later("Call those to whom no order could be sealed. %(of)s"),
    "pay": later("Pay the emergency money for the family of %(of)s."),
}
# Whoever is asked to do it.
ROLES = {
    "field manager": later("field manager"),
    "security officer": later("security officer"),
    "finance officer": later("finance officer"),
}


class Message(NamedTuple):
    """What one guide of an old way is told at once."""

    guide: str
    number: int
    says: str


class Card(NamedTuple):
    """One group as the page shows it."""

    fate: Fate
    says: str
    messages: list[Message]


class Line(NamedTuple):
    """One task as the page shows it, with its place in the drill."""

    number: int
    task: Task
    says: str
    who: str


def name_of(loss: Loss) -> str:
    """Say what is lost in a few words."""
    return f"{KIND_NAMES[loss.what]}: {loss.name}"


def card_of(fate: Fate) -> Card:
    """Say what a group and each guide of its old way is told."""
    says = str(TOLD[fate.act]) % {"here": fate.here}
    return Card(fate, says, [_message(fate, hop) for hop in fate.before if hop.told])


def line_of(number: int, task: Task) -> Line:
    """Say what is to do, and who does it."""
    says = str(TASKS[task.what]) % {"of": task.of}
    return Line(number, task, says, str(ROLES[task.role]))


def _message(fate: Fate, hop: Hop) -> Message:
    if hop.under_way and fate.act == WITH_THEM:
        says = _("taken for lost: told nothing, the phone is given up")
    elif hop.under_way and fate.act == GO_ON:
        says = _("bring them to the end, leave them there, meet nobody")
    elif hop.under_way and fate.act == FINISH:
        says = _("nothing: the order stands")
    else:
        says = _("stand down")
    return Message(hop.guide, hop.number, says)
