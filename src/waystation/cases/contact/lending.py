"""Changes to what is lent out: hand it out, take it back, wipe it, and what a loss sets going."""

import contextlib
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import events
from waystation.base.errors import Refused
from waystation.cases import alarms, parts, tasks
from waystation.cases.contact import devices as rules
from waystation.cases.contact import queries
from waystation.cases.contact.devices import Device, DeviceAct, Lending
from waystation.cases.contact.domain import Loan
from waystation.cases.domain import Household
from waystation.cases.models import DeviceRow, HouseholdRow
from waystation.cases.queries import find, held
from waystation.cases.wording import called
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_all, open_row, swap


@transaction.atomic
def put_in_stock(
    *, device: Device, cell: UUID | None = None, keyring: Keyring, now: datetime
) -> UUID:
    """Put a phone or a card on the list of what can be lent.

    Raises:
      Refused: the label is on another one, or the compartment is not the writer's.
    """
    labels = {view.device.label.casefold() for view in queries.devices(keyring, now.date())}
    if device.label.casefold() in labels:
        raise Refused(
            _("There is a device with this label already."),
            hint=_("Write another label on its back."),
        )
    new = _after(replace(device, state="in stock"), "bought", keyring, now)
    row = DeviceRow(cell=cell or keyring.cell("cases"))
    return add(row, new, keyring, on=now.date()).id


