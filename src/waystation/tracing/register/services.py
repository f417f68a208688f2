"""Changes of the register: who agreed is entered, and is gone the moment they no longer agree."""

from datetime import datetime
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
from waystation.cases.consent.domain import Permission, Subject
from waystation.cases.consent.services import needs_consent
from waystation.cases.models import HouseholdRow
from waystation.cases.parts import Kept
from waystation.tracing.models import RegisterRow
from waystation.tracing.papers import services as papers
from waystation.tracing.register import ends, family, queries, seeking
from waystation.tracing.register.domain import Registered, Share, Told, profile_of
from waystation.tracing.values import Entry, Origin, Profile, Released
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
    released: tuple[Released, ...] = (),
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Put somebody into the register of those who agreed to be found, or write them anew.

    Args:
      told: what they told for tracing that their record does not hold.
      shares: what of them goes along.
      released: the organisations with which they agreed to be compared; empty: none.

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
        guardian=seeking.guardian_of(member, answers, now.date()),
        released=released,
    )
    _seal(household_id, value, keyring, now)
    if before is None:
        parts.put(household_id=household_id, value=value, keyring=keyring, now=now)
    else:
        parts.change(part_id=before.id, was=before.value, value=value, keyring=keyring, now=now)
    return value.row


@transaction.atomic
def withdraw(
    *, household_id: UUID, person_id: UUID, why: str = "", keyring: Keyring, now: datetime
) -> None:
    """Take somebody out of the register; it needs no key of tracing and counts at once.

    Raises:
      Refused: they are not in it, or there is no such household.
    """
    kept = queries.registered(household_id, keyring).get(person_id)
    if kept is None:
        raise Refused(
            _("This person is not in the register."), hint=_("Load the page to see who is.")
        )
    _end(kept, why, keyring, now)


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
    found = {
        one: consenting.permits(
            answers, Subject(one, person.is_child_on(now.date())), "tracing", "", now.date()
        )
        for one, person in zip(view.household.people, view.people, strict=True)
    }
    for person_id, kept in standing.items():
        permission = found.get(person_id)
        if isinstance(permission, Permission):
            _renew(kept, permission, household_id, keyring, now)
        else:
            why = permission.why if permission else "left the household"
            _end(kept, why, keyring, now)
    permitted = {one: may for one, may in found.items() if isinstance(may, Permission)}
    seeking.follow(
        household_id=household_id, permitted=permitted, answers=answers, keyring=keyring, now=now
    )


def _renew(
    kept: Kept[Registered],
    permission: Permission,
    household_id: UUID,
    keyring: Keyring,
    now: datetime,
) -> None:
    value = replace(kept.value, until=permission.until)
    if not _is_knowable(_profile(household_id, value, keyring, now)):
        # A no of their kin may have taken it along; it stands in nobody's way.
        _end(kept, NOTHING_LEFT, keyring, now)
        return
    _seal(household_id, value, keyring, now)
    if value != kept.value:
        parts.change(part_id=kept.id, was=kept.value, value=value, keyring=keyring, now=now)


def refresh_moved(*, case: UUID, keyring: Keyring, now: datetime) -> None:
    """Write the entries of a household anew that went to another compartment."""
    row = HouseholdRow.objects.filter(pk=case, cell__in=keyring.cells_of("cases")).first()
    if row is not None:
        seeking.move(household_id=case, cell=row.cell, keyring=keyring, now=now)
        refresh(household_id=case, keyring=keyring, now=now)


def know(*, keyring: Keyring, now: datetime) -> None:
    """Note the keys of the compartments that signed the register, by which they are known from now.

    Called at the tracing desk, so that a key that is changed later is noticed.
    """
    own = keyring.cell("tracing")
    for cell in {view.entry.origin.cell for view in queries.entries(keyring, now.date())}:
        papers.pin(own=own, other=cell, keyring=keyring, now=now)


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


def _profile(household_id: UUID, value: Registered, keyring: Keyring, now: datetime) -> Profile:
    """Give of somebody what goes along, with those of their kin who agreed themselves."""
    member = consents.member_of(household_id, value.person, keyring, now.date())
    kin = family.of(member, consents.answers(household_id, keyring), now.date())
    return profile_of(member.person, value.told, value.shares, kin)


def _is_knowable(profile: Profile) -> bool:
    return bool(profile.names or profile.birth.is_known or profile.relatives or profile.marks)


def _seal(household_id: UUID, value: Registered, keyring: Keyring, now: datetime) -> None:
    """Seal somebody's entry to the tracing compartment, signed by the compartment of the case."""
    member = consents.member_of(household_id, value.person, keyring, now.date())
    view = member.household
    profile = _profile(household_id, value, keyring, now)
    if not _is_knowable(profile):
        raise Refused(
            _("Nothing would go along by which somebody could be known again."),
            hint=_("Choose a name, the birth, the family or marks, as they wish."),
        )
    is_child = member.on(now.date()).is_child
    entry = Entry(
        origin=Origin(cell=view.cell, household=view.id, person=value.person),
        profile=profile,
        until=value.until,
        is_child=is_child,
        guardian=value.guardian,
        released=value.released,
    )
    cell = cells.only("tracing")
    box = papers.sealed(
        to=cell,
        sender=view.cell,
        place=value.row,
        body=entry,
        about=value.row,
        keyring=keyring,
        now=now,
    )
    RegisterRow.objects.update_or_create(
        pk=value.row,
        defaults={"cell": cell, "day": now.date(), "ends_on": value.until, "box": box},
    )
