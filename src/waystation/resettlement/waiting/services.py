"""Changes to flights: who is aboard, that it leaves, who was told, what became of each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.cases import queries as cases
from waystation.resettlement.models import FlightRow, StayRow
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays import services as staying
from waystation.resettlement.waiting import boarding, domain, queries
from waystation.resettlement.waiting.boarding import must_fit
from waystation.resettlement.waiting.domain import Came, Flight, Seat
from waystation.resettlement.waiting.queries import Bench
from waystation.resettlement.waiting.wording import CAMES
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_all, open_row, swap

# Within so long of the word that a flight leaves every household on it is told.
TELL_WITHIN = timedelta(hours=1)
BEFORE_MAX = 20


@transaction.atomic
def form(*, household_ids: Sequence[UUID], why: str = "", keyring: Keyring, now: datetime) -> UUID:
    """Make up a flight of households that wait at one place.

    Args:
      why: why it is another than the rule makes it up; needed only where somebody is worse off.

    Raises:
      Refused: too many people, somebody cannot fly yet or is on another flight, or no reason is
        given where somebody is worse off than by the rule or parted from those they travel with.
    """
    chosen = list(dict.fromkeys(household_ids))
    bench = queries.bench_of(chosen, keyring, now.date())
    must_fit(bench, chosen, why)
    flight = Flight(
        label=new_code("F"),
        place=bench.place,
        seats=_seats(bench, chosen),
        formed_on=now.date(),
        passed_over=domain.passed_over(bench.ready, chosen),
        by_hand=why.strip(),
    )
    row = add(FlightRow(cell=bench.cell), flight, keyring, on=now.date())
    boarding.hold_seats(row.id, chosen, keyring, now)
    return row.id


@transaction.atomic
def change(
    *,
    flight_id: UUID,
    was: Sequence[UUID],
    household_ids: Sequence[UUID],
    why: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Put others aboard a flight that has no word to leave yet.

    Args:
      was: who was aboard when the writer looked.

    Raises:
      Refused: as `form`; or it leaves already, or somebody changed it meanwhile.
    """
    row, flight = _open(flight_id, keyring)
    _must_be_as_seen(flight, was)
    before = (*flight.before, flight.households)[-BEFORE_MAX:]
    _reseat(row, replace(flight, before=before), household_ids, why, keyring, now)


