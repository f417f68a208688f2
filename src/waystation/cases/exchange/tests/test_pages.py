"""The pages of sheets and figures, as a browser asks for them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from waystation.base.ids import new_id
from waystation.cases import queries
from waystation.cases.exchange import queries as exchange
from waystation.cases.exchange import services
from waystation.cases.exchange.tests.test_sheets import PEOPLE, TIES
from waystation.cases.models import HouseholdRow
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault import audit
from waystation.vault.keyring import Keyring


def file(name, content):
    return SimpleUploadedFile(name, content)


def upload(browser, people=PEOPLE, **more):
    data = {"people": file("people.csv", people)} | more
    return browser.post(reverse("sheets"), data, follow=True)


def test_a_sheet_goes_from_its_upload_to_people_on_file_and_back(sign_in, william):
    browser = sign_in("case worker")
    page = upload(browser, ties=file("ties.csv", TIES))
    (view,) = exchange.sheets(william)
    shown = page.content.decode()

    answer = browser.post(
        reverse("sheet-take-in", args=[view.id]), {"seen": view.revision}, follow=True
    )

    assert "3 people" in shown
    assert "Put 3 people on file" in shown
    assert answer.status_code == 200
    assert len(queries.households(william, TODAY)) == 2
    assert "Take all of it back" in answer.content.decode()
    browser.post(reverse("sheet-undo", args=[view.id]))
    assert not HouseholdRow.objects.exists()


def test_what_the_columns_say_can_be_changed_and_what_is_wrong_is_shown(sign_in, william):
    browser = sign_in("case worker")
    page = upload(browser, PEOPLE.replace(b"Chestertown\n", b"Nowhere\n"))
    (view,) = exchange.sheets(william)
    said = {f"people-{at}": column for at, column in enumerate(view.sheet.plan.people)}
    said |= {"cell": str(view.sheet.plan.cell), "waiting_since": "1855-10-26"}

    without = browser.post(
        reverse("sheet-agree", args=[view.id]),
        said | {"people-4": "", "place": "Cambridge, MD"},
        follow=True,
    )

    assert "there is no such place in the gazetteer" in page.content.decode()
    assert "Put 3 people on file" not in page.content.decode()
    assert "Put 3 people on file" in without.content.decode()


def test_a_file_that_is_no_sheet_is_refused_above_the_form(sign_in, office):
    page = upload(sign_in("case worker"), b"\xd0\xcf\x11\xe0")

    assert page.status_code == 422
    assert "Save it as XLSX without a password, or as CSV." in page.content.decode()


def test_a_press_on_what_was_changed_since_says_so(sign_in, william):
    browser = sign_in("case worker")
    upload(browser)
    (view,) = exchange.sheets(william)

    page = browser.post(reverse("sheet-take-in", args=[view.id]), {"seen": "7"})

    assert page.status_code == 422
    assert "was changed since you looked" in page.content.decode()
    assert not HouseholdRow.objects.exists()


def test_a_sheet_that_is_dropped_is_gone(sign_in, william):
    browser = sign_in("case worker")
    upload(browser)
    (view,) = exchange.sheets(william)

    browser.post(reverse("sheet-drop", args=[view.id]))

    assert exchange.sheets(william) == []


def test_an_empty_sheet_has_the_headings_of_the_readers_language(sign_in, office):
    browser = sign_in("case worker")

    raw = browser.get(reverse("sheet-people"), HTTP_ACCEPT_LANGUAGE="ko").content

    (headings,) = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert headings[:3] == ["번호", "가구 번호", "이름"]


@pytest.mark.parametrize("role", ["finance officer", "security officer", "approver"])
def test_other_roles_take_nobody_in_and_see_no_figures(sign_in, william, role):
    sheet_id = services.upload(people=PEOPLE, keyring=william, now=NOW)
    browser = sign_in(role)

    for answer in (
        browser.get(reverse("sheets")),
        browser.get(reverse("sheet", args=[sheet_id])),
        browser.post(reverse("sheet-take-in", args=[sheet_id]), {"seen": "1"}),
        browser.get(reverse("figures")),
        browser.post(reverse("figures-csv")),
    ):
        assert answer.status_code == 403
    assert not HouseholdRow.objects.exists()


def test_figures_are_counts_of_ten_or_more_and_leave_by_an_entry_in_the_audit(
    sign_in, william, office
):
    for _household in range(4):
        settle(william)
    browser = sign_in("case worker")

    page = browser.get(reverse("figures")).content.decode()
    written = browser.post(reverse("figures-csv")).content.decode("utf-8-sig")

    # Four households of three: twelve people, of whom nothing else is ten or more but these.
    assert "12 people in your compartments" in page
    counts = {cell for row in csv.reader(io.StringIO(written)) for cell in row[1:]}
    assert {cell for cell in counts if cell.isdecimal()} == {"12"}
    officer = Keyring.of(new_id(), [office.security])
    (told,) = audit.entries(officer, kinds=["taken out"])
    assert told.says["of"] == "figures"


def test_a_word_that_a_spreadsheet_takes_for_a_formula_leaves_with_a_mark(sign_in, william):
    rows = "".join(f"P{n},Chestertown,=1+1\n" for n in range(20))
    sheet_id = services.upload(
        people=f"name,place,languages\n{rows}".encode(), keyring=william, now=NOW
    )
    services.take_in(sheet_id=sheet_id, seen=1, keyring=william, now=NOW)

    written = sign_in("case worker").post(reverse("figures-csv")).content.decode("utf-8-sig")

    headings = {row[0] for row in csv.reader(io.StringIO(written)) if row}
    assert "'=1+1" in headings
    assert "=1+1" not in headings


def test_of_nine_people_there_are_no_figures(sign_in, william):
    for _household in range(3):
        settle(william)

    page = sign_in("case worker").get(reverse("figures")).content.decode()

    assert "There are too few people to count them without naming them." in page
    assert ">9<" not in page
