"""When word of danger halts a leg, place or partner by itself. Pure: no clock, no keys."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from waystation.hazards.geometry import km_to_place
from waystation.hazards.rates import INTERCEPTION
from waystation.hazards.values import Hazard
from waystation.network.domain import Place

# Hearsay older than this joins no other.
HEARSAY_DAYS = 14
# A circle halts at most so many places, the nearest to its middle first.
PLACES_MAX = 60
FIRST_HAND, TWO_SOURCES = "first hand", "two sources"
Target = tuple[str, str]


def is_first_hand(word: Hazard) -> bool:
    """Say whether somebody says what they know.

    That is our staff or a partner who saw it, unless nobody would believe them; and any word that
    was graded A–B and 1–2.
    """
    if word.first_hand and word.origin in ("staff", "partner"):
        return not _is_unlikely(word)
    return word.source_grade in ("A", "B") and word.word_grade in (1, 2)


def may_halt(word: Hazard, day: date) -> bool:
    """Say whether word counts for a halt: people are being stopped, and it is not yet over."""
    ended = word.until is not None and word.until < day
    return word.kind in INTERCEPTION and not (word.withdrawn or ended or word.scope)


def targets(word: Hazard, places: Mapping[str, Place]) -> list[Target]:
    """List what word of danger touches: its leg, its place, its partner, or a circle's places."""
    found = [("leg", word.leg)] if word.leg else []
    if word.partner:
        found.append(("partner", word.partner))
    if word.place:
        found.append(("place", word.place))
    if word.place or word.leg or word.lat is None or word.lon is None:
        return found
    measured = [(km_to_place(word.lat, word.lon, place), place.slug) for place in places.values()]
    inside = sorted((km, slug) for km, slug in measured if km is not None and km <= word.radius_km)
    return found + [("place", slug) for _km, slug in inside[:PLACES_MAX]]


def independent(one: Hazard, other: Hazard) -> bool:
    """Say whether two words come from two sources that share nobody on the way to us.

    Who is not named may be anybody, so it is nobody's second voice.
    """
    chains = [{name.strip().casefold() for name in (w.source, w.via)} - {""} for w in (one, other)]
    named = bool(one.source.strip() and other.source.strip())
    return named and not chains[0] & chains[1]


def halts(
    word: Hazard, known: Iterable[Hazard], places: Mapping[str, Place], day: date
) -> list[tuple[Target, str]]:
    """List what a word halts, and by which rule.

    First-hand word halts at once; hearsay needs a second source that is independent of the first
    and speaks of the same. Word from an unreliable source (E) or improbable word (5) is no voice.
    The rule errs towards stopping: a halt costs days, a lost leg costs people.

    Args:
      word: what was just heard or graded.
      known: all other word on file; what does not bear on it is passed over.
    """
    if not may_halt(word, day):
        return []
    touched = targets(word, places)
    if is_first_hand(word):
        return [(target, FIRST_HAND) for target in touched]
    others = [other for other in known if _is_voice(other, day) and independent(word, other)]
    if not _is_voice(word, day) or not others:
        return []
    also = {target for other in others for target in targets(other, places)}
    return [(target, TWO_SOURCES) for target in touched if target in also]


def _is_voice(word: Hazard, day: date) -> bool:
    fresh = timedelta(0) <= day - word.on <= timedelta(days=HEARSAY_DAYS)
    return may_halt(word, day) and fresh and not _is_unlikely(word)


def _is_unlikely(word: Hazard) -> bool:
    return word.source_grade == "E" or word.word_grade == 5
