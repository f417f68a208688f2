"""The pages of rescues' money: who sees what, what is asked twice, and what is refused."""

import pytest
from django.test import Client

from waystation.base.errors import Forbidden, Refused
from waystation.base.ids import new_id
from waystation.ledger import queries as book_of
from waystation.ledger.budgets import queries, services
from waystation.ledger.budgets.domain import Promise
from waystation.ledger.budgets.tests.test_rescue import closed, opened, paid
from waystation.ledger.models import Proposal
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.tests.test_pages import _bare_shell, client_of  # noqa: F401
from waystation.vault import cells

FINANCE, FIELD = "finance officer", "field manager"
READ_BY_BOTH = ("rescues/", "budgets/", "fund/{}/")
FINANCES = ("fund/{}/pay/", "budgets/rescue-3000/")
WRITES = {
    "fund/{}/roll/": {"amount": "1"},
    "fund/{}/why/": {"words": "ice"},
    "fund/{}/pay/": {"category": "medical", "amount": "1", "confirm": "yes"},
}


@pytest.fixture
def signed_in(book, settings):
    """Give a browser signed in in a role."""

    def enter(role: str, slots=()) -> Client:
        return client_of(settings, role, list(slots))

    return enter


@pytest.fixture
def levi_sees(signed_in, finance_slot):
    return signed_in(FINANCE, [finance_slot])


@pytest.fixture
def harriet_sees(signed_in):
    return signed_in(FIELD, [cells.found("network")])


@pytest.fixture
def fund(book):
    """Open a rescue of two of whose transportation 420.00 are promised."""
    code = opened(n_people=2)
    one = Promise(new_id(), code, "transportation", 42_000)
    services.foresee(fund=code, costs={"transportation": 42_000}, promises=[one], on=TODAY)
    return code


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_rescues_page_draws_a_bar_for_each_category_with_the_table_beside_it(levi_sees, fund):
    paid(fund, transportation=30_000)

    page = text(levi_sees.get(f"/money/fund/{fund}/"))

    assert page.count('<g><text class="caption"') == 6
    # 1,000.00 planned for two, 300 spent, 420 promised, so 280 left.
    assert "$280.00 left of $1,000.00" in page
    assert "<title>promised: $420.00</title>" in page
    assert "<title>spent: $300.00</title>" in page
    assert 'id="budget"' in page


def test_finance_pays_what_no_stage_pays_after_a_last_look_and_once(levi_sees, fund):
    given = {"category": "contingency", "amount": "12.50", "payee": "Dr. Lee", "memo": "fever"}
    given["entry_id"] = str(new_id())
    url = f"/money/fund/{fund}/pay/"

    look = text(levi_sees.post(url, given))
    assert "$12.50" in look
    assert queries.money_of(fund).spent_cents == 0
    answers = [levi_sees.post(url, given | {"confirm": "yes"}) for _ in range(2)]

    assert [a["Location"] for a in answers] == [f"/money/fund/{fund}/"] * 2
    assert queries.money_of(fund).spent_cents == 1_250
    assert "Dr. Lee" not in text(levi_sees.get(f"/money/fund/{fund}/"))


def test_above_what_one_may_pay_alone_a_second_is_asked_and_nothing_is_booked(
    levi_sees, fund, settings
):
    settings.MONEY_LIMITS = {FINANCE: (10_000, 1_000_000)}
    given = {"category": "medical", "amount": "100.01", "memo": "broken leg", "payee": ""}
    given["entry_id"] = str(new_id())
    given["category"] = "contingency"
    url = f"/money/fund/{fund}/pay/"

    assert "a second finance officer has to agree" in text(levi_sees.post(url, given))
    answer = levi_sees.post(url, given | {"confirm": "yes"})

    assert answer["Location"] == "/money/approvals/"
    assert Proposal.objects.get().kind == "rescue-cost"
    assert queries.money_of(fund).spent_cents == 0


def test_costs_that_one_hand_pays_in_pieces_count_together(levi_sees, fund, settings):
    settings.MONEY_LIMITS = {FINANCE: (10_000, 1_000_000)}
    given = {"category": "contingency", "amount": "60", "memo": "splints", "confirm": "yes"}
    first, second = (given | {"entry_id": str(new_id())} for _piece in range(2))

    answers = [levi_sees.post(f"/money/fund/{fund}/pay/", x) for x in (first, first, second)]

    assert [a["Location"] for a in answers] == [f"/money/fund/{fund}/"] * 2 + ["/money/approvals/"]
    assert queries.money_of(fund).spent_cents == 6_000


