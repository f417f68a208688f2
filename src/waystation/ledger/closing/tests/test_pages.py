"""The close page: steps, a last look, the lock; and the form for accruals."""

import pytest

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.ledger.closing.tests.conftest import APRIL
from waystation.ledger.models import ClosedMonth, Entry

ACCEPT = {"month": "2026-03", "accepted": ["statements", "programs"]}
BILL = {
    "month": "2026-03", "what": "bill", "account": "Expenses:Admin", "fund": "UNRESTRICTED",
    "amount": "12.50", "payee": "the printer", "memo": "",
}  # fmt: skip


@pytest.fixture
def browser(office, sign_in):
    browser = sign_in()
    clock.stand_at(APRIL)
    return browser


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_every_step_says_how_it_stands(browser):
    page = text(browser.get("/money/close/"))

    assert "Steps of 2026-03" in page
    assert "Every account of the bank" not in page
    assert page.count("Close with this open") == 2
    assert "No month is closed yet." in page


def test_a_month_is_closed_after_a_last_look(browser):
    last_look = text(browser.post("/money/close/", ACCEPT))
    assert "Nobody can open it again." in last_look
    assert not ClosedMonth.objects.exists()

    done = browser.post("/money/close/", ACCEPT | {"confirm": "yes"})

    assert done.status_code == 302
    page = text(browser.get(done["Location"]))
    assert "2026-03 is closed." in page
    assert "signed by finance, and the book still ends so" in page
    assert "Next to close: 2026-04." in page


def test_without_accepting_what_is_open_there_is_no_last_look(browser):
    page = text(browser.post("/money/close/", {"month": "2026-03"}))

    assert "The month cannot be closed yet." in page
    assert "Nobody can open it again." not in page
    sent = text(browser.post("/money/close/", {"month": "2026-03", "confirm": "yes"}), 422)
    assert "A bank statement is missing." in sent
    assert not ClosedMonth.objects.exists()


def test_a_month_that_is_none_is_refused(browser):
    assert "not understood" in text(browser.post("/money/close/", {"month": "x"}), 422)


def test_an_empty_book_says_how_it_begins(sign_in):
    assert "The first gift begins the book." in text(sign_in().get("/money/close/"))


def test_what_belongs_into_a_month_is_booked_after_a_last_look(browser):
    entry = str(new_id())
    assert entry not in text(browser.get("/money/close/accrual/"))
    n = Entry.objects.count()

    looked = text(browser.post("/money/close/accrual/", BILL | {"entry_id": entry}))
    assert "$12.50" in looked
    assert Entry.objects.count() == n
    done = browser.post("/money/close/accrual/", BILL | {"entry_id": entry, "confirm": "yes"})

    assert done["Location"] == f"/money/journal/?booked={entry}"
    assert Entry.objects.count() == n + 1


def test_what_is_typed_wrong_is_named(browser):
    for wrong, says in (
        ({"amount": "1.234"}, "is not an amount"),
        ({"account": ""}, "Choose what it was spent on."),
        ({"what": "pledge"}, "A promised gift is no expense"),
        ({"month": "2026"}, "is not a month"),
    ):
        sent = BILL | {"entry_id": str(new_id())} | wrong

        assert says in text(browser.post("/money/close/accrual/", sent), 422)


def test_only_finance_closes_months(sign_in):
    for role in ("field manager", "case worker", "security officer", "approver"):
        browser = sign_in(role)

        for page in ("/money/close/", "/money/close/accrual/"):
            assert browser.get(page).status_code == browser.post(page, ACCEPT).status_code == 403
