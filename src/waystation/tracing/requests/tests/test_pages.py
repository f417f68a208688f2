"""The pages of requests, as an officer uses them."""

from datetime import timedelta

from django.urls import reverse

from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.requests import queries, services
from waystation.tracing.tests.builders import a_request

EMPTY = {
    f"{prefix}-{what}-{field}": value
    for prefix in ("seeker", "sought")
    for what in ("names", "homes", "kin")
    for field, value in (("TOTAL_FORMS", "2"), ("INITIAL_FORMS", "0"))
}
LEAST = EMPTY | {
    "about-relation": "parent",
    "seeker-sex": "unknown",
    "sought-sex": "female",
    "sought-names-0-text": "한서린",
    "sought-names-0-kind": "real",
    "contact-language": "ko",
    "agree-form": "spoken",
}


def test_an_interview_in_which_little_is_known_becomes_a_request(sign_in, peter):
    browser = sign_in()
    shown = browser.get(reverse("search-new"))
    assert shown.status_code == 200

    answer = browser.post(reverse("search-new"), LEAST)

    (view,) = queries.requests(peter)
    assert answer["Location"] == reverse("search", args=[view.id])
    (name,) = view.request.sought.names
    assert (name.text, name.script) == ("한서린", "hangul")
    assert view.request.agreed is None
    page = browser.get(answer["Location"]).content.decode()
    assert "한서린" in page
    assert "Nothing is searched for this request." in page


def test_everything_told_is_kept_and_comes_back_in_the_form(sign_in, peter):
    told = LEAST | {
        "sought-born": "lunar 1815-08-15",
        "sought-homes-0-province": "함경북도",
        "sought-homes-0-county": "무산군",
        "sought-kin-0-kind": "parent",
        "sought-kin-0-names": "옥순례 / Ok Sunnye",
        "sought-kin-0-born": "1790",
        "sought-kin-0-sex": "female",
        "sought-marks": "a scar on the left hand\nsang while spinning",
        "sought-parted-year": "1846",
        "sought-parted-seen_age": "31",
        "sought-parted-how": "At the river.",
        "contact-never": "never a letter",
        "agree-given_on": TODAY.isoformat(),
        "agree-until": (TODAY + timedelta(days=90)).isoformat(),
        "known-identity": "vouched for by her sister",
    }
    browser = sign_in()
    browser.post(reverse("search-new"), told)

    (view,) = queries.requests(peter)
    one = view.request.sought
    assert one.birth.calendar == "lunar"
    assert one.homes[0].county == "무산군"
    assert [name.text for name in one.relatives[0].names] == ["옥순례", "Ok Sunnye"]
    assert one.marks == ("a scar on the left hand", "sang while spinning")
    assert view.request.seeker.parting == one.parting
    assert len(queries.searching(peter, TODAY)) == 1

    form = browser.get(reverse("search-edit", args=[view.id])).content.decode()
    for said in ("lunar 1815-08-15", "옥순례 / Ok Sunnye", "never a letter", "At the river."):
        assert said in form


def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused_and_kept(sign_in, asked, peter):
    browser = sign_in()
    told = LEAST | {"seen": "1", "about-story": "a long story"}
    services.pause(request_id=asked, why="", keyring=peter, now=NOW)

    answer = browser.post(reverse("search-edit", args=[asked]), told)

    assert answer.status_code == 422
    assert "a long story" in answer.content.decode()
    assert queries.request(asked, peter).request.story == ""


def test_every_act_on_a_request_has_its_press(sign_in, asked, peter):
    browser = sign_in()

    def press(name, **said):
        return browser.post(reverse(name, args=[asked]), said).status_code

    assert press("search-pause", why="moving") == 302
    assert press("search-resume") == 302
    assert press("search-identity", identity="") == 422
    assert press("search-report", says="alive", source="a letter", heard_on=str(TODAY)) == 302
    assert press("search-undo") == 302
    assert press("search-take-back", why="by word") == 302
    days = {"agree-given_on": str(TODAY), "agree-until": str(TODAY + timedelta(days=30))}
    assert press("search-agree", **days, **{"agree-form": "signed"}) == 302
    assert press("search-close", why="died") == 422
    assert press("search-close", why="referred") == 302
    assert press("search-destroy") == 302
    assert press("search-keep") == 302
    assert press("search-reopen") == 302
    assert len(queries.searching(peter, TODAY)) == 1


def test_the_second_officer_s_hand_destroys_and_leads_to_the_list(sign_in, asked, peter):
    services.close(request_id=asked, why="false", keyring=peter, now=NOW)
    services.ask_to_destroy(request_id=asked, keyring=peter, now=NOW)

    answer = sign_in().post(reverse("search-destroy", args=[asked]))

    assert answer["Location"] == reverse("searches")
    assert queries.requests(peter) == []


def test_the_list_shows_states_and_finds_by_name_and_code(sign_in, asked, peter):
    other = services.open_request(
        request=a_request(identity=None), keyring=peter, now=NOW + timedelta(minutes=1)
    )
    codes = [queries.request(one, peter).request.code for one in (asked, other)]
    browser = sign_in()

    def listed(**said):
        page = browser.get(reverse("searches"), said).content.decode()
        return [code in page for code in codes]

    assert listed() == [True, True]
    assert listed(show="searching") == [True, False]
    assert listed(show="to do", order="until") == [False, True]
    assert listed(text=codes[0].lower()) == [True, False]
    assert listed(text="jackson", order="code") == [True, True]
    assert listed(show="closed") == [False, False]


def test_the_sheet_prints_in_both_languages(sign_in, asked):
    browser = sign_in()
    for language in ("en", "ko"):
        answer = browser.get(reverse("search-sheet", args=[asked, language]))
        assert answer.content.startswith(b"%PDF")


def test_no_other_role_and_no_other_office_sees_a_request(sign_in, asked, desk):
    assert sign_in("case worker").get(reverse("search", args=[asked])).status_code == 403
    elsewhere = sign_in(cell=desk.abroad, name="elsewhere")
    assert elsewhere.get(reverse("search", args=[asked])).status_code == 409
