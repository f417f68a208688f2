"""What the tracing officer does: has both sides asked, opens contact, hands on, ends it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases.kin import INVERSE
from waystation.tracing.asking import queries
from waystation.tracing.asking.domain import WhyNot
from waystation.tracing.asking.queries import Standing
from waystation.tracing.asking.services import stepping
from waystation.tracing.asking.services.stepping import Minor
from waystation.tracing.asking.steps import (
    Ask,
    AskSeeker,
    End,
    Say,
    SeekerSaid,
    SeekerSaying,
    SoughtSaid,
    Withdraw,
)
from waystation.tracing.asking.wording import HELPS, WHY_NOT
from waystation.tracing.matching import domain as matching
from waystation.tracing.papers.domain import Question, Said, SeekerAsked, Side
from waystation.tracing.requests import domain as requesting
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests.domain import RequestView
from waystation.tracing.values import Agreed, Match, Request
from waystation.vault import audit
from waystation.vault.keyring import Keyring

# Of somebody who answers for themselves nothing stands beside their yes.
NOBODYS = Minor()


@transaction.atomic
def ask(
    *,
    match_id: UUID,
    tells_kin: bool = False,
    tells_name: bool = False,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Have the sought asked by their own worker, or note that the office asks in person.

    Args:
      tells_kin, tells_name: whether the seeker allowed it to be told what they are to the sought,
        and their name; without either it is "somebody of your family".

    Raises:
      Refused: the search may not go on, the sought is no longer there, was asked already, said no,
        or has answered and nobody heard it yet.
    """
    view = _living(match_id, keyring, now)
    if not view.request.may_search_on(now.date()):
        raise _may_not_search()
    if queries.is_unheard(view.match.thread, keyring):
        raise Refused(
            _("They have answered already, and nobody has taken it in."),
            hint=_("Take in what came first."),
        )
    _must_keep_to_their_word(view, keyring, now.date())
    origin = stepping.origin_of(view, "sought")
    key = watch = paper = None
    if origin is not None:
        key, watch = stepping.key_of(origin, keyring), stepping.ring(origin, now)
        paper = new_id()
    step = Ask(key=key or b"", watch=watch, paper=paper)
    match = stepping.take(view, step, keyring=keyring, now=now)
    if origin is not None:
        body = Question(
            household=origin.household,
            person=origin.person,
            nth=match.sought_asked.nth,
            kin=INVERSE[view.request.relation] if tells_kin else None,
            seeker_name=(view.request.seeker.name or "") if tells_name else "",
            watch=watch,
        )
        stepping.write(view, "sought", body, paper_id=paper, keyring=keyring, now=now)
    _note("sought asked", match_id, keyring, now)


@transaction.atomic
def ask_seeker(
    *, match_id: UUID, tells_name: bool = False, keyring: Keyring, now: datetime
) -> None:
    """Have the seeker asked once more, now that the sought said what may be told.

    Args:
      tells_name: whether the sought allowed their name to be told.

    Raises:
      Refused: the sought's yes does not stand, or the seeker was asked already.
    """
    view = _living(match_id, keyring, now)
    if not view.request.may_search_on(now.date()):
        raise _may_not_search()
    origin = view.request.origin
    key = watch = paper = None
    if origin is not None:
        key, watch = stepping.key_of(origin, keyring), stepping.ring(origin, now)
        paper = new_id()
    step = AskSeeker(key=key or b"", watch=watch, paper=paper)
    match = stepping.take(view, step, keyring=keyring, now=now)
    if origin is not None:
        sought = view.sought.name if view.sought and tells_name else None
        body = SeekerAsked(
            household=origin.household,
            person=origin.person,
            nth=match.seeker_asked.nth,
            offers="alive" if match.state == "alive only" else "contact",
            sought_name=sought or "",
            watch=watch,
        )
        stepping.write(view, "seeker", body, paper_id=paper, keyring=keyring, now=now)
    _note("seeker asked again", match_id, keyring, now)


@transaction.atomic
def note_sought(
    *,
    match_id: UUID,
    said: Said,
    agreed: Agreed | None = None,
    ask_on: date | None = None,
    minor: Minor = NOBODYS,
    words: str = "",
    keyring: Keyring,
    now: datetime,
) -> Match:
    """Write down what the sought said, where the office asked in person.

    Raises:
      Refused: their own worker asks them, or it is no answer that may be taken.
    """
    view = queries.standing(match_id, keyring, now.date())
    asked = view.match.sought_asked
    if asked.key:
        raise _their_worker_asks()
    answer = SoughtSaid(
        nth=asked.nth,
        turn=asked.turn + 1,
        said=said,
        agreed=agreed,
        ask_on=ask_on,
        is_child=view.is_child,
        guardian=minor.guardian,
        best_interests=minor.best_interests,
        words=words.strip(),
    )
    return stepping.take(view, answer, keyring=keyring, now=now)


