"""What somebody wants changed, what was changed, and what hangs on a record. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.base.words import say as _
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
    codes_of,
)
from waystation.network.records import KIND_OF, name_of, slug_of
from waystation.network.tables import Network
from waystation.network.written import cells_of

VETS_NEEDED = 2
# What a proposal asks for, and where it stands. A draft is an import that nobody offered yet.
NEW, CORRECTION, RETIREMENT, IMPORT = ("new", "correction", "retirement", "import")
DRAFT, OPEN, IN_FORCE, DROPPED = ("draft", "open", "in force", "dropped")
# What a change says was done that no proposal asks for.
REST, REST_ENDED, EXPORT = ("rest", "rest ended", "export")
STOP, GO_ON = ("stopped", "goes on")
Key = tuple[str, str]


class Proposal(msgspec.Struct, frozen=True, kw_only=True, tag="proposal/1"):
    """Records as they are to be; nothing of it counts before two others have vetted it.

    `ignored` names columns of a file that nobody knows; `change` is what it became in force.
    """

    did: str
    records: tuple[Record, ...]
    why: str
    by: str
    at: datetime
    state: str = OPEN
    vetted_by: tuple[str, ...] = ()
    ended_by: str = ""
    ended_why: str = ""
    ignored: tuple[str, ...] = ()
    change: UUID | None = None


class Told(msgspec.Struct, frozen=True):
    """One column of a record before and after a change, as a table writes it."""

    column: str
    before: str
    after: str


class Altered(msgspec.Struct, frozen=True):
    """One record that a change altered; a house goes by the id of its place."""

    kind: str
    slug: str
    name: str
    told: tuple[Told, ...]

    @property
    def before(self) -> str:
        """Say in words what stood there; nothing if the record is new."""
        return "; ".join(f"{told.column} {told.before}" for told in self.told if told.before)

    @property
    def after(self) -> str:
        """Say in words what stands there now."""
        return "; ".join(f"{told.column} {told.after or '–'}" for told in self.told)


class Change(msgspec.Struct, frozen=True, kw_only=True, tag="change/1"):
    """Something that was done to the network: what, to which records, by whom and why."""

    did: str
    by: str
    at: datetime
    why: str
    altered: tuple[Altered, ...]


class Comparison(NamedTuple):
    """What taking records in would do: to those on file, and to those the file does not name."""

    new: tuple[Altered, ...]
    changed: tuple[Altered, ...]
    n_same: int
    missing: tuple[Altered, ...]


def key_of(record: Record) -> Key:
    """Give kind and id, which together name one record."""
    return KIND_OF[type(record)], slug_of(record)


def every(network: Network) -> dict[Key, Record]:
    """Give every record of a network by kind and id."""
    kinds = (network.places, network.houses, network.legs, network.partners, network.jurisdictions)
    return {key_of(record): record for records in kinds for record in records}


def altered(before: Record | None, after: Record, places: Mapping[str, Place]) -> Altered:
    """Tell what differs between a record as it was, or nothing, and as it is."""
    was = cells_of(before) if before is not None else {}
    told = tuple(
        Told(column, was.get(column, ""), text)
        for column, text in cells_of(after).items()
        if was.get(column, "") != text
    )
    kind, slug = key_of(after)
    return Altered(kind, slug, name_of(after, places), told)


def compare(wanted: Iterable[Record], network: Network) -> Comparison:
    """Sort wanted records into new, changed and the same, and name those that are not among them.

    Only kinds that are wanted at all can miss a record; a retired one is not missed, and neither
    is the house of a place that is missing itself.
    """
    on_file = every(network)
    asked = {key_of(record): record for record in wanted}
    places = {place.slug: place for place in network.places}
    places |= {record.slug: record for record in asked.values() if isinstance(record, Place)}
    kinds = {kind for kind, _slug in asked}
    new, changed, missing = [], [], []
    for key, record in asked.items():
        if key not in on_file:
            new.append(altered(None, record, places))
        elif on_file[key] != with_rests_of(on_file[key], record):
            changed.append(altered(on_file[key], with_rests_of(on_file[key], record), places))
    for key, record in on_file.items():
        with_its_place = key[0] == "house" and "place" in kinds and ("place", key[1]) not in asked
        if key[0] not in kinds or key in asked or record.standing == RETIRED:
            continue
        if not with_its_place:
            missing.append(Altered(*key, name_of(record, places), ()))
    n_same = len(asked) - len(new) - len(changed)
    return Comparison(tuple(new), tuple(changed), n_same, tuple(missing))


def hangs_on(record: Record, network: Network) -> tuple[Record, ...]:
    """List the records still in use that cannot be used as before without this one."""
    if record.standing == RETIRED:
        return ()
    found: list[Record] = []
    if isinstance(record, Place):
        found += [h for h in network.houses if h.place == record.slug]
        found += [x for x in network.legs if record.slug in (x.from_place, x.to_place)]
        found += [p for p in network.partners if p.place == record.slug]
    elif isinstance(record, Partner):
        found += [leg for leg in network.legs if record.slug in leg.guides]
        left = [p for p in network.partners if p.place == record.place and p.standing != RETIRED]
        if [p.slug for p in left] == [record.slug]:
            found += [p for p in network.places if p.slug == record.place]
    elif isinstance(record, House | Leg):
        found += [place for place in network.places if place.slug in _ends_of(record)]
    elif isinstance(record, Jurisdiction):
        found += [place for place in network.places if record.code in codes_of(place)]
    return tuple(other for other in found if other.standing != RETIRED)


def faults(proposal: Proposal, network: Network, busy: Iterable[Key]) -> list[str]:
    """Name what keeps a proposal from being put into force; nothing if it may be.

    Args:
      busy: records that another open proposal is about.
    """
    on_file, taken = every(network), set(busy)
    asked = {key_of(record): record for record in proposal.records}
    places = {key[1]: r for key, r in (on_file | asked).items() if isinstance(r, Place)}
    found = []
    for key, record in asked.items():
        held = on_file.get(key)
        sentences = [_fault(proposal.did, record, held, is_busy=key in taken)]
        for slug in _ends_of(record) if record.standing == VETTED else ():
            if slug not in places or places[slug].standing != VETTED:
                sentences.append(_("“%(name)s” needs a place that is not in use."))
        name = {"name": name_of(record, places)}
        found += [sentence % name for sentence in dict.fromkeys(sentences) if sentence]
    return found


def _fault(did: str, record: Record, held: Record | None, *, is_busy: bool) -> str:
    """Say what is wrong with putting one record in the place of another, or of nothing."""
    if is_busy:
        return _("Another proposal about “%(name)s” is open.")
    if did == NEW and held is not None:
        # A house goes by its place, a law by its land: another may follow one that is retired.
        if isinstance(held, House | Jurisdiction):
            says = _("“%(name)s” has one on file already: correct that, or retire it first.")
            return "" if held.standing == RETIRED else says
        return _("“%(name)s” is on file already; ids are never used again.")
    if did in (CORRECTION, RETIREMENT) and held is None:
        return _("“%(name)s” is not on file.")
    if held is not None and held.standing == RETIRED and held != with_rests_of(held, record):
        return _("“%(name)s” is retired, and nothing changes it any more.")
    return ""


def rested(record: Record, *more: Closure) -> Record:
    """Let a record rest for some days, on top of what rests it has."""
    rests = sorted({*record.rests, *more}, key=lambda r: (r.first, r.last, r.why))
    return msgspec.structs.replace(record, rests=tuple(rests))


def with_rests_of(held: Record, wanted: Record) -> Record:
    """Give a wanted record with the rests on file beside its own: none is proposed away.

    Nor is it that somebody stopped for safety: they alone say when they go on.
    """
    if held.standing == STOPPED and wanted.standing == VETTED:
        wanted = msgspec.structs.replace(wanted, standing=STOPPED)
    return rested(wanted, *held.rests)


def as_proposed(did: str, wanted: Record, held: Record | None) -> Record:
    """Give a record as a proposal keeps it: of its rests only those it adds.

    So a rest that ends before the proposal is in force does not come back with it.
    """
    if held is None:
        return wanted
    added = tuple(r for r in wanted.rests if r not in held.rests) if did == IMPORT else ()
    return msgspec.structs.replace(wanted, rests=added)


def awake(record: Record, day: date) -> Record:
    """End every rest that runs on a day or lies ahead of it; what is past stays on file."""
    past = tuple(
        msgspec.structs.replace(rest, last=min(rest.last, date.fromordinal(day.toordinal() - 1)))
        for rest in record.rests
        if rest.first < day
    )
    return msgspec.structs.replace(record, rests=past)


def ahead(record: Record, day: date) -> tuple[Closure, ...]:
    """List the rests that run on a day or lie ahead of it."""
    return tuple(rest for rest in record.rests if rest.last >= day)


def _ends_of(record: Record) -> tuple[str, ...]:
    if isinstance(record, Leg):
        return record.from_place, record.to_place
    return (record.place,) if isinstance(record, House | Partner) else ()
