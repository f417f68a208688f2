"""How a piece ends: taken down with its picture, its text and all that was made from it.

Nothing here needs a key, so that a person's own words on paper are enough.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from waystation.cases.telling import queries as telling
from waystation.cases.telling.domain import Scope
from waystation.giving import stamps
from waystation.impact.models import PieceCopy, PieceLink, PieceRow, PieceVoice
from waystation.impact.stories import domain

# What a row holds of a piece that is no longer public.
BARE = {
    "title_en": "",
    "title_ko": "",
    "text_en": "",
    "text_ko": "",
    "changed_en": "",
    "changed_ko": "",
    "source": "",
    "alt_en": "",
    "alt_ko": "",
    "picture": b"",
}


def consents_ended(consents: Collection[UUID], now: datetime) -> None:
    """End every piece that stands on consents that were taken back or allow less than before.

    What was never public stays sealed where a consent only allows less: it can be written anew.
    Belongs to the transaction in which the consents changed.
    """
    back = telling.taken_back(consents)
    speaking = PieceVoice.objects.filter(consent__in=consents)
    for row in _standing().filter(pk__in=speaking.values("piece")):
        spoken = {voice.consent for voice in row.voices.all()}
        if spoken & back or (row.state == "published" and not is_covered(row, now.date())):
            take_down(row)


def is_covered(row: PieceRow, on: date) -> bool:
    """Say whether the consents behind a piece hold today for all that it is and shows."""
    if row.is_historical:
        return True
    consents = [voice.consent for voice in row.voices.all()]
    return bool(consents) and telling.may_tell(consents, need_of(row), on)


def need_of(row: PieceRow) -> Scope:
    """Say what the consents behind a piece have to allow."""
    uses = (row.kind, "portrait") if "photograph" in domain.parted(row.forms) else (row.kind,)
    forms = [form for form in domain.parted(row.forms) if form != "photograph"]
    return Scope(uses, domain.parted(row.channels), tuple(forms))


def take_down(row: PieceRow) -> int:
    """Withdraw a piece and all that was made from it; says how many went.

    Words and pictures are destroyed in the rows. What is left says that something was there, where
    it is to be called back from, and answers for its address that it is gone.
    """
    gone = with_all_made_of_it(row)
    for one in gone:
        _destroy(one)
    stamps.touch()
    return len(gone)


def with_all_made_of_it(row: PieceRow) -> list[PieceRow]:
    """Give a piece and all that was made from it, and from that, but for what was withdrawn."""
    found, ids = [row], [row.pk]
    while ids:
        rows = list(_standing().filter(derived_from__in=ids))
        found += rows
        ids = [one.pk for one in rows]
    return found


def _standing() -> QuerySet[PieceRow]:
    return PieceRow.objects.exclude(state="withdrawn")


def _destroy(row: PieceRow) -> None:
    slug = row.slug
    if slug is not None and not slug.startswith(domain.GONE):
        slug = domain.gone_slug(slug)
    emptied = {"box": b"", "sealed_picture": b"", "draft_digest": b"", "hold_box": b""}
    changed = {**BARE, **emptied, "slug": slug, "state": "withdrawn", "revision": row.revision + 1}
    PieceRow.objects.filter(pk=row.pk).update(**changed)
    PieceCopy.objects.filter(piece=row.pk).delete()
    PieceLink.objects.filter(voice__piece=row.pk).delete()
    PieceVoice.objects.filter(piece=row.pk).update(words_box=b"")
