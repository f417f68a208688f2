"""What a case worker does: asks one of their own people, sends the answer, hands messages on."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import alarms, course, parts
from waystation.cases.consent import queries as consents
from waystation.cases.consent import services as consenting
from waystation.cases.consent.domain import Consent
from waystation.cases.safeguarding import queries as safety
from waystation.tracing.asking import queries
from waystation.tracing.asking.queries import Asked, Passed
from waystation.tracing.asking.services import stepping
from waystation.tracing.asking.services.stepping import Minor
from waystation.tracing.asking.wording import HELPS, WHY_NOT
from waystation.tracing.papers import services as post
from waystation.tracing.papers.domain import (
    Answer,
    FirstWord,
    Paper,
    Said,
    SeekerAnswer,
)
from waystation.tracing.values import Agreed, Form
from waystation.vault.keyring import Keyring


class Reply(NamedTuple):
    """What somebody said when they were asked, in the form their worker wrote it down.

    `until` is the last day of a yes; `ask_on` when "later" is to come back; `words` their own.
    """

    said: Said
    words: str = ""
    form: Form = "spoken"
    until: date | None = None
    ask_on: date | None = None


@transaction.atomic
def answer(*, paper_id: UUID, reply: Reply, keyring: Keyring, now: datetime) -> UUID:
    """Write down what somebody answered and send it, signed by the compartment of their case.

    A yes needs their consent to family tracing on file, and lasts no longer than it; of a child
    also a guardian, their own assent and a finding of what is best for them.

    Raises:
      Refused: there is no such question any more, or the yes lacks what it needs.
    """
    one = queries.question(paper_id, keyring)
    asked = one.paper.value
    kept = Asked(
        person=asked.person,
        side=one.side,
        paper=paper_id,
        thread=one.paper.about,
        tracing=one.paper.sender,
        nth=asked.nth,
        turn=1,
        said=reply.said,
        offers=getattr(asked, "offers", ""),
    )
    kept, minor = _filled(kept, asked.household, reply, keyring, now)
    part_id = parts.put(household_id=asked.household, value=kept, keyring=keyring, now=now)
    _send(kept, asked.household, minor, keyring, now)
    alarms.answer(asked.watch)
    post.mark_read([one.paper], keyring=keyring, now=now)
    return part_id


@transaction.atomic
def answer_again(*, part_id: UUID, reply: Reply, keyring: Keyring, now: datetime) -> None:
    """Write down that somebody says something else now; the later answer takes the earlier's place.

    So a yes is taken back: the contact closes as soon as the tracing desk hears it, and whatever
    hangs on the register at once where they leave that.

    Raises:
      Refused: there is no such answer, they answered a later question since, or the yes lacks what
        it needs.
    """
    kept = parts.read(part_id, Asked, keyring)
    said = [one.value for one in parts.listed(kept.case, Asked, keyring)]
    of_both = (kept.value.thread, kept.value.side)
    if any((one.thread, one.side) == of_both and one.nth > kept.value.nth for one in said):
        raise Refused(
            _("They were asked anew since; this answers nothing any more."),
            hint=_("Write it down with their latest answer."),
        )
    again = replace(kept.value, turn=kept.value.turn + 1, said=reply.said)
    value, minor = _filled(again, kept.case, reply, keyring, now)
    parts.change(part_id=part_id, was=kept.value, value=value, keyring=keyring, now=now)
    _send(value, kept.case, minor, keyring, now)


@transaction.atomic
def give_message(*, part_id: UUID, text: str, keyring: Keyring, now: datetime) -> None:
    """Send a message of one of our people to their family; it waits until both sides said yes.

    Raises:
      Refused: it holds an address or a number, is empty or too long, or they did not say yes.
    """
    kept = parts.read(part_id, Asked, keyring)
    one = kept.value
    stepping.must_be_fit(text)
    if one.said != "yes" or one.agreed is None or not one.agreed.stands_on(now.date()):
        raise Refused(str(WHY_NOT["not open"]), hint=str(HELPS["not open"]))
    body = FirstWord(text=text.strip(), side=one.side)
    _post(one, kept.case, body, keyring, now)
    passed = Passed(person=one.person, thread=one.thread, text=text.strip(), came=False)
    parts.put(household_id=kept.case, value=passed, keyring=keyring, now=now)


@transaction.atomic
def hand_on(*, paper_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that a message was given to the person it is for; it is kept in their case.

    Raises:
      Refused: there is no such message for this reader.
    """
    found = [paper for paper in queries.questions(keyring).words if paper.id == paper_id]
    if not found:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    said = found[0].value
    assert said.household is not None
    assert said.person is not None
    passed = Passed(person=said.person, thread=found[0].about, text=said.text, came=True)
    parts.put(household_id=said.household, value=passed, keyring=keyring, now=now)
    post.mark_read(found, keyring=keyring, now=now)


