"""The desk's pages: what needs somebody now, what to do where nothing does, nobody's place."""

from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import services as asking
from waystation.tracing.desk import queries
from waystation.tracing.matching.tests.conftest import registered
from waystation.tracing.papers import queries as papers
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request


@pytest.fixture
def browser(sign_in):
    return sign_in()


def text(answer) -> str:
    return answer.content.decode()


def test_an_empty_desk_says_what_to_do(browser):
    page = text(browser.get(reverse("tracing")))

    assert "Nobody is sought yet." in page
    assert "nobody has looked yet" in page
    assert reverse("search-new") in page


def test_the_desk_looks_by_itself_and_says_when(browser, peter):
    requests.open_request(request=a_request(), keyring=peter, now=NOW)
    assert 'hx-trigger="load"' in text(browser.get(reverse("tracing")))

    by_itself = browser.post(reverse("tracing-look"), headers={"X-Asks-By-Itself": "1"})

    assert (by_itself.status_code, by_itself.content) == (204, b"")
    assert "looked last:" in text(browser.get(reverse("tracing")))


def test_the_desk_counts_who_agreed_to_be_found_and_opens_none_of_them(desk, peter, monkeypatch):
    registered(desk)
    registered(desk, until=TODAY)
    registered(desk, until=TODAY - timedelta(days=1))
    opened = []
    monkeypatch.setattr(papers, "opened", lambda rows, *_rest: opened.extend(rows) or [])

    assert queries.desk(peter, TODAY).n_registered == 2
    assert opened == []


def test_the_desk_opens_the_register_again_only_where_something_changed(
    desk, browser, peter, monkeypatch
):
    opened, really = [], papers.opened
    monkeypatch.setattr(
        papers, "opened", lambda rows, *rest: opened.extend(rows) or really(rows, *rest)
    )

    def visit():
        opened.clear()
        browser.post(reverse("tracing-look"), headers={"X-Asks-By-Itself": "1"})
        return {row.place for row in opened}

    one = registered(desk)
    assert visit() == {one}
    assert visit() == set()
    other = registered(desk)
    assert visit() == {one, other}
    assert visit() == set()


def test_a_request_without_identity_stands_on_the_desk(peter):
    request_id = requests.open_request(request=a_request(identity=None), keyring=peter, now=NOW)

    (needs,) = queries.desk(peter, TODAY).needs
    assert (needs.id, needs.lacks) == (request_id, ("identity",))


def test_a_contact_and_its_end_stand_on_the_desk(browser, contact, begun, peter):
    assert queries.desk(peter, TODAY).n_reunions == 0

    asking.withdraw(match_id=contact, side="seeker", keyring=peter, now=NOW)

    (one,) = queries.desk(peter, TODAY).reunions
    assert one.must_end
    assert "contact is closed: end it" in text(browser.get(reverse("tracing")))


def test_a_stranger_sees_an_empty_desk_and_no_family(begun, desk, peter, sign_in, stranger):
    asked = queries.every_family(peter, TODAY)[0][0].id
    abroad = sign_in(cell=desk.abroad, name="stranger")

    page = text(abroad.get(reverse("tracing")))
    assert "Nobody is sought yet." in page
    missing = abroad.get(reverse("family", args=[asked]))
    never = abroad.get(reverse("family", args=[peter.user_id]))
    assert (missing.status_code, never.status_code) == (409, 409)


def test_a_family_is_drawn_with_initials_and_nobodys_place(browser, begun, peter):
    asked = queries.every_family(peter, TODAY)[0][0].id

    page = text(browser.get(reverse("family", args=[asked])))

    drawing = page.split('<svg class="kin"')[1].split("</svg>")[0]
    assert "A. M. J." in drawing
    assert "Jackson" not in drawing
    assert "Ann Maria Jackson" in page
    assert not any(place in page for place in ("Dorchester", "Maryland", "Bucktown"))
    assert reverse("family", args=[asked]) in text(browser.get(reverse("families")))


def test_a_reunion_is_begun_and_written_on_its_page(browser, contact, peter):
    assert "Contact is open" in text(browser.get(reverse("reunions")))
    begun = browser.post(reverse("reunion-begin"), {"match": contact}, follow=True)
    page, where = text(begun), begun.redirect_chain[-1][0]
    assert "No message has passed yet." in page

    said = {"whose": "seeker", "text": "I have kept your letter all these years."}
    passed = browser.post(where + "message/", said, follow=True)
    assert "I have kept your letter" in text(passed)
    told = browser.post(where + "message/", said | {"text": "Come to 12 Lombard Street"})
    assert told.status_code == 422
    assert "Come to 12 Lombard Street" in text(told)


def test_a_closed_contact_shows_nothing_of_the_reunion(browser, begun, contact, peter):
    where = reverse("reunion", args=[begun])
    said = {"whose": "sought", "text": "Do you still sing?"}
    browser.post(where + "message/", said)
    asking.withdraw(match_id=contact, side="sought", keyring=peter, now=NOW)

    page = text(browser.get(where))

    assert "Contact is closed" in page
    assert "Do you still sing?" not in page
    refused = browser.post(where + "message/", said)
    assert refused.status_code == 422
    ended = browser.post(where + "end/", {"why": "they want no more of it"}, follow=True)
    assert "It ended" in text(ended)
