"""Says in words what stands in the way of a passage, and what came of a stage."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch.trouble import Ground, Trouble

# What a leg, place or guide may be, in a sentence that begins with its name.
SAYINGS = {
    "halted": lambda: _("Stage %(n)d: %(what)s is halted."),
    "resting": lambda: _("Stage %(n)d: %(what)s is at rest on that day."),
    "stopped": lambda: _("Stage %(n)d: %(what)s stopped for safety."),
    "retired": lambda: _("Stage %(n)d: %(what)s is no longer used."),
    "proposed": lambda: _("Stage %(n)d: %(what)s is not vetted yet."),
    "closed": lambda: _("Stage %(n)d: %(what)s is closed on that day."),
    "gone": lambda: _("Stage %(n)d: %(what)s is not on file any more."),
}


def sentence(trouble: Trouble, ground: Ground) -> str:
    """Say one trouble in a sentence, with the reason that was given."""
    what = _name(trouble, ground)
    if trouble.here:
        says = _("The group stands at %(what)s, which is halted.") % {"what": what}
        return f"{says} {trouble.why}".rstrip()
    says = SAYINGS[trouble.kind]() % {"n": trouble.stage, "what": what}
    return f"{says} {trouble.why}".rstrip()


def sentences(found: Iterable[Trouble], ground: Ground) -> list[str]:
    """Say every trouble in a sentence."""
    return [sentence(trouble, ground) for trouble in found]


def stale(found: Iterable[Trouble], ground: Ground) -> Refused:
    """Refuse a passage that cannot go as it was planned: the first reason, and to plan again."""
    return Refused(
        _("This route cannot be travelled as planned. %(why)s")
        % {"why": sentences(found, ground)[0]},
        hint=_("Plan again: the planner leaves out what is halted or not in force."),
    )


def _name(trouble: Trouble, ground: Ground) -> str:
    if trouble.what == "partner":
        partner = ground.partners.get(trouble.slug)
        return _("the guide %(name)s") % {"name": partner.name if partner else trouble.slug}
    if trouble.what == "leg":
        leg = ground.legs.get(trouble.slug)
        ends = (leg.from_place, leg.to_place) if leg else ()
        named = " – ".join(_place(slug, ground) for slug in ends)
        return _("the leg %(name)s") % {"name": named or trouble.slug}
    name = {"name": _place(trouble.slug, ground)}
    return _("the house at %(name)s") % name if trouble.what == "house" else name["name"]


def _place(slug: str, ground: Ground) -> str:
    place = ground.places.get(slug)
    return place.name if place else slug
