"""Somebody of a case looks for somebody: sent to the desk, which follows what they agree to.

The desk is told by papers alone. It learns of the case what is in them and nothing more.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import parts
from waystation.cases.consent import queries as consents
from waystation.cases.consent.domain import Consent, Permission
from waystation.cases.consent.queries import Member
from waystation.cases.consent.services import needs_consent
from waystation.cases.parts import Kept
from waystation.tracing.papers import services as papers
from waystation.tracing.papers.domain import RequestSent, SeekerStands
from waystation.tracing.register import family, queries
from waystation.tracing.register.domain import SHARES, Draft, LooksFor, profile_of
from waystation.tracing.values import Agreed, Identity, Origin, Request
from waystation.vault import cells
from waystation.vault.keyring import Keyring


@transaction.atomic
@needs_consent("tracing")
def send(
    *,
    household_id: UUID,
    person_id: UUID,
    permission: Permission,
    draft: Draft,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Send to the tracing desk for whom somebody of a case looks; their own worker stays theirs.

    Raises:
      Refused: they did not agree, of a child it is not said why searching is best for it, too much
        is told for one paper, or there is no such person; or there is no tracing compartment.
    """
    member = consents.member_of(household_id, person_id, keyring, now.date())
    answers = consents.answers(household_id, keyring)
    request = _request(member, draft, permission, answers, keyring, now)
    _tell(RequestSent(request=request), member.household.cell, keyring, now)
    value = LooksFor(
        person=person_id,
        origin=origin_of(member),
        relation=draft.relation,
        sought=draft.sought.name or "",
        sent_on=now.date(),
        told_until=permission.until,
        told_at=last_yes(answers, person_id).noted_at,
    )
    return parts.put(household_id=household_id, value=value, keyring=keyring, now=now)


def follow(
    *,
    household_id: UUID,
    permitted: Mapping[UUID, Permission],
    answers: list[Consent],
    keyring: Keyring,
    now: datetime,
) -> None:
    """Tell the desk what the seekers of a household agree to, wherever that is another than told.

    Args:
      permitted: who of the household agrees to tracing today.
    """
    for kept in queries.looking(household_id, keyring):
        person = kept.value.person
        until = permitted[person].until if person in permitted else None
        since = last_yes(answers, person).noted_at if until else None
        if (until, since) == (kept.value.told_until, kept.value.told_at):
            continue
        agreed = None if until is None else agreed_of(answers, person, until, keyring, now)
        told = SeekerStands(origin=kept.value.origin, agreed=agreed)
        _tell(told, kept.value.origin.cell, keyring, now)
        _write(kept, replace(kept.value, told_until=until, told_at=since), keyring, now)


def move(*, household_id: UUID, cell: UUID, keyring: Keyring, now: datetime) -> None:
    """Tell the desk that a household's case lies in another compartment now.

    The old compartment signs it: the desk believes nobody else.
    """
    for kept in queries.looking(household_id, keyring):
        was = kept.value.origin
        if was.cell == cell:
            continue
        to = replace(was, cell=cell)
        until = kept.value.told_until
        answers = consents.answers(household_id, keyring)
        agreed = until and agreed_of(answers, kept.value.person, until, keyring, now)
        told = SeekerStands(origin=was, agreed=agreed or None, moved_to=to)
        _tell(told, was.cell, keyring, now)
        _write(kept, replace(kept.value, origin=to), keyring, now)


def end(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Tell the desk that nobody is to be searched for any more on behalf of a household."""
    for kept in queries.looking(household_id, keyring):
        if kept.value.told_until is not None:
            told = SeekerStands(origin=kept.value.origin)
            _tell(told, kept.value.origin.cell, keyring, now)


def agreed_of(
    answers: list[Consent], person: UUID, until: date, keyring: Keyring, now: datetime
) -> Agreed:
    """Give the yes by which somebody agrees to tracing, as the desk keeps it."""
    last = last_yes(answers, person)
    return Agreed(
        given_on=last.given_on,
        until=until,
        form=last.form,
        noted_by=keyring.user_id,
        noted_at=last.noted_at,
    )


def last_yes(answers: list[Consent], person: UUID) -> Consent:
    """Give the last yes of somebody to tracing."""
    given = (
        one
        for one in answers
        if (one.person, one.purpose, one.answer) == (person, "tracing", "yes")
    )
    return max(given, key=lambda one: one.said_at)


def _request(
    member: Member,
    draft: Draft,
    permission: Permission,
    answers: list[Consent],
    keyring: Keyring,
    now: datetime,
) -> Request:
    today = now.date()
    subject = member.on(today)
    if subject.is_child and not draft.best_interests.strip():
        raise Refused(
            _("It is not said why searching is best for the child."),
            hint=_("Write it as it was weighed with the child and the guardian."),
        )
    if not draft.identity.strip():
        raise Refused(
            _("It is not said how you know who the seeker is."),
            hint=_("Write it in a few words, such as who vouched for them."),
        )
    kin = family.of(member, answers, today)
    seeker = profile_of(member.person, draft.told, SHARES, kin)
    return Request(
        code="",
        seeker=replace(seeker, parting=draft.sought.parting),
        sought=draft.sought,
        relation=draft.relation,
        opened_on=today,
        story=draft.story.strip(),
        last_news=draft.last_news.strip(),
        contact=draft.contact,
        agreed=agreed_of(answers, subject.id, permission.until, keyring, now),
        identity=Identity(how=draft.identity.strip(), by=keyring.user_id, at=now),
        origin=origin_of(member),
        guardian=guardian_of(member, answers, today),
        best_interests=draft.best_interests.strip(),
    )


def origin_of(member: Member) -> Origin:
    """Say of which case somebody of a household is."""
    view = member.household
    return Origin(cell=view.cell, household=view.id, person=member.id)


def guardian_of(member: Member, answers: list[Consent], today: date) -> str:
    """Say who answered for a child, as their consent has it; of others nothing."""
    if not member.on(today).is_child:
        return ""
    last = last_yes(answers, member.id)
    adults = dict(member.adults(today))
    named = adults[last.guardian].name if last.guardian in adults else None
    return named or last.guardian_alias


def _tell(body: RequestSent | SeekerStands, cell: UUID, keyring: Keyring, now: datetime) -> None:
    to = cells.only("tracing")
    papers.send(to=to, sender=cell, body=body, about=new_id(), keyring=keyring, now=now)


def _write(kept: Kept[LooksFor], value: LooksFor, keyring: Keyring, now: datetime) -> None:
    parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)
