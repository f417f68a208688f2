"""What each step of a search makes of a run: where it is made, and where it arrives."""

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.tracing.partners import domain, psi, queries
from waystation.tracing.partners.domain import (
    Answered,
    Counted,
    Counting,
    Hit,
    Listed,
    Listing,
    Partner,
    Run,
    Says,
    Step,
)
from waystation.tracing.partners.queries import Ours
from waystation.tracing.partners.services import letters, parcels
from waystation.vault.keyring import Keyring

COUNTED_OF = "records"


class Owned(msgspec.Struct, frozen=True, array_like=True):
    """Whose an encrypted key is: a record and the kind of the key, or several."""

    owners: tuple[tuple[UUID, str], ...]


def _make_answer(
    run: Run, _partner: Partner, _keyring: Keyring, _now: datetime
) -> tuple[Run, Says]:
    half = secrets.token_bytes(domain.HALF_BYTES)
    made = replace(run, halves=(run.halves[0], half))
    return made, Answered(half=half, keys_max=run.keys_max)


def _take_answer(
    run: Run, says: Answered, _partner: Partner, _keyring: Keyring, _now: datetime
) -> Run:
    if not domain.KEYS_LEAST <= says.keys_max <= run.keys_max or len(says.half) != (
        domain.HALF_BYTES
    ):
        raise psi.BadKeys("an answer changes what was offered")
    return replace(run, halves=(run.halves[0], says.half), keys_max=says.keys_max)


def _make_count(run: Run, partner: Partner, keyring: Keyring, now: datetime) -> tuple[Run, Says]:
    receiver = partner.card.name
    owned = _within(queries.sought(receiver, keyring, now.date()), run.keys_max)
    if not owned:
        raise Refused(
            _("No request may be compared with this organisation today."),
            hint=_("A seeker has to release their request to it first, by name."),
        )
    key = psi.new_key()
    items = psi.salted(
        _run_key(run, partner, keyring), list(owned), domain.PAD_REQUEST, run.keys_max
    )
    asked = psi.request(key, items)
    kept = [Owned(tuple(owners)) for owners in owned.values()]
    made = replace(
        run,
        key=key,
        n_keys=len(owned),
        request_digest=psi.digest(asked, most=run.keys_max),
        parcels=run.parcels
        | {
            "owners": put(msgspec.msgpack.encode(kept), keyring, now),
            "request": put(asked, keyring, now),
        },
    )
    return made, Counting(proof=_proof(made, "count", partner, keyring), request=asked)


def _take_count(run: Run, says: Counting, partner: Partner, keyring: Keyring, now: datetime) -> Run:
    _must_be_same_key(run, "count", says.proof, partner, keyring)
    # Read now, so that a bad request is refused now; answered only when somebody decides to.
    digest = psi.digest(says.request, most=run.keys_max)
    kept = put(says.request, keyring, now)
    return replace(run, request_digest=digest, parcels=run.parcels | {"request": kept})


def _make_counted(run: Run, partner: Partner, keyring: Keyring, now: datetime) -> tuple[Run, Says]:
    here = queries.found_here(partner.card.name, keyring, now.date())
    words = list(dict.fromkeys(key for ours in here for _kind, key in ours.keys))
    if len(words) > domain.SET_MOST:
        raise Refused(
            _("Our register gives %(n)d keys; at most %(most)d can be compared in one search.")
            % {"n": len(words), "most": domain.SET_MOST},
            hint=_("Agree with the organisation on a smaller part of the register."),
        )
    key, asked = psi.new_key(), queries.parcel(run.parcels["request"], keyring)
    run_key = _run_key(run, partner, keyring)
    items = psi.salted(run_key, words, domain.PAD_SET, domain.SET_ROOM)
    counted = Counted(
        proof=psi.proof(run_key, "counted"),
        setup=psi.setup(key, items, run.keys_max),
        response=psi.counted(key, asked, most=run.keys_max),
    )
    # Whoever stops agreeing before the list is given stops the list: see _make_listed.
    records = msgspec.msgpack.encode([ours.record for ours in here])
    kept = put(records, keyring, now)
    made = replace(run, key=key, n_keys=len(words), parcels=run.parcels | {COUNTED_OF: kept})
    return made, counted


def _take_counted(
    run: Run, says: Counted, partner: Partner, keyring: Keyring, now: datetime
) -> Run:
    _must_be_same_key(run, "counted", says.proof, partner, keyring)
    count = psi.size(run.key, says.setup, says.response, most=domain.SET_ROOM)
    kept = put(says.setup, keyring, now)
    return replace(run, count=count, parcels=run.parcels | {"setup": kept})


