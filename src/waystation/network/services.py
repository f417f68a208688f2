"""Changes to the network: proposed by one, vetted by two others, written down for good."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Refused
from waystation.network import changes, queries
from waystation.network.changes import (
    DRAFT,
    DROPPED,
    IN_FORCE,
    OPEN,
    VETS_NEEDED,
    Altered,
    Change,
    Proposal,
)
from waystation.network.domain import (
    RETIRED,
    STOPPED,
    VETTED,
    Closure,
    House,
    Jurisdiction,
    Leg,
    Partner,
    Place,
    Record,
    standing_on,
)
from waystation.network.models import (
    ChangeRow,
    HouseRow,
    JurisdictionRow,
    LegRow,
    PartnerRow,
    PlaceRow,
    ProposalRow,
    VetRow,
)
from waystation.network.queries import KEPT_IN
from waystation.vault import audit, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, fill_all, swap, token_of

BATCH = 500
WHY_MAX = 300


@transaction.atomic
def take_in(
    *,
    places: Iterable[Place],
    houses: Iterable[House],
    legs: Iterable[Leg],
    partners: Iterable[Partner],
    jurisdictions: Iterable[Jurisdiction] = (),
    keyring: Keyring,
    now: datetime,
) -> None:
    """Take a whole network into sealed rows, all of it or nothing, as it is founded.

    Raises:
      Refused: the keyring lacks the gazetteer's or the network's compartment.
    """
    gazetteer, network = keyring.cell("gazetteer"), keyring.cell("network")
    for rows, values, cell in (
        (PlaceRow, places, gazetteer),
        (HouseRow, houses, network),
        (LegRow, legs, network),
        (PartnerRow, partners, network),
        (JurisdictionRow, jurisdictions, network),
    ):
        kind: Any = rows
        filled = [(kind(cell=cell), value) for value in values]
        sealed = fill_all(filled, keyring, on=now.date())
        kind.objects.bulk_create(sealed, batch_size=BATCH)


@transaction.atomic
def propose(
    *,
    did: str,
    records: tuple[Record, ...],
    why: str,
    by: str,
    ignored: tuple[str, ...] = (),
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Ask two others to vet what is to be new, corrected or retired; until then all stays as it is.

    An import is kept as a draft until `offer`, so that what it would change can be read first.

    Raises:
      Refused: no reason, nothing would change, an id is taken, gone, retired or busy in another
        proposal, or a place it needs is not in use.
    """
    state = DRAFT if did == changes.IMPORT else OPEN
    on_file = changes.every(queries.network(keyring))
    records = tuple(changes.as_proposed(did, r, on_file.get(changes.key_of(r))) for r in records)
    proposal = Proposal(
        did=did, records=records, why=_reason(why), by=by, at=now, state=state, ignored=ignored
    )
    _refuse_faults(proposal, keyring)
    row = ProposalRow(cell=keyring.cell("network"))
    add(row, proposal, keyring, on=now.date())
    _lay_hand(row, "proposed", keyring)
    return row.id


