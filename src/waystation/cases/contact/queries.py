"""Reads of contact: how a household is reached, sources with their share, what is lent out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.contact import devices as rules
from waystation.cases.contact import likeness, sources
from waystation.cases.contact.devices import Device
from waystation.cases.contact.domain import (
    ContactPlan,
    ContactTry,
    Loan,
    Standing,
    may_reach,
    next_time,
    standing,
)
from waystation.cases.contact.likeness import Why
from waystation.cases.contact.sources import Share, Source
from waystation.cases.contact.wording import lines_of
from waystation.cases.domain import SourceGrade, Tip
from waystation.cases.models import DeviceRow, HouseholdRow, PersonRow, SourceRow, TipRow
from waystation.cases.parts import Kept
from waystation.cases.queries import HouseholdView, TipView
from waystation.cases.wording import called
from waystation.network import queries as network
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

# The sun stands four minutes later for every degree further west.
MIN_A_DEGREE = 4
TRIES_SHOWN = 12


class PlanView(msgspec.Struct, frozen=True):
    """One way to reach people, and whether this is a moment for it where they are.

    `local` and `opens_at` are by the clock where they are; both None if nobody knows where that is.
    """

    kept: Kept[ContactPlan]
    whose: str
    lines: list[tuple[str, str]]
    local: datetime | None
    may_now: bool
    opens_at: datetime | None

    @property
    def plan(self) -> ContactPlan:
        """Give what was agreed."""
        return self.kept.value


class Sheet(msgspec.Struct, frozen=True):
    """All there is to know before somebody tries to reach a household."""

    household: UUID
    plans: list[PlanView]
    stands: Standing
    tries: list[Kept[ContactTry]]
    loans: list[Kept[Loan]]
    words_unsafe: bool


class SourceView(msgspec.Struct, frozen=True):
    """A source of the register, with what their outcomes let one expect.

    `revision` says which state of the source's own page was seen.
    """

    id: UUID
    source: Source
    share: Share
    suggested: SourceGrade | None
    through: str
    tips: list[TipView]
    revision: int = 0


class AlikeView(msgspec.Struct, frozen=True):
    """Another tip beside the one that is read, and why it may speak of the same people."""

    view: TipView
    whys: tuple[Why, ...] = ()


class DeviceView(msgspec.Struct, frozen=True):
    """A telephone or card, and whether it should have come back."""

    id: UUID
    cell: UUID
    device: Device
    is_late: bool


class Touched(msgspec.Struct, frozen=True):
    """Whom a lost phone touches: who had it, their group, those who travel with them."""

    household: HouseholdView | None
    person: str
    group: str
    others: tuple[str, ...]


def sheet(view: HouseholdView, keyring: Keyring, now: datetime) -> Sheet:
    """Gather how a household is reached, as its page shows it first."""
    tries = parts.listed(view.id, ContactTry, keyring)
    loans = parts.listed(view.id, Loan, keyring)
    kept = parts.listed(view.id, ContactPlan, keyring)
    lost_at = max((loan.at for loan in loans if loan.value.ended == "lost"), default=None)
    agreed_at = max((plan.at for plan in kept), default=None)
    met_at = view.household.contact.at if view.household.contact else None
    agreed = max((at for at in (agreed_at, met_at) if at is not None), default=None)
    local = _local(view.household.place, keyring, now)
    names = {id_: person.name or "" for id_, person in zip(
        view.household.people, view.people, strict=False
    )}  # fmt: skip
    newest = sorted(tries, key=lambda one: (one.value.at, one.first_at), reverse=True)
    return Sheet(
        household=view.id,
        plans=[_plan_view(one, names, local) for one in kept],
        stands=standing(one.value for one in tries),
        tries=newest[:TRIES_SHOWN],
        loans=[loan for loan in loans if not loan.value.ended],
        words_unsafe=lost_at is not None and (agreed is None or agreed <= lost_at),
    )


def plan_lines(household_id: UUID, keyring: Keyring) -> list[tuple[str, str]]:
    """Write a household's safe-contact plans as lines, label and text, in the reader's language.

    Raises:
      Refused: there is no such household among the reader's.
    """
    lines = []
    for kept in parts.listed(household_id, ContactPlan, keyring):
        if kept.value.person is not None:
            lines.append((_("Whom it is for"), _name_of(kept.value.person, keyring)))
        lines += lines_of(kept.value)
    return lines


def lost_contact(household_id: UUID, keyring: Keyring) -> int:
    """Count the tries in a row that reached nobody, once they are so many that contact is lost.

    Raises:
      Refused: there is no such household among the reader's.
    """
    tries = parts.listed(household_id, ContactTry, keyring)
    stands = standing(one.value for one in tries)
    return stands.n_missed if stands.is_lost else 0


def waiting_tips(keyring: Keyring, now: datetime) -> list[TipView]:
    """List the tips that still want checking or a first contact, in the order of the inbox."""
    return [view for view in cases.tips(keyring, now) if view.tip.is_open]


def alike(view: TipView, views: Sequence[TipView]) -> list[AlikeView]:
    """List the tips that may speak of the same people, those with most in common first."""
    others = {one.id: one for one in views}
    found = likeness.alike(view.id, {id_: one.tip for id_, one in others.items()})
    return [AlikeView(others[one.tip], one.whys) for one in found]


def have_likeness(shown: Sequence[TipView], views: Sequence[TipView]) -> set[UUID]:
    """Pick the open tips of a list that may speak of the same people as another one."""
    asked = [view.id for view in shown if view.tip.is_open]
    return likeness.have_likeness(asked, {view.id: view.tip for view in views})


def linked(view: TipView, views: Sequence[TipView]) -> list[AlikeView]:
    """List the tips of which a person said that they speak of the same people."""
    others = {one.id: one for one in views}
    return [AlikeView(others[one]) for one in view.tip.same_as if one in others]


def confirmations(tip: Tip, keyring: Keyring) -> list[tuple[str, str]]:
    """List the tips linked to one: who says so, and why that confirms nothing; empty if it does."""
    known = known_sources(keyring)
    rows = cases.held(TipRow, keyring).filter(pk__in=tip.same_as)
    found = []
    for _row, other in open_all(rows, Tip, keyring):
        who = other.source_alias or called(other.channel, "channel")
        why = "not in register"
        if tip.source is not None and other.source is not None:
            why = sources.why_not_independent(tip.source, other.source, known)
        found.append((who, why))
    return sorted(found)


def held_sources(keyring: Keyring) -> QuerySet[SourceRow]:
    """Give the rows of the register that lie in the reader's case compartments."""
    return cases.held(SourceRow, keyring)


