"""Synthetic people in any number, to try the vault at size: every text of theirs is marked.

Nobody here is or was anybody. A text carries a mark, a word that stands nowhere else, and a number
of its own, so that a thief's search for a few marks is a search for every text there is.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.cases import services
from waystation.cases.domain import (
    URGENCIES,
    Addition,
    Answer,
    Contact,
    Household,
    Person,
    Sex,
    Tip,
)
from waystation.cases.person import Birth, Document, Need, named
from waystation.vault.keyring import Keyring

# What every text of a kind carries; none is a word of any language, nor stands in any library.
MARKS = {
    "name": "Quillmarsh",
    "korean name": "달무리솔밭",
    "other name": "Vorrenby",
    "language": "Brackensaw",
    "ailment": "Sorrelfever",
    "paper number": "Tallowmint",
    "office": "Grindelhook",
    "holder": "Wickersham-Oll",
    "place": "zirkelau",
    "words": "Thistlequay",
    "source": "Mirrenholt",
    "taker": "Ottershaw-Pym",
    "need": "Ashwinderly",
    "note": "Pellowmere",
    "relation": "kinsfolder",
    "contact": "Lanternwick",
    "phrase": "heronspool",
    "telephone": "+999-0142-",
    "code": "Zwylquant",
    "reason": "Dunnerwhist",
    "reach": "Orlimstade",
    "answer": "Fenwarrick",
    "addition": "Hollerbeck",
}
CASES, RECORDS = 1_400, 28_000
# A household here is a whole company, eighteen people and a half in the mean: with 1,400 tips and
# as many households that makes more than 28,000 records.
COMPANIES = (12, 25)
NOW = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
SEXES: tuple[Sex, ...] = ("female", "male", "unknown")


class Case(NamedTuple):
    """A tip, the household that came of it and its people."""

    tip: Tip
    household: Household
    people: tuple[Person, ...]


def population(
    n_cases: int = CASES, *, sizes: tuple[int, int] = COMPANIES, seed: int = 1855
) -> Iterator[Case]:
    """Draw cases; the same seed gives the same people.

    Args:
      sizes: the least and the most people of a household; all sizes between come as often.
    """
    dice = random.Random(seed)
    for number in range(n_cases):
        n_people = sizes[0] + number % (sizes[1] - sizes[0] + 1)
        people = tuple(_person(100 * number + place, dice) for place in range(n_people))
        yield Case(_tip(number, dice), _household(number, dice), people)


def marked(kind: str, number: int) -> str:
    """Write the text of a kind that has this number."""
    return f"{MARKS[kind]}-{number:06d}"


def words(*, whole: int = 60) -> list[str]:
    """List what a thief would search for: every mark, and some texts whole, for their digests."""
    some = [marked(kind, 97 * step) for kind in MARKS for step in range(whole // len(MARKS))]
    return [*MARKS.values(), *some]


@transaction.atomic
def settle(
    cases: Sequence[Case], cells: Sequence[UUID], *, keyring: Keyring, now: datetime = NOW
) -> int:
    """Put cases on file, spread evenly over compartments; says how many records that were."""
    where = [cells[number % len(cells)] for number in range(len(cases))]
    for case, cell in zip(cases, where, strict=True):
        services.hear_tip(tip=case.tip, cell=cell, keyring=keyring, now=now)
    families = [
        (case.household, case.people, cell) for case, cell in zip(cases, where, strict=True)
    ]
    services.take_in(families=families, keyring=keyring, now=now)
    return sum(2 + len(case.people) for case in cases)


def texts(value: msgspec.Struct) -> Iterator[tuple[str, str]]:
    """Give every text a value holds, with the name of its field, those inside it included."""
    for field in msgspec.structs.fields(value):
        held = getattr(value, field.name)
        for one in held if isinstance(held, tuple) else (held,):
            if isinstance(one, str):
                yield f"{type(value).__name__}.{field.name}", one
            elif isinstance(one, msgspec.Struct):
                yield from texts(one)


def _person(number: int, dice: random.Random) -> Person:
    kind = "korean name" if number % 3 == 0 else "name"
    told = dice.randint(0, 90)
    return named(
        marked(kind, number),
        alias=(marked("other name", number),),
        birth=Birth(calendar="solar", year=NOW.year - told, month=1, day=1),
        sex=dice.choice(SEXES),
        languages=(marked("language", number),),
        relation=marked("relation", number),
        needs=marked("need", number),
        special=(Need(kind="medical", says=marked("ailment", number), limits=("doctor near",)),),
        documents=(
            Document(
                kind="passport",
                number=marked("paper number", number),
                issued_by=marked("office", number),
                held_by=marked("holder", number),
            ),
        ),
        note=f"{marked('note', number)}, {marked('telephone', number)}",
    )


def _household(number: int, dice: random.Random) -> Household:
    waited = timedelta(days=dice.randint(1, 60))
    at = NOW - timedelta(hours=dice.randint(1, 90))
    return Household(
        code=marked("code", number),
        place=marked("place", number),
        waiting_since=(NOW - waited).date(),
        urgency=dice.choice(URGENCIES),
        needs=marked("need", number),
        contact=Contact(at=at, how=marked("contact", number), phrase=marked("phrase", number)),
        state="contacted",
        keep_reason=marked("reason", number),
    )


def _tip(number: int, dice: random.Random) -> Tip:
    return Tip(
        heard_at=NOW - timedelta(hours=dice.randint(1, 90)),
        place=marked("place", number),
        words=f"{marked('words', number)}, telephone {marked('telephone', number)}",
        source_alias=marked("source", number),
        taken_by=marked("taker", number),
        urgency=dice.choice(URGENCIES),
        keep_reason=marked("reason", number),
        reach=marked("reach", number),
        answers=(Answer(at=NOW, by=UUID(int=number), text=marked("answer", number)),),
        additions=(Addition(at=NOW, text=marked("addition", number)),),
    )
