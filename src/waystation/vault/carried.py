"""Texts carried between the organisation and the trustees' machine, which has no network.

Three kinds: the escrow key on its way in, a request for one person's door on its way out, and the
answer. Each holds sealed or public bytes only, and says in its first line what it is.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple
from uuid import UUID

from waystation.base.errors import Refused, Tampered
from waystation.base.words import say as _
from waystation.vault import escrow, seal
from waystation.vault.doors import SEEDS_BYTES

KEY, REQUEST, ANSWER = (f"waystation escrow {what} 1" for what in ("key", "request", "answer"))
ID_BYTES = 16
PUBLIC_BYTES = 1_216
BOX_BYTES = SEEDS_BYTES + seal.BOX_OVERHEAD


class Asked(NamedTuple):
    """What a request holds: whose seeds, sealed to the trustees, and for which key they are."""

    user_id: UUID
    box: bytes
    to: bytes


def write_key(public: bytes) -> str:
    """Write the escrow key that is carried to the organisation."""
    return _write(KEY, escrow.mark_of(public), public)


def read_key(text: str) -> bytes:
    """Read what `write_key` wrote.

    Raises:
      Refused: it is something else, or a letter of it changed on the way.
    """
    public = _read(KEY, text)
    if escrow.mark_of(public) != _mark_in(text) or not seal.is_box_public(public):
        raise _unreadable(KEY)
    return public


def write_request(asked: Asked, public: bytes) -> str:
    """Write what the trustees need to answer: nothing in it opens, and it names nobody."""
    body = asked.user_id.bytes + asked.box + asked.to
    return _write(REQUEST, escrow.mark_of(public), body)


def read_request(text: str) -> Asked:
    """Read what `write_request` wrote.

    Raises:
      Refused: it is something else, or was changed on the way.
    """
    body = _read(REQUEST, text)
    if len(body) != ID_BYTES + BOX_BYTES + PUBLIC_BYTES:
        raise _unreadable(REQUEST)
    box, to = body[ID_BYTES : ID_BYTES + BOX_BYTES], body[ID_BYTES + BOX_BYTES :]
    if not seal.is_box_public(to):
        raise _unreadable(REQUEST)
    return Asked(UUID(bytes=body[:ID_BYTES]), box, to)


def answer(request: str, shares: Sequence[str]) -> str:
    """Open one person's seeds with three shares and seal them to whoever asked.

    It runs on the machine without a network: the organisation's server never sees the escrow key.

    Raises:
      Refused: the shares do not open it, or the request is none.
    """
    asked = read_request(request)
    seed, mark = escrow.join(shares), mark_of_shares(shares)
    if mark != _mark_in(request):
        raise Refused(
            _("These shares are of the key %(mark)s.") % {"mark": mark},
            hint=_("The request is for %(mark)s.") % {"mark": _mark_in(request)},
        )
    about = asked.user_id.bytes
    try:
        seeds = seal.open_with(seed, asked.box, kind=seal.ESCROW, about=about)
    except Tampered:
        raise Refused(
            _("Nothing in this request opens with the key of the trustees."),
            hint=_("The person never gave their door to the trustees, or to an earlier key."),
        ) from None
    box = seal.seal_to(asked.to, seeds, kind=seal.ESCROW, about=about)
    return _write(ANSWER, mark, asked.user_id.bytes + box)


def mark_of_shares(shares: Sequence[str]) -> str:
    """Name the key that three shares open.

    Raises:
      Refused: they open none.
    """
    return escrow.mark_of(seal.box_public(escrow.join(shares)))


def read_answer(text: str) -> tuple[UUID, bytes]:
    """Read what `answer` wrote: whose door, and their seeds sealed to whoever asked.

    Raises:
      Refused: it is something else, or was changed on the way.
    """
    body = _read(ANSWER, text)
    if len(body) != ID_BYTES + BOX_BYTES:
        raise _unreadable(ANSWER)
    return UUID(bytes=body[:ID_BYTES]), body[ID_BYTES:]


def _write(what: str, mark: str, body: bytes) -> str:
    return "\n".join([what, mark, *wrap(b64encode(body).decode(), 64)]) + "\n"


def _read(what: str, text: str) -> bytes:
    """Read the body of a text of one kind."""
    lines = text.strip().splitlines()
    if len(lines) < 3 or lines[0].strip() != what:
        raise _unreadable(what)
    try:
        return b64decode("".join(line.strip() for line in lines[2:]), validate=True)
    except ValueError:
        raise _unreadable(what) from None


def _mark_in(text: str) -> str:
    return text.strip().splitlines()[1].strip()


def _unreadable(what: str) -> Refused:
    return Refused(
        _("This is no “%(what)s”, or it was changed on the way.") % {"what": what},
        hint=_("Carry the whole file over again, with its first line."),
    )