def must_still_agree(
    run: Run, step: Step, partner: Partner, keyring: Keyring, now: datetime
) -> None:
    """Refuse to let a file go in which somebody is whose yes ended since it was made.

    Raises:
      Refused: somebody's did.
    """
    receiver, today = partner.card.name, now.date()
    if step in ("counted", "listed"):
        held = queries.parcel(run.parcels[COUNTED_OF], keyring)
        inside = set(msgspec.msgpack.decode(held, type=list[UUID]))
        still = {ours.record for ours in queries.found_here(receiver, keyring, today)}
    elif step == "count":
        held = queries.parcel(run.parcels["owners"], keyring)
        kept = msgspec.msgpack.decode(held, type=list[Owned])
        inside = {record for one in kept for record, _kind in one.owners}
        still = {ours.record for ours in queries.sought(receiver, keyring, today)}
    else:
        return
    if not inside <= still:
        raise Refused(
            _("Somebody who was counted no longer agrees to it."),
            hint=_("No list can be given any more. End this search and begin another."),
        )


def _make_list(run: Run, partner: Partner, keyring: Keyring, _now: datetime) -> tuple[Run, Says]:
    asked = queries.parcel(run.parcels["request"], keyring)
    proof = _proof(run, "list", partner, keyring)
    return run, Listing(proof=proof, request=asked, count=run.count or 0)


def _take_list(run: Run, says: Listing, partner: Partner, keyring: Keyring, _now: datetime) -> Run:
    _must_be_same_key(run, "list", says.proof, partner, keyring)
    if psi.digest(says.request, most=run.keys_max) != run.request_digest:
        raise Refused(
            _("The list is wanted of other keys than were counted."),
            hint=_("Nothing was given. End the search and call the organisation."),
        )
    return replace(run, count=says.count)


def _make_listed(run: Run, partner: Partner, keyring: Keyring, now: datetime) -> tuple[Run, Says]:
    must_still_agree(run, "listed", partner, keyring, now)
    asked = queries.parcel(run.parcels["request"], keyring)
    response = psi.listed(run.key, asked, most=run.keys_max)
    return run, Listed(proof=_proof(run, "listed", partner, keyring), response=response)


def _take_listed(run: Run, says: Listed, partner: Partner, keyring: Keyring, now: datetime) -> Run:
    _must_be_same_key(run, "listed", says.proof, partner, keyring)
    setup = queries.parcel(run.parcels["setup"], keyring)
    places = psi.places(run.key, setup, says.response, most=domain.SET_ROOM)
    owners = msgspec.msgpack.decode(
        queries.parcel(run.parcels["owners"], keyring), type=list[Owned]
    )
    standing = {ours.record for ours in queries.sought(partner.card.name, keyring, now.date())}
    kinds: dict[UUID, set[str]] = {}
    for at in places:
        for record, kind in owners[at].owners if at < len(owners) else ():
            if record in standing:
                kinds.setdefault(record, set()).add(kind)
    hits = tuple(Hit(record, tuple(sorted(found))) for record, found in kinds.items())
    return replace(run, hits=tuple(sorted(hits, key=lambda hit: -len(hit.kinds))))


def _within(ours: list[Ours], most: int) -> dict[str, list[tuple[UUID, str]]]:
    """Take whole records, the oldest request first, as long as their keys fit into one run."""
    taken: dict[str, list[tuple[UUID, str]]] = {}
    for one in ours:
        new = {key for _kind, key in one.keys} - set(taken)
        if len(taken) + len(new) > most:
            break
        for kind, key in one.keys:
            taken.setdefault(key, []).append((one.record, kind))
    return taken


def _must_be_same_key(
    run: Run, step: Step, shown: bytes, partner: Partner, keyring: Keyring
) -> None:
    if not psi.is_proof(_run_key(run, partner, keyring), step, shown):
        raise Refused(
            _("This file was made with another key than that of this search."),
            hint=_("Nothing was compared. End the search and begin another."),
        )


def _proof(run: Run, step: Step, partner: Partner, keyring: Keyring) -> bytes:
    return psi.proof(_run_key(run, partner, keyring), step)


def _run_key(run: Run, partner: Partner, keyring: Keyring) -> bytes:
    """Make the key of the run: of both halves, for these two organisations in these roles."""
    mine = letters.our_card(keyring)
    signers = [mine.signs, partner.card.signs]
    return psi.run_key(run.run, run.halves, signers if run.side == "asks" else signers[::-1])


def put(content: bytes, keyring: Keyring, now: datetime) -> tuple[UUID, ...]:
    """Keep something of a run that is longer than a row."""
    return parcels.put(content, keyring.cell("tracing"), keyring, on=now.date())


Maker = Callable[[Run, Partner, Keyring, datetime], tuple[Run, Says]]
MADE: dict[Step, Maker] = {
    "answer": _make_answer,
    "count": _make_count,
    "counted": _make_counted,
    "list": _make_list,
    "listed": _make_listed,
}
TAKEN: dict[Step, Callable[..., Run]] = {
    "answer": _take_answer,
    "count": _take_count,
    "counted": _take_counted,
    "list": _take_list,
    "listed": _take_listed,
}
