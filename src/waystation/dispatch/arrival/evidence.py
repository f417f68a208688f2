"""Tells the evidence of legs what a debrief says: facts without people, each of them once."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext as _

from waystation.base.money import dollars
from waystation.dispatch import outcomes
from waystation.dispatch.arrival.domain import CHANGES, DANGERS, Debrief, Fact, LegFacts, mark_of
from waystation.dispatch.queries import KeptStage
from waystation.hazards import checking
from waystation.hazards import queries as known
from waystation.hazards import services as hazards
from waystation.hazards.domain import Hazard, both_ways
from waystation.vault.keyring import Keyring


def tell(debrief: Debrief, way: tuple[KeptStage, ...], *, keyring: Keyring, now: datetime) -> None:
    """Tell what a debrief says of each leg, as of the day on which the group was there.

    How a stage went corrects what its guide said, under the same mark. A danger of which there is
    word already, of the same kind on the same leg and day, is not told again.

    Raises:
      Refused: the keyring lacks the network's compartment; nothing is lost for want of a key.
    """
    keyring.cell("network")
    stages = {one.id: one.stage for one in way}
    for facts in debrief.legs:
        stage = stages.get(facts.stage)
        if stage is None:
            continue
        outcomes.tell(stage, facts.went, stage_id=facts.stage, keyring=keyring, now=now)
        for fact in facts.facts:
            if fact.what in DANGERS:
                _warn(facts, fact, keyring, now)
        _note_changes(facts, keyring)


def _warn(facts: LegFacts, fact: Fact, keyring: Keyring, now: datetime) -> None:
    """Put word of a danger on file, unless it is there already.

    It is hearsay: people told it who are neither staff nor partners. So it halts a leg only
    together with word from another source, or once somebody graded it.
    """
    mark, leg = mark_of(facts.stage, fact.what), both_ways(facts.leg)
    for one in known.hazards(keyring):
        same = (one.kind, one.leg, one.on) == (fact.what, leg, facts.on) and not one.withdrawn
        if same or one.slug == mark:
            return
    word = Hazard(
        slug=mark,
        on=facts.on,
        precision="day",
        kind=fact.what,
        leg=leg,
        text=_("told at a debrief: %(n)d") % {"n": fact.n},
        source=_("debrief"),
        origin="staff",
        heard_at=_midnight(now),
    )
    hazards.report_danger(word=word, keyring=keyring, now=now)


def _note_changes(facts: LegFacts, keyring: Keyring) -> None:
    """Note on a leg that it took longer or cost more, as a look that found a change."""
    says = [_said(fact) for fact in facts.facts if fact.what in CHANGES]
    if not says:
        return
    leg, on = both_ways(facts.leg), datetime.combine(facts.on, time(), UTC)
    looks = [
        one.checks[-1].at
        for one in known.watched(keyring)
        if (one.what, one.slug) == (checking.LEG, leg) and one.checks
    ]
    hazards.check(
        what=checking.LEG,
        slug=leg,
        said=checking.CHANGED,
        words="; ".join(says),
        by=_("debrief"),
        keyring=keyring,
        # The newest look of a leg is the last of its list.
        now=max([on, *(_midnight(at) for at in looks)]),
    )


def _said(fact: Fact) -> str:
    if fact.what == "paid more":
        return _("paid %(sum)s more") % {"sum": dollars(fact.n)}
    return _("waited %(n)d min longer") % {"n": fact.n}


def _midnight(at: datetime) -> datetime:
    """Leave the day of a moment, and nothing finer."""
    return datetime.combine(at.date(), time(), UTC)
