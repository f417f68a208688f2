"""Random histories of one search on the real services, and what an onlooker may conclude from them.

The machine keeps its own book of what was recorded and heard, apart from the match, and holds
every message that passed and every line a seeker sees against it.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import parts
from waystation.cases.consent import services as consenting
from waystation.cases.tests.builders import NOW
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.queries import Asked
from waystation.tracing.asking.services.worker import Reply
from waystation.tracing.asking.tests.conftest import a_match, match_of
from waystation.tracing.models import PaperRow, RegisterRow
from waystation.tracing.papers.domain import FirstWord
from waystation.tracing.papers.queries import unread
from waystation.tracing.tests.builders import agreed

SAYS = st.sampled_from(("yes", "alive only", "later", "no", "not asked"))
LASTS = st.integers(min_value=1, max_value=40)


class World:
    """Who acts and on what: handed in by the test, which rolls it all back afterwards."""

    def __init__(self, **held: Any) -> None:
        self.__dict__.update(held)


class History(RuleBasedStateMachine):
    """Everybody does what they may or may not, in any order, while days go by."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        # Each side's last word as it was recorded and heard: (what, until), None: nothing.
        self.said: tuple[str, date] | None = None
        self.heard: tuple[str, date] | None = None
        self.seeker: tuple[str, date] | None = None
        self.ended = False
        self.in_register = True
        self.n_passed = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        world = self.world
        self.match = a_match(world.request, world.peter, entry=world.entry, thread=new_id())

    @rule(days=st.integers(min_value=1, max_value=30))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def officer_asks(self) -> None:
        if self._try(services.ask, match_id=self.match):
            self.heard = self.seeker = None

    @rule(said=SAYS, lasts=LASTS)
    def worker_answers(self, said: str, lasts: int) -> None:
        world, until = self.world, self.now.date() + timedelta(days=lasts)
        reply = Reply(said, until=until, ask_on=self.now.date() + timedelta(days=3))
        to_ask = queries.questions(world.william).to_ask
        if to_ask:
            paper = to_ask[0].paper.id
            done = self._try(services.answer, by="william", paper_id=paper, reply=reply)
        else:
            # Put away what they said before, in whichever of their answers is the last.
            found = queries.answered(world.william)
            done = bool(found) and self._try(
                services.answer_again, by="william", part_id=found[0].id, reply=reply
            )
        if done:
            self.said = (said, self._until(world.william))

    @rule()
    def officer_hears(self) -> None:
        heard = services.hear(keyring=self.world.peter, now=self.now)
        if heard.gone:
            self.ended = True
        if heard.taken and self.said is not None:
            again = self.heard is not None and self.heard[0] == self.said[0] == "yes"
            self.heard = self.said
            if not again:
                self.seeker = None

    @rule()
    def officer_asks_the_seeker(self) -> None:
        if self._try(services.ask_seeker, match_id=self.match):
            self.seeker = None

    @rule(said=st.sampled_from(("yes", "no")), lasts=LASTS)
    def the_seeker_says(self, said: str, lasts: int) -> None:
        until = self.now.date() + timedelta(days=lasts)
        yes = agreed(until, given_on=self.now.date())
        if self._try(services.note_seeker, match_id=self.match, said=said, agreed=yes):
            self.seeker = (said, until)

    @rule(side=st.sampled_from(("seeker", "sought")))
    def somebody_writes(self, side: str) -> None:
        self._try(services.pass_message, match_id=self.match, side=side, text="We are well.")

    @rule(side=st.sampled_from(("seeker", "sought")))
    def one_side_withdraws(self, side: str) -> None:
        if self._try(services.withdraw, match_id=self.match, side=side):
            self.ended = True

    @rule()
    def consent_is_taken_back(self) -> None:
        world = self.world
        if self._try(consenting.withdraw, by="william", part_id=world.yes, how=""):
            self.in_register = False
            assert not RegisterRow.objects.filter(pk=world.entry).exists()

    @rule()
    def the_server_puts_old_papers_back(self) -> None:
        PaperRow.objects.filter(state="read").exclude(day=date.max).update(state="new")

    @invariant()
    def nothing_is_shown_without_two_consents(self) -> None:
        today = self.now.date()
        says = queries.shown(self.world.request, self.world.peter, today).says
        told = self._stands(self.heard) and self.in_register and not self.ended
        if says != "looking":
            assert told
            assert self.heard is not None
            assert self.heard[0] in ("yes", "alive only")
        if says in ("alive", "contact"):
            assert self._stands(self.seeker)
            assert self.seeker is not None
            assert self.seeker[0] == "yes"
        if says == "contact":
            assert self.heard is not None
            assert self.heard[0] == "yes"

    @invariant()
    def nothing_passes_without_two_consents(self) -> None:
        passed = sum(w.passed_at is not None for w in match_of(self.match, self.world.peter).words)
        if passed > self.n_passed:
            assert self._stands(self.heard)
            assert self._stands(self.seeker)
            assert self.in_register
            assert not self.ended
        self.n_passed = passed
        words = [one for one in unread(FirstWord, self.world.william) if one.value.household]
        assert len(words) <= passed

    def _stands(self, word: tuple[str, date] | None) -> bool:
        return word is not None and word[0] in ("yes", "alive only") and self.now.date() <= word[1]

    def _until(self, keyring: Any) -> date:
        kept = max(parts.listed(self.world.household, Asked, keyring), key=lambda one: one.at)
        return kept.value.agreed.until if kept.value.agreed else date.min

    def _try(self, act: Any, by: str = "peter", **given: Any) -> bool:
        try:
            act(**given, keyring=getattr(self.world, by), now=self.now)
        except Refused:
            return False
        return True
