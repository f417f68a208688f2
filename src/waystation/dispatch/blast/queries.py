"""Reads of what each loss gives up, opened with the reader's own keyring and kept nowhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import queries as passages
from waystation.dispatch.blast import heat
from waystation.dispatch.blast.arrays import lay
from waystation.dispatch.blast.arrays import told_of as foretold
from waystation.dispatch.blast.domain import Caps, Loss, lost
from waystation.dispatch.blast.heat import Heat, Style, Warm
from waystation.dispatch.domain import OPEN_STATES, STAGE_ENDS, StageOfPassage
from waystation.dispatch.knowing import MEMORY, Disclosed, Field, Told, Way, faces
from waystation.dispatch.models import CapsRow, DisclosureRow, PassageRow, StageRow
from waystation.dispatch.queries import KeptPassage
from waystation.network import queries as network
from waystation.network.domain import House, Partner, Place
from waystation.network.models import PartnerRow
from waystation.vault import cells, register
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

# More disclosures than that nobody reads; the newest come first.
HEARD_SHOWN = 100


class Lost(NamedTuple):
    """One partner or place, what falls if it is lost now, and what a partner was told so far.

    `only_counts` are the ways that nobody gives up, but that go by what is lost. `heard` has each
    disclosure with the passage it is of. `partners` and `spots` are names, `places` all names by
    slug.
    """

    id: UUID
    is_guide: bool
    name: str
    loss: Loss
    only_counts: frozenset[UUID]
    heard: tuple[tuple[Way, Disclosed], ...]
    places: dict[str, str]
    partners: tuple[str, ...]
    spots: tuple[str, ...]


class Page(NamedTuple):
    """The heat list with what its lines are called and where their records lie.

    `accounts` is how many colleagues' accounts open all of it.
    """

    heat: Heat
    styles: tuple[Style, ...]
    guide_ids: dict[str, UUID]
    place_names: dict[str, str]
    place_ids: dict[str, UUID]
    accounts: int
    no_names: dict[str, str] = {}


class Falls(NamedTuple):
    """A stage, and how many people its guide, lost, gives up: now, and when it sets out.

    `at_place`: how many fall with the place where it begins, when it sets out.
    """

    stage: StageOfPassage
    now: int
    then: int
    at_place: int
    guide_id: UUID | None
    place: str


class Account(NamedTuple):
    """A colleague's account: how many passages, stages and partners on file it opens."""

    id: UUID
    alias: str
    n_passages: int
    n_stages: int
    n_partners: int


def ways(
    keyring: Keyring, *, found: Iterable[KeptPassage] | None = None, proposed: bool = False
) -> list[Way]:
    """Open all passages as far as knowing goes, with what was really told of them.

    Args:
      found: the passages, if they are open already.
      proposed: take those for under way that wait to be approved.
    """
    told = disclosed(keyring)
    under_way = (*OPEN_STATES, "proposed") if proposed else OPEN_STATES
    return [
        Way(
            kept.id,
            kept.passage.code,
            kept.passage.people,
            kept.passage.state in under_way,
            tuple(k.stage for k in kept.stages),
            tuple(told.get(kept.id, ())),
        )
        for kept in (passages.passages(keyring) if found is None else found)
    ]


def disclosed(keyring: Keyring) -> dict[UUID, list[Disclosed]]:
    """Open what was told to whom, by passage, the earliest first."""
    found: dict[UUID, list[Disclosed]] = defaultdict(list)
    for row in DisclosureRow.objects.filter(cell__in=keyring.cells_of("passages")):
        found[row.passage_id].append(open_row(row, Disclosed, keyring))
    for told in found.values():
        told.sort(key=lambda one: one.readable_at)
    return found


def told_of(passage_id: UUID, keyring: Keyring) -> tuple[Disclosed, ...]:
    """Open what was told of one passage."""
    rows = DisclosureRow.objects.filter(passage=passage_id, cell__in=keyring.cells_of("passages"))
    return tuple(open_row(row, Disclosed, keyring) for row in rows)


