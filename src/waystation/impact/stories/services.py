"""Changes of drafts: written, written anew, and looked over by a second person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases.telling import queries as telling
from waystation.cases.telling.domain import Scope
from waystation.giving import rows
from waystation.impact.models import PieceCopy, PieceLink, PieceRow, PieceVoice
from waystation.impact.stories import checking, domain, queries
from waystation.impact.stories.domain import Draft, Review
from waystation.vault import boxes, cells, cleaning
from waystation.vault.door import Who

PHOTOGRAPH = "photograph"
# What a row shows of a draft.
DESCRIBED = (
    "kind",
    "is_historical",
    "channels",
    "forms",
    "until",
    "draft_digest",
    "sealed_picture",
)


class Written(NamedTuple):
    """What the form of a draft gives: the words, a new picture if there is one, and whose it is."""

    draft: Draft
    codes: tuple[str, ...] = ()
    picture: bytes = b""
    derived_from: UUID | None = None


class _Picture(NamedTuple):
    """The picture of a draft as it is kept: clean, and locked."""

    content: bytes
    kind: str
    key: bytes
    locked: bytes


@transaction.atomic
def draft(*, written: Written, who: Who, now: datetime) -> PieceRow:
    """Begin a piece. Its words lie sealed until two people publish it.

    Raises:
      Refused: something is missing in it, its address is taken, or a consent does not cover it.
    """
    piece_id = new_id()
    marks = _voices(written, now.date())
    picture = _picture(written, None, piece_id)
    said = _finished(written.draft, picture, who)
    checking.must_be_whole(said, has_voices=bool(marks), on=now.date())
    must_be_free(said.slug, None)
    source = _source(written, marks, who)
    row = PieceRow(id=piece_id, drafted_by=who.user_id, derived_from=source)
    _describe(row, said, picture)
    rows.put(row, said)
    _speak(row, marks)
    keep_copy(row, said, cells.only("security"))
    return row


@transaction.atomic
def redraft(*, piece_id: UUID, written: Written, who: Who, now: datetime) -> None:
    """Write a piece anew; whatever was said to the words before counts no more.

    Raises:
      Refused: somebody else drafted it, it is public or over; or as `draft`.
    """
    row, was = queries.opened(piece_id, who.keyring)
    if row.state not in (*domain.OPEN, "expired"):
        raise not_now()
    if row.drafted_by != who.user_id:
        raise Refused(
            _("Somebody else drafted this."), hint=_("They write it anew; or begin another one.")
        )
    marks = _voices(written, now.date())
    picture = _picture(written, (row, was), row.pk)
    said = _finished(written.draft, picture, who)
    checking.must_be_whole(said, has_voices=bool(marks), on=now.date())
    must_be_free(said.slug, row.pk)
    _describe(row, said, picture)
    columns = {name: getattr(row, name) for name in DESCRIBED}
    rows.change(row, said, state="draft", proposed_by=None, reviewed_by=None, **columns)
    PieceLink.objects.filter(voice__piece=row).delete()
    PieceCopy.objects.filter(piece=row).delete()
    _speak(row, marks)
    keep_copy(row, said, cells.only("security"))


@transaction.atomic
def review(
    *, piece_id: UUID, points: Sequence[domain.Point], note: str, who: Who, now: datetime
) -> None:
    """Sign as the second person that nobody is known by what a piece says.

    From here on those who hold the case can show it to the person.

    Raises:
      Refused: it is one's own, a point was not looked at, or it is no draft.
    """
    row, said = queries.opened(piece_id, who.keyring)
    if row.state != "draft":
        raise not_now()
    if row.drafted_by == who.user_id:
        raise Refused(_("You drafted this yourself."), hint=_("A second person looks it over."))
    if set(points) != set(domain.POINTS):
        raise Refused(
            _("Not every point was looked at."),
            hint=_("Tick each point once nobody can be known by it; otherwise have it rewritten."),
        )
    signed = Review(by=who.alias, on=now.date(), points=domain.POINTS, note=note.strip())
    said = replace(said, review=signed)
    state = "consented" if row.is_historical else "reviewed"
    digest = bytes(row.draft_digest)
    rows.change(row, said, state=state, reviewed_by=who.user_id, reviewed_digest=digest)
    for cell in {cells.only("security"), *(one.cell for one in _marks_of(row))}:
        keep_copy(row, said, cell)


def keep_copy(row: PieceRow, said: Draft, cell: UUID) -> None:
    """Seal a draft once more, for a compartment that has to read it. Needs no key."""
    PieceCopy.objects.filter(piece=row, cell=cell).delete()
    copy = PieceCopy(id=new_id(), piece=row, cell=cell)
    copy.box = boxes.seal_to_cell(cell, msgspec.msgpack.encode(said), about=copy.pk)
    copy.save(force_insert=True)


def lock_for(secret: bytes, said: Draft, link: UUID) -> bytes:
    """Put a draft under the secret of a link."""
    return boxes.lock(secret, msgspec.msgpack.encode(said), about=link)


def seal_words(cell: UUID, words: str, *, about: UUID) -> bytes:
    """Seal a few words to a compartment; of none there is nothing to seal. Needs no key."""
    body = words.strip()
    return boxes.seal_to_cell(cell, msgspec.msgpack.encode(body), about=about) if body else b""


def _voices(written: Written, on: date) -> list[telling.Mark]:
    """Find the consents behind a draft, and hold them against what it is and shows."""
    marks = telling.by_codes(written.codes, on)
    need = Scope(
        domain.uses_of(written.draft), written.draft.channels, domain.forms_of(written.draft)
    )
    if marks and not telling.may_tell([one.id for one in marks], need, on):
        raise not_covered()
    return marks


def _source(written: Written, marks: list[telling.Mark], who: Who) -> PieceRow | None:
    """Find what a piece is made from; it speaks at least of everybody whom that speaks of."""
    if written.derived_from is None:
        return None
    source = queries.row_of(written.derived_from, who.keyring)
    spoken = {voice.consent for voice in source.voices.all()}
    if source.state in domain.OVER or not spoken <= {one.id for one in marks}:
        raise Refused(
            _("What is made from a piece speaks of everybody whom that speaks of."),
            hint=_("Name the same consents; what was taken back is used for nothing."),
        )
    must_not_be_held(source)
    return source


def _picture(written: Written, was: tuple[PieceRow, Draft] | None, about: UUID) -> _Picture:
    """Clean a new picture and lock it; without a new one the picture stays as it was."""
    if written.draft.picture == "none":
        return _Picture(b"", "", b"", b"")
    if written.picture:
        clean = cleaning.for_everybody(
            written.picture, side=domain.PICTURE_SIDE, most=domain.PICTURE_MAX
        )
        key = boxes.new_key()
        return _Picture(clean.content, clean.kind, key, boxes.lock(key, clean.content, about=about))
    if was is None or not was[0].sealed_picture:
        raise Refused(_("There is no picture."), hint=_("Choose one, or say that there is none."))
    row, said = was
    content = queries.picture_of(row, said)
    return _Picture(content, said.picture_type, said.picture_key, bytes(row.sealed_picture))


def _finished(said: Draft, picture: _Picture, who: Who) -> Draft:
    return replace(
        said, picture_type=picture.kind, picture_key=picture.key, by=who.alias, review=None
    )


def _describe(row: PieceRow, said: Draft, picture: _Picture) -> None:
    """Write what a row shows of a draft: of what kind it is, and nothing of what it says."""
    forms: tuple[str, ...] = domain.forms_of(said)
    if "portrait" in domain.uses_of(said) and said.picture != "none":
        forms = (*forms, PHOTOGRAPH)
    row.kind, row.is_historical, row.until = said.kind, said.is_historical, said.until
    row.channels, row.forms = domain.joined(said.channels), domain.joined(forms)
    row.draft_digest = domain.digest_of(said, picture.content)
    row.sealed_picture = picture.locked


def _speak(row: PieceRow, marks: list[telling.Mark]) -> None:
    """Let a piece speak of these and nobody else."""
    ids = {one.id for one in marks}
    row.voices.exclude(consent__in=ids).delete()
    known = set(row.voices.values_list("consent", flat=True))
    PieceVoice.objects.bulk_create(
        [PieceVoice(id=new_id(), piece=row, consent=one) for one in sorted(ids - known)]
    )


def _marks_of(row: PieceRow) -> list[telling.Mark]:
    return list(telling.marks_of(voice.consent for voice in row.voices.all()).values())


def must_be_free(slug: str, own: UUID | None) -> None:
    """Refuse an address at which something is public, or was."""
    taken = PieceRow.objects.filter(slug__in=(slug, domain.gone_slug(slug)))
    if any(row != own for row in taken.values_list("pk", flat=True)):
        raise Refused(_("This address is taken, or was."), hint=_("Choose another one."))


def must_not_be_held(source: PieceRow | None) -> None:
    """Refuse to go on with what is made from a piece that security holds."""
    if source is not None and source.state in domain.HOLDS:
        raise Refused(
            _("What this is made from is held by security."),
            hint=_("That is let go first, by two people."),
        )


def not_covered() -> Refused:
    """Say that a consent does not reach as far as a piece."""
    return Refused(
        _("A consent behind this does not cover it, or no longer holds."),
        hint=_("Look at what each of them allows; have it asked anew, or tell it otherwise."),
    )


def not_now() -> Refused:
    """Say that a piece stands otherwise than its page showed."""
    return Refused(
        _("This cannot be done with a piece as it stands now."), hint=_("Load the page again.")
    )
