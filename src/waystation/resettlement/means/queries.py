"""Reads of what households live on after their arrival, and of the services near them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts, queries
from waystation.cases.parts import Kept, Written
from waystation.cases.queries import HouseholdView
from waystation.ledger.approving.domain import WAITING
from waystation.ledger.models import Entry, Proposal
from waystation.network import queries as network
from waystation.network.domain import Place, crow_km
from waystation.resettlement.book.queries import tables
from waystation.resettlement.dated import told
from waystation.resettlement.means import domain
from waystation.resettlement.means.domain import (
    Budget,
    Grant,
    Home,
    Job,
    Month,
    School,
    Service,
    Skills,
    Standing,
    ThirdPartyLoan,
    ToldDebt,
)
from waystation.resettlement.models import ServiceRow
from waystation.resettlement.stays.queries import find_stay
from waystation.resettlement.values import Benefit, Pathway, Stay, Tables, Told
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

Stated = TypeVar("Stated", Job, Home, School, ToldDebt, ThirdPartyLoan)
# How the tables call benefits of this kind, whatever the country.
SAVINGS = "savings"
OVER = ("declined", "ended", "left", "over")
# How far away something still counts as near: a morning's walk there, or a short ride.
NEAR_KM = 40


def loans(
    household_id: UUID, keyring: Keyring, *, written: Written | None = None
) -> list[Kept[ThirdPartyLoan]]:
    """List the loans that others gave a household and that still run, the oldest first.

    Args:
      written: as for `parts.listed`.

    Raises:
      Refused: there is no such household among the reader's.
    """
    found = parts.listed(household_id, ThirdPartyLoan, keyring, written=written)
    return [kept for kept in found if kept.value.state == "running"]


class GrantView(NamedTuple):
    """A grant, how it stands by the book, and whether the reader asked for it."""

    kept: Kept[Grant]
    standing: Standing
    is_mine: bool


class Saving(NamedTuple):
    """Savings that others add to: what the pathway says of them, and what the rule comes to."""

    benefit: Benefit
    told: Told


class MeansView(msgspec.Struct, frozen=True, kw_only=True):
    """What a household lives on, as its page shows it: what holds first, what is over behind."""

    view: HouseholdView
    names: dict[UUID, str]
    skills: tuple[Kept[Skills], ...]
    jobs: tuple[Kept[Job], ...]
    homes: tuple[Kept[Home], ...]
    schools: tuple[Kept[School], ...]
    budget: Kept[Budget] | None
    months: tuple[Month, ...]
    short: Month | None
    told: tuple[Kept[ToldDebt], ...]
    loans: tuple[Kept[ThirdPartyLoan], ...]
    grants: tuple[GrantView, ...]
    savings: tuple[Saving, ...]


def means(household_id: UUID, keyring: Keyring, today: date) -> MeansView:
    """Read what a household lives on, and what it is helped with.

    Raises:
      Refused: there is no such household among the reader's.
      Tampered: something written in its case was lost or put back.
    """
    view = queries.household(household_id, keyring, today)
    found = parts.opened(household_id, keyring)
    budget = next(reversed(parts.of_kind(found, Budget)), None)
    months = domain.months_of(budget.value) if budget else []
    return MeansView(
        view=view,
        names=names_of(view),
        skills=tuple(parts.of_kind(found, Skills)),
        jobs=_but_mistakes(parts.of_kind(found, Job)),
        homes=_but_mistakes(parts.of_kind(found, Home)),
        schools=_but_mistakes(parts.of_kind(found, School)),
        budget=budget,
        months=tuple(months),
        short=domain.short_from(months),
        told=_but_mistakes(parts.of_kind(found, ToldDebt)),
        loans=_but_mistakes(parts.of_kind(found, ThirdPartyLoan)),
        grants=_grants(parts.of_kind(found, Grant), keyring),
        savings=savings(household_id, keyring, today),
    )


def names_of(view: HouseholdView) -> dict[UUID, str]:
    """Name the people of a household by number and name, for lists and forms."""
    listed = zip(view.household.people, view.people, strict=True)
    return {
        one: f"{nth}. {person.name or '–'}" for nth, (one, person) in enumerate(listed, start=1)
    }


def grant(part_id: UUID, keyring: Keyring) -> GrantView:
    """Read one grant.

    Raises:
      Refused: there is no such grant among the reader's.
    """
    return _grants([parts.read(part_id, Grant, keyring)], keyring)[0]


def savings(household_id: UUID, keyring: Keyring, today: date) -> tuple[Saving, ...]:
    """List the savings that others add to on a household's pathway: data of its tables, no more.

    A household without a stay has no pathway yet, and no such savings.
    """
    found = find_stay(household_id, keyring)
    if found is None:
        return ()
    known = tables(keyring)
    return tuple(
        Saving(one, told(one.rule, today, known, found.stay.size))
        for pathway in _pathway(known, found.stay)
        for one in pathway.benefits
        if SAVINGS in one.code
    )


def currency_of(household_id: UUID, keyring: Keyring) -> str:
    """Say in which currency a household will count: that of its country's rules, if they name one.

    Raises:
      Refused: there is no such household among the reader's.
    """
    found = find_stay(household_id, keyring)
    if found is None:
        return domain.CURRENCIES[0]
    known = tables(keyring)
    lands = {pathway.jurisdiction for pathway in _pathway(known, found.stay)}
    units = [rule.unit for rule in known.rules if rule.jurisdiction in lands]
    return next((unit for unit in units if unit in domain.CURRENCIES), domain.CURRENCIES[0])


def _pathway(known: Tables, stay: Stay) -> list[Pathway]:
    """Give the version of a pathway that a household is on, if the tables still have it."""
    wanted = (stay.pathway, stay.version)
    return [one for one in known.pathways if (one.code, one.version) == wanted]


def _but_mistakes(found: list[Kept[Stated]]) -> tuple[Kept[Stated], ...]:
    """Leave out what was entered by mistake, and put what is over behind what holds."""
    there = [kept for kept in found if kept.value.state != "mistake"]
    return tuple(sorted(there, key=lambda kept: kept.value.state in OVER))


def _grants(found: Sequence[Kept[Grant]], keyring: Keyring) -> tuple[GrantView, ...]:
    """Ask the book which grants were taken back, by us or by finance itself."""
    entries = [kept.value.entry for kept in found]
    undone = set(
        Entry.objects.filter(reverses__in=entries, posted=True).values_list("reverses", flat=True)
    )
    asked = [kept.value.undo for kept in found if kept.value.undo]
    undoing = set(Proposal.objects.filter(pk__in=asked, state=WAITING).values_list("pk", flat=True))
    return tuple(
        GrantView(
            kept,
            domain.standing_of(
                kept.value,
                is_undone=kept.value.entry in undone,
                is_undoing=kept.value.undo in undoing,
            ),
            kept.value.asked_by == keyring.user_id,
        )
        for kept in found
    )


class ServiceView(NamedTuple):
    """A service as a list shows it; `km` is how far it is from where one asked, if known."""

    id: UUID
    revision: int
    service: Service
    place_name: str
    is_stale: bool = False
    km: int | None = None


def services_near(place: str, keyring: Keyring) -> list[ServiceView]:
    """List the services at or near a place of the gazetteer, the nearest first.

    What is shut is left out; what nobody looked at for long is the reader's to judge by its day.
    """
    places = {one.slug: one for one in network.places(keyring)}
    found = []
    for view in _services(keyring, places):
        km = _km(view.service, places, place)
        is_there = bool(place) and view.service.place == place
        if not view.service.is_shut and (is_there or (km is not None and km <= NEAR_KM)):
            found.append(view._replace(km=0 if is_there and km is None else km))
    return sorted(found, key=lambda view: (view.km or 0, view.service.kind, view.service.name))


def _services(keyring: Keyring, places: dict[str, Place]) -> list[ServiceView]:
    rows = ServiceRow.objects.filter(cell__in=keyring.cells_of("gazetteer"))
    return [
        ServiceView(row.id, row.revision, service, _place_name(service, places))
        for row, service in open_all(rows, Service, keyring)
    ]


def place_names(keyring: Keyring) -> dict[str, str]:
    """Give the name of each place of the gazetteer by its slug."""
    return queries.place_names(keyring)


def _place_name(service: Service, places: dict[str, Place]) -> str:
    place = places.get(service.place)
    return place.name if place else service.place


def _km(service: Service, places: dict[str, Place], slug: str) -> int | None:
    """Measure how far a service is from a place, in whole kilometres; None: nobody knows."""
    there, here = spot(service, places), places.get(slug)
    if there is None or here is None:
        return None
    far = crow_km(there, here)
    return None if far is None else round(far)


def spot(service: Service, places: dict[str, Place]) -> Place | None:
    """Say where a service is: by its own coordinates, or where its place is."""
    if service.north is None or service.east is None:
        return places.get(service.place)
    return Place(slug=service.place, name="", lat=service.north / 100, lon=service.east / 100)


def services(keyring: Keyring, today: date, *, kind: str = "") -> list[ServiceView]:
    """List the services on file, of one kind or all, by kind and name; what is shut stands last."""
    places = {one.slug: one for one in network.places(keyring)}
    order = {one: nth for nth, one in enumerate(domain.SERVICE_KINDS)}
    found = [
        view._replace(is_stale=domain.is_stale(view.service, today))
        for view in _services(keyring, places)
        if not kind or view.service.kind == kind
    ]
    return sorted(
        found, key=lambda v: (v.service.is_shut, order[v.service.kind], v.service.name, v.id)
    )


def service(service_id: UUID, keyring: Keyring, today: date) -> ServiceView:
    """Read one service.

    Raises:
      Refused: there is no such service among those the reader can open.
    """
    row = service_row(service_id, keyring)
    value = open_row(row, Service, keyring)
    places = {one.slug: one for one in network.places(keyring)}
    name, stale = _place_name(value, places), domain.is_stale(value, today)
    return ServiceView(row.id, row.revision, value, name, stale)


def service_row(service_id: UUID, keyring: Keyring) -> ServiceRow:
    """Find a service's row; see `service`."""
    held = ServiceRow.objects.filter(cell__in=keyring.cells_of("gazetteer"))
    row = held.filter(pk=service_id).first()
    if row is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row
