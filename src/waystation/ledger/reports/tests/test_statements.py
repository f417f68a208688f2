"""Balance sheet, activities and roll-forward on sums small enough to add up by hand."""

from waystation.ledger.chart import (
    ADMIN,
    BANK,
    EXCHANGE,
    FEES,
    GIFTS,
    PARTNER_ADVANCES,
    PAYABLE,
    RELEASE,
)
from waystation.ledger.reports import domain
from waystation.ledger.reports.domain import Elsewhere, FundFacts, FundRoll, Line, Sum

FREE = FundFacts("UNRESTRICTED", False, "general")
RESCUES = FundFacts("RESCUE-GENERAL", True, "rescues")
ONE = FundFacts("R-7", True, "rescue")
TRANSPORT = "Expenses:Program:Transportation"


def usd(fund, account, minor):
    return Sum(fund, account, "USD", minor)


# In January: 900 for rescues less a fee of 30, 500 for anything.
JANUARY = [
    usd(RESCUES, BANK, 870),
    usd(RESCUES, FEES, 30),
    usd(RESCUES, GIFTS, -900),
    usd(FREE, BANK, 500),
    usd(FREE, GIFTS, -500),
]
# In February: 600 set aside for a rescue, of which 250 are paid and 100 are in a guide's hand;
# 80 for the office, 20 of it not paid yet.
FEBRUARY = [
    usd(RESCUES, BANK, -600),
    usd(RESCUES, RELEASE, 600),
    usd(ONE, BANK, 600),
    usd(ONE, RELEASE, -600),
    usd(ONE, BANK, -250),
    usd(ONE, TRANSPORT, 250),
    usd(ONE, PARTNER_ADVANCES, 100),
    usd(ONE, BANK, -100),
    usd(FREE, ADMIN, 80),
    usd(FREE, BANK, -60),
    usd(FREE, PAYABLE, -20),
]


def test_assets_less_liabilities_are_net_assets_with_and_without_restriction():
    found = domain.sheet(JANUARY + FEBRUARY)

    # Restricted: 870 - 600 + 600 - 250 - 100 = 520 at the bank, 100 out; free: 500 - 60, owed 20.
    assert found.assets == (Line(PARTNER_ADVANCES, 0, 100), Line(BANK, 440, 520))
    assert found.liabilities == (Line(PAYABLE, 20, 0),)
    assert found.net == Line("", 420, 620)


def test_every_fund_has_its_own_line_and_they_add_up_to_the_sheet():
    found = domain.sheet(JANUARY + FEBRUARY)

    told = [(x.code, x.liquid_cents, x.advances_cents, x.liabilities_cents) for x in found.funds]
    assert told == [
        ("RESCUE-GENERAL", 270, 0, 0),
        ("UNRESTRICTED", 440, 0, 20),
        ("R-7", 250, 100, 0),
    ]
    assert [x.net_cents for x in found.funds] == [270, 420, 350]
    assert sum(x.net_cents for x in found.funds) == found.net.cents == 1_040


def test_what_was_spent_for_its_purpose_is_released_and_every_expense_is_without():
    found = domain.activities(JANUARY, FEBRUARY)

    assert found.income == ()
    assert found.expenses["programme"] == (Line(TRANSPORT, 250, 0),)
    assert found.expenses["management"] == (Line(ADMIN, 80, 0),)
    # Setting aside within restricted funds releases nothing; spending does.
    assert found.released == Line("", 250, -250)
    assert found.change == Line("", -80, -250)


def test_activities_lead_from_one_balance_sheet_to_the_next():
    found = domain.activities(JANUARY, FEBRUARY)

    assert found.start == domain.sheet(JANUARY).net == Line("", 500, 870)
    assert found.end == domain.sheet(JANUARY + FEBRUARY).net


def test_money_let_go_into_a_free_fund_is_released_too():
    moved = [usd(RESCUES, BANK, -70), usd(RESCUES, RELEASE, 70)]
    moved += [usd(FREE, BANK, 70), usd(FREE, RELEASE, -70)]

    found = domain.activities(JANUARY, moved)

    assert found.released == found.change == Line("", 70, -70)


def test_a_fee_on_a_restricted_gift_is_spent_for_raising_it():
    found = domain.activities([], JANUARY)

    assert found.expenses["fundraising"] == (Line(FEES, 30, 0),)
    assert found.change == Line("", 500, 870)


def test_net_assets_written_in_at_the_opening_are_no_income():
    opened = [usd(FREE, BANK, 40), usd(FREE, "Equity:NetAssets:WithoutRestriction", -40)]

    found = domain.activities([], opened)

    assert (found.income, found.entered, found.end) == ((), Line("", 40, 0), Line("", 40, 0))


def test_every_fund_goes_from_its_beginning_to_its_end():
    found = {x.code: x for x in domain.fund_rolls(JANUARY, FEBRUARY)}

    assert found["UNRESTRICTED"] == FundRoll("UNRESTRICTED", "general", False, 500, 0, 80, 0, 420)
    assert found["RESCUE-GENERAL"].transfers_cents == -600
    assert found["R-7"] == FundRoll("R-7", "rescue", True, 0, 0, 250, 600, 350)


def test_a_fund_without_money_or_movement_is_not_told():
    assert domain.fund_rolls([usd(ONE, BANK, 5), usd(ONE, BANK, -5)], []) == []
    assert domain.sheet([]).funds == ()


def test_money_in_another_currency_stands_at_what_it_cost_and_beside_it_as_it_is():
    # 100.00 dollars bought 3,500.00 baht, all of them in a guide's hand.
    bought = [usd(ONE, EXCHANGE, 10_000), usd(ONE, BANK, -10_000)]
    bought += [Sum(ONE, PARTNER_ADVANCES, "THB", 350_000), Sum(ONE, EXCHANGE, "THB", -350_000)]

    found = domain.sheet([usd(ONE, BANK, 10_000), usd(ONE, GIFTS, -10_000), *bought])

    assert found.assets == (Line(EXCHANGE, 0, 10_000),)
    assert found.elsewhere == (Elsewhere(PARTNER_ADVANCES, "THB", 350_000),)
