"""What a receipt says, what a country asks of one on a day, and what still needs one. Pure."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

RULES = Path(__file__).parent / "rules"
Named = Literal[
    "organisation", "address", "registration", "place", "donor-address", "gift-day", "amount",
    "description", "signatory",
]  # fmt: skip
# So many papers are printed at one press; the others stay on the page.
AT_ONCE = 20
WHY_MAX, LINE_MAX = 300, 300


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one country asks of a receipt for gifts of some days.

    Attributes:
      official: whether it counts there as it is, given a registration in that country if
        `must_name` has one; if not, it is a plain receipt that says so.
      must_name: what has to stand on it.
      in_kind: whether gifts in kind get one: with a description and no value, or not at all.
      least_cents: below that nobody needs it; it is printed all the same.
      checked_on: when somebody compared it with its source; None: nobody did yet.
    """

    valid_from: date
    valid_to: date | None = None
    official: bool
    must_name: tuple[Named, ...]
    in_kind: Literal["description", "none"]
    least_cents: int = 0
    simple_to_cents: int = 0
    phrases: tuple[str, ...]
    source: str
    checked_on: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether it is for gifts of a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country's rules, and its phrases in the languages of a receipt."""

    country: str
    rule: tuple[Rule, ...]
    phrases: dict[str, dict[str, str]]


class Organisation(msgspec.Struct, frozen=True):
    """What an organisation says of itself on a paper; `registrations` by country."""

    name: str
    name_ko: str
    address: str
    country: str
    registrations: dict[str, str]
    place: str = ""
    signatory: str = ""
    signatory_role: str = ""
    website: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A gift as a receipt tells it.

    Attributes:
      description: of a gift in kind, whose value is not told; empty for money.
      goods: what the giver got for it, and what that was worth by our estimate.
      other_number: the receipt on which it stands already; it is not added up then.
    """

    on: date
    cents: int
    currency: str = "USD"
    description: str = ""
    goods: str = ""
    goods_cents: int = 0
    other_number: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """To whom a receipt is, in what language and for which country."""

    name: str
    address: str
    language: str
    country: str


class Paper(msgspec.Struct, frozen=True, kw_only=True, tag="receipt/1"):
    """What lies in a receipt's box: all that was printed, and the key of the PDF."""

    number: str
    kind: Literal["gift", "year"]
    year: int
    issued_on: date
    to: Told
    of: Organisation
    lines: tuple[Line, ...]
    replaces: str = ""
    key: bytes = b""

    def __repr__(self) -> str:
        return "<Paper>"


class Reason(msgspec.Struct, frozen=True, tag="void/1"):
    """Why a receipt is void, and who said so."""

    by: str
    words: str


@cache
def countries() -> Mapping[str, Country]:
    """Read every country's rules.

    Raises:
      ValueError: two rules of one country hold on one day, or a phrase is not there.
    """
    found = {}
    for path in sorted(RULES.glob("*.toml")):
        one = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Country)
        check(one)
        found[one.country] = one
    return found


def check(country: Country) -> None:
    """Make sure that a country's rules do not overlap and have their phrases.

    Raises:
      ValueError: they do, or have not.
    """
    ordered = sorted(country.rule, key=lambda rule: rule.valid_from)
    for rule, after in pairwise(ordered):
        if rule.valid_to is None or rule.valid_to >= after.valid_from:
            raise ValueError(f"{country.country}: two rules hold on {after.valid_from}")
    wanted = {phrase for rule in country.rule for phrase in rule.phrases}
    missing = [
        p for p in wanted if not all(country.phrases.get(p, {}).get(x) for x in ("en", "ko"))
    ]
    if missing:
        raise ValueError(f"{country.country}: no words for {sorted(missing)}")


def rule_of(country: str, on: date) -> Rule | None:
    """Give what a country asks of a receipt for a gift of a day; None where we know of nothing."""
    known = countries().get(country)
    return next((rule for rule in known.rule if rule.holds(on)), None) if known else None


