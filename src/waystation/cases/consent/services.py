"""Changes to consent, and the one door that every act on somebody's data goes through."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import alarms, parts
from waystation.cases.consent import domain, ends, queries, second
from waystation.cases.consent.domain import (
    Consent,
    FreePassage,
    Permission,
    Purpose,
    Vital,
    WhyNot,
)
from waystation.cases.consent.queries import Member
from waystation.cases.consent.wording import HELPS, WHY_NOT
from waystation.cases.parts import Kept
from waystation.vault import audit
from waystation.vault.keyring import Keyring

Result = TypeVar("Result")
# Every act that hands out or makes somebody's data, and the consent it cannot run without.
GUARDED: dict[str, Purpose] = {}


def needs_consent(purpose: Purpose) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Make an act impossible without consent: it is asked for first and handed in.

    The act takes `household_id`, `person_id`, `permission`, `keyring` and `now` by name, and
    whatever else it needs; callers leave `permission` out and may name a `receiver`.
    """

    def decorate(act: Callable[..., Result]) -> Callable[..., Result]:
        @functools.wraps(act)
        def guarded(
            *,
            household_id: UUID,
            person_id: UUID,
            receiver: str = "",
            keyring: Keyring,
            now: datetime,
            **given: Any,
        ) -> Result:
            who = {"household_id": household_id, "person_id": person_id}
            permission = require(
                **who, purpose=purpose, receiver=receiver, keyring=keyring, now=now
            )
            return act(**who, permission=permission, keyring=keyring, now=now, **given)

        GUARDED[f"{act.__module__}.{act.__qualname__}"] = purpose
        return guarded

    return decorate


def require(
    *,
    household_id: UUID,
    person_id: UUID,
    purpose: Purpose,
    receiver: str = "",
    keyring: Keyring,
    now: datetime,
) -> Permission:
    """Give the permission for something to be done with a person's data, or refuse it.

    Nobody's role goes past it. Where two people found that a life hangs on it, the permission
    says so; it is never shown as consent, and a no that came after their word ends it.

    Raises:
      Refused: neither consent nor such a ground stands today; it says what would help.
    """
    today = now.date()
    one = queries.member_of(household_id, person_id, keyring, today).on(today)
    answers = queries.answers(household_id, keyring)
    found = domain.permits(answers, one, purpose, receiver, today)
    if isinstance(found, Permission):
        return found
    no_at = domain.said_no_at(answers, person_id, purpose, receiver)
    grounds = queries.grounds(household_id, keyring, no_at)
    vital = domain.vital(grounds, person_id, purpose, receiver, today)
    if vital is None:
        raise refused(found.why)
    return vital


def refused(why: WhyNot) -> Refused:
    """Say why something may not be done and what would help."""
    return Refused(str(WHY_NOT[why]), hint=str(HELPS[why]))


@transaction.atomic
def note_answer(*, household_id: UUID, consent: Consent, keyring: Keyring, now: datetime) -> UUID:
    """Write down what somebody answered; a yes rings before it runs out.

    Whether they are a child, and which wording they heard, is set here, not by the caller. A no
    needs no guardian.

    Raises:
      Refused: there is no such person; it was given on a day to come; or of a child it is not
        said who answered for them and what they said themselves.
    """
    who = queries.member_of(household_id, consent.person, keyring, now.date())
    if consent.given_on > now.date():
        raise Refused(
            _("An answer cannot be of a day to come."),
            hint=_("Give the day on which they said it."),
        )
    text = domain.TEXTS[consent.purpose]
    taken = replace(_of_age(consent, who), noted_at=now, text=text, watches=())
    _answer_watches(household_id, taken, keyring)
    taken = replace(taken, watches=_set_watches(taken, who, keyring, now))
    made = parts.put(household_id=household_id, value=taken, keyring=keyring, now=now)
    if (taken.purpose, taken.answer) == ("story", "no"):
        _tell_no_story(household_id, taken.person, "", keyring, now)
    ends.answered(household_id=household_id, keyring=keyring, now=now)
    return made


@transaction.atomic
def withdraw(*, part_id: UUID, how: str, keyring: Keyring, now: datetime) -> None:
    """Take a consent back, in one step and from now on.

    Raises:
      Refused: it was a no, it is taken back already, or there is no such record.
    """
    kept = parts.read(part_id, Consent, keyring)
    if kept.value.answer == "no" or kept.value.withdrawn_at is not None:
        raise Refused(
            _("There is no consent here to take back."), hint=_("Look at how it stands now.")
        )
    _end(kept, how, keyring, now)
    if kept.value.purpose == "story":
        _tell_no_story(kept.case, kept.value.person, how, keyring, now)
    ends.answered(household_id=kept.case, keyring=keyring, now=now)


