"""Long registers as data: which column is what, what is compared, which pairs are looked at.

Splink's settings are written here as plain values, so that the same ones go to any engine.
Everything in SQL is the part of it that DuckDB and Spark share, but for the name of a
hash (words are compared by their letters, as Jaro and Winkler differ from library to library), and
nothing in it comes from a file: columns of a file are renamed by their role when it is read.
"""

# ruff: noqa: S608

from collections.abc import Callable, Collection, Mapping, Sequence
from math import prod
from typing import Any, Literal, get_args

import msgspec

Role = Literal[
    "id", "given", "family", "name", "mother", "father", "birth", "sex", "place", "contact", "code",
    "work",
]  # fmt: skip
Engine = Literal["duckdb", "spark"]
ROLES: tuple[Role, ...] = get_args(Role)
NAMES: tuple[Role, ...] = ("given", "family", "name")

# What columns are called, in small letters and without signs, beside the role's own name.
KNOWN_AS: Mapping[Role, tuple[str, ...]] = {
    "id": ("uniqueid", "recordid", "personid", "registrationnumber", "code", "number", "번호"),
    "given": ("givenname", "givennames", "firstname", "forename", "forenames", "이름"),
    "family": ("familyname", "lastname", "surname", "성", "성씨"),
    "name": ("fullname", "성명", "성함"),
    "mother": ("mothername", "mothersname", "nameofmother", "어머니", "모친"),
    "father": ("fathername", "fathersname", "nameoffather", "아버지", "부친"),
    "birth": ("dob", "birthdate", "dateofbirth", "birthday", "birthyear", "born", "생년월일"),
    "sex": ("gender", "성별"),
    "place": ("city", "town", "county", "birthplace", "homecounty", "village", "고향", "출생지"),
    "contact": ("email", "mail", "phone", "telephone", "mobile", "전화", "이메일"),
    "code": ("postcode", "postcodefake", "zip", "zipcode", "postalcode", "우편번호"),
    "work": ("occupation", "profession", "trade", "직업"),
}
# The one word in which the engines differ.
HASH: Mapping[Engine, str] = {"duckdb": "hash", "spark": "xxhash64"}
Worth = tuple[float | None, float | None]
# Of the pairs of one person at least so many are taken to be equal in everything certain.
LEAST_SHARE = 0.02
# Of all pairs at most so many are taken to be of one person.
MOST_SHARE = 0.5
# So few pairs are all looked at, whatever they have in common.
ALL_PAIRS = 2_000_000
# A key that so many pairs share says too little to be worth looking at them.
PAIRS_A_KEY = 10_000


class Rule(msgspec.Struct, frozen=True):
    """Two records are looked at when they agree on every expression of one rule."""

    name: str
    keys: tuple[str, ...]


class Level(msgspec.Struct, frozen=True):
    """How far two values agree: `holds` says of which pairs this is true, `word` in short.

    `weighs` names the column of which a rare value counts for more than a common one.
    """

    word: str
    holds: str
    weighs: str = ""


class Compared(msgspec.Struct, frozen=True):
    """One thing two records are compared on, the best agreement first."""

    name: str
    levels: tuple[Level, ...]


class Progress(msgspec.Struct, frozen=True):
    """How far a linkage is: which stage begins, of how many (0: not known yet), and its name."""

    stage: int
    stages: int
    says: str


class Learned(msgspec.Struct, frozen=True):
    """What training taught: the share of pairs that are of one person, and what agreement is worth.

    `worth` holds, for each thing compared and each level of agreement, how often the pairs of one
    person are on it and how often two strangers are; None where no pair taught it.
    """

    share: float
    worth: dict[str, tuple[Worth, ...]]


class Unguessed(ValueError):
    """The columns do not say enough to compare people by."""


def guess(headers: Sequence[str], named: Mapping[Role, str] | None = None) -> dict[Role, str]:
    """Say which column holds what: as it was named, and otherwise by what columns are called.

    Raises:
      Unguessed: a named column is not there, or nothing is left to compare people by.
    """
    found: dict[Role, str] = {}
    for role, header in (named or {}).items():
        if header not in headers:
            raise Unguessed(f"there is no column {header!r}; there are: {', '.join(headers)}")
        found[role] = header
    for role in ROLES:
        words = (role, *KNOWN_AS[role])
        free = [header for header in headers if header not in found.values()]
        fits = [header for word in words for header in free if _plain(header) == word]
        if role not in found and fits:
            found[role] = fits[0]
    if "name" in found and "given" in found and "family" in found and "name" not in (named or {}):
        del found["name"]
    if not set(NAMES) & set(found) or len(set(found) - {"id"}) < 2:
        raise Unguessed(
            "a name and one thing besides are needed to compare people; there are: "
            + ", ".join(headers)
        )
    return found


def _plain(header: str) -> str:
    return "".join(letter for letter in header.lower() if letter.isalnum())


def columns_of(roles: Collection[Role]) -> tuple[str, ...]:
    """Name the columns a prepared record has beside its number, its side and its own id."""
    split = ("given", "family") if "name" in roles else ()
    return tuple(
        role for role in ROLES if role not in ("id", "name") and (role in roles or role in split)
    )


