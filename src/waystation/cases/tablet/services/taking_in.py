"""What tablets wrote is brought into the cases, and where two disagree a person chooses."""

import logging
from collections import Counter
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.cases import parts, tasks
from waystation.cases.domain import URGENCIES, Household
from waystation.cases.models import HouseholdRow, PersonRow, TabletWord
from waystation.cases.queries import find, open_person
from waystation.cases.recording import change_person
from waystation.cases.steps.domain import Note
from waystation.cases.tablet import domain, queries
from waystation.cases.tablet.domain import Conflict, Merged, Word
from waystation.cases.tablet.queries import KeptTablet
from waystation.cases.tablet.services.carrying import renew
from waystation.cases.tasks import Task
from waystation.vault import tablets
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap

log = logging.getLogger("waystation.alarm")


class TakenIn(NamedTuple):
    """What became of the words that were taken in; those left wait for another reader."""

    n_written: int = 0
    n_known: int = 0
    n_twice: int = 0
    n_gone: int = 0
    n_unreadable: int = 0
    n_left: int = 0


def take_in(*, keyring: Keyring, now: datetime) -> TakenIn:
    """Bring everything that tablets sent into the cases; one bad word never holds up another.

    Each word is brought in by itself, in the order in which its tablet wrote. What was written
    over a value that somebody else replaced meanwhile stands beside it until a person chooses.

    Raises:
      Tampered: the keys of the compartment are not its own; every word stays as it was.
    """
    counts: Counter[str] = Counter()
    touched: set[UUID] = set()
    for row, word in _opened(keyring):
        became = _take(row, word, keyring, now)
        counts[f"n_{became}"] += 1
        if word is not None and became != "left":
            touched |= {row.tablet_id, word.case}
    _tell(touched, keyring, now)
    return TakenIn(**counts)


@transaction.atomic
def choose(*, conflict_id: UUID, seen: str, value: str, keyring: Keyring, now: datetime) -> None:
    """End a conflict with one of its values, or with words that say both.

    Args:
      seen: the value that stood in the record when the choice was made.

    Raises:
      Refused: the record says something else by now, nothing was chosen, or there is no conflict.
    """
    kept = parts.read(conflict_id, Conflict, keyring)
    asked = kept.value
    shown = queries.shown(asked.kind, asked.record, asked.field, keyring)
    if not asked.is_open or _lines(shown) != _lines(seen):
        raise Refused(
            _("The record says something else by now."),
            hint=_("Load the page again and look at what it says, then choose."),
        )
    chosen = _must_fit(asked, value)
    if chosen != _lines(shown):
        _set(asked.kind, asked.record, asked.field, chosen, keyring, now)
    ended = replace(asked, chosen=chosen, chosen_by=keyring.alias)
    parts.change(part_id=kept.id, was=asked, value=ended, keyring=keyring, now=now)
    _tell({kept.case}, keyring, now)


def _tell(touched: set[UUID], keyring: Keyring, now: datetime) -> None:
    """Seal to each tablet that spoke, or carries what changed or is gone, how it stands now."""
    for row, tablet in queries.known(keyring):
        open_still = queries.still_twice(KeptTablet(row, tablet), keyring)
        if open_still != tablet.twice:
            swap(row, replace(tablet, twice=open_still), keyring, on=now.date())
    old = {one.row.id for one in queries.stale(keyring)}
    for known in queries.in_use(keyring):
        if known.row.id in old or touched & {known.row.id, *known.tablet.carries}:
            renew(tablet_id=known.row.id, keyring=keyring, now=now)


def _opened(keyring: Keyring) -> list[tuple[TabletWord, Word | None]]:
    """Open what waits, by tablet and in the order in which it was written; None: unreadable."""
    known = {one.row.id: one for one in queries.known(keyring)}
    found: list[tuple[TabletWord, Word | None]] = []
    for row in queries.waiting(keyring):
        found.append((row, _read(row, known[row.tablet_id], keyring)))
    return sorted(found, key=lambda one: (one[0].tablet_id, one[1].counter if one[1] else 0))


def _read(row: TabletWord, known: KeptTablet, keyring: Keyring) -> Word | None:
    try:
        device = queries.pinned(known)
        plain = tablets.open_word(bytes(row.box), device, cell=known.row.cell, keyring=keyring)
        return domain.word(plain)
    except (Tampered, ValueError):
        log.error("tampered")
        return None


