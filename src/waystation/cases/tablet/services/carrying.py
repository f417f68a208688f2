"""What a tablet carries: sealed to it here, asked for by it, and what it wrote kept until read."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.models import TabletPacket, TabletRow, TabletWord
from waystation.cases.tablet import domain, packing, queries
from waystation.cases.tablet.domain import Sent, Tablet
from waystation.cases.tablet.queries import KeptTablet
from waystation.vault import audit, cells, tablets
from waystation.vault.keyring import Keyring
from waystation.vault.opening import swap

WAITING_MAX = 500


@transaction.atomic
def carry(
    *,
    tablet_id: UUID,
    cases: Sequence[UUID],
    anew: bool = False,
    keyring: Keyring,
    now: datetime,
) -> int:
    """Choose which cases a tablet carries, and seal to it what is new; says how many packets.

    Args:
      anew: seal all of them once more, to a tablet that erased what was not renewed.

    Cost: about 3 ms a case.

    Raises:
      Refused: it is not in use, too many were chosen, one is not of its compartment, or one is too
        long for a tablet.
    """
    known = queries.kept(tablet_id, keyring)
    queries.device(known, keyring)
    chosen = tuple(dict.fromkeys(cases))
    if len(chosen) > domain.CASES_MAX:
        raise Refused(
            _("A tablet carries %(n)d cases at most.") % {"n": domain.CASES_MAX},
            hint=_("Take along what the next days need."),
        )
    if queries.there(chosen, known.row, keyring) != chosen:
        raise Refused(
            _("One of these households is not of the tablet's compartment."),
            hint=_("Pick them from the list."),
        )
    new = set(chosen) - set(known.tablet.carries)
    if new:
        says = {"n": str(len(new)), "with": known.tablet.label}
        audit.write("case taken along", actor=keyring.user_id, says=says, now=now)
    sent = known.tablet.sent
    if anew:
        sent = {case: replace(one, on=False) for case, one in sent.items()}
    carried = replace(known.tablet, carries=chosen, sent=sent)
    return _seal_out(known._replace(tablet=carried), keyring, now, must_fit=True)


@transaction.atomic
def renew(*, tablet_id: UUID, keyring: Keyring, now: datetime) -> int:
    """Seal to a tablet what changed in the cases it carries; says how many packets.

    Raises:
      Refused: it is not in use, or there is no such tablet.
    """
    return _seal_out(queries.kept(tablet_id, keyring), keyring, now)


def ask(*, tablet_id: UUID, name: str, counter: int, said: bytes, mark: bytes) -> TabletRow | None:
    """Let a tablet ask something, each number once. Needs no key of ours.

    Returns None if it is nobody's question: another's, or one that was asked before.
    """
    row = queries.asking(tablet_id, name, counter, said, mark)
    if row is None:
        return None
    newer = TabletRow.objects.filter(pk=row.pk, counter__lt=counter)
    return row if newer.update(counter=counter) == 1 else None


@transaction.atomic
def fetch(*, row: TabletRow, since: int) -> list[tuple[int, bytes]]:
    """Hand out what a tablet was sent after a number; what it has already does not stay here."""
    TabletPacket.objects.filter(tablet=row, seq__lte=since).delete()
    return queries.packets(row, since)


@transaction.atomic
def hear(*, row: TabletRow, entry: UUID, box: bytes, now: datetime) -> bool:
    """Keep a tablet's sealed word until somebody with keys takes it in; the same one once.

    Returns False if too many of this tablet's wait: it must keep the word and try later.
    """
    sent = TabletWord.objects.filter(tablet=row)
    if sent.filter(entry=entry).exists():
        return True
    if sent.filter(state="new").count() >= WAITING_MAX:
        return False
    TabletWord.objects.create(tablet=row, entry=entry, box=box, day=now.date())
    return True


def _seal_out(known: KeptTablet, keyring: Keyring, now: datetime, *, must_fit: bool = False) -> int:
    """Seal to a tablet what differs from what it was sent last, and the list of its cases.

    A case that grew too long meanwhile stays there as it was, and is refused when it is chosen.
    """
    row, tablet = known
    device = queries.device(known, keyring)
    cases = queries.there(tablet.carries, row, keyring)
    sent, seq = dict(tablet.sent), tablet.seq
    stale, fresh = [tablet.head], []
    for case in cases:
        packed = queries.packed(case, keyring, now)
        body = packing.written(packed)
        if len(body) > packing.BODY_MAX:
            if must_fit:
                raise _too_long(packed)
            continue
        digest, old = hashlib.sha256(body).digest(), sent.get(case)
        if old is None or not old.on or old.digest != digest:
            seq += 1
            stale += [old.seq] if old else []
            fresh.append((seq, body))
            sent[case] = Sent(seq, digest)
    for case in sent.keys() - set(cases):
        stale.append(sent[case].seq)
        sent[case] = replace(sent[case], on=False)
    sent = domain.remembered(sent)
    carried = replace(tablet, carries=cases, sent=sent, seq=seq + 1, head=seq + 1)
    fresh.append((carried.head, packing.written(_head(row, carried, now))))
    TabletPacket.objects.filter(tablet=row, seq__in=stale).delete()
    TabletPacket.objects.bulk_create(
        TabletPacket(
            tablet=row,
            seq=n,
            box=tablets.seal_packet(body, device, seq=n, cell=row.cell, keyring=keyring),
        )
        for n, body in fresh
    )
    swap(row, carried, keyring, on=now.date())
    return len(fresh)


def _head(row: TabletRow, tablet: Tablet, now: datetime) -> packing.Head:
    return packing.Head(
        cases=tablet.carries,
        heard=tablet.heard,
        until=now.date() + domain.RECORD_LIVES,
        box=cells.box_public(row.cell),
        label=tablet.label,
    )


def _too_long(packed: packing.Packed) -> Refused:
    return Refused(
        _("%(code)s: this is more than a tablet can be sent of one case.") % {"code": packed.code},
        hint=_("Leave it out, or shorten what is written of its people."),
    )
