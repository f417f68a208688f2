"""The pages of keeping, destroying and files, as a browser asks for them."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from waystation.cases import purging, queries, services
from waystation.cases.tests.builders import NOW, TODAY, a_family, a_household, settle
from waystation.cases.tests.test_views import page_of, send


@pytest.fixture
def old_case(william, office):
    there = a_household(code="H-OLD", state="arrived", arrived_on=date(1853, 1, 1))
    families = [(there, a_family(), office.cases.cell)]
    return services.take_in(families=families, keyring=william, now=NOW)[0]


def shown(answer):
    return answer.content.decode()


def test_a_case_whose_day_has_come_goes_from_the_list_to_its_certificate(
    sign_in,
    old_case,
    william,
    office,
):
    worker, manager = sign_in("case worker"), sign_in("field manager")
    approver = sign_in("approver", office.elsewhere)
    assert "H-OLD" in shown(page_of(worker, "purges"))

    send(worker, "purge-ask-due", {"case": str(old_case)})
    (view,) = purging.purges(william)
    send(manager, "purge-approve", {}, view.id)
    waiting = shown(page_of(approver, "purges"))
    send(approver, "purge-approve", {}, view.id)
    end = send(manager, "purge-go", {}, view.id)

    assert "Approve its destruction" in waiting
    assert "Jackson" not in waiting
    assert end.redirect_chain == [(reverse("purge-certificate", args=[view.id]), 302)]
    assert "H-OLD" in shown(end)
    assert "4 records" in shown(end)
    assert queries.households(william, TODAY) == []


def test_those_who_do_no_casework_approve_but_neither_ask_nor_carry_out(
    sign_in,
    old_case,
    william,
):
    purge_id = purging.ask(
        case_id=old_case, why="due", reason="", asked_by="W", keyring=william, now=NOW
    )

    for role in ("approver", "security officer"):
        browser = sign_in(role)
        assert page_of(browser, "purges").status_code == 200
        assert page_of(browser, "purge-case", old_case).status_code == 403
        assert send(browser, "purge-go", {}, purge_id).status_code == 403
        assert send(browser, "purge-ask", {"why": "asked"}, old_case).status_code == 403
    assert page_of(sign_in("finance officer"), "purges").status_code == 403


def test_a_request_without_a_reason_stays_in_its_form(sign_in, william):
    case_id = settle(william)

    page = send(sign_in(), "purge-ask", {"why": "asked", "reason": ""}, case_id)

    assert page.status_code == 422
    assert "This change needs a reason." in shown(page)
    assert purging.purges(william) == []


def test_nothing_chosen_is_said_on_the_list(sign_in, old_case):
    page = send(sign_in(), "purge-ask-due", {})

    assert page.status_code == 422
    assert "Choose at least one case." in shown(page)


def test_a_case_is_kept_longer_on_its_page(sign_in, old_case, william):
    browser = sign_in()

    page = send(browser, "case-keep", {"until": "1857-01-01", "reason": "a claim"}, old_case)

    assert "Kept until" in shown(page)
    assert "a claim" in shown(page)
    assert "H-OLD" not in shown(page_of(browser, "purges"))
    again = send(browser, "case-keep", {"until": "1850-01-01", "reason": "a claim"}, old_case)
    assert again.status_code == 422


def test_an_objection_keeps_the_case(sign_in, old_case, william):
    purge_id = purging.ask(
        case_id=old_case, why="due", reason="", asked_by="W", keyring=william, now=NOW
    )

    send(sign_in("approver"), "purge-withdraw", {}, purge_id)

    assert purging.purges(william) == []


def test_a_purge_that_is_not_there_is_no_such_record(sign_in, old_case):
    browser = sign_in()
    for name in ("purge-approve", "purge-withdraw", "purge-go"):
        page = send(browser, name, {}, old_case)
        assert page.status_code == 409
        assert "There is no such record." in shown(page)


def upload(content, name="IMG of Ann.jpg"):
    return {"title": "the house", "content": SimpleUploadedFile(name, content)}


def a_photograph():
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG", comment=b"Ann Maria Jackson")
    return out.getvalue()


def test_a_photograph_goes_in_with_all_it_tells_and_comes_out_as_a_picture(
    sign_in,
    william,
):
    browser, household_id = sign_in(), settle(william)

    page = send(browser, "household-file-add", upload(a_photograph()), household_id)

    (file,) = queries.household(household_id, william, TODAY).files
    assert "the house" in shown(page)
    assert "IMG of" not in shown(page)
    answer = page_of(browser, "household-file", household_id, file.id)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'attachment; filename="file.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"Jackson" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (30, 20)
    send(browser, "household-file-remove", {}, household_id, file.id)
    assert queries.household(household_id, william, TODAY).files == ()


def test_a_file_that_cannot_be_kept_is_refused_in_its_form(sign_in, william):
    browser, household_id = sign_in(), settle(william)

    page = send(browser, "household-file-add", upload(b"%PDF-1.7"), household_id)
    empty = send(browser, "household-file-add", {"title": "x"}, household_id)

    assert (page.status_code, empty.status_code) == (422, 422)
    assert "A PDF cannot be kept" in shown(page)
    assert 'value="the house"' in shown(page)
    assert "No file came." in shown(empty)


def test_a_file_above_the_limit_is_refused_and_touches_no_disk(sign_in, william, settings):
    browser, household_id = sign_in(), settle(william)
    large = upload(b"x" * (8 * 1_048_576 + 1))

    page = send(browser, "household-file-add", large, household_id)

    assert page.status_code == 422
    assert "8.1 MiB" in shown(page)
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler"
    ]


def test_a_stranger_reads_no_file_and_learns_nothing(sign_in, william, office):
    household_id = settle(william)
    send(sign_in(), "household-file-add", upload(b"Dear Ann", "a.txt"), household_id)
    (file,) = queries.household(household_id, william, TODAY).files
    other = sign_in("case worker", office.elsewhere)

    real = page_of(other, "household-file", household_id, file.id)
    unknown = page_of(other, "household-file", household_id, household_id)

    assert real.status_code == unknown.status_code == 409
    assert shown(real).replace(str(file.id), "") == shown(unknown).replace(str(household_id), "")
