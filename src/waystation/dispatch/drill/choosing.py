"""What may be chosen as lost: whatever a way under way, or what was told of one, relies on."""

from typing import NamedTuple

from waystation.dispatch.drill.domain import (
    BORDER,
    HOUSE,
    LAND,
    PARTNER,
    PHONE,
    STAFF,
    Map,
    border_of,
)
from waystation.dispatch.drill.wording import KIND_NAMES
from waystation.dispatch.knowing import Way
from waystation.network.domain import codes_of


class Kind(NamedTuple):
    """One kind of loss with what may be chosen of it: (what the form sends, name)."""

    name: str
    choices: list[tuple[str, str]]


def kinds(ways: list[Way], known: Map, accounts: list[tuple[str, str]]) -> list[Kind]:
    """List what may be lost, each kind by name; a loss that touches no way is none of a drill."""
    stages = [stage for way in ways for stage in way.stages]
    guides = {stage.guide: stage.guide_name for stage in stages if stage.guide}
    slugs = {slug for one in stages for slug in (one.from_place, one.to_place)}
    places = [known.places[slug] for slug in slugs if slug in known.places]
    crossed = {
        border_of(known.places[one.from_place], known.places[one.to_place])
        for one in stages
        if one.from_place in known.places and one.to_place in known.places
    }
    lands = {code for place in places for code in codes_of(place)}
    found = {
        PARTNER: list(guides.items()),
        HOUSE: [(place.slug, place.name) for place in places],
        PHONE: list(guides.items()),
        BORDER: [(key, key.replace("|", " – ")) for key in crossed - {""}],
        LAND: [(code, code) for code in lands],
        STAFF: accounts,
    }
    return [
        Kind(str(KIND_NAMES[what]), [(f"{what}:{key}", name) for key, name in _by_name(pairs)])
        for what, pairs in found.items()
        if pairs
    ]


def _by_name(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1])
