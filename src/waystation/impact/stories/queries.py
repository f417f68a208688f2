"""Reads of stories: what is public, without a key; and drafts, for those who hold them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases.telling import queries as telling
from waystation.giving import rows
from waystation.impact.models import PieceCopy, PieceLink, PieceRow, PieceUse, PieceVoice
from waystation.impact.stories import domain, ending
from waystation.impact.stories.domain import Draft
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

# What went further is called back once it is public no more, also while it is held back.
RECALLED_STATES = (*domain.OVER, *domain.HOLDS)
# All of a public row but the picture, which a list does not carry about.
_PUBLIC = (
    "id",
    "kind",
    "slug",
    "channels",
    "is_historical",
    "published_on",
    "source",
    "title_en",
    "title_ko",
    "text_en",
    "text_ko",
    "changed_en",
    "changed_ko",
    "alt_en",
    "alt_ko",
    "picture_name",
)


class Story(NamedTuple):
    """A piece as everybody reads it, in one language.

    `picture_name` is empty where there is none; `on_cards` says whether it may be shown on share
    cards.
    """

    slug: str
    kind: str
    title: str
    text: str
    changed: str
    alt: str
    picture_name: str
    source: str
    is_historical: bool
    on_cards: bool
    published_on: date

    @property
    def paragraphs(self) -> list[str]:
        """Part the text where its writer left an empty line."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]

    @property
    def begins(self) -> str:
        """Give the first paragraph, for lists."""
        return next(iter(self.paragraphs), "")


def published(language: str, on: date) -> list[Story]:
    """List what is public on a day, the newest first. Needs no key.

    What was taken back or has run out is not among it, whether or not anybody has been at work
    since.
    """
    rows = _public(on).order_by("-published_on", "slug").values(*_PUBLIC)
    return [_story(row, language) for row in rows]


def story(slug: str, language: str, on: date) -> Story | None:
    """Find one public piece by its address; None: there is none, or no longer."""
    row = _public(on).filter(slug=slug).values(*_PUBLIC).first()
    return _story(row, language) if row else None


def picture(name: str, on: date) -> bytes | None:
    """Give the picture of a public piece; None: there is none, or no longer."""
    row = _public(on).filter(picture_name=name).only("picture").first()
    return bytes(row.picture) if row and row.picture else None


def was_there(*, slug: str = "", picture_name: str = "") -> bool:
    """Say whether there was something public under an address that has none now."""
    rows = PieceRow.objects.all()
    if picture_name:
        return rows.filter(picture_name=picture_name).exists()
    return rows.filter(slug__in=(slug, domain.gone_slug(slug)), published_on__isnull=False).exists()


def last_day(on: date) -> date | None:
    """Say which day is the last of those on which something public was published."""
    return _public(on).order_by("-published_on").values_list("published_on", flat=True).first()


def _public(on: date) -> QuerySet[PieceRow]:
    """Pick what is public on a day: published, not run out, and every consent behind it holds."""
    holds = telling.standing(on).filter(pk=OuterRef("consent"))
    fallen = PieceVoice.objects.filter(~Exists(holds), piece=OuterRef("pk"))
    return PieceRow.objects.filter(~Exists(fallen), state="published", until__gte=on)


def _story(row: dict[str, object], language: str) -> Story:
    said = {name: str(row[f"{name}_{'ko' if language == 'ko' else 'en'}"]) for name in
            ("title", "text", "changed", "alt")}  # fmt: skip
    published_on = row["published_on"]
    assert isinstance(published_on, date)
    return Story(
        slug=str(row["slug"]),
        kind=str(row["kind"]),
        **said,
        picture_name=str(row["picture_name"] or ""),
        source=str(row["source"]),
        is_historical=bool(row["is_historical"]),
        on_cards="card" in domain.parted(str(row["channels"])),
        published_on=published_on,
    )


class Line(NamedTuple):
    """A piece in a list; its title is empty once it is over."""

    id: UUID
    state: str
    kind: str
    title: str
    until: date | None
    is_mine: bool
    is_proposed: bool


class Voice(NamedTuple):
    """Whoever a piece speaks of, as those who write know them: by what their consent is called."""

    id: UUID
    code: str
    holds: bool
    approved: bool
    answered_on: date | None
    words: str


class Piece(NamedTuple):
    """A piece as its page in the console shows it; `draft` is None once it is over."""

    row: PieceRow
    draft: Draft | None
    voices: list[Voice]
    uses: list["Used"]
    made_of_it: int
    hold_why: str
    covered: bool


class Used(NamedTuple):
    """Where a piece went beyond the site."""

    id: UUID
    channel: str
    where: str
    used_on: date
    recalled_on: date | None


class Recall(NamedTuple):
    """Something to be called back: of which piece, and from where."""

    use: Used
    piece: UUID
    state: str


def row_of(piece_id: UUID, keyring: Keyring) -> PieceRow:
    """Find a piece whose draft the reader can open, or could until it was over.

    Raises:
      Refused: there is no such piece among the reader's.
    """
    row = _rows(keyring).filter(pk=piece_id).first()
    if row is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return row


def opened(piece_id: UUID, keyring: Keyring) -> tuple[PieceRow, Draft]:
    """Open a piece with its draft.

    Raises:
      Refused: there is no such piece among the reader's, or it was taken back and destroyed.
      Tampered: it is not what was sealed.
    """
    row = row_of(piece_id, keyring)
    said = _draft(row, keyring)
    if said is None:
        raise Refused(
            _("This piece was taken back; nothing of it is left."), hint=_("Go back to the list.")
        )
    return row, said


