"""Files between two organisations: sealed to the receiver, signed by the sender, read once."""

import base64
import binascii
import io
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.tracing.partners import domain, queries
from waystation.tracing.partners.domain import Card, Letter, Partner, Says, Why
from waystation.tracing.partners.queries import PartnerView
from waystation.tracing.partners.wording import WHY_NOT
from waystation.tracing.values import Use
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

FILE_MAX = 6_000_000
# How far two organisations' calendars may be apart.
SLACK = timedelta(days=1)
_AGE = b"age-encryption.org/"


class Signed(msgspec.Struct, frozen=True, array_like=True):
    """What lies inside a carried file: a letter, and its sender's signature."""

    signature: bytes
    letter: bytes


class Came(NamedTuple):
    """A letter that came in, from an organisation whose signature it carries."""

    sender: PartnerView
    letter: Letter


def write(
    to: Partner, says: Says, *, about: UUID, until: date, keyring: Keyring, now: datetime
) -> bytes:
    """Seal a letter to one organisation, signed as our tracing compartment.

    Raises:
      Refused: we have no key of our own yet.
    """
    mine = our_card(keyring)
    letter = Letter(
        sender=mine.signs,
        to=to.card.signs,
        about=about,
        made_on=now.date(),
        until=until,
        says=says,
    )
    body = msgspec.msgpack.encode(letter)
    cell = keyring.cell("tracing")
    signature = boxes.sign_as(cell, domain.statement(body), keyring=keyring)
    return boxes.seal_for_carrying(
        [to.card.recipient], msgspec.msgpack.encode(Signed(signature, body))
    )


def read(content: bytes, keyring: Keyring, now: datetime) -> Came:
    """Open a file that came in, and make sure who wrote it, to whom, and that it is in date.

    Args:
      content: the file, or its text as it was pasted.

    Raises:
      Refused: it is none, not for us, from nobody we know, not signed by them, or out of date.
    """
    found = queries.own(keyring)
    if found is None:
        raise _no_key()
    _row, mine = found
    if len(content) > FILE_MAX:
        raise Refused(
            _("This file is larger than %(n)d bytes.") % {"n": FILE_MAX},
            hint=_("No file of this kind is. Ask the sender what it is."),
        )
    out = io.BytesIO()
    try:
        boxes.open_carried(mine.secret, io.BytesIO(_binary(content)), out)
        signed = msgspec.msgpack.decode(out.getvalue(), type=Signed)
        letter = msgspec.msgpack.decode(signed.letter, type=Letter)
    except (Tampered, msgspec.MsgspecError):
        raise Refused(
            _("This file does not open with our key."),
            hint=_("It is damaged or sealed to somebody else. Ask the sender for it once more."),
        ) from None
    sender = queries.by_key(letter.sender, keyring)
    if sender is None:
        raise Refused(
            _("This file is from an organisation we do not know."),
            hint=_("Enter the organisation first and compare the code by voice."),
        )
    if not boxes.is_signed_with(letter.sender, domain.statement(signed.letter), signed.signature):
        raise Refused(
            _("This file does not carry the signature of the organisation it names."),
            hint=_("Call them. Somebody may be pretending to be them."),
        )
    _must_be_meant(letter, keyring, now.date())
    return Came(sender, letter)


def must_be_allowed(partner: Partner, use: Use, today: date) -> None:
    """Refuse whatever is not agreed with an organisation today.

    Raises:
      Refused: it says what is missing.
    """
    why = partner.why_not(use, today)
    if why is not None:
        raise not_allowed(why)


def not_allowed(why: Why) -> Refused:
    """Say why nothing may pass between us and an organisation, and what would help."""
    says, hint = WHY_NOT[why]
    return Refused(str(says), hint=str(hint))


def pasted(sealed: bytes) -> str:
    """Write a sealed file as text that can be pasted into a mail."""
    return base64.encodebytes(sealed).decode()


def our_card(keyring: Keyring) -> Card:
    """Give what other organisations know us by.

    Raises:
      Refused: our key was not made yet.
    """
    mine = queries.card(keyring)
    if mine is None:
        raise _no_key()
    return mine


def _no_key() -> Refused:
    return Refused(
        _("We have no key of our own for other organisations yet."),
        hint=_("Make one on the page of organisations."),
    )


def _binary(content: bytes) -> bytes:
    """Take a file as it is, or turn pasted text back into one."""
    if content.startswith(_AGE):
        return content
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except binascii.Error:
        return content


def _must_be_meant(letter: Letter, keyring: Keyring, today: date) -> None:
    if letter.to != our_card(keyring).signs:
        raise Refused(
            _("This file is meant for another organisation."),
            hint=_("Tell the sender that it came to us, and delete it."),
        )
    if not letter.made_on - SLACK <= today <= letter.until:
        raise Refused(
            _("This file is out of date: it was good until %(day)s.")
            % {"day": letter.until.isoformat()},
            hint=_("Ask the sender to begin anew."),
        )
