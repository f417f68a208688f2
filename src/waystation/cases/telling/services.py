"""Changes of what may be told: asked, renewed, and taken back with or without an account."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_code, new_id
from waystation.cases import alarms, parts
from waystation.cases.consent import queries as consent
from waystation.cases.consent.queries import Member
from waystation.cases.models import HouseholdRow, TellingMark
from waystation.cases.parts import Kept
from waystation.cases.telling import domain, queries
from waystation.cases.telling.domain import Seen, Telling, WhyNot
from waystation.cases.telling.wording import HELPS, WHY_NOT
from waystation.vault import audit, ownkeys, words
from waystation.vault.keyring import Keyring

CODE = "S"
RING_AT = time(8, 0)
# What is told in public under a consent ends with it, in the same transaction.
Ended = Callable[[Collection[UUID], datetime], object]
_REACTIONS: list[Ended] = []


def react(reaction: Ended) -> Ended:
    """Have something done in the transaction in which consents end, once however often asked."""
    if reaction not in _REACTIONS:
        _REACTIONS.append(reaction)
    return reaction


@transaction.atomic
def note(
    *, household_id: UUID, telling: Telling, role: str, keyring: Keyring, now: datetime
) -> UUID:
    """Write down what somebody agreed to have told; a mark of it is known outside the case.

    Whether they are a child is set here, not by the caller.

    Raises:
      Refused: it was asked too early, by somebody who may not ask, not in their language, without
        their guardian, or after they said no; or there is no such person.
    """
    member = consent.member_of(household_id, telling.person, keyring, now.date())
    asking = queries.asking(
        member, asker=keyring.user_id, role=role, keyring=keyring, on=telling.given_on
    )
    _must_be_today_or_before(telling.given_on, now.date())
    asked = replace(_of_age(telling, member), mark=new_id(), asked_by=keyring.alias, watches=())
    _must_be_free(asked, asking, member)
    until = domain.ends_on(asked, member.person.birth.adult_on())
    _mark(asked, until, member.household.cell)
    armed = _armed(asked, until, member, keyring, now)
    says = {"until": until.isoformat(), "with": asked.interpreter}
    audit.write("telling agreed", actor=keyring.user_id, says=says, now=now)
    return parts.put(household_id=household_id, value=armed, keyring=keyring, now=now)


@transaction.atomic
def renew(
    *, telling_id: UUID, telling: Telling, role: str, keyring: Keyring, now: datetime
) -> None:
    """Write down that somebody was asked again and said yes; words on their paper stay good.

    Raises:
      Refused: as `note`; or it was taken back, and is asked for as a new one.
    """
    kept = parts.read(telling_id, Telling, keyring)
    was = kept.value
    row = _row(was)
    if row is None or row.withdrawn_on is not None or was.withdrawn_at is not None:
        raise _nothing_to_take_back()
    member = consent.member_of(kept.case, was.person, keyring, now.date())
    asking = queries.asking(
        member, asker=keyring.user_id, role=role, keyring=keyring, on=telling.given_on
    )
    _must_be_today_or_before(telling.given_on, now.date())
    asked = replace(
        _of_age(telling, member), person=was.person, mark=was.mark, asked_by=keyring.alias
    )
    _must_be_free(asked, asking, member)
    for watch in was.watches:
        alarms.answer(watch)
    until = domain.ends_on(asked, member.person.birth.adult_on())
    _say(row, asked, until)
    row.save()
    value = _armed(replace(asked, watches=()), until, member, keyring, now)
    parts.change(part_id=kept.id, was=was, value=value, keyring=keyring, now=now)
    says = {"until": until.isoformat(), "with": asked.interpreter}
    audit.write("telling agreed", actor=keyring.user_id, says=says, now=now)
    # What was agreed to may be less now than what stands in public.
    _tell_all([was.mark], now)


@transaction.atomic
def withdraw(*, telling_id: UUID, how: str, keyring: Keyring, now: datetime) -> None:
    """Take back what somebody agreed to: gone from everything public before this returns.

    Raises:
      Refused: it was taken back already, or there is no such record.
    """
    kept = parts.read(telling_id, Telling, keyring)
    if kept.value.withdrawn_at is not None:
        raise _nothing_to_take_back()
    _close(kept, how, keyring, now)


@transaction.atomic
def withdraw_all(
    *, household_id: UUID, person_id: UUID, how: str, keyring: Keyring, now: datetime
) -> int:
    """Take back everything somebody agreed to have told; says how many consents that ended."""
    found = [
        one
        for one in queries.of_person(household_id, person_id, keyring)
        if one.value.withdrawn_at is None
    ]
    for kept in found:
        _close(kept, how, keyring, now)
    return len(found)


@transaction.atomic
def draw_words(*, telling_id: UUID, language: str, keyring: Keyring) -> str:
    """Draw the twelve words by which somebody takes it back themselves; older ones end.

    They are shown once and kept nowhere.

    Raises:
      Refused: it was taken back, or there is no such record.
    """
    kept = parts.read(telling_id, Telling, keyring)
    drawn = words.draw(language)
    digest = ownkeys.secret_digest(words.entropy_of(drawn))
    mine = TellingMark.objects.filter(pk=kept.value.mark, withdrawn_on=None)
    if mine.update(words_digest=digest) != 1:
        raise _nothing_to_take_back()
    return drawn


def is_known(secret: bytes) -> bool:
    """Say whether a consent ends, or ended, with these words. Needs no key."""
    return TellingMark.objects.filter(words_digest=ownkeys.secret_digest(secret)).exists()


@transaction.atomic
def withdraw_by_words(*, secret: bytes, now: datetime) -> bool:
    """End the consent that these words belong to; says whether they belong to one. Needs no key.

    The same again changes nothing and says the same.
    """
    digest = ownkeys.secret_digest(secret)
    row = TellingMark.objects.filter(words_digest=digest).first()
    if row is not None and row.withdrawn_on is None:
        _end(row.id, now)
        says = {"of": row.code, "note": "words on paper"}
        audit.write("telling withdrawn", actor=None, says=says, now=now)
    return row is not None


@transaction.atomic
def note_seen(*, household_id: UUID, seen: Seen, keyring: Keyring, now: datetime) -> UUID:
    """Write into the case that somebody saw a piece about them and what they said to it."""
    return parts.put(household_id=household_id, value=seen, keyring=keyring, now=now)


def move_marks(*, case: UUID, there: UUID, keyring: Keyring) -> None:
    """Let the marks of a case name the compartment it went to."""
    TellingMark.objects.filter(pk__in=_marks_of(case, keyring)).update(cell=there)


@transaction.atomic
def end_all(*, case: UUID, keyring: Keyring, now: datetime) -> None:
    """End every consent of a case that is about to be destroyed; nothing in the case is written."""
    standing = TellingMark.objects.filter(pk__in=_marks_of(case, keyring), withdrawn_on=None)
    for mark in list(standing.values_list("pk", flat=True)):
        _end(mark, now)


def _marks_of(case: UUID, keyring: Keyring) -> list[UUID]:
    """List the marks of a case; a tip has none."""
    if not HouseholdRow.objects.filter(pk=case, cell__in=keyring.cells).exists():
        return []
    return [one.value.mark for one in parts.listed(case, Telling, keyring)]


def _close(kept: Kept[Telling], how: str, keyring: Keyring, now: datetime) -> None:
    was = kept.value
    for watch in was.watches:
        alarms.answer(watch)
    value = replace(was, withdrawn_at=now, withdrawn_how=how.strip(), watches=())
    parts.change(part_id=kept.id, was=was, value=value, keyring=keyring, now=now)
    row = _row(was)
    if row is not None and row.withdrawn_on is None:
        _end(row.id, now)
        says = {"of": row.code}
        audit.write("telling withdrawn", actor=keyring.user_id, says=says, now=now)


def _end(mark: UUID, now: datetime) -> None:
    TellingMark.objects.filter(pk=mark).update(withdrawn_on=now.date())
    _tell_all([mark], now)


def _tell_all(marks: Collection[UUID], now: datetime) -> None:
    for reaction in _REACTIONS:
        reaction(marks, now)


def _row(telling: Telling) -> TellingMark | None:
    return TellingMark.objects.filter(pk=telling.mark).first()


def _mark(telling: Telling, until: date, cell: UUID) -> TellingMark:
    row = TellingMark(id=telling.mark, cell=cell, code=new_code(CODE))
    _say(row, telling, until)
    row.save(force_insert=True)
    return row


def _say(row: TellingMark, telling: Telling, until: date) -> None:
    row.uses, row.channels = ",".join(telling.uses), ",".join(telling.channels)
    row.forms, row.regions = ",".join(telling.forms), ",".join(telling.regions)
    row.until = until


def _of_age(telling: Telling, member: Member) -> Telling:
    """Write down for a child who answered with them; of others there is nothing to write."""
    if member.on(telling.given_on).is_child:
        return replace(telling, as_child=True)
    return replace(telling, as_child=False, assent=None, guardian=None, guardian_alias="")


def _must_be_today_or_before(given_on: date, today: date) -> None:
    if given_on > today:
        raise Refused(
            _("An answer cannot be of a day to come."),
            hint=_("Give the day on which they said it."),
        )


def _must_be_free(telling: Telling, asking: domain.Asking, member: Member) -> None:
    why = domain.why_not(telling, asking)
    if why is not None:
        raise refused(why)
    adults = [adult for adult, _person in member.adults(telling.given_on)]
    if telling.guardian is not None and telling.guardian not in adults:
        raise Refused(
            _("This person cannot answer for a child."),
            hint=_("Name an adult of the household, or the guardian who was chosen."),
        )


def refused(why: WhyNot) -> Refused:
    """Say why somebody may not be asked, or not so, and what would help."""
    return Refused(str(WHY_NOT[why]), hint=str(HELPS[why]))


def _nothing_to_take_back() -> Refused:
    return Refused(
        _("This was taken back already."), hint=_("Ask them anew, and only if they bring it up.")
    )


def _armed(
    telling: Telling, until: date, member: Member, keyring: Keyring, now: datetime
) -> Telling:
    """Let it ring before it ends; for a child who comes of age before that, on that day."""
    of_age = telling.as_child and until < telling.valid_until
    what: alarms.What = "assent18" if of_age else "consent"
    day = until if of_age else max(now.date(), domain.ask_again_on(telling))
    watch = alarms.arm(
        household_id=member.household.id,
        what=what,
        about=member.id,
        cell=member.household.cell,
        due_at=datetime.combine(day, RING_AT, UTC),
        keyring=keyring,
    )
    return replace(telling, watches=(watch,))
