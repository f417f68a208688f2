"""The pages of means and of the map of services: what they show, keep and refuse."""

import pytest

from waystation.cases.tests.builders import CHESTERTOWN, NOW, TODAY
from waystation.ledger.models import Entry
from waystation.resettlement.means import queries, services
from waystation.resettlement.means.domain import Service

CLINIC = Service(
    kind="health",
    name="Dr. Abbott's rooms",
    where="King Street, by the pump",
    place=CHESTERTOWN.slug,
    checked_on=TODAY,
    learns="Your name, nothing else.",
)


def fields(**said):
    return {"on": "1855-10-01", "state": "moved in", "kind": "rented", "currency": "USD"} | said


def test_a_home_is_written_down_shown_and_what_is_no_sum_is_kept_and_said(
    settled, sign_in, william
):
    browser = sign_in("case worker")

    wrong = browser.post(f"/newcomers/{settled}/means/home/", fields(where="x", rent="-3"))
    assert wrong.status_code == 422
    assert "Write a sum such as 40" in wrong.content.decode()
    sent = browser.post(
        f"/newcomers/{settled}/means/home/", fields(where="over the bakery", rent="12.50")
    )
    assert sent.status_code == 302

    page = browser.get(f"/newcomers/{settled}/means/").content.decode()
    assert "over the bakery" in page
    assert "$12.50" in page
    (home,) = queries.means(settled, william, TODAY).homes
    assert home.value.rent == 1_250
    changed = browser.get(f"/newcomers/means/homes/{home.id}/").content.decode()
    assert 'value="12.50"' in changed


def test_a_budget_is_made_and_printed_in_both_languages(settled, sign_in):
    browser = sign_in("case worker")
    address = f"/newcomers/{settled}/means/budget/"
    assert browser.get(address + "en/").status_code == 409

    said = {"currency": "USD", "begins": "1855-11-01", "months": "3", "monthly-0": "20"}
    assert browser.post(address, said | {"monthly-4": "25.50"}).status_code == 302

    page = browser.get(f"/newcomers/{settled}/means/").content.decode()
    assert "-$5.50" in page
    for language in ("en", "ko"):
        printed = browser.get(f"{address}{language}/")
        assert printed.content.startswith(b"%PDF")
        assert printed["Content-Disposition"] == 'attachment; filename="budget.pdf"'


def test_a_grant_goes_from_a_case_worker_to_a_field_manager_and_into_the_book(
    settled, sign_in, levi
):
    worker, manager = sign_in("case worker"), sign_in("field manager")
    wish = {"kind": "scholarship", "cents": "12.50", "to": "A school", "why": "Books"}
    page = worker.post(f"/newcomers/{settled}/means/grant/", wish)["Location"]

    assert "so somebody else decides" in worker.get(page).content.decode()
    assert worker.post(page + "agree/").status_code == 403
    assert "Agree and book $12.50" in manager.get(page).content.decode()
    assert manager.post(page + "agree/").status_code == 302
    assert manager.post(page + "agree/").status_code == 422
    assert Entry.objects.filter(kind="other").count() == 1
    assert "agreed and in the book" in worker.get(page).content.decode()
    assert manager.post(page + "undo/", {"why": "It was never paid."}).status_code == 302
    assert "undone in the book" in manager.get(page).content.decode()


def test_services_are_listed_drawn_shut_and_put_back(sign_in, william):
    browser = sign_in("case worker")
    said = {"keyring": william, "now": NOW}
    stale = Service(kind="food", name="Soup", where="x", checked_on=TODAY.replace(year=1854))
    one = services.note_service(service=CLINIC, **said)
    services.note_service(service=stale, **said)

    page = browser.get("/newcomers/services/").content.decode()
    assert page.count("look again") == 1
    assert "1 · Chestertown" in page
    assert "Soup" not in browser.get("/newcomers/services/?kind=health").content.decode()
    near = queries.services_near(CHESTERTOWN.slug, william)
    assert [(view.id, view.km) for view in near] == [(one, 0)]
    assert browser.get("/newcomers/services/cards/ko/").content.startswith(b"%PDF")

    browser.post(f"/newcomers/services/{one}/shut/")
    assert queries.services_near(CHESTERTOWN.slug, william) == []
    browser.post(f"/newcomers/services/{one}/open/")
    assert len(queries.services_near(CHESTERTOWN.slug, william)) == 1


def test_a_service_is_written_with_degrees_of_a_kilometre_and_nobody_overwrites_another(
    sign_in, william
):
    browser = sign_in("case worker")
    said = {
        "kind": "language", "name": "Evening school", "where": "Church Street", "place": "",
        "north": "43.1594", "east": "-79.2449", "learns": "Nothing.", "checked_on": "1855-10-01",
    }  # fmt: skip
    assert browser.post("/newcomers/services/new/", said | {"east": ""}).status_code == 422
    assert browser.post("/newcomers/services/new/", said).status_code == 302

    (view,) = queries.services(william, TODAY)
    assert (view.service.north, view.service.east) == (4316, -7924)
    address = f"/newcomers/services/{view.id}/"
    assert browser.post(address, said | {"seen": view.revision, "cost": "free"}).status_code == 302
    again = browser.post(address, said | {"seen": view.revision})
    assert again.status_code == 422
    assert "Somebody changed this meanwhile" in again.content.decode()
    assert browser.post(address + "checked/").status_code == 302
    assert queries.services(william, TODAY)[0].service.checked_on == TODAY


@pytest.mark.parametrize("role", ["finance officer", "approver", "security officer"])
def test_no_other_role_sees_means_or_services(settled, sign_in, role):
    browser = sign_in(role)

    assert browser.get(f"/newcomers/{settled}/means/").status_code == 403
    assert browser.get("/newcomers/services/").status_code == 403


def test_a_colleague_of_another_compartment_is_told_nothing(settled, sign_in, office):
    browser = sign_in("case worker", cell=office.elsewhere)

    assert browser.get(f"/newcomers/{settled}/means/").status_code == 409
    assert browser.post(f"/newcomers/{settled}/means/home/", fields(where="x")).status_code == 409
