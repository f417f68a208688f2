"""What speaks for or against two records being of one person, in the reader's words."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from waystation.cases import lunar
from waystation.cases import person_words as words
from waystation.tracing import names
from waystation.tracing.matching.fields import ROLES, names_of
from waystation.tracing.values import Home, Profile, Reason

# Names that say less than so many bits are not taken apart syllable by syllable.
ALIKE_BITS = 2.0
KINDS: dict[str, Promise | str] = {
    "names": later("Names"),
    "mother": later("Mother's name"),
    "father": later("Father's name"),
    "siblings": later("Brothers and sisters"),
    "spouse": later("Husband or wife"),
    "children": later("Children"),
    "sex": later("Sex"),
    "birth": later("Birth"),
    "home": later("Where they lived"),
    "parted_year": later("Year in which they were parted"),
    "parted_place": later("Place where they were parted"),
    "marks": later("Marks"),
    "tie": later("Whom they look for"),
    "others": later("Others in the register"),
}
SAYS: dict[str, dict[str, Promise | str]] = {
    "sex": {"same": later("of one sex"), "other": later("not of one sex")},
    "birth": {
        "same day": later("born on the same day, by one calendar or the other"),
        "same birthday": later("the same birthday, in another year"),
        "same year": later("born in the same year"),
        "one year": later("born a year apart"),
        "three years": later("born two or three years apart"),
        "six years": later("born four to six years apart"),
        "far": later("born many years apart"),
        "about same": later("about the same age, as far as it was told"),
        "about one year": later("about a year apart, as far as it was told"),
        "about three years": later("two or three years apart, as far as it was told"),
        "about six years": later("four to six years apart, as far as it was told"),
        "about far": later("many years apart, as far as it was told"),
    },
    "home": {
        "county": later("at home in the same county"),
        "beside": later("at home in counties side by side"),
        "province": later("at home in the same province"),
        "elsewhere": later("at home in different parts"),
    },
    "parted_year": {
        "same year": later("parted in the same year"),
        "one year": later("parted a year earlier or later"),
        "three years": later("parted two or three years earlier or later"),
        "six years": later("parted four to six years earlier or later"),
        "far": later("parted in years far from one another"),
    },
    "parted_place": {
        "county": later("parted in the same county"),
        "beside": later("parted in counties side by side"),
        "province": later("parted in the same province"),
        "elsewhere": later("parted in different parts"),
    },
    "marks": {"shared": later("known by the same marks"), "unshared": later("other marks")},
    "tie": {
        "both ways": later("each looks for what the other is to them"),
        "other tie": later("looks for somebody else"),
    },
    "others": {"": later("others fit too, and one person is looked for")},
}
# The strength of evidence in words, from so many bits on, for and against alike.
STRENGTHS: tuple[tuple[float, Promise | str], ...] = (
    (10.0, later("very strong")),
    (5.0, later("strong")),
    (2.0, later("fair")),
    (0.0, later("slight")),
)
DIFFERENCES: dict[str, Promise | str] = {
    "script": later("written in another script"),
    "north": later("Northern spelling of the same name"),
    "chinese": later("the same name in its Chinese reading"),
    "order": later("family name last instead of first"),
    "slip": later("a letter apart, like a slip of the pen"),
    "spelling": later("the same name by another way of spelling"),
}
STATES: dict[str, Promise | str] = {
    "candidate": later("to be compared"),
    "set aside": later("set aside"),
    "reviewed": later("reviewed"),
    "asked": later("being asked"),
    "yes": later("said yes"),
    "later": later("asked to wait"),
    "no": later("said no"),
    "alive only": later("only tells that they live"),
    "seeker asked": later("seeker is asked again"),
    "contact": later("in contact"),
    "ended": later("ended"),
}
VERDICTS: dict[str, Promise | str] = {
    "probable": later("probably one person"),
    "possible": later("possibly one person"),
}


class Because(NamedTuple):
    """One reason: which field, what it says, how strongly; and where its bar stands, of 600."""

    field: str
    says: str
    strength: str
    bits: float
    begin: int
    width: int
    sum: float

    @property
    def speaks_for(self) -> bool:
        """Say whether it speaks for one person."""
        return self.bits > 0


class Compared(NamedTuple):
    """One field of two records side by side, and what explains a difference between them."""

    field: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    explained: tuple[str, ...]


def because(reasons: Sequence[Reason]) -> list[Because]:
    """List what speaks for two records being of one person, then what speaks against it.

    Each bar begins where the one before it ended, so that the last ends at the sum.
    """
    ordered = sorted(reasons, key=lambda one: -one.bits)
    sums = [0.0]
    for one in ordered:
        sums.append(sums[-1] + one.bits)
    low, high = min(sums), max(1.0, *sums)
    scale = 600 / (high - low)
    return [
        Because(
            field=str(KINDS[one.kind]),
            says=said(one),
            strength=strength(one.bits),
            bits=one.bits,
            begin=round((min(before, after) - low) * scale),
            width=max(2, round(abs(one.bits) * scale)),
            sum=round(after, 1),
        )
        for one, before, after in zip(ordered, sums, sums[1:], strict=False)
    ]


def said(reason: Reason) -> str:
    """Say one reason in words."""
    if reason.kind in SAYS:
        return str(SAYS[reason.kind].get(reason.says, reason.says))
    return _("the names fit") if reason.bits > 0 else _("the names do not fit")


def strength(bits: float) -> str:
    """Say how strong some bits are; what speaks against says so."""
    word = next(str(word) for least, word in STRENGTHS if abs(bits) >= least)
    return word if bits > 0 else _("%(strength)s, against") % {"strength": word}


def compared(one: Profile, other: Profile) -> list[Compared]:
    """Put two profiles side by side, field by field; fields of which neither tells are left out."""
    rows = [_names("names", names_of(one), names_of(other))]
    for field, lines in _LINES.items():
        row = (lines(one), lines(other))
        rows.append(Compared(str(KINDS[field]), *row, _birth(one, other, field)))
    rows += [_names(role, names_of(one, role), names_of(other, role)) for role, _k, _s in ROLES]
    return [row for row in rows if row.one or row.other]


def _names(field: str, one: Sequence[str], other: Sequence[str]) -> Compared:
    return Compared(str(KINDS[field]), tuple(one), tuple(other), tuple(_alike(one, other)))


def _alike(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Explain the two names that are most alike: syllable by syllable, and how they differ."""
    pairs = [(names.explain(a, b), a, b) for a in one for b in other if a.strip() and b.strip()]
    if not pairs:
        return []
    likeness, a, b = max(pairs, key=lambda pair: pair[0].bits)
    if likeness.bits < ALIKE_BITS or a == b:
        return []
    found = [str(DIFFERENCES[what]) for what in likeness.differences]
    if likeness.korean >= 0.5:
        found += [
            _("%(one)s and %(other)s both read as %(hangul)s")
            % {"one": spelled, "hangul": hangul, "other": its}
            for spelled, hangul, its in likeness.syllables
            if hangul and spelled != its
        ]
    return found


