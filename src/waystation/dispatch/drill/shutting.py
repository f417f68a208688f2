"""Shuts what a loss gave up: nobody is sent to lost partners, known places and lost borders."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.drill.domain import (
    HOUSE,
    PARTNER,
    STAFF,
    Burned,
    Drill,
    Loss,
    Map,
    Task,
    barred_by,
)
from waystation.hazards import queries as danger
from waystation.hazards import services as hazards
from waystation.network import queries as network
from waystation.network import services as resting
from waystation.network.domain import RESTING, Closure, standing_on
from waystation.network.queries import Kept
from waystation.routing.domain import Lost
from waystation.vault.keyring import Keyring

# Long enough that nobody is sent to them by mistake; ended by hand once it is known what happened.
REST_LOST, REST_KNOWN = timedelta(days=30), timedelta(days=14)


def shut_by(loss: Loss, burnt: Burned, targets: frozenset[str], known: Map) -> Lost:
    """Say what is shut to everybody, also to groups not planned yet.

    The destinations of those touched stay open: where people are safe they are so though it is
    known. A lost phone shuts nobody out, and of an account everything would have to be shut.
    """
    if loss.what == STAFF:
        return Lost()
    places = (burnt.places | barred_by(burnt, known)) - (targets - burnt.lost)
    partners = set(burnt.partners)
    if loss.what not in (PARTNER, HOUSE):
        partners.discard(loss.key)
    return Lost(
        places=tuple(sorted(places)),
        legs=tuple(sorted(burnt.legs)),
        partners=tuple(sorted(partners)),
    )


def shut(drill: Drill, *, by: str, keyring: Keyring, now: datetime) -> tuple[Task, ...]:
    """Let partners rest and halt places and legs; what is halted or rests already stays so.

    Returns a task for each that could not be shut: one record holds up nothing else.
    """
    why = _("Lost: %(code)s.") % {"code": drill.code}
    standing, left = danger.halts(keyring), []
    wanted = [("place", slug) for slug in drill.shut.places if slug not in standing.places]
    wanted += [("leg", slug) for slug in drill.shut.legs if slug not in standing.legs]
    for what, slug in wanted:
        try:
            with transaction.atomic():
                hazards.halt(what=what, slug=slug, why=why, by=by, keyring=keyring, now=now)
        except Refused:
            left.append(Task(what="not shut", of=slug))
    on_file = {kept.record.slug: kept for kept in network.kept("partner", keyring)}
    for slug in drill.shut.partners:
        last = now.date() + (REST_LOST if slug == drill.loss.key else REST_KNOWN)
        days = Closure(first=now.date(), last=last, why=why)
        if not _rest(on_file.get(slug), days, by, keyring, now):
            left.append(Task(what="not shut", of=slug))
    return tuple(left)


def _rest(kept: Kept | None, days: Closure, by: str, keyring: Keyring, now: datetime) -> bool:
    """Let one partner rest, if they are on file; says whether they rest now."""
    if kept is None:
        return False
    if standing_on(kept.record, days.first) == RESTING:
        return True
    try:
        with transaction.atomic():
            resting.rest(record_id=kept.id, days=days, by=by, keyring=keyring, now=now)
    except Refused:
        return False
    return True
