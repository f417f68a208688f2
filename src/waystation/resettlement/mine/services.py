"""Changes of what belongs to a plan: links, whom to call, and that it was given to its people."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases import course as casework
from waystation.cases import parts
from waystation.cases.models import HouseholdRow
from waystation.cases.queries import find
from waystation.resettlement.mine import domain, ical, queries, telling
from waystation.resettlement.mine.domain import (
    Beside,
    Calls,
    Document,
    Language,
    Link,
    Paper,
    PlanGiven,
    Sort,
)
from waystation.resettlement.mine.ical import Event
from waystation.resettlement.mine.material import Material
from waystation.resettlement.mine.wording import called
from waystation.resettlement.models import LinkRow
from waystation.resettlement.stays import queries as stays
from waystation.vault import handed, words
from waystation.vault.handed import Handed
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

# Boxes that one visit to a board writes anew.
AT_ONCE = 10


class Made(NamedTuple):
    """A new link: its secret and the words it comes from, which are shown once and kept nowhere."""

    id: UUID
    link: Link
    secret: bytes
    words: tuple[str, ...]

    def __repr__(self) -> str:
        return "<Made>"


@transaction.atomic
def make_link(
    *,
    household_id: UUID,
    sort: Sort,
    language: Language,
    days: int,
    calls: Calls = "appointment",
    keyring: Keyring,
    now: datetime,
) -> Made:
    """Make a link to a household's own plan or calendar; nobody here can open it afterwards.

    Args:
      days: for how long it is good, one of `domain.LASTS_DAYS`.
      calls: what a calendar calls its days.

    Raises:
      Refused: there is no such household among the writer's, it has no pathway, or it has as many
        links as it may have.
    """
    today = now.date()
    if stays.stay(household_id, keyring).stay.state == "ended":
        raise Refused(_("This pathway has ended."), hint=_("Take it up again first."))
    standing = [view for view in queries.links(household_id, keyring, today) if view.is_good]
    if len(standing) >= domain.LINKS_MAX:
        raise Refused(
            _("This household has %(n)s links already.") % {"n": len(standing)},
            hint=_("End one that nobody uses first."),
        )
    drawn = words.draw(language)
    secret = handed.secret_of(words.entropy_of(drawn))
    of = handed.handed(secret, sort)
    link = Link(
        sort=sort,
        language=language,
        digest=of.digest,
        public=of.public,
        proof=of.proof,
        made_on=today,
        by=keyring.alias,
        ends_on=domain.lasts_until(today, days),
        calls=calls,
    )
    case = find(HouseholdRow, household_id, keyring)
    row = LinkRow(
        id=new_id(),
        cell=case.cell,
        case=case.case,
        digest=link.digest,
        public=link.public,
        ends_on=link.ends_on,
        box=_box(link, queries.material(household_id, keyring, today), now),
    )
    add(row, link, keyring, on=today)
    _note(household_id, {row.id: row.revision}, keyring, now)
    return Made(row.id, link, secret, tuple(drawn.split()))


@transaction.atomic
def renew_link(
    *, household_id: UUID, link_id: UUID, days: int, keyring: Keyring, now: datetime
) -> None:
    """Let a link be good for longer, counted from today; its secret stays the same.

    Raises:
      Refused: there is no such link of this household.
    """
    row, link = queries.opened_link(household_id, link_id, keyring)
    longer = replace(link, ends_on=domain.lasts_until(now.date(), days))
    box = _box(longer, queries.material(household_id, keyring, now.date()), now)
    LinkRow.objects.filter(pk=row.pk).update(ends_on=longer.ends_on, box=box)
    swap(row, longer, keyring, on=now.date())
    _note(household_id, {row.id: row.revision}, keyring, now)


@transaction.atomic
def end_link(*, household_id: UUID, link_id: UUID, keyring: Keyring, now: datetime) -> None:
    """End a link at once: what lay under it is gone, and whoever follows it is told so.

    Raises:
      Refused: there is no such link of this household.
    """
    row, _link = queries.opened_link(household_id, link_id, keyring)
    _end([row], household_id, keyring, now)


@transaction.atomic
def refresh(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Write the boxes of a household's links anew; links whose day has passed end.

    Called in the transaction in which its stay changes. A household whose stay ended has none.

    Raises:
      Refused: there is no such household among the writer's.
      Tampered: a link leads elsewhere than when it was made; nothing is sealed to it.
    """
    opened = queries.opened_links(household_id, keyring)
    if not opened:
        return
    view = stays.find_stay(household_id, keyring)
    goes_on = view is not None and view.stay.state != "ended"
    good = [one for one in opened if goes_on and domain.is_good(one[1].ends_on, now.date())]
    _end([row for row, link in opened if (row, link) not in good], household_id, keyring, now)
    if not good:
        return
    made_of = queries.material(household_id, keyring, now.date())
    for row, link in good:
        LinkRow.objects.filter(pk=row.pk).update(box=_box(link, made_of, now), day=now.date())


