"""Reads of seekers' links. Whoever follows a link needs no key of ours, and gets a box."""

from collections import defaultdict
from collections.abc import Container
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.tracing.asking import domain as asking
from waystation.tracing.asking import queries as asked
from waystation.tracing.asking import showing
from waystation.tracing.asking.showing import LOOKING, Shown
from waystation.tracing.links import domain
from waystation.tracing.links.domain import LinkView, SeekerLink
from waystation.tracing.matching import queries as matching
from waystation.tracing.models import SeekerLinkRow
from waystation.tracing.requests import queries as requests
from waystation.tracing.values import Match
from waystation.vault import handed
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

NOT_WRITTEN = "the links of a request are not those written in it"


class Standing(NamedTuple):
    """What a seeker may see now, and the messages that passed to them."""

    shown: Shown
    words: tuple[str, ...]


def links(request_id: UUID, keyring: Keyring, today: date) -> list[LinkView]:
    """List the links of a request, the latest first.

    Raises:
      Refused: there is no such request in the reader's compartment.
      Tampered: one was put back after it ended, or leads elsewhere than when it was made.
    """
    known = requests.request(request_id, keyring).links
    rows = SeekerLinkRow.objects.filter(case=request_id, cell__in=keyring.cells_of("tracing"))
    found = [
        LinkView(row.id, link, row.day, today <= link.ends_on)
        for row, link in open_all(rows, SeekerLink, keyring)
        if _is_written(row, link, known)
    ]
    return sorted(found, key=lambda view: (view.link.made_on, view.id), reverse=True)


def link(request_id: UUID, link_id: UUID, keyring: Keyring) -> tuple[SeekerLinkRow, SeekerLink]:
    """Open one link of a request.

    Raises:
      Refused: there is no such link of this request in the reader's compartment.
      Tampered: as `links`.
    """
    known = requests.request(request_id, keyring).links
    mine = SeekerLinkRow.objects.filter(cell__in=keyring.cells_of("tracing"), case=request_id)
    row = mine.filter(pk=link_id).first()
    if row is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    found = open_row(row, SeekerLink, keyring)
    _is_written(row, found, known)
    return row, found


def all_links(keyring: Keyring) -> list[tuple[SeekerLinkRow, SeekerLink]]:
    """Open every link of the reader's compartment.

    Raises:
      Tampered: as `links`.
    """
    known = {link_id for view in requests.requests(keyring) for link_id in view.links}
    rows = SeekerLinkRow.objects.filter(cell__in=keyring.cells_of("tracing"))
    found = open_all(rows, SeekerLink, keyring)
    return [(row, link) for row, link in found if _is_written(row, link, known)]


def standings(keyring: Keyring, today: date) -> dict[UUID, Standing]:
    """Say of every request what its seeker may see now; all are read, whoever has a link.

    Cost: that of reading every match and the register once.
    """
    by_request: dict[UUID, list[Match]] = defaultdict(list)
    for view in matching.matches(keyring):
        by_request[view.match.request].append(view.match)
    every = [match for found in by_request.values() for match in found]
    living = asked.living(every, keyring, today)
    return {
        view.id: _standing(
            showing.shown(view.request, by_request[view.id], today=today, living=living),
            [one for one in by_request[view.id] if living.has(one)],
            today,
        )
        for view in requests.requests(keyring)
    }


def box_of(digest: bytes, today: date) -> bytes:
    """Give the box under a digest; for one that is unknown or ended, one that opens for nobody.

    A filler is made in either case, so that the answer takes equally long. Needs no key.
    """
    filler = handed.filler("search")
    row = SeekerLinkRow.objects.filter(digest=digest, ends_on__gte=today).first()
    return filler if row is None else bytes(row.box)


def nothing_yet() -> Standing:
    """Give what lies under a new link until the next round, whatever is known by then."""
    return Standing(LOOKING, ())


def _standing(shown: Shown, matches: list[Match], today: date) -> Standing:
    if shown.says != "contact":
        return Standing(shown, ())
    open_now = [match for match in matches if asking.is_open(match, today)]
    return Standing(shown, domain.first_words(open_now))


def _is_written(row: SeekerLinkRow, found: SeekerLink, known: Container[UUID]) -> bool:
    said = (found.digest, found.public, found.ends_on)
    if row.id not in known or said != (bytes(row.digest), bytes(row.public), row.ends_on):
        raise Tampered(NOT_WRITTEN)
    return True
