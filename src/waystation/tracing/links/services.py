"""Changes of seekers' links: made, ended, and written anew for all at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.blocks import Language, lasts_until
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.tracing.links import domain, queries, telling
from waystation.tracing.links.domain import SeekerLink
from waystation.tracing.links.queries import Standing
from waystation.tracing.models import SeekerLinkRow
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as requesting
from waystation.tracing.values import Request
from waystation.vault import audit, handed, words
from waystation.vault.handed import Handed
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap


class Made(NamedTuple):
    """A new link: its secret and the words it comes from, which are shown once and kept nowhere."""

    id: UUID
    link: SeekerLink
    secret: bytes
    words: tuple[str, ...]

    def __repr__(self) -> str:
        return "<Made>"


@transaction.atomic
def make(
    *, request_id: UUID, language: Language, days: int, keyring: Keyring, now: datetime
) -> Made:
    """Make a link by which a seeker reads how it stands; nobody here can open it afterwards.

    Until the next round it says what it says to whoever begins to search.

    Args:
      days: for how long it is good, one of `blocks.LASTS_DAYS`.

    Raises:
      Refused: there is no such request, it has as many links as it may have, nothing is searched
        for it, or its seeker is a child or of our cases.
    """
    today = now.date()
    view = requests.request(request_id, keyring)
    _must_be_allowed(view.request, today)
    standing = [one for one in queries.links(request_id, keyring, today) if one.is_good]
    if len(standing) >= domain.LINKS_MAX:
        raise Refused(
            _("This request has %(n)s links already.") % {"n": len(standing)},
            hint=_("End one that nobody uses first."),
        )
    drawn = words.draw(language)
    secret = handed.secret_of(words.entropy_of(drawn))
    of = handed.handed(secret, "search")
    link = SeekerLink(
        language=language,
        digest=of.digest,
        public=of.public,
        proof=of.proof,
        made_on=today,
        by=keyring.alias,
        ends_on=lasts_until(today, days),
    )
    row = SeekerLinkRow(
        id=new_id(),
        cell=requests.find(request_id, keyring).cell,
        case=request_id,
        digest=link.digest,
        public=link.public,
        ends_on=link.ends_on,
        box=_box(link, queries.nothing_yet()),
    )
    add(row, link, keyring, on=today)
    _note(request_id, (*view.links, row.id), keyring, now)
    says = {"of": view.request.code, "until": link.ends_on.isoformat()}
    audit.write("seeker's link made", actor=keyring.user_id, says=says, now=now)
    return Made(row.id, link, secret, tuple(drawn.split()))


@transaction.atomic
def end(*, request_id: UUID, link_id: UUID, keyring: Keyring, now: datetime) -> None:
    """End a link at once: what lay under it is gone, and whoever follows it is told so.

    Raises:
      Refused: there is no such link of this request.
    """
    row, _link = queries.link(request_id, link_id, keyring)
    _end([row], keyring, now)
    code = requests.request(request_id, keyring).request.code
    audit.write("seeker's link ended", actor=keyring.user_id, says={"of": code}, now=now)


@transaction.atomic
def end_all(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """End the links of a request whose seeker no longer agrees; of others nothing changes.

    Called in the transaction in which the request changed.
    """
    view = requests.request(request_id, keyring)
    agreed = view.request.agreed
    if view.links and agreed is not None and agreed.withdrawn_at is not None:
        rows = SeekerLinkRow.objects.filter(pk__in=view.links, cell__in=keyring.cells)
        _end(list(rows), keyring, now)


@transaction.atomic
def tend(*, keyring: Keyring, now: datetime) -> int:
    """Write every box anew if a round is due; says how many were written.

    All are written or none, with nothing left out that did not change, so that no moment and no
    row tells of anybody. A round is due each week, and at once where a seeker is to see less.
    """
    today = now.date()
    opened = queries.all_links(keyring)
    if not opened:
        return 0
    stands = queries.standings(keyring, today)
    less = [
        link for row, link in opened if domain.is_less(stands[row.case].shown, link.shown, today)
    ]
    if not less and not domain.is_due((row.day for row, _link in opened), today):
        return 0
    over = [row for row, link in opened if link.ends_on < today]
    _end(over, keyring, now)
    gone = {row.id for row in over}
    left = [(row, link) for row, link in opened if row.id not in gone]
    for row, link in left:
        stand = stands[row.case]
        SeekerLinkRow.objects.filter(pk=row.pk).update(box=_box(link, stand))
        swap(row, replace(link, shown=stand.shown), keyring, on=today)
    return len(left)


def _box(link: SeekerLink, standing: Standing) -> bytes:
    """Seal how it stands; messages that have no room are left out, the oldest stay."""
    of = Handed(link.digest, link.public, link.proof)
    said = standing.words
    while True:
        body = msgspec.json.encode(telling.paper(link, standing.shown, said))
        if len(body) <= handed.room("search") or not said:
            return handed.write(of, "search", body)
        said = said[:-1]


def _must_be_allowed(request: Request, today: date) -> None:
    if domain.may_have_link(request, today):
        return
    if request.origin is not None:
        raise Refused(
            _("This seeker is somebody of our cases."),
            hint=_("Their own case worker tells them how it stands."),
        )
    raise Refused(
        _("This seeker cannot have a page of their own."),
        hint=_("It takes an open request, a yes in date and a seeker who is known and grown up."),
    )


def _end(rows: Sequence[SeekerLinkRow], keyring: Keyring, now: datetime) -> None:
    """Delete links and note that they are over, so that none is noticed to be put back."""
    for row in rows:
        known = requests.request(row.case, keyring).links
        _note(row.case, tuple(one for one in known if one != row.id), keyring, now)
    SeekerLinkRow.objects.filter(pk__in=[row.id for row in rows]).delete()


def _note(request_id: UUID, links: tuple[UUID, ...], keyring: Keyring, now: datetime) -> None:
    requesting.note_links(request_id=request_id, links=links, keyring=keyring, now=now)
