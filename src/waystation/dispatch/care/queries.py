"""Reads of what partners carried and of who could stand in for them, with the reader's own keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import queries
from waystation.dispatch.assigning import Busy, who_could
from waystation.dispatch.care import domain
from waystation.dispatch.care.domain import Due, Law, Led, Load
from waystation.dispatch.domain import OPEN_STATES
from waystation.dispatch.queries import KeptPassage
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.network.domain import Closure, Partner
from waystation.network.inforce import InForce
from waystation.network.models import PartnerRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

BACK_UPS_SHOWN = 3
UNDER_WAY = (*OPEN_STATES, "proposed")


class Row(NamedTuple):
    """One partner in the list: how they are, what they carried, what is asked of them next."""

    id: UUID
    partner: Partner
    place: str
    stands: str
    load: Load
    n_ahead: int
    next_at: datetime | None
    due: Due | None


class Cover(NamedTuple):
    """A stage a partner is still to lead, and who could lead it instead, the nearest first.

    `can_go`: it can be handed to one of them now, as no order of it is out.
    """

    led: Led
    back_ups: tuple[tuple[UUID, Partner], ...]
    can_go: bool


class Page(NamedTuple):
    """All that the page of one partner's care shows."""

    id: UUID
    partner: Partner
    place: str
    stands: str
    rests: tuple[Closure, ...]
    load: Load
    recent: Load
    due: Due | None
    offered: Closure
    cover: tuple[Cover, ...]
    laws: tuple[Law, ...]
    behind: tuple[Led, ...]


def rows(keyring: Keyring, now: datetime) -> list[Row]:
    """List everybody who led or is to lead a stage, who stopped or rests; whose rest is due first.

    Cost: opens every passage and partner: 0.2 s with 3,255 partners.
    """
    led, names, today = led_by(queries.passages(keyring)), _names(keyring), now.date()
    found = []
    for kept in network.kept("partner", keyring):
        theirs, partner = led.get(kept.record.slug, ()), kept.record
        stands = domain.stands(partner, today)
        if not theirs and not stands:
            continue
        to_come = domain.ahead(theirs, now)
        found.append(
            Row(
                id=kept.id,
                partner=partner,
                place=names.get(partner.place, partner.place),
                stands=stands,
                load=domain.load(theirs),
                n_ahead=len(to_come),
                next_at=to_come[0].stage.depart if to_come else None,
                due=None if stands else domain.rest_due(theirs, _off(partner), today),
            )
        )
    return sorted(found, key=lambda row: (row.due is None, row.stands == "", row.partner.name))


def n_rest_due(passages: Sequence[KeptPassage], keyring: Keyring, now: datetime) -> int:
    """Count the partners whose rest is due, opening only those who led a stage lately."""
    today, led = now.date(), led_by(passages)
    lately = {
        one.stage.guide_row: theirs
        for theirs in led.values()
        for one in theirs
        if one.is_behind and today - one.stage.arrive.date() <= domain.WITHIN
    }
    rows = PartnerRow.objects.filter(pk__in=list(lately), cell=keyring.cell("network"))
    found = ((row.id, open_row(row, Partner, keyring)) for row in rows)
    return sum(
        not domain.stands(partner, today)
        and domain.rest_due(lately[row_id], _off(partner), today) is not None
        for row_id, partner in found
    )


def page(partner_id: UUID, keyring: Keyring, now: datetime) -> Page:
    """Read all that one partner's page shows.

    Raises:
      Refused: there is no such partner among the reader's.
    """
    partner, today = find(partner_id, keyring), now.date()
    passages = queries.passages(keyring)
    theirs = led_by(passages).get(partner.slug, ())
    to_come = domain.ahead(theirs, now)
    known = network.places(keyring)
    places = {place.slug: place for place in known}
    ends = {slug for one in to_come for slug in (one.stage.from_place, one.stage.to_place)}
    near = [place for place in known if place.slug in {partner.place, *ends}]
    recent = [one for one in theirs if today - one.stage.arrive.date() <= domain.WITHIN]
    stands = domain.stands(partner, today)
    return Page(
        id=partner_id,
        partner=partner,
        place=places[partner.place].name if partner.place in places else partner.place,
        stands=stands,
        rests=tuple(rest for rest in _off(partner) if rest.last >= today),
        load=domain.load(theirs),
        recent=domain.load(recent),
        due=None if stands else domain.rest_due(theirs, _off(partner), today),
        offered=domain.rest_until(today),
        cover=_cover(partner, to_come, passages, keyring),
        laws=tuple(domain.laws(hazards.hazards(keyring), near, to_come, today)),
        behind=tuple(sorted((o for o in theirs if o.is_behind), key=_departs, reverse=True)),
    )


