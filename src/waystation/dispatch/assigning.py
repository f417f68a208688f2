"""Which partner guides which stage of a passage. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import islice

from waystation.dispatch.domain import StageOfPassage
from waystation.hazards.domain import both_ways
from waystation.network.domain import Leg, Partner, Place, crow_km, open_days

# By partner: from when to when they lead another group.
Busy = Mapping[str, Sequence[tuple[datetime, datetime]]]
NOBODY: Busy = {}
# Gives partners by how far from a place they live.
Nearest = Callable[[str], Sequence[Partner]]


def choose_guides(
    stages: Sequence[StageOfPassage],
    partners: Sequence[Partner],
    places: dict[str, Place],
    legs: dict[str, Leg],
    busy: Busy = NOBODY,
    nearest: Nearest | None = None,
) -> list[Partner]:
    """Give every stage a guide of its own: the nearest one to where it starts, nobody twice.

    A leg that names its guides is led by one of them and by nobody else. One arrested guide then
    knows one stage. Whoever is not free on the day, or busy with another group in those hours, is
    passed over; equal distances go by id, so the choice repeats. If the nearest ones are taken, an
    earlier stage gives its guide up for another, as long as every stage can still have one.

    Args:
      partners: those in force; their calendars say on which days they are free.
      legs: by the slug on file; a leg that is not among them names no guide.
      nearest: ranks these partners and maybe others, if that was begun already.

    Raises:
      ValueError: some stage is left without a guide; it says which, and how many there are.

    Source: augmenting paths, Kuhn, Naval Research Logistics 2 (1955), 83-97.
    """
    by_slug = {partner.slug: partner for partner in partners}
    ranked = nearest or nearest_first(partners, places)
    choices = []
    for stage in stages:
        there = (one for one in ranked(stage.from_place) if one.slug in by_slug)
        choices.append(_choices(stage, len(stages), there, legs, busy))
    leads: dict[str, int] = {}
    for nth, stage in enumerate(stages):
        if not _place(nth, choices, leads, set()):
            raise ValueError(_too_few(stage, len(stages), len(partners), bool(choices[nth])))
    guides = {nth: by_slug[slug] for slug, nth in leads.items()}
    return [guides[nth] for nth in range(len(stages))]


def who_could(
    stage: StageOfPassage,
    partners: Sequence[Partner],
    places: dict[str, Place],
    legs: dict[str, Leg],
    busy: Busy = NOBODY,
) -> list[str]:
    """List the partners who could lead one stage, the nearest to where it starts first."""
    ranked = nearest_first(partners, places)(stage.from_place)
    return _choices(stage, len(partners), ranked, legs, busy)


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
    most: int,
    nearest: Iterable[Partner],
    legs: dict[str, Leg],
    busy: Busy,
) -> list[str]:
    """List who may lead a stage, the nearest first.

    Args:
      most: so many stages there are: of more choices than that one is left over in any case.
    """
    leg = legs.get(both_ways(stage.leg))
    named = leg.guides if leg else ()
    able = (
        partner.slug
        for partner in nearest
        if (not named or partner.slug in named) and _is_at_hand(partner, stage, busy)
    )
    return list(islice(able, most))


def nearest_first(partners: Sequence[Partner], places: dict[str, Place]) -> Nearest:
    """Rank partners by how far from a place they live, each place once."""

    @cache
    def ranked(start: str) -> list[Partner]:
        return sorted(
            partners, key=lambda partner: (_far_km(partner.place, start, places), partner.slug)
        )

    return ranked


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
