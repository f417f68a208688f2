"""Reads for grouping: who waits where, how wide the ways are, and whether a group may leave."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases import queries as cases
from waystation.cases.domain import GONE, Household, Reason
from waystation.cases.grouping import domain, fairness
from waystation.cases.grouping.domain import Apart, Party
from waystation.cases.grouping.out import sees_ways, ways_out
from waystation.cases.grouping.search import Proposed, Width, propose
from waystation.cases.models import HouseholdRow, PartRow
from waystation.cases.parts import NOT_WRITTEN, Kept, Part, decoded, listed, tag_of
from waystation.cases.queries import HouseholdView, Line
from waystation.cases.safeguarding import queries as safeguarding
from waystation.cases.safeguarding.domain import Clearance, travellers, unaccompanied
from waystation.cases.safeguarding.indicators import Concern
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all


class Spot(NamedTuple):
    """Where households of one compartment wait, and how many."""

    place: str
    place_name: str
    cell: UUID
    n_households: int
    n_people: int
    longest_days: int


class Bench(NamedTuple):
    """What a group is built from: who waits in one place, and what is put forward for them."""

    place: str
    place_name: str
    cell: UUID
    parties: tuple[Party, ...]
    views: dict[UUID, HouseholdView]
    width: Width
    sees_ways: bool
    proposed: Proposed


class Known(NamedTuple):
    """Every household the reader sees, and in which of them each person is."""

    lines: dict[UUID, Line]
    by_code: dict[str, UUID]
    named_by: dict[str, set[str]]
    homes: dict[UUID, UUID]


class Around(NamedTuple):
    """What some households are held against: who is grown, kept apart, or gives concern."""

    known: Known
    adults: dict[UUID, UUID]
    apart: dict[UUID, frozenset[UUID]]
    worrying: frozenset[UUID]


def spots(keyring: Keyring, today: date) -> list[Spot]:
    """List the places where somebody waits, the one with the longest wait first."""
    found: dict[tuple[str, UUID], list[Line]] = defaultdict(list)
    for line in cases.waiting_lines(keyring, today):
        found[line.household.place, line.cell].append(line)
    made = [
        Spot(
            place=place,
            place_name=lines[0].place_name,
            cell=cell,
            n_households=len(lines),
            n_people=sum(line.size for line in lines),
            longest_days=max(line.waited_days for line in lines),
        )
        for (place, cell), lines in found.items()
    ]
    return sorted(made, key=lambda spot: (-spot.longest_days, spot.place_name, str(spot.cell)))


def bench(place: str, cell: UUID, keyring: Keyring, today: date) -> Bench:
    """Gather who waits in a place, in one compartment, and propose groups of them.

    Raises:
      Refused: nobody of the reader's waits there.
    """
    known = _known(keyring, today)
    here = [
        line
        for line in known.lines.values()
        if (line.household.place, line.cell) == (place, cell) and line.waits
    ]
    if not here:
        raise Refused(_("Nobody waits there any more."), hint=_("Pick a place from the list."))
    views = {view.id: view for view in cases.with_people(here, keyring)}
    found = _parties(views, known, keyring, today)
    width = ways_out(keyring)(place)
    return Bench(
        place=place,
        place_name=here[0].place_name,
        cell=cell,
        parties=tuple(found),
        views=views,
        width=width,
        sees_ways=sees_ways(keyring),
        proposed=propose(found, width),
    )


def parties(household_ids: Collection[UUID], keyring: Keyring, today: date) -> list[Party]:
    """Look at some households as grouping does, in the order asked for.

    Raises:
      Refused: one of them is not among the reader's.
    """
    known = _known(keyring, today)
    if any(one not in known.lines for one in household_ids):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    views = cases.with_people([known.lines[one] for one in household_ids], keyring)
    return _parties({view.id: view for view in views}, known, keyring, today)


def by_code(code: str, keyring: Keyring, today: date) -> UUID:
    """Find a household by its code.

    Raises:
      Refused: the reader sees none of that code.
    """
    found = [one for one, other in codes(keyring, today).items() if other == code]
    if not found:
        raise Refused(
            _("There is no household %(code)s among yours.") % {"code": code},
            hint=_("Check the code on the household's page."),
        )
    return found[0]


def codes(keyring: Keyring, today: date) -> dict[UUID, str]:
    """Give the code of every household the reader sees."""
    return {line.id: line.household.code for line in cases.lines(keyring, today)}


def may_travel(
    group_id: UUID,
    keyring: Keyring,
    today: date,
    *,
    ways: Sequence[tuple[int, str, bool]] = (),
) -> list[Reason]:
    """Give every reason why a group must not set out; none means that it may.

    Args:
      ways: of each stage its number, its means of travel, and whether it lies in the dark.

    Raises:
      Refused: there is no such group among the reader's.
    """
    group = cases.group_detail(group_id, keyring, today).group
    known = _known(keyring, today)
    there = [known.lines[one] for one in group.households if one in known.lines]
    views = {view.id: view for view in cases.with_people(there, keyring)}
    found = _parties(views, known, keyring, today)
    called = {line.id: line.household.code for line in known.lines.values()}
    return domain.may_travel(found, called) + _unfit(found, ways)


def wait_table(keyring: Keyring, today: date) -> fairness.Table:
    """Set the waits of everybody who waits side by side, by size, age, sex, need and urgency."""
    views = cases.waiting(keyring, today)
    waits = [
        fairness.Wait(
            days=view.waited_days,
            urgency=view.household.urgency,
            has_need=bool(view.household.needs)
            or any(person.special or person.needs for person in view.people),
            people=view.people,
        )
        for view in views
    ]
    return fairness.table(waits, today)


def kept_apart(household_id: UUID, keyring: Keyring) -> list[Kept[Apart]]:
    """List with whom a household must not travel, those that ended last.

    Raises:
      Refused: there is no such household among the reader's.
    """
    found = listed(household_id, Apart, keyring)
    return sorted(found, key=lambda kept: (not kept.value.holds, kept.first_at))


def is_there(case: UUID, keyring: Keyring) -> bool:
    """Say whether a case was not destroyed, whoever holds it."""
    keyring.expect([case])
    return keyring.has_shred(case)


def _known(keyring: Keyring, today: date) -> Known:
    lines = {line.id: line for line in cases.lines(keyring, today)}
    named_by: dict[str, set[str]] = defaultdict(set)
    for line in lines.values():
        for code in line.household.goes_with:
            named_by[code].add(line.household.code)
    return Known(
        lines=lines,
        by_code={line.household.code: line.id for line in lines.values()},
        named_by=named_by,
        homes={one: line.id for line in lines.values() for one in line.household.people},
    )


def _parties(
    views: Mapping[UUID, HouseholdView], known: Known, keyring: Keyring, today: date
) -> list[Party]:
    """Look at some households, and at those they have kin in as far as that binds them."""
    kin = {one.to for view in views.values() for person in view.people for one in person.kin}
    near = {known.homes[one] for one in kin if one in known.homes} - views.keys()
    waiting = [known.lines[one] for one in near if known.lines[one].stands not in GONE]
    opened = dict(views) | {view.id: view for view in cases.with_people(waiting, keyring)}
    around = Around(known, _adults(opened.values(), today), *_written(opened, keyring))
    found = [_party(view, around, keyring, today) for view in opened.values() if view.people]
    return [party for party in domain.bind_children(found) if party.id in views]


def _party(view: HouseholdView, around: Around, keyring: Keyring, today: date) -> Party:
    bound, torn = _ties(view, around.known, keyring)
    return Party(
        id=view.id,
        code=view.household.code,
        place=view.household.place,
        cell=view.cell,
        size=view.size,
        urgency=view.household.urgency,
        waited_days=view.waited_days,
        stands=view.stands,
        languages=domain.languages_of(view.people),
        limits=domain.limits_of(view.people, today),
        bound=bound,
        torn=torn,
        apart=around.apart.get(view.id, frozenset()),
        alone=_alone(view, around.adults, keyring, today),
        n_stopping=safeguarding.n_stopping(view.id, keyring) if view.id in around.worrying else 0,
    )


def _ties(
    view: HouseholdView, known: Known, keyring: Keyring
) -> tuple[frozenset[UUID], tuple[str, ...]]:
    """Name the households this one must travel with: those the reader sees, and the others' codes.

    Whoever is on the way or there holds nobody back, nor does a case that was destroyed.
    """
    codes = known.named_by[view.household.code] | set(view.household.goes_with)
    found = {known.by_code[code] for code in codes if code in known.by_code}
    torn = {code for code in codes if code not in known.by_code}
    for person, case in domain.hard_ties(view.people).items():
        home = known.homes.get(person, case)
        if _went_into_another(person, home, keyring, known):
            continue
        if home in known.lines:
            found.add(home)
        elif is_there(home, keyring):
            torn.add("")
    bound = {one for one in found - {view.id} if known.lines[one].stands not in GONE}
    return frozenset(bound), tuple(sorted(torn))


def _went_into_another(person: UUID, home: UUID, keyring: Keyring, known: Known) -> bool:
    """Say whether a record went into another, which is tied to whomever this one was."""
    if person in known.homes:
        return False
    rows = cases.held(HouseholdRow, keyring).filter(pk=home)
    return any(person in value.merged for _row, value in open_all(rows, Household, keyring))


def _adults(opened: Iterable[HouseholdView], today: date) -> dict[UUID, UUID]:
    """Find the grown people of some households, and in which they are."""
    return {
        row: view.id
        for view in opened
        for row, person in zip(view.household.people, view.people, strict=True)
        if not person.is_child_on(today)
    }


def _alone(
    view: HouseholdView, adults: Mapping[UUID, UUID], keyring: Keyring, today: date
) -> tuple[frozenset[UUID], ...]:
    people = travellers([(view.household.people, view.people)])
    clearances: Mapping[UUID, Clearance] = {}
    if unaccompanied(people, today):
        clearances = safeguarding.clearances(view.id, keyring, today)
    return domain.alone(people, adults=adults, clearances=clearances, today=today)


def _written(
    views: Mapping[UUID, HouseholdView], keyring: Keyring
) -> tuple[dict[UUID, frozenset[UUID]], frozenset[UUID]]:
    """Find who must not travel with whom, and in whose case there is a concern, all at once.

    Raises:
      Tampered: a part is missing, was put back to what it was, or was not written here.
    """
    rows = PartRow.objects.filter(case__in=list(views), cell__in=keyring.cells_of("cases"))
    revisions: dict[UUID, dict[UUID, int]] = {one: {} for one in views}
    apart: dict[UUID, set[UUID]] = defaultdict(set)
    worrying = set()
    for row, part in open_all(rows, Part, keyring):
        revisions[row.case][row.id] = row.revision
        if part.kind == tag_of(Concern):
            worrying.add(row.case)
        if part.kind == tag_of(Apart) and (value := decoded(part.body, Apart)).holds:
            apart[row.case].add(value.other)
    if any(revisions[one] != view.household.parts for one, view in views.items()):
        raise Tampered(NOT_WRITTEN)
    return {one: frozenset(others) for one, others in apart.items()}, frozenset(worrying)


def _unfit(found: Sequence[Party], ways: Sequence[tuple[int, str, bool]]) -> list[Reason]:
    """Name each stage that somebody cannot travel."""
    return [
        Reason(shut, party.code, str(number))
        for number, mode, in_the_dark in ways
        for party in found
        if (shut := domain.shut_by(party.limits, mode, in_the_dark=in_the_dark))
    ]
