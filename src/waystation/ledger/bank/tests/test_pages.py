"""The bank's pages: finance reads files in and matches lines; nobody else sees any of it."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.ledger import services as booking
from waystation.ledger.bank import queries, services
from waystation.ledger.bank.tests.conftest import BANK, GERMAN, NOW, TODAY, golden
from waystation.ledger.bank.urls import urlpatterns as pages
from waystation.ledger.models import Entry, Mapping, Rate, Statement, StatementLine
from waystation.vault import cells
from waystation.vault.models import AuditEntry


@pytest.fixture
def security(book):
    """Found the compartment in which acts are entered, and let the demo's clock stand."""
    clock.stand_at(NOW)
    return cells.found("security")


@pytest.fixture
def browser(sees, security):
    return sees()


@pytest.fixture
def lines(book):
    services.read_statement(golden("march.xml"), account=BANK, on=TODAY)
    return {line.minor: line.pk for line in StatementLine.objects.all()}


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def addresses():
    for page in pages:
        url = f"/money/{page.pattern}"
        for name in ("statement_id", "mapping_id", "line_id"):
            url = url.replace(f"<uuid:{name}>", str(uuid4()))
        yield url


@pytest.mark.parametrize("role", ["field manager", "case worker", "security officer", "approver"])
def test_no_other_role_sees_the_banks_pages(sees, security, role):
    other = sees(role)

    for url in addresses():
        assert {other.get(url).status_code, other.post(url).status_code} == {403}


def test_who_is_not_signed_in_is_sent_to_the_door(security):
    for url in addresses():
        assert Client().get(url).status_code == Client().post(url).status_code == 302


def upload(browser, name, **more):
    file = SimpleUploadedFile(name, golden(name))
    return browser.post(
        "/money/bank/read/", {"content": file, "account": BANK, **more}, follow=True
    )


def test_a_file_is_read_in_and_its_repeat_is_told_apart(browser):
    first, again = text(upload(browser, "march.xml")), text(upload(browser, "march.xml"))

    assert "5 lines are new." in first
    assert "5 lines were read before and change nothing." in again
    assert AuditEntry.objects.count() == 2
    assert "$957.50" in again


def test_a_file_that_is_not_whole_is_refused_on_the_page_and_leaves_nothing(browser):
    file = SimpleUploadedFile("x.xml", golden("march.xml").replace(b"957.50", b"957.40"))

    page = text(browser.post("/money/bank/read/", {"content": file, "account": BANK}), 422)

    assert "The lines do not lead from $1,000.00 to $957.40: -$0.10 is missing." in page
    assert not Statement.objects.exists()


def test_a_table_is_read_by_a_mapping_written_down_once(browser, levi):
    columns = {name: getattr(GERMAN, name) for name in GERMAN.__struct_fields__}
    browser.post("/money/bank/mapping/", columns)
    ((mapping_id, kept),) = queries.mappings(levi)

    page = text(upload(browser, "march_de.csv", mapping=str(mapping_id)))

    assert kept == GERMAN
    assert "3 lines are new." in page
    assert b"Buchungstag" not in bytes(Mapping.objects.get().box)
    assert "German bank" in text(browser.get(f"/money/bank/mapping/{mapping_id}/"))
    browser.post(f"/money/bank/mapping/{mapping_id}/drop/")
    assert not Mapping.objects.exists()


@pytest.mark.parametrize("wrong", [{"amount": "", "money_in": "In"}, {"currency": "usdollar"}])
def test_a_mapping_that_says_too_little_is_not_kept(browser, wrong):
    columns = {name: getattr(GERMAN, name) for name in GERMAN.__struct_fields__}

    response = browser.post("/money/bank/mapping/", columns | wrong)

    assert response.status_code == 422
    assert not Mapping.objects.exists()


