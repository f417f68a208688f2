"""The report pages: what they show, what they refuse, and to whom."""

import pytest

from waystation.ledger.reports.catalogue import CATALOGUE

PAGES = ["/money/reports/"] + [
    f"/money/reports/{key}{end}" for key in CATALOGUE for end in ("/", ".csv", ".xlsx")
]


@pytest.fixture
def browser(winter, sign_in):
    return sign_in()


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_finance_finds_every_report_on_one_page(browser):
    page = text(browser.get("/money/reports/"))

    assert all(f"/money/reports/{key}/" in page for key in CATALOGUE)


def test_the_balance_sheet_is_shown_with_its_funds_and_a_picture(browser):
    page = text(browser.get("/money/reports/balance/?until=2026-03"))

    assert "net assets of $4,550.00, of them $4,000.00 given for a purpose" in page
    assert "CONTINGENCY-NEXT" in page
    assert '<svg class="chart bars"' in page


def test_the_cost_page_tells_both_ways_and_what_moved_them(browser):
    page = text(browser.get("/money/reports/cost/?since=202601&until=202603"))

    assert "A person cost $2,000.00 direct and $2,150.00 all-in." in page
    assert "What moved the direct cost of a person: 2026-02 to 2026-03" in page
    assert "-$250.00" in page  # No basic needs this time.
    assert page.count('<svg class="chart') == 3  # The trend, and a waterfall for each way.


def test_the_cost_can_go_by_quarters(browser):
    page = text(browser.get("/money/reports/cost/?since=202601&until=202603&by=quarter"))

    assert "2026-01 – 2026-03" in page
    assert "2026 Q1" in page


def test_budget_and_spending_stand_side_by_side_by_category(browser):
    page = text(browser.get("/money/reports/budget.csv?since=202601&until=202603"))

    # Three people at 500 each; 500 and 1,200 were spent.
    assert "Transportation,1500.00,1700.00,200.00,500.00,566.67" in page
    assert "Together,9300.00,6000.00,-3300.00,3100.00,2000.00" in page


def test_activities_go_out_as_a_table_that_adds_up(browser):
    rows = text(browser.get("/money/reports/activities.csv?since=202602&until=202603")).splitlines()

    assert "Released: spent for its purpose,4150.00,-4150.00,0.00" in rows
    assert "Change in net assets,-450.00,-4150.00,-4600.00" in rows
    assert "Net assets after,550.00,4000.00,4550.00" in rows


def test_the_fund_roll_forward_ends_where_the_balance_sheet_stands(browser):
    page = text(browser.get("/money/reports/funds.csv?since=202601&until=202603"))

    assert "Together,0.00,11000.00,-6450.00,0.00,4550.00" in page


def test_a_workbook_is_given_as_one(browser):
    response = browser.get("/money/reports/funds.xlsx?since=202601&until=202603")

    assert response.content[:2] == b"PK"
    assert response["Content-Disposition"] == 'attachment; filename="funds.xlsx"'


def test_months_that_are_none_are_named_and_files_of_them_refused(browser):
    for query in ("until=2026-13", "since=2026-04&until=2026-03", "since=x"):
        page = text(browser.get(f"/money/reports/funds/?{query}"), 422)

        assert 'role="alert"' in page
        assert browser.get(f"/money/reports/funds.csv?{query}").status_code == 409


def test_there_is_no_report_of_another_name(browser):
    assert browser.get("/money/reports/secrets/").status_code == 404
    assert browser.get("/money/reports/secrets.csv").status_code == 404


def test_an_empty_book_says_how_it_begins(sign_in):
    browser = sign_in()

    assert "The first gift begins the book." in text(browser.get("/money/reports/"))
    for key in CATALOGUE:
        assert browser.get(f"/money/reports/{key}/").status_code == 200
        assert browser.get(f"/money/reports/{key}.xlsx").status_code == 200


def test_only_finance_reads_reports(sign_in):
    for role in ("field manager", "case worker", "security officer", "approver"):
        browser = sign_in(role)

        assert {browser.get(page).status_code for page in PAGES} == {403}
