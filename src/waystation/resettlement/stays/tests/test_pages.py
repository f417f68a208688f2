"""The pages of a case worker's day, as a browser meets them."""

from datetime import timedelta

import pytest

from waystation.base.ids import new_id
from waystation.cases.tests.builders import TODAY
from waystation.resettlement.stays import queries
from waystation.resettlement.stays.tests.builders import do
from waystation.resettlement.tests.conftest import ARRIVED_ON, PATHWAY


@pytest.fixture
def browser(sign_in):
    return sign_in("case worker")


def test_a_worker_begins_a_stay_presses_done_and_undoes_it(arrived, browser, william):
    at = f"/newcomers/{arrived}/"
    assert browser.get(at).url == f"{at}begin/"
    begun = browser.post(
        f"{at}begin/",
        {"pathway": PATHWAY, "on": ARRIVED_ON.isoformat(), "place": "cambridge-md"},
    )
    assert begun.url == at

    browser.post(f"{at}done/", {"step": "shelter", "person": "", "on": TODAY.isoformat()})
    page = browser.get(at).content.decode()
    assert "noted by case worker" in page
    browser.post(f"{at}undo/", {"step": "shelter", "person": ""})

    assert queries.stay(arrived, william).stay.done == ()
    assert queries.stay(arrived, william).stay.place == "cambridge-md"


def test_what_is_refused_stands_above_the_page_and_changes_nothing(settled, browser, william):
    at = f"/newcomers/{settled}/"
    tomorrow = (TODAY + timedelta(days=1)).isoformat()

    refused = browser.post(f"{at}done/", {"step": "shelter", "on": tomorrow})
    empty = browser.post(f"{at}done/", {"step": "shelter", "on": ""})

    assert (refused.status_code, empty.status_code) == (422, 422)
    assert "still to come" in refused.content.decode()
    assert "This was not saved." in empty.content.decode()
    assert queries.stay(settled, william).stay.done == ()


def test_a_page_says_initials_and_never_a_name(settled, browser):
    page = browser.get(f"/newcomers/{settled}/").content.decode()

    assert "A. M. J." in page
    assert "Jackson" not in page


def test_every_figure_that_is_due_has_its_source_and_what_is_not_sure_says_so(settled, browser):
    page = browser.get(f"/newcomers/{settled}/").content.decode()

    assert "50 acres" in page
    assert "checked on" in page
    assert "Nobody has confirmed this figure." in page
    assert "They owe us nothing, now or later." in page


def test_a_day_is_corrected_people_are_chosen_and_the_pathway_ends_and_goes_on(
    settled, browser, william
):
    at = f"/newcomers/{settled}/"
    browser.post(f"{at}fact/", {"fact": "settled", "on": ARRIVED_ON.isoformat()})
    assert queries.stay(settled, william).stay.facts["settled"] == ARRIVED_ON
    first, second, third = (m.person for m in queries.stay(settled, william).stay.members)
    chosen = {f"here-{first}": "on", f"here-{second}": "on", f"grounds-{first}": "elder"}
    browser.post(f"{at}people/", chosen | {"why": "she married"})
    stay = queries.stay(settled, william).stay
    assert stay.away == (third,)
    assert stay.members[0].grounds == ("elder",)
    assert "she married" in browser.get(at).content.decode()

    browser.post(f"{at}end/", {"why": "moved away", "on": TODAY.isoformat()})
    assert "Take it up again" in browser.get(at).content.decode()
    browser.post(f"{at}again/")
    assert queries.stay(settled, william).stay.state == "settling"


def test_the_hand_over_page_asks_who_of_them_says_so(settled, browser, william):
    do(settled, william, "shelter", "home")
    first = queries.stay(settled, william).stay.members[0].person
    at = f"/newcomers/{settled}/hand-over/hand-over-3/"
    said = {"on": TODAY.isoformat(), "to": "Miriam", "packet": []}

    assert browser.post(at, said | {"said_by": ""}).status_code == 422
    assert "Consents" in browser.get(at).content.decode()
    along = browser.post(at, said | {"said_by": str(first), "packet": ["plan"]})
    assert "was not asked" in along.content.decode()
    assert browser.post(at, said | {"said_by": str(first)}).url == f"/newcomers/{settled}/"
    assert "Miriam" in browser.get(f"/newcomers/{settled}/").content.decode()


def test_the_case_leads_to_the_pathway_only_once_they_arrived(settled, case_id, browser):
    there, waits = (browser.get(f"/people/{one}/").content.decode() for one in (settled, case_id))

    assert f"/newcomers/{settled}/" in there
    assert f"/newcomers/{case_id}/" not in waits


def test_the_board_works_old_days_out_when_it_asks_by_itself(settled, browser):
    quiet = browser.post("/newcomers/look/", headers={"x-asks-by-itself": "1"})
    pressed = browser.post("/newcomers/look/")

    assert (quiet.status_code, pressed.url) == (204, "/newcomers/")


def test_whose_cases_these_are_not_is_told_the_same_as_of_one_that_never_was(
    settled, sign_in, office
):
    stranger = sign_in("field manager", office.elsewhere)
    answers = {stranger.get(f"/newcomers/{one}/").status_code for one in (settled, new_id())}

    assert answers == {409}
    assert sign_in("finance officer").get("/newcomers/").status_code in (403, 404)
