"""How many of those who wait the free money brings out, and who is told what."""

from datetime import date

import pytest

from waystation.base.ids import new_id
from waystation.cases import services as cases
from waystation.cases.tests.builders import a_family, a_household
from waystation.ledger import services as ledger
from waystation.ledger.budgets import services as budgets
from waystation.ledger.chart import ADMIN, BANK, UNRESTRICTED
from waystation.ledger.domain import Draft, Line
from waystation.routing.tests.ripley import READY
from waystation.vault.keyring import Keyring
from waystation.web.money_forecast import Lasting

PAGE = "/money/forecast/"


@pytest.fixture
def waiting(river):
    """Let two households wait; gives how many people they are."""
    families = [
        (a_household(place="ripley", code=code), a_family(), river.case_slot.cell)
        for code in ("H-A", "H-B")
    ]
    keyring = Keyring.of(new_id(), [river.slots["gazetteer"], river.case_slot])
    cases.take_in(families=families, keyring=keyring, now=READY)
    return 2 * len(a_family())


def rescued():
    """Bring two people out in September for 44.00, of 1,000.00 that came in."""
    fund = budgets.open_rescue(
        entry_id=new_id(),
        template="rescue-1855",
        n_people=2,
        case_token=bytes(16),
        on=date(1855, 9, 1),
    )
    costs = {"transportation": 1_000, "rescue_fees": 2_700, "resettlement": 700}
    budgets.pay_stage(entry_id=new_id(), fund=fund, costs=costs, on=date(1855, 9, 3))
    budgets.close_rescue(entry_id=new_id(), fund=fund, on=date(1855, 9, 9))


def page_of(browser):
    response = browser.get(PAGE)
    assert response.status_code == 200
    return response.context, response.content.decode()


def test_a_field_manager_sees_how_many_of_those_who_wait_can_come(river, waiting, sign_in):
    rescued()

    context, page = page_of(sign_in())

    # 44.00 were spent for two, and 3.00 of their resettlement share stay with them.
    assert context["n_waiting"] == waiting
    assert context["free"] == 100_000 - 4_400 - 300
    direct = context["reaches"][0]
    assert (direct.person_cents, direct.n_people) == (2_200, 43)
    assert f"43 of {waiting}" in page
    assert "How long it lasts" not in page


def test_finance_sees_how_far_the_money_reaches_and_not_who_waits(river, waiting, sign_in):
    rescued()
    lines = (Line(ADMIN, UNRESTRICTED, 600), Line(BANK, UNRESTRICTED, -600))
    ledger.record_gift(entry_id=new_id(), cents=10_000, on=READY.date(), fund=UNRESTRICTED)
    ledger.post(entry_id=new_id(), draft=Draft("other", date(1855, 9, 30), lines))

    context, page = page_of(sign_in("finance officer"))

    assert context["n_waiting"] is None
    assert "ask the field manager" in page
    # All-in 50.00 over two people.
    assert [one.person_cents for one in context["reaches"][:2]] == [2_200, 2_500]
    assert context["reaches"][0].n_people_with_all == (95_300 + 9_400) // 2_200
    # 50.00 in six months, of it 6.00 around the programme: 94.00 last 94 months.
    every, around = context["lasting"]
    assert (every.a_month_cents, every.tenths) == (833, (95_300 + 9_400) * 60 // 5_000)
    assert (around.a_month_cents, around.months) == (100, "94.0")


def test_without_a_closed_rescue_the_budgets_tell_what_a_person_may_cost(river, sign_in):
    context, page = page_of(sign_in())

    assert "No rescue was closed lately" in page
    # 1,000.00 at 30.00 and at 100.00 a person.
    assert [one.n_people for one in context["reaches"]] == [33, 10]


def test_where_nothing_was_spent_nobody_says_how_long_it_lasts():
    assert Lasting("x", 100, 0, None).months == "–"


def test_the_forecast_goes_out_as_files(river, waiting, sign_in):
    browser = sign_in()

    rows = browser.get("/money/forecast.csv").content.decode().splitlines()
    book = browser.get("/money/forecast.xlsx").content

    assert f"Budget rescue-1855,30.00,33,33,{waiting}" in rows
    assert book[:2] == b"PK"
    told = sign_in("finance officer").get("/money/forecast.csv").content.decode()
    assert "Budget rescue-1855,30.00,33,33,\r\n" in told
    assert "All free money" in told


@pytest.mark.parametrize("role", ["case worker", "security officer", "approver"])
def test_others_see_no_forecast(river, sign_in, role):
    browser = sign_in(role)

    for page in (PAGE, "/money/forecast.csv", "/money/forecast.xlsx"):
        assert browser.get(page).status_code == 403