def heat_page(keyring: Keyring, now: datetime, *, steps: int) -> Page:
    """Give the heat list as its page shows it."""
    partners, places = network.kept("partner", keyring), network.kept("place", keyring)
    homes = [(one.record.slug, one.record.place) for one in partners]
    all_ways = ways(keyring)
    readers = {
        reader.user_id
        for cell in keyring.cells_of("passages")
        for reader in cells.book_of(cell, keyring).readers
    }
    return Page(
        heat.measure(all_ways, homes, now, steps=steps),
        heat.styles(all_ways, now),
        {one.record.slug: one.id for one in partners},
        {one.record.slug: one.record.name for one in places},
        {one.record.slug: one.id for one in places},
        len(readers),
    )


def lost_guide(partner_id: UUID, keyring: Keyring, now: datetime, *, steps: int) -> Lost:
    """Say what falls if one partner is lost now.

    Raises:
      Refused: there is no such partner.
    """
    partner = _record(partner_id, Partner, keyring)
    all_ways = ways(keyring)
    field = Field(all_ways)
    loss = lost(field, now, guides=[partner.slug], steps=steps)
    heard = [(way, told) for way in all_ways for told in way.disclosed if told.to == partner.slug]
    heard.sort(key=lambda one: one[1].readable_at, reverse=True)
    found = _shown(partner_id, partner.name, loss, field, keyring)
    return found._replace(is_guide=True, heard=tuple(heard[:HEARD_SHOWN]))


def lost_place(record_id: UUID, keyring: Keyring, now: datetime, *, steps: int) -> Lost:
    """Say what falls if one place, or the house there, is lost now with those who live there.

    Raises:
      Refused: there is no such place.
    """
    record = _record(record_id, (Place, House), keyring)
    slug = record.slug if isinstance(record, Place) else record.place
    field = Field(ways(keyring))
    homes = [one.slug for one in network.partners(keyring) if one.place == slug]
    loss = lost(field, now, places=[slug], guides=homes, steps=steps)
    return _shown(record_id, "", loss, field, keyring, place=slug)


def of_passage(passage_id: UUID, keyring: Keyring, now: datetime) -> tuple[Falls, ...]:
    """Say of each stage to come how many people fall with its guide and its first place.

    When it sets out, every order is taken to have opened by its time.

    Raises:
      Refused: there is no such passage among the reader's.
    """
    kept = passages.passage(passage_id, keyring)
    all_ways = ways(keyring, proposed=True)
    homes = [(one.slug, one.place) for one in network.partners(keyring)]
    names = {one.slug: one.name for one in network.places(keyring)}
    at_once = {one.slug: one.people for one in heat.of_guides(lay(all_ways, now), steps=0)[1]}
    found = []
    for stage in (one.stage for one in kept.stages if one.stage.state not in STAGE_ENDS):
        later = max(now, stage.depart)
        laid = lay(all_ways, later, tells=foretold(later, foreseen=True))
        then = {one.slug: one.people for one in heat.of_guides(laid, steps=0)[1]}
        there = {one.slug: one.people for one in heat.of_places(laid, homes, steps=0)}
        found.append(
            Falls(
                stage,
                at_once.get(stage.guide, 0),
                then.get(stage.guide, 0),
                there.get(stage.from_place, 0),
                stage.guide_row,
                names.get(stage.from_place, stage.from_place),
            )
        )
    return tuple(found)


def account(user_id: UUID, keyring: Keyring) -> Account:
    """Count what falls with a colleague's account, without opening any of it.

    Raises:
      Refused: there is no such colleague, or the keyring does not open the register.
    """
    _row, member = register.member(user_id, keyring)
    held = list(member.cells)
    passages_held = PassageRow.objects.filter(cell__in=held)
    return Account(
        user_id,
        member.alias,
        passages_held.count(),
        StageRow.objects.filter(cell__in=held).count(),
        PartnerRow.objects.filter(cell__in=held).count(),
    )


def worst(
    keyring: Keyring, now: datetime, *, found: Iterable[KeptPassage] | None = None
) -> Warm | None:
    """Name the partner whose arrest now would give up most; None: nobody can tell anything.

    `found` as for `ways`.
    """
    guides = heat.measure(ways(keyring, found=found), (), now, steps=0).guides
    return guides[0] if guides else None


