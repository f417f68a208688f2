"""What a plan says, in both languages, and what it never says."""

import io
from datetime import date

import msgspec
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from waystation.resettlement.mine import booklets, telling
from waystation.resettlement.mine.domain import Beside, Document
from waystation.resettlement.mine.material import Goal, Lent
from waystation.resettlement.mine.tests.builders import ARRIVED, TODAY, done, material
from waystation.resettlement.values import Known
from waystation.vault import handed

PATHWAYS = ("canada-west-1850s", "korea", "thailand", "united-states")


def section(document: Document, code: str):
    return next(one for one in document.sections if one.code == code)


def said(document: Document) -> str:
    return msgspec.json.encode(document).decode()


def line_of(document: Document, heading: str):
    return next(line for one in document.sections for line in one.lines if heading in line.heading)


@pytest.mark.parametrize("code", PATHWAYS)
def test_a_plan_says_where_what_comes_what_is_hard_whom_to_call_and_that_it_costs_nothing(code):
    for language in ("en", "ko"):
        document = telling.told(material(code), language)

        codes = [one.code for one in document.sections]
        kept = [one for one in codes if not one.startswith("course-")]
        assert [one for one in kept if one != "get"] == ["here", "hard", "people", "cost", "rights"]
        assert any(one.startswith("course-") for one in codes)


def test_both_languages_of_every_pathway_fit_in_one_box():
    for code in PATHWAYS:
        bodies = [said(telling.told(material(code), language)) for language in ("en", "ko")]

        assert sum(len(body.encode()) for body in bodies) < handed.room("plan") * 0.8


def test_a_plan_names_nobody_of_the_household_and_no_place():
    document = said(telling.told(material("korea"), "en"))

    assert "somewhere" not in document
    assert "H-AAAAA" not in document
    assert "Person 2 (born in 1985)" in document


def test_a_step_of_several_people_is_said_once_with_everybody_it_is_of():
    found = material("korea")
    document = telling.told(found, "en")
    mine = [view for view in found.course if view.person is not None]
    title = mine[0].step.title.en

    (line,) = (
        line for one in document.sections for line in one.lines
        if one.code.startswith("course-") and line.heading == title
    )  # fmt: skip

    together = [one for one in mine if one.step.code == mine[0].step.code]
    assert line.whose.count("Person") == len(together)


def test_what_is_done_says_only_when_and_what_is_late_says_whom_to_talk_to():
    early = date(2025, 1, 15)
    found = material("canada-west-1850s", facts={"arrived": early}, done=())
    late = [view for view in found.course if view.closes and view.closes < TODAY]
    first = found.course[0].step
    noted = material("canada-west-1850s", done=(done(first.code, date(2025, 3, 2)),))

    for view in late:
        line = line_of(telling.told(found, "en"), view.step.title.en)
        assert line.state == "late"
        assert "talk to your worker today" in line.when
    line = line_of(telling.told(noted, "en"), first.title.en)
    assert (line.state, line.when, line.text) == ("done", "2 March 2025", "")


def test_where_an_office_decides_nobody_can_tell_how_long_it_takes():
    found = material("korea")
    asked = next(
        view for view in found.course
        if view.step.owner == "official" and not view.closes and view.most_days is None
        and view.state != "done"
    )  # fmt: skip

    line = line_of(telling.told(found, "en"), asked.step.title.en)

    assert "nobody can tell yet" in line.when


def test_every_sum_says_its_source_and_when_somebody_last_looked():
    found = material("korea", facts=dict.fromkeys(("arrived", "entry", "home"), ARRIVED))
    known = [due for due in found.dues if isinstance(due.told, Known) and not due.not_added]
    assert known

    for due in known:
        line = line_of(telling.told(found, "en"), due.benefit.title.en)
        assert due.told.rule.source in line.source
        assert "checked" in line.source


def test_an_old_source_is_said_to_be_old():
    found = material("korea", facts=dict.fromkeys(("arrived", "entry", "home"), ARRIVED))
    (due, *_) = [one for one in found.dues if isinstance(one.told, Known) and not one.not_added]
    old = replace(due.told.rule, checked_on=date(2023, 1, 5))
    aged = replace(found, dues=(replace(due, told=Known(due.told.value, old)),))

    line = line_of(telling.told(aged, "en"), due.benefit.title.en)

    assert "checked long ago, ask again: 5 January 2023" in line.source


def test_the_loan_of_somebody_else_is_told_apart_from_what_one_gets():
    found = material("united-states", facts={"arrived": ARRIVED, "entry": ARRIVED})
    (loan, *_) = (due for due in found.dues if due.benefit.is_debt)
    document = telling.told(found, "en")

    cost = section(document, "cost")

    assert cost.lines[0].heading == "You owe us nothing, now or later."
    (line,) = (one for one in cost.lines if one.heading == loan.benefit.title.en)
    assert "This money is not from us." in line.notes[0]
    headings = [one.heading for one in section(document, "get").lines]
    assert loan.benefit.title.en not in headings


def test_what_somebody_else_really_lent_takes_the_place_of_what_is_usual():
    lent = Lent(lender="A lender", minor=110_000, currency="USD", first_payment_on=date(2025, 9, 1))
    found = material("united-states", facts={"arrived": ARRIVED, "entry": ARRIVED}, lent=(lent,))

    (nothing, line) = section(telling.told(found, "en"), "cost").lines

    assert nothing.heading == "You owe us nothing, now or later."
    assert "A lender" in line.heading
    assert "1,100" in line.when
    assert "This money is not from us." in line.notes[0]


def test_a_country_without_a_loan_speaks_of_none():
    assert len(section(telling.told(material("korea"), "en"), "cost").lines) == 1


def test_whom_to_call_says_hours_languages_and_what_they_may_see():
    miriam = Beside(
        name="Miriam", what="school", hours="Tuesdays", languages="Korean", reach="at the well",
        sees="this plan", past=True,
    )  # fmt: skip
    gone = replace(miriam, name="Ruth", ended_on=TODAY)

    document = telling.told(material("korea", beside=(miriam, gone)), "en")

    line, wrong = section(document, "people").lines
    assert (line.heading, line.when) == ("Miriam", "Tuesdays")
    assert "They see this plan and nothing else." in line.notes
    assert "You can tell them what is wrong with any of us." in line.notes
    assert "never reads it" in wrong.notes[1]


def test_goals_stand_in_the_words_of_those_who_want_them():
    goal = Goal(text="to sleep at night", next_step="a doctor of my own", on=date(2025, 9, 9))

    (line,) = section(telling.told(material("korea", goals=(goal,)), "en"), "goals").lines

    assert (line.heading, line.text) == ("to sleep at night", "Next: a doctor of my own")


def test_the_booklet_is_tagged_numbered_a5_and_says_the_same_as_the_phone():
    for language in ("en", "ko"):
        document = telling.told(material("korea"), language)
        pdf = PdfReader(io.BytesIO(booklets.booklet(document)))
        pages = [page.extract_text() for page in pdf.pages]
        text = "".join("".join(pages).split())

        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert pdf.trailer["/Root"]["/Lang"] == language
        assert tuple(int(side) for side in pdf.pages[0].mediabox[2:]) == (419, 595)
        assert f"2 / {len(pages)}" in pages[1]
        for one in document.sections:
            assert all("".join(line.heading.split()) in text for line in one.lines)