def _take(row: TabletWord, word: Word | None, keyring: Keyring, now: datetime) -> str:
    """Act on one word, unless another reader was faster, and say what became of it."""
    mine = TabletWord.objects.filter(pk=row.pk, state="new")
    if word is None:
        mine.update(state="unreadable")
        return "unreadable"
    try:
        with transaction.atomic():
            # Claimed before anything is written, so that two readers never write one word twice.
            if not mine.update(state="taken", box=b""):
                return "known"
            known = queries.kept(row.tablet_id, keyring)
            if word.counter in known.tablet.heard:
                return "known"
            became = _written(word, known, keyring, now)
            tablet = replace(known.tablet, heard=known.tablet.heard.with_word(word.counter))
            if became == "unreadable":
                TabletWord.objects.filter(pk=row.pk).update(state="unreadable")
            if became == "twice":
                tablet = replace(tablet, twice=tuple(dict.fromkeys((*tablet.twice, word.case))))
            swap(known.row, tablet, keyring, on=now.date())
            return became
    except (Refused, Overtaken):
        return "left"


def _written(word: Word, known: KeptTablet, keyring: Keyring, now: datetime) -> str:
    """Bring a word into its case, or say that it is none that may be written."""
    try:
        with transaction.atomic():
            return _write(word, known, keyring, now)
    except (Tampered, ValueError):
        log.error("tampered")
        return "unreadable"


def _write(word: Word, known: KeptTablet, keyring: Keyring, now: datetime) -> str:
    """Bring a word into its case: a note is added, a task ticked, a field merged."""
    if word.case not in known.tablet.sent:
        raise Tampered("a tablet writes of a case it never carried")
    if not queries.there([word.case], known.row, keyring):
        return "gone"
    if word.kind == "note":
        says = word.value
        if known.tablet.owner != keyring.user_id:
            # The note goes by whoever takes it in; it must not pass for theirs.
            says += "\n" + _("Written on a tablet: %(who)s") % {"who": known.tablet.owner_name}
        note = Note(kind="other", says=says, on=min(word.at, now).date())
        parts.put(household_id=word.case, value=note, keyring=keyring, now=now)
        return "written"
    if word.kind == "task":
        return _tick(word, keyring, now)
    return _merge(word, known.tablet.owner_name, keyring, now)


def _tick(word: Word, keyring: Keyring, now: datetime) -> str:
    task = parts.read(word.record, Task, keyring)
    if task.case != word.case:
        raise Tampered("a tablet ticks a task of another case")
    if not task.value.is_open:
        return "known"
    tasks.finish_task(part_id=task.id, keyring=keyring, now=now)
    return "written"


def _merge(word: Word, by: str, keyring: Keyring, now: datetime) -> str:
    """Merge a word into a field; what does not fit stands beside it in a conflict."""
    if queries.case_of(word.kind, word.record, keyring) != word.case:
        raise Tampered("a tablet writes into another case")
    shown = queries.shown(word.kind, word.record, word.field, keyring)
    open_one = queries.open_conflict(word.case, word, keyring)
    sides = open_one.value.sides if open_one else ()
    was = Merged(shown, tuple(side.value for side in sides if side.value != shown))
    new = domain.merged(was, base=word.base, value=word.value)
    if new.shown != shown:
        _set(word.kind, word.record, word.field, new.shown, keyring, now)
    if open_one is None and new.beside:
        begun = domain.with_sides(domain.conflict_of(word), new.beside, word, by)
        parts.put(household_id=word.case, value=begun, keyring=keyring, now=now)
    if open_one is not None and new != was:
        changed = domain.with_sides(open_one.value, new.beside, word, by)
        if not new.beside:
            changed = replace(changed, chosen=new.shown, chosen_by=by)
        parts.change(
            part_id=open_one.id, was=open_one.value, value=changed, keyring=keyring, now=now
        )
    return "twice" if new.beside else "known" if new == was else "written"


def _set(kind: str, record: UUID, field: str, value: str, keyring: Keyring, now: datetime) -> None:
    """Write a field of a household or a person."""
    if kind == "person":
        row = find(PersonRow, record, keyring)
        old = open_person(row, keyring)
        change_person(
            person_id=record,
            was=old,
            value=replace(old, **{field: value}),
            why=_("written on a tablet"),
            keyring=keyring,
            now=now,
        )
        return
    found = find(HouseholdRow, record, keyring)
    household = open_row(found, Household, keyring)
    swap(found, replace(household, **{field: value}), keyring, on=now.date())


def _must_fit(asked: Conflict, value: str) -> str:
    """Refuse what cannot stand in a field."""
    chosen = _lines(value).strip()
    if len(chosen) > domain.VALUE_MAX or (asked.field == "urgency" and chosen not in URGENCIES):
        raise Refused(
            _("This cannot stand there."), hint=_("Choose one of the values that are shown.")
        )
    return chosen


def _lines(text: str) -> str:
    """Undo what a browser makes of line ends when it sends them."""
    return text.replace("\r\n", "\n")