def tend(*, keyring: Keyring, now: datetime) -> int:
    """Write boxes anew that are older than today, a few at once; says of how many households.

    Raises:
      Tampered: a link leads elsewhere than when it was made; those of other households are
        written all the same.
    """
    waiting = queries.to_renew(keyring, now.date())[:AT_ONCE]
    broken: Tampered | None = None
    for household_id in waiting:
        try:
            refresh(household_id=household_id, keyring=keyring, now=now)
        except Tampered as found:
            broken = found
    if broken is not None:
        raise broken
    return len(waiting)


@transaction.atomic
def add_beside(*, household_id: UUID, beside: Beside, keyring: Keyring, now: datetime) -> UUID:
    """Write down somebody whom a household can call; its plan says so at once.

    Raises:
      Refused: there is no such household among the writer's.
    """
    part = parts.put(household_id=household_id, value=beside, keyring=keyring, now=now)
    refresh(household_id=household_id, keyring=keyring, now=now)
    return part


@transaction.atomic
def change_beside(
    *, household_id: UUID, beside_id: UUID, beside: Beside, keyring: Keyring, now: datetime
) -> None:
    """Change what a plan says of somebody whom the household can call.

    Raises:
      Refused: there is no such record in this household's case, or it was changed meanwhile.
    """
    was = queries.one_beside(household_id, beside_id, keyring).value
    parts.change(part_id=beside_id, was=was, value=beside, keyring=keyring, now=now)
    refresh(household_id=household_id, keyring=keyring, now=now)


@transaction.atomic
def end_beside(*, household_id: UUID, beside_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Take somebody off a household's plan; what was written of them stays in the case.

    Raises:
      Refused: there is no such record in this household's case.
    """
    was = queries.one_beside(household_id, beside_id, keyring).value
    gone = replace(was, ended_on=now.date())
    parts.change(part_id=beside_id, was=was, value=gone, keyring=keyring, now=now)
    refresh(household_id=household_id, keyring=keyring, now=now)


@transaction.atomic
def note_given(*, household_id: UUID, given: PlanGiven, keyring: Keyring, now: datetime) -> UUID:
    """Write down that the plan was given to its people and explained to them.

    Raises:
      Refused: the day is still to come, or there is no such household among the writer's.
    """
    if given.on > now.date():
        raise Refused(
            _("This day is still to come: %(day)s.") % {"day": given.on.isoformat()},
            hint=_("Give the day on which it was explained."),
        )
    return parts.put(household_id=household_id, value=given, keyring=keyring, now=now)


def _box(link: Link, made_of: Material, now: datetime) -> bytes:
    of = Handed(link.digest, link.public, link.proof)
    body = _calendar(link, made_of, now) if link.sort == "calendar" else _paper(link, made_of)
    return handed.write(of, link.sort, body)


def _paper(link: Link, made_of: Material) -> bytes:
    """Write the plan in both languages, the link's own first; what has no room is left out.

    A plan in one language that has no room loses its last sections, and says so.
    """
    languages = sorted(domain.LANGUAGES, key=lambda code: code != link.language)
    documents = [telling.told(made_of, language) for language in languages]
    for kept in (documents, documents[:1]):
        body = _encoded(kept, link.ends_on)
        if len(body) <= handed.room("plan"):
            return body
    document = documents[0]
    while len(body) > handed.room("plan") and document.sections:
        with translation.override(link.language):
            cut = _("This plan is too long for a telephone. The rest stands in the booklet.")
        document = replace(document, sections=document.sections[:-1], foot=cut)
        body = _encoded([document], link.ends_on)
    return body


def _encoded(documents: Sequence[Document], until: date) -> bytes:
    return msgspec.json.encode(Paper(documents=tuple(documents), until=until))


def _calendar(link: Link, made_of: Material, now: datetime) -> bytes:
    """Write the days of a household; an id stays with its day for as long as the link is there."""
    of = Handed(link.digest, link.public, link.proof)
    # The hour would tell when somebody worked on the case.
    stamp = datetime.combine(now.date(), time(), UTC)
    with translation.override(link.language):
        events = [
            Event(of.name_of(f"{day.kind} {day.on}"), day.on, called(link.calls, day.kind))
            for day in domain.days_of(made_of.course, made_of.days, now.date())
        ]
    return msgspec.json.encode(ical.calendar(events, language=link.language, stamp=stamp))


def _end(rows: Sequence[LinkRow], household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Delete links and note that they are over, so that none is noticed to be put back."""
    if rows:
        LinkRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _note(household_id, {row.pk: 0 for row in rows}, keyring, now)


def _note(household_id: UUID, revisions: dict[UUID, int], keyring: Keyring, now: datetime) -> None:
    casework.note_rows(household_id=household_id, revisions=revisions, keyring=keyring, now=now)
