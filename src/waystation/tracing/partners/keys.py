"""Compound keys of a record: two things known of somebody, written so that two registers agree.

One thing alone (a name, a year) meets too many; each key joins a name in its most likely Hangul
with something else. Nothing of this leaves the house before it is salted and encrypted. Pure.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from waystation.cases.birth import Birth
from waystation.cases.person import Name
from waystation.tracing import names as reading
from waystation.tracing.values import Profile

# Together at most so many for a record, the most telling first.
KEYS_MAX = 12
# Of one written name so many readings, and of one person so many names.
READINGS, NAMES_TRIED = 2, 3
KOREAN = 0.5
_SURE = 0.15


def keys(profile: Profile) -> list[tuple[str, str]]:
    """List a record's keys as (kind, key), at most twelve; none without a name of anybody.

    A kind is named by what it joins: "name year", "mother county".
    """
    own = spellings(profile.names)
    mothers = _relatives(profile, "female")
    fathers = _relatives(profile, "male")
    siblings = _siblings(profile)
    years, days = _years(profile.birth), _days(profile.birth)
    counties = [plain(home.county) for home in profile.homes if plain(home.county)]
    joined = (
        ("name day", own, days),
        ("name mother", own, mothers),
        ("name father", own, fathers),
        ("name year", own, years),
        ("name county", own, counties),
        ("mother father", mothers, fathers),
        ("mother year", mothers, years),
        ("father year", fathers, years),
        ("mother county", mothers, counties),
        ("father county", fathers, counties),
        ("name sibling", own, siblings),
        ("mother sibling", mothers, siblings),
    )
    return _in_turn(
        [[(kind, f"{kind}|{a}|{b}") for a in one for b in other] for kind, one, other in joined]
    )


def spellings(names: Iterable[Name]) -> list[str]:
    """Write names as two registers would agree on: Hangul for Korean ones, plain words else."""
    found: dict[str, None] = {}
    for name in list(names)[:NAMES_TRIED]:
        found |= dict.fromkeys(_readings(name.text))
    return list(found)


def plain(text: str) -> str:
    """Write words without case, marks and order, in letters alone."""
    loose = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(sign if sign.isalnum() else " " for sign in loose if not _is_mark(sign))
    return unicodedata.normalize("NFC", " ".join(sorted(kept.split())))


def _is_mark(sign: str) -> bool:
    return unicodedata.combining(sign) != 0


def _readings(text: str) -> list[str]:
    """Give the most likely readings of a name: the first, and the next where it is close."""
    read = reading.decode(text)
    if read.korean < KOREAN:
        return [plain(text)] if plain(text) else []
    best = [_ranked(place) for place in read.places]
    first = "".join(place[0][0] for place in best if place)
    # The place that is least sure is read the other way as well.
    least = min(
        (at for at, place in enumerate(best) if len(place) > 1),
        key=lambda at: best[at][0][1] - best[at][1][1],
        default=None,
    )
    if least is None or best[least][1][1] < _SURE:
        return [first] if first else []
    other = "".join(place[1 if at == least else 0][0] for at, place in enumerate(best) if place)
    return list(dict.fromkeys(one for one in (first, other) if one))[:READINGS]


def _ranked(place: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(place.items(), key=lambda item: (-item[1], item[0]))


def _relatives(profile: Profile, sex: str) -> list[str]:
    parents = (one for one in profile.relatives if one.kind == "parent" and one.sex == sex)
    return [text for one in parents for text in spellings(one.names)]


def _siblings(profile: Profile) -> list[str]:
    return [
        text for one in profile.relatives if one.kind == "sibling" for text in spellings(one.names)
    ]


def _years(birth: Birth) -> list[str]:
    """Give the year of birth by the sun; a birth by the moon may lie in two of them."""
    span = birth.span()
    if span is None or (span[1] - span[0]).days > 2 * 366:
        return []
    return [str(year) for year in range(span[0].year, span[1].year + 1)]


def _days(birth: Birth) -> list[str]:
    """Give the day of birth as written and by the sun, whichever calendar was meant."""
    if not (birth.year and birth.month and birth.day):
        return []
    written = f"{birth.year}-{birth.month}-{birth.day}"
    day = birth.solar()
    by_sun = f"{day.year}-{day.month}-{day.day}" if day else written
    return list(dict.fromkeys((by_sun, written)))


def _in_turn(groups: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Take keys of each kind in turn, so that many names of one kind leave room for the others."""
    found: dict[tuple[str, str], None] = {}
    for nth in range(max((len(group) for group in groups), default=0)):
        found |= dict.fromkeys(group[nth] for group in groups if nth < len(group))
    return list(found)[:KEYS_MAX]