@transaction.atomic
def hand_out(
    *,
    device_id: UUID,
    household_id: UUID,
    person_id: UUID | None = None,
    due_back: date | None = None,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Lend a device to a household, or to one person of it; an alarm rings if it stays away.

    Raises:
      Refused: it is not ready to be lent, lies in another compartment than the household, is due
        back on a day that is past or too far off, the person is not of the household, or one of
        them is not there.
    """
    row, device = _opened(device_id, keyring)
    _must_allow(device, "hand out")
    case = find(HouseholdRow, household_id, keyring)
    household = open_row(case, Household, keyring)
    _check_borrower(row, case, household, person_id)
    _check_due(due_back, now.date())
    loan = Loan(
        device=device_id,
        label=device.label,
        lent_on=now.date(),
        due_back=due_back,
        person=person_id,
    )
    lent = replace(
        device,
        state="lent",
        household=household_id,
        code=household.code,
        person=person_id,
        loan=parts.put(household_id=household_id, value=loan, keyring=keyring, now=now),
        lent_on=now.date(),
        due_back=due_back,
        lost_at=None,
        settled=False,
        watch=_watch(device_id, household_id, row.cell, due_back, keyring),
    )
    _put(row, _after(lent, "hand out", keyring, now), keyring, now)


@transaction.atomic
def take_back(*, device_id: UUID, note: str = "", keyring: Keyring, now: datetime) -> None:
    """Note that a device came back; until it is wiped nobody else gets it.

    Whose it was stays known until then: what is on it could still be read if it were lost.

    Raises:
      Refused: it was neither lent nor lost, its loss was not dealt with, or there is no such
        device.
    """
    row, device = _opened(device_id, keyring)
    _must_allow(device, "take back")
    _end_loan(device, "returned", keyring, now)
    back = _after(device, "take back", keyring, now, note)
    _put(row, replace(back, state="returned", due_back=None, watch=None), keyring, now)


@transaction.atomic
def wipe(*, device_id: UUID, note: str = "", keyring: Keyring, now: datetime) -> None:
    """Note that everything on a device was erased; it can be lent again.

    Raises:
      Refused: it did not come back, or there is no such device.
    """
    row, device = _opened(device_id, keyring)
    _must_allow(device, "wipe")
    wiped = _after(replace(device, state="wiped"), "wipe", keyring, now, note)
    _put(row, _without_borrower(wiped), keyring, now)


@transaction.atomic
def lose(*, device_id: UUID, note: str = "", keyring: Keyring, now: datetime) -> None:
    """Note that a device is lost: whoever finds it may learn whom it was lent to.

    All who hold the compartment are called by the board, security reads of it in the audit, and a
    task rings in the case of whoever had it: agree new words with them.

    Raises:
      Refused: it is lost already, or there is no such device.
    """
    row, device = _opened(device_id, keyring)
    _must_allow(device, "lose")
    _end_loan(device, "lost", keyring, now)
    if device.household is not None and queries.is_held(device.household, keyring):
        tasks.open_task(
            household_id=device.household,
            what="phone lost",
            due_on=now.date(),
            person_id=device.person,
            urgent=True,
            keyring=keyring,
            now=now,
        )
    lost = replace(device, state="lost", lost_at=now, settled=False, watch=None)
    events.record("device.lost", subject=row.id, cell=row.cell, on=now.date())
    says = {"of": called(device.kind, "kind_of_device"), "id": str(row.id)}
    audit.write("device lost", actor=keyring.user_id, says=says, now=now)
    _put(row, _after(lost, "lose", keyring, now, note), keyring, now)


@transaction.atomic
def settle(*, device_id: UUID, note: str, keyring: Keyring, now: datetime) -> None:
    """Say that everybody whom a loss touched was warned; the board calls no more.

    Raises:
      Refused: it is not said what was done, nothing of it is open, or there is no such device.
    """
    row, device = _opened(device_id, keyring)
    _must_allow(device, "settle")
    if not note.strip():
        raise Refused(
            _("It is not said what was done about the loss."),
            hint=_("Write who was warned and which words are new; no names."),
        )
    settled = _after(replace(device, settled=True), "settle", keyring, now, note)
    _put(row, _without_borrower(settled), keyring, now)


@transaction.atomic
def forget(*, household_id: UUID, code: str, keyring: Keyring, now: datetime) -> None:
    """Take a household that is destroyed out of what is written about devices."""
    for row, device in open_all(held(DeviceRow, keyring), Device, keyring):
        acts = tuple(replace(act, code="") if act.code == code else act for act in device.acts)
        freed = replace(device, acts=acts)
        if device.household == household_id:
            alarms.answer(device.watch)
            freed = _without_borrower(freed)
        if freed != device:
            _put(row, freed, keyring, now)


def _opened(device_id: UUID, keyring: Keyring) -> tuple[DeviceRow, Device]:
    row = find(DeviceRow, device_id, keyring)
    return row, open_row(row, Device, keyring)


def _must_allow(device: Device, what: Lending) -> None:
    if what not in rules.moves_of(device):
        raise Refused(
            _("%(label)s is now: %(state)s. This cannot be done with it.")
            % {"label": device.label, "state": called(device.state, "lent")},
            hint=_("Load the page again to see what can be done now."),
        )


def _check_borrower(
    row: DeviceRow, case: HouseholdRow, household: Household, person_id: UUID | None
) -> None:
    if row.cell != case.cell:
        raise Refused(
            _("The device and the household lie in two compartments."),
            hint=_("Choose a device of the household's compartment."),
        )
    if person_id is not None and person_id not in household.people:
        raise Refused(
            _("This person is not of this household."), hint=_("Choose somebody of the list.")
        )


def _check_due(due_back: date | None, today: date) -> None:
    if due_back is not None and due_back < today:
        raise Refused(
            _("It cannot be due back on a day that is past."), hint=_("Choose a later day.")
        )
    if due_back is not None and due_back - today > tasks.DUE_WITHIN:
        raise Refused(
            _("It cannot be due back on a day that far off."),
            hint=_("Give a day within the next ten years."),
        )


def _watch(
    device_id: UUID, household_id: UUID, cell: UUID, due_back: date | None, keyring: Keyring
) -> UUID | None:
    if due_back is None:
        return None
    return alarms.arm(
        household_id=household_id,
        what="loan",
        about=device_id,
        cell=cell,
        due_at=datetime.combine(due_back + timedelta(days=1), time(), UTC),
        keyring=keyring,
    )


def _end_loan(device: Device, how: str, keyring: Keyring, now: datetime) -> None:
    """Write into the borrower's case how the loan ended; a destroyed one holds up nothing."""
    alarms.answer(device.watch)
    if device.loan is None:
        return
    with contextlib.suppress(Refused):
        kept = parts.read(device.loan, Loan, keyring)
        ended = replace(kept.value, ended=how, ended_on=now.date())
        parts.change(part_id=kept.id, was=kept.value, value=ended, keyring=keyring, now=now)


def _without_borrower(device: Device) -> Device:
    return replace(
        device, household=None, code="", person=None, loan=None, lent_on=None, due_back=None,
        watch=None,
    )  # fmt: skip


def _after(
    device: Device, what: Lending, keyring: Keyring, now: datetime, note: str = ""
) -> Device:
    """Give a device whose list of acts has one more; the oldest go beyond so many."""
    act = DeviceAct(at=now, name=keyring.alias, what=what, code=device.code, note=note.strip())
    return replace(device, acts=(*device.acts, act)[-rules.ACTS_MAX :])


def _put(row: DeviceRow, device: Device, keyring: Keyring, now: datetime) -> None:
    swap(row, device, keyring, on=now.date())