def names_of(roles: Collection[Role]) -> str:
    """Write the query for the names of `loaded`, each once, family name first where it is known."""
    return f"select distinct {_whole(roles)} from loaded where {_whole(roles)} is not null"


def _whole(roles: Collection[Role]) -> str:
    if "name" in roles:
        return "trim(name)"
    return " || ' ' || ".join(f"trim({name})" for name in ("family", "given") if name in roles)


def with_readings(roles: Collection[Role]) -> str:
    """Write the query of `prepared` with the readings of each name beside it."""
    return (
        "select p.*, readings.reading, readings.second from "
        f"({prepared(roles, source='loaded')}) p join loaded on p.unique_id = loaded.unique_id "
        f"left join readings on readings.spelled = {_whole(roles)}"
    )


def prepared(roles: Collection[Role], *, source: str) -> str:
    """Write the query that makes comparable records of a table whose columns are named by role.

    Words are in small letters without outer blanks; of a date the digits are kept; what is empty
    is missing. Of a full name the first and the last word are kept.
    """
    chosen = [f"{_made(column, roles)} as {column}" for column in columns_of(roles)]
    return f"select unique_id, side, original, {', '.join(chosen)} from {source}"


def _made(column: str, roles: Collection[Role]) -> str:
    if column not in roles:
        nth = 1 if column == "given" else -1
        return f"nullif(split_part(lower(trim(name)), ' ', {nth}), '')"
    text = f"lower(trim({column}))"
    if column == "birth":
        for sign in ("-", "/", ".", " "):
            text = f"replace({text}, '{sign}', '')"
    return f"nullif({text}, '')"


# What rules are made of: a name and the query for it, from the prepared columns.
PARTS: Mapping[str, tuple[str, str]] = {
    "given": ("given", "given"),
    "family": ("family", "family"),
    "given's beginning": ("given", "substr(given, 1, 3)"),
    "family's beginning": ("family", "substr(family, 1, 3)"),
    "given's end": ("given", "substr(reverse(given), 1, 3)"),
    "family's end": ("family", "substr(reverse(family), 1, 3)"),
    "birth": ("birth", "birth"),
    "mother": ("mother", "mother"),
    "father": ("father", "father"),
    "year": ("birth", "substr(birth, 1, 4)"),
    "month and day": ("birth", "nullif(substr(birth, 5, 4), '')"),
    "place": ("place", "place"),
    "contact": ("contact", "contact"),
    "code": ("code", "code"),
    "code's beginning": ("code", "substr(code, 1, 3)"),
    "work": ("work", "work"),
    "reading": ("reading", "reading"),
    "second reading": ("second", "coalesce(second, reading)"),
    "given reading": ("reading", "nullif(split_part(reading, ' ', 2), '')"),
    "family and last": ("reading", "split_part(reading, ' ', 1) || substr(reverse(reading), 1, 1)"),
}
RULES: tuple[tuple[str, ...], ...] = (
    ("contact",),
    ("given", "family"),
    ("given", "birth"),
    ("family", "birth"),
    ("mother", "given"),
    ("mother", "family"),
    ("mother", "father"),
    ("mother", "place"),
    ("mother", "birth"),
    ("father", "birth"),
    ("reading", "mother"),
    ("reading", "year"),
    ("second reading", "year"),
    ("reading", "place"),
    ("given reading", "birth"),
    ("family and last", "birth"),
    ("given's beginning", "family's beginning", "year"),
    ("given's end", "family's end", "year"),
    ("given's beginning", "family's beginning", "month and day"),
    ("given's end", "family's end", "month and day"),
    ("code", "birth"),
    ("code", "given's beginning"),
    ("code", "family's beginning"),
    ("birth", "place"),
    ("given", "family's beginning", "place"),
    ("given's beginning", "family", "place"),
    ("given", "place", "year"),
    ("family", "place", "year"),
    ("code's beginning", "year", "given's beginning"),
    ("code's beginning", "year", "family's beginning"),
)


def rules(columns: Collection[str]) -> tuple[Rule, ...]:
    """List the rules that records with these columns can be looked at by, sharpest first."""
    return tuple(
        Rule(" + ".join(parts), tuple(PARTS[part][1] for part in parts))
        for parts in RULES
        if all(PARTS[part][0] in columns for part in parts)
    )


def compared(columns: Collection[str]) -> tuple[Compared, ...]:
    """List what records with these columns are compared on."""
    makers: Mapping[str, Callable[[str], tuple[Level, ...]]] = {
        "given": _worded,
        "family": _worded,
        "reading": _read,
        "mother": _worded,
        "father": _worded,
        "birth": _born,
        "sex": lambda name: (_same(name),),
        "place": _worded,
        "contact": _worded,
        "code": _coded,
        "work": lambda name: (_same(name, weighs=name),),
    }
    # Hangul readings say more of a Korean name than its letters; both would count it twice.
    left = [n for n in makers if n in columns and not ("reading" in columns and n in NAMES)]
    return tuple(Compared(name, makers[name](name)) for name in left)


