"""The pages of a person's record, as a browser asks for them."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from waystation.base.errors import Refused
from waystation.cases import attaching, parts, queries, tasks
from waystation.cases.consent import services as consent
from waystation.cases.consent.tests.builders import an_answer, noted
from waystation.cases.person import Birth, Document, Name, Need, named
from waystation.cases.records import copies, services
from waystation.cases.records import queries as records
from waystation.cases.records.domain import Request
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault import audit

ROWS = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"}


@pytest.fixture
def browser(sign_in):
    return sign_in()


@pytest.fixture
def home(william):
    household_id = settle(william)
    return household_id, *queries.household(household_id, william, TODAY).household.people


def record(person_id, keyring):
    return records.record(person_id, keyring, TODAY)


def seen_on(page):
    return re.search(r'name="seen" value="([0-9a-f]+)"', page.content.decode())[1]


def edit(browser, piece, person_id, said):
    address = reverse(f"person-{piece}", args=[person_id])
    return browser.post(address, {"seen": seen_on(browser.get(address))} | said)


def a_picture():
    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return SimpleUploadedFile("face.png", out.getvalue())


def test_every_piece_of_a_record_is_changed_on_a_page_of_its_own(browser, william, home):
    _household, ann, *_others = home

    edit(browser, "names", ann, ROWS | {"rows-0-text": "김안나", "rows-0-kind": "home"})
    edit(browser, "birth", ann, {"calendar": "lunar", "year": "1815", "month": "3", "day": "2"})
    edit(browser, "who", ann, {"sex": "female", "languages": "Korean, Scots", "why": "she said"})
    edit(
        browser,
        "needs",
        ann,
        ROWS | {"rows-0-kind": "mobility", "rows-0-limits": ["no foot", "no stairs"]},
    )
    edit(
        browser,
        "documents",
        ann,
        ROWS | {"rows-0-kind": "passport", "rows-0-held_by": "the agent"},
    )

    now = record(ann, william).person
    assert now.names == (Name("김안나", "home", "hangul"),)
    assert now.birth == Birth(calendar="lunar", year=1815, month=3, day=2)
    assert (now.sex, now.languages) == ("female", ("ko", "Scots"))
    assert now.special == (Need(kind="mobility", limits=("no foot", "no stairs")),)
    assert now.documents == (Document(kind="passport", held_by="the agent"),)
    assert len(now.history) == 5
    page = browser.get(reverse("person", args=[ann])).content.decode()
    for told in (
        "lunar 1815, month 3, day 2",
        "11 April 1815",
        "Korean, Scots",
        "held by: the agent",
    ):
        assert told in page
    # What it said before is there: her old name and her old age.
    assert "Ann Maria Jackson (own name)" in page
    assert "40 years" in page


@pytest.mark.parametrize(
    ("piece", "field", "chosen"),
    [
        ("names", "names", {"kind": "real"}),
        ("needs", "special", {"kind": ""}),
        ("documents", "documents", {"kind": "", "file": ""}),
    ],
)
def test_rows_left_as_they_were_offered_are_nothing(browser, william, home, piece, field, chosen):
    _household, _ann, _mary, friend = home
    rows = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0"}
    rows |= {f"rows-{nth}-{what}": value for nth in (0, 1) for what, value in chosen.items()}

    page = edit(browser, piece, friend, rows)

    assert page.status_code == 302
    assert getattr(record(friend, william).person, field) == ()


def test_a_paper_of_which_only_the_kind_is_known_is_kept_and_taken_out_again(
    browser, william, home
):
    _household, _ann, _mary, friend = home

    edit(browser, "documents", friend, ROWS | {"rows-0-kind": "passport"})
    kept = record(friend, william).person.documents
    rows = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "1"}
    edit(browser, "documents", friend, rows | {"rows-0-kind": "passport", "rows-0-DELETE": "on"})

    assert kept == (Document(kind="passport"),)
    assert record(friend, william).person.documents == ()


def test_a_piece_changed_meanwhile_is_refused_and_what_was_typed_is_kept(browser, william, home):
    _household, ann, *_others = home
    address = reverse("person-who", args=[ann])
    seen = seen_on(browser.get(address))
    edit(browser, "who", ann, {"sex": "female", "relation": "mother"})

    page = browser.post(address, {"seen": seen, "sex": "male", "relation": "uncle"})

    assert page.status_code == 422
    assert "Somebody changed this meanwhile." in page.content.decode()
    assert 'value="uncle"' in page.content.decode()
    assert record(ann, william).person.relation == "mother"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"calendar": "solar", "year": "1837", "month": "2", "day": "30"}, "no such day"),
        ({"calendar": "solar", "day": "3"}, "no such day"),
        ({"calendar": "unknown", "age_years": "19", "korean_count": "on"}, "the day on which"),
    ],
)
def test_a_birth_that_cannot_have_been_is_refused(browser, william, home, said, why):
    _household, ann, *_others = home

    page = edit(browser, "birth", ann, said)

    assert page.status_code == 422
    assert why in page.content.decode()
    assert record(ann, william).person.history == ()


def test_somebody_more_is_put_on_file_with_what_is_known(browser, william, home):
    household_id, *_people = home
    address = reverse("person-new", args=[household_id])

    browser.post(address, {"name": "Ben", "age": "about 3", "sex": "male", "languages": ""})
    refused = browser.post(address, {"name": "Tom", "age": "old", "sex": "male"})

    view = queries.household(household_id, william, TODAY)
    assert view.size == 4
    assert view.people[3] == named(
        "Ben", birth=Birth(age_years=3, told_on=TODAY, about=True), sex="male"
    )
    assert refused.status_code == 422
    assert "“old” is no age" in refused.content.decode()


def test_registering_somebody_asks_twelve_things_at_most_and_needs_none(browser, home):
    page = browser.get(reverse("person-new", args=[home[0]])).content.decode()

    form = page.split('<form method="post" class="stack">')[1].split("</form>")[0]
    asked = set(re.findall(r'name="(\w+)"', form)) - {"csrfmiddlewaretoken"}
    assert len(asked) == 8
    assert " required" not in form.replace('name="sex" required', "")


def test_a_tie_is_made_and_taken_back_on_a_persons_page(browser, william, home):
    _household, ann, mary, _friend = home
    elsewhere = settle(william, people=[named("Old Ann", age=71)])
    code = queries.household(elsewhere, william, TODAY).household.code

    browser.post(reverse("person-tie", args=[mary]), {"other": str(ann), "kind": "parent"})
    browser.post(
        reverse("person-tie", args=[mary]), {"elsewhere": f"{code} 1", "kind": "grandparent"}
    )
    wrong = browser.post(
        reverse("person-tie", args=[mary]), {"elsewhere": f"{code} 2", "kind": "friend"}
    )
    nobody = browser.post(reverse("person-tie", args=[mary]), {"kind": "friend"})

    assert [one.kin.kind for one in record(mary, william).relatives] == ["parent", "grandparent"]
    assert (wrong.status_code, nobody.status_code) == (422, 422)
    assert f"There is no person {code} 2 among yours." in wrong.content.decode()
    assert "It is not said who." in nobody.content.decode()
    drawn = browser.get(reverse("household", args=[home[0]])).content.decode()
    assert drawn.count('<path class="tie') == 2

    browser.post(reverse("person-untie", args=[mary, ann]))

    assert [one.kin.kind for one in record(mary, william).relatives] == ["grandparent"]
    assert record(ann, william).relatives == ()


def test_a_photograph_is_kept_and_shown_only_while_its_person_agrees(browser, william, home):
    household_id, ann, *_others = home
    address = reverse("person-photo", args=[ann])
    refused = browser.post(address, {"content": a_picture()})
    assert refused.status_code == 422
    agreed = noted(household_id, an_answer(ann), william)

    kept = browser.post(address, {"content": a_picture()})
    shown = browser.get(address)

    assert kept.status_code == 302
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    photo = record(ann, william).person.photo
    view = queries.household(household_id, william, TODAY)
    assert photo
    assert view.files == ()  # It does not lie among the files anybody may open.
    with pytest.raises(Refused, match="photograph"):
        attaching.read(household_id, photo, william)

    consent.withdraw(part_id=agreed, how="by word", keyring=william, now=NOW)

    assert browser.get(address).status_code == 409
    assert browser.post(reverse("person-photo-remove", args=[ann])).status_code == 302
    assert record(ann, william).person.photo is None
    assert queries.household(household_id, william, TODAY).files == ()


def test_what_is_no_picture_is_no_photograph(browser, william, home):
    household_id, ann, *_others = home
    noted(household_id, an_answer(ann), william)

    page = browser.post(
        reverse("person-photo", args=[ann]), {"content": SimpleUploadedFile("a.txt", b"Dear Ann")}
    )

    assert "This file is no picture." in page.content.decode()
    assert record(ann, william).person.photo is None
    assert queries.household(household_id, william, TODAY).files == ()


def test_what_somebody_asks_about_their_record_rings_until_it_is_answered(browser, william, home):
    household_id, ann, *_others = home

    browser.post(
        reverse("person-request", args=[ann]),
        {"kind": "correction", "what": "My name is Anna", "asked_on": "1855-10-20"},
    )

    (kept,) = records.requests(ann, household_id, william)
    (task,) = tasks.still_open(household_id, william)
    # Thirty days after 20 October.
    assert kept.value.due_on == task.value.due_on == date(1855, 11, 19)
    answer = reverse("person-request-answer", args=[ann, kept.id])
    refused = browser.post(answer, {"answer": "not done", "says": ""})
    assert "It is not said why this was not done." in refused.content.decode()

    browser.post(answer, {"answer": "done", "says": "corrected"})

    (kept,) = records.requests(ann, household_id, william)
    assert (kept.value.answer, kept.value.answered_on) == ("done", TODAY)
    assert tasks.still_open(household_id, william) == []
    with pytest.raises(Refused, match="before"):
        services.answer_request(
            request_id=kept.id, answer="done", says="", keyring=william, now=NOW
        )


def test_nobody_asks_on_a_day_to_come(william, home):
    household_id, ann, *_others = home
    later = TODAY + timedelta(days=1)
    asked = Request(person=ann, kind="access", what="x", asked_on=later, due_on=later)

    with pytest.raises(Refused, match="day to come"):
        services.note_request(household_id=household_id, request=asked, keyring=william, now=NOW)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_record_is_printed_for_its_person_and_that_is_in_the_audit(
    browser, william, home, language
):
    _household, ann, *_others = home

    page = browser.post(reverse("person-copy", args=[ann]), {"language": language})

    assert page["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF")
    assert "Jackson" not in page["Content-Disposition"]
    assert len(audit.days_of("taken out")) == 1
    assert browser.post(reverse("person-copy", args=[ann]), {"language": "xx"}).status_code == 404


def test_what_protects_somebody_from_others_is_not_printed(william, home):
    household_id, ann, *_others = home
    noted(household_id, an_answer(ann), william)
    tasks.open_task(
        household_id=household_id,
        what="look into a sign",
        due_on=TODAY,
        person_id=ann,
        keyring=william,
        now=NOW,
    )

    entries = records.about(ann, household_id, william)
    sheet = copies._sheet(record(ann, william), records.printed(entries))

    assert {one.kind for one in entries} == {"task/1", "consent/1"}
    assert [what for _day, what in sheet["time"]] == ["Consent"]


def test_what_a_households_page_says_is_changed_and_the_old_is_kept(browser, william, home):
    household_id, *_people = home
    address = reverse("household-edit", args=[household_id])
    said = {"place": "Cambridge", "urgency": "high", "waiting_since": "1855-10-20"}
    seen = seen_on(browser.get(address))

    done = browser.post(address, said | {"seen": seen, "needs": "a wagon", "why": "they moved"})
    late = browser.post(address, said | {"seen": seen, "urgency": "low"})

    view = queries.household(household_id, william, TODAY)
    assert (done.status_code, late.status_code) == (302, 422)
    assert (view.household.place, view.household.urgency) == ("cambridge-md", "high")
    ((_row, old),) = parts.opened(household_id, william)
    assert old.kind == "household was/1"


@pytest.mark.parametrize("role", ["finance officer", "security officer", "approver"])
def test_other_roles_open_no_record(sign_in, home, role):
    browser = sign_in(role)
    _household, ann, *_others = home

    for page in (
        browser.get(reverse("person", args=[ann])),
        browser.get(reverse("person-names", args=[ann])),
        browser.post(reverse("person-copy", args=[ann]), {"language": "en"}),
    ):
        assert page.status_code == 403
        assert "Jackson" not in page.content.decode()


def test_a_worker_without_the_keys_opens_no_record(sign_in, office, home):
    browser = sign_in("case worker", office.elsewhere)
    household_id, ann, *_others = home

    for page in (
        browser.get(reverse("person", args=[ann])),
        browser.get(reverse("person-photo", args=[ann])),
        browser.get(reverse("person-new", args=[household_id])),
        browser.get(reverse("household-edit", args=[household_id])),
        browser.post(reverse("person-copy", args=[ann]), {"language": "en"}),
        browser.post(reverse("person-photo-remove", args=[ann])),
    ):
        assert page.status_code == 409
        assert "no such record" in page.content.decode()


@pytest.mark.parametrize(
    "said",
    [{"age_years": "41", "told_on": "0001-01-01"}, {"age_years": "41", "told_on": "1856-01-01"},
     {"calendar": "solar", "year": "1856"}],
)  # fmt: skip
def test_a_birth_or_an_age_of_a_day_to_come_is_not_taken(browser, william, home, said):
    _household, ann, *_others = home

    refused = edit(browser, "birth", ann, {"calendar": "unknown"} | said)

    assert refused.status_code == 422
    assert record(ann, william).person.age_on(TODAY) == 40