def guide_lost(slug: str, keyring: Keyring, now: datetime, *, steps: int = 0) -> Loss:
    """Say what falls if a partner is lost now: what they can tell, and who counts on them."""
    return lost(Field(ways(keyring)), now, guides=[slug], steps=steps)


def place_lost(slug: str, keyring: Keyring, now: datetime, *, steps: int = 0) -> Loss:
    """Say what falls if a place is lost now, with the partners whose home it is."""
    homes = [one.slug for one in network.partners(keyring) if one.place == slug]
    return lost(Field(ways(keyring)), now, places=[slug], guides=homes, steps=steps)


def phone_lost(
    guide: str, keyring: Keyring, now: datetime, *, since: datetime | None = None, steps: int = 0
) -> Loss:
    """Say what falls if the phone of a partner is read now: the orders that lie on it, no more.

    Args:
      since: it is in strange hands since then; what left it afterwards was read.
    """
    all_ways = ways(keyring)
    told = _on_phone(guide, all_ways, since or now, now)
    return lost(Field(all_ways), now, told=told, steps=steps)


def staff_lost(user_id: UUID, keyring: Keyring, now: datetime) -> Loss:
    """Say what falls if a colleague's account is lost: whatever the compartments they hold open.

    Of the reader's own compartments alone; of others the reader could not say.
    """
    held = PassageRow.objects.filter(cell__in=held_by(user_id, keyring))
    theirs = set(held.values_list("pk", flat=True))
    all_ways = ways(keyring)
    shown = [way for way in all_ways if way.id in theirs]
    told = [
        Told(way, stage, "ahead", faces(way.stages, stage)) for way in shown for stage in way.stages
    ]
    return lost(Field(all_ways), now, told=told)


def held_by(user_id: UUID, keyring: Keyring) -> tuple[UUID, ...]:
    """Name the compartments of passages that both a colleague and the reader hold."""
    return tuple(
        cell
        for cell in keyring.cells_of("passages")
        if any(reader.user_id == user_id for reader in cells.book_of(cell, keyring).readers)
    )


def caps_row(keyring: Keyring) -> CapsRow | None:
    """Find the row of the caps; None: nobody has set any."""
    return CapsRow.objects.filter(cell__in=keyring.cells_of("network")).first()


def caps(keyring: Keyring) -> Caps:
    """Give the caps on what one loss gives up; without any, nothing is capped."""
    row = caps_row(keyring)
    return open_row(row, Caps, keyring) if row else Caps()


def _on_phone(guide: str, found: Sequence[Way], since: datetime, now: datetime) -> list[Told]:
    """List the stages whose orders lay readable on a partner's phone at any time since."""
    told = []
    for way in found:
        numbers = {
            one.number for one in way.disclosed if one.to == guide and one.was_on_phone(since, now)
        }
        told += [
            Told(way, stage, "ahead", faces(way.stages, stage))
            for stage in way.stages
            if stage.number in numbers and now - stage.arrive <= MEMORY
        ]
    return told


def _record(record_id: UUID, kind: Any, keyring: Keyring) -> Any:
    """Open a record of the network that is of some kind.

    Raises:
      Refused: there is none.
    """
    record = network.record(record_id, keyring).record
    if not isinstance(record, kind):
        raise Refused(_("There is no such record."), hint=_("Pick it from the list."))
    return record


def _shown(
    record_id: UUID, name: str, loss: Loss, field: Field, keyring: Keyring, place: str = ""
) -> Lost:
    """Put names on a loss."""
    names = {one.slug: one.name for one in network.places(keyring)}
    told = {way.id for way in field.touched(loss.told)}
    named = sorted(field.names.get(slug, slug) for slug in loss.partners - loss.lost)
    return Lost(
        record_id,
        False,
        name or names.get(place, place),
        loss,
        frozenset(way.id for way in loss.ways) - told,
        (),
        names,
        tuple(named),
        tuple(sorted(names.get(slug, slug) for slug in loss.places)),
    )
