"""What came in at the tracing desk: each paper taken once, and only from whom was asked."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.base.errors import Refused
from waystation.tracing.asking import domain, queries
from waystation.tracing.asking.queries import Standing
from waystation.tracing.asking.services import stepping
from waystation.tracing.asking.steps import Say, SeekerSaid, SoughtSaid, Withdraw
from waystation.tracing.asking.wording import HELPS, WHY_NOT
from waystation.tracing.matching.domain import SEEKER_SAYS_NO, SEEKER_SAYS_YES
from waystation.tracing.papers import queries as papers
from waystation.tracing.papers import services as post
from waystation.tracing.papers.domain import Answer, FirstWord, Paper, SeekerAnswer
from waystation.tracing.requests import domain as requesting
from waystation.vault import cells
from waystation.vault.keyring import Keyring

Todo = tuple[Paper[msgspec.Struct], Callable[..., bool]]


class Heard(NamedTuple):
    """What hearing brought: answers taken, papers that say nothing any more, and those to report.

    `gone` counts matches whose sought is no longer in the register; `spoiled` papers that none of
    the compartments asked can have written.
    """

    taken: int = 0
    stale: int = 0
    gone: int = 0
    spoiled: int = 0


def hear(*, keyring: Keyring, now: datetime) -> Heard:
    """Take in every answer and message that waits, and end what lost its person meanwhile.

    Raises:
      Refused: the reader holds no tracing compartment.
      Overtaken: somebody else takes them in this very moment.
    """
    keyring.cell("tracing")
    waiting = papers.waiting(keyring)
    taken, spoiled, left = 0, waiting.spoiled, 0
    todo: list[Todo] = [(paper, partial(_answer, paper)) for paper in waiting.of(Answer)]
    for said in waiting.of(SeekerAnswer):
        todo.append((said, partial(_seeker_answer, said)))
    for word in waiting.of(FirstWord):
        todo.append((word, partial(_message, word)))
    found = queries.everything(keyring) if todo else []
    threads = {match.thread: row.id for row, match in found}
    for paper, act in sorted(todo, key=lambda one: one[0].at):
        came = _take(paper, act, threads.get(paper.about), keyring, now)
        taken, spoiled = taken + (came == "taken"), spoiled + (came == "not theirs")
        left += came == "waits"
    # Last: whoever said no and left the register in one breath said no.
    gone = _end_gone(queries.matches(keyring, now.date()), keyring, now)
    return Heard(taken, len(todo) - taken - left - (spoiled - waiting.spoiled), gone, spoiled)


def _take(
    paper: Paper[msgspec.Struct],
    act: Callable[..., bool],
    match_id: UUID | None,
    keyring: Keyring,
    now: datetime,
) -> str:
    """Act on one paper and mark it read, in one transaction."""
    came = "stale"
    with transaction.atomic():
        if match_id is not None:
            try:
                with transaction.atomic():
                    view = queries.standing(match_id, keyring, now.date(), in_any_state=True)
                    if _must_wait(paper, view, now):
                        return "waits"
                    came = "taken" if act(view, keyring, now) else "not theirs"
            except Refused:
                came = "stale"
        post.mark_read([paper], keyring=keyring, now=now)
    return came


def _answer(paper: Paper[Answer], view: Standing, keyring: Keyring, now: datetime) -> bool:
    if not _is_theirs(paper.sender, view.match.sought_asked.key):
        return False
    said = paper.value
    step = SoughtSaid(
        nth=said.nth,
        turn=said.turn,
        said=said.said,
        said_at=paper.at,
        agreed=said.agreed,
        ask_on=said.ask_on,
        is_child=said.is_child or view.is_child,
        guardian=said.guardian,
        best_interests=said.best_interests,
    )
    stepping.take(view, step, keyring=keyring, now=now)
    return True


def _seeker_answer(
    paper: Paper[SeekerAnswer], view: Standing, keyring: Keyring, now: datetime
) -> bool:
    if not _is_theirs(paper.sender, view.match.seeker_asked.key):
        return False
    said = paper.value
    asked_on, state = view.match.seeker_asked.asked_on, view.match.state
    is_asked = asked_on is not None and state not in domain.RESTING
    step = SeekerSaid(
        nth=said.nth,
        turn=said.turn,
        said=said.said,
        agreed=said.agreed,
        is_child=said.is_child or requesting.is_child(view.request, now.date()),
        guardian=said.guardian,
        best_interests=said.best_interests,
        words="" if is_asked else SEEKER_SAYS_YES if said.said == "yes" else SEEKER_SAYS_NO,
    )
    stepping.take(view, step, keyring=keyring, now=now)
    return True


def _message(paper: Paper[FirstWord], view: Standing, keyring: Keyring, now: datetime) -> bool:
    side = paper.value.side
    asked = view.match.sought_asked if side == "sought" else view.match.seeker_asked
    if not _is_theirs(paper.sender, asked.key):
        return False
    yes = view.match.sought_yes if side == "sought" else view.match.seeker_yes
    if yes is not None and paper.at < yes.noted_at:
        # Meant for a yes that is gone: put back, it is not handed on under the next one.
        raise Refused(str(WHY_NOT["not open"]), hint=str(HELPS["not open"]))
    stepping.must_be_fit(paper.value.text)
    step = Say(side=side, text=paper.value.text)
    stepping.take(view, step, keyring=keyring, now=now)
    return True


def _must_wait(paper: Paper[msgspec.Struct], view: Standing, now: datetime) -> bool:
    """Say whether a seeker's yes comes while their search rests: it opens nothing before."""
    said = paper.value
    is_yes = isinstance(said, SeekerAnswer) and said.said == "yes"
    return is_yes and not view.may_go_on(now.date())


def _is_theirs(sender: UUID, key: bytes) -> bool:
    """Say whether a paper comes from the compartment that was asked, by the key it had then."""
    return bool(key) and cells.sign_public(sender) == key


def _end_gone(views: Iterable[Standing], keyring: Keyring, now: datetime) -> int:
    """End the matches whose sought left the register: there is no consent any more."""
    n = 0
    for view in views:
        is_asked = view.match.state not in ("reviewed", "no", "ended")
        if is_asked and queries.has_left(view.match, keyring, now.date()):
            with transaction.atomic():
                step = Withdraw(side="sought", since=view.match.sought_since)
                stepping.take(view, step, keyring=keyring, now=now)
            n += 1
    return n
