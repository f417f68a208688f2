"""An office at Ripley with guides, money and two approvers, and the steps of one passage.

Two people go by night from Ripley over Wilmington to Sandusky; see `routing.tests.ripley`.
"""

from datetime import datetime
from uuid import UUID

from waystation.base.ids import new_id
from waystation.dispatch import queries, services
from waystation.dispatch.agreed import AGREED_TO
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.starting import services as starting
from waystation.ledger import services as ledger
from waystation.network.domain import Partner
from waystation.routing import services as routing
from waystation.routing.tests.ripley import LEGS, READY, Office, at, question
from waystation.vault import cells
from waystation.vault.keyring import Keyring

BY_NIGHT = 2  # The third route of the plan: evening, then morning.
GUIDES = (
    Partner(slug="rankin", name="John Rankin", place="ripley", region="OH", assumed=False),
    Partner(slug="haines", name="Jonathan Haines", place="wilmington", region="OH", assumed=True),
    Partner(slug="quarry", name="Ann Quarry", place="sandusky", region="OH", assumed=False),
)


class River(Office):
    """The office with its approvers and finance; `fund_it` puts money into the book."""

    def __init__(self, legs=LEGS, partners=GUIDES):
        super().__init__(legs, partners)
        self.finance = cells.found("finance")
        self.giving = cells.found("giving")
        self.security = cells.found("security")
        self.levi = Keyring.of(new_id(), [self.finance])
        self.case_slot = cells.found("cases")
        slots = list(self.slots.values())
        self.harriet = Keyring.of(self.harriet.user_id, [*slots, self.case_slot])
        self.passmore = Keyring.of(new_id(), slots)
        self.jacob = Keyring.of(new_id(), slots)
        self.cell = self.harriet.cell("passages")
        ledger.found_book(on=READY.date())

    def fund_it(self, cents: int = 100_000) -> None:
        ledger.record_gift(entry_id=new_id(), cents=cents, on=READY.date())

    def plan(self, **changes) -> UUID:
        return routing.make_plan(question=question(**changes), keyring=self.harriet, now=READY)

    def propose(
        self, plan_id: UUID | None = None, route_no=BY_NIGHT, now=READY, needs="", **changes
    ) -> UUID:
        return services.propose(
            plan_id=plan_id or self.plan(**changes),
            route_no=route_no,
            needs=needs,
            template="rescue-1855",
            keyring=self.harriet,
            now=now,
        )

    def approve(self, passage_id: UUID, *keyrings: Keyring) -> bool:
        done = False
        for keyring in keyrings or (self.passmore, self.jacob):
            done = services.approve(passage_id=passage_id, keyring=keyring, now=READY)
        if done and self.passage(passage_id).passage.group is not None:
            self.say(passage_id, AGREED_TO)
        return done

    def say(self, passage_id: UUID, what: str, words="told us so", now: datetime = READY) -> None:
        starting.say(
            passage_id=passage_id,
            what=what,
            words=words,
            by="Harriet",
            keyring=self.harriet,
            now=now,
        )

    def approved(self, **changes) -> KeptPassage:
        passage_id = self.propose(**changes)
        self.approve(passage_id)
        return self.passage(passage_id)

    def passage(self, passage_id: UUID, keyring: Keyring | None = None) -> KeptPassage:
        return queries.passage(passage_id, keyring or self.harriet)

    def note(self, stage_id: UUID, what: str, when: datetime = READY, words="", keyring=None):
        return services.note(
            stage_id=stage_id,
            what=what,
            words=words,
            at=when,
            keyring=keyring or self.harriet,
            now=when,
        )

    def travel(self, kept: KeptPassage, number: int) -> None:
        """Let a stage go through from order to hand-over."""
        one = kept.stages[number - 1]
        self.note(one.id, "ordered")
        self.note(one.id, "accepted", at(1_000))
        self.note(one.id, "met", one.stage.depart)
        self.note(one.id, "handed over", one.stage.arrive)

    def arrive(self, kept: KeptPassage):
        return services.arrive(passage_id=kept.id, keyring=self.harriet, now=at(1_800))
