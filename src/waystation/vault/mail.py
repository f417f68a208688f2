"""Mailboxes: sixteen places each, always full, of mail or of what looks like it.

The mark beside each place tells mail from filler to whoever has the server's pepper, so that a
poster finds a free place without reading anything. Whenever something is posted, one place of
every mailbox changes: two copies of the table do not say for whom it was.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.base.ids import new_id
from waystation.vault import boxes, cells, letters, seal, staff
from waystation.vault.cells import Reader
from waystation.vault.letters import BUCKET, ITEM_BYTES, Letter
from waystation.vault.models import Mailbox

PLACES = 16
MARK_BYTES = 16
PLACE_BYTES = MARK_BYTES + ITEM_BYTES
BOXES_AT_FOUNDING = 64


class Post(NamedTuple):
    """A sealed item for a mailbox; `instead_of` is the mark of an unread one it replaces."""

    mailbox: UUID
    item: bytes
    instead_of: bytes = b""


def addressed(letter: Letter, reader: Reader) -> Post:
    """Seal a letter to a colleague, ready to be posted.

    Raises:
      Refused: they have no door any more.
      Tampered: their key in the table is not the one that was compared.
    """
    item = letters.sealed(letter, to=cells.public_of(reader), mailbox=reader.mailbox)
    return Post(reader.mailbox, item)


class Place(NamedTuple):
    """One place of a mailbox."""

    mark: bytes
    item: bytes

    def is_mail(self, pepper: bytes) -> bool:
        """Say whether a letter lies here, or filler."""
        return seal.same(self.mark, _mark(self.item, pepper))


@transaction.atomic
def make_boxes(n: int = BOXES_AT_FOUNDING) -> None:
    """Make mailboxes nobody has yet; they are given out at random, so their order tells nothing.

    Cost: about 3 ms a mailbox.
    """
    Mailbox.objects.bulk_create(
        Mailbox(id=new_id(), slots=_joined(_filler(PLACES))) for _ in range(n)
    )


@transaction.atomic
def draw(taken: Collection[UUID]) -> UUID:
    """Pick at random a mailbox nobody has; once all are used up, as many again are made."""
    free = _free(taken)
    if not free:
        make_boxes(max(Mailbox.objects.count(), BOXES_AT_FOUNDING))
        free = _free(taken)
    return secrets.choice(free)


def letters_in(mailbox: UUID) -> list[Place]:
    """Take out what lies in a mailbox, still sealed, in no order; it stays there."""
    row = Mailbox.objects.filter(pk=mailbox).first()
    if row is None:
        return []
    pepper = staff.pepper()
    return [place for place in _places(row) if place.is_mail(pepper)]


def lies_in(mailbox: UUID, mark: bytes) -> bool:
    """Say whether an item of this mark still lies in a mailbox, unread."""
    return any(place.mark == mark for place in letters_in(mailbox))


@transaction.atomic
def post(posts: Iterable[Post]) -> list[bytes]:
    """Put items into mailboxes, and change as many places of every other one by fresh filler.

    Returns the mark of each item in the order given; empty where a mailbox was full or is gone.

    Cost: about 15 ms with 64 mailboxes.
    """
    posts = list(posts)
    pepper, per_box = staff.pepper(), Counter(post.mailbox for post in posts)
    wanted: dict[UUID, list[int]] = {}
    for nth, post_ in enumerate(posts):
        wanted.setdefault(post_.mailbox, []).append(nth)
    marks = [b""] * len(posts)
    most = max(per_box.values(), default=0)
    rows = list(Mailbox.objects.all())
    stirred = iter(_filler(most * len(rows)))
    for row in rows:
        places = _places(row)
        changed: set[int] = set()
        for nth in wanted.get(row.id, []):
            at = _place_for(posts[nth], places, changed, pepper)
            if at is not None:
                marks[nth] = _mark(posts[nth].item, pepper)
                places[at] = Place(marks[nth], posts[nth].item)
                changed.add(at)
        free = _fillers(places, changed, pepper)
        secrets.SystemRandom().shuffle(free)
        for at in free[: max(0, most - len(changed))]:
            places[at] = next(stirred)
        Mailbox.objects.filter(pk=row.id).update(slots=_joined(places))
    return marks


@transaction.atomic
def clear(mailbox: UUID, marks: Collection[bytes]) -> None:
    """Put filler in the place of what was read."""
    row = Mailbox.objects.filter(pk=mailbox).first()
    if row is not None and marks:
        fresh = iter(_filler(PLACES))
        places = [next(fresh) if place.mark in marks else place for place in _places(row)]
        Mailbox.objects.filter(pk=mailbox).update(slots=_joined(places))


@transaction.atomic
def empty(mailbox: UUID) -> None:
    """Fill a whole mailbox anew, when the person it belonged to is gone."""
    Mailbox.objects.filter(pk=mailbox).update(slots=_joined(_filler(PLACES)))


def _place_for(post: Post, places: list[Place], changed: set[int], pepper: bytes) -> int | None:
    """Find where an item goes: over the unread one it replaces, else in a free place at random."""
    for at, place in enumerate(places):
        if post.instead_of and place.mark == post.instead_of:
            return at
    free = _fillers(places, changed, pepper)
    return secrets.choice(free) if free else None


def _fillers(places: list[Place], changed: set[int], pepper: bytes) -> list[int]:
    return [
        at for at, place in enumerate(places) if at not in changed and not place.is_mail(pepper)
    ]


def _free(taken: Collection[UUID]) -> list[UUID]:
    known = set(Mailbox.objects.values_list("id", flat=True))
    return sorted(known - set(taken))


def _filler(n: int) -> list[Place]:
    made = boxes.fillers(seal.MAILBOX, BUCKET, n)
    return [Place(secrets.token_bytes(MARK_BYTES), item) for item in made]


def _mark(item: bytes, pepper: bytes) -> bytes:
    return seal.keyed_digest(pepper, b"ws1/mark" + item)[:MARK_BYTES]


def _places(row: Mailbox) -> list[Place]:
    slots = bytes(row.slots)
    found = []
    for at in range(0, PLACES * PLACE_BYTES, PLACE_BYTES):
        found.append(Place(slots[at : at + MARK_BYTES], slots[at + MARK_BYTES : at + PLACE_BYTES]))
    return found


def _joined(places: list[Place]) -> bytes:
    return b"".join(place.mark + place.item for place in places)
