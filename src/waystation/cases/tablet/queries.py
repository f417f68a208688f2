"""Reads of tablets: which there are, how they stand, and what they are to carry."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases import parts, tasks
from waystation.cases.contact.queries import plan_lines
from waystation.cases.domain import Household, Person
from waystation.cases.models import HouseholdRow, PersonRow, TabletPacket, TabletRow, TabletWord
from waystation.cases.parts import Kept
from waystation.cases.queries import Line, find, held, household, lines, open_person
from waystation.cases.steps.domain import Note as CaseNote
from waystation.cases.tablet import domain, packing, wording
from waystation.cases.tablet.domain import Conflict, Tablet, Word
from waystation.cases.tablet.packing import Note, Packed, Todo, Twice
from waystation.vault import cells, tablets
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row
from waystation.vault.tablets import Device

Standing = Literal["invited", "ended", "compare", "ready", "not held", "lost"]


class KeptTablet(NamedTuple):
    """A tablet as it lies here: its row and what is sealed in it."""

    row: TabletRow
    tablet: Tablet


class TabletView(NamedTuple):
    """A tablet as a page shows it; `digits` are there while the number is to be compared."""

    id: UUID
    cell: UUID
    tablet: Tablet
    standing: Standing
    until: datetime | None
    digits: str
    is_mine: bool
    n_waiting: int
    n_unreadable: int

    @property
    def standing_words(self) -> str:
        """Say how it stands in the reader's language."""
        return str(wording.STANDING[self.standing])

    @property
    def lost_words(self) -> str:
        """Say why it was given up."""
        return str(wording.LOST.get(self.tablet.lost, ""))


class SideView(NamedTuple):
    """A value that stands beside the one in the record, as a page shows it."""

    value: str
    words: str
    by: str
    at: datetime


class TwoValues(NamedTuple):
    """A field of which somebody has to choose the value: whose it is, and what stands there."""

    id: UUID
    case: UUID
    code: str
    whose: str
    conflict: Conflict
    shown: str

    @property
    def beside(self) -> tuple[str, ...]:
        """List the values that stand beside the one in the record."""
        return tuple(s.value for s in self.conflict.sides if s.value != self.shown)

    @property
    def sides(self) -> list[SideView]:
        """List those values in the reader's words, with whose tablet they come from."""
        field = self.conflict.field
        return [
            SideView(side.value, wording.value(field, side.value), side.by, side.at)
            for side in self.conflict.sides
            if side.value != self.shown
        ]

    @property
    def shown_words(self) -> str:
        """Say what stands in the record."""
        return wording.value(self.conflict.field, self.shown)

    @property
    def base(self) -> str:
        """Say what stood there before both were written."""
        return wording.value(self.conflict.field, self.conflict.base)

    @property
    def field_words(self) -> str:
        """Name the field."""
        return str(wording.FIELDS[self.conflict.field])

    @property
    def is_free_text(self) -> bool:
        """Say whether other words can be written in the place of both."""
        return self.conflict.field not in wording.CLOSED


def known(keyring: Keyring) -> list[KeptTablet]:
    """List the tablets of the reader's compartments."""
    return [KeptTablet(*one) for one in open_all(held(TabletRow, keyring), Tablet, keyring)]


def kept(tablet_id: UUID, keyring: Keyring) -> KeptTablet:
    """Open one tablet's record.

    Raises:
      Refused: there is no such tablet among those of the reader's compartments.
    """
    row = held(TabletRow, keyring).filter(pk=tablet_id).first()
    if row is None:
        raise Refused(_("There is no such tablet."), hint=_("Pick it from the list of tablets."))
    return KeptTablet(row, open_row(row, Tablet, keyring))


def views(keyring: Keyring, *, real_now: datetime) -> list[TabletView]:
    """List the tablets as a page shows them: one's own first, those given up last."""
    found = [_view(one, keyring, real_now) for one in known(keyring)]
    return sorted(found, key=lambda v: (v.standing == "lost", not v.is_mine, v.tablet.label))


def view(tablet_id: UUID, keyring: Keyring, *, real_now: datetime) -> TabletView:
    """Show one tablet; raises Refused as `kept` does."""
    return _view(kept(tablet_id, keyring), keyring, real_now)


def is_held(one: KeptTablet, keyring: Keyring) -> bool:
    """Say whether whoever has a tablet still holds the compartment whose cases it carries."""
    owner = one.tablet.owner
    if owner == keyring.user_id:
        return keyring.holds(one.row.cell)
    return any(reader.user_id == owner for reader in cells.book_of(one.row.cell, keyring).readers)


