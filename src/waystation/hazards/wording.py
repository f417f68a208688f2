"""What the codes of danger are called in the reader's language, and what places and legs are."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from waystation.hazards.domain import Hazard
from waystation.hazards.rates import WEIGHT
from waystation.network.domain import Leg, Partner, Place

# The Admiralty code: how reliable the source is, and apart from it how credible the word.
SOURCE_GRADES = {
    "A": _("completely reliable"),
    "B": _("usually reliable"),
    "C": _("fairly reliable"),
    "D": _("not usually reliable"),
    "E": _("unreliable"),
    "F": _("cannot be judged"),
}
WORD_GRADES = {
    "1": _("confirmed by others"),
    "2": _("probably true"),
    "3": _("possibly true"),
    "4": _("doubtful"),
    "5": _("improbable"),
    "6": _("cannot be judged"),
}
CALLED: dict[str, Mapping[str, str | Promise]] = {
    "source_grade": SOURCE_GRADES,
    "word_grade": WORD_GRADES,
    "origin": {
        "partner": _("a partner"),
        "staff": _("our own staff"),
        "public alert": _("a public alert"),
        "": _("a book or newspaper"),
    },
    "said": {
        "fine": _("fine"),
        "changed": _("changed"),
        "danger": _("danger"),
    },
    "what": {
        "source_grade": _("reliability of the source"),
        "word_grade": _("truth of what was said"),
        "kind": _("kind of danger"),
        "text": _("what is told"),
        "until": _("last day"),
        "radius_km": _("radius"),
        "withdrawn": _("withdrawn"),
    },
}


def called(code: object, table: str) -> str:
    """Say a code of a closed list; a day or number stands as it is."""
    return str(CALLED[table].get(str(code), code))


def kinds() -> list[tuple[str, str]]:
    """Give the kinds of danger as choices, in the reader's order of letters."""
    return sorted(((kind, pgettext("code", kind)) for kind in WEIGHT), key=lambda pair: pair[1])


def place_name(place: Place) -> str:
    """Call a place by its name and region."""
    return f"{place.name}, {place.region}" if place.region else place.name


def leg_name(leg: Leg, places: Mapping[str, Place]) -> str:
    """Call a leg by its two ends and how people travel it."""
    ends = (place_name(places[slug]) for slug in (leg.from_place, leg.to_place))
    return " – ".join(ends) + f" ({pgettext('code', leg.mode)})"


class Names:
    """What legs and places are called, both ways; partners too, for those who have to be told."""

    def __init__(
        self, places: Sequence[Place], legs: Sequence[Leg], partners: Sequence[Partner] = ()
    ) -> None:
        self.partners = {partner.slug: partner.name for partner in partners}
        self.places = {place.slug: place for place in places}
        self.legs = {leg.slug: leg for leg in legs}
        self.of = {("place", slug): place_name(place) for slug, place in self.places.items()}
        self.of |= {("leg", slug): leg_name(leg, self.places) for slug, leg in self.legs.items()}

    def say(self, what: str, slug: str) -> str:
        """Call a leg, place, house or partner by name; what is no longer there by its id."""
        if what == "partner":
            return self.partners.get(slug, slug)
        return self.of.get(("place" if what == "house" else what, slug), slug)

    def where(self, hazard: Hazard) -> str:
        """Say where a hazard is: its leg or place, its point, its partner, or a law's land."""
        if hazard.leg or hazard.place:
            return self.say("leg" if hazard.leg else "place", hazard.leg or hazard.place)
        if hazard.lat is not None and hazard.lon is not None:
            return f"{hazard.effect} {hazard.lat:.3f}, {hazard.lon:.3f}".strip()
        return self.say("partner", hazard.partner) if hazard.partner else hazard.scope

    def meant(self, said: str) -> list[tuple[str, str]]:
        """Find what a name, a name with region or an id means."""
        word = said.strip().casefold()
        full = [key for key, name in self.of.items() if word in (name.casefold(), key[1])]
        if full:
            return full
        return [("place", p.slug) for p in self.places.values() if p.name.casefold() == word]