def lines(keyring: Keyring, on: date) -> list[Line]:
    """List the reader's pieces: drafts first, then what is public, then what is over."""
    over = set(run_out(on).values_list("pk", flat=True))
    found = []
    for row in _rows(keyring).defer("picture", "sealed_picture"):
        said = _draft(row, keyring)
        found.append(
            Line(
                row.pk,
                "expired" if row.pk in over else row.state,
                row.kind,
                said.en.title if said else "",
                row.until,
                row.drafted_by == keyring.user_id,
                row.proposed_by is not None,
            )
        )
    return sorted(found, key=lambda one: (domain.STATES.index(one.state), one.title, one.id))


def piece(piece_id: UUID, keyring: Keyring, on: date) -> Piece:
    """Read all that a piece's page in the console shows.

    Raises:
      Refused: there is no such piece among the reader's.
    """
    row = row_of(piece_id, keyring)
    said = _draft(row, keyring)
    voices = list(row.voices.all())
    marks = telling.marks_of(voice.consent for voice in voices)
    standing = {mark.id for mark in telling.marks(on)}
    shown = [
        Voice(
            voice.pk,
            marks[voice.consent].code if voice.consent in marks else "–",
            voice.consent in standing,
            bytes(voice.approved_digest) == bytes(row.draft_digest) != b"",
            voice.answered_on,
            _words(row.cell, bytes(voice.words_box), voice.pk, keyring),
        )
        for voice in voices
    ]
    security = next(iter(keyring.cells_of("security")), None)
    why = _words(security, bytes(row.hold_box), row.pk, keyring) if security else ""
    uses = [_used(use, keyring) for use in row.uses.order_by("used_on", "id")]
    made = PieceRow.objects.filter(derived_from=row).count()
    return Piece(row, said, shown, uses, made, why, ending.is_covered(row, on))


def picture_of(row: PieceRow, said: Draft) -> bytes:
    """Unlock the picture of a draft; empty where it has none.

    Raises:
      Tampered: it is not what was locked.
    """
    if not row.sealed_picture:
        return b""
    return boxes.unlock(said.picture_key, bytes(row.sealed_picture), about=row.pk)


def is_approved(row: PieceRow) -> bool:
    """Say whether everybody a piece speaks of approved it as it stands, word by word."""
    digests = [bytes(one) for one in row.voices.values_list("approved_digest", flat=True)]
    return row.is_historical or (
        bool(digests) and all(one == bytes(row.draft_digest) for one in digests)
    )


def run_out(on: date) -> QuerySet[PieceRow]:
    """Pick what is called public and has run out, by its own day or that of a consent behind it."""
    public = PieceRow.objects.filter(state="published")
    return public.exclude(pk__in=_public(on).values("pk"))


def to_recall(keyring: Keyring, on: date) -> list[Recall]:
    """List where pieces that are public no more still have to be called back from, oldest first."""
    return [
        Recall(_used(use, keyring), use.piece_id, use.piece.state)
        for use in recalls(keyring, on).select_related("piece").order_by("used_on", "id")
    ]


def recalls(keyring: Keyring, on: date) -> QuerySet[PieceUse]:
    """Pick the reader's uses of pieces that are public no more and were not called back yet."""
    no_more = Q(piece__state__in=RECALLED_STATES) | Q(piece__in=run_out(on))
    cells = keyring.cells_of("giving")
    return PieceUse.objects.filter(no_more, cell__in=cells, recalled_on=None)


def copy_for(row: PieceRow, cells: Sequence[UUID], keyring: Keyring) -> Draft:
    """Open the copy of a draft that lies in one of some compartments.

    Raises:
      Refused: none lies there; it was not looked over yet, or was taken back.
    """
    copy = row.copies.filter(cell__in=cells).first()
    if copy is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return _decoded(boxes.open_for_cell(copy.cell, bytes(copy.box), about=copy.pk, keyring=keyring))


def unlocked(secret: bytes, link: PieceLink) -> Draft:
    """Open the draft under a link's secret.

    Raises:
      Tampered: another secret, or changed bytes.
    """
    return _decoded(boxes.unlock(secret, bytes(link.box), about=link.pk))


def _rows(keyring: Keyring) -> QuerySet[PieceRow]:
    """Pick the pieces of the reader: by the compartment of giving, or security's copy.

    A piece that is over has no copy any more; to security it is gone.
    """
    copies = PieceCopy.objects.filter(cell__in=keyring.cells_of("security"), piece=OuterRef("pk"))
    return PieceRow.objects.filter(Q(cell__in=keyring.cells_of("giving")) | Exists(copies))


def _draft(row: PieceRow, keyring: Keyring) -> Draft | None:
    if not row.box:
        return None
    if keyring.holds(row.cell):
        return rows.said(row, Draft, keyring)
    return copy_for(row, keyring.cells_of("security"), keyring)


def _used(use: PieceUse, keyring: Keyring) -> Used:
    where = _words(use.cell, bytes(use.box), use.pk, keyring)
    return Used(use.pk, use.channel, where, use.used_on, use.recalled_on)


def _words(cell: UUID, box: bytes, about: UUID, keyring: Keyring) -> str:
    """Open a few words; empty where there are none or they are for somebody else."""
    if not box or not keyring.holds(cell):
        return ""
    body = boxes.open_for_cell(cell, box, about=about, keyring=keyring)
    try:
        return msgspec.msgpack.decode(body, type=str)
    except msgspec.MsgspecError:
        raise Tampered("a box of a story holds no words") from None


def _decoded(body: bytes) -> Draft:
    try:
        return msgspec.msgpack.decode(body, type=Draft)
    except msgspec.MsgspecError:
        raise Tampered("a copy of a piece holds no draft") from None
