"""What case workers sent is taken in: requests, and what their seekers agree to now."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers import services as letters
from waystation.tracing.papers.domain import RequestSent, SeekerStands
from waystation.tracing.requests import queries
from waystation.tracing.requests.services.writing import change, open_request
from waystation.tracing.values import Request
from waystation.vault.keyring import Keyring


def hear(*, keyring: Keyring, now: datetime) -> int:
    """Take in what case workers sent; says how many requests came.

    A paper counts only if the compartment that signed it is the one its case lies in. One that may
    not be is left where it is, and holds nobody else's up.
    """
    waiting = papers.waiting(keyring)
    came = 0
    for sent in waiting.of(RequestSent):
        with suppress(Refused), transaction.atomic():
            letters.mark_read([sent], keyring=keyring, now=now)
            if _origin_cell(sent.value.request) == sent.sender:
                request = replace(sent.value.request, code="", state="open")
                open_request(request=request, keyring=keyring, now=now)
                came += 1
    for told in waiting.of(SeekerStands):
        with suppress(Refused), transaction.atomic():
            letters.mark_read([told], keyring=keyring, now=now)
            if told.value.origin.cell == told.sender:
                _stand(told.value, keyring, now)
    return came


def _origin_cell(request: Request) -> UUID | None:
    return request.origin.cell if request.origin else None


def _stand(told: SeekerStands, keyring: Keyring, now: datetime) -> None:
    """Let every request of a seeker follow what they agree to now, and where their case is."""
    for view in queries.requests(keyring):
        was = view.request
        if was.origin != told.origin or was.state == "closed":
            continue
        value = replace(was, origin=told.moved_to or was.origin)
        if told.agreed is not None:
            change(
                request_id=view.id,
                was=was,
                value=replace(value, agreed=told.agreed),
                what="agreed",
                keyring=keyring,
                now=now,
            )
        elif was.agreed is not None and was.agreed.withdrawn_at is None:
            gone = replace(was.agreed, withdrawn_at=now)
            change(
                request_id=view.id,
                was=was,
                value=replace(value, agreed=gone),
                what="taken back",
                keyring=keyring,
                now=now,
            )
