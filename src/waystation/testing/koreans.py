"""Koreans who never were, and how hurried hands write them down: test people for tracing.

The rules by which names are spelled and harmed (`korean_spellings`) are written apart from the
tables of the decoder that has to read them: nothing here imports `tracing.names`. Names are drawn
by the package korean-name-generator, from which the shares of family names and of syllables come.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from waystation.cases import lunar
from waystation.cases.birth import Birth
from waystation.cases.person import Name, NameKind, Script, Sex
from waystation.testing.korean_spellings import SCHEMES, mistyped, spelled
from waystation.tracing.values import Home, Profile, Relative

# ---- in which shares ----------------------------------------------------------------------------
IN_REGISTER = (0.45, 0.05, 0.10, 0.05, 0.05, 0.10, 0.15, 0.05)
ASKED_FOR = (0.25, 0.20, 0.10, 0.05, 0.05, 0.15, 0.10, 0.10)
TYPING_ERRORS = 0.07
# How many told another name, in the register and by who asks; and of these, how many told their
# own name as well (or the name is remembered with the other one).
ALIAS_IN_REGISTER, ALIAS_ASKED, TOLD_BOTH = 0.05, 0.08, 0.5
UNTOLD_PARENT = 0.35
PROVINCES, COUNTIES = 11, 18
# Most come from two provinces beside a border.
NEAR_BORDER, TIMES = (8, 9), 6.0
SIBLINGS_MAX, SIBLINGS_TOLD = 2, 0.4
FIRST_BIRTH, BIRTH_DAYS = date(1940, 1, 1), 27_000


class Korean(NamedTuple):
    """Somebody who never was: what is true of them."""

    family: str
    given: str
    sex: Sex
    birth: date
    home: tuple[int, int]
    mother: tuple[str, str]
    father: str
    siblings: tuple[tuple[str, Sex], ...]


class Told(NamedTuple):
    """What somebody wrote down of a person, and whether the first name in it is another one."""

    profile: Profile
    is_alias: bool


class Hand(NamedTuple):
    """Somebody who writes people down: in which spellings, and how many of them under an alias."""

    schemes: tuple[float, ...]
    aliases: float


REGISTER, SEEKERS = Hand(IN_REGISTER, ALIAS_IN_REGISTER), Hand(ASKED_FOR, ALIAS_ASKED)


def population(n: int, *, seed: int) -> list[Korean]:
    """Draw so many people; the same seed always gives the same."""
    dice, drawn = random.Random(seed), _Drawn(seed)
    weights = [
        (TIMES if province in NEAR_BORDER else 1.0) * min(40.0, dice.paretovariate(0.6))
        for province in range(PROVINCES)
        for _ in range(COUNTIES)
    ]
    homes = dice.choices(range(len(weights)), weights, k=n)
    with drawn:
        return [_person(dice, drawn, divmod(home, COUNTIES)) for home in homes]


def told(person: Korean, hand: Hand, dice: random.Random, drawn: "_Drawn") -> Told:
    """Write somebody down as a hand does, with what it leaves out and gets wrong."""
    names: list[Name] = []
    is_alias = dice.random() < hand.aliases
    if is_alias:
        family, given = drawn.name(person.sex)
        family = person.family if dice.random() < 0.6 else family
        names.append(_name(family, given, hand, dice, "alias"))
    if not is_alias or dice.random() < TOLD_BOTH:
        names.append(_name(person.family, person.given, hand, dice, "real"))
    sex = person.sex if dice.random() < 0.99 else _other(person.sex)
    home = _home(person, dice)
    profile = Profile(
        names=tuple(names),
        sex=sex,
        birth=_birth(person.birth, dice),
        homes=(home,) if home else (),
        relatives=_relatives(person, hand, dice),
    )
    return Told(profile, is_alias)


class _Drawn:
    """Draws names from korean-name-generator, which draws from the one dice of all of Python."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __enter__(self) -> "_Drawn":
        self._before = random.getstate()
        random.seed(self._seed)
        return self

    def __exit__(self, *_: object) -> None:
        random.setstate(self._before)

    def name(self, sex: Sex) -> tuple[str, str]:
        from korean_name_generator import namer

        said = namer.generate(sex == "male")
        return said[0], said[1:]


