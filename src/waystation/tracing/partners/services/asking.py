"""A sealed request to one organisation, and the answer of a human to one that came."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.tracing.matching import queries as matching
from waystation.tracing.models import RunRow
from waystation.tracing.partners import domain, queries
from waystation.tracing.partners.domain import Asked, Partner, Received, Reply, Sent, Told
from waystation.tracing.partners.services import agreeing, letters, parcels
from waystation.tracing.register import queries as register
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as requesting
from waystation.tracing.values import (
    Agreed,
    Copied,
    Match,
    Profile,
    Released,
    Request,
    Use,
    to_others,
)
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

ANSWER_MAX = 1_000
# In what a match stands while the yes of one who was found still says anything.
GOES_ON = ("yes", "alive only", "seeker asked", "contact")


@transaction.atomic
def release(*, request_id: UUID, given: Released, keyring: Keyring, now: datetime) -> None:
    """Note what a seeker agreed may go to one organisation; an older yes to it is replaced.

    Raises:
      Refused: it would outlast a year or is of a day to come, it names nobody who is sought, or
        there is no such request.
    """
    was = requests.request(request_id, keyring).request
    if given.agreed.given_on > now.date() or not (
        now.date() <= given.agreed.until <= now.date() + domain.LONGEST
    ):
        raise Refused(
            _("This yes has no good days: it is given by today and lasts at most a year."),
            hint=_("Look at both days once more."),
        )
    if not given.names or not given.uses:
        raise Refused(
            _("It is not said which name may go, or by which way."),
            hint=_("Choose at least one name of the person who is sought, and one way."),
        )
    value = replace(was, released=(*to_others(was.released, given.receiver), given))
    requesting.change(request_id=request_id, was=was, value=value, keyring=keyring, now=now)


@transaction.atomic
def withdraw(*, request_id: UUID, receiver: str, keyring: Keyring, now: datetime) -> None:
    """Take back what a seeker released to one organisation: nothing more goes there.

    Raises:
      Refused: nothing is released to it, or there is no such request.
    """
    was = requests.request(request_id, keyring).request
    others = to_others(was.released, receiver)
    if len(others) == len(was.released):
        raise Refused(
            _("Nothing of this request is released to that organisation."),
            hint=_("Look at how it stands now."),
        )
    value = replace(was, released=others)
    requesting.change(request_id=request_id, was=was, value=value, keyring=keyring, now=now)


def preview(partner: Partner, request: Request, now: datetime) -> Asked:
    """Give what a request would tell an organisation today, to the last word.

    Raises:
      Refused: it is not agreed with the organisation, or the seeker did not release it to it.
    """
    return domain.asked_of(request, released(partner, request, "request", now))


def released(partner: Partner, request: Request, use: Use, now: datetime) -> Released:
    """Give what the seeker of a request lets an organisation have in one way today.

    Raises:
      Refused: it is not agreed with the organisation, or the seeker did not release it to it.
    """
    letters.must_be_allowed(partner, use, now.date())
    given = domain.released(request.released, partner.card.name, use, now.date())
    if given is None or not request.may_search_on(now.date()):
        raise Refused(
            _("The seeker has not released this request to this organisation, or no longer."),
            hint=_("Ask the seeker, and note what may go and until when."),
        )
    return given


@transaction.atomic
def prepare(*, partner_id: UUID, request_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Make the sealed file of a request to one organisation; nothing leaves by it yet.

    Raises:
      Refused: as `preview`; or as many as were agreed passed in thirty days.
    """
    view = queries.partner(partner_id, keyring)
    asked = preview(view.partner, requests.request(request_id, keyring).request, now)
    _must_have_room(view, keyring, now)
    paper = new_id()
    sealed = letters.write(
        view.partner, asked, about=paper, until=asked.until, keyring=keyring, now=now
    )
    cell = keyring.cell("tracing")
    value = Sent(
        partner=view.id,
        paper=paper,
        request=request_id,
        made=agreeing.hand(keyring, now),
        until=asked.until,
        parcel=parcels.put(sealed, cell, keyring, on=now.date()),
    )
    return add(RunRow(cell=cell), value, keyring, on=now.date()).id


