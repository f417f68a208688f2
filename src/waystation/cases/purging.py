"""Asking for a case to be destroyed, and approving it; `destroying` carries it out.

A request lies in the gazetteer's compartment, which everybody in the field and all who approve
hold, and says nothing of the people: so two others can answer for it who have no key to the case.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import domain, keeping
from waystation.cases.domain import Household, Tip
from waystation.cases.keeping import Purge
from waystation.cases.models import HouseholdRow, PurgeRow, PurgeVoice, TipRow
from waystation.cases.queries import Line, TipView
from waystation.cases.retention import case_of, due, kind_of, label
from waystation.vault import audit, keystore
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_all, open_row, token_of


class PurgeView(msgspec.Struct, frozen=True):
    """A purge as a page shows it: how many hands are on it, and what the reader may do."""

    id: UUID
    purge: Purge
    n_voices: int
    mine: bool
    holds_case: bool
    key_is_there: bool = True

    @property
    def is_approved(self) -> bool:
        """Say whether three people stand behind it."""
        return self.n_voices >= keeping.VOICES_NEEDED

    @property
    def step(self) -> str:
        """Say how far it is: asked, approved, going (its key is gone, not the rest) or done."""
        if self.purge.state == "going" and not self.key_is_there:
            return "going"
        if self.purge.state == "done":
            return "done"
        return "approved" if self.is_approved else "asked"


def purges(keyring: Keyring) -> list[PurgeView]:
    """List all purges, the latest asked first."""
    rows = PurgeRow.objects.filter(cell__in=keyring.cells_of("gazetteer"))
    views = [_view(row, purge, keyring) for row, purge in open_all(rows, Purge, keyring)]
    return sorted(views, key=lambda view: view.purge.asked_at, reverse=True)


def purge(purge_id: UUID, keyring: Keyring) -> PurgeView:
    """Read one purge.

    Raises:
      Refused: there is no such record.
    """
    row, found = open_purge(purge_id, keyring)
    return _view(row, found, keyring)


def destroyed(purge_id: UUID, keyring: Keyring) -> PurgeView:
    """Read a purge that was carried out and proven.

    Raises:
      Refused: there is no such record, or the proof is still to come.
    """
    view = purge(purge_id, keyring)
    if view.step != "done":
        raise Refused(
            _("This case is not destroyed yet."), hint=_("The proof comes with the last step.")
        )
    return view


def copies_to_destroy(found: Purge) -> list[tuple[int, date]]:
    """List the copies of the key store made before a case was destroyed: they can still open it.

    Gives the number and day of each in the audit chain. Numbers decide, not days: a clock can go
    back.
    """
    return [one for one in audit.days_of("key store copied") if one[0] < found.number]


@transaction.atomic
def ask(
    *, case_id: UUID, why: keeping.Why, reason: str, asked_by: str, keyring: Keyring, now: datetime
) -> UUID:
    """Ask for a case to be destroyed; nothing happens before two others approve.

    Args:
      why: its day has come, the people asked for it, or it was put on file by mistake.
      asked_by: what the asker is called here, for those who are to approve.

    Raises:
      Refused: its day has not come (where that is why), no reason, its people travel or are about
        to, it was asked for before, or there is no such case.
    """
    row, value = case_of(case_id, keyring)
    if why == "due" and not keeping.is_due(value, now.date()):
        raise Refused(
            _("The day of this case has not come yet."),
            hint=_("Wait for it, or say for which other reason it is to be destroyed."),
        )
    if why != "due" and not reason.strip():
        raise Refused(
            _("This change needs a reason."), hint=_("Write in a few words what you know and how.")
        )
    must_be_free(value, now.date())
    if any(view.purge.subject == case_id and view.step != "done" for view in purges(keyring)):
        raise Refused(
            _("This case has been asked to be destroyed before."), hint=_("See the list of purges.")
        )
    asked = Purge(
        subject=case_id,
        kind=kind_of(value),
        cell=row.cell,
        label=label(value),
        why=why,
        reason=reason.strip(),
        due_on=keeping.due_on(value),
        n_people=len(value.people) if isinstance(value, Household) else 0,
        asked_at=now,
        asked_by=asked_by,
    )
    made = add(PurgeRow(cell=keyring.cell("gazetteer")), asked, keyring, on=now.date())
    _raise_voice(made, keyring)
    enter("purge asked", asked, keyring, now)
    return made.id


@transaction.atomic
def ask_for_due(
    *, case_ids: Sequence[UUID], asked_by: str, keyring: Keyring, now: datetime
) -> list[UUID]:
    """Ask for several cases whose day has come to be destroyed: for all of them or none.

    Raises:
      Refused: as `ask`, for the first that cannot be asked for.
    """
    return [
        ask(case_id=one, why="due", reason="", asked_by=asked_by, keyring=keyring, now=now)
        for one in case_ids
    ]


@transaction.atomic
def approve(*, purge_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Approve that a case is destroyed; returns whether three people now stand behind it.

    Raises:
      Refused: the approver's hand is on it already, it is approved, or there is no such purge.
    """
    row, asked = open_purge(purge_id, keyring)
    if _view(row, asked, keyring).step != "asked":
        raise Refused(_("This purge is approved already."), hint=_("See the list of purges."))
    _raise_voice(row, keyring)
    enter("purge approved", asked, keyring, now)
    return row.voices.count() >= keeping.VOICES_NEEDED


