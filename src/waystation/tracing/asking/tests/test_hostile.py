"""A hostile seeker asks ten thousand times, of a full register and of an empty one.

Simulated are the rules (`step`, `shown`) and the bytes of a seeker's paper, not the tables: one
register of a thousand people of whom none says yes, and one of nobody. The seeker opens searches
for anybody, asks again, waits, takes back, tells something else and reads after every act. In the
first world every search finds its person at once, an officer asks at the first moment, and the
person answers after a random time with no, later, not today, or a yes that is taken back before
the seeker is asked. What the limits of searches add is not counted on.
"""

import random
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW
from waystation.tracing.asking import domain, showing
from waystation.tracing.asking.domain import Ask, AskSeeker, Living, NotNow, SoughtSaid
from waystation.tracing.links.queries import Standing
from waystation.tracing.tests.builders import a_request, agreed
from waystation.tracing.values import Match

QUERIES, PEOPLE = 10_000, 1_000
BY = UUID(int=9)


class World:
    """One register, the searches that were opened, and what the seeker read."""

    def __init__(self, people: list[UUID], answers: tuple[str, ...]) -> None:
        self.people, self.answers = people, answers
        self.searches: dict[int, tuple] = {}
        self.read: list[bytes] = []
        self.random = random.Random(8)
        self.living = Living(frozenset(people))

    def open(self, nth: int, who: int, now) -> None:
        request = a_request(agreed=agreed(now.date() + timedelta(days=90), given_on=now.date()))
        found = []
        if self.people:
            match = Match(
                request=new_id(),
                entry=self.people[who],
                thread=new_id(),
                bits=30.0,
                verdict="probable",
                state="reviewed",
            )
            found = [domain.step(match, Ask(), at=now, by=BY, name="")]
        self.searches[nth] = (request, found)

    def pass_time(self, now) -> None:
        """Let a few of those who are asked answer, whatever the seeker does."""
        if not self.people:
            return
        for nth in self.random.sample(sorted(self.searches), min(3, len(self.searches))):
            request, found = self.searches[nth]
            turn = found[0].sought_asked.turn + 1
            said = self.random.choice(self.answers)
            first = "yes" if said == "yes back" else said
            steps: list = [_says(found[0], turn, first, now)]
            if said == "yes back":
                steps.append(_says(found[0], turn + 1, "no", now))
            elif said == "yes":
                steps.append(AskSeeker())
            match = found[0]
            for one in steps:
                try:
                    match = domain.step(match, one, at=now, by=BY, name="")
                except NotNow:
                    break
            # Nobody here reads the acts; ten thousand of them would only cost time.
            self.searches[nth] = (request, [msgspec.structs.replace(match, acts=())])

    def look(self, nth: int, now) -> None:
        request, found = self.searches[nth]
        living = self.living
        seen = showing.shown(request, found, today=now.date(), living=living)
        self.read.append(msgspec.json.encode(Standing(seen, ())))


def _says(match: Match, turn: int, said: str, now) -> SoughtSaid:
    day = now.date()
    return SoughtSaid(
        nth=match.sought_asked.nth,
        turn=turn,
        said=said,
        agreed=agreed(day + timedelta(days=30), given_on=day),
        ask_on=day + timedelta(days=20),
    )


def ten_thousand(world: World) -> list[bytes]:
    """Play the seeker; what they do hangs on nothing but their own dice and what they read."""
    dice, now = random.Random(4), NOW
    for query in range(QUERIES):
        if query % 10 == 0:
            now += timedelta(hours=dice.randrange(30))
            world.pass_time(now)
        kind = dice.random()
        nth = dice.randrange(max(1, len(world.searches)))
        if kind < 0.4 or not world.searches:
            nth = len(world.searches)
            world.open(nth, dice.randrange(PEOPLE), now)
        elif kind < 0.5:
            request, found = world.searches[nth]
            gone = msgspec.structs.replace(request.agreed, withdrawn_at=now)
            world.searches[nth] = (msgspec.structs.replace(request, agreed=gone), found)
        elif kind < 0.7:
            request, found = world.searches[nth]
            told = msgspec.structs.replace(request, story=f"told otherwise {query}")
            world.searches[nth] = (told, found)
        world.look(nth, now)
    return world.read


@pytest.mark.long
def test_ten_thousand_questions_about_a_thousand_people_tell_what_an_empty_register_tells():
    people = [new_id() for _ in range(PEOPLE)]
    nos = ("no", "later", "not asked", "yes back")
    full, empty = World(people, nos), World([], nos)

    assert ten_thousand(full) == ten_thousand(empty)
    assert len(full.read) == QUERIES
    states = {match.state for _request, found in full.searches.values() for match in found}
    assert {"asked", "no", "later", "reviewed"} <= states
    # That the comparison sees something at all: one where people agree does tell.
    assert ten_thousand(World(people, ("yes",))) != empty.read