def _same(name: str, weighs: str = "") -> Level:
    return Level("the same", f"{name}_l = {name}_r", weighs)


def _worded(name: str) -> tuple[Level, ...]:
    apart = f"levenshtein({name}_l, {name}_r)"
    longer = f"greatest(length({name}_l), length({name}_r))"
    return (
        _same(name, weighs=name),
        Level("one letter apart", f"{apart} <= 1"),
        Level("a third of the letters apart", f"{apart} * 3 <= {longer}"),
    )


def _read(name: str) -> tuple[Level, ...]:
    family, given = "split_part(reading_{0}, ' ', 1)", "split_part(reading_{0}, ' ', 2)"
    same_family = f"{family.format('l')} = {family.format('r')}"
    same_given = f"{given.format('l')} = {given.format('r')} and {given.format('l')} <> ''"
    first = f"substr({given.format('l')}, 1, 1) = substr({given.format('r')}, 1, 1)"
    last = "substr(reverse(reading_l), 1, 1) = substr(reverse(reading_r), 1, 1)"
    either = "reading_l = second_r or second_l = reading_r or second_l = second_r"
    return (
        _same(name, weighs=name),
        Level("in another reading", either),
        Level("the same given name", same_given),
        Level("family name and one syllable", f"{same_family} and ({first} or {last})"),
    )


def _born(name: str) -> tuple[Level, ...]:
    return (
        _same(name),
        Level("one digit apart", f"levenshtein({name}_l, {name}_r) <= 1"),
        Level(
            "the same month and day, or two digits apart",
            f"(length({name}_l) = 8 and substr({name}_l, 5, 4) = substr({name}_r, 5, 4)) "
            f"or levenshtein({name}_l, {name}_r) <= 2",
        ),
        Level("the same year", f"substr({name}_l, 1, 4) = substr({name}_r, 1, 4)"),
    )


def _coded(name: str) -> tuple[Level, ...]:
    return (
        _same(name, weighs=name),
        Level("the same beginning", f"substr({name}_l, 1, 3) = substr({name}_r, 1, 3)"),
    )


def settings(columns: Collection[str], learned: Learned | None = None) -> dict[str, Any]:
    """Write Splink's settings; pairs to look at are handed to it, so they hold no rules."""
    worth = learned.worth if learned else {}
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": learned.share if learned else 1e-4,
        "em_convergence": 0.001,
        "max_iterations": 15,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(one, worth.get(one.name, ())) for one in compared(columns)],
    }


def _comparison(one: Compared, worth: Sequence[Worth]) -> dict[str, Any]:
    missing = f"{one.name}_l is null or {one.name}_r is null"
    levels: list[dict[str, Any]] = []
    for level in (*one.levels, Level("different", "ELSE")):
        said: dict[str, Any] = {"sql_condition": level.holds, "label_for_charts": level.word}
        if level.weighs:
            said |= {"tf_adjustment_column": level.weighs, "tf_adjustment_weight": 1.0}
        levels.append(said)
    for said, (of_one, by_chance) in zip(levels, worth, strict=False):
        said |= {} if of_one is None else {"m_probability": of_one}
        said |= {} if by_chance is None else {"u_probability": by_chance}
    none = {"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}
    return {"output_column_name": one.name, "comparison_levels": [none, *levels]}


def learned_from(model: Mapping[str, Any]) -> dict[str, tuple[Worth, ...]]:
    """Take what was learned out of Splink's model, so that any engine can be told it.

    Numbers are rounded, so that threads that add in another order learn the same.
    """
    return {
        one["output_column_name"]: tuple(
            (_rounded(level.get("m_probability")), _rounded(level.get("u_probability")))
            for level in one["comparison_levels"][1:]
        )
        for one in model["comparisons"]
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else float(f"{share:.9g}")


def training(columns: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Name the columns by which pairs are drawn to learn from, once for what each leaves out."""
    name = ("reading",) if "reading" in columns else ("given", "family")
    other = [column for column in ("birth", "contact", "code", "place") if column in columns]
    return (tuple(part for part in name if part in columns), *((part,) for part in other[:2]))


def certain(columns: Collection[str]) -> tuple[str, ...]:
    """Name the columns that, all equal, make two records of one person nearly for certain."""
    best = ("reading", "given", "family", "birth", "contact", "code", "place")
    return tuple(column for column in best if column in columns)[:3]


def agreeing(worth: Mapping[str, Sequence[Worth]], columns: Collection[str]) -> float:
    """Say which share of one person's pairs is learned to be equal in all these columns."""
    shares = (worth[column][0][0] for column in columns if column in worth)
    return prod(share for share in shares if share is not None)


def share_of_matches(*, equal: float, expected: float, pairs: int) -> float:
    """Say which share of all pairs are of one person.

    `equal` pairs are the same in everything certain, which `expected` of one person's pairs are.
    """
    found = max(equal, 1.0) / max(expected, LEAST_SHARE)
    return float(f"{min(found / pairs, MOST_SHARE):.9g}")
