"""Seeded doubles: second records of people, harmed as hurried hands and other books harm them."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from waystation.base.ids import new_id
from waystation.cases.matching.domain import Mention
from waystation.cases.person import Sex
from waystation.testing import history

SEXES: dict[str, Sex] = {"f": "female", "m": "male"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Doubled(NamedTuple):
    """All records, and which pairs of them are of one person."""

    mentions: tuple[Mention, ...]
    pairs: frozenset[frozenset[UUID]]


class Told(NamedTuple):
    """The passengers of the books and, if asked for, the relatives they told of.

    `decoys` pairs a relative with a passenger of the same name who is somebody else.
    """

    mentions: tuple[Mention, ...]
    decoys: frozenset[frozenset[UUID]]


def told(*, with_relatives: bool = False) -> Told:
    """Read the passengers as records to be compared; each party is a household."""
    rows = list(history.rows("passengers"))
    houses = {row["party_id"]: new_id() for row in rows}
    of_party: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        of_party[row["party_id"]].append(row["name"])
    passengers = {
        row["id"]: Mention(
            person=new_id(),
            house=houses[row["party_id"]],
            names=tuple(name for name in (row["name"], row["assumed_name"]) if name),
            sex=SEXES.get(row["sex"], "unknown"),
            birth_year=_year(row),
            place=row["origin_place_id"],
            companions=tuple(name for name in of_party[row["party_id"]] if name != row["name"]),
        )
        for row in rows
    }
    if not with_relatives:
        return Told(tuple(passengers.values()), frozenset())
    relatives = {
        tie["id"]: (_relative(tie, passengers[tie["passenger_id"]]), tie["same_name_decoy_id"])
        for tie in history.rows("family_ties")
        if tie["relative_name"] and tie["passenger_id"] and not tie["relative_passenger_id"]
    }
    decoys = {
        frozenset((relative.person, passengers[decoy].person))
        for relative, decoy in relatives.values()
        if decoy
    }
    everybody = (*passengers.values(), *(relative for relative, _decoy in relatives.values()))
    return Told(everybody, frozenset(decoys))


def _relative(tie: dict[str, str], passenger: Mention) -> Mention:
    """Make the record of somebody a passenger told of, who stayed where they came from."""
    return Mention(
        person=new_id(),
        house=new_id(),
        names=(tie["relative_name"],),
        sex=SEXES.get(history.SEX_OF_KIN.get(tie["relation"], ""), "unknown"),
        place=passenger.place,
        companions=passenger.names,
    )


def _year(row: dict[str, str]) -> int | None:
    both = row["arrival_date"] and row["age"]
    return int(row["arrival_date"][:4]) - int(row["age"]) if both else None


def mixed(n: int, *, seed: int = 1855) -> tuple[Mention, ...]:
    """Draw so many people who never were: names, ages and places of the books, each drawn apart.

    Common names stay common, so that it is as hard to tell people apart as it was.
    """
    dice = random.Random(seed)
    books = [one for one in told().mentions if len(one.names[0].split()) > 1]
    firsts = [one.names[0].split()[0] for one in books]
    families = [one.names[0].split()[-1] for one in books]
    people: list[Mention] = []
    while len(people) < n:
        house, place = new_id(), dice.choice(books).place
        names = [
            f"{dice.choice(firsts)} {dice.choice(families)}" for _ in range(dice.randint(1, 4))
        ]
        people += [
            Mention(
                person=new_id(),
                house=house,
                names=(name,),
                sex=dice.choice(books).sex,
                birth_year=dice.choice(books).birth_year,
                place=place,
                companions=tuple(other for other in names if other != name),
            )
            for name in names
        ]
    return tuple(people[:n])


def doubled(mentions: Sequence[Mention], n: int, *, seed: int = 1855) -> Doubled:
    """Add a second record of n people, each harmed in one to three ways and in another household.

    Only people with a name of two words get one: of one word nobody can tell.
    """
    dice = random.Random(seed)
    able = [one for one in mentions if any(len(name.split()) > 1 for name in one.names)]
    chosen = dice.sample(able, n)
    seconds = [_harmed(one, dice) for one in chosen]
    pairs = frozenset(
        frozenset((one.person, second.person)) for one, second in zip(chosen, seconds, strict=True)
    )
    return Doubled((*mentions, *seconds), pairs)


def _harmed(one: Mention, dice: random.Random) -> Mention:
    second = replace(one, person=new_id(), house=new_id())
    for harm in dice.sample(HARMS, dice.randint(1, 3)):
        second = harm(second, dice)
    return second


def _slip(one: Mention, dice: random.Random) -> Mention:
    """Write one letter of the name wrong, leave one out, or change two about."""
    name = one.names[0]
    at = dice.randrange(1, max(2, len(name) - 1))
    harmed = dice.choice(
        (
            name[:at] + dice.choice(LETTERS) + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        )
    )
    return replace(one, names=(harmed, *one.names[1:]))


def _turned(one: Mention, _dice: random.Random) -> Mention:
    """Write the family name first."""
    words = one.names[0].split()
    return replace(one, names=(" ".join([*words[1:], words[0]]), *one.names[1:]))


def _without_alias(one: Mention, _dice: random.Random) -> Mention:
    """Know them by one name only."""
    return replace(one, names=one.names[:1])


def _by_alias(one: Mention, _dice: random.Random) -> Mention:
    """Know them by their last name taken only."""
    return replace(one, names=one.names[-1:])


def _initial(one: Mention, _dice: random.Random) -> Mention:
    """Shorten the middle of a name of three words, or leave it as it is."""
    words = one.names[0].split()
    short = [words[0], *(word[0] for word in words[1:-1]), words[-1]]
    return replace(one, names=(" ".join(short), *one.names[1:]))


def _other_age(one: Mention, dice: random.Random) -> Mention:
    """Tell an age one or two years off."""
    year = one.birth_year
    off = dice.choice((-2, -1, 1, 2))
    return replace(one, birth_year=None if year is None else year + off, born_on=None)


def _no_age(one: Mention, _dice: random.Random) -> Mention:
    return replace(one, birth_year=None, born_on=None)


def _no_place(one: Mention, _dice: random.Random) -> Mention:
    return replace(one, place="")


def _alone(one: Mention, _dice: random.Random) -> Mention:
    """Come without those who were with them."""
    return replace(one, companions=())


HARMS: tuple[Callable[[Mention, random.Random], Mention], ...] = (
    _slip,
    _turned,
    _without_alias,
    _by_alias,
    _initial,
    _other_age,
    _no_age,
    _no_place,
    _alone,
)
