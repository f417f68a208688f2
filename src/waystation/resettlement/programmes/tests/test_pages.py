"""The pages of courses, helpers and support, with a browser."""

from datetime import timedelta

from waystation.cases import queries as cases
from waystation.cases.tests.builders import TODAY
from waystation.resettlement.models import CourseRow, HelperRow
from waystation.resettlement.programmes import queries

COURSE = {
    "title": "Cash machines", "kind": "workshop", "topic": "cash machines", "language": "en",
    "place": "the bank", "seats": "5", "interpreter": "", "teacher": "",
}  # fmt: skip


def text(answer):
    return answer.content.decode()


def test_a_course_is_made_gets_a_day_and_somebody_by_their_code(sign_in, arrived, members, william):
    browser = sign_in("case worker")

    made = browser.post("/newcomers/courses/new/", COURSE)
    page = made["Location"]
    days = {"days-first": TODAY.isoformat(), "days-n": "1", "days-every_days": "7"}
    assert browser.post(page + "days/", days).status_code == 302
    code = cases.household(arrived, william, TODAY).household.code
    found = browser.post(page + "enrol/", {"code": code.lower()})
    assert (found.status_code, "Ann Maria Jackson" in text(found)) == (200, True)
    who = {"code": code, "chosen": "1", "enrol-people": str(members[0]), "enrol-children": "1"}
    assert browser.post(page + "enrol/", who).status_code == 302

    assert browser.post(page + "0/", {"came": "1"}).status_code == 302
    shown = text(browser.get(page))
    assert code in shown
    assert "Ann Maria Jackson" not in shown
    assert "1 person was there" in shown
    assert code in text(browser.get(page + "roster/"))
    assert "Cash machines" in text(browser.get("/newcomers/courses/"))


def test_what_is_refused_is_said_and_what_was_typed_stays(sign_in, course, arrived, members):
    browser, page = sign_in("case worker"), f"/newcomers/courses/{course}/"
    flaws = [
        (page + "enrol/", {"code": "H-ZZZZZ"}, "No household here is called H-ZZZZZ."),
        (page + "0/", {"came": "9"}, "9 is not one"),
        (page + "2/cancel/", {"why": ""}, "required"),
        (page + "9/cancel/", {"why": "ice"}, "no such session"),
        (page + "copy/", {"copy-first": "1855-01-01"}, "is past"),
        (page + "change/", COURSE | {"seats": "0"}, "greater than or equal to 1"),
        (f"/newcomers/{arrived}/support/goal/", {"goal-words": ""}, "required"),
        (
            f"/newcomers/{arrived}/support/wish/",
            {"wish-person": str(members[2])},
            "valid choice",
        ),
    ]

    for url, said, says in flaws:
        answer = browser.post(url, said)
        assert (url, answer.status_code, says in text(answer)) == (url, 422, True)


def test_cards_are_shown_from_five_on(sign_in, course):
    browser, page = sign_in("case worker"), f"/newcomers/courses/{course}/"

    browser.post(page + "cards/", {"cards-n": "4", "cards-useful-yes": "4"})
    assert "Fewer than five cards" in text(browser.get(page))
    browser.post(page + "cards/", {"cards-n": "1", "cards-useful-no": "1"})
    shown = text(browser.get(page))
    assert "5 cards without names" in shown


def test_a_wish_leads_to_those_who_could_be_asked_and_a_person_chooses(
    sign_in, arrived, members, heron
):
    browser = sign_in("case worker")

    wished = browser.post(
        f"/newcomers/{arrived}/support/wish/",
        {"wish-person": str(members[0]), "wish-language": "ko"},
    )
    page = wished["Location"]
    shown = text(browser.get(page))
    assert "Heron" in shown
    assert "✗ language" in shown
    assert "No money" in shown
    answer = browser.post(page, {"helper": str(heron)})
    assert (answer.status_code, "limits were not read" in text(answer)) == (422, True)
    assert browser.post(page, {"helper": str(heron), "limits_read": "on"}).status_code == 302
    assert "in touch again by" in text(browser.get(f"/newcomers/{arrived}/support/"))


def test_goals_are_written_judged_and_changed(sign_in, arrived, william):
    browser, page = sign_in("case worker"), f"/newcomers/{arrived}/support/"

    said = {"goal-words": "I want to sleep through.", "goal-kind": "rest"}
    assert browser.post(page + "goal/", said).status_code == 302
    (kept,) = queries.goals(arrived, william)
    assert browser.post(f"/newcomers/goals/{kept.id}/judge/", {"judged": "yes"}).status_code == 302
    anew = {"words": "I want to sleep.", "kind": "rest", "next_step": "", "by": ""}
    assert browser.post(f"/newcomers/goals/{kept.id}/", anew).status_code == 302

    (kept,) = queries.goals(arrived, william)
    assert (kept.value.words, kept.value.judged) == ("I want to sleep.", "yes")
    assert "I want to sleep." in text(browser.get(page))


def test_a_contact_before_it_began_is_refused_above_the_form(sign_in, arrived, paired):
    browser = sign_in("case worker")
    early = (TODAY - timedelta(days=1)).isoformat()

    answer = browser.post(f"/newcomers/beside/{paired}/contact/", {"how": "met", "on": early})

    assert (answer.status_code, "cannot have been in touch" in text(answer)) == (422, True)


def test_a_helper_is_put_on_the_list_and_shown_with_their_state(sign_in, office):
    browser = sign_in("case worker")
    said = {"alias": "Crane", "kind": "volunteer", "languages": ["en", "ko"], "at_most": "2"}

    flawed = browser.post("/newcomers/helpers/new/", said | {"vetted_on": "1855-10-01"})
    assert (flawed.status_code, "until when the vetting counts" in text(flawed)) == (422, True)
    assert browser.post("/newcomers/helpers/new/", said).status_code == 302

    assert "not trained yet" in text(browser.get("/newcomers/helpers/"))
    assert HelperRow.objects.count() == 1


def test_nobody_without_casework_opens_them(sign_in, arrived, course, heron):
    browser = sign_in("finance officer")

    for url in (f"{arrived}/support/", f"courses/{course}/", f"helpers/{heron}/", "courses/"):
        assert browser.get(f"/newcomers/{url}").status_code == 403


def test_a_colleague_of_another_compartment_sees_none_of_them(
    sign_in, office, course, heron, paired, arrived
):
    browser = sign_in("case worker", cell=office.elsewhere)

    for url in (f"{arrived}/support/", f"courses/{course}/", f"helpers/{heron}/"):
        assert browser.get(f"/newcomers/{url}").status_code == 409
    posts = (f"courses/{course}/leave/", f"beside/{paired}/end/", f"courses/{course}/0/cancel/")
    for url in posts:
        assert browser.post(f"/newcomers/{url}", {"nr": "1", "why": "x"}).status_code == 409
    assert "The subway" not in text(browser.get("/newcomers/courses/"))
    assert CourseRow.objects.count() == 1
