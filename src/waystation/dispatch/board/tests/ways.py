"""Ways made by hand: hours are counted from the midnight of Friday, 26 October 1855."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from waystation.dispatch.board.boards import Known
from waystation.dispatch.board.domain import Span, Way
from waystation.dispatch.domain import Report, StageOfPassage, Words
from waystation.network.domain import House, Partner, Place

FRIDAY = datetime(1855, 10, 26, tzinfo=UTC)
NOW = FRIDAY + timedelta(hours=12)
WEEK = Span(FRIDAY.date(), 7)
NO_WORDS = Words("a", "b")
PLACES = {slug: Place(slug=slug, name=slug.title()) for slug in ("ripley", "sardinia", "oberlin")}


def at(hour: float) -> datetime:
    """Give the moment so many hours after the midnight."""
    return FRIDAY + timedelta(hours=hour)


def stage(number, ends, hours, *, guide="rankin", state="planned", said=()) -> StageOfPassage:
    """Make a stage between two places and two hours; `said` are words and their hours."""
    return StageOfPassage(
        number=number,
        leg="road",
        from_place=ends[0],
        to_place=ends[1],
        mode="wagon",
        depart=at(hours[0]),
        arrive=at(hours[1]),
        wait_min=0,
        risk_p=0.01,
        low_p=0.0,
        high_p=0.02,
        cost_cents=0,
        night=False,
        people=4,
        needs="",
        last=False,
        meet=NO_WORDS,
        hand=NO_WORDS,
        guide=guide,
        guide_name=guide.title(),
        state=state,
        reports=tuple(Report(what, at(hour)) for what, hour in said),
    )


def way(*stages, number=1, people=4, state="approved", since=None) -> Way:
    """Make a way of these stages."""
    return Way(UUID(int=number), f"Group {number}", people, state, stages, since)


def over_sardinia(number=1, people=4, comes=10, leaves=34, **more) -> Way:
    """Make a way that waits in Sardinia, if nothing else is said from Friday 10:00 to Saturday."""
    return way(
        stage(1, ("ripley", "sardinia"), (comes - 4, comes), guide=f"first-{number}"),
        stage(2, ("sardinia", "oberlin"), (leaves, leaves + 4), guide=f"second-{number}"),
        number=number,
        people=people,
        **more,
    )


def house(beds=6, max_nights=3, **more) -> House:
    """Make the house at Sardinia."""
    return House(place="sardinia", beds=beds, max_nights=max_nights, assumed=False, **more)


def guide(slug, **more) -> Partner:
    """Make a partner at Ripley."""
    return Partner(slug=slug, name=slug.title(), place="ripley", region="OH", assumed=False, **more)


def known(*ways, houses=(), guides=(), halted=()) -> Known:
    """Give what the boards are made of."""
    return Known(
        ways=ways,
        places=PLACES,
        houses={one.place: one for one in houses},
        partners={one.slug: one for one in guides},
        ids={},
        halted=frozenset(halted),
    )