def led_by(passages: Sequence[KeptPassage]) -> Mapping[str, tuple[Led, ...]]:
    """Tell of each partner the stages that they led, or are to lead on passages not over."""
    found: dict[str, list[Led]] = {}
    for kept in passages:
        for stage_id, stage in kept.stages:
            one = Led(kept.id, stage_id, kept.passage.code, stage)
            if one.is_behind or kept.passage.state in UNDER_WAY:
                found.setdefault(stage.guide, []).append(one)
    return {guide: tuple(theirs) for guide, theirs in found.items()}


def find(partner_id: UUID, keyring: Keyring) -> Partner:
    """Open one partner.

    Raises:
      Refused: there is none of that id in the reader's network.
    """
    row = PartnerRow.objects.filter(pk=partner_id, cell=keyring.cell("network")).first()
    if row is None:
        raise Refused(_("There is no such partner."), hint=_("Pick one from the list."))
    return open_row(row, Partner, keyring)


def known_laws(keyring: Keyring, now: datetime) -> list[tuple[str, list[Law]]]:
    """List every law on file by land, those to come first in each; lands with news come first."""
    today = now.date()
    names = {land.code: land.name for land in network.jurisdictions(keyring)}
    lands: dict[str, list[Law]] = {}
    for one in hazards.hazards(keyring):
        if one.scope and not one.withdrawn:
            lands.setdefault(one.scope, []).append(Law(one, (one.on - today).days, 0))
    found = [
        (names.get(code, code), sorted(laws, key=lambda law: -law.days))
        for code, laws in lands.items()
    ]
    return sorted(found, key=lambda land: (not land[1][0].is_to_come, land[0]))


def lands(keyring: Keyring) -> list[tuple[str, str]]:
    """List the lands a law may hold in, by code and name: those on file and those of places."""
    named = {land.code: land.name for land in network.jurisdictions(keyring)}
    codes = {code for place in network.places(keyring) for code in (place.region, place.country)}
    return sorted((named | {code: named.get(code, code) for code in codes if code}).items())


def back_ups(
    led: Led, kept: KeptPassage, used: InForce, busy: Busy, halted: frozenset[str]
) -> list[Partner]:
    """List who could lead a stage in somebody's stead: free, not halted, not on the same way."""
    taken = {stage.guide for _id, stage in kept.stages}
    able = [one for one in used.partners if one.slug not in halted and one.slug not in taken]
    places = {place.slug: place for place in used.places}
    legs = {leg.slug: leg for leg in used.legs}
    by_slug = {one.slug: one for one in able}
    return [by_slug[slug] for slug in who_could(led.stage, able, places, legs, busy)]


def _cover(
    partner: Partner, to_come: Sequence[Led], passages: Sequence[KeptPassage], keyring: Keyring
) -> tuple[Cover, ...]:
    if not to_come:
        return ()
    by_id = {kept.id: kept for kept in passages}
    used, busy = network.for_planning(keyring), queries.busy(keyring)
    halted = hazards.halts(keyring).partners
    ids = {kept.record.slug: kept.id for kept in network.kept("partner", keyring)}
    return tuple(
        Cover(
            led=one,
            back_ups=tuple(
                (ids[other.slug], other)
                for other in back_ups(one, by_id[one.passage], used, busy, halted)[:BACK_UPS_SHOWN]
            ),
            can_go=one.stage.state == "planned",
        )
        for one in to_come
    )


def _off(partner: Partner) -> tuple[Closure, ...]:
    """Give the days a partner had or has off: rests, and days they closed themselves."""
    return (*partner.rests, *partner.calendar.closed)


def _departs(led: Led) -> datetime:
    return led.stage.depart


def _names(keyring: Keyring) -> dict[str, str]:
    return {place.slug: place.name for place in network.places(keyring)}


def passage_of(stage_id: UUID, keyring: Keyring) -> UUID:
    """Name the passage a stage belongs to.

    Raises:
      Refused: there is no such stage.
    """
    return queries.passage_of(stage_id, keyring)