def _birth(one: Profile, other: Profile, field: str) -> tuple[str, ...]:
    """Say which day of the other calendar explains two birthdays."""
    if field != "birth" or one.birth == other.birth:
        return ()
    for a, b in ((one.birth, other.birth), (other.birth, one.birth)):
        if not (a.year and a.month and a.day and b.year and b.month and b.day):
            return ()
        solar = lunar.solar(a.year, a.month, a.day, leap_month=a.leap_month)
        if solar and (solar.year, solar.month, solar.day) == (b.year, b.month, b.day):
            told = {
                "lunar": f"{a.year}-{a.month:02d}-{a.day:02d}",
                "solar": words.day_words(solar),
            }
            return (_("the lunar day %(lunar)s is %(solar)s by the common calendar") % told,)
    return ()


def _homes(profile: Profile) -> tuple[str, ...]:
    return tuple(place(home) for home in profile.homes if home.is_known)


def place(home: Home) -> str:
    """Write where somebody was at home."""
    return words.place_words(home.village, home.county, home.province)


def _born(profile: Profile) -> tuple[str, ...]:
    birth = profile.birth
    return tuple(filter(None, (words.birth_words(birth), words.told_words(birth))))


def _sex(profile: Profile) -> tuple[str, ...]:
    return () if profile.sex == "unknown" else (str(words.SEX[profile.sex]),)


def _parted(profile: Profile) -> tuple[str, ...]:
    parting = profile.parting
    return tuple(str(part) for part in (parting.year, place(parting.place)) if part)


_LINES: dict[str, Callable[[Profile], tuple[str, ...]]] = {
    "sex": _sex,
    "birth": _born,
    "home": _homes,
    "parted_year": _parted,
    "marks": lambda profile: profile.marks,
}