@transaction.atomic
def count_out(*, partner_id: UUID, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Count a request that leaves in another shape, such as a file, among those that were agreed.

    Raises:
      Refused: as many as were agreed passed in thirty days, or there is no such organisation.
    """
    view = queries.partner(partner_id, keyring)
    _must_have_room(view, keyring, now)
    made = agreeing.hand(keyring, now)
    value = Sent(partner=view.id, paper=new_id(), request=request_id, made=made, left_at=now)
    add(RunRow(cell=keyring.cell("tracing")), value, keyring, on=now.date())


@transaction.atomic
def forget_request(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Empty what passed with organisations about a request that is destroyed; the count stays."""
    for sent in queries.sent(keyring):
        if sent.value.request == request_id:
            parcels.drop(sent.value.parcel)
            swap(sent.row, replace(sent.value, parcel=(), says=""), keyring, on=now.date())
    for came in queries.received(keyring):
        if came.value.request == request_id:
            parcels.drop(came.value.parcel)
            bare = replace(came.value.asked, sought=Profile(), seeker=Profile())
            value = replace(came.value, asked=bare, parcel=(), says="")
            swap(came.row, value, keyring, on=now.date())


@transaction.atomic
def take_back(*, paper_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Delete a request or an answer that was made and has not left.

    Raises:
      Refused: it has left, or there is none such.
    """
    if queries.is_sent(paper_id, keyring):
        sent = queries.one_sent(paper_id, keyring)
        if sent.value.left_at is None:
            parcels.drop(sent.value.parcel)
            sent.row.delete()
            return
    else:
        came = queries.one_received(paper_id, keyring)
        if came.value.answered is not None and came.value.left_at is None:
            parcels.drop(came.value.parcel)
            unsaid = replace(came.value, reply=None, says="", answered=None, parcel=())
            swap(came.row, unsaid, keyring, on=now.date())
            return
    raise Refused(
        _("This has left already and cannot be taken back."),
        hint=_("Call the organisation and ask them to delete the file."),
    )


@transaction.atomic
def hand_out(*, paper_id: UUID, keyring: Keyring, now: datetime) -> bytes:
    """Give the sealed file of a request or an answer, to be carried over; it counts as gone.

    Raises:
      Refused: there is no file, it is not agreed any more, the request ran out, or the seeker took
        their yes back.
    """
    is_sent = queries.is_sent(paper_id, keyring)
    one = (
        queries.one_sent(paper_id, keyring) if is_sent else queries.one_received(paper_id, keyring)
    )
    value = one.value
    partner = queries.partner(value.partner, keyring).partner
    letters.must_be_allowed(partner, "request", now.date())
    _must_be_in_date(value, now)
    if isinstance(value, Sent):
        # Asked once more: a yes may have been taken back since the file was made.
        preview(partner, requests.request(value.request, keyring).request, now)
    elif value.reply == "word":
        must_have_word(value, keyring, now)
    if not value.parcel:
        raise Refused(_("There is no file here to carry over."), hint=_("Make it first."))
    if value.left_at is None:
        swap(one.row, replace(value, left_at=now), keyring, on=now.date())
        says = {"to": partner.card.name, "of": "request" if is_sent else "answer"}
        says |= {"id": str(value.paper)}
        audit.write("record sent out", actor=keyring.user_id, says=says, now=now)
    return queries.parcel(value.parcel, keyring)


@transaction.atomic
def take_in(*, came: letters.Came, keyring: Keyring, now: datetime) -> UUID:
    """Put a request on file that came from an organisation, or the answer to one of ours.

    Raises:
      Refused: it is not agreed, it came before, it answers nothing of ours, or it answers after our
        request ran out.
    """
    view, letter = came.sender, came.letter
    letters.must_be_allowed(view.partner, "request", now.date())
    if isinstance(letter.says, Told):
        made = _note_answer(came, letter.says, keyring, now)
    elif isinstance(letter.says, Asked):
        made = _receive(came, letter.says, keyring, now)
    else:
        raise Refused(_("This file is a step of a search."), hint=_("Read it in as one."))
    says = {"to": view.partner.card.name, "id": str(letter.about)}
    audit.write("record came in", actor=keyring.user_id, says=says, now=now)
    return made


@transaction.atomic
def adopt(*, paper_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Make a request of ours of one that came: a copy, which ends when the original does.

    It is searched only once an officer noted a yes and made sure who asks, as with any other.

    Raises:
      Refused: that was done already, it ran out, or there is none such.
    """
    came = queries.one_received(paper_id, keyring)
    value = came.value
    if value.request is not None:
        raise Refused(
            _("This is a request here already."), hint=_("Open it in the list of requests.")
        )
    _must_be_in_date(value, now)
    partner = queries.partner(value.partner, keyring).partner
    copy = Request(
        code="",
        seeker=value.asked.seeker,
        sought=value.asked.sought,
        relation=domain.relation_of(value.asked),
        opened_on=now.date(),
        copied=Copied(
            record_id=f"{partner.card.name}/{value.paper}",
            source=partner.card.name,
            source_date=value.came.at,
            entry_date=now,
            until=value.asked.until,
        ),
    )
    made = requesting.open_request(request=copy, keyring=keyring, now=now)
    swap(came.row, replace(value, request=made), keyring, on=now.date())
    return made


@transaction.atomic
def answer(*, paper_id: UUID, reply: Reply, says: str, keyring: Keyring, now: datetime) -> None:
    """Answer a request that came, as a human: nothing to tell, or word that somebody agreed to.

    "Nothing" is one answer for nobody known, a no and a yes taken back, and carries no words.

    Raises:
      Refused: it was answered, it ran out, the words are too long, or nobody's recorded yes stands
        behind it.
    """
    came = queries.one_received(paper_id, keyring)
    value = came.value
    if value.answered is not None:
        raise Refused(_("This was answered already."), hint=_("Look at how it stands now."))
    _must_be_in_date(value, now)
    said = says.strip() if reply == "word" else ""
    if len(said) > ANSWER_MAX:
        raise Refused(
            _("This answer has %(n)d letters; at most %(most)d fit.")
            % {"n": len(said), "most": ANSWER_MAX},
            hint=_("Shorten it."),
        )
    if reply == "word":
        must_have_word(value, keyring, now)
    view = queries.partner(value.partner, keyring)
    sealed = letters.write(
        view.partner,
        Told(reply=reply, says=said),
        about=value.paper,
        until=min(now.date() + domain.RUN_LASTS, value.asked.until),
        keyring=keyring,
        now=now,
    )
    put = parcels.put(sealed, keyring.cell("tracing"), keyring, on=now.date())
    value = replace(value, reply=reply, says=said, answered=agreeing.hand(keyring, now), parcel=put)
    swap(came.row, value, keyring, on=now.date())


def must_have_word(value: Received, keyring: Keyring, now: datetime) -> None:
    """Refuse to pass word on unless the one who is sought said a yes that stands today.

    Raises:
      Refused: no match of the request made of it carries such a yes.
    """
    for one in matching.matches(keyring) if value.request else ():
        yes = _yes_of_ours(one.match, value, keyring, now)
        if yes is not None and yes.stands_on(now.date()):
            return
    raise Refused(
        _("Nobody's recorded yes stands behind this word."),
        hint=_("Take the request up, let the person be asked, and answer after their yes."),
    )


def _yes_of_ours(match: Match, value: Received, keyring: Keyring, now: datetime) -> Agreed | None:
    """Give the yes of whom the partner looks for, while they are there and the match goes on.

    Where the partner's own seeker is the one found by a request of ours, ours is its seeker.
    """
    today = now.date()
    if match.state not in GOES_ON or value.request not in (match.request, match.other):
        return None
    ours = match.other if match.request == value.request else match.request
    if ours is None:
        assert match.entry is not None
        there = register.entry(match.entry, keyring, today) is not None
    else:
        there = any(view.id == ours for view in requests.searching(keyring, today))
    if not there:
        return None
    return match.sought_yes if match.request == value.request else match.seeker_yes


def _receive(came: letters.Came, asked: Asked, keyring: Keyring, now: datetime) -> UUID:
    view, paper = came.sender, came.letter.about
    if any(one.value.paper == paper for one in queries.received(keyring)):
        raise Refused(_("This request was read before."), hint=_("Open it in the list."))
    _must_have_room(view, keyring, now)
    value = Received(partner=view.id, paper=paper, asked=asked, came=agreeing.hand(keyring, now))
    return add(RunRow(cell=keyring.cell("tracing")), value, keyring, on=now.date()).id


def _note_answer(came: letters.Came, told: Told, keyring: Keyring, now: datetime) -> UUID:
    for one in queries.sent(keyring):
        sent = one.value
        if sent.paper == came.letter.about and sent.partner == came.sender.id:
            if sent.left_at is None or sent.answered is not None:
                break
            _must_be_in_date(sent, now)
            answered = replace(
                sent, reply=told.reply, says=told.says, answered=agreeing.hand(keyring, now)
            )
            parcels.drop(sent.parcel)
            swap(one.row, replace(answered, parcel=()), keyring, on=now.date())
            return one.id
    raise Refused(
        _("This answer belongs to no request of ours that waits for one."),
        hint=_("It may have been read before. Ask them which request they mean."),
    )


def _must_be_in_date(value: Sent | Received, now: datetime) -> None:
    last = queries.last_day(value)
    if last is not None and now.date() > last:
        raise Refused(
            _("This request ran out: its last day was %(day)s.") % {"day": last.isoformat()},
            hint=_("Nothing more is answered to it. It is asked anew with a yes that stands."),
        )


def _must_have_room(view: queries.PartnerView, keyring: Keyring, now: datetime) -> None:
    agreed = view.partner.agreement
    most = agreed.requests_max if agreed else 0
    if queries.spent(view.id, keyring, now.date()).requests >= most:
        raise letters.not_allowed("too many requests")
