"""What a guide said by any telephone or on paper: the word is struck and its stage moves."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.dispatch import alarms
from waystation.relay.cards import domain, queries, services
from waystation.relay.cards.domain import FORCED, WELL, Code
from waystation.relay.cards.queries import KeptCard, Place
from waystation.relay.cards.spoken import Typed
from waystation.relay.hearing.services import take_word
from waystation.relay.watching.services import reply
from waystation.vault.keyring import Keyring

# What a guide who says a later thing has done before.
CHAIN = ("received", "taken over", "handed on")


class Found(NamedTuple):
    """A code on a card: which card, and which of its lines."""

    kept: KeptCard
    nth: int


class _TooEarly(Exception):
    """The stage before is not handed over, or the guide was not told; nothing was written."""


@transaction.atomic
def hear(
    *, typed: Typed, stage_id: UUID | None, at: datetime, keyring: Keyring, now: datetime
) -> bool:
    """Act on what was said; says whether it is a word that counts or a token.

    A word counts once, and saying it again does no harm. "All is well" answers alike whether it was
    said freely or by somebody who is forced; the difference is sealed for others to read. So does
    a card that is not believed, or not any more, which answers no to both. A token is always taken
    for one: nobody is told whether it was right.

    Args:
      stage_id: the stage it is about, if whoever heard it knows.
      at: when it was said.

    Raises:
      Refused: two cards have this code, so that somebody has to say which stage is meant.
    """
    if typed.code is None:
        watches.show(typed.token, now)
        return True
    cards = queries.open_cards(keyring)
    if stage_id is not None:
        cards = [kept for kept in cards if kept.card.stage == stage_id]
    found = _find(cards, typed.code)
    if found is None:
        about = cards if stage_id is not None else _near(cards, typed.code)
        return _wrong(about, keyring, now)
    card, place = found.kept.card, queries.place(found.kept.card.stage, keyring)
    if card.lines[found.nth].said_at is not None:
        return True
    counts = domain.hears(card, place.stage, at)
    _reply(place, card.lines[found.nth].what, keyring, now, counts=counts)
    if counts:
        _take(place, found, at, keyring, now)
    return counts


@transaction.atomic
def try_again(*, stage_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Take what was said before its turn, if its turn has come; says whether any of it was taken.

    Raises:
      Refused: the stage has no card.
    """
    place = queries.place(stage_id, keyring)
    kept = services.the_card(place)
    card, taken = kept.card, False
    for nth in kept.card.waits:
        line = card.lines[nth]
        if line.said_at and _moves(place, line.what, line.said_at, keyring, now):
            card, taken = domain.said(card, nth, line.said_at), True
    if taken:
        services.keep(kept, card, keyring, now)
    return taken


def try_all(*, keyring: Keyring, now: datetime) -> None:
    """Take whatever was said before its turn and may be taken now."""
    for kept in queries.open_cards(keyring):
        if kept.card.waits:
            try_again(stage_id=kept.card.stage, keyring=keyring, now=now)


def _find(cards: list[KeptCard], code: Code) -> Found | None:
    found = []
    for kept in cards:
        nth = domain.place_of(kept.card, code)
        if nth is not None:
            found.append(Found(kept, nth))
    if len(found) > 1:
        raise Refused(
            _("Two cards have this code."), hint=_("Choose the stage it is about, then type again.")
        )
    return found[0] if found else None


def _near(cards: list[KeptCard], code: Code) -> list[KeptCard]:
    """Find the one card whose guide was misheard; none if it may be anybody's."""
    near = [kept for kept in cards if domain.is_near(kept.card, code)]
    return near if len(near) == 1 else []


def _wrong(about: list[KeptCard], keyring: Keyring, now: datetime) -> bool:
    """Count a wrong word on the card it is about, if that is known; always says no."""
    for kept in about:
        if not kept.card.is_silent:
            card = domain.wronged(kept.card)
            services.keep(kept, card, keyring, now)
            if card.is_silent:
                services.note_silent(card, keyring, now)
    return False


def _take(place: Place, found: Found, at: datetime, keyring: Keyring, now: datetime) -> None:
    """Do what a line says, and strike it."""
    kept, nth = found
    what = kept.card.lines[nth].what
    waits = not _moves(place, what, at, keyring, now)
    services.keep(kept, domain.said(kept.card, nth, at, waits=waits), keyring, now)
    services.note_heard(place, keyring, now)
    try_all(keyring=keyring, now=now)
    services.end_served(keyring=keyring, now=now)


def _reply(place: Place, what: str, keyring: Keyring, now: datetime, *, counts: bool) -> None:
    """Lay ready what "all is well" says: that, that its guide is forced, or nothing at all."""
    if what in (WELL, FORCED):
        reply(
            stage_id=place.stage_id,
            stage=place.stage,
            code=place.code,
            forced=what == FORCED,
            believed=counts,
            by=keyring.user_id,
            keyring=keyring,
            now=now,
        )


def _moves(place: Place, what: str, at: datetime, keyring: Keyring, now: datetime) -> bool:
    """Tell the stage; False: its turn has not come, and nothing was written.

    Whoever hands on has received and taken over: what was not said of that is taken for said. What
    the stage refuses waits too, so that nothing that was said is lost.
    """
    upto = CHAIN[: CHAIN.index(what) + 1] if what in CHAIN else (what,)
    try:
        with transaction.atomic():
            for one in upto:
                verb = domain.verb(one, place.stage, taken=place.taken)
                came = take_word(
                    stage_id=place.stage_id, verb=verb, at=at, keyring=keyring, now=now
                )
                if came == "early":
                    raise _TooEarly
    except (_TooEarly, Refused):
        return False
    watch = place.stage.watch or place.stage_id
    if what == "late":
        alarms.put_off(watch, now=now, keyring=keyring)
    elif what == "danger":
        alarms.ring_now(watch, now=now, keyring=keyring)
    return True