@transaction.atomic
def take_off(
    *,
    flight_id: UUID,
    household_ids: Sequence[UUID],
    to: UUID | None = None,
    why: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Take some households off a flight that has no word to leave yet; the others keep it.

    Args:
      to: another flight that they are put on; none: they wait again as long as before.
      why: needed where one that could fly waits again or is parted from those it travels with,
        and where somebody who waits is worse off by the move.

    Raises:
      Refused: one is not on it, nobody would be left aboard, the other flight has no seats for
        them or is not one they can be on, or no reason is given where somebody is worse off.
    """
    row, flight = _open(flight_id, keyring)
    _must_be_changeable(flight)
    off = {_seat(flight, one).household for one in household_ids}
    left = tuple(one for one in flight.households if one not in off)
    bench = queries.bench_for(queries.flight(flight_id, keyring), keyring, now.date())
    boarding.must_part(bench, off, left, why, moves=to is not None)
    boarding.free_seats(flight_id, off, keyring, now)
    ready = [one for one in bench.ready if to is None or one.id not in off] if bench else []
    parted = replace(
        flight,
        seats=tuple(seat for seat in flight.seats if seat.household in left),
        passed_over=domain.passed_over(ready, left),
        by_hand=why.strip() or flight.by_hand,
        before=(*flight.before, flight.households)[-BEFORE_MAX:],
    )
    swap(row, parted, keyring, on=now.date())
    if to is not None:
        other, there = _open(to, keyring)
        before = (*there.before, there.households)[-BEFORE_MAX:]
        both = (*there.households, *off)
        _reseat(other, replace(there, before=before), both, why, keyring, now)


@transaction.atomic
def take_back_change(*, flight_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back the last change of who is aboard.

    Raises:
      Refused: nothing was changed, or those who were aboard before cannot be any more.
    """
    row, flight = _open(flight_id, keyring)
    if not flight.before:
        raise Refused(_("There is nothing to take back."), hint=_("Load the page again."))
    earlier = replace(flight, before=flight.before[:-1])
    _reseat(row, earlier, flight.before[-1], flight.by_hand or "–", keyring, now)


@transaction.atomic
def dissolve(*, flight_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Undo a flight nobody has left with; its households wait again as they did before.

    Raises:
      Refused: somebody has left with it, or it was undone before.
    """
    row, flight = _open(flight_id, keyring)
    if any(seat.came == "departed" for seat in flight.seats):
        raise Refused(
            _("Somebody has left with this flight."),
            hint=_("Take back that they left, if that was a mistake."),
        )
    for seat in flight.seats:
        boarding.end_notice(seat, _("The flight was undone."), keyring, now)
    boarding.free_seats(row.id, flight.households, keyring, now)
    swap(row, replace(flight, state="undone"), keyring, on=now.date())


@transaction.atomic
def call(*, flight_id: UUID, leaves_at: datetime, keyring: Keyring, now: datetime) -> None:
    """Note that a flight leaves, perhaps at short notice: every household on it is to be told.

    Each gets a task that rings if nobody told them within the hour. Another moment of leaving
    begins this anew.

    Raises:
      Refused: it leaves in the past, or it is over.
    """
    row, flight = _open(flight_id, keyring)
    if leaves_at < now:
        raise Refused(
            _("A flight cannot leave at %(at)s: that is past.")
            % {"at": leaves_at.isoformat(sep=" ", timespec="minutes")},
            hint=_("Give the moment at which it leaves."),
        )
    by = min(now + TELL_WITHIN, leaves_at)
    seats = tuple(boarding.to_tell(seat, by, keyring, now) for seat in flight.seats)
    called = replace(flight, state="called", leaves_at=leaves_at, called_at=now, seats=seats)
    swap(row, called, keyring, on=now.date())


@transaction.atomic
def note_told(*, flight_id: UUID, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that a household knows that its flight leaves.

    Raises:
      Refused: it is not on this flight, was told before, or no word came that the flight leaves.
    """
    row, flight = _open(flight_id, keyring)
    seat = _seat(flight, household_id)
    if flight.state != "called" or seat.told_at is not None:
        raise Refused(
            _("There is nothing to tell them now."), hint=_("Load the page to see how it stands.")
        )
    boarding.end_notice(seat, _("Told."), keyring, now)
    seat = replace(seat, told_at=now, told_by=keyring.alias, task=None)
    swap(row, _with(flight, seat), keyring, on=now.date())


@transaction.atomic
def note_came(
    *,
    flight_id: UUID,
    household_id: UUID,
    came: Came,
    who: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Note what became of a household of a flight.

    If it left, the step of its pathway is done. If anything else happened, a task is due today for
    somebody who is named, and whoever was left behind waits again as long as before.

    Args:
      who: who looks after it, by alias; needed unless they left.

    Raises:
      Refused: it is not on this flight, it is said already, no word came that the flight leaves, or
        nobody is named.
    """
    row, flight = _open(flight_id, keyring)
    seat = _seat(flight, household_id)
    if flight.state != "called" or seat.came not in (None, "split"):
        raise Refused(
            _("It is said already, or the flight has no word to leave yet."),
            hint=_("Load the page to see how it stands."),
        )
    boarding.end_notice(seat, str(CAMES[came]), keyring, now)
    if came == "departed":
        boarding.depart(household_id, keyring, now)
        boarding.free_seats(flight_id, [household_id], keyring, now)
        flight = boarding.overtake(flight, 1, keyring, now)
    else:
        boarding.open_trouble(flight.label, household_id, came, who, keyring, now)
        if came == "refused":
            staying.hold(household_id=household_id, why="exit", keyring=keyring, now=now)
        if came in domain.LEFT_BEHIND:
            boarding.free_seats(flight_id, [household_id], keyring, now)
    flight = _with(flight, replace(seat, came=came, came_on=now.date(), task=None))
    over = all(one.came not in (None, "split") for one in flight.seats)
    swap(row, replace(flight, state="gone" if over else "called"), keyring, on=now.date())


@transaction.atomic
def take_back_came(*, flight_id: UUID, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take back what was noted of a household of a flight, because it was a mistake.

    Raises:
      Refused: nothing is noted, or the household is on another flight since.
    """
    row, flight = _opened(flight_id, keyring)
    seat = _seat(flight, household_id)
    if seat.came is None or flight.state == "undone":
        raise Refused(_("There is nothing to take back."), hint=_("Load the page again."))
    was = stays.stay(household_id, keyring).stay
    if was.flight not in (None, flight_id):
        raise Refused(
            _("The household %(code)s is on another flight.") % {"code": was.code},
            hint=_("Take it off that flight first."),
        )
    if seat.came == "departed":
        boarding.undo_departure(household_id, keyring, now)
    elif seat.came == "refused" and was.held == "exit":
        staying.let_go(household_id=household_id, keyring=keyring, now=now)
    boarding.hold_seats(flight_id, [household_id], keyring, now)
    flight = replace(_with(flight, replace(seat, came=None, came_on=None)), state="called")
    if seat.came == "departed" and not any(one.came == "departed" for one in flight.seats):
        flight = boarding.overtake(flight, -1, keyring, now)
    swap(row, flight, keyring, on=now.date())


def refuse_aboard(case: UUID, keyring: Keyring) -> None:
    """Refuse to move a case while a flight counts on where it is.

    Raises:
      Refused: it has a seat on a flight.
    """
    if not StayRow.objects.filter(pk=case).exists():
        return
    stay = stays.stay(case, keyring).stay
    if stay.flight is not None:
        raise Refused(
            _("The household %(code)s is on a flight.") % {"code": stay.code},
            hint=_("Take it off that flight first."),
        )


def forget(*, case: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a household off every flight before its case is destroyed: nothing of it is left there.

    Whom it overtook stays noted, for they were.
    """
    for row, flight in open_all(cases.held(FlightRow, keyring), Flight, keyring):
        named = {*flight.households, *flight.passed_over, *(i for b in flight.before for i in b)}
        if case in named:
            cleared = replace(
                flight,
                seats=tuple(seat for seat in flight.seats if seat.household != case),
                passed_over=tuple(one for one in flight.passed_over if one != case),
                before=tuple(
                    left for b in flight.before if (left := tuple(i for i in b if i != case))
                ),
            )
            if not cleared.seats and cleared.is_open:
                cleared = replace(cleared, state="undone")
            swap(row, cleared, keyring, on=now.date())


def _reseat(
    row: FlightRow,
    flight: Flight,
    household_ids: Sequence[UUID],
    why: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Give the seats of a flight to others; `flight` has its list of earlier ones already."""
    _must_be_changeable(flight)
    chosen = list(dict.fromkeys(household_ids))
    bench = queries.bench_of(chosen, keyring, now.date(), but=row.id)
    if (bench.place, bench.cell) != (flight.place, row.cell):
        raise Refused(
            _("These households do not wait at one place."),
            hint=_("Make up a flight for each place."),
        )
    must_fit(bench, chosen, why)
    boarding.free_seats(row.id, set(flight.households) - set(chosen), keyring, now)
    boarding.hold_seats(
        row.id, [one for one in chosen if one not in flight.households], keyring, now
    )
    changed = replace(
        flight,
        seats=_seats(bench, chosen),
        passed_over=domain.passed_over(bench.ready, chosen),
        by_hand=why.strip(),
    )
    swap(row, changed, keyring, on=now.date())


def _seats(bench: Bench, chosen: Sequence[UUID]) -> tuple[Seat, ...]:
    waiters = [one for one in domain.in_order(bench.waiters) if one.id in set(chosen)]
    return tuple(Seat(household=one.id, size=one.size, since=one.since) for one in waiters)


def _open(flight_id: UUID, keyring: Keyring) -> tuple[FlightRow, Flight]:
    row, flight = _opened(flight_id, keyring)
    if not flight.is_open:
        raise Refused(
            _("The flight %(label)s is over.") % {"label": flight.label},
            hint=_("Load the page to see how it stands."),
        )
    return row, flight


def _opened(flight_id: UUID, keyring: Keyring) -> tuple[FlightRow, Flight]:
    row = cases.find(FlightRow, flight_id, keyring)
    return row, open_row(row, Flight, keyring)


def _must_be_changeable(flight: Flight) -> None:
    if not flight.may_change:
        raise Refused(
            _("Word came already that this flight leaves."),
            hint=_("Note what became of each household instead."),
        )


def _must_be_as_seen(flight: Flight, was: Sequence[UUID]) -> None:
    if set(flight.households) != set(was):
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )


def _seat(flight: Flight, household_id: UUID) -> Seat:
    seat = flight.seat_of(household_id)
    if seat is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return seat


def _with(flight: Flight, seat: Seat) -> Flight:
    seats = tuple(seat if one.household == seat.household else one for one in flight.seats)
    return replace(flight, seats=seats)
