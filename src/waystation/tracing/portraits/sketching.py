"""Changes to what is drawn: arrays are bred, one face is worked on, versions are kept."""

import secrets
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.tracing.portraits import domain, queries
from waystation.tracing.portraits.domain import Portrait
from waystation.tracing.portraits.face import Face, Mark
from waystation.tracing.portraits.services import work
from waystation.vault.keyring import Keyring


def lay_out(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Lay out the first array of faces; what was bred before is given up, versions stay.

    Raises:
      Refused: the interview was stopped, or there is no such portrait.
    """
    sought = queries.request_of(queries.portrait(portrait_id, keyring), keyring).sought

    def laid(was: Portrait) -> Portrait:
        fresh = replace(was, seed=secrets.randbits(48))
        return domain.first_round(fresh, domain.start(sought, domain.age_then(was, sought)))

    work(portrait_id, laid, keyring, now)


def breed(*, portrait_id: UUID, picked: tuple[int, ...], keyring: Keyring, now: datetime) -> None:
    """Make the next array from up to three picked faces.

    Raises:
      Refused: none or more than three are picked, the last round is over, or the interview was
        stopped.
    """
    if not 1 <= len(picked) <= domain.PICKS:
        raise Refused(
            _("%(n)d faces are picked.") % {"n": len(picked)},
            hint=_("Pick one, two or three that come closest."),
        )
    work(portrait_id, lambda was: domain.next_round(was, picked), keyring, now)


def back(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Go back to the array before.

    Raises:
      Refused: the interview was stopped, or there is no such portrait.
    """
    work(portrait_id, domain.last_round, keyring, now)


def take(*, portrait_id: UUID, picked: tuple[int, ...], keyring: Keyring, now: datetime) -> None:
    """Take one face of the array on a sheet of its own.

    Raises:
      Refused: not exactly one is picked, or the interview was stopped.
    """
    if len(picked) != 1:
        raise Refused(
            _("%(n)d faces are picked.") % {"n": len(picked)},
            hint=_("Pick the one that comes closest, then take it on a sheet."),
        )
    work(portrait_id, lambda was: domain.on_a_sheet(was, picked[0]), keyring, now)


def change(
    *, portrait_id: UUID, face: Face, mark: Mark | None, keyring: Keyring, now: datetime
) -> None:
    """Change the face on the sheet, and add a mark if one is given.

    Raises:
      Refused: no face is on the sheet, or the interview was stopped.
    """

    def drawn(was: Portrait) -> Portrait:
        marks = was.sketch.marks if was.sketch else ()
        return domain.changed(was, face, (*marks, mark) if mark else marks)

    work(portrait_id, drawn, keyring, now)


def undo(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take the last change of the sheet back.

    Raises:
      Refused: the interview was stopped, or there is no such portrait.
    """
    work(portrait_id, domain.taken_back, keyring, now)


def without_mark(*, portrait_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take the last mark off the face on the sheet.

    Raises:
      Refused: the interview was stopped, or there is no such portrait.
    """

    def cleared(was: Portrait) -> Portrait:
        sketch = was.sketch
        return replace(was, sketch=replace(sketch, marks=sketch.marks[:-1])) if sketch else was

    work(portrait_id, cleared, keyring, now)


def imagine(*, portrait_id: UUID, age: int, keyring: Keyring, now: datetime) -> None:
    """Draw the face on the sheet as somebody may look today; it is called imagined from then on.

    Raises:
      Refused: it would be of a minor, or the interview was stopped.
    """
    if age < domain.GROWN_UP:
        raise Refused(
            _("An age of %(n)d is a child's.") % {"n": age},
            hint=_("Nobody who is a minor today is drawn as they may look today."),
        )
    work(portrait_id, lambda was: domain.imagined(was, age), keyring, now)


def keep(*, portrait_id: UUID, says: str, keyring: Keyring, now: datetime) -> None:
    """Keep the face on the sheet as a version, with what the witness says to it.

    Raises:
      Refused: no face is on the sheet, there are as many as there may be, or it was stopped.
    """

    def kept(was: Portrait) -> Portrait:
        return domain.with_version(was, says=says, by=keyring.alias, at=now)

    work(portrait_id, kept, keyring, now)


def take_version(*, portrait_id: UUID, number: int, keyring: Keyring, now: datetime) -> None:
    """Take a kept version on the sheet again.

    Raises:
      Refused: there is no such version, or the interview was stopped.
    """
    work(portrait_id, lambda was: domain.from_version(was, number), keyring, now)
