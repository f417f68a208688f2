"""Changes to complaints: name who hears them, complain, answer, suspend, keep the code."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import watches
from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.base.ids import new_id
from waystation.base.moments import BUCKET, bucket
from waystation.cases.complaints import domain, queries
from waystation.cases.complaints.conduct import VERSION
from waystation.cases.complaints.domain import AskedToPay, Complaint, Entry, Focal, Reader
from waystation.cases.complaints.queries import ComplaintView
from waystation.cases.models import ComplaintRow, FocalRow
from waystation.hazards import queries as hazards
from waystation.hazards import services as halting
from waystation.network import queries as network
from waystation.network.domain import Partner
from waystation.vault import arming, audit, cells, personal, register, safety, staff
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add
from waystation.vault.personal import Addressee


class Filed(NamedTuple):
    """A complaint that was filed: its id, to whom it went, and whether its author can read it."""

    id: UUID
    went_to: tuple[str, ...]
    followed: bool


@transaction.atomic
def appoint(*, user_id: UUID, who: Who, now: datetime) -> None:
    """Let a colleague receive complaints from now on; those filed before stay closed to them.

    Raises:
      Refused: they receive them already, their key was not compared yet, enough others do, or the
        asker does not keep the register.
    """
    _row, member = register.member(user_id, who.keyring)
    known = queries.roster(who)
    if any(view.focal.user_id == user_id for view in known):
        raise Refused(_("%(who)s receives complaints already.") % {"who": member.alias})
    if len(known) >= domain.FOCAL_MAX:
        raise Refused(
            _("%(n)d people receive complaints; that is the most.") % {"n": domain.FOCAL_MAX},
            hint=_("Let somebody else stop first."),
        )
    if not member.key_digest:
        raise Refused(_("%(who)s has not joined yet.") % {"who": member.alias})
    day = now.toordinal()
    said = queries.statement(user_id, member.key_digest, member.alias, day)
    focal = Focal(
        user_id=user_id,
        alias=member.alias,
        key_digest=member.key_digest,
        day=day,
        signature=safety.sign(said, who.keyring),
    )
    add(FocalRow(cell=who.keyring.cell("gazetteer")), focal, who.keyring, on=now.date())
    audit.write("hears complaints", actor=who.user_id, says={"to": member.alias}, now=now)


@transaction.atomic
def dismiss(*, row_id: UUID, who: Who, now: datetime) -> None:
    """Let somebody receive complaints no more.

    Raises:
      Refused: there is no such person, or the asker does not keep the register.
    """
    found = [view for view in queries.roster(who) if view.id == row_id]
    if not found or not who.keyring.cells_of("security"):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    FocalRow.objects.filter(pk=row_id).delete()
    says = {"to": found[0].focal.alias}
    audit.write("hears complaints no more", actor=who.user_id, says=says, now=now)


@transaction.atomic
def complain(
    *,
    complaint: Complaint,
    ticked: Sequence[UUID] = (),
    follow: bool = True,
    who: Who,
) -> Filed:
    """File a complaint, sealed to each of those who hear them and are not named in it.

    Args:
      ticked: the focal people it concerns, or who are not to read it.
      follow: whether its author may read later what was answered.

    Raises:
      Refused: nobody hears complaints yet, everybody who does is named, nothing is said, or it is
        too long.
    """
    focal = [view.focal for view in queries.roster(who) if _is_here(_reader(view.focal))]
    if not complaint.words.strip():
        raise Refused(_("Nothing is said yet."), hint=_("Write what happened, in your own words."))
    if not focal:
        raise Refused(
            _("Nobody has been named yet who receives complaints."),
            hint=_("Tell somebody you trust, and ask the security officer to name somebody."),
        )
    chosen = domain.may_read(focal, complaint, ticked)
    if not chosen:
        raise Refused(
            _("Everybody who receives complaints is named in this one; nothing was sent."),
            hint=_("Use the way outside that stands on the card, or leave out who only saw it."),
        )
    readers = tuple(_reader(one) for one in chosen)
    is_reader = who.user_id in {reader.user_id for reader in readers}
    # Who leaves their name out leaves it out of what the others open, too.
    own = Reader(who.user_id, who.alias if complaint.by else "", personal.key_digest_of(who.door))
    author = own if follow and not is_reader else None
    filed = msgspec.structs.replace(complaint, readers=readers, author=author)
    row = ComplaintRow(id=new_id(), day=complaint.at.date())
    row.boxes = _sealed(filed, row.id)
    row.save(force_insert=True)
    return Filed(row.id, tuple(reader.alias for reader in readers), is_reader or follow)


@transaction.atomic
def act(*, complaint_id: UUID, did: domain.Did, says: str = "", who: Who, now: datetime) -> None:
    """Acknowledge a complaint, note or answer something, or close it.

    Raises:
      Refused: the reader only wrote it, it needs words, this cannot be done as it stands, there
        is no room left, or there is no such complaint.
      Overtaken: another reader was faster.
    """
    if did != "acknowledged" and not says.strip():
        raise Refused(_("Nothing is said yet."), hint=_("Write it in a few words."))
    view = _to_answer(complaint_id, who)
    _put(view, Entry(now, who.alias, did, says.strip()), who)
    if did in ("acknowledged", "closed"):
        says_ = {"id": str(view.id)[:8], "note": did}
        audit.write("complaint answered", actor=who.user_id, says=says_, now=now)


@transaction.atomic
def suspend(*, complaint_id: UUID, partner: str, who: Who, now: datetime) -> None:
    """Suspend a partner: nobody is sent with them any more, and routes that did are re-planned.

    In the network it reads like any other halt: nothing there tells of a complaint.

    Raises:
      Refused: there is no such partner or complaint, or the reader's keys do not open the network.
    """
    view = _to_answer(complaint_id, who)
    found = halt_partner(partner, who.keyring, now)
    _put(view, Entry(now, who.alias, "suspended", found.name), who)
    says = {"id": str(view.id)[:8]}
    audit.write("partner suspended", actor=who.user_id, says=says, now=now)


def halt_partner(named: str, keyring: Keyring, now: datetime) -> Partner:
    """Halt a partner under words that say nothing of why; one who is halted stays so.

    Raises:
      Refused: there is no partner of that name, several are, or the keyring lacks the network.
    """
    if not keyring.cells_of("network"):
        raise Refused(
            _("Your keys do not open the network."),
            hint=_("Ask a field manager or security to halt this partner; you need not say why."),
        )
    said = named.strip().casefold()
    meant = [one for one in network.partners(keyring) if said in (one.slug, one.name.casefold())]
    if len(meant) != 1:
        raise Refused(
            _("“%(name)s” is no one partner of ours.") % {"name": named.strip()},
            hint=_("Write the name as it stands in the network, or its mark."),
        )
    if hazards.halts(keyring).of("partner", meant[0].slug) is None:
        halting.halt(
            what="partner",
            slug=meant[0].slug,
            why=_("Paused until something is cleared up."),
            by=_("safeguarding"),
            keyring=keyring,
            now=now,
        )
    return meant[0]


def tell_security(word: AskedToPay) -> UUID:
    """Ring for the security officer at once: somebody was asked to pay. Gives the watch's id.

    Raises:
      Refused: the organisation has no security compartment.
    """
    # Due times are rounded up: the quarter before is the one that is due now.
    due_at = bucket(word.at) - BUCKET
    body = msgspec.msgpack.encode(word)
    return arming.arm(cell=cells.only("security"), body=body, due_at=due_at)


@transaction.atomic
def answer_asked_to_pay(
    *, watch_id: UUID, note: str, partner: str = "", who: Who, now: datetime
) -> None:
    """Answer the word that somebody was asked to pay, and suspend the partner if one is named.

    Raises:
      Refused: it does not ring, nothing is said of what was done, or there is no such partner.
    """
    queries.must_ring(watch_id, who.keyring)
    if not note.strip():
        raise Refused(_("Nothing is said of what was done."), hint=_("Write one sentence."))
    if partner.strip():
        halt_partner(partner, who.keyring, now)
        says = {"id": str(watch_id)[:8]}
        audit.write("partner suspended", actor=who.user_id, says=says, now=now)
    watches.answer(watch_id)
    audit.write("noted", actor=who.user_id, says={"note": note.strip()[:200]}, now=now)


@transaction.atomic
def keep_code(*, who: Who, now: datetime) -> None:
    """Acknowledge the code of conduct as it is worded today; to say so twice changes nothing."""
    if queries.has_acknowledged(who):
        return
    staff.amend(who.door, code=VERSION)
    audit.write("code acknowledged", actor=who.user_id, says={"id": VERSION}, now=now)


def _to_answer(complaint_id: UUID, who: Who) -> ComplaintView:
    view = queries.complaint(complaint_id, who)
    if not view.to_answer:
        raise Refused(
            _("You wrote this complaint; others answer it."),
            hint=_("Write another one, if there is more to say."),
        )
    return view


def _put(view: ComplaintView, entry: Entry, who: Who) -> None:
    """Seal a complaint anew for its readers, unless another of them was faster."""
    try:
        changed = domain.moved(view.complaint, entry)
    except ValueError:
        raise Refused(
            _("This cannot be done with the complaint as it stands."),
            hint=_("Load it again to see what was done meanwhile."),
        ) from None
    hear = {one.focal.user_id for one in queries.roster(who)} | {who.user_id}
    left = tuple(one for one in changed.readers if one.user_id in hear and _is_here(one))
    changed = msgspec.structs.replace(changed, readers=left)
    if changed.author is not None and not _is_here(changed.author):
        changed = msgspec.structs.replace(changed, author=None)
    same = ComplaintRow.objects.filter(pk=view.id, boxes=bytes(view.row.boxes))
    if same.update(boxes=_sealed(changed, view.id), state=changed.state) != 1:
        raise Overtaken("the complaint was changed by another reader")


def _reader(focal: Focal) -> Reader:
    return Reader(focal.user_id, focal.alias, focal.key_digest)


def _is_here(reader: Reader) -> bool:
    """Say whether somebody still has the door, and the key, that the complaint was sealed to."""
    try:
        cells.public_of(cells.Reader(reader.user_id, reader.user_id, reader.key_digest))
    except (Refused, Tampered):
        return False
    return True


def _sealed(complaint: Complaint, row_id: UUID) -> bytes:
    whole = msgspec.msgpack.encode(complaint)
    bodies = [(Addressee(one.user_id, one.key_digest), whole) for one in complaint.readers]
    if complaint.author is not None:
        own = msgspec.msgpack.encode(domain.for_author(complaint))
        bodies.append((Addressee(complaint.author.user_id, complaint.author.key_digest), own))
    if max(len(body) for _to, body in bodies) > personal.BODY_MAX:
        raise Refused(
            _("There is no room for that much."), hint=_("Say it in fewer words, or file another.")
        )
    return personal.seal_to_people(bodies, about=row_id)
