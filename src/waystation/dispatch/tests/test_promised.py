"""Money promised to a passage's stages: with the last approval, until each is paid or called off.

The evening stage costs 73 + 76 + 480 cents, the morning 25 + 480; see `test_domain`.
"""

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.dispatch import paying, services
from waystation.dispatch.costing import RATES, Share, beyond_budget, costs_of, forecast, shares
from waystation.dispatch.tests.test_domain import stages
from waystation.dispatch.tests.test_replan import LATER, carried_on, dear_way
from waystation.ledger import queries as book
from waystation.ledger import reserving
from waystation.ledger.budgets import queries as budgets
from waystation.ledger.budgets import services as ledger
from waystation.ledger.budgets.domain import TEMPLATES, Spend, budget
from waystation.ledger.models import Reservation
from waystation.routing.tests.ripley import READY

HARD = RATES["rescue-1855-hard"]


def promised(fund):
    return {one.category: one.reserved_cents for one in budgets.money_of(fund).parts}


def test_with_the_last_approval_every_stage_is_promised_what_it_will_cost(river):
    proposed = river.propose()
    river.approve(proposed, river.passmore)
    assert not Reservation.objects.exists()

    river.approve(proposed, river.jacob)

    fund = river.passage(proposed).passage.fund
    assert {part: cents for part, cents in promised(fund).items() if cents} == {
        "basic_needs": 98,
        "accommodation": 76,
        "rescue_fees": 960,
    }
    money = budgets.money_of(fund)
    # 98 + 76 + 960 = 1,134 of 6,000 cents; for each of the two 567.
    assert (money.forecast_cents, money.forecast_a_person) == (1_134, 567)
    assert book.free_of(fund) == 6_000 - 1_134


def test_a_hand_over_turns_its_own_promises_into_spending(river):
    kept = river.approved()

    river.travel(kept, 1)

    fund = kept.passage.fund
    assert promised(fund)["rescue_fees"] == 480
    assert promised(fund)["basic_needs"] == 25
    states = Reservation.objects.values_list("state", "reserved_minor", "posted_minor")
    assert sorted(states.filter(state="posted")) == [
        ("posted", 73, 73),
        ("posted", 76, 76),
        ("posted", 480, 480),
    ]
    assert book.check_book(river.levi) == []


def test_what_is_promised_to_the_stages_pays_nobody_else(river):
    kept = river.approved()

    # 2,700 - 960 of fees and 600 of contingency are free: 2,340.
    with pytest.raises(Refused, match=r"\$0\.01 more than"):
        ledger.pay_stage(
            entry_id=new_id(),
            fund=kept.passage.fund,
            costs={"rescue_fees": 2_341},
            on=READY.date(),
        )

    river.travel(kept, 1)
    river.travel(kept, 2)
    assert budgets.money_of(kept.passage.fund).spent_cents == 1_134


def test_standing_down_frees_every_promise(river):
    kept = river.approved()

    services.stand_down(passage_id=kept.id, reason="ice", keyring=river.harriet, now=READY)

    assert set(Reservation.objects.values_list("state", flat=True)) == {"voided"}
    assert book.check_book(river.levi) == []


def test_another_way_on_frees_the_old_promises_and_makes_its_own_beyond_the_budget_too(db):
    # See `test_replan`: 2 x 2,000 + 300, 55 of food and two beds, 76: more than the fund has.
    river, kept, plan_id = dear_way(2_000)
    assert promised(kept.passage.fund)["rescue_fees"] == 480

    new = carried_on(river, kept, plan_id)
    assert not Reservation.objects.filter(state="open").exists()
    for approver in (river.passmore, river.jacob):
        services.approve(passage_id=new, keyring=approver, now=LATER)

    # Nobody else is promised what the general fund will pay; the rescue shows both ways.
    assert book.balance("RESCUE-GENERAL") - book.free_of("RESCUE-GENERAL") == 4_431
    money = budgets.money_of(kept.passage.fund)
    assert (money.n_ways, money.reserved_cents) == (2, 0)
    (stage,) = river.passage(new).stages
    for what in ("ordered", "accepted", "met", "handed over"):
        river.note(stage.id, what, stage.stage.arrive)
    assert not Reservation.objects.filter(state="open").exists()
    # What the general fund spent is part of the rescue's cost.
    assert budgets.money_of(kept.passage.fund).beyond_cents == 4_431
    assert book.check_book(river.levi) == []


