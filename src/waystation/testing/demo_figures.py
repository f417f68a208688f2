"""What the demo's public reads in figures: the arrivals that William Still's book tells of.

They were before the committee kept this system, so they are taken in as earlier journeys; the
figures are proposed by one approver and released by another, on the days on which they could be.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from waystation.base.errors import Refused
from waystation.hazards.domain import first_day
from waystation.impact.figures import domain, queries, services
from waystation.impact.figures.domain import Line
from waystation.impact.figures.preparing import Wish
from waystation.impact.figures.reading import Earlier
from waystation.impact.guard.noise import MILLI_EPSILONS
from waystation.testing import history
from waystation.testing.history import HouseholdIn
from waystation.vault.door import Who

# When what could be published was published, as milestones on the way to today.
RELEASED = (date(1855, 2, 5), date(1855, 5, 14), date(1855, 9, 3))
FIGURES = ("people", "years")
# How many of those in Canada West go to school, and how many earn their living: synthetic.
SCHOOLS = tuple(
    Line(labels, n)
    for labels, n in (
        (("Hamilton", "children"), 14),
        (("Hamilton", "evening school"), 22),
        (("Elgin", "children"), 31),
        (("Elgin", "evening school"), 47),
        (("Toronto", "children"), 58),
        (("Toronto", "evening school"), 36),
    )
)
TRADES = tuple(
    Line(labels, n)
    for labels, n in (
        (("Hamilton", "own trade"), 9),
        (("Hamilton", "wages"), 40),
        (("Elgin", "own trade"), 17),
        (("Elgin", "wages"), 88),
        (("Toronto", "own trade"), 35),
        (("Toronto", "wages"), 112),
    )
)


def furnish(passmore: Who, jacob: Who, now: datetime) -> None:
    """Take in the book's arrivals so far and publish figures of them, by two hands each."""
    services.take_earlier(
        earlier=arrivals(now.date()),
        content=b"still-1872",
        keyring=passmore.keyring,
        now=datetime(1855, 1, 2, 9, 0, tzinfo=UTC),
    )
    for day in RELEASED:
        at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)
        for figure in FIGURES:
            _publish(figure, passmore, jacob, at)
    made = _table("learning", SCHOOLS, passmore, now)
    services.approve(proposal_id=made, role=jacob.role, keyring=jacob.keyring, now=now)
    # This one waits for a second hand, for whoever tries the console.
    _table("work", TRADES, passmore, now)


def arrivals(today: date) -> list[Earlier]:
    """Read the journeys of the book that ended until today: who set out together is one."""
    together: dict[str, list[HouseholdIn]] = defaultdict(list)
    for household in history.households():
        if household.arrived:
            together[household.company or household.code].append(household)
    found = []
    for households in together.values():
        on = first_day(households[0].arrived)
        people = [person for one in households for person in one.people]
        if on is not None and on <= today:
            children = sum(person.is_child for person in people)
            found.append(Earlier(on, len(people), children))
    return sorted(found)[: domain.JOURNEYS_MAX]


def _table(figure: str, lines: Sequence[Line], passmore: Who, at: datetime) -> UUID:
    return services.propose_table(
        figure=figure,
        lines=lines,
        milli_epsilon=MILLI_EPSILONS[-1],
        keyring=passmore.keyring,
        now=at,
    )


def _publish(figure: str, passmore: Who, jacob: Who, at: datetime) -> None:
    """Publish a figure if it says something new; what the guard refuses stays as it was."""
    wish, keyring = Wish(figure), passmore.keyring
    try:
        if services.look(wish, keyring=keyring, now=at).told == queries.standing().get(figure):
            return
        made = services.propose(wish, keyring=keyring, now=at)
    except Refused:
        return
    services.approve(proposal_id=made, role=jacob.role, keyring=jacob.keyring, now=at)
