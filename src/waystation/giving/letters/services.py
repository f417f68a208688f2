"""Letters: write one at once, let one wait, and send what waits, each at most once by itself."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base import mailing
from waystation.base.errors import Overtaken, Refused
from waystation.base.ids import new_id
from waystation.base.mailing import Postbox
from waystation.giving import rows
from waystation.giving.domain import coarse
from waystation.giving.donors import queries as donors
from waystation.giving.letters import attaching, domain, in_a_demo, links, queries, writing
from waystation.giving.letters.domain import Letter, Sent, Value
from waystation.giving.models import DonorRow, LetterRow
from waystation.vault import ownkeys
from waystation.vault.keyring import Keyring


def send(kind: str, to: str, language: str, values: Mapping[str, Value]) -> None:
    """Send a letter at once to an address that was named in this very request.

    A demo without a mail server puts it into a file instead (`in_a_demo`).

    Raises:
      Refused: no mail server is set up, it was not reached, or it did not take the letter.
      ValueError: no such kind, or a value is missing.
    """
    is_in_a_file = in_a_demo.is_on()
    if not is_in_a_file:
        _must_be_set_up()
    writing.check(kind, values)
    written = writing.write(kind, values, language=language)
    letter_id = new_id()
    try:
        message = writing.mail(written, to=to, letter_id=letter_id)
    except ValueError:
        raise _no_address() from None
    if is_in_a_file:
        in_a_demo.put(message, letter_id)
        return
    with Postbox() as post:
        outcome = post.hand_over(message, writing.on_the_wire(to))
    if outcome == "refused":
        raise _no_address()
    if outcome != "taken":
        raise Refused(
            _("The mail server did not take the letter."), hint=_("Try again in some minutes.")
        )


def wait(
    row: DonorRow, kind: str, values: Mapping[str, Value], *, now: datetime, once: str = ""
) -> LetterRow | None:
    """Put a letter to a donor into the outbox, sealed until somebody with keys sends it.

    Needs no key, and belongs to the transaction of what it tells.

    Args:
      once: a name for what is told; the same name again makes no second letter.

    Raises:
      ValueError: no such kind, or a value is missing.
    """
    return _put(Letter(kind=kind, values=dict(values)), row, now, once)


def wait_for(
    to: str, name: str, language: str, kind: str, values: Mapping[str, Value], *, now: datetime
) -> LetterRow | None:
    """Put a letter to somebody who is no donor into the outbox, such as whoever is honoured."""
    letter = Letter(kind=kind, values=dict(values), name=name, to=to, language=language)
    return _put(letter, None, now, "")


def send_waiting(*, keyring: Keyring, now: datetime) -> Sent:
    """Send the letters that have waited longest, some at a time, each at most once.

    A letter is marked before it is handed over and again after. Whatever ends in between leaves it
    marked as one that may have gone, and nothing sends it again but a person who asks for it. So
    this must not be called within a transaction.

    Raises:
      Refused: no mail server is set up.
    """
    _must_be_set_up()
    held = LetterRow.objects.filter(cell__in=keyring.cells_of("giving"))
    waiting = held.filter(state="waiting").order_by("asked_on", "tries", "id")
    n_sent = n_failed = 0
    is_reached = True
    with Postbox() as post:
        for row in waiting[: domain.AT_ONCE]:
            try:
                went = _send_one(row, post, keyring, now)
            except Overtaken:
                # Somebody else presses at the same time and has this one.
                continue
            n_sent, n_failed = n_sent + went, n_failed + (not went)
            is_reached = row.fault != "not reached"
            if not is_reached:
                break
    return Sent(n_sent, n_failed, held.filter(state="waiting").count(), is_reached)


def settle(*, letter_id: UUID, act: str, keyring: Keyring) -> None:
    """Do with a letter what a person decided: let it go again, drop it, or note that it came back.

    Raises:
      Refused: there is no such letter, or as it stands that cannot be done with it.
      Overtaken: somebody was faster.
    """
    row = queries.letter(letter_id, keyring)
    if act not in domain.MAY[row.state]:
        raise Refused(
            _("This cannot be done with the letter as it stands."), hint=_("Load the page again.")
        )
    tries = 0 if act == "again" else row.tries
    rows.move(row, state=domain.BECOMES[act], fault="", tries=tries)


def _put(letter: Letter, donor: DonorRow | None, now: datetime, once: str) -> LetterRow | None:
    writing.check(letter.kind, letter.values)
    mark = ownkeys.mark(b"letter told once", once.encode()) if once else None
    if mark is not None and LetterRow.objects.filter(mark=mark).exists():
        return None
    row = LetterRow(donor=donor, kind=letter.kind, asked_on=coarse(now.date()), mark=mark)
    return rows.put(row, letter, donor=donor)


def _send_one(row: LetterRow, post: Postbox, keyring: Keyring, now: datetime) -> bool:
    """Send one letter if it may and can go; says whether the mail server has it."""
    letter = rows.said(row, Letter, keyring)
    to = queries.addressee(row, letter, keyring)
    standing = donors.standing(row.donor) if row.donor else None
    needs = writing.text_of(row.kind).needs
    if standing is not None and needs and not donors.may(standing, needs, keyring):
        rows.move(row, state="held back", fault="not wanted")
        return False
    no_more = links.no_more(standing.pk, needs, to.language) if standing and needs else ""
    written = writing.write(
        row.kind, letter.values, language=to.language, name=to.name, no_more=no_more
    )
    papers = attaching.papers(row.kind, letter.values, keyring)
    try:
        address = writing.on_the_wire(to.email)
        message = writing.mail(
            written, to=address, letter_id=row.pk, no_more=no_more, attached=papers
        )
    except ValueError:
        rows.move(row, state="refused", fault="no address")
        return False
    rows.move(row, state="sending", fault="cut off", tries=row.tries + 1)
    outcome = post.hand_over(message, address)
    if outcome == "taken":
        rows.move(row, state="sent", fault="", sent_on=coarse(now.date()))
    elif outcome == "refused":
        rows.move(row, state="refused", fault="refused")
    elif outcome == "away":
        rows.move(row, state="waiting", fault="not reached", tries=row.tries - 1)
    elif outcome == "later":
        is_last = row.tries >= domain.TRIES_MAX
        rows.move(row, state="refused" if is_last else "waiting", fault="put off")
    return outcome == "taken"


def _must_be_set_up() -> None:
    if not mailing.is_set_up():
        raise Refused(
            _("No mail server is set up here."),
            hint=_("Whoever runs the server names one; docs/OPERATING.md says how."),
        )


def _no_address() -> Refused:
    return Refused(
        _("The mail server does not know this address."), hint=_("Check how it is written.")
    )
