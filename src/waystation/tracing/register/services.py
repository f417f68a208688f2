"""Changes of the register: who agreed is entered, and is gone the moment they no longer agree."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.consent import domain as consenting
from waystation.cases.consent import queries as consents
from waystation.cases.consent.domain import Consent, Permission
from waystation.cases.consent.queries import Member
from waystation.cases.consent.services import needs_consent
from waystation.cases.models import HouseholdRow
from waystation.cases.parts import Kept
from waystation.tracing.models import RegisterRow
from waystation.tracing.papers import services as papers
from waystation.tracing.register import domain, ends, family, queries, seeking
from waystation.tracing.register.domain import EntryView, Registered, Share, Told, profile_of
from waystation.tracing.register.wording import WHY_NOT
from waystation.tracing.values import Entry, Profile, Released, to_others
from waystation.vault import cells
from waystation.vault.keyring import Keyring

sweep = ends.sweep
NOTHING_LEFT = "nothing goes along"


@transaction.atomic
@needs_consent("tracing")
def enter(
    *,
    household_id: UUID,
    person_id: UUID,
    permission: Permission,
    told: Told,
    shares: tuple[Share, ...],
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Put somebody into the register of those who agreed to be found, or write them anew.

    What they let go to other organisations stays as it was; see `release`.

    Args:
      told: what they told for tracing that their record does not hold.
      shares: what of them goes along.

    Raises:
      Refused: they did not agree, nothing of them would go along, more than there is room for, or
        there is no such person; or this organisation has no tracing compartment.
    """
    member = consents.member_of(household_id, person_id, keyring, now.date())
    answers = consents.answers(household_id, keyring)
    before = queries.registered(household_id, keyring).get(person_id)
    value = Registered(
        person=person_id,
        row=before.value.row if before else new_id(),
        told=told,
        shares=shares,
        since=before.value.since if before else now.date(),
        until=permission.until,
        agreed_at=_agreed_at(answers, person_id, before.value, now) if before else now,
        left_at=_left_at(household_id, person_id, keyring),
        guardian=seeking.guardian_of(member, answers, now.date()),
        released=before.value.released if before else (),
    )
    entry = _entry(member, answers, value, now.date())
    if not _is_knowable(entry.profile):
        raise Refused(
            _("Nothing would go along by which somebody could be known again."),
            hint=_("Choose a name, the birth, the family or marks, as they wish."),
        )
    _seal(value.row, entry, keyring, now)
    if before is None:
        parts.put(household_id=household_id, value=value, keyring=keyring, now=now)
    else:
        parts.change(part_id=before.id, was=before.value, value=value, keyring=keyring, now=now)
    return value.row


@transaction.atomic
@needs_consent("tracing")
def release(
    *,
    household_id: UUID,
    person_id: UUID,
    permission: Permission,
    given: Released,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Note that somebody in the register lets their entry be compared with one organisation's.

    An older yes to the same organisation is replaced; a yes to one says nothing of another.

    Raises:
      Refused: they are a child or not in the register, they do not agree to tracing, it names
        nobody, no name or no way, it is of a day to come, past, or outlasts their consent; or
        there is no such person.
    """
    member = consents.member_of(household_id, person_id, keyring, now.date())
    kept = queries.standing(household_id, person_id, keyring)
    released = (*to_others(kept.value.released, given.receiver), given)
    value = replace(kept.value, until=permission.until, released=released)
    answers = consents.answers(household_id, keyring)
    entry = _entry(member, answers, value, now.date())
    why = domain.why_not(given, entry, now.date())
    if why is not None:
        says, hint = WHY_NOT[why]
        days = {"day": given.agreed.given_on, "until": given.agreed.until, "last": entry.until}
        raise Refused(str(says) % days, hint=str(hint))
    _renew(kept, value, entry, keyring, now)


@transaction.atomic
def unrelease(
    *, household_id: UUID, person_id: UUID, receiver: str, keyring: Keyring, now: datetime
) -> None:
    """Take back that somebody's entry is compared with one organisation's, from this moment.

    Raises:
      Refused: nothing of it is released there, they are not in the register, or there is no such
        person.
    """
    member = consents.member_of(household_id, person_id, keyring, now.date())
    kept = queries.standing(household_id, person_id, keyring)
    left = to_others(kept.value.released, receiver)
    if left == kept.value.released:
        raise Refused(
            _("Nothing of this person is released to that organisation."),
            hint=_("Look at how it stands now."),
        )
    value = replace(kept.value, released=left)
    answers = consents.answers(household_id, keyring)
    _renew(kept, value, _entry(member, answers, value, now.date()), keyring, now)


@transaction.atomic
def withdraw(
    *, household_id: UUID, person_id: UUID, why: str = "", keyring: Keyring, now: datetime
) -> None:
    """Take somebody out of the register; it needs no key of tracing and counts at once.

    Raises:
      Refused: they are not in it, or there is no such household.
    """
    _end(queries.standing(household_id, person_id, keyring), why, keyring, now)


@transaction.atomic
def refresh(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Write a household's entries anew; whoever no longer agrees, or left it, is taken out.

    The tracing desk is told what those who look for somebody agree to now. Called in the
    transaction in which the household's people, or what they agree to, changed.
    """
    standing = queries.registered(household_id, keyring)
    if not standing and not queries.looking(household_id, keyring):
        return
    view = cases.household(household_id, keyring, now.date())
    answers = consents.answers(household_id, keyring)
    members = {
        one: Member(one, person, view)
        for one, person in zip(view.household.people, view.people, strict=True)
    }
    found = {
        one: consenting.permits(answers, member.on(now.date()), "tracing", "", now.date())
        for one, member in members.items()
    }
    for person_id, kept in standing.items():
        permission = found.get(person_id)
        if isinstance(permission, Permission):
            agreed_at = _agreed_at(answers, person_id, kept.value, now)
            value = replace(kept.value, until=permission.until, agreed_at=agreed_at)
            entry = _entry(members[person_id], answers, value, now.date())
            _renew(kept, value, entry, keyring, now)
        else:
            why = permission.why if permission else "left the household"
            _end(kept, why, keyring, now)
    permitted = {one: may for one, may in found.items() if isinstance(may, Permission)}
    seeking.follow(
        household_id=household_id, permitted=permitted, answers=answers, keyring=keyring, now=now
    )


def _renew(
    kept: Kept[Registered], value: Registered, entry: Entry, keyring: Keyring, now: datetime
) -> None:
    if not _is_knowable(entry.profile):
        # A no of their kin may have taken it along; it stands in nobody's way.
        _end(kept, NOTHING_LEFT, keyring, now)
        return
    _seal(value.row, entry, keyring, now)
    if value != kept.value:
        parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)


