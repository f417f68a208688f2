"""Who belongs to a household after its arrival: a birth, a marriage, somebody who left.

Whatever changes is worked out anew, and a part of the case says what became of it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.resettlement.stays import queries, services
from waystation.resettlement.stays.domain import StayChanged
from waystation.resettlement.values import Member, Stay
from waystation.vault.keyring import Keyring


@transaction.atomic
def take_in(*, household_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Count the people of a stay anew as the household's record lists them, and all their days.

    It is done by itself whenever somebody changes the people of a household; gives whether
    anything changed. A household without a stay, or whose stay ended, is left alone.

    Raises:
      Refused: there is no such household.
    """
    view = queries.find_stay(household_id, keyring)
    if view is None or view.stay.state == "ended":
        return False
    was = view.stay
    code, people = queries.listed_in(household_id, keyring)
    known = {member.person: member for member in was.members}
    members = tuple(
        known.get(one, Member(person=one, since=now.date()))
        for one in people
        if one not in was.away
    )
    return _count(household_id, was, replace(was, members=members, code=code), "", keyring, now)


@transaction.atomic
def note_members(
    *,
    household_id: UUID,
    members: tuple[Member, ...],
    why: str = "",
    keyring: Keyring,
    now: datetime,
) -> bool:
    """Note who belongs to a household, and on which grounds somebody may be due more.

    Whoever is left out stays in the household's record, but nothing is counted for them.

    Raises:
      Refused: nobody is left, or one of them is not of this household.
    """
    was = queries.stay(household_id, keyring).stay
    _code, people = queries.listed_in(household_id, keyring)
    there = {member.person for member in members}
    if not members or not there <= set(people):
        raise Refused(
            _("Nobody is left, or somebody is not of this household."),
            hint=_("Choose at least one of its people; to end the pathway, end it with a reason."),
        )
    today, known = now.date(), {member.person: member.since for member in was.members}
    members = tuple(replace(one, since=known.get(one.person, today)) for one in members)
    away = tuple(one for one in people if one not in there)
    since = {one: was.away_since.get(one, today) for one in away}
    new = replace(was, members=members, away=away, away_since=since)
    return _count(household_id, was, new, why.strip(), keyring, now)


def _count(
    household_id: UUID, was: Stay, new: Stay, why: str, keyring: Keyring, now: datetime
) -> bool:
    """Write a stay with other people, and what followed from it into the case."""
    services.write(household_id, new, keyring, now)
    became = queries.stay(household_id, keyring).stay
    noted = StayChanged.between(was, became, why)
    if noted is not None:
        parts.put(household_id=household_id, value=noted, keyring=keyring, now=now)
    return became != was


def changes(household_id: UUID, keyring: Keyring) -> list[parts.Kept[StayChanged]]:
    """List what changed because other people belong to a household, the latest first.

    Raises:
      Refused: there is no such household among the reader's.
    """
    return parts.listed(household_id, StayChanged, keyring)[::-1]
