"""What a rescue may cost, what pays for what, and which promises a payment keeps, by hand."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.ledger.budgets import domain
from waystation.ledger.budgets.domain import TEMPLATES, Spend
from waystation.ledger.chart import ALL_CATEGORIES, EXTRA_CATEGORIES
from waystation.ledger.domain import off_balance, reversal

ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))
cents = st.integers(1, 10**9)
plans = st.fixed_dictionaries(dict.fromkeys(ALL_CATEGORIES, cents))


def test_todays_plan_is_three_thousand_dollars_a_person():
    plan = domain.budget(TEMPLATES["rescue-3000"], 1)

    assert list(plan.values()) == [25_000, 50_000, 10_000, 135_000, 30_000, 50_000]
    assert sum(plan.values()) == 300_000


def test_the_plan_of_1855_is_one_hundredth_of_it_and_says_that_it_is_assumed():
    template = TEMPLATES["rescue-1855"]

    # 3,000 / 100 = 30 dollars a person; four people 120.
    assert sum(domain.budget(template, 1).values()) == 3_000
    assert sum(domain.budget(template, 4).values()) == 12_000
    assert template.assumed
    assert {key: cents * 100 for key, cents in template.per_person.items()} == TEMPLATES[
        "rescue-3000"
    ].per_person


def test_the_plan_for_a_dangerous_way_is_ten_thousand_dollars_and_says_that_it_is_assumed():
    template = TEMPLATES["rescue-10000"]

    # The six of 3,000, then 2,000 + 2,500 + 1,500 + 600 + 400 = 7,000.
    extra = [template.per_person[key] for key in EXTRA_CATEGORIES]
    assert extra == [200_000, 250_000, 150_000, 60_000, 40_000]
    assert template.cents_a_person == 1_000_000
    assert template.assumed
    assert TEMPLATES["rescue-1855-hard"].cents_a_person == 10_000


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({}, ""),
        ({"medical": 1}, ""),
        ({"transportation": 0}, "transportation"),
        ({"rescue_fees": -5}, "rescue_fees"),
        ({"resettlement": 1.5}, "resettlement"),
        ({"bribes": 100}, "bribes"),
        ({"medical": 0}, "medical"),
    ],
)
def test_a_template_has_the_six_and_nothing_that_is_no_category(changed, problem):
    assert domain.template_problem({**TEMPLATES["rescue-3000"].per_person, **changed}) == problem


@pytest.mark.parametrize("n_people", [0, -1, 61])
def test_a_rescue_of_nobody_or_of_a_crowd_has_no_budget(n_people):
    with pytest.raises(ValueError, match="between 1 and 60"):
        domain.budget(TEMPLATES["rescue-3000"], n_people)


def test_a_template_is_in_force_between_its_days():
    template = TEMPLATES["rescue-1855"]

    assert domain.is_in_force(template, date(1865, 12, 31))
    assert not domain.is_in_force(template, date(1866, 1, 1))
    assert not domain.is_in_force(template, date(1829, 12, 31))


def test_a_cost_above_its_part_takes_the_rest_from_contingency():
    left = {"transportation": 500, "contingency": 300}

    spends, missing = domain.cover({"transportation": 620}, left)

    assert spends == (
        Spend("transportation", "transportation", 500),
        Spend("transportation", "contingency", 120),
    )
    assert missing == 0


def test_what_contingency_cannot_carry_is_named_to_the_cent():
    left = {"transportation": 500, "contingency": 300, "resettlement": 500}

    # 100 of contingency go to what they are for; 700 - 500 = 200 is what is left, 1 is missing.
    spends, missing = domain.cover({"transportation": 701, "contingency": 100}, left)

    assert missing == 1
    assert sum(spend.cents for spend in spends) == 800
    assert all(spend.budget_line != "resettlement" for spend in spends)


@pytest.mark.parametrize("costs", [{"bribes": 5}, {"transportation": 0}, {"transportation": 1.5}])
def test_a_cost_no_budget_has_or_not_in_whole_cents_is_no_cost(costs):
    with pytest.raises(ValueError, match=r"no such category|whole number"):
        domain.cover(costs, {})


@given(plan=plans, costs=plans)
def test_everything_a_rescue_does_balances_in_every_fund(plan, costs):
    spends, missing = domain.cover(costs, plan)
    built = [
        domain.open_rescue(plan=plan, rescue="R"),
        domain.stage_cost(fund="R", spends=spends),
        domain.return_unspent(fund="R", left=plan),
        domain.roll_contingency(from_fund="R", to_fund="S", cents=plan["contingency"]),
    ]

    for lines in built:
        assert not off_balance(lines)
        assert not off_balance(reversal(lines))
        assert all(type(line.cents) is int and line.cents for line in lines)
    # What is paid and what is missing are together the cost, and no part pays more than it has.
    assert sum(spend.cents for spend in spends) + missing == sum(costs.values())
    for part, cents in domain.by_part(spends).items():
        assert cents <= plan[part]


def test_a_payment_keeps_of_each_promise_what_it_takes_from_that_part():
    spends = [
        Spend("transportation", "transportation", 500),
        Spend("transportation", "contingency", 120),
        Spend("rescue_fees", "contingency", 30),
    ]
    promised = [(ONE, "transportation", 450), (TWO, "contingency", 200), (THREE, "medical", 70)]

    kept = domain.kept_of(promised, spends)

    # 450 of the 500; 120 + 30 of the 200; nothing of what was promised for medical care.
    assert kept == ((ONE, 450), (TWO, 150))


def test_two_promises_of_one_part_are_kept_one_after_the_other():
    promised = [(ONE, "medical", 40), (TWO, "medical", 40)]

    assert domain.kept_of(promised, [Spend("medical", "medical", 50)]) == ((ONE, 40), (TWO, 10))
