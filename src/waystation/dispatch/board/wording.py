"""Says in words what cannot be on a board, and what a cell of it holds."""

from collections.abc import Mapping
from datetime import date

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from waystation.dispatch.board import clashes
from waystation.dispatch.board.boards import Known
from waystation.dispatch.board.clashes import GONE, Clash
from waystation.dispatch.board.domain import CLOSED, HALTED, Night, Ride
from waystation.network.wording import STANDING_NAMES

SHORT = {"en": "j M", "ko": "n월 j일"}
MONTH = {"en": "F", "ko": "n월"}


def standing(word: str) -> str:
    """Say in one word why nobody is to be sent to a house or a guide."""
    ours = {HALTED: _("halted"), CLOSED: _("closed"), GONE: _("not on file")}
    return ours[word] if word in ours else str(STANDING_NAMES[word])


def short(day: date) -> str:
    """Write a day without its year, as it stands over a column."""
    return formats.date_format(day, SHORT.get(get_language() or "en", SHORT["en"]), use_l10n=False)


def month(day: date) -> str:
    """Write the month of a day."""
    return formats.date_format(day, MONTH.get(get_language() or "en", MONTH["en"]), use_l10n=False)


def sentence(one: Clash, known: Known) -> str:
    """Say in a sentence what cannot be, and when."""
    return _SAYS[one.kind](one, _values(one, known))


def hint(one: Clash) -> str:
    """Say what is to be done about it."""
    if one.kind == clashes.TWICE:
        return _("Plan one of the two anew, or give its stage another guide.")
    if one.kind == clashes.AWAY:
        return _("Plan the passage anew: the planner leaves the guide out on that day.")
    return _("Plan one of the passages anew, or put another house on file.")


def told(night: Night, place: str, beds: int) -> str:
    """Say who is in a house in one night."""
    says = ngettext(
        "%(place)s: %(n)d person, %(beds)d beds. %(who)s",
        "%(place)s: %(n)d people, %(beds)d beds. %(who)s",
        night.people,
    )
    who = ", ".join(way.label for way in night.ways)
    return says % {"place": place, "n": night.people, "beds": beds, "who": who}


def leads(rides: tuple[Ride, ...], name: str) -> str:
    """Say whom a guide leads on one day."""
    who = ", ".join(f"{ride.way.label} ({ride.stage.number})" for ride in rides)
    return _("%(name)s leads: %(who)s") % {"name": name, "who": who}


def _values(one: Clash, known: Known) -> dict[str, object]:
    partner = known.partners.get(one.slug)
    who = [way.label for way in one.ways]
    return {
        "what": partner.name if partner else known.name_of(one.slug),
        "who": ", ".join(who),
        "other": who[-1],
        "one": who[0],
        "first": short(one.first),
        "last": short(one.last),
        "n": one.people,
        "most": one.most,
        "why": standing(one.why) if one.why else "",
    }


def _beds(one: Clash, values: Mapping[str, object]) -> str:
    if one.first == one.last:
        return _("%(what)s, night of %(first)s: %(n)d people, %(most)d beds.") % values
    return (
        _("%(what)s, nights of %(first)s to %(last)s: up to %(n)d people, %(most)d beds.") % values
    )


def _shut(one: Clash, values: Mapping[str, object]) -> str:
    return _("%(who)s: waits at %(what)s, %(first)s to %(last)s. The house: %(why)s.") % values


def _long(one: Clash, values: Mapping[str, object]) -> str:
    says = _("%(who)s: %(n)d nights at %(what)s. The house keeps people for %(most)d at most.")
    return says % values


def _twice(one: Clash, values: Mapping[str, object]) -> str:
    return _("%(what)s leads %(one)s and %(other)s at the same time on %(first)s.") % values


def _away(one: Clash, values: Mapping[str, object]) -> str:
    return _("%(who)s: the guide %(what)s is to lead on %(first)s. The guide: %(why)s.") % values


_SAYS = {
    clashes.BEDS: _beds,
    clashes.SHUT: _shut,
    clashes.LONG: _long,
    clashes.TWICE: _twice,
    clashes.AWAY: _away,
}