def test_what_was_promised_to_a_way_pays_for_the_one_that_takes_its_place(db):
    river, kept, plan_id = dear_way(2_000)
    new = carried_on(river, kept, plan_id)
    for approver in (river.passmore, river.jacob):
        services.approve(passage_id=new, keyring=approver, now=LATER)
    rest = book.free_of("RESCUE-GENERAL")
    reserving.reserve(reservation_id=new_id(), fund="RESCUE-GENERAL", cents=rest, on=READY.date())

    # The general fund holds nothing that is free, but 4,431 for just these people.
    again = carried_on(river, river.passage(new), plan_id)
    for approver in (river.passmore, river.jacob):
        services.approve(passage_id=again, keyring=approver, now=LATER)

    open_ones = Reservation.objects.filter(state="open").values_list("reserved_minor", flat=True)
    assert sorted(open_ones) == [4_431, rest]
    assert book.check_book(river.levi) == []


def test_a_stage_that_a_budget_does_not_cover_goes_to_the_general_fund_as_a_whole():
    evening, morning = stages()
    left = {"rescue_fees": 500, "basic_needs": 100, "accommodation": 76, "contingency": 0}

    # The evening takes 480 of the 500; the morning's 480 are 460 too many.
    assert shares([evening, morning], RATES["rescue-1855"], left) == [
        Share(
            1,
            (
                Spend("basic_needs", "basic_needs", 73),
                Spend("accommodation", "accommodation", 76),
                Spend("rescue_fees", "rescue_fees", 480),
            ),
            0,
        ),
        Share(2, (), 505),
    ]


def test_a_dangerous_way_costs_drivers_houses_and_supplies_besides():
    evening = replace(stages()[0], night=True)

    # Two people: one bed each in a house that is watched over, 2 x 30; a driver in the dark, 300;
    # what each is given to carry, 2 x 200. The rest as on any other way.
    assert costs_of(evening, HARD) == {
        "basic_needs": 73,
        "accommodation": 76,
        "rescue_fees": 480,
        "safer_drivers": 300,
        "secure_lodging": 60,
        "emergency_supplies": 400,
    }
    on_foot = costs_of(replace(evening, mode="foot", number=2), HARD)
    assert not {"safer_drivers", "emergency_supplies"} & set(on_foot)


def test_a_stay_of_a_day_or_longer_is_an_extra_stop_in_place_of_a_bed():
    waiting = replace(stages()[1], wait_min=1_440, people=3)

    costs = costs_of(waiting, HARD)

    # One night for three at 40 cents; the watch over the house, 30 each, stays.
    assert (costs["extra_stops"], costs["secure_lodging"]) == (120, 90)
    assert "accommodation" not in costs
    assert "extra_stops" not in costs_of(replace(waiting, wait_min=1_439), HARD)


def test_ten_thousand_dollars_pay_for_a_way_that_three_thousand_do_not():
    # Both stages in the dark behind a stay of ten days: 20 nights for each of two people.
    way = [replace(one, night=True, wait_min=14_400, people=2) for one in stages()]

    cost = forecast(way, RATES["rescue-10000"])

    # 2 x 10 nights x 2 people at $40 and $30, twice $300, 2 x $200.
    assert cost["extra_stops"] == 2 * 10 * 2 * 4_000
    assert cost["secure_lodging"] == 2 * 10 * 2 * 3_000
    assert (cost["safer_drivers"], cost["emergency_supplies"]) == (60_000, 40_000)
    assert beyond_budget(cost, budget(TEMPLATES["rescue-10000"], 2)) == 0
    assert beyond_budget(cost, budget(TEMPLATES["rescue-3000"], 2)) > 0


def test_every_budget_has_its_rates(db):
    assert RATES.keys() == TEMPLATES.keys()
    assert [key for key, _name in paying.offered(READY)] == ["rescue-1855", "rescue-1855-hard"]