@transaction.atomic
def note_seeker(
    *,
    match_id: UUID,
    said: SeekerSaying,
    agreed: Agreed | None = None,
    words: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Write down what the seeker said, where the office speaks with them itself.

    A yes opens the contact; after a word of life it says that they want to hear it. For a child
    the guardian and the finding of the request count.

    Raises:
      Refused: their own worker asks them, they were not asked, or it is no answer to be taken.
    """
    view = _living(match_id, keyring, now) if said == "yes" else _view(match_id, keyring, now)
    asked = view.match.seeker_asked
    if asked.key:
        raise _their_worker_asks()
    if said == "yes" and asked.asked_on is None:
        # The office itself can ask them this moment.
        raise Refused(str(WHY_NOT["seeker not asked"]), hint=str(HELPS["seeker not asked"]))
    answer = SeekerSaid(
        nth=asked.nth,
        turn=asked.turn + 1,
        said=said,
        agreed=agreed,
        is_child=requesting.is_child(view.request, now.date()),
        guardian=view.request.guardian,
        best_interests=bool(view.request.best_interests.strip()),
        words=words.strip(),
    )
    stepping.take(view, answer, keyring=keyring, now=now)


def open_contact(*, match_id: UUID, agreed: Agreed, keyring: Keyring, now: datetime) -> None:
    """Open the contact with the seeker's yes, which stands beside that of the sought.

    Raises:
      Refused: as `note_seeker`.
    """
    note_seeker(match_id=match_id, said="yes", agreed=agreed, keyring=keyring, now=now)


@transaction.atomic
def pass_message(
    *, match_id: UUID, side: Side, text: str, keyring: Keyring, now: datetime
) -> Match:
    """Take a message of one side; it is handed on at once where the contact is open, else it waits.

    Raises:
      Refused: it holds an address or a number, is too long, or that side's yes does not stand.
    """
    stepping.must_be_fit(text)
    view = _living(match_id, keyring, now)
    if not view.request.may_search_on(now.date()):
        raise _may_not_search()
    return stepping.take(view, Say(side=side, text=text), keyring=keyring, now=now)


@transaction.atomic
def withdraw(*, match_id: UUID, side: Side, how: str = "", keyring: Keyring, now: datetime) -> None:
    """Take one side's yes back, in whatever state the match is; only a new one of theirs undoes it.

    Raises:
      Refused: it is over already, or there is no such match.
    """
    view = _view(match_id, keyring, now)
    step = Withdraw(side=side, words=how.strip())
    stepping.take(view, step, keyring=keyring, now=now)


@transaction.atomic
def end(*, match_id: UUID, why: str, keyring: Keyring, now: datetime) -> None:
    """End a match; put back among the candidates, both are asked anew.

    Raises:
      Refused: no reason is given, or it is over already.
    """
    if not why.strip():
        raise Refused(_("It is not said why this ends."), hint=_("Write it in one line."))
    view = _view(match_id, keyring, now)
    stepping.take(view, End(words=why.strip()), keyring=keyring, now=now)


def _view(match_id: UUID, keyring: Keyring, now: datetime) -> Standing:
    return queries.standing(match_id, keyring, now.date())


def _living(match_id: UUID, keyring: Keyring, now: datetime) -> Standing:
    """Read a match whose sought is still there."""
    view = _view(match_id, keyring, now)
    if not queries.living([view.match], keyring, now.date()).has(view.match):
        raise Refused(
            _("The person looked for is no longer in the register."),
            hint=_("Nothing more can be asked or told; end this match."),
        )
    return view


def _must_keep_to_their_word(view: Standing, keyring: Keyring, today: date) -> None:
    """Refuse to ask for a seeker to whom the sought said no, by whichever of their requests.

    Nor is the day come to which they put any of them off.
    """
    sought, seeker = _sought_of(view.match), _seeker_of(view.match.request, view.request)
    for row, other in queries.everything(keyring):
        word = matching.last_word(other)
        waits = word == "later" and other.ask_on is not None and today < other.ask_on
        if row.id != view.id and (word == "no" or waits) and _sought_of(other) == sought:
            request = requests.request(other.request, keyring).request
            if _seeker_of(other.request, request) == seeker:
                why: WhyNot = "said no" if word == "no" else "no day"
                raise Refused(str(WHY_NOT[why]), hint=str(HELPS[why]))


def _seeker_of(request_id: UUID, request: Request) -> UUID:
    return matching.seeker_of(RequestView(request_id, 0, request))


def _sought_of(match: Match) -> UUID | None:
    return match.sought_at.person if match.sought_at else match.other or match.entry


def _note(kind: str, match_id: UUID, keyring: Keyring, now: datetime) -> None:
    audit.write(kind, actor=keyring.user_id, says={"id": str(match_id)}, now=now)


def _may_not_search() -> Refused:
    return Refused(
        _("This search may not go on today."),
        hint=_("Look at the request: what it lacks stands on it."),
    )


def _their_worker_asks() -> Refused:
    return Refused(
        _("Their own worker asks them; the answer comes from there."),
        hint=_("Wait for the answer, or end this match."),
    )