def refresh_moved(*, case: UUID, keyring: Keyring, now: datetime) -> None:
    """Write the entries of a household anew that went to another compartment."""
    row = HouseholdRow.objects.filter(pk=case, cell__in=keyring.cells_of("cases")).first()
    if row is not None:
        seeking.move(household_id=case, cell=row.cell, keyring=keyring, now=now)
        refresh(household_id=case, keyring=keyring, now=now)


def know(*, entries: Iterable[EntryView], keyring: Keyring, now: datetime) -> bool:
    """Note the keys of the compartments that signed entries, by which they are known from now.

    Called at the tracing desk, so that a key that is changed later is noticed. Says whether one of
    them was not known before.
    """
    own, signed = keyring.cell("tracing"), {view.entry.origin.cell for view in entries}
    noted = [papers.pin(own=own, other=cell, keyring=keyring, now=now) for cell in signed]
    return any(noted)


def forget(*, case: UUID, keyring: Keyring, now: datetime) -> None:
    """Take everybody of a case out of the register and end their search: it is destroyed."""
    if not HouseholdRow.objects.filter(pk=case, cell__in=keyring.cells_of("cases")).exists():
        return
    rows = [kept.value.row for kept in parts.listed(case, Registered, keyring)]
    RegisterRow.objects.filter(pk__in=rows).delete()
    seeking.end(household_id=case, keyring=keyring, now=now)


def _end(kept: Kept[Registered], why: str, keyring: Keyring, now: datetime) -> None:
    RegisterRow.objects.filter(pk=kept.value.row).delete()
    gone = replace(kept.value, ended_on=now.date(), why=why.strip())
    parts.change(part_id=kept.id, was=kept.value, value=gone, keyring=keyring, now=now)


def _agreed_at(answers: list[Consent], person: UUID, before: Registered, now: datetime) -> datetime:
    """Say since when somebody who stands in the register agrees to it, without a break."""
    noted_at = seeking.last_yes(answers, person).noted_at
    return max(noted_at, before.agreed_at or noted_at)


def _left_at(household_id: UUID, person: UUID, keyring: Keyring) -> datetime | None:
    """Say when somebody was taken out of the register last; None: never."""
    kept = parts.listed(household_id, Registered, keyring)
    ends = (one.at for one in kept if one.value.person == person and one.value.ended_on)
    return max(ends, default=None)


def _entry(member: Member, answers: list[Consent], value: Registered, today: date) -> Entry:
    """Give of somebody what goes along, with those of their kin who agreed themselves."""
    kin = family.of(member, answers, today)
    noted_at, left_at = seeking.last_yes(answers, member.id).noted_at, value.left_at
    return Entry(
        origin=seeking.origin_of(member),
        profile=profile_of(member.person, value.told, value.shares, kin),
        until=value.until,
        agreed_at=noted_at if left_at is None or noted_at > left_at else None,
        stands_since=value.agreed_at,
        is_child=member.on(today).is_child,
        guardian=value.guardian,
        released=value.released,
    )


def _is_knowable(profile: Profile) -> bool:
    return bool(profile.names or profile.birth.is_known or profile.relatives or profile.marks)


def _seal(row: UUID, entry: Entry, keyring: Keyring, now: datetime) -> None:
    """Seal an entry to the tracing compartment, signed by the compartment of the case."""
    cell = cells.only("tracing")
    box = papers.sealed(
        to=cell,
        sender=entry.origin.cell,
        place=row,
        body=entry,
        about=row,
        keyring=keyring,
        now=now,
    )
    RegisterRow.objects.update_or_create(
        pk=row,
        defaults={"cell": cell, "day": now.date(), "ends_on": entry.until, "box": box},
    )
