"""What a tablet is sent of a case: enough to work with it for a day, and no more. Pure: no keys."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from waystation.cases.person import Person
from waystation.cases.tablet.domain import Heard

# What fits the largest bucket beside the signature and the length.
BODY_MAX = 65_468
NOTES_MAX = 30


class Member(msgspec.Struct, frozen=True):
    """A person of the household."""

    id: UUID
    name: str
    aka: tuple[str, ...]
    age: int | None
    child: bool
    sex: str
    relation: str
    needs: str
    note: str


class Todo(msgspec.Struct, frozen=True):
    """Something that is to be done."""

    id: UUID
    says: str
    due: date
    urgent: bool


class Note(msgspec.Struct, frozen=True):
    """Something that was noted, when and by whom."""

    at: datetime
    by: str
    text: str


class Twice(msgspec.Struct, frozen=True):
    """A field of which somebody in the office still has to choose the value."""

    record: UUID
    field: str
    values: tuple[str, ...]


class Packed(msgspec.Struct, frozen=True, kw_only=True, tag="case", tag_field="is"):
    """A case as a tablet carries it; `plan` holds the lines of the safe-contact plan."""

    case: UUID
    code: str
    place: str
    stands: str
    urgency: str
    since: date
    needs: str
    phrase: str
    plan: tuple[tuple[str, str], ...]
    people: tuple[Member, ...]
    tasks: tuple[Todo, ...]
    notes: tuple[Note, ...]
    twice: tuple[Twice, ...]


class Head(msgspec.Struct, frozen=True, kw_only=True, tag="head", tag_field="is"):
    """What a tablet has to know beside its cases.

    Attributes:
      cases: those it carries; it erases every other.
      heard: which of its words were taken in.
      until: the day after which it erases all cases, unless it is sent another.
      box: the compartment's present key, to which words are sealed, in base64.
      label: what the tablet is called.
    """

    cases: tuple[UUID, ...]
    heard: Heard
    until: date
    box: bytes
    label: str


def member(person_id: UUID, person: Person, today: date) -> Member:
    """Write down what a tablet shows of a person."""
    return Member(
        id=person_id,
        name=person.name or "",
        aka=person.also_known_as,
        age=person.age_on(today),
        child=person.is_child_on(today),
        sex=person.sex,
        relation=person.relation,
        needs=person.needs,
        note=person.note,
    )


def fitted(made: Packed) -> Packed:
    """Put the newest note first, and leave out old ones until the case fits a packet."""
    newest = tuple(sorted(made.notes, key=lambda note: note.at, reverse=True)[:NOTES_MAX])
    made = msgspec.structs.replace(made, notes=newest)
    while made.notes and len(written(made)) > BODY_MAX:
        made = msgspec.structs.replace(made, notes=made.notes[:-1])
    return made


def written(body: Packed | Head) -> bytes:
    """Write a packet's body as the bytes that are signed and sealed."""
    return msgspec.json.encode(body)
