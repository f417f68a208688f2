"""The audit chain: who did what, sealed to the security compartment, each entry bound to the last.

Whoever edits, removes or swaps entries breaks the chain. Whoever rewrites it from there to its end
meets the ends that were signed on earlier days, and the copy a witness keeps elsewhere.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Tampered
from waystation.vault import boxes, cells, chain, heads, seal
from waystation.vault.chain import Break, Entry, Seen
from waystation.vault.domain import pad, unpad
from waystation.vault.heads import days_of
from waystation.vault.keyring import Keyring
from waystation.vault.models import AuditEntry, AuditHead

__all__ = ["Told", "days_of", "entries", "examine", "sign_head", "trouble", "write"]

# One size for every detail, so that the length of a reason does not tell what was done.
BUCKET = 1_024
# What an act may say, by name, so that a screen can put each in the reader's language.
SAYS = ("of", "to", "cell", "why", "n", "file", "days", "until", "with", "note", "id", "at")
DETAIL_BYTES = BUCKET + seal.BOX_OVERHEAD
NEWEST = 500
_CUT = "…"


class Act(msgspec.Struct, frozen=True, tag="act/1"):
    """What an entry says to the security officer; `blind` is what hides the actor outside."""

    kind: str
    actor: UUID | None
    at: datetime
    says: dict[str, str]
    blind: bytes


class Told(NamedTuple):
    """An entry opened; `at` is None where its detail is not what was sealed."""

    seq: int
    day: date
    kind: str
    actor: UUID | None
    at: datetime | None
    says: dict[str, str]


class Standing(NamedTuple):
    """How the chain stands, as far as is seen at a glance."""

    n_entries: int
    head: Seen | None
    since: int
    broken: Break | None


class Examined(NamedTuple):
    """What an examination of the chain found; `since` counts the entries after the last head."""

    n_entries: int
    n_heads: int
    head: Seen | None
    since: int
    breaks: tuple[Break, ...]


@transaction.atomic
def write(kind: str, *, actor: UUID | None, says: Mapping[str, str], now: datetime) -> int:
    """Enter an act in the chain, in the caller's transaction, and return its number.

    An act that cannot be entered does not happen: without a security compartment it is refused.

    Args:
      kind: one of chain.KINDS.
      actor: whose act it was; None: a command at the server's own terminal.
      says: few short words under names of SAYS; what does not fit into one size is cut.

    Raises:
      ValueError: a name outside the closed list.
      Refused: the organisation has no security compartment.
    """
    code = chain.KINDS[kind]
    if not says.keys() <= set(SAYS):
        raise ValueError(f"an act says {sorted(says)}; the closed list is audit.SAYS")
    public = cells.box_public(cells.only("security"))
    last, prev = heads.tip()
    seq, day = last + 1, now.date().toordinal()
    act = Act(kind, actor, now, dict(says), secrets.token_bytes(16))
    body = pad(_fitting(act), BUCKET)
    detail = seal.seal_to(public, body, kind=seal.AUDIT, about=_about(seq))
    entry = Entry(seq, day, code, _blinded(act), prev, detail, b"")
    entry = entry._replace(digest=chain.digest_of(entry))
    AuditEntry.objects.create(**entry._asdict())
    return seq


def entries(
    keyring: Keyring,
    *,
    kinds: Iterable[str] | None = None,
    days: tuple[date, date] | None = None,
    skip: int = 0,
    newest: int = NEWEST,
) -> list[Told]:
    """Open the newest entries, those of some kinds or days if asked; newest first.

    A ring without the security compartment, as behind a duress passphrase, is told of none.

    Cost: about 0.3 ms an entry.
    """
    held = keyring.cells_of("security")
    if not held:
        return []
    seeds = cells.private_keys(held[0], keyring).box_seeds
    rows = _matching(kinds, days).order_by("-seq")[skip : skip + newest]
    return [_told(heads.as_entry(row), seeds) for row in rows]


def count(
    keyring: Keyring,
    *,
    kinds: Iterable[str] | None = None,
    days: tuple[date, date] | None = None,
) -> int:
    """Count the entries that `entries` would open."""
    return _matching(kinds, days).count() if keyring.cells_of("security") else 0


def _matching(kinds: Iterable[str] | None, days: tuple[date, date] | None) -> QuerySet[AuditEntry]:
    """Pick entries by what stands plain on them."""
    rows = AuditEntry.objects.all()
    if kinds is not None:
        rows = rows.filter(kind__in=[chain.KINDS[kind] for kind in kinds])
    if days is not None:
        rows = rows.filter(day__range=[day.toordinal() for day in days])
    return rows


def examine(public: bytes) -> Examined:
    """Examine the whole chain and every signed end of it.

    Args:
      public: the security compartment's signing key, from a source one trusts.

    Cost: see docs/PERFORMANCE.md, audit.
    """
    signed = heads.signed()
    ends: dict[int, bytes | None] = {seen.seq: None for seen in signed}
    n_entries = 0

    def counted() -> Iterator[Entry]:
        nonlocal n_entries
        for entry in heads.entries():
            n_entries += 1
            if entry.seq in ends:
                ends[entry.seq] = entry.digest
            yield entry

    found = list(chain.breaks(counted()))
    for seen in signed:
        found += _against(seen, public, ends[seen.seq], must_be_signed=True)
    last = signed[-1] if signed else None
    since = heads.tip()[0] - (last.seq if last else 0)
    first = sorted(set(found))[: chain.BREAKS_MAX]
    return Examined(n_entries, len(signed), last, since, tuple(first))


def compare(seen: Iterable[Seen], public: bytes) -> tuple[Break, ...]:
    """Hold what a witness wrote down against the chain."""
    return tuple(
        broken for one in seen for broken in _against(one, public, heads.digest_at(one.seq))
    )


def key_of(keyring: Keyring) -> bytes:
    """Give the security compartment's own signing key, proven against its private half.

    Raises:
      Refused: the ring does not hold the security compartment.
      Tampered: the public key on file is not its own.
    """
    _box, sign_seed = cells.private_seeds(keyring.cell("security"), keyring)
    return seal.sign_public(sign_seed)


@transaction.atomic
def sign_head(keyring: Keyring, *, now: datetime) -> Break | None:
    """Sign the chain's end, once a day, if it still follows from the end signed before.

    Returns what is broken; then nothing is signed. A ring without the security compartment signs
    nothing.
    """
    held, day = keyring.cells_of("security"), now.date().toordinal()
    if not held or AuditHead.objects.filter(day=day).exists():
        return None
    broken = _since_head(key_of(keyring))
    if broken is not None:
        return broken
    seq, digest = heads.tip()
    if seq == 0:
        return None
    _box, sign_seed = cells.private_seeds(held[0], keyring)
    signature = seal.sign(sign_seed, chain.head_statement(day, seq, digest))
    AuditHead.objects.create(day=day, seq=seq, digest=digest, signature=signature)
    return None


def standing(keyring: Keyring) -> Standing:
    """Say how many entries there are, where the chain was last signed and whether it holds since.

    To a ring without the security compartment, as behind a duress passphrase, it is empty.
    """
    if not keyring.cells_of("security"):
        return Standing(0, None, 0, None)
    head, (seq, _digest) = next(iter(heads.signed()[-1:]), None), heads.tip()
    broken = _since_head(key_of(keyring))
    return Standing(AuditEntry.objects.count(), head, seq - (head.seq if head else 0), broken)


def trouble(keyring: Keyring) -> list[tuple[str, str]]:
    """Say for the security officer's board what is wrong with the chain since its last signed end.

    Gives sentence and hint; nothing for a ring without the security compartment.
    """
    if not keyring.cells_of("security"):
        return []
    broken = _since_head(key_of(keyring))
    if broken is None:
        return []
    says = _("The audit chain does not hold at act %(n)d.") % {"n": broken.seq}
    return [(says, _("Somebody wrote past the console. Examine it and compare the witness."))]


def _since_head(public: bytes) -> Break | None:
    """Look at the chain from its last signed end on; the cheap part of `examine`."""
    last = next(iter(heads.signed()[-1:]), None)
    after = (0, chain.NOTHING_BEFORE)
    if last is not None:
        there = heads.digest_at(last.seq)
        for broken in _against(last, public, there, must_be_signed=True):
            return broken
        after = (last.seq, last.digest)
    return next(chain.breaks(heads.entries(after[0]), after=after), None)


def _against(
    seen: Seen, public: bytes, digest: bytes | None, *, must_be_signed: bool = False
) -> list[Break]:
    """Hold one end of the chain, as it was signed or witnessed, against the entry now there.

    A witness has lines without a signature; an end on file whose signature was taken away is none.
    """
    if digest is None:
        return [Break(seen.seq, "cut")]
    if not seen.is_sound:
        return [Break(seen.seq, "not signed")]
    statement = chain.head_statement(seen.day, seen.seq, seen.digest)
    signed = seal.is_signed(public, statement, seen.signature) if seen.signature else False
    if not signed and (seen.signature or must_be_signed):
        return [Break(seen.seq, "not signed")]
    return [] if seal.same(digest, seen.digest) else [Break(seen.seq, "rewritten")]


def _told(entry: Entry, seeds: Sequence[bytes]) -> Told:
    """Open one entry; one that does not open is told of without its detail."""
    day = chain.date_of(entry.day)
    name = chain.KIND_NAMES.get(entry.kind, "")
    try:
        about = _about(entry.seq)
        padded = boxes.open_first(seeds, entry.detail, kind=seal.AUDIT, about=about)
        act = msgspec.msgpack.decode(unpad(padded), type=Act)
    except (Tampered, ValueError, msgspec.MsgspecError):
        return Told(entry.seq, day, name, None, None, {})
    if act.kind != name or act.at.date() != day or _blinded(act) != entry.actor:
        return Told(entry.seq, day, name, None, None, {})
    return Told(entry.seq, day, name, act.actor, act.at, act.says)


def _fitting(act: Act) -> bytes:
    """Write an act down; where it is too long its longest word is cut until it fits."""
    says = dict(act.says)
    body = msgspec.msgpack.encode(act)
    while len(body) > BUCKET - 4:
        longest = max(says, key=lambda name: len(says[name].encode()))
        says[longest] = says[longest][: len(says[longest]) * 3 // 4].rstrip(_CUT) + _CUT
        body = msgspec.msgpack.encode(msgspec.structs.replace(act, says=says))
    return body


def _blinded(act: Act) -> bytes:
    """Commit to who it was: every entry by another mark, so that a dump groups nobody's acts."""
    person = act.actor.bytes if act.actor else bytes(16)
    return hashlib.sha256(b"ws1/actor" + act.blind + person).digest()[:16]


def _about(seq: int) -> bytes:
    return seq.to_bytes(16, "big")