def device(one: KeptTablet, keyring: Keyring) -> Device:
    """Give the keys of a tablet whose number was compared, if they are still the same.

    Raises:
      Refused: nobody compared its number yet, it was given up, or whoever has it no longer holds
        the compartment.
      Tampered: the keys on file are others than those compared.
    """
    row, tablet = one
    if row.state != "active" or not tablet.confirmed_at:
        raise Refused(
            _("This tablet is not in use."),
            hint=_("Compare its number first, or invite it again."),
        )
    if not is_held(one, keyring):
        raise Refused(
            _("Whoever has this tablet no longer holds its compartment."),
            hint=_("Give it up; they hand it back or erase it."),
        )
    return pinned(one)


def pinned(one: KeptTablet) -> Device:
    """Give the keys of a tablet, in use or given up, if they are those that were compared.

    Raises:
      Tampered: nobody compared them, or the keys on file are others.
    """
    found = device_of(one.row)
    if domain.pin(found.sign_public, found.box_public) != one.tablet.pinned:
        raise Tampered("a tablet's keys are not those that were compared")
    return found


def digits_of(one: KeptTablet, keyring: Keyring) -> str:
    """Give the number that the tablet shows too; empty once it was compared or before it joined."""
    row, tablet = one
    if row.state != "active" or not tablet.secret:
        return ""
    cells.vouch(row.cell, keyring)
    return domain.comparison_number(
        tablet.secret,
        box_public=bytes(row.box_public),
        sign_public=bytes(row.sign_public),
        cell_sign_public=cells.sign_public(row.cell),
        cell_box_public=cells.box_public(row.cell),
    )


def takeable(one: KeptTablet, keyring: Keyring, now: datetime) -> list[Line]:
    """List the households that a tablet can carry: those of its compartment that still travel."""
    found = [line for line in lines(keyring, now.date()) if line.cell == one.row.cell]
    carried = set(one.tablet.carries)
    return [line for line in found if line.stands != "arrived" or line.id in carried]


def there(cases: Iterable[UUID], row: TabletRow, keyring: Keyring) -> tuple[UUID, ...]:
    """Leave out the cases that no longer lie in a tablet's compartment: destroyed or moved."""
    asked = tuple(cases)
    here = set(
        HouseholdRow.objects.filter(pk__in=asked, cell=row.cell).values_list("pk", flat=True)
    )
    keyring.expect(here)
    return tuple(case for case in asked if case in here and keyring.has_shred(case))


def stale(keyring: Keyring) -> list[KeptTablet]:
    """List the tablets that still carry a case which was destroyed or moved elsewhere."""
    with_cases = [(one, one.tablet.carries) for one in in_use(keyring)]
    return [one for one, cases in with_cases if there(cases, one.row, keyring) != cases]


def packed(case: UUID, keyring: Keyring, now: datetime) -> Packed:
    """Put together what a tablet is sent of a case, in the language of whoever sends it.

    Raises:
      Refused: there is no such case among the reader's.
    """
    seen = household(case, keyring, now.date())
    told = seen.household
    made = Packed(
        case=case,
        code=told.code,
        place=seen.place_name,
        stands=seen.stands,
        urgency=told.urgency,
        since=told.waiting_since,
        needs=told.needs,
        phrase=told.contact.phrase if told.contact else "",
        plan=tuple(plan_lines(case, keyring)),
        people=tuple(
            packing.member(person_id, person, now.date())
            for person_id, person in zip(told.people, seen.people, strict=True)
        ),
        tasks=tuple(
            Todo(one.id, wording.task(one.value.what), one.value.due_on, one.value.urgent)
            for one in tasks.still_open(case, keyring)
        ),
        notes=tuple(
            Note(one.first_at, one.name, one.value.says)
            for one in parts.listed(case, CaseNote, keyring)
        ),
        twice=tuple(
            Twice(two.conflict.record, two.conflict.field, (two.shown, *two.beside))
            for two in two_values(case, keyring)
        ),
    )
    return packing.fitted(made)


def two_values(case: UUID, keyring: Keyring) -> list[TwoValues]:
    """List the fields of a case of which a person has to choose the value.

    Raises:
      Refused: there is no such case among the reader's.
    """
    found = parts.listed(case, Conflict, keyring)
    code = open_row(find(HouseholdRow, case, keyring), Household, keyring).code
    return [_two(one, code, keyring) for one in found if one.value.is_open]


def still_twice(one: KeptTablet, keyring: Keyring) -> tuple[UUID, ...]:
    """Name the cases in which somebody still has to choose between a tablet's word and another."""
    cases = there(one.tablet.twice, one.row, keyring)
    return tuple(case for case in cases if two_values(case, keyring))


def to_choose(keyring: Keyring) -> list[TwoValues]:
    """List the fields of which somebody has to choose the value, in all of the reader's cases."""
    cases = {case for one in known(keyring) for case in still_twice(one, keyring)}
    return [two for case in sorted(cases) for two in two_values(case, keyring)]