@transaction.atomic
def withdraw(*, purge_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take a request back or object to it; anybody who could approve may. The case stays.

    Raises:
      Refused: it is being carried out or done, or there is no such purge.
    """
    row, asked = open_purge(purge_id, keyring)
    if _view(row, asked, keyring).step not in ("asked", "approved"):
        raise Refused(
            _("What has begun to be destroyed cannot be brought back."),
            hint=_("See the list of purges."),
        )
    row.delete()
    enter("purge withdrawn", asked, keyring, now)


def calls(
    keyring: Keyring,
    *,
    now: datetime,
    lines: Sequence[Line] | None = None,
    tips: Sequence[TipView] | None = None,
) -> list[tuple[str, str, bool]]:
    """Say what of this needs the reader: a sentence, a hint, and whether it is urgent.

    Args:
      lines, tips: all households and all tips, if the caller has opened them already.
    """
    if not keyring.cells_of("gazetteer"):
        return []
    views = purges(keyring)
    asked = [view for view in views if view.step == "asked" and not view.mine]
    ready = [view for view in views if view.step == "approved" and view.holds_case]
    broken = [view for view in views if view.step == "going" and view.holds_case]
    open_cases = {view.purge.subject for view in views if view.step != "done"}
    found = due(keyring, now, lines=lines, tips=tips)
    coming = [one for one in found if one.is_due and one.id not in open_cases]
    sentences = (
        (broken, _("A purge was broken off: go on with it now."), True),
        (asked, _("A case is to be destroyed: somebody waits for your answer."), False),
        (ready, _("A purge is approved: carry it out."), False),
        (coming, _("Cases have reached the day to be destroyed."), False),
    )
    hint = _("See the list of purges.")
    return [(says, hint, red) for some, says, red in sentences if some]


def must_be_free(value: Household | Tip, today: date) -> None:
    if isinstance(value, Tip) and value.household is not None:
        raise Refused(
            _("A household came of this tip; it goes with the household."),
            hint=_("Open the household and ask there."),
        )
    if isinstance(value, Household) and domain.standing(value, today) in keeping.NOT_NOW:
        raise Refused(
            _("%(code)s is in an open group or on the way.") % {"code": value.code},
            hint=_("Dissolve the group, or wait until they have arrived."),
        )


def _raise_voice(row: PurgeRow, keyring: Keyring) -> None:
    try:
        with transaction.atomic():
            actor = token_of(keyring.user_id, row, keyring)
            PurgeVoice.objects.create(purge=row, actor=actor)
    except IntegrityError:
        raise Refused(
            _("Your hand is on this purge already."), hint=_("Two others have to approve it.")
        ) from None


def open_purge(purge_id: UUID, keyring: Keyring) -> tuple[PurgeRow, Purge]:
    mine = PurgeRow.objects.filter(cell__in=keyring.cells_of("gazetteer"))
    row = mine.filter(pk=purge_id).first()
    if row is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row, open_row(row, Purge, keyring)


def _view(row: PurgeRow, found: Purge, keyring: Keyring) -> PurgeView:
    voices = {bytes(actor) for actor in row.voices.values_list("actor", flat=True)}
    return PurgeView(
        id=row.id,
        purge=found,
        n_voices=len(voices),
        mine=token_of(keyring.user_id, row, keyring) in voices,
        holds_case=keyring.holds(_lies_in(found)),
        key_is_there=found.state != "going" or keystore.shred_of(found.subject) is not None,
    )


def _lies_in(found: Purge) -> UUID:
    """Say in which compartment a case lies now; of one that is gone, in which it lay."""
    first = HouseholdRow if found.kind == "household" else TipRow
    now_in = first._default_manager.filter(pk=found.subject).values_list("cell", flat=True).first()
    return now_in or found.cell


def enter(kind: str, found: Purge, keyring: Keyring, now: datetime) -> int:
    said = {"of": found.label, "why": found.reason or found.why, "id": str(found.subject)}
    return audit.write(kind, actor=keyring.user_id, says=said, now=now)
