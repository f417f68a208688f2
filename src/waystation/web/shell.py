"""What every page of the console shows around its content: rail, clock, who is here."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.base import clock
from waystation.vault import door

# How long before the end the idle lock says so.
WARNING_S = 120


class Room(NamedTuple):
    """One entry of the rail: its page, its name, its icon and the roles that have it."""

    url: str
    name: Promise | str
    icon: str
    roles: frozenset[str]


FIELD, CASE, MONEY, SAFE, APPROVE, GIVE, TRACE = (
    "field manager",
    "case worker",
    "finance officer",
    "security officer",
    "approver",
    "fundraiser",
    "tracing officer",
)
EVERYBODY = frozenset({FIELD, CASE, MONEY, SAFE, APPROVE, GIVE, TRACE})
ROOMS = (
    Room("board", _("Board"), "board", EVERYBODY),
    Room("tips", _("Tips"), "phone", frozenset({FIELD, CASE})),
    Room("people", _("People"), "people", frozenset({FIELD, CASE})),
    Room("supervision", _("Supervision"), "check", frozenset({FIELD})),
    Room("newcomers", _("After arrival"), "check", frozenset({FIELD, CASE})),
    Room("tracing", _("Tracing"), "people", frozenset({TRACE})),
    Room("control", _("Control room"), "clock", frozenset({FIELD, APPROVE})),
    Room("plans", _("Plans"), "plans", frozenset({FIELD, APPROVE})),
    Room("passages", _("Passages"), "moving", frozenset({FIELD, APPROVE})),
    Room("network", _("Network"), "network", frozenset({FIELD, SAFE, APPROVE})),
    Room("money", _("Money"), "money", frozenset({FIELD, MONEY})),
    Room("giving", _("Giving"), "money", frozenset({MONEY, GIVE})),
    Room("impact", _("Telling"), "people", frozenset({CASE, SAFE, APPROVE, GIVE})),
    Room("colleagues", _("Colleagues"), "person", frozenset({SAFE})),
    Room("audit", _("Audit"), "audit", frozenset({SAFE})),
    Room("purges", _("Purge"), "purge", frozenset({FIELD, CASE, SAFE, APPROVE})),
    Room("complaints", _("Complaints"), "hide", EVERYBODY),
    Room("keys", _("My keys"), "key", EVERYBODY),
)
# Pages whose address does not begin with the name of their room.
ROOM_OF = {
    "": "board",
    "groups": "people",
    "persons": "people",
    "phones": "passages",
    "cards": "passages",
    "capacity": "control",
    "together": "control",
    "threats": "network",
    "rehearsals": "control",
    "exposure": "control",
    "drills": "control",
    "care": "control",
    "purge": "purges",
    "tablets": "people",
    "devices": "people",
    "best-interests": "people",
    "concerns": "people",
    "companions": "people",
    "code": "complaints",
}


def room_at(path: str) -> str:
    """Tell which room a page belongs to, by the first word of its address."""
    word = path.strip("/").split("/")[0]
    return ROOM_OF.get(word, word)


def rooms_of(role: str) -> list[Room]:
    """List the rooms a role has."""
    return [room for room in ROOMS if role in room.roles]


def context(request: HttpRequest) -> dict[str, object]:
    """Give templates the rail and the clock; nothing opened lives here."""
    who = getattr(request, "who", None)
    return {
        "who": who,
        "rooms": rooms_of(who.role) if who else [],
        "here": room_at(request.path_info),
        "now": clock.now(),
        "standing_clock": clock.is_standing() if who else False,
        "draft_key": door.draft_key(who) if who and not who.by_token else "",
        "idle_s": int(door.IDLE.total_seconds()),
        "warning_s": WARNING_S,
    }