def n_twice(keyring: Keyring) -> int:
    """Count the cases in which somebody has to choose; a tablet's own list of them is enough."""
    return len({case for one in known(keyring) for case in one.tablet.twice})


def open_conflict(case: UUID, word: Word, keyring: Keyring) -> Kept[Conflict] | None:
    """Find the conflict about a word's field that nobody has ended yet."""
    found = (one for one in parts.listed(case, Conflict, keyring) if one.value.is_open)
    return next((one for one in found if one.value.about == (word.record, word.field)), None)


def case_of(kind: str, record: UUID, keyring: Keyring) -> UUID:
    """Say to which case a household's or a person's record belongs.

    Raises:
      Refused: there is none among the reader's.
    """
    return find(HouseholdRow if kind == "household" else PersonRow, record, keyring).case


def opened(kind: str, record: UUID, keyring: Keyring) -> Household | Person:
    """Open the household or the person that a word is about.

    Raises:
      Refused: there is none among the reader's.
    """
    if kind == "household":
        return open_row(find(HouseholdRow, record, keyring), Household, keyring)
    return open_person(find(PersonRow, record, keyring), keyring)


def shown(kind: str, record: UUID, field: str, keyring: Keyring) -> str:
    """Read the value of a field as the record has it; raises Refused as `opened` does."""
    return str(getattr(opened(kind, record, keyring), field))


def in_use(keyring: Keyring) -> list[KeptTablet]:
    """List the tablets that can be sent something."""
    found = [one for one in known(keyring) if one.row.state == "active" and one.tablet.confirmed_at]
    return [one for one in found if is_held(one, keyring)]


def not_held(keyring: Keyring) -> list[KeptTablet]:
    """List the tablets of people who no longer hold the compartment."""
    found = [one for one in known(keyring) if one.row.state == "active"]
    return [one for one in found if not is_held(one, keyring)]


def waiting(keyring: Keyring) -> QuerySet[TabletWord]:
    """Give the words that wait to be taken in."""
    rows = TabletWord.objects.filter(state="new", tablet__in=held(TabletRow, keyring))
    return rows.select_related("tablet").order_by("tablet", "id")


def n_waiting(keyring: Keyring) -> int:
    """Count the words that wait to be taken in."""
    return waiting(keyring).count()


def asking(tablet_id: UUID, name: str, counter: int, said: bytes, mark: bytes) -> TabletRow | None:
    """Find the tablet that asks this itself; nobody, if it is not so. Needs no key of ours."""
    row = TabletRow.objects.filter(pk=tablet_id).exclude(state="invited").first()
    if row is None or not tablets.is_asked_by(device_of(row), name, counter, said, mark):
        return None
    return row


def packets(row: TabletRow, since: int) -> list[tuple[int, bytes]]:
    """List what a tablet was sent after a number, in order."""
    found = TabletPacket.objects.filter(tablet=row, seq__gt=since).order_by("seq")
    return [(packet.seq, bytes(packet.box)) for packet in found]


def gone_note(row: TabletRow) -> bytes:
    """Give the signed word that tells a tablet which was given up to erase itself."""
    packet = TabletPacket.objects.filter(tablet=row, seq=domain.GONE_SEQ).first()
    return bytes(packet.box) if packet else b""


def device_of(row: TabletRow) -> Device:
    """Give a tablet's keys as they stand on its row, compared or not."""
    return Device(row.id, bytes(row.sign_public), bytes(row.box_public))


def _two(one: Kept[Conflict], code: str, keyring: Keyring) -> TwoValues:
    value = opened(one.value.kind, one.value.record, keyring)
    says = str(getattr(value, one.value.field))
    whose = value.name or _("somebody without a name") if isinstance(value, Person) else ""
    return TwoValues(one.id, one.case, code, whose, one.value, says)


def _view(one: KeptTablet, keyring: Keyring, real_now: datetime) -> TabletView:
    row, tablet = one
    words = TabletWord.objects.filter(tablet=row)
    return TabletView(
        id=row.id,
        cell=row.cell,
        tablet=tablet,
        standing=_standing(one, keyring, real_now),
        until=row.expires_at,
        digits=digits_of(one, keyring),
        is_mine=tablet.owner == keyring.user_id,
        n_waiting=words.filter(state="new").count(),
        n_unreadable=words.filter(state="unreadable").count(),
    )


def _standing(one: KeptTablet, keyring: Keyring, real_now: datetime) -> Standing:
    row, tablet = one
    if row.state == "revoked":
        return "lost"
    if row.state == "active" and not is_held(one, keyring):
        return "not held"
    if row.state == "active":
        return "ready" if tablet.confirmed_at else "compare"
    return "invited" if row.expires_at and row.expires_at > real_now else "ended"
