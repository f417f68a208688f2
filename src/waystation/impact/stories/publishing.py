"""Publishing by two, holding back by one, letting go by two, and calling back what went further."""

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases.telling.domain import Channel
from waystation.giving import rows, stamps
from waystation.impact.models import PieceRow, PieceUse
from waystation.impact.stories import domain, ending, queries, services
from waystation.impact.stories.domain import Draft
from waystation.impact.stories.services import must_be_free, not_covered, not_now, seal_words
from waystation.vault import audit, cells
from waystation.vault.door import Who

RECALLED_FROM = ("print", "newsletter", "partner")


@transaction.atomic
def propose(*, piece_id: UUID, who: Who, now: datetime) -> None:
    """Ask as the first of two people that a piece be published.

    Raises:
      Refused: not everybody it speaks of approved it, or a consent does not cover it today.
    """
    put_away(on=now.date())
    row, said = queries.opened(piece_id, who.keyring)
    _must_be_ready(row, said, now)
    rows.move(row, proposed_by=who.user_id)


@transaction.atomic
def publish(*, piece_id: UUID, who: Who, now: datetime) -> None:
    """Publish a piece as the second of two people; it is on every page from the next request on.

    Raises:
      Refused: nobody asked for it, one asked oneself, not everybody it speaks of approved it, or a
        consent does not cover it today.
    """
    row, said = queries.opened(piece_id, who.keyring)
    _must_be_ready(row, said, now)
    if row.proposed_by is None or row.proposed_by == who.user_id:
        raise Refused(_("Publishing takes two people."), hint=_("Somebody else asks for it first."))
    must_be_free(said.slug, row.pk)
    public = {
        f"{name}_{language}": getattr(said.words(language), name)
        for language in ("en", "ko")
        for name in ("title", "text", "changed", "alt")
    }
    picture = queries.picture_of(row, said)
    name = secrets.token_hex(12) if picture else None
    rows.move(
        row,
        **public,
        state="published",
        slug=said.slug,
        source=said.source,
        picture=picture,
        picture_name=name,
        published_on=now.date(),
        published_by=who.user_id,
    )
    stamps.touch()
    by = said.review.by if said.review else ""
    says = {"of": said.slug, "id": str(row.pk), "with": by}
    audit.write("piece published", actor=who.user_id, says=says, now=now)


@transaction.atomic
def hold(*, piece_id: UUID, state: domain.State, why: str, who: Who, now: datetime) -> None:
    """Hold a piece, and all that was made from it, back against every consent, for now or for good.

    What was public is gone from every page at once.

    Raises:
      Refused: no reason is given, or it is held or over already.
      ValueError: a state that holds nothing.
    """
    if state not in domain.HOLDS:
        raise ValueError(f"{state!r} holds nothing; one of {domain.HOLDS}")
    row, said = queries.opened(piece_id, who.keyring)
    if row.state not in (*domain.OPEN, "published"):
        raise not_now()
    if not why.strip():
        raise Refused(_("No reason is given."), hint=_("Write it; security alone reads it."))
    for one in ending.with_all_made_of_it(row):
        if one.state in (*domain.OPEN, "published"):
            box = seal_words(cells.only("security"), why, about=one.pk)
            no_hands = {"lifted_by": None, "proposed_by": None}
            rows.move(one, **ending.BARE, state=state, hold_box=box, **no_hands)
    stamps.touch()
    says = {"of": said.slug, "id": str(row.pk), "note": state}
    audit.write("piece held", actor=who.user_id, says=says, now=now)


@transaction.atomic
def let_go(*, piece_id: UUID, who: Who, now: datetime) -> bool:
    """Lay a hand on letting a held piece go; says whether that was the second, so that it went.

    The first hand is security's. It then goes on from where everybody's approval stands; what was
    public is not so again before two people publish it anew.

    Raises:
      Refused: it is not held, one's hand lies on it already, one drafted it, or security comes
        first; or what it was made from is held.
    """
    row, said = queries.opened(piece_id, who.keyring)
    if row.state not in domain.HOLDS:
        raise not_now()
    if row.lifted_by is None:
        if who.role != "security officer":
            raise Refused(_("Security holds this."), hint=_("A security officer goes first."))
        rows.move(row, lifted_by=who.user_id)
        return False
    if who.user_id in (row.lifted_by, row.drafted_by):
        raise Refused(
            _("This takes two people, and neither of them wrote it."),
            hint=_("Somebody else has to agree."),
        )
    services.must_not_be_held(row.derived_from)
    rows.move(row, state=_state_of(row), hold_box=b"", lifted_by=None)
    says = {"of": said.slug, "id": str(row.pk), "note": "let go"}
    audit.write("piece held", actor=who.user_id, says=says, now=now)
    return True


@transaction.atomic
def take_down(*, piece_id: UUID, who: Who, now: datetime) -> int:
    """Take a piece and all that was made from it down for good; one person is enough for that.

    Raises:
      Refused: it is down already, or there is no such record.
    """
    row = queries.row_of(piece_id, who.keyring)
    if row.state == "withdrawn":
        raise not_now()
    n = ending.take_down(row)
    says = {"id": str(row.pk), "n": str(n)}
    audit.write("piece taken down", actor=who.user_id, says=says, now=now)
    return n


@transaction.atomic
def put_away(*, on: date) -> int:
    """Take out of the plain columns what has run out; no page shows it since the day it did.

    Needs no key; says how many.
    """
    n = queries.run_out(on).update(**ending.BARE, state="expired", proposed_by=None)
    if n:
        stamps.touch()
    return n


@transaction.atomic
def note_use(*, piece_id: UUID, channel: Channel, where: str, who: Who, now: datetime) -> None:
    """Note where a published piece went beyond the site, so that it can be called back from there.

    Raises:
      Refused: it is not public, its consents do not reach there, or it is not said where.
    """
    row, _said = queries.opened(piece_id, who.keyring)
    if row.state != "published" or channel not in domain.parted(row.channels):
        raise Refused(
            _("The consents behind this piece do not reach there."),
            hint=_("Use it only where the people it speaks of agreed to."),
        )
    if not where.strip() or channel not in RECALLED_FROM:
        raise Refused(_("It is not said where it went."), hint=_("Write whom to call back from."))
    use = PieceUse(id=new_id(), piece=row, cell=row.cell, channel=channel, used_on=now.date())
    use.box = seal_words(row.cell, where, about=use.pk)
    use.save(force_insert=True)


@transaction.atomic
def tick_recalled(*, use_id: UUID, who: Who, now: datetime) -> None:
    """Tick off that a piece was called back from where it went.

    Raises:
      Refused: there is nothing to call back, or it was ticked off already.
    """
    put_away(on=now.date())
    mine = queries.recalls(who.keyring, now.date()).filter(pk=use_id)
    if mine.update(recalled_on=now.date(), recalled_by=who.user_id) != 1:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))


def _state_of(row: PieceRow) -> domain.State:
    if bytes(row.reviewed_digest) != bytes(row.draft_digest):
        return "draft"
    return "consented" if queries.is_approved(row) else "reviewed"


def _must_be_ready(row: PieceRow, said: Draft, now: datetime) -> None:
    if row.state != "consented":
        raise not_now()
    services.must_not_be_held(row.derived_from)
    looked_over = bytes(row.reviewed_digest) == bytes(row.draft_digest)
    if not looked_over or not queries.is_approved(row):
        raise Refused(
            _("Not everybody this speaks of has approved these words."),
            hint=_("Have it shown to them again."),
        )
    if said.until < now.date() or not ending.is_covered(row, now.date()):
        raise not_covered()
