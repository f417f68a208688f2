"""Long lists come in pages, in one order, and are searched whole."""

from datetime import date

import pytest
from django.urls import reverse

from waystation.base.errors import Tampered
from waystation.cases import paging, queries, searching, services
from waystation.cases.models import PersonRow
from waystation.cases.person import named
from waystation.cases.tests.builders import NOW, TODAY, a_family, a_household, settle
from waystation.cases.tests.test_views import page_of, send


@pytest.mark.parametrize(
    ("n_rows", "asked", "number", "first", "last", "n_pages"),
    [
        (0, "", 1, 0, 0, 1),
        (50, "", 1, 1, 50, 1),
        (51, "2", 2, 51, 51, 2),
        (120, "2", 2, 51, 100, 3),
        (120, "9", 3, 101, 120, 3),
        (120, "0", 1, 1, 50, 3),
        (120, "-1", 1, 1, 50, 3),
        (120, "two", 1, 1, 50, 3),
        (120, "²", 1, 1, 50, 3),
        (120, "9" * 5_000, 1, 1, 50, 3),
    ],
)
def test_any_number_asked_for_gives_a_page(n_rows, asked, number, first, last, n_pages):
    page = paging.page_of(range(n_rows), asked)

    assert (page.number, page.first, page.last, page.n_pages) == (number, first, last, n_pages)
    assert list(page.rows) == list(range(max(0, first - 1), last))
    assert bool(page.before) is (number > 1)
    assert bool(page.after) is (number < n_pages)


def test_a_line_counts_people_it_does_not_open(william):
    household_id = settle(william)
    PersonRow.objects.all().update(body=b"harmed")

    (line,) = queries.lines(william, TODAY)

    assert (line.id, line.size) == (household_id, 3)
    with pytest.raises(Tampered):
        queries.with_people([line], william)


def test_the_second_page_goes_on_where_the_first_ends(sign_in, william, monkeypatch):
    monkeypatch.setattr(paging, "ROWS_A_PAGE", 2)
    codes = [queries.household(settle(william), william, TODAY).household.code for _ in range(3)]
    browser = sign_in()

    first = page_of(browser, "people").content.decode()
    second = browser.get(reverse("people") + "?page=2").content.decode()

    # Above the list the board names those who worry, on every page.
    lists = [text.split('id="waiting"')[1] for text in (first, second)]
    on_first, on_second = ({code for code in codes if code in text} for text in lists)
    assert (len(on_first), len(on_second)) == (2, 1)
    assert on_first | on_second == set(codes)
    assert "1–2 of 3" in first
    assert "3 households wait" in second


@pytest.mark.parametrize(
    ("said", "n_found"),
    [("harriet", 1), ("SHEPH harr", 1), ("glasses", 1), ("chester", 2), ("9", 0)],
)
def test_people_are_found_by_any_words_of_theirs(sign_in, william, said, n_found):
    settle(william, people=[named("Harriet Shephard")], needs="glasses")
    settle(william, people=a_family())
    browser = sign_in()

    answer = send(browser, "people-find", {"said": said})

    assert f"{n_found} household" in answer.content.decode()
    assert answer.request["QUERY_STRING"] == ""


def test_only_a_list_of_several_pages_is_searched_by_the_server(sign_in, william, monkeypatch):
    settle(william)
    settle(william)
    browser, search = sign_in(), reverse("people-find")

    # On one page the browser filters: a key pressed there must not lead away, past the way back.
    assert search not in page_of(browser, "people").content.decode()
    monkeypatch.setattr(paging, "ROWS_A_PAGE", 1)

    assert search in page_of(browser, "people").content.decode()


def test_a_stranger_finds_nobody(sign_in, office, william):
    settle(william)

    answer = send(sign_in("case worker", office.elsewhere), "people-find", {"said": "Jackson"})

    assert "Nobody was found." in answer.content.decode()


def test_korean_names_are_found_however_they_are_composed(william):
    settle(william, people=[named("달무리")])

    assert len(searching.find_households("달무", william, TODAY)) == 1


def test_who_has_arrived_is_listed_on_a_page_of_its_own(sign_in, william, office):
    there = a_household(code="H-THERE", state="arrived", arrived_on=date(1855, 1, 1))
    services.take_in(families=[(there, a_family(), office.cases.cell)], keyring=william, now=NOW)
    browser = sign_in()

    assert "H-THERE" not in page_of(browser, "people").content.decode()
    listed = page_of(browser, "arrived").content.decode()
    assert "H-THERE" in listed
    # Somebody who asks for their case to be destroyed is known by name, not by code.
    assert reverse("people-find") in listed
    assert "H-THERE" in send(browser, "people-find", {"said": "jackson"}).content.decode()
