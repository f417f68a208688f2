"""When something on the way is lost: no approval, another plan, and one act that carries it on."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import queries as case_queries
from waystation.cases import services as cases
from waystation.cases.person import named
from waystation.cases.tests.builders import settle
from waystation.dispatch import paying, queries, services
from waystation.dispatch.costing import RATES, costs_of
from waystation.dispatch.rest import question_of_rest
from waystation.dispatch.tests.river import GUIDES, River
from waystation.dispatch.tests.test_domain import stages
from waystation.hazards import queries as halts
from waystation.hazards import services as hazards
from waystation.ledger import queries as book
from waystation.network.domain import Partner
from waystation.routing import queries as routing
from waystation.routing.domain import Lost
from waystation.routing.tests.ripley import LEGS, READY, at, leg, question

# A later way on from Wilmington, for when the morning wagon is lost.
NOON = leg("noon", "wilmington", "sandusky", 120, 0.003, 100, [720])
LATER = at(1_500)  # One in the morning of the 27th: the group is at Wilmington.


@pytest.fixture
def river(db) -> River:
    another = Partner(slug="bell", name="Ann Bell", place="ripley", region="OH", assumed=False)
    made = River(legs=(*LEGS, NOON), partners=(*GUIDES, another))
    made.fund_it()
    return made


def halt(river, what="leg", slug="morning", when=LATER):
    return hazards.halt(
        what=what, slug=slug, why="a patrol", by="Harriet", keyring=river.harriet, now=when
    )


def lift(river, halt_id):
    hazards.lift(
        halt_id=halt_id,
        by="Harriet",
        why="they left",
        confirmed=True,
        keyring=river.harriet,
        now=LATER,
    )


def by_night(river, **changes):
    """Propose the way by evening and morning, whichever number it has."""
    plan_id = river.plan(**changes)
    routes = routing.plan(plan_id, river.harriet).plan.routes
    ways = [[stage.leg for stage in route.stages] for route in routes]
    return river.propose(plan_id=plan_id, route_no=ways.index(["evening", "morning"]))


def half_way(river, **changes):
    """Bring a group to Wilmington."""
    passage_id = by_night(river, **changes)
    river.approve(passage_id)
    river.travel(river.passage(passage_id), 1)
    return river.passage(passage_id)


def replanned(river, kept, **words):
    asked = {"lost": Lost(), "from_end": False, "now": LATER} | words
    return services.replan(passage_id=kept.id, keyring=river.harriet, **asked)


def carried_on(river, kept, plan_id, keyring=None):
    return services.carry_on(
        passage_id=kept.id,
        plan_id=plan_id,
        route_no=0,
        needs="",
        keyring=keyring or river.harriet,
        now=LATER,
    )


@pytest.mark.parametrize(
    ("what", "slug", "why"),
    [
        ("leg", "evening", "the leg Ripley – Wilmington is halted. a patrol"),
        ("place", "wilmington", "Wilmington is halted. a patrol"),
    ],
)
def test_a_plan_older_than_a_halt_on_its_way_is_not_proposed(river, what, slug, why):
    plan_id = river.plan()
    ways = [[s.leg for s in r.stages] for r in routing.plan(plan_id, river.harriet).plan.routes]
    number = ways.index(["evening", "morning"])
    halted = halt(river, what, slug, READY)

    with pytest.raises(Refused) as no:
        river.propose(plan_id=plan_id, route_no=number)
    assert why in no.value.says
    assert "Plan again" in no.value.hint
    lift(river, halted)
    assert river.propose(plan_id=plan_id, route_no=number)


def test_a_proposal_touched_by_a_halt_is_not_approved_until_it_is_lifted(river):
    passage_id = by_night(river)
    river.approve(passage_id, river.passmore)
    halted = halt(river, "partner", "haines", READY)

    with pytest.raises(Refused, match="the guide Jonathan Haines is halted"):
        river.approve(passage_id, river.jacob)
    assert river.passage(passage_id).passage.approvals == 1
    lift(river, halted)
    assert river.approve(passage_id, river.jacob) is True


def test_a_halted_guide_is_given_no_stage(river):
    halt(river, "partner", "rankin", READY)

    kept = river.passage(by_night(river))

    assert "rankin" not in [one.stage.guide for one in kept.stages]


def test_a_guide_the_question_left_out_is_given_no_stage(river):
    kept = river.passage(by_night(river, avoid=Lost(partners=("rankin",))))

    assert "rankin" not in [one.stage.guide for one in kept.stages]


def test_every_halt_and_its_end_is_news_and_opens_nothing_to_strangers(river):
    seen = [queries.news(river.harriet)]
    halted = halt(river)
    seen.append(queries.news(river.harriet))
    lift(river, halted)
    seen.append(queries.news(river.harriet))

    assert len(set(seen)) == 3
    assert queries.news(river.stranger) == "0-0"  # No event, no alarm.


def test_the_rest_is_planned_from_where_the_group_stands_without_what_is_halted(river):
    kept = half_way(river)
    halt(river)

    plan = routing.plan(replanned(river, kept), river.harriet).plan

    assert (plan.question.start, plan.question.start_at) == ("wilmington", LATER)
    assert [[stage.leg for stage in route.stages] for route in plan.routes] == [["noon"]]
    assert plan.after == kept.passage.plan
    assert river.passage(kept.id) == kept


def test_what_a_person_says_is_lost_is_left_out_too(river):
    kept = half_way(river)

    plan = routing.plan(replanned(river, kept, lost=Lost(legs=("noon",))), river.harriet).plan

    assert [[stage.leg for stage in route.stages] for route in plan.routes] == [["morning"]]
    with pytest.raises(Refused):
        replanned(river, kept, lost=Lost(legs=("noon", "morning")))


def test_of_a_stage_under_way_the_rest_may_be_planned_from_its_end(river):
    passage_id = by_night(river)
    river.approve(passage_id)
    kept = river.passage(passage_id)
    for what in ("ordered", "accepted", "met"):
        river.note(kept.stages[0].id, what)

    plan_id = replanned(river, kept, from_end=True, now=at(1_330))

    asked = routing.plan(plan_id, river.harriet).plan.question
    assert (asked.start, asked.start_at) == ("wilmington", kept.stages[0].stage.arrive)
    # Until they are there, nothing is carried on from there.
    with pytest.raises(Refused, match="Stage 1 is still under way"):
        carried_on(river, kept, plan_id)


def test_what_was_spent_is_taken_off_the_limits_of_the_rest():
    evening, morning = stages()
    done = [replace(evening, state="handed over"), morning]
    asked = question(max_cost_cents=500, max_nights=2, max_risk_p=0.1)

    rest = question_of_rest(asked, done, lost=Lost(), from_end=False, now=LATER)

    # 2 x 90 cents for the evening; one midnight lies behind them.
    assert (rest.max_cost_cents, rest.max_nights, rest.max_risk_p) == (320, 1, 0.1)
    unlimited = question_of_rest(question(), done, lost=Lost(), from_end=False, now=LATER)
    assert (unlimited.max_cost_cents, unlimited.max_nights) == (None, None)


@pytest.fixture
def group(river):
    two = [named("A. B.", age=30), named("C. D.", age=31)]
    household = settle(river.harriet, people=two, place="ripley")
    return cases.form_group(household_ids=[household], keyring=river.harriet, now=at(720))


def test_carrying_on_stands_the_old_way_down_and_proposes_the_new_in_one_act(river, group):
    kept = half_way(river, group=group)
    spent = book.rescue(kept.passage.fund).spent_cents
    halt(river)

    new = river.passage(carried_on(river, kept, replanned(river, kept)))

    old = river.passage(kept.id)
    assert [one.stage.state for one in old.stages] == ["handed over", "stood down"]
    assert old.stages[1].stage.reports[-1].words == "planned anew"
    assert (new.passage.state, new.passage.approvals, new.passage.after) == ("proposed", 0, kept.id)
    assert [one.stage.leg for one in new.stages] == ["noon"]
    # Nobody watches the old stages any more, but somebody the group that waits at Wilmington.
    assert {watch.due_at for watch in Watch.objects.exclude(state="answered")} == {
        watches.bucket(new.passage.depart)
    }
    detail = case_queries.group_detail(group, river.harriet, LATER.date()).group
    assert (detail.state, detail.place) == ("planned", "wilmington")
    # The fund goes along: what was spent is spent, and nothing is set aside twice.
    assert new.passage.fund == kept.passage.fund
    assert book.rescue(new.passage.fund).spent_cents == spent
    assert book.balance("RESCUE-GENERAL") == 100_000 - 6_000


def test_what_was_carried_on_needs_two_approvals_again_and_arrives_on_the_same_fund(river, group):
    kept = half_way(river, group=group)
    halt(river)
    new = carried_on(river, kept, replanned(river, kept))

    for approver in (river.passmore, river.jacob):
        services.approve(passage_id=new, keyring=approver, now=LATER)
    there = river.passage(new)
    for what in ("ordered", "accepted", "met", "handed over"):
        river.note(there.stages[0].id, what, there.stages[0].stage.arrive)
    services.arrive(passage_id=new, keyring=river.harriet, now=at(2_400))

    assert {watch.state for watch in Watch.objects.all()} == {"answered"}
    assert len(book.rescues()) == 1
    assert book.rescue(kept.passage.fund).spent_cents > 0
    assert book.check_book(river.levi) == []
    assert [one.leg for one in halts.outcomes(river.harriet)] == ["evening", "noon"]


def test_a_withdrawn_proposal_that_was_carried_on_gives_its_fund_back(river, group):
    kept = half_way(river, group=group)
    spent = book.rescue(kept.passage.fund).spent_cents
    new = carried_on(river, kept, replanned(river, kept))

    services.withdraw(passage_id=new, keyring=river.harriet, now=LATER)

    assert {watch.state for watch in Watch.objects.all()} == {"answered"}
    # Contingency and the people's resettlement share stay; see test_groups.
    assert book.balance("RESCUE-GENERAL") == 100_000 - spent - 600 - 1_000
    assert case_queries.group_detail(group, river.harriet, LATER.date()).group.state == "ready"


def test_silence_while_a_group_waits_half_way_for_approval_rings(river):
    kept = half_way(river)
    halt(river)
    new = river.passage(carried_on(river, kept, replanned(river, kept))).passage

    early = watches.ring_due(new.depart - timedelta(minutes=1))
    rung = watches.ring_due(new.depart)

    # She led stage 1, so she saw them last.
    assert (early, rung > 0) == (0, True)
    assert queries.alarms(river.harriet) == [
        f"{new.code} was to leave and is not approved. Call Ann Bell, then open the passage."
    ]


def dear_way(cents):
    """Bring two people to Wilmington, from where another way costs them so much each."""
    river = River(legs=(*LEGS, leg("noon", "wilmington", "sandusky", 120, 0.003, cents, [720])))
    river.fund_it()
    kept = half_way(river)
    halt(river)
    return river, kept, replanned(river, kept)


def test_a_way_that_the_rest_of_the_fund_does_not_pay_for_gets_a_new_budget(db):
    # Of 2,700 for fees 480 are spent, and 600 of contingency are whole: 2,820 for 2 x 1,300 + 300.
    river, kept, plan_id = dear_way(1_300)
    spent = book.rescue(kept.passage.fund).spent_cents

    new = carried_on(river, kept, plan_id)
    between = book.balance("RESCUE-GENERAL")
    for approver in (river.passmore, river.jacob):
        services.approve(passage_id=new, keyring=approver, now=LATER)

    assert between == 100_000 - spent - 600 - 1_000
    after = river.passage(new).passage
    assert after.fund not in ("", kept.passage.fund)
    assert book.balance("RESCUE-GENERAL") == between - 6_000
    assert book.check_book(river.levi) == []


def test_what_no_budget_pays_for_comes_out_of_the_general_fund_stage_by_stage(db):
    # 2 x 2,000 + 300 are 1,000 more than 2,700 and 600. Food: 2 x 50 a day for 13 hours, 55 cents.
    river, kept, plan_id = dear_way(2_000)
    spent = book.rescue(kept.passage.fund).spent_cents

    new = carried_on(river, kept, plan_id)
    stages = [one.stage for one in river.passage(new).stages]
    beyond = paying.beyond(stages, river.passage(new).passage)
    for approver in (river.passmore, river.jacob):
        services.approve(passage_id=new, keyring=approver, now=LATER)
    for what in ("ordered", "accepted", "met", "handed over"):
        river.note(river.passage(new).stages[0].id, what, stages[0].arrive)

    assert beyond == sum(costs_of(stages[0], RATES["rescue-1855"]).values()) > 4_300
    assert river.passage(new).passage.fund == kept.passage.fund
    assert book.balance("RESCUE-GENERAL") == 100_000 - 6_000 - beyond
    assert book.rescue(kept.passage.fund).spent_cents == spent
    assert book.check_book(river.levi) == []


def test_a_way_that_not_even_the_general_fund_pays_for_changes_nothing(db):
    # 94,000 are left there.
    river, kept, plan_id = dear_way(50_000)

    with pytest.raises(Refused, match=r"beyond its budget; the general fund has \$940.00"):
        carried_on(river, kept, plan_id)

    assert river.passage(kept.id) == kept


def test_a_plan_that_begins_elsewhere_or_is_for_others_carries_nothing_on(river):
    kept = half_way(river)

    with pytest.raises(Refused, match="does not begin where the group stands: Wilmington"):
        carried_on(river, kept, river.plan(start_at=LATER))
    three = river.plan(start="wilmington", start_at=LATER, people=3)
    with pytest.raises(Refused, match="for 3 people; 2 are on the way"):
        carried_on(river, kept, three)

    assert river.passage(kept.id) == kept


def test_strangers_neither_plan_the_rest_nor_carry_it_on(river):
    kept = half_way(river)
    plan_id = replanned(river, kept)

    with pytest.raises(Refused, match="no such passage"):
        carried_on(river, kept, plan_id, keyring=river.stranger)
    with pytest.raises(Refused, match="no such passage"):
        services.replan(
            passage_id=kept.id, lost=Lost(), from_end=False, keyring=river.stranger, now=LATER
        )

    assert river.passage(kept.id) == kept


def test_what_is_not_under_way_is_neither_planned_anew_nor_carried_on(river):
    proposed = river.passage(by_night(river))

    with pytest.raises(Refused, match="not under way"):
        replanned(river, proposed)
    with pytest.raises(Refused, match="not under way"):
        carried_on(river, proposed, river.plan())


def test_a_plan_knows_the_passage_it_carries_on_also_when_it_was_made_in_two_steps(river):
    kept = half_way(river)
    first = replanned(river, kept)
    halt(river)
    second = services.replan(
        passage_id=kept.id, lost=Lost(), from_end=False, keyring=river.harriet, now=LATER
    )

    assert queries.carried_on_by(first, river.harriet).id == kept.id
    assert queries.carried_on_by(second, river.harriet).id == kept.id
    assert queries.carried_on_by(river.plan(), river.harriet) is None