@transaction.atomic
def withdraw_all(*, person_id: UUID, how: str, keyring: Keyring, now: datetime) -> int:
    """Take everything back that a person agreed to; says how many consents that ended.

    Raises:
      Refused: there is no such person.
    """
    household_id = queries.member(person_id, keyring, now.date()).household.id
    standing = [
        kept
        for kept in parts.listed(household_id, Consent, keyring)
        if kept.value.person == person_id and domain.is_open(kept.value, now.date())
    ]
    for kept in standing:
        _end(kept, how, keyring, now)
    _tell_no_story(household_id, person_id, how, keyring, now)
    if standing:
        ends.answered(household_id=household_id, keyring=keyring, now=now)
    return len(standing)


def _end(kept: Kept[Consent], how: str, keyring: Keyring, now: datetime) -> None:
    """Write down that a consent was taken back, and let what would have rung for it rest."""
    for watch in kept.value.watches:
        alarms.answer(watch)
    value = replace(kept.value, withdrawn_at=now, withdrawn_how=how.strip(), watches=())
    parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)


def _tell_no_story(
    household_id: UUID, person: UUID, how: str, keyring: Keyring, now: datetime
) -> None:
    """Let whatever is told of somebody in public end with their no."""
    ends.story_refused(
        household_id=household_id, person_id=person, how=how, keyring=keyring, now=now
    )


@transaction.atomic
def claim_vital(*, household_id: UUID, vital: Vital, keyring: Keyring, now: datetime) -> UUID:
    """Write down that a life hangs on something; it counts once a second person says so too.

    Raises:
      Refused: no reason, or there is no such person.
    """
    queries.member_of(household_id, vital.person, keyring, now.date())
    if not vital.reason.strip():
        raise Refused(
            _("It is not said why a life hangs on it."),
            hint=_("Write what would happen without it, without names."),
        )
    return second.ask(vital, household_id=household_id, urgent=True, keyring=keyring, now=now)


@transaction.atomic
def confirm_vital(*, part_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say as the second person that a life hangs on it; both stand by it in the audit.

    Raises:
      Refused: it is one's own, it has been confirmed, or there is no such record.
    """
    vital = second.give(part_id, Vital, keyring, now)
    # Not why: what somebody suffers stays in the case and is destroyed with it.
    says = {"of": vital.purpose, "id": str(part_id)}
    audit.write("without consent", actor=keyring.user_id, says=says, now=now)


@transaction.atomic
def sign_free_passage(
    *, household_id: UUID, paper: FreePassage, keyring: Keyring, now: datetime
) -> UUID:
    """Note that somebody was told, in their language, that nothing is owed, and signed it.

    Raises:
      Refused: there is no such person, or it was signed on a day to come.
    """
    queries.member_of(household_id, paper.person, keyring, now.date())
    if paper.signed_on > now.date():
        raise Refused(
            _("An answer cannot be of a day to come."),
            hint=_("Give the day on which they said it."),
        )
    return parts.put(household_id=household_id, value=paper, keyring=keyring, now=now)


def _of_age(consent: Consent, who: Member) -> Consent:
    """Write down for a child who answered with them; of others there is nothing to write."""
    if not who.on(consent.given_on).is_child:
        return replace(consent, as_child=False, assent=None, guardian=None, guardian_alias="")
    if consent.answer == "yes" and not consent.has_guardian:
        raise refused("guardian missing")
    if consent.answer == "yes" and consent.assent is None:
        raise refused("assent missing")
    adults = [adult for adult, _person in who.adults(consent.given_on)]
    if consent.guardian is not None and consent.guardian not in adults:
        raise Refused(
            _("This person cannot answer for a child."),
            hint=_("Name an adult of the household, or the guardian who was chosen."),
        )
    return replace(consent, as_child=True)


def _answer_watches(household_id: UUID, consent: Consent, keyring: Keyring) -> None:
    """Let the alarms of earlier answers about the same rest; one said later goes on ringing."""
    for earlier in queries.answers(household_id, keyring):
        about = earlier.person == consent.person and earlier.purpose == consent.purpose
        is_earlier = earlier.said_at <= consent.said_at
        if about and is_earlier and domain.same(earlier.receiver, consent.receiver):
            for watch in earlier.watches:
                alarms.answer(watch)


def _set_watches(
    consent: Consent, who: Member, keyring: Keyring, now: datetime
) -> tuple[UUID, ...]:
    """Set what rings before a yes runs out, and when a child comes of age before that."""
    if consent.answer == "no":
        return ()
    days: list[tuple[alarms.What, Any]] = [("consent", domain.ask_again_on(consent, now.date()))]
    adult = who.person.birth.adult_on() if consent.as_child else None
    if adult is not None and adult <= consent.valid_until:
        days.append(("assent18", adult))
    return tuple(
        alarms.arm(
            household_id=who.household.id,
            what=what,
            about=who.id,
            cell=who.household.cell,
            due_at=datetime.combine(day, domain.RING_AT, UTC),
            keyring=keyring,
        )
        for what, day in days
    )