def shown(year: int, number: int) -> str:
    """Write a receipt's number as it is printed."""
    return f"{year}-{number:04d}"


def missing(told: Told, of: Organisation, lines: Sequence[Line]) -> tuple[Named, ...]:
    """Name what a country wants on a receipt and we do not know."""
    absent: set[Named] = set()
    for rule in _rules(told.country, lines):
        held: dict[Named, bool] = {
            "address": bool(of.address),
            "registration": told.country in of.registrations,
            "place": bool(of.place),
            "donor-address": bool(told.address),
            "signatory": bool(of.signatory),
        }
        absent |= {name for name in rule.must_name if not held.get(name, True)}
    return tuple(sorted(absent))


def is_official(told: Told, of: Organisation, lines: Sequence[Line]) -> bool:
    """Say whether a receipt counts in its country as it is."""
    rules = _rules(told.country, lines)
    known = countries().get(told.country)
    if known is None or not rules or not all(rule.official for rule in rules):
        return False
    if any(rule.in_kind == "none" for rule in rules) and any(line.description for line in lines):
        return False
    if any(line.goods for line in lines) and "goods" not in known.phrases:
        return False
    return not missing(told, of, lines)


def phrases(told: Told, of: Organisation, lines: Sequence[Line]) -> list[str]:
    """Give the sentences a country wants on a receipt, in its language, each once.

    A receipt that does not count there has none that claims it does.
    """
    known = countries().get(told.country)
    if known is None:
        return []
    rules = _rules(told.country, lines)
    if any(rule.official for rule in rules) and not is_official(told, of, lines):
        return []
    said: list[str] = []
    for rule in rules:
        for phrase in rule.phrases:
            said += _said(known, phrase, rule, told.language, lines)
    return list(dict.fromkeys(said))


def total(lines: Iterable[Line]) -> int:
    """Add up what a receipt is for: money that stands on no other one, and no gift in kind."""
    return sum(line.cents for line in lines if not line.other_number and not line.description)


def amount(cents: int, currency: str) -> str:
    """Write a sum so that it is read the same everywhere, on one line."""
    return f"{currency}\u00a0{cents // 100:,}.{cents % 100:02d}"


def digest(content: bytes) -> bytes:
    """Digest a PDF as its receipt keeps it: SHA-256."""
    return hashlib.sha256(content).digest()


def gaps(numbers: Iterable[int]) -> list[int]:
    """Name the numbers of a year that are missing between 1 and the last."""
    there = set(numbers)
    return [n for n in range(1, max(there, default=0)) if n not in there]


def _rules(country: str, lines: Sequence[Line]) -> list[Rule]:
    """Give the rules for the gifts of a receipt, if there is one for each of them."""
    found = [rule_of(country, line.on) for line in lines]
    known = [rule for rule in found if rule is not None]
    return list(dict.fromkeys(known)) if len(known) == len(found) else []


def _said(
    known: Country, phrase: str, rule: Rule, language: str, lines: Sequence[Line]
) -> list[str]:
    own = [line for line in lines if rule.holds(line.on)]
    if phrase == "no-goods" and any(line.goods for line in own):
        return _goods(known, language, own)
    currency = lines[0].currency if lines else "USD"
    facts = {"sum": rule.simple_to_cents // 100, "total": amount(total(lines), currency)}
    return [known.phrases[phrase][language].format(**facts)]


def _goods(known: Country, language: str, lines: Sequence[Line]) -> list[str]:
    """Say what was given in return, gift by gift, and that for the others there was nothing."""
    said = [
        known.phrases["goods"][language].format(
            day=line.on.isoformat(),
            goods=line.goods,
            worth=amount(line.goods_cents, line.currency),
        )
        for line in lines
        if line.goods
    ]
    if len(said) < len(lines):
        said.append(known.phrases["no-other-goods"][language])
    return said
