"""People of two offices' books of the 1850s as profiles: tracing is tried on real records."""

import re
from typing import NamedTuple

from waystation.cases.birth import Birth
from waystation.cases.person import INVERSE, KinKind, Name, Sex
from waystation.testing import history
from waystation.tracing.values import Home, Parting, Profile, Relative

SEXES: dict[str, Sex] = {"f": "female", "m": "male"}
KIN: dict[str, KinKind] = {
    "wife": "spouse", "husband": "spouse", "mother": "parent", "father": "parent",
    "son": "child", "daughter": "child", "child": "child", "children": "child",
    "infant": "child", "sister": "sibling", "brother": "sibling", "sisters": "sibling",
    "brothers": "sibling", "daughters": "child", "sons": "child",
}  # fmt: skip
_FORMERLY = re.compile(r"\s*\(formerly (?P<name>[^)]+)\)")


class Link(NamedTuple):
    """Somebody in the second book, and the id of the passenger they are in the first.

    `profile` is None where the second book gives no name.
    """

    id: str
    passenger: str
    profile: Profile | None


class Decoy(NamedTuple):
    """A relative somebody told of, and the id of a passenger of the same name who is another."""

    id: str
    passenger: str
    profile: Profile


def passengers() -> dict[str, Profile]:
    """Give the passengers of Still's book by id, with those of their families it names."""
    families: dict[str, list[Relative]] = {}
    for tie in history.rows("family_ties"):
        kind = KIN.get(tie["relation"])
        if kind and tie["relative_name"]:
            sex = SEXES.get(history.SEX_OF_KIN.get(tie["relation"], ""), "unknown")
            relative = Relative(kind=kind, names=(Name(tie["relative_name"]),), sex=sex)
            families.setdefault(tie["passenger_id"], []).append(relative)
    return {
        row["id"]: Profile(
            names=_names(row["name"], row["assumed_name"]),
            sex=SEXES.get(row["sex"], "unknown"),
            birth=_born(row["arrival_date"], row["age"]),
            homes=_homes(row["origin_place_id"]),
            relatives=tuple(families.get(row["id"], ())),
            parting=_parted(row["arrival_date"]),
        )
        for row in history.rows("passengers")
    }


def links() -> list[Link]:
    """Give the twelve who stand in the books of both offices, as the second one wrote them."""
    found = []
    for row in history.rows("record_links"):
        earlier = _FORMERLY.search(row["gay_name"])
        name = _FORMERLY.sub("", row["gay_name"])
        profile = None
        if not name.startswith("("):
            names = _names(name, earlier["name"] if earlier else "")
            profile = Profile(names=names, parting=_parted(row["gay_date"]))
        found.append(Link(row["id"], row["still_passenger_id"], profile))
    return found


def decoys() -> list[Decoy]:
    """Give the relatives who share a passenger's name and are somebody else."""
    people = passengers()
    found = []
    for tie in history.rows("family_ties"):
        kind = KIN.get(tie["relation"])
        if not (tie["same_name_decoy_id"] and kind):
            continue
        teller = people[tie["passenger_id"]]
        sex = SEXES.get(history.SEX_OF_KIN.get(tie["relation"], ""), "unknown")
        beside = Relative(kind=INVERSE[kind], names=teller.names, sex=teller.sex)
        told = Profile(
            names=(Name(tie["relative_name"]),), sex=sex, homes=teller.homes, relatives=(beside,)
        )
        found.append(Decoy(tie["id"], tie["same_name_decoy_id"], told))
    return found


def _names(name: str, other: str) -> tuple[Name, ...]:
    return (Name(name), Name(other, "alias")) if other else (Name(name),)


def _born(arrived: str, age: str) -> Birth:
    if not (arrived and age):
        return Birth()
    return Birth(calendar="solar", year=int(arrived[:4]) - int(age), about=True)


def _homes(place: str) -> tuple[Home, ...]:
    """Give the place they came from; its last two letters are the state."""
    return (Home(county=place[:-3], province=place[-2:]),) if place else ()


def _parted(day: str) -> Parting:
    """Give the year in which they came by: when the office had them last."""
    return Parting(year=int(day[:4])) if day else Parting()