def test_what_the_rescue_cannot_pay_says_what_to_do(levi_sees, fund):
    given = {"category": "medical", "amount": "600.01", "memo": "x", "entry_id": str(new_id())}

    answer = levi_sees.post(f"/money/fund/{fund}/pay/", given | {"confirm": "yes"})

    # No part for medical care: 600 of contingency, one cent is missing.
    assert answer.status_code == 422
    assert "$0.01 more than" in answer.content.decode()


def test_contingency_that_waits_is_moved_by_finance(levi_sees, fund):
    closed(opened())
    page = text(levi_sees.get(f"/money/fund/{fund}/"))
    assert "$300.00 of finished rescues wait" in page

    wrong = levi_sees.post(f"/money/fund/{fund}/roll/", {"entry_id": new_id(), "amount": "5.5"})
    levi_sees.post(f"/money/fund/{fund}/roll/", {"entry_id": new_id(), "amount": "100"})

    assert wrong.status_code == 422
    assert book_of.balance("CONTINGENCY-NEXT") == 20_000


def test_why_a_finished_rescue_cost_otherwise_is_kept_and_read_by_finance_only(
    levi_sees, harriet_sees, fund
):
    paid(fund, transportation=50_000)
    closed(fund)

    levi_sees.post(f"/money/fund/{fund}/why/", {"words": "the river froze", "price": ""})

    mine, hers = (text(who.get(f"/money/fund/{fund}/")) for who in (levi_sees, harriet_sees))
    # 500 spent where 420 were foreseen.
    assert "Transportation: $80.00 more than foreseen" in mine
    assert "the river froze" in mine
    assert "Transportation: $80.00 more than foreseen" in hers
    assert "the river froze" not in hers


def test_the_lists_show_every_rescue_and_every_budget(levi_sees, fund):
    done = opened()
    closed(done)

    rescues, budgets = (text(levi_sees.get(f"/money/{url}/")) for url in ("rescues", "budgets"))

    assert rescues.index("Under way") < rescues.index(fund) < rescues.index("Finished")
    assert rescues.index("Finished") < rescues.rindex(done)
    assert "$10,000.00" in budgets
    assert "None yet" in budgets


def test_a_new_version_is_asked_for_with_every_sum_filled_in(levi_sees, book):
    page = levi_sees.get("/money/budgets/rescue-3000/")
    form = page.context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"why": "fares rose"}
    assert (given["transportation"], given["medical"]) == ("500.00", "")

    wrong = levi_sees.post("/money/budgets/rescue-3000/", given | {"transportation": "much"})
    right = levi_sees.post("/money/budgets/rescue-3000/", given | {"transportation": "900"})

    assert wrong.status_code == 422
    assert right["Location"] == "/money/approvals/"
    assert Proposal.objects.get().kind == "budget-template"
    assert levi_sees.get("/money/budgets/rescue-1/").status_code == 404


def test_a_field_manager_reads_but_neither_pays_nor_moves_nor_explains(harriet_sees, fund):
    for url in READ_BY_BOTH:
        text(harriet_sees.get(f"/money/{url}".format(fund)))
    for url in FINANCES:
        with pytest.raises(Forbidden):
            harriet_sees.get(f"/money/{url}".format(fund))
    for url, given in WRITES.items():
        with pytest.raises(Forbidden):
            harriet_sees.post(f"/money/{url}".format(fund), given | {"entry_id": str(new_id())})
    assert queries.money_of(fund).spent_cents == 0


@pytest.mark.parametrize("role", ["case worker", "security officer", "approver"])
def test_other_roles_see_no_rescues_money(signed_in, fund, role):
    browser = signed_in(role)

    for url in (*READ_BY_BOTH, *FINANCES):
        with pytest.raises(Forbidden):
            browser.get(f"/money/{url}".format(fund))


def test_without_finances_key_no_reason_is_written(signed_in, fund):
    browser = signed_in(FINANCE)

    with pytest.raises(Refused):
        browser.post(f"/money/fund/{fund}/why/", {"words": "ice"})


def test_a_fund_that_is_no_rescues_has_nothing_to_pay(levi_sees, book):
    assert levi_sees.get("/money/fund/UNRESTRICTED/pay/").status_code == 404
    assert levi_sees.get("/money/fund/R-NOPE/").status_code == 404