def known_sources(keyring: Keyring) -> dict[UUID, Source]:
    """Give all sources of the register by their id."""
    return {row.id: source for row, source in open_all(held_sources(keyring), Source, keyring)}


def register(keyring: Keyring) -> list[SourceView]:
    """List the sources by alias, without their tips."""
    known = known_sources(keyring)
    views = [_source_view(id_, source, known, []) for id_, source in known.items()]
    return sorted(views, key=lambda view: view.source.alias.casefold())


def share_of(source_id: UUID, known: dict[UUID, Source]) -> SourceView:
    """Give a source of the register with its share, without its tips."""
    return _source_view(source_id, known[source_id], known, [])


def source(source_id: UUID, keyring: Keyring, now: datetime) -> SourceView:
    """Read one source with the tips that are on file from them.

    Raises:
      Refused: there is no such source among the reader's.
    """
    row = cases.find(SourceRow, source_id, keyring)
    known = known_sources(keyring)
    tips = [view for view in cases.tips(keyring, now) if view.tip.source == source_id]
    view = _source_view(source_id, known[source_id], known, tips)
    return msgspec.structs.replace(view, revision=row.revision)


def devices(keyring: Keyring, today: date) -> list[DeviceView]:
    """List the phones and cards there are: what needs somebody first, then what is out."""
    opened = open_all(cases.held(DeviceRow, keyring), Device, keyring)
    views = [DeviceView(row.id, row.cell, one, one.is_late_on(today)) for row, one in opened]
    return sorted(views, key=lambda view: rules.in_order(view.device))


