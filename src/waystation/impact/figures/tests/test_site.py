"""The public pages of figures: what they say, what leaves in files, and what is no more."""

import csv
import io
from uuid import uuid4

import msgspec
from django.urls import reverse

from waystation.impact.figures import services, writing
from waystation.impact.figures.domain import Line
from waystation.impact.figures.tests.office import NOW


def test_a_figure_has_a_page_that_says_how_it_was_made_and_by_how_many(room, visitor):
    room.publish("people")

    listed = visitor.get(reverse("site-figures")).content.decode()
    page = visitor.get(reverse("site-figure", args=["people"])).content.decode()

    assert "People brought to freedom" in listed
    assert "<dd>40</dd>" in listed
    for words in ("90 days", "Rounded down to tens", "fewer than 10 people or 3 journeys",
                  "Two people: approver and approver, 1855-10-26"):  # fmt: skip
        assert words in page
    assert "Passmore" not in page + listed
    assert "<script" not in page


def test_the_page_is_there_in_korean(room, visitor):
    room.publish("people")

    page = visitor.get("/ko/figures/people/")

    assert page.status_code == 200
    assert '<html lang="ko"' in page.content.decode()


def test_years_are_drawn_and_stand_in_a_table_beside(room, visitor):
    room.publish("years")

    page = visitor.get(reverse("site-figure", args=["years"])).content.decode()

    assert page.count('class="bar-spent"') == 2
    assert '<th scope="row">1853</th><td class="n">10</td>' in page


def test_what_was_taken_back_says_so_and_tells_no_number(room, visitor):
    room.publish("people")
    services.retract(figure="people", reason="review", actor=uuid4(), role="approver", now=NOW)

    page = visitor.get(reverse("site-figure", args=["people"])).content.decode()
    widget = visitor.get(reverse("site-widget-figure", args=["people"]))

    assert "This figure was taken back" in page
    assert "It is being looked at again." in page
    assert ">40<" not in page
    assert widget.status_code == 404
    assert "people" not in visitor.get(reverse("site-figures-json")).content.decode()


def test_what_never_was_published_has_no_page(room, visitor):
    for key in ("people", "nothing"):
        assert visitor.get(reverse("site-figure", args=[key])).status_code == 404


def test_the_files_hold_these_columns_and_no_other(room, visitor):
    room.publish("people")
    room.publish("years")

    table = visitor.get(reverse("site-figures-csv")).content.decode("utf-8-sig")
    told = msgspec.json.decode(visitor.get(reverse("site-figures-json")).content)

    rows = list(csv.reader(io.StringIO(table)))
    assert tuple(rows[0]) == writing.COLUMNS
    assert [row[:1] + row[2:5] for row in rows[1:]] == [
        ["people", "", "40", "people"],
        ["years", "1853", "10", "people"], ["years", "1854", "30", "people"],
    ]  # fmt: skip
    assert [figure["key"] for figure in told["figures"]] == ["people", "years"]


def test_the_widget_may_stand_in_a_frame_of_others_and_sets_no_cookie(room, visitor):
    room.publish("people")

    answer = visitor.get(reverse("site-widget-figure", args=["people"]))

    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "40" in answer.content.decode()


def test_a_label_that_a_program_would_take_for_a_formula_is_quoted(room):
    lines = [Line(("=cmd()", "school"), 40)]
    made = services.propose_table(
        figure="learning", lines=lines, milli_epsilon=250, keyring=room.passmore, now=NOW
    )
    room.approve(made)

    from waystation.impact.figures import queries

    assert "'=cmd(); school" in writing.as_csv(queries.published("en"))
