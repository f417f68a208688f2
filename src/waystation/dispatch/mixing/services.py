"""Declaring a threat, and drawing a way by lot against it."""

import secrets
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.mixing import queries
from waystation.dispatch.mixing.checking import checked
from waystation.dispatch.mixing.corridor import corridor_of
from waystation.dispatch.mixing.domain import ONE_ROUTE, Belief, Threat, bounds_of
from waystation.dispatch.mixing.lots import (
    Figures,
    Timed,
    alone,
    figures_of,
    safest_of,
    timed_within,
)
from waystation.dispatch.mixing.queries import AskedLot
from waystation.dispatch.models import ThreatRow
from waystation.kernel.mix.history import LEAST_NOISE, MOST_NOISE, weights
from waystation.kernel.mix.roads import cheapest
from waystation.routing import queries as routing
from waystation.routing import services as planner
from waystation.routing.domain import Drawn, Question
from waystation.routing.knowing import Known
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

MIX, TRACKS = METHODS = ("mix", "tracks")
BELIEFS_MAX = 50
# How often another price of our own tracks is tried before the safest way is taken.
TRIES = 6


class Picked(NamedTuple):
    """A way that was drawn, its chance among so many, and what the lot and the safest way lose."""

    way: Timed
    chance: float
    n_routes: int
    figures: Figures
    always: Figures


@transaction.atomic
def declare(
    *, from_land: str, to_land: str, belief: Belief, keyring: Keyring, now: datetime
) -> UUID:
    """Declare an adversary on a corridor; from then on ways there can be drawn by lot.

    Raises:
      Refused: a figure out of its bounds, no reason, or one stands on this corridor already.
    """
    checked(belief)
    for kept in queries.threats(keyring):
        if kept.threat.stands and (kept.threat.from_land, kept.threat.to_land) == (
            from_land,
            to_land,
        ):
            raise Refused(
                _("A threat on this corridor is on file already."),
                hint=_("Open it and write down what you believe now."),
            )
    threat = Threat(from_land=from_land, to_land=to_land, beliefs=(belief,))
    row = add(ThreatRow(cell=keyring.cell("network")), threat, keyring, on=now.date())
    _tell(_("declared"), keyring, now)
    return row.id


@transaction.atomic
def believe(*, threat_id: UUID, belief: Belief, keyring: Keyring, now: datetime) -> None:
    """Write down what is believed now; what was believed before stays in the history.

    Raises:
      Refused: a figure out of its bounds, no reason, or the threat was removed.
    """
    checked(belief)
    row, threat = _standing(threat_id, keyring)
    beliefs = (belief, *threat.beliefs)[:BELIEFS_MAX]
    swap(row, msgspec.structs.replace(threat, beliefs=beliefs), keyring, on=now.date())
    _tell(_("changed"), keyring, now)


@transaction.atomic
def remove(*, threat_id: UUID, why: str, by: str, keyring: Keyring, now: datetime) -> None:
    """Remove a threat: ways on its corridor are no longer drawn; its history stays.

    Raises:
      Refused: no reason, or it was removed before.
    """
    row, threat = _standing(threat_id, keyring)
    if not why.strip():
        raise Refused(_("Removing a threat needs a reason."), hint=_("Write it in a few words."))
    gone = msgspec.structs.replace(threat, removed_at=now, removed_by=by, removed_why=why.strip())
    swap(row, gone, keyring, on=now.date())
    _tell(_("removed"), keyring, now)


def draw(
    *,
    question: Question,
    known: Known,
    method: str = MIX,
    plan_id: UUID | None = None,
    keyring: Keyring,
    now: datetime,
) -> Drawn | None:
    """Draw a way for a question by lot; None: no threat is declared there, or there is no way.

    The luck comes from the operating system and is kept nowhere. The audit hears that a way was
    drawn and how many by now for this group, not which.
    """
    found = queries.asked_lot(question, known, keyring)
    if found is None:
        return None
    picked = _by_tracks(found, keyring) if method == TRACKS else _by_mix(found)
    if picked is None:
        return None
    nth = queries.n_drawn(question, plan_id, keyring) + 1
    with transaction.atomic():
        audit.write("route drawn", actor=keyring.user_id, says={"n": str(nth)}, now=now)
    return Drawn(
        legs=picked.way.legs,
        method=method,
        threat=found.id,
        k=found.belief.k,
        chance=picked.chance,
        n_routes=picked.n_routes,
        quiet_p=picked.figures.quiet_p,
        watched_p=picked.figures.watched_p,
        safest_quiet_p=picked.always.quiet_p,
        safest_watched_p=picked.always.watched_p,
        nth=nth,
    )


def draw_plan(*, plan_id: UUID, method: str, keyring: Keyring, now: datetime) -> UUID:
    """Draw a way for the question of a plan, and keep the plan of that way; returns its id.

    Raises:
      Refused: no such plan or method, no threat is declared on its corridor, or nothing fits.
    """
    question = routing.plan(plan_id, keyring).plan.question
    if method not in METHODS:
        raise Refused(_("There is no such way of drawing a route."), hint=_("Go back to the plan."))
    drawn = draw(
        question=question,
        known=routing.known(keyring),
        method=method,
        plan_id=plan_id,
        keyring=keyring,
        now=now,
    )
    if drawn is None:
        raise Refused(
            _("No route can be drawn: no threat is declared on this corridor, or there is no way."),
            hint=_("Ask the security officer to declare what they believe, or take the plan."),
        )
    return planner.make_plan(
        question=question, after=plan_id, along=drawn.legs, drawn=drawn, keyring=keyring, now=now
    )


def _by_mix(found: AskedLot) -> Picked | None:
    lot = found.lot
    if lot is None:
        return None
    # Never a generator that could be seeded: whoever knew the seed would know the way.
    nth = secrets.SystemRandom().choices(range(len(lot.ways)), weights=lot.chances)[0]
    return Picked(lot.ways[nth], lot.chances[nth], len(lot.ways), lot.figures, lot.always)


def _by_tracks(found: AskedLot, keyring: Keyring) -> Picked | None:
    """Take the safest way with our own fresh tracks made dear, within the rails."""
    asked, belief = found.asked, found.belief
    safest = safest_of(asked)
    if safest is None:
        return None
    corridor, luck = corridor_of(asked, belief), secrets.SystemRandom()
    roads, tracks = corridor.roads, queries.tracks(corridor, keyring)
    bounds = bounds_of(belief, figures_of(safest, asked), ONE_ROUTE)
    taken = None
    for nth in range(TRIES):
        noise = np.array([luck.uniform(LEAST_NOISE, MOST_NOISE) for _leg in roads.src])
        price = weights(roads, tracks / 2**nth, belief.k, noise)
        way = cheapest(roads, price, corridor.start, corridor.targets)
        taken = None if way is None else timed_within(asked, corridor.slugs(way), bounds)
        if taken is not None:
            break
    taken = taken or safest
    figures, always = (alone(one, corridor, belief.k) for one in (taken, safest))
    return Picked(taken, 1.0, 1, figures, always)


def _standing(threat_id: UUID, keyring: Keyring) -> tuple[ThreatRow, Threat]:
    row = queries.threat_row(threat_id, keyring)
    threat = open_row(row, Threat, keyring)
    if not threat.stands:
        raise Refused(
            _("This threat was removed."), hint=_("Declare it anew if you believe it again.")
        )
    return row, threat


def _tell(did: str, keyring: Keyring, now: datetime) -> None:
    audit.write("threat believed", actor=keyring.user_id, says={"note": did}, now=now)
