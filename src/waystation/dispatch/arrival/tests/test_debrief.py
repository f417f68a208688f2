"""A debrief is led by who led no leg, read by a second hand, and tells each fact once."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.dispatch import services as passages
from waystation.dispatch.arrival import queries, services
from waystation.dispatch.arrival.domain import Debrief, Fact, LegFacts
from waystation.dispatch.arrival.tests.conftest import THERE, who
from waystation.hazards import queries as hazards
from waystation.hazards import services as reports
from waystation.hazards.domain import Hazard
from waystation.routing.domain import Lost
from waystation.routing.evidence import risks_by_light
from waystation.routing.tests.ripley import EVENING, PLACES, READY, at
from waystation.vault import audit
from waystation.vault.keyring import Keyring

DAY = THERE.date()
NEXT = THERE + timedelta(days=1)


@pytest.fixture
def arrived(river, handed):
    services.arrive(passage_id=handed.id, present=2, keyring=river.harriet, now=THERE)
    return river.passage(handed.id)


def debrief(kept, *facts: Fact, went="", nth=0, **changes) -> Debrief:
    one = kept.stages[nth]
    said = LegFacts(
        stage=one.id,
        number=nth + 1,
        leg=one.stage.leg,
        on=one.stage.depart.date(),
        went=went,
        facts=facts,
    )
    plain = Debrief(led_by="Ann Quarry", leader="quarry", on=DAY, legs=(said,), written_by=kept.id)
    return replace(plain, **changes)


def write(river, kept, *facts, keyring=None, now=THERE, alias="Harriet", **changes):
    said = debrief(kept, *facts, **changes)
    asks = who(keyring or river.harriet, alias)
    services.write_debrief(passage_id=kept.id, debrief=said, who=asks, now=now)


def tell(river, kept, keyring=None, alias="Passmore"):
    services.tell_debrief(passage_id=kept.id, who=who(keyring or river.passmore, alias), now=THERE)


def known(river):
    return [(one.kind, one.leg, one.on) for one in hazards.hazards(river.harriet)]


def test_its_facts_reach_the_evidence_with_the_second_hand_and_not_before(river, arrived):
    write(river, arrived, Fact("checkpoint", 2), went="followed")
    before = known(river)

    tell(river, arrived)

    assert before == []
    assert known(river) == [("checkpoint", "evening", READY.date())]
    went = {one.leg: (one.what, one.was) for one in hazards.passages(river.harriet)}
    # The guide's hand-over had said that it went clean.
    assert went == {"evening": ("followed", ("clean",)), "morning": ("clean", ())}
    told = audit.entries(Keyring.of(new_id(), [river.security]))[0]
    assert (told.kind, told.says["n"]) == ("debrief told", "1")


def test_who_wrote_it_is_no_second_hand(river, arrived):
    write(river, arrived, Fact("weather"))

    with pytest.raises(Refused, match="You wrote this debrief yourself"):
        tell(river, arrived, river.harriet)

    assert known(river) == []


@pytest.mark.parametrize(
    ("leader", "led_by"),
    [("rankin", "J. R."), ("", "John Rankin"), ("haines", "Jonathan Haines"), ("", "john rankin ")],
)
def test_whoever_led_a_leg_leads_no_debrief(river, arrived, leader, led_by):
    with pytest.raises(Refused, match="does not lead the debrief"):
        write(river, arrived, leader=leader, led_by=led_by)

    assert queries.arrival(arrived.id, river.harriet).arrival.debrief is None


def test_whoever_led_a_leg_is_no_second_hand_either(river, arrived):
    write(river, arrived, Fact("weather"))

    with pytest.raises(Refused, match="You led these people"):
        tell(river, arrived, alias="Jonathan Haines")

    assert known(river) == []


def test_offered_to_lead_it_is_who_lives_there_and_led_no_leg(river, arrived):
    asking = queries.may_ask(queries.arrival(arrived.id, river.harriet), river.harriet)

    assert [partner.slug for partner in asking] == ["quarry"]


def test_each_fact_is_told_once(river, arrived):
    write(river, arrived, Fact("weather"))
    tell(river, arrived)

    with pytest.raises(Refused, match="No debrief waits"):
        tell(river, arrived, river.jacob)
    with pytest.raises(Refused, match="told already"):
        write(river, arrived, Fact("flood"))

    assert known(river) == [("weather", "evening", READY.date())]


def test_what_a_guide_reported_of_that_leg_and_day_is_not_counted_again(river, arrived):
    heard = Hazard(
        slug="", on=READY.date(), precision="day", kind="weather", leg="evening", source="x"
    )
    reports.report_danger(word=heard, keyring=river.harriet, now=THERE)
    write(river, arrived, Fact("weather"), Fact("flood"))

    tell(river, arrived)

    assert sorted(kind for kind, *_rest in known(river)) == ["flood", "weather"]


def test_no_fact_holds_a_person_or_a_time_finer_than_a_day(river, arrived):
    words = "John Rankin was kind to Harriet"
    write(river, arrived, Fact("patrol"), Fact("waited longer", 40), words=words)

    tell(river, arrived)

    (told,) = hazards.hazards(river.harriet)
    (watched,) = hazards.watched(river.harriet)
    midnight = datetime(1855, 10, 27, tzinfo=UTC)
    assert (told.heard_at, told.taken_by, told.via, told.partner) == (midnight, "", "", "")
    assert (told.text, told.source) == ("told at a debrief: 1", "debrief")
    assert [(look.at, look.by, look.words) for look in watched.checks] == [
        (datetime(1855, 10, 26, tzinfo=UTC), "debrief", "waited 40 min longer")
    ]


def test_a_leg_that_took_longer_and_cost_more_is_looked_at_again_after_that(river, arrived):
    reports.check(
        what="leg", slug="evening", said="fine", words="", by="x", keyring=river.harriet,
        now=at(1_700),
    )  # fmt: skip
    write(river, arrived, Fact("waited longer", 40), Fact("paid more", 250))

    tell(river, arrived)

    (watched,) = hazards.watched(river.harriet)
    look = watched.checks[-1]
    # The look of the 27th is the newest one: this one does not go behind it.
    assert (look.said, look.at.date()) == ("changed", at(1_700).date())
    assert look.words == "waited 40 min longer; paid $2.50 more"


def test_it_is_hearsay_that_halts_only_together_with_another_source(river, arrived):
    write(river, arrived, Fact("checkpoint"))
    tell(river, arrived)
    alone = hazards.halts(river.harriet).legs

    word = Hazard(
        slug="", on=DAY, precision="day", kind="checkpoint", leg="evening", source="a miller"
    )
    reports.report_danger(word=word, keyring=river.harriet, now=THERE)

    assert alone == frozenset()
    assert hazards.halts(river.harriet).legs == {"evening"}


def believed_p(river) -> float:
    """The risk of the evening leg in the dark, as the rule sees it; nobody set it by hand."""
    leg, places = replace(EVENING, risk_p=None), {place.slug: place for place in PLACES}
    found = risks_by_light(
        [leg],
        places,
        hazards.hazards(river.harriet),
        DAY,
        outcomes=hazards.outcomes(river.harriet),
    )
    return found[0][1].risk_p


@pytest.mark.parametrize(
    ("facts", "went"),
    [((Fact("checkpoint"),), ""), ((), "searched"), ((Fact("stranger asks"),), "followed")],
)
def test_the_belief_about_a_leg_follows_what_people_told(river, arrived, facts, went):
    write(river, arrived, *facts, went=went)
    before = believed_p(river)

    tell(river, arrived)

    assert believed_p(river) > before


def test_a_debrief_with_nothing_to_tell_leaves_the_belief_as_it_is(river, arrived):
    write(river, arrived, went="clean", words="nothing happened")
    before = believed_p(river)

    tell(river, arrived)

    assert believed_p(river) == before


def test_of_a_way_that_was_planned_anew_the_first_guide_leads_no_debrief(river):
    first = river.approved()
    river.travel(first, 1)
    plan_id = passages.replan(
        passage_id=first.id, lost=Lost(), from_end=False, keyring=river.harriet, now=at(1_450)
    )
    rest_id = passages.carry_on(
        passage_id=first.id, plan_id=plan_id, route_no=0, needs="", keyring=river.harriet,
        now=at(1_450),
    )  # fmt: skip
    river.approve(rest_id)
    rest = river.passage(rest_id)
    for number in range(1, len(rest.stages) + 1):
        river.travel(rest, number)
    services.arrive(passage_id=rest_id, present=2, keyring=river.harriet, now=NEXT)

    end = queries.arrival(rest_id, river.harriet)

    assert [one.id for one in end.way] == [first.stages[0].id, *(one.id for one in rest.stages)]
    with pytest.raises(Refused, match="does not lead the debrief"):
        write(river, end.kept, leader="rankin", led_by="J. R.", now=NEXT, on=NEXT.date())


@pytest.mark.parametrize("days", [-1, 1])
def test_a_debrief_is_on_a_day_from_the_arrival_to_today(river, arrived, days):
    with pytest.raises(Refused, match="cannot have been on that day"):
        write(river, arrived, on=DAY + timedelta(days=days))


def test_before_arrival_there_is_no_debrief(river, handed):
    with pytest.raises(Refused, match="has not arrived yet"):
        write(river, handed)


def test_who_lacks_the_networks_key_tells_nothing_and_nothing_is_lost(river, arrived):
    write(river, arrived, went="followed")
    slots = [slot for name, slot in river.slots.items() if name != "network"]

    with pytest.raises(Refused):
        tell(river, arrived, Keyring.of(river.passmore.user_id, slots))
    tell(river, arrived)

    assert "followed" in [one.what for one in hazards.passages(river.harriet)]


def test_a_stranger_writes_and_tells_no_debrief(river, arrived):
    with pytest.raises(Refused, match="no such passage"):
        write(river, arrived, keyring=river.stranger)
    write(river, arrived, Fact("weather"))
    with pytest.raises(Refused, match="no such passage"):
        tell(river, arrived, river.stranger)

    assert known(river) == []