def device(device_id: UUID, keyring: Keyring, today: date) -> DeviceView:
    """Read one phone or card.

    Raises:
      Refused: there is no such device among the reader's.
    """
    row = cases.find(DeviceRow, device_id, keyring)
    value = open_row(row, Device, keyring)
    return DeviceView(row.id, row.cell, value, value.is_late_on(today))


def ready_devices(cell: UUID, keyring: Keyring, today: date) -> list[tuple[UUID, str]]:
    """List the devices of a compartment that can be lent now, by their label."""
    return [
        (view.id, view.device.label)
        for view in devices(keyring, today)
        if view.cell == cell and "hand out" in rules.moves_of(view.device)
    ]


def lost_devices(keyring: Keyring) -> list[DeviceView]:
    """List the devices whose loss nobody has dealt with yet."""
    opened = open_all(cases.held(DeviceRow, keyring), Device, keyring)
    return [DeviceView(row.id, row.cell, one, False) for row, one in opened if one.needs_somebody]


def touched(value: Device, keyring: Keyring, today: date) -> Touched:
    """Say whom a device touches: who has or had it last, their group, and whom they travel with."""
    view = _household(value.household, keyring, today)
    if view is None:
        return Touched(None, "", "", ())
    groups = cases.groups(keyring, today, still_open=True)
    mine = [one for one in groups if view.id in one.group.households]
    inside = [one.household.code for group in mine for one in group.households if one.id != view.id]
    others = dict.fromkeys([*inside, *view.household.goes_with])
    person = _name_of(value.person, keyring) if value.person else ""
    return Touched(view, person, mine[0].group.label if mine else "", tuple(others))


def may_borrow(cell: UUID, keyring: Keyring, today: date) -> list[tuple[UUID, str]]:
    """List the households of a compartment that could be lent something, by code and place."""
    lines = [line for line in cases.lines(keyring, today) if line.cell == cell]
    lines.sort(key=lambda line: line.household.code)
    return [(line.id, f"{line.household.code} · {line.place_name}") for line in lines]


def is_held(household_id: UUID, keyring: Keyring) -> bool:
    """Say whether the reader still sees a household: it was not destroyed, nor moved elsewhere."""
    row = cases.held(HouseholdRow, keyring).filter(pk=household_id).first()
    return row is not None and not cases.is_destroyed(row, keyring)


def _name_of(person_id: UUID, keyring: Keyring) -> str:
    """Name a person; one who is no longer on file has none."""
    row = cases.held(PersonRow, keyring).filter(pk=person_id).first()
    return (cases.open_person(row, keyring).name if row else None) or "–"


def _household(household_id: UUID | None, keyring: Keyring, today: date) -> HouseholdView | None:
    if household_id is None:
        return None
    try:
        return cases.household(household_id, keyring, today)
    except Refused:
        # Destroyed meanwhile, or moved to where this reader holds no key.
        return None


def _plan_view(kept: Kept[ContactPlan], names: dict[UUID, str], local: datetime | None) -> PlanView:
    plan = kept.value
    whose = names.get(plan.person, "–") if plan.person else _("all of them")
    return PlanView(
        kept=kept,
        whose=whose,
        lines=lines_of(plan),
        local=local,
        may_now=local is not None and may_reach(plan, local),
        opens_at=local and next_time(plan, local),
    )


def _local(place: str, keyring: Keyring, now: datetime) -> datetime | None:
    """Tell the time by the sun over a place; None if nobody wrote down where it lies."""
    found = next((one for one in network.places(keyring) if one.slug == place), None)
    if found is None or found.lon is None:
        return None
    return now + timedelta(minutes=round(found.lon * MIN_A_DEGREE))


def _source_view(
    id_: UUID, source: Source, known: dict[UUID, Source], tips: Sequence[TipView]
) -> SourceView:
    through = known.get(source.introduced_by) if source.introduced_by else None
    return SourceView(
        id=id_,
        source=source,
        share=sources.true_share(source),
        suggested=sources.suggested(source),
        through=through.alias if through else "",
        tips=list(tips),
    )