def drawn_with(seed: int) -> _Drawn:
    """Give whom aliases are drawn by; use it in a `with`, so that the dice of others stay."""
    return _Drawn(seed)


def _person(dice: random.Random, drawn: _Drawn, home: tuple[int, int]) -> Korean:
    sex: Sex = "male" if dice.random() < 0.45 else "female"
    family, given = drawn.name(sex)
    siblings: list[tuple[str, Sex]] = []
    for _ in range(dice.randint(0, SIBLINGS_MAX)):
        its: Sex = dice.choice(("male", "female"))
        name = drawn.name(its)[1]
        # Brothers and sisters often share a syllable.
        siblings.append((given[0] + name[1:] if dice.random() < 0.4 else name, its))
    return Korean(
        family=family,
        given=given,
        sex=sex,
        birth=FIRST_BIRTH + timedelta(days=dice.randrange(BIRTH_DAYS)),
        home=home,
        mother=drawn.name("female"),
        father=drawn.name("male")[1],
        siblings=tuple(siblings),
    )


def _name(family: str, given: str, hand: Hand, dice: random.Random, kind: NameKind) -> Name:
    scheme = dice.choices(SCHEMES, hand.schemes)[0]
    text = spelled(family, given, scheme, dice)
    script: Script = "hangul" if scheme in ("hangul", "north") else "latin"
    if script == "latin" and dice.random() < TYPING_ERRORS:
        text = mistyped(text, dice)
    return Name(text, kind, script)


def _birth(born: date, dice: random.Random) -> Birth:
    """Tell a birth: the day, the lunar day as if it were a solar one, about a year, or nothing."""
    chance = dice.random()
    if chance < 0.35:
        return Birth(calendar="unknown", year=born.year, month=born.month, day=born.day)
    if chance < 0.60:
        held = lunar.lunar(born)
        if held:
            try:
                return Birth(calendar="unknown", year=held[0], month=held[1], day=held[2])
            except ValueError:  # a thirtieth of the second month: then the year is told
                return Birth(calendar="unknown", year=held[0])
    if chance < 0.75:
        return Birth(calendar="solar", year=born.year + dice.choice((-3, -2, -1, 1, 2, 3)))
    if chance < 0.90:
        return Birth(calendar="solar", year=born.year + dice.choice((-1, 0, 0, 1)))
    return Birth()


def _home(person: Korean, dice: random.Random) -> Home | None:
    province, county = person.home
    chance = dice.random()
    if chance >= 0.83:
        if chance < 0.95:
            return None
        province, county = dice.randrange(PROVINCES), dice.randrange(COUNTIES)
    elif chance >= 0.70:
        county = dice.randrange(COUNTIES)
    return Home(province=f"Province {province}", county=f"County {province}-{county}")


def _relatives(person: Korean, hand: Hand, dice: random.Random) -> tuple[Relative, ...]:
    found: list[Relative] = []
    parents: Sequence[tuple[str, str, Sex]] = (
        (*person.mother, "female"),
        (person.family, person.father, "male"),
    )
    for family, given, sex in parents:
        if dice.random() >= UNTOLD_PARENT:
            name = _name(family, given, hand, dice, "real")
            found.append(Relative(kind="parent", names=(name,), sex=sex))
    for given, sex in person.siblings:
        if dice.random() < SIBLINGS_TOLD:
            name = _name(person.family, given, hand, dice, "real")
            found.append(Relative(kind="sibling", names=(name,), sex=sex))
    return tuple(found)


def _other(sex: Sex) -> Sex:
    return "female" if sex == "male" else "male"
