"""Reads of those who wait for a flight, and of the flights."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.cases.domain import ties
from waystation.cases.queries import HouseholdView, Line
from waystation.resettlement.book.queries import tables
from waystation.resettlement.models import FlightRow
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays.queries import StayView
from waystation.resettlement.values import Pathway, Stay, Step
from waystation.resettlement.waiting import domain, parties
from waystation.resettlement.waiting.domain import (
    LEFT_BEHIND,
    Flight,
    Proposal,
    Seat,
    Waiter,
    Warn,
)
from waystation.resettlement.waiting.filling import propose
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row


class FlightView(msgspec.Struct, frozen=True):
    """A flight as it is kept, with the revision that was read."""

    id: UUID
    cell: UUID
    flight: Flight
    place_name: str


class Bench(msgspec.Struct, frozen=True):
    """Everybody who could be on one flight: they wait at one place, in one compartment."""

    place: str
    place_name: str
    cell: UUID
    stays: dict[UUID, StayView]
    waiters: tuple[Waiter, ...]

    @property
    def ready(self) -> list[Waiter]:
        """List those who can fly as their parties are counted, the longest waiting first."""
        return parties.counted(self.waiters)

    @property
    def n_people(self) -> int:
        """Count everybody who waits."""
        return sum(one.size for one in self.waiters)


class Row(NamedTuple):
    """One household of a roster; `apart` are those it must travel with who are not aboard."""

    view: StayView
    waiter: Waiter
    waited_days: int
    last: Step | None
    next: Step | None
    speak_by: date
    flight: FlightView | None
    apart: tuple[str, ...]


class Roster(NamedTuple):
    """Who waits at one place, the longest waiting first."""

    place: str
    place_name: str
    rows: tuple[Row, ...]

    @property
    def n_people(self) -> int:
        """Count them."""
        return sum(row.waiter.size for row in self.rows)


class Passenger(NamedTuple):
    """A household of a flight; `stay` and `people` are None once its case is not there any more.

    `apart` are the codes of those it must travel with who are not on this flight.
    """

    seat: Seat
    stay: Stay | None
    people: HouseholdView | None
    why_not: tuple[domain.WhyNot, ...] = ()
    apart: tuple[str, ...] = ()


def rosters(keyring: Keyring, today: date) -> list[Roster]:
    """List who waits for a flight at every place, with what each household still needs.

    Cost: it opens stays, households and the people of those who wait, no part of any case.
    """
    known = {(one.code, one.version): one for one in tables(keyring).pathways}
    flights = {one.id: one for one in _open_flights(keyring)}
    found: dict[str, list[Row]] = defaultdict(list)
    names: dict[str, str] = {}
    for bench in benches(keyring, today, among=list(flights.values())):
        names[bench.place] = bench.place_name
        for waiter in domain.in_order(bench.waiters):
            found[bench.place].append(_row(bench, waiter, known, flights, today))
    return [Roster(place, names[place], tuple(rows)) for place, rows in sorted(found.items())]


def benches(
    keyring: Keyring, today: date, *, among: Sequence[FlightView] | None = None
) -> list[Bench]:
    """List who waits, place by place and compartment by compartment.

    Args:
      among: the open flights, if the caller has read them anyway.
    """
    open_flights = _open_flights(keyring) if among is None else among
    households = cases.opened_households(keyring)
    every = stays.stays(keyring, households)
    waiting = {view.household_id: view for view in every if view.stay.state == "waiting"}
    known = cases.lines(keyring, today, households=households)
    lines = [line for line in known if line.id in waiting]
    tied = _tied(lines, known, every)
    lone = {
        one.id for one in cases.with_people(lines, keyring) if is_lone(one, waiting[one.id].stay)
    }
    open_counts = Counter(
        one
        for flight in open_flights
        if not flight.flight.counted
        for one in flight.flight.passed_over
    )
    found: dict[tuple[str, UUID], list[StayView]] = defaultdict(list)
    for view in waiting.values():
        found[view.stay.place, view.cell].append(view)
    names = cases.place_names(keyring)
    return [
        Bench(
            place,
            names.get(place, place),
            cell,
            {view.household_id: view for view in views},
            tuple(
                _waiter(
                    view,
                    lone=view.household_id in lone,
                    open_count=open_counts[view.household_id],
                    goes_with=tied.get(view.household_id, ()),
                )
                for view in views
            ),
        )
        for (place, cell), views in sorted(found.items())
    ]


def bench_of(
    household_ids: Sequence[UUID], keyring: Keyring, today: date, *, but: UUID | None = None
) -> Bench:
    """Give those among whom some households are chosen for a flight: free, at the same place.

    Args:
      but: a flight whose own households count as free, because it is changed.

    Raises:
      Refused: nobody is chosen, or one of them does not wait, is at another place than the
        others, or is on another flight.
    """
    if not household_ids:
        raise Refused(_("Nobody is chosen."), hint=_("Choose at least one household."))
    flights = [one for one in _open_flights(keyring) if one.id != but]
    for bench in benches(keyring, today, among=flights):
        if household_ids[0] in bench.stays:
            if not set(household_ids) <= set(bench.stays):
                raise Refused(
                    _("These households do not wait at one place."),
                    hint=_("Make up a flight for each place."),
                )
            return _free(bench, household_ids, but)
    raise Refused(
        _("This household does not wait for a flight."), hint=_("Pick it from the roster.")
    )


def proposals(keyring: Keyring, today: date) -> list[tuple[Bench, Proposal]]:
    """Make up the next flight at every place where somebody waits who is on none."""
    found = []
    for bench in benches(keyring, today):
        free = tuple(one for one in bench.waiters if bench.stays[one.id].stay.flight is None)
        if free:
            alone = msgspec.structs.replace(bench, waiters=free)
            found.append((alone, propose(free)))
    return found


def judged(bench: Bench, chosen: Iterable[UUID]) -> dict[Warn, tuple[Waiter, ...]]:
    """Say how a choice made by hand is worse than what the rule makes up."""
    return domain.warnings(bench.ready, chosen, propose(bench.waiters).aboard)


def flights(keyring: Keyring) -> list[FlightView]:
    """List every flight, the open ones first, then the latest."""
    found = _views(open_all(cases.held(FlightRow, keyring), Flight, keyring), keyring)
    found.sort(key=lambda one: (one.flight.formed_on, one.flight.label), reverse=True)
    return sorted(found, key=lambda one: not one.flight.is_open)


def flight(flight_id: UUID, keyring: Keyring) -> FlightView:
    """Read one flight.

    Raises:
      Refused: there is none among the reader's.
    """
    row = cases.find(FlightRow, flight_id, keyring)
    return _views([(row, open_row(row, Flight, keyring))], keyring)[0]


def seat(flight_id: UUID, household_id: UUID, keyring: Keyring) -> Seat:
    """Read a household's seat on a flight.

    Raises:
      Refused: there is no such flight among the reader's, or the household is not on it.
    """
    found = flight(flight_id, keyring).flight.seat_of(household_id)
    if found is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return found


def bench_for(view: FlightView, keyring: Keyring, today: date) -> Bench | None:
    """Give those who could be on a flight: its own households and who is on none; None: nobody."""
    others = [one for one in _open_flights(keyring) if one.id != view.id]
    for bench in benches(keyring, today, among=others):
        if (bench.place, bench.cell) == (view.flight.place, view.cell):
            free = tuple(
                one for one in bench.waiters if bench.stays[one.id].stay.flight in (None, view.id)
            )
            return msgspec.structs.replace(bench, waiters=free)
    return None


def others(view: FlightView, keyring: Keyring) -> list[FlightView]:
    """List the other flights of a place that households of one may be put on."""
    return [
        one
        for one in _open_flights(keyring)
        if one.id != view.id and one.flight.may_change
        if (one.flight.place, one.cell) == (view.flight.place, view.cell)
    ]


def passengers(view: FlightView, keyring: Keyring, today: date) -> list[Passenger]:
    """Open who is on a flight, with the names of its people."""
    ids = set(view.flight.households)
    households = cases.opened_households(keyring)
    known = cases.lines(keyring, today, households=households)
    lines = [line for line in known if line.id in ids]
    open_now = view.flight.is_open
    behind = {seat.household for seat in view.flight.seats if seat.came in LEFT_BEHIND}
    aboard = {line.household.code for line in lines if line.id not in behind}
    people = {one.id: one for one in cases.with_people(lines, keyring)}
    # Ties ask where everybody stands; of a flight that is over, ten stays are enough.
    every = (
        stays.stays(keyring, households)
        if open_now
        else [stays.stay(one, keyring) for one in people]
    )
    tied = _tied(lines, known, every) if open_now else {}
    stands = {one.household_id: one.stay for one in every}
    found = []
    for seat in view.flight.seats:
        held = people.get(seat.household)
        stay = stands.get(seat.household) if held else None
        why_not: tuple[domain.WhyNot, ...] = ()
        if held and stay and seat.came is None and open_now:
            why_not = domain.why_not(stay, lone=is_lone(held, stay))
        torn = () if seat.household in behind else tied.get(seat.household, ())
        apart = tuple(code for code in torn if code not in aboard)
        found.append(Passenger(seat, stay, held, why_not, apart))
    return found


def _open_flights(keyring: Keyring) -> list[FlightView]:
    found = open_all(cases.held(FlightRow, keyring), Flight, keyring)
    return _views([one for one in found if one[1].is_open], keyring)


def _views(found: Iterable[tuple[FlightRow, Flight]], keyring: Keyring) -> list[FlightView]:
    names = cases.place_names(keyring)
    return [
        FlightView(row.id, row.cell, value, names.get(value.place, value.place))
        for row, value in found
    ]


def is_lone(view: HouseholdView, stay: Stay) -> bool:
    """Say whether there are children in a household and nobody grown up."""
    counted = {member.person for member in stay.members}
    people = [
        person
        for one, person in zip(view.household.people, view.people, strict=True)
        if one in counted
    ]
    return bool(people) and all(person.is_child_on(view.today) for person in people)


def _tied(
    lines: Iterable[Line], known: Iterable[Line], every: Iterable[StayView]
) -> dict[UUID, tuple[str, ...]]:
    """Name whom some households must travel with; who has left holds nobody back."""
    left = {view.stay.code for view in every if view.stay.state != "waiting"}
    say_so = [line.household for line in known if line.household.goes_with]
    return {line.id: tuple(sorted(ties(line.household, say_so) - left)) for line in lines}


def _waiter(view: StayView, *, lone: bool, open_count: int, goes_with: tuple[str, ...]) -> Waiter:
    return Waiter(
        id=view.household_id,
        code=view.stay.code,
        size=view.stay.size,
        since=view.stay.begun_on,
        overtaken=view.stay.overtaken + open_count,
        why_not=domain.why_not(view.stay, lone=lone),
        goes_with=goes_with,
    )


def _free(bench: Bench, household_ids: Sequence[UUID], but: UUID | None) -> Bench:
    """Leave out those on other flights; one of them among the chosen is refused."""
    taken = {one for one, view in bench.stays.items() if view.stay.flight not in (None, but)}
    for one in household_ids:
        if one in taken:
            raise Refused(
                _("The household %(code)s is on another flight.")
                % {"code": bench.stays[one].stay.code},
                hint=_("Take it off that flight first."),
            )
    free = tuple(one for one in bench.waiters if one.id not in taken)
    return msgspec.structs.replace(bench, waiters=free)


def _row(
    bench: Bench,
    waiter: Waiter,
    known: Mapping[tuple[str, int], Pathway],
    flights: Mapping[UUID, FlightView],
    today: date,
) -> Row:
    view = bench.stays[waiter.id]
    pathway = known.get((view.stay.pathway, view.stay.version))
    last, after = domain.reached(pathway, view.stay) if pathway else (None, None)
    with_them = {
        other.stay.code for other in bench.stays.values() if other.stay.flight == view.stay.flight
    }
    flight = flights.get(view.stay.flight) if view.stay.flight else None
    return Row(
        view,
        waiter,
        (today - waiter.since).days,
        last,
        after,
        domain.speak_by(view.stay),
        flight,
        tuple(code for code in waiter.goes_with if flight and code not in with_them),
    )
