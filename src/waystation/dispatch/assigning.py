"""Which partner guides which stage of a passage. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from waystation.dispatch.domain import StageOfPassage
from waystation.hazards.domain import both_ways
from waystation.network.domain import Leg, Partner, Place, crow_km, open_days

# By partner: from when to when they lead another group.
Busy = Mapping[str, Sequence[tuple[datetime, datetime]]]
NOBODY: Busy = {}


def choose_guides(
    stages: Sequence[StageOfPassage],
    partners: Sequence[Partner],
    places: dict[str, Place],
    legs: dict[str, Leg],
    busy: Busy = NOBODY,
) -> list[Partner]:
    """Give every stage a guide of its own: the nearest one to where it starts, nobody twice.

    A leg that names its guides is led by one of them and by nobody else. One arrested guide then
    knows one stage. Whoever is not free on the day, or busy with another group in those hours, is
    passed over; equal distances go by id, so the choice repeats. If the nearest ones are taken, an
    earlier stage gives its guide up for another, as long as every stage can still have one.

    Args:
      partners: those in force; their calendars say on which days they are free.
      legs: by the slug on file; a leg that is not among them names no guide.

    Raises:
      ValueError: some stage is left without a guide; it says which, and how many there are.

    Source: augmenting paths, Kuhn, Naval Research Logistics 2 (1955), 83-97.
    """
    choices = [
        _choices(stage, [one for one in partners if _is_at_hand(one, stage, busy)], places, legs)
        for stage in stages
    ]
    leads: dict[str, int] = {}
    for nth, stage in enumerate(stages):
        if not _place(nth, choices, leads, set()):
            raise ValueError(_too_few(stage, len(stages), len(partners), bool(choices[nth])))
    by_slug = {partner.slug: partner for partner in partners}
    guides = {nth: by_slug[slug] for slug, nth in leads.items()}
    return [guides[nth] for nth in range(len(stages))]


def is_free(partner: Partner, at: datetime) -> bool:
    """Say whether a partner's calendar is open on the day of a moment."""
    return open_days(partner.calendar, at.date(), 1)[0]


def _is_at_hand(partner: Partner, stage: StageOfPassage, busy: Busy) -> bool:
    led = busy.get(partner.slug, ())
    return is_free(partner, stage.depart) and not any(
        begin < stage.arrive and stage.depart < end for begin, end in led
    )


def _choices(
    stage: StageOfPassage,
    partners: Sequence[Partner],
    places: dict[str, Place],
    legs: dict[str, Leg],
) -> list[str]:
    """List who may lead a stage, the nearest first."""
    leg = legs.get(both_ways(stage.leg))
    named = leg.guides if leg else ()
    able = [partner for partner in partners if not named or partner.slug in named]
    start = stage.from_place
    ranked = sorted(able, key=lambda partner: (_far_km(partner.place, start, places), partner.slug))
    return [partner.slug for partner in ranked]


def _far_km(home: str, start: str, places: dict[str, Place]) -> float:
    if home == start:
        return 0.0
    known = home in places and start in places
    km = crow_km(places[home], places[start]) if known else None
    return float("inf") if km is None else km


def _place(nth: int, choices: list[list[str]], leads: dict[str, int], asked: set[str]) -> bool:
    """Give one stage its nearest free guide, or one whom another stage can spare."""
    for slug in choices[nth]:
        if slug not in leads:
            leads[slug] = nth
            return True
    for slug in choices[nth]:
        if slug not in asked:
            asked.add(slug)
            if _place(leads[slug], choices, leads, asked):
                leads[slug] = nth
                return True
    return False


def _too_few(stage: StageOfPassage, n_stages: int, n_partners: int, has_some: bool) -> str:
    if n_partners < n_stages:
        return f"{n_stages} stages need as many partners; there are {n_partners}"
    if has_some:
        return f"all who may guide stage {stage.number} are needed for others"
    return f"nobody who may guide stage {stage.number} is free then"