def test_a_clear_proposal_is_matched_from_the_list(browser, lines):
    entry = new_id()
    booking.record_gift(
        entry_id=entry, cents=25_000, on=date(2026, 3, 2), fund="UNRESTRICTED", payee="L. Coffin"
    )
    page = text(browser.get("/money/reconcile/"))
    assert f'value="{lines[25_000]}+{entry}"' in page
    assert "L. Coffin" in page

    done = browser.post(
        "/money/reconcile/together/", {"pair": f"{lines[25_000]}+{entry}"}, follow=True
    )

    assert "1 line is matched." in text(done)
    assert StatementLine.objects.get(pk=lines[25_000]).state == "matched"


@pytest.mark.parametrize("pair", ["", "nonsense", "00000000-0000-0000-0000-000000000001+x"])
def test_an_answer_that_is_none_matches_nothing(browser, lines, pair):
    response = browser.post("/money/reconcile/together/", {"pair": pair} if pair else {})

    assert response.status_code == 409
    assert not StatementLine.objects.filter(state="matched").exists()


def test_a_sum_that_differs_is_refused_beside_the_line(browser, lines):
    entry = new_id()
    booking.record_gift(entry_id=entry, cents=24_000, on=date(2026, 3, 2), fund="UNRESTRICTED")

    page = text(
        browser.post(f"/money/reconcile/{lines[25_000]}/match/", {"entry": str(entry)}), 422
    )

    assert "The line says $250.00 and the entries together $240.00." in page


def test_a_fee_is_booked_from_its_line_opened_again_and_set_aside(browser, lines):
    line = lines[-1_250]
    browser.post(f"/money/reconcile/{line}/book/", {"kind": "bank-fee", "fund": "UNRESTRICTED"})
    booked = Entry.objects.get(kind="bank-fee")

    assert f"Entry {booked.number}" in text(browser.get(f"/money/reconcile/{line}/"))
    browser.post(f"/money/reconcile/{line}/undo/")
    browser.post(f"/money/reconcile/{line}/aside/", {"why": "charged twice"})
    assert "charged twice" in text(browser.get(f"/money/reconcile/{line}/"))
    assert Entry.objects.filter(kind="bank-fee").count() == 1


def test_a_statement_is_taken_back_until_a_line_of_it_is_used(browser, lines):
    back = f"/money/bank/{Statement.objects.get().pk}/back/"
    aside = f"/money/reconcile/{lines[2_000]}"

    browser.post(f"{aside}/aside/", {"why": "not ours"})
    refused = browser.post(back)
    browser.post(f"{aside}/undo/")
    done = browser.post(back, follow=True)

    assert refused.status_code == 409
    assert "and 5 lines with it" in text(done)
    assert not StatementLine.objects.exists()


def test_rates_are_written_down_one_by_one_or_as_a_table_and_never_changed(browser):
    one = {"day": "2026-03-02", "base": "usd", "quote": "THB", "rate": "35.875", "source": "bank"}
    table = (
        b"day,base,quote,rate,source\n2026-03-03,EUR,USD,1.0837,ECB\n2026-03-02,USD,THB,35.875,x\n"
    )

    browser.post("/money/rates/add/", one)
    read = browser.post(
        "/money/rates/read/", {"content": SimpleUploadedFile("r.csv", table)}, follow=True
    )
    other = browser.post("/money/rates/add/", one | {"rate": "36"})

    assert "1 rate is new. 1 was there." in text(read)
    assert "The table says 35.875 for USD/THB on 2026-03-02, not 36." in text(other, 422)
    assert Rate.objects.count() == 2


def test_a_table_of_rates_names_the_line_that_is_wrong_and_takes_none(browser):
    table = b"day,base,quote,rate,source\n2026-03-03,EUR,USD,1.0837,ECB\n2026-03-02,USD,THB,-1,x\n"

    response = browser.post("/money/rates/read/", {"content": SimpleUploadedFile("r.csv", table)})

    assert "Line 3 of the file: “-1” cannot be read." in text(response, 422)
    assert not Rate.objects.exists()