@transaction.atomic
def put_by(*, paper_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that word of an open or a closed contact was read; what it ended is asked no more.

    Raises:
      Refused: there is no such word for this reader.
    """
    board = queries.questions(keyring)
    both: list[Paper[msgspec.Struct]] = [*board.opened, *board.over]
    found = [paper for paper in both if paper.id == paper_id]
    if not found:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    ended = {paper.about for paper in board.over if paper.id == paper_id}
    if ended:
        found += _unasked(ended, found[0].at, keyring)
    post.mark_read(found, keyring=keyring, now=now)


def _unasked(
    threads: Iterable[UUID], at: datetime, keyring: Keyring
) -> list[Paper[msgspec.Struct]]:
    """List the questions that were never put and are over, and let their alarms rest."""
    gone: list[Paper[msgspec.Struct]] = []
    for one in queries.asked_before(keyring):
        if one.about in threads and one.at <= at:
            alarms.answer(one.value.watch)
            gone.append(one)
    return gone


def _filled(
    kept: Asked, household_id: UUID, reply: Reply, keyring: Keyring, now: datetime
) -> tuple[Asked, Minor]:
    """Give an answer with its yes, which stands on the consent that is on file."""
    if reply.said == "later" and reply.ask_on is None:
        raise Refused(str(WHY_NOT["no day"]), hint=str(HELPS["no day"]))
    plain = replace(
        kept,
        words=reply.words.strip(),
        agreed=None,
        ask_on=reply.ask_on if reply.said == "later" else None,
        guardian="",
    )
    if reply.said not in ("yes", "alive only"):
        return plain, Minor()
    found = consenting.require(
        household_id=household_id,
        person_id=kept.person,
        purpose="tracing",
        keyring=keyring,
        now=now,
    )
    today = now.date()
    until = min(reply.until or found.until, found.until)
    if until < today:
        raise Refused(str(WHY_NOT["no consent"]), hint=str(HELPS["no consent"]))
    agreed = Agreed(
        given_on=today, until=until, form=reply.form, noted_by=keyring.user_id, noted_at=now
    )
    minor = _minor(household_id, kept.person, keyring, today)
    return replace(plain, agreed=agreed, guardian=minor.guardian), minor


def _minor(household_id: UUID, person_id: UUID, keyring: Keyring, today: date) -> Minor:
    """Say who answers for a child, and whether it was found what is best for them.

    Raises:
      Refused: it was not, or nobody answers for the child.
    """
    one = consents.member_of(household_id, person_id, keyring, today)
    if not one.on(today).is_child:
        return Minor()
    views = safety.children(household_id, keyring, today)
    latest = next((view.latest for view in views if view.id == person_id), None)
    guardian = _guardian(household_id, person_id, keyring)
    if not guardian or latest is None or not latest.value.stands_on(today):
        raise Refused(str(WHY_NOT["child"]), hint=str(HELPS["child"]))
    return Minor(is_child=True, guardian=guardian, best_interests=True)


def _guardian(household_id: UUID, person_id: UUID, keyring: Keyring) -> str:
    """Give the id or the alias of who answered for a child in the consent that counts."""
    said: list[Consent] = [
        consent
        for consent in consents.answers(household_id, keyring)
        if (consent.person, consent.purpose) == (person_id, "tracing")
    ]
    last = max(said, key=lambda consent: consent.said_at, default=None)
    if last is None:
        return ""
    return str(last.guardian) if last.guardian else last.guardian_alias.strip()


def _send(kept: Asked, household_id: UUID, minor: Minor, keyring: Keyring, now: datetime) -> None:
    body: msgspec.Struct = Answer(
        nth=kept.nth,
        turn=kept.turn,
        said=kept.said,
        agreed=kept.agreed,
        ask_on=kept.ask_on,
        is_child=minor.is_child,
        guardian=minor.guardian,
        best_interests=minor.best_interests,
    )
    if kept.side == "seeker":
        # The seeker is asked yes or no; whoever puts it off has not said yes.
        body = SeekerAnswer(
            nth=kept.nth,
            turn=kept.turn,
            said="yes" if kept.said == "yes" else "no",
            agreed=kept.agreed,
            is_child=minor.is_child,
            guardian=minor.guardian,
            best_interests=minor.best_interests,
        )
    _post(kept, household_id, body, keyring, now)


def _post(
    kept: Asked, household_id: UUID, body: msgspec.Struct, keyring: Keyring, now: datetime
) -> None:
    post.send(
        to=kept.tracing,
        sender=course.cell_of(household_id, keyring),
        body=body,
        about=kept.thread,
        keyring=keyring,
        now=now,
    )
