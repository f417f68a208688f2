"""The person's own look at a piece before it is public: on a worker's screen, or by a link.

What they say counts for these words alone: a piece that is written anew is shown anew.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import parts
from waystation.cases.consent import queries as consent
from waystation.cases.telling import queries as telling
from waystation.cases.telling import services as telling_services
from waystation.cases.telling.domain import Seen, Telling
from waystation.giving import rows
from waystation.impact.models import PieceLink, PieceVoice
from waystation.impact.stories import domain, queries, services
from waystation.impact.stories.domain import Draft
from waystation.vault import ownkeys
from waystation.vault.keyring import Keyring


class Waits(NamedTuple):
    """A draft that waits for somebody's word: whose, and what their consent is called."""

    voice: UUID
    person: UUID
    code: str
    state: str
    approved: bool


class Preview(NamedTuple):
    """A draft as the person it speaks of sees it; `digest` says which words they saw."""

    voice: PieceVoice
    draft: Draft
    digest: str
    approved: bool


class Said(NamedTuple):
    """What somebody said to a draft; `digest` is of the words they saw, in hexadecimal."""

    digest: str
    is_yes: bool
    words: str = ""
    language: str = "en"
    interpreter: str = ""


def waiting(keyring: Keyring) -> list[Waits]:
    """List the drafts that were looked over and speak of people of the reader's cases.

    Cost: if there are any, it opens every part of every case of the reader.
    """
    found = _shown_to(keyring)
    if not found:
        return []
    people = {
        kept.value.mark: kept.value.person
        for several in parts.everywhere(Telling, keyring).values()
        for kept in several
    }
    codes = telling.marks_of(voice.consent for voice in found)
    return [
        Waits(
            voice.pk,
            people[voice.consent],
            codes[voice.consent].code,
            voice.piece.state,
            _approved(voice),
        )
        for voice in found
        if voice.consent in people
    ]


def preview(person_id: UUID, voice_id: UUID, keyring: Keyring, now: datetime) -> Preview:
    """Open a draft to show it to the person it speaks of.

    Raises:
      Refused: there is no such person among the reader's, or no such draft about them.
    """
    voice = _find(person_id, voice_id, keyring, now)
    said = queries.copy_for(voice.piece, keyring.cells_of("cases"), keyring)
    return Preview(voice, said, bytes(voice.piece.draft_digest).hex(), _approved(voice))


@transaction.atomic
def answer(*, person_id: UUID, voice_id: UUID, said: Said, keyring: Keyring, now: datetime) -> None:
    """Write down what the person said to a draft they were shown, here and in their case.

    Raises:
      Refused: it was written anew meanwhile, is public or over; or there is no such draft.
    """
    voice = _find(person_id, voice_id, keyring, now)
    _take(voice, said, now)
    seen = Seen(
        person=person_id,
        mark=voice.consent,
        digest=bytes.fromhex(said.digest),
        answer="yes" if said.is_yes else "no",
        language=said.language,
        interpreter=said.interpreter.strip(),
        on=now.date(),
    )
    case = consent.member(person_id, keyring, now.date()).household.id
    telling_services.note_seen(household_id=case, seen=seen, keyring=keyring, now=now)


@transaction.atomic
def make_link(
    *, person_id: UUID, voice_id: UUID, language: str, keyring: Keyring, now: datetime
) -> bytes:
    """Make a link under which the person sees the draft for seven days; gives its secret.

    The secret is kept nowhere, and a new link ends the one before.

    Raises:
      Refused: there is no such draft about this person.
    """
    found = preview(person_id, voice_id, keyring, now)
    secret, link_id = ownkeys.new_secret(), new_id()
    PieceLink.objects.filter(voice=found.voice).delete()
    PieceLink.objects.create(
        id=link_id,
        voice=found.voice,
        secret_digest=ownkeys.secret_digest(secret),
        until=now + domain.LINK_LASTS,
        language=language,
        box=services.lock_for(secret, found.draft, link_id),
    )
    return secret


def by_link(secret: bytes, now: datetime) -> Preview | None:
    """Open the draft behind a link; None: there is none, or no longer. Needs no key."""
    digest = ownkeys.secret_digest(secret)
    link = PieceLink.objects.filter(secret_digest=digest, until__gt=now).first()
    if link is None or link.voice.piece.state not in domain.OPEN:
        return None
    voice = link.voice
    said = queries.unlocked(secret, link)
    return Preview(voice, said, bytes(voice.piece.draft_digest).hex(), _approved(voice))


@transaction.atomic
def answer_by_link(*, secret: bytes, said: Said, now: datetime) -> bool:
    """Take what somebody says to a draft by their link; says whether the link was good.

    Raises:
      Refused: it was written anew meanwhile.
    """
    found = by_link(secret, now)
    if found is None:
        return False
    _take(found.voice, said, now)
    return True


def _take(voice: PieceVoice, said: Said, now: datetime) -> None:
    """Let a word count for the words it was said to; a no sends the piece back to its writer."""
    row = voice.piece
    if row.state not in ("reviewed", "consented") or said.digest != bytes(row.draft_digest).hex():
        raise Refused(
            _("This was written anew meanwhile."), hint=_("Look at the new words, then answer.")
        )
    voice.approved_digest = bytes(row.draft_digest) if said.is_yes else b""
    voice.answered_on = now.date()
    voice.words_box = services.seal_words(row.cell, said.words, about=voice.pk)
    voice.save(update_fields=["approved_digest", "answered_on", "words_box"])
    if not said.is_yes:
        rows.move(row, state="draft", proposed_by=None)
    elif queries.is_approved(row):
        rows.move(row, state="consented")


def _find(person_id: UUID, voice_id: UUID, keyring: Keyring, now: datetime) -> PieceVoice:
    member = consent.member(person_id, keyring, now.date())
    kept = telling.of_person(member.household.id, person_id, keyring)
    mine = [one.value.mark for one in kept]
    voice = PieceVoice.objects.filter(pk=voice_id, consent__in=mine).first()
    if voice is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return voice


def _shown_to(keyring: Keyring) -> list[PieceVoice]:
    marks = telling.in_cells(keyring.cells_of("cases"))
    rows_ = PieceVoice.objects.filter(consent__in=marks, piece__state__in=("reviewed", "consented"))
    return list(rows_.select_related("piece").order_by("piece_id", "id"))


def _approved(voice: PieceVoice) -> bool:
    return bytes(voice.approved_digest) == bytes(voice.piece.draft_digest) != b""
