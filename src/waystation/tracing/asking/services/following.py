"""What follows for matches when a request is taken back or destroyed: they end."""

from datetime import datetime
from uuid import UUID

from waystation.tracing.asking import queries
from waystation.tracing.asking.services import stepping
from waystation.tracing.asking.steps import Withdraw
from waystation.tracing.papers import services as post
from waystation.tracing.papers.domain import Side
from waystation.tracing.requests import queries as requests
from waystation.vault.keyring import Keyring

# Before a step was taken there is nothing to end.
UNTOUCHED = ("reviewed", "ended")


def follow(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """End what hangs on a seeker's yes that was taken back, in the transaction that took it."""
    agreed = requests.request(request_id, keyring).request.agreed
    if agreed is not None and agreed.withdrawn_at is not None:
        _end_all(request_id, agreed.withdrawn_at, keyring, now)


def let_go(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """End what hangs on a request before it is destroyed, with the papers about it.

    Those at the desk go, and the questions at workers': they may tell a name.
    """
    _end_all(request_id, now, keyring, now)
    found = [match for _row, match in queries.everything(keyring)]
    threads = {match.thread for match in found if match.request == request_id}
    post.forget_about(threads, keyring=keyring)
    post.take_away(
        paper
        for match in found
        if request_id in (match.request, match.other)
        for paper in match.papers
    )


def _end_all(request_id: UUID, since: datetime, keyring: Keyring, now: datetime) -> None:
    """End the matches in which this seeker seeks, and those in which they are the one sought."""
    for view in queries.matches(keyring, now.date()):
        seeks = view.match.request == request_id
        if view.match.state in UNTOUCHED or not (seeks or view.match.other == request_id):
            continue
        side: Side = "seeker" if seeks else "sought"
        stepping.take(view, Withdraw(side=side, since=since), keyring=keyring, now=now)
