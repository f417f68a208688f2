"""The rules in cents: what a rescue may cost, what pays for what, and that lines always balance."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.ledger import domain
from waystation.ledger.chart import CATEGORIES
from waystation.ledger.domain import TEMPLATES, Line, Spend

cents = st.integers(1, 10**9)
plans = st.fixed_dictionaries(dict.fromkeys(CATEGORIES, cents))


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
    assert "one hundredth" in template.note
    assert [p * 100 for p in template.per_person_cents] == list(
        TEMPLATES["rescue-3000"].per_person_cents
    )


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
def test_a_cost_outside_the_six_or_not_in_whole_cents_is_no_cost(costs):
    with pytest.raises(ValueError, match=r"six|whole number"):
        domain.cover(costs, {})


@given(gross=st.integers(2, 10**9), data=st.data())
def test_gifts_balance(gross, data):
    fee = data.draw(st.integers(0, gross - 1))

    assert not domain.off_balance(domain.gift(fund="A", cents=gross, fee_cents=fee))


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
        assert not domain.off_balance(lines)
        assert not domain.off_balance(domain.reversal(lines))
        assert all(type(line.cents) is int and line.cents for line in lines)
    # What is paid and what is missing are together the cost, and no part pays more than it has.
    assert sum(spend.cents for spend in spends) + missing == sum(costs.values())
    for part in CATEGORIES:
        assert sum(s.cents for s in spends if s.budget_line == part) <= plan[part]


def test_lines_that_do_not_meet_are_named_with_their_fund():
    lines = [Line("a", "F", 5), Line("b", "F", -5), Line("a", "G", 7), Line("b", "F", -7)]

    assert domain.off_balance(lines) == {"F": -7, "G": 7}


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1_200),
        ("12.50", 1_250),
        ("$1,234.50", 123_450),
        (" 0.01 ", 1),
        ("1234567", 123456700),
    ],
)
def test_an_amount_is_read_as_it_is_typed(text, cents):
    assert domain.cents_of(text) == cents


@pytest.mark.parametrize(
    "text", ["", "0", "0.00", "-5", "12.5", "1.005", "1,23", "12,50", "1e3", "٣", "12 50", "nan"]
)
def test_an_amount_that_could_mean_two_things_is_not_read(text):
    with pytest.raises(ValueError, match="not an amount"):
        domain.cents_of(text)
