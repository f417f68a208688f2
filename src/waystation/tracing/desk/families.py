"""Families as searches put them together, from one case to the next. Pure: nobody's place.

What a seeker told of their family, what stands in the register, and what both sides agreed to be
one person: each person is drawn once where that was agreed, and twice, with a dashed tie between,
where it is only thought so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from waystation.cases.kin import ELDERS, YOUNGERS, Kin, KinKind, back
from waystation.cases.person import Name
from waystation.tracing.asking.domain import is_open
from waystation.tracing.values import Entry, Match, MatchState, Profile, Request

# A match on its way to an answer is drawn as what it is: a thought.
THOUGHT: tuple[MatchState, ...] = (
    "candidate", "reviewed", "asked", "yes", "later", "seeker asked",
)  # fmt: skip


# The evidence by which two requests seek each other.
EACH_OTHER = ("tie", "both ways")


class Someone(NamedTuple):
    """One person of a family: their names, and in which requests and entries they are told of.

    `tells` says whether they speak for themselves there: a seeker, or somebody in the register.
    """

    id: UUID
    names: tuple[Name, ...]
    tells: bool
    is_sought: bool
    n_records: int

    @property
    def name(self) -> str | None:
        """Give the name to call them by, if any is known."""
        real = [name.text for name in self.names if name.kind == "real"]
        return next(iter(real or [name.text for name in self.names]), None)


class Thought(NamedTuple):
    """Two that may be one person, and the match that says so."""

    one: UUID
    other: UUID
    match_id: UUID


class Family(NamedTuple):
    """Everybody whom requests tie together, directly or through somebody in between.

    Attributes:
      id: the least of its requests, by which it is found.
      ties: what others are to each of them.
      n_found: how many are in contact by it.
    """

    id: UUID
    requests: tuple[UUID, ...]
    people: tuple[Someone, ...]
    ties: Mapping[UUID, tuple[Kin, ...]]
    thoughts: tuple[Thought, ...]
    n_found: int


class _Record(NamedTuple):
    """A request, or an entry of the register, as people and ties."""

    people: dict[UUID, Someone]
    ties: list[tuple[UUID, Kin]]


def families(
    requests: Mapping[UUID, Request],
    entries: Mapping[UUID, Entry],
    matches: Mapping[UUID, Match],
    today: date,
) -> list[Family]:
    """Put together the families of all requests, the largest first.

    Entries of the register belong to one only while a match says so; a request that was closed
    still tells of its family.

    Args:
      requests, entries, matches: all of the desk, by id.
    """
    drawn = {
        key: match
        for key, match in matches.items()
        if match.state in THOUGHT or is_open(match, today)
    }
    drawn = {key: one for key, one in drawn.items() if _ends(one, requests, entries)}
    records = {key: _of_request(key, one) for key, one in requests.items()}
    for match in drawn.values():
        if match.entry is not None:
            records[match.entry] = _of_entry(match.entry, entries[match.entry])
    same: dict[UUID, UUID] = {}
    thoughts: list[Thought] = []
    for key, match in drawn.items():
        for one, other in _pairs(match):
            if not is_open(match, today):
                thoughts.append(Thought(one, other, key))
            elif (gone := _first(other, same)) != (kept := _first(one, same)):
                same[gone] = kept
    links = [(match.request, match.entry or match.other) for match in drawn.values()]
    groups = _grouped(records, [(one, other) for one, other in links if other])
    found = [_family(group, requests, records, same, thoughts) for group in groups]
    return sorted(found, key=lambda one: (-one.n_found, -len(one.people), one.id))


def seeker_of(request_id: UUID) -> UUID:
    """Name the seeker of a request among the people drawn."""
    return uuid5(request_id, "seeker")


def sought_of(request_id: UUID) -> UUID:
    """Name the sought of a request among the people drawn."""
    return uuid5(request_id, "sought")


def person_of(entry_id: UUID) -> UUID:
    """Name somebody of the register among the people drawn."""
    return uuid5(entry_id, "person")


def _ends(match: Match, requests: Mapping[UUID, Request], entries: Mapping[UUID, Entry]) -> bool:
    """Say whether both records of a match are still there."""
    return match.request in requests and (match.entry in entries or match.other in requests)


def _pairs(match: Match) -> list[tuple[UUID, UUID]]:
    """List who is whom by a match: of two who seek each other, both."""
    if match.other is None:
        return [(sought_of(match.request), person_of(match.entry))] if match.entry else []
    found = [(sought_of(match.request), seeker_of(match.other))]
    if any((reason.kind, reason.says) == EACH_OTHER for reason in match.because):
        found.append((sought_of(match.other), seeker_of(match.request)))
    return found


def _of_request(request_id: UUID, request: Request) -> _Record:
    seeker, sought = seeker_of(request_id), sought_of(request_id)
    people = {
        seeker: Someone(seeker, request.seeker.names, True, False, 1),
        sought: Someone(sought, request.sought.names, False, True, 1),
    }
    below = _steps(request.relation)
    told = {(request.seeker.names, 0): seeker, (request.sought.names, below): sought}
    ties = _both_ways(seeker, sought, Kin(to=sought, case=request_id, kind=request.relation))
    ties += _relatives(seeker, request.seeker, request_id, people, told, 0)
    ties += _relatives(sought, request.sought, request_id, people, told, below)
    return _Record(people, ties)


def _of_entry(entry_id: UUID, entry: Entry) -> _Record:
    one = person_of(entry_id)
    people = {one: Someone(one, entry.profile.names, True, False, 1)}
    told = {(entry.profile.names, 0): one}
    return _Record(people, _relatives(one, entry.profile, entry_id, people, told, 0))


def _relatives(
    of: UUID,
    profile: Profile,
    record: UUID,
    people: dict[UUID, Someone],
    told: dict[tuple[tuple[Name, ...], int], UUID],
    generation: int,
) -> list[tuple[UUID, Kin]]:
    """Add somebody's family to the people of a record, and say what each is to them.

    Whom one teller calls by the same names in the same generation is one person to them: `told`
    holds those they told of already.
    """
    ties = []
    for number, relative in enumerate(profile.relatives):
        key = (relative.names, generation + _steps(relative.kind))
        one = uuid5(of, f"relative {number}")
        if relative.names:
            one = told.setdefault(key, one)
        if one not in people:
            people[one] = Someone(one, relative.names, False, False, 1)
        if one != of:
            ties += _both_ways(of, one, Kin(to=one, case=record, kind=relative.kind))
    return ties


def _steps(kind: KinKind) -> int:
    """Say how many generations below somebody a relative stands."""
    if kind in ("grandparent", "grandchild"):
        return 2 if kind == "grandchild" else -2
    return (kind in YOUNGERS) - (kind in ELDERS)


def _both_ways(one: UUID, other: UUID, kin: Kin) -> list[tuple[UUID, Kin]]:
    return [(one, kin), (other, back(kin, to=one, case=kin.case))]


def _first(one: UUID, same: Mapping[UUID, UUID]) -> UUID:
    """Follow who is who to the one under which somebody is drawn."""
    while one in same:
        one = same[one]
    return one


def _grouped(records: Iterable[UUID], links: Sequence[tuple[UUID, UUID]]) -> list[list[UUID]]:
    """Part records into those that hang together."""
    near = defaultdict(list)
    for one, other in links:
        near[one].append(other)
        near[other].append(one)
    left, groups = dict.fromkeys(records), []
    while left:
        todo = [next(iter(left))]
        group = []
        while todo:
            one = todo.pop()
            if one in left:
                del left[one]
                group.append(one)
                todo += near[one]
        groups.append(group)
    return groups


def _family(
    group: Sequence[UUID],
    requests: Mapping[UUID, Request],
    records: Mapping[UUID, _Record],
    same: Mapping[UUID, UUID],
    thoughts: Iterable[Thought],
) -> Family:
    """Draw everybody of a group of records together, each once who was agreed to be one person."""
    people: dict[UUID, Someone] = {}
    ties: dict[UUID, dict[UUID, Kin]] = defaultdict(dict)
    for key in group:
        for person in records[key].people.values():
            first = _first(person.id, same)
            people[first] = _joined(people.get(first), person._replace(id=first))
        for of, kin in records[key].ties:
            one, to = _first(of, same), _first(kin.to, same)
            if one != to:
                ties[one].setdefault(to, Kin(to=to, case=kin.case, kind=kin.kind))
    within = [
        Thought(_first(thought.one, same), _first(thought.other, same), thought.match_id)
        for thought in thoughts
    ]
    asked = tuple(sorted(key for key in group if key in requests))
    return Family(
        id=asked[0],
        requests=asked,
        people=tuple(people.values()),
        ties={one: tuple(found.values()) for one, found in ties.items()},
        thoughts=tuple(one for one in within if one.one in people and one.other in people),
        n_found=sum(one in people for one in set(same.values())),
    )


def _joined(before: Someone | None, one: Someone) -> Someone:
    """Make one of what two records say of a person: every name once, in the order told."""
    if before is None:
        return one
    names = tuple(dict.fromkeys((*before.names, *one.names)))
    return Someone(
        one.id,
        names,
        before.tells or one.tells,
        before.is_sought or one.is_sought,
        before.n_records + one.n_records,
    )