@transaction.atomic
def offer(*, proposal_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Offer a draft for vetting, once its maker has read what it would change.

    Raises:
      Refused: it is no draft, or somebody else's.
    """
    kept = queries.proposal(proposal_id, keyring)
    if kept.proposal.state != DRAFT or not kept.mine:
        raise Refused(
            _("Only whoever read the file in can offer it, and only once."),
            hint=_("Read the file in yourself."),
        )
    _refuse_faults(kept.proposal, keyring, but=proposal_id)
    opened = msgspec.structs.replace(kept.proposal, state=OPEN, at=now)
    swap(kept.row, opened, keyring, on=now.date())


@transaction.atomic
def vet(*, proposal_id: UUID, by: str, keyring: Keyring, now: datetime) -> UUID | None:
    """Vet a proposal; with the second person's word it is in force.

    Returns the id of the change once it is in force, else None.

    Raises:
      Refused: this person proposed or vetted it already, it waits for nobody, or something it
        needs was changed meanwhile.
    """
    kept = queries.proposal(proposal_id, keyring)
    proposal = kept.proposal
    if proposal.state != OPEN:
        raise Refused(_("This proposal waits for nobody."), hint=_("Look at where it stands now."))
    cells.vouch(kept.row.cell, keyring)
    _lay_hand(kept.row, "vetted", keyring)
    proposal = msgspec.structs.replace(proposal, vetted_by=(*proposal.vetted_by, by))
    if len(proposal.vetted_by) < VETS_NEEDED:
        swap(kept.row, proposal, keyring, on=now.date())
        return None
    _refuse_faults(proposal, keyring, but=proposal_id)
    altered = tuple(_put(proposal, keyring, now))
    who = ", ".join((proposal.by, *proposal.vetted_by))
    done = Change(did=proposal.did, by=who, at=now, why=proposal.why, altered=altered)
    change_id = _write_down(done, keyring, now)
    proposal = msgspec.structs.replace(proposal, state=IN_FORCE, change=change_id)
    _settle(kept.row, proposal, keyring, now)
    return change_id


@transaction.atomic
def drop(*, proposal_id: UUID, why: str, by: str, keyring: Keyring, now: datetime) -> None:
    """Take a proposal back, or turn somebody else's down; it stays on file with the reason.

    Raises:
      Refused: no reason, or it is settled already.
    """
    kept = queries.proposal(proposal_id, keyring)
    if kept.proposal.state not in (DRAFT, OPEN):
        raise Refused(_("This proposal waits for nobody."), hint=_("Look at where it stands now."))
    ended = {"state": DROPPED, "ended_by": by, "ended_why": _reason(why)}
    _settle(kept.row, msgspec.structs.replace(kept.proposal, **ended), keyring, now)


@transaction.atomic
def rest(*, record_id: UUID, days: Closure, by: str, keyring: Keyring, now: datetime) -> UUID:
    """Let a record rest for some days, at once and on one person's word: nobody is sent there.

    Raises:
      Refused: no reason, the days are over or in the wrong order, or the record is retired.
    """
    _reason(days.why)
    if days.last < days.first:
        raise Refused(_("The rest ends before it begins."), hint=_("Write the first day first."))
    if days.last < now.date():
        raise Refused(_("These days are over."), hint=_("Let it rest from today or later."))
    return _alter(
        changes.REST, record_id, lambda r: changes.rested(r, days), days.why, by, keyring, now
    )


@transaction.atomic
def end_rest(*, record_id: UUID, why: str, by: str, keyring: Keyring, now: datetime) -> UUID:
    """End the rests of a record that run today or lie ahead, on one person's word.

    Raises:
      Refused: no reason, or it does not rest.
    """
    today = now.date()
    if not changes.ahead(queries.record(record_id, keyring).record, today):
        raise Refused(_("It does not rest."), hint=_("Look at where it stands now."))
    return _alter(
        changes.REST_ENDED, record_id, lambda r: changes.awake(r, today), why, by, keyring, now
    )


@transaction.atomic
def stop(*, record_id: UUID, why: str, by: str, keyring: Keyring, now: datetime) -> UUID:
    """Note that a partner or a house stops for safety: at once, on one word, until they go on.

    Nobody is sent there any more, and what was planned on them says so. It is no fault of theirs.

    Raises:
      Refused: no reason, it is not in use, or a record of another kind.
    """
    held = queries.record(record_id, keyring).record
    if not isinstance(held, Partner | House) or held.standing != VETTED:
        raise Refused(
            _("Only a partner or a house in use can stop for safety."),
            hint=_("A place or a leg is halted or put to rest instead."),
        )
    return _alter(changes.STOP, record_id, _standing(STOPPED), why, by, keyring, now)


@transaction.atomic
def go_on(*, record_id: UUID, why: str, by: str, keyring: Keyring, now: datetime) -> UUID:
    """Note that somebody who stopped for safety wants to go on, by their own word.

    Raises:
      Refused: no reason, or they did not stop.
    """
    if queries.record(record_id, keyring).record.standing != STOPPED:
        raise Refused(_("They did not stop."), hint=_("Look at where it stands now."))
    return _alter(changes.GO_ON, record_id, _standing(VETTED), why, by, keyring, now)


@transaction.atomic
def note_export(*, why: str, by: str, keyring: Keyring, now: datetime) -> UUID:
    """Write down that somebody took the network out of the building, and why.

    Raises:
      Refused: no reason.
    """
    done = Change(did=changes.EXPORT, by=by, at=now, why=_reason(why), altered=())
    row = add(ChangeRow(cell=keyring.cell("network")), done, keyring, on=now.date())
    says = {"of": "network", "why": done.why}
    audit.write("taken out", actor=keyring.user_id, says=says, now=now)
    return row.id


def retired(record_id: UUID, keyring: Keyring, today: date) -> Record:
    """Give a record as it would be retired.

    Raises:
      Refused: it is retired already, or no such record is on file.
    """
    record: Record = queries.record(record_id, keyring).record
    if standing_on(record, today) == RETIRED:
        raise Refused(_("It is retired already."), hint=_("Look at where it stands now."))
    return msgspec.structs.replace(record, standing=RETIRED)


def _standing(standing: str) -> Any:
    return lambda record: msgspec.structs.replace(record, standing=standing)


def _alter(
    did: str, record_id: UUID, alter: Any, why: str, by: str, keyring: Keyring, now: datetime
) -> UUID:
    """Change one record at once and write it down."""
    found = queries.record(record_id, keyring)
    if found.record.standing == RETIRED:
        raise Refused(_("It is retired; nothing changes it any more."), hint=_("Make a new one."))
    places = {place.slug: place for place in queries.places(keyring)}
    record = alter(found.record)
    told = changes.altered(found.record, record, places)
    swap(found.row, record, keyring, on=now.date())
    done = Change(did=did, by=by, at=now, why=_reason(why), altered=(told,))
    return _write_down(done, keyring, now)


def _put(proposal: Proposal, keyring: Keyring, now: datetime) -> Iterable[Altered]:
    """Put records in the place of those of the same id, or beside them; tells what differs."""
    wanted = {changes.key_of(record): record for record in proposal.records}
    held = queries.rows_of((kind for kind, _slug in wanted), keyring)
    places = {place.slug: place for place in queries.places(keyring)}
    places |= {record.slug: record for record in wanted.values() if isinstance(record, Place)}
    fresh: dict[str, list[tuple[Any, Any]]] = {}
    for key, record in wanted.items():
        found = held.get(key)
        if found is None:
            rows, _value, purpose = KEPT_IN[key[0]]
            fresh.setdefault(key[0], []).append((rows(cell=keyring.cell(purpose)), record))
            yield changes.altered(None, record, places)
            continue
        record = changes.with_rests_of(found.record, record)
        if record != found.record:
            swap(found.row, record, keyring, on=now.date())
            yield changes.altered(found.record, record, places)
    for kind, filled in fresh.items():
        sealed = fill_all(filled, keyring, on=now.date())
        KEPT_IN[kind][0]._default_manager.bulk_create(sealed, batch_size=BATCH)


def _write_down(done: Change, keyring: Keyring, now: datetime) -> UUID:
    row = add(ChangeRow(cell=keyring.cell("network")), done, keyring, on=now.date())
    events.record("network.changed", subject=row.id, cell=row.cell, on=now.date())
    return row.id


def _settle(row: ProposalRow, proposal: Proposal, keyring: Keyring, now: datetime) -> None:
    swap(row, proposal, keyring, on=now.date())
    ProposalRow.objects.filter(pk=row.pk).update(settled=True)


def _refuse_faults(proposal: Proposal, keyring: Keyring, but: UUID | None = None) -> None:
    network, busy = queries.network(keyring), queries.busy(keyring, but=but)
    wrong = changes.faults(proposal, network, busy)
    about = changes.compare(proposal.records, network)
    if not wrong and not (about.new or about.changed):
        raise Refused(_("Nothing would change."), hint=_("Change a value first."))
    if wrong:
        more = _(" and %(n)d more") % {"n": len(wrong) - 1} if len(wrong) > 1 else ""
        raise Refused(wrong[0] + more, hint=_("Mend that first, or leave it out."))


def _reason(why: str) -> str:
    """Give a reason without blanks around it; nobody changes anything without one."""
    if not why.strip():
        raise Refused(_("This needs a reason."), hint=_("Write it in a few words."))
    return why.strip()[:WHY_MAX]


def _lay_hand(row: ProposalRow, act: str, keyring: Keyring) -> None:
    try:
        with transaction.atomic():
            VetRow.objects.create(
                proposal=row, actor=token_of(keyring.user_id, row, keyring), act=act
            )
    except IntegrityError:
        raise Refused(
            _("Your hand is already on this proposal."),
            hint=_("Somebody else has to vet it: not its maker, and nobody twice."),
        ) from None
