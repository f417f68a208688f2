"""What case workers sent is taken in: requests, and what their seekers agree to now."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers import services as letters
from waystation.tracing.papers.domain import Paper, RequestSent, SeekerStands
from waystation.tracing.requests import queries
from waystation.tracing.requests.domain import RequestView, What
from waystation.tracing.requests.services.writing import change, open_request
from waystation.tracing.values import Agreed, Request
from waystation.vault.keyring import Keyring


def hear(*, keyring: Keyring, now: datetime) -> int:
    """Take in what case workers sent; says how many requests came.

    A paper counts only if the compartment that signed it is the one its case lies in. One that may
    not be is left where it is, and holds nobody else's up.
    """
    waiting = papers.waiting(keyring)
    taken = queries.taken(keyring)
    came = 0
    for sent in waiting.of(RequestSent):
        with suppress(Refused), transaction.atomic():
            letters.mark_read([sent], keyring=keyring, now=now)
            if _origin_cell(sent.value.request) == sent.sender and sent.id not in taken:
                request = replace(sent.value.request, code="", state="open")
                open_request(request=request, sent=sent.id, keyring=keyring, now=now)
                came += 1
    stands = waiting.of(SeekerStands)
    views = queries.requests(keyring) if stands else []
    for told in stands:
        with suppress(Refused), transaction.atomic():
            letters.mark_read([told], keyring=keyring, now=now)
            if told.value.origin.cell == told.sender:
                _stand(told, views, keyring, now)
    return came


def _origin_cell(request: Request) -> UUID | None:
    return request.origin.cell if request.origin else None


def _stand(
    told: Paper[SeekerStands], views: list[RequestView], keyring: Keyring, now: datetime
) -> None:
    """Let every request of a seeker follow what they agree to now, and where their case is.

    A closed one follows as well: it may be opened again. Each is read once more: an earlier paper
    may have changed it, and told in which compartment its case is.
    """
    said = told.value
    for view in views:
        if view.request.origin is None or view.request.origin.person != said.origin.person:
            continue
        was = queries.request(view.id, keyring).request
        if was.origin != said.origin:
            continue
        value = replace(was, origin=said.moved_to or was.origin)
        what: What = "changed"
        if not _is_older(told.at, was.agreed):
            value, what = _following(value, told)
        change(request_id=view.id, was=was, value=value, what=what, keyring=keyring, now=now)


def _following(was: Request, told: Paper[SeekerStands]) -> tuple[Request, What]:
    if told.value.agreed is not None:
        return replace(was, agreed=told.value.agreed), "agreed"
    if was.agreed is None or was.agreed.withdrawn_at is not None:
        return was, "changed"
    # From when they said so: a later yes that is heard in the same breath still counts.
    return replace(was, agreed=replace(was.agreed, withdrawn_at=told.at)), "taken back"


def _is_older(at: datetime, agreed: Agreed | None) -> bool:
    """Say whether a paper was written before what is known: put back, it says nothing any more."""
    return agreed is not None and at < max(agreed.noted_at, agreed.withdrawn_at or agreed.noted_at)
