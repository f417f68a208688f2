"""The office at Ripley with a second guide there, and a later way on from Wilmington."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from waystation.dispatch.drill import queries, services
from waystation.dispatch.drill.domain import HOUSE, PARTNER, Drill, Loss
from waystation.dispatch.drill.queries import KeptDrill
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.tests.river import GUIDES, River
from waystation.network.domain import Partner
from waystation.routing import queries as routing
from waystation.routing.tests.ripley import LEGS, READY, at, leg

# A later way on from Wilmington, for when the morning wagon is lost.
NOON = leg("noon", "wilmington", "sandusky", 120, 0.003, 100, [720])
# One in the morning of the 27th: a group that left in the evening is at Wilmington.
LATER = at(1_500)
ANN = Partner(slug="yates", name="Ann Yates", place="ripley", region="OH", assumed=False)
BEN = Partner(slug="young", name="Ben Young", place="wilmington", region="OH", assumed=False)
__all__ = ["HOUSE", "LATER", "PARTNER", "READY", "Shore"]


class Shore(River):
    """The office at Ripley, and the steps of a drill."""

    def __init__(self):
        super().__init__(legs=(*LEGS, NOON), partners=(*GUIDES, ANN, BEN))
        self.fund_it()

    def by_night(self, **changes) -> KeptPassage:
        """Let a group be approved for the way by evening and morning."""
        plan_id = self.plan(**changes)
        routes = routing.plan(plan_id, self.harriet).plan.routes
        ways = [[stage.leg for stage in route.stages] for route in routes]
        passage_id = self.propose(plan_id=plan_id, route_no=ways.index(["evening", "morning"]))
        self.approve(passage_id)
        return self.passage(passage_id)

    def approve_first(self, **changes) -> UUID:
        """Let a group be approved for the first route there is."""
        passage_id = self.propose(plan_id=self.plan(**changes), route_no=0)
        self.approve(passage_id)
        return passage_id

    def lose(self, what=PARTNER, key="haines", now: datetime = READY, **other) -> UUID:
        """Prepare a drill; by default Jonathan Haines of Wilmington is lost, an hour ago."""
        name = other.pop("name", "") or queries.named(what, key, self.harriet)
        loss = Loss(what=what, key=key, name=name, since=now - timedelta(hours=1))
        asked = {"exercise": False, "family_cents": 0, "by": "Harriet", "keyring": self.harriet}
        return services.prepare(loss=loss, now=now, **asked | other)

    def kept(self, drill_id: UUID) -> KeptDrill:
        return queries.drill(drill_id, self.harriet)

    def drill(self, drill_id: UUID) -> Drill:
        return self.kept(drill_id).drill

    def again(self, drill_id: UUID, now: datetime = READY) -> None:
        services.again(drill_id=drill_id, by="Harriet", keyring=self.harriet, now=now)

    def sign(self, drill_id: UUID, keyring, now: datetime = READY) -> bool:
        return services.sign(drill_id=drill_id, keyring=keyring, now=now)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def shore(db) -> Shore:
    return Shore()
