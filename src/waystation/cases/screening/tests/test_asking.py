"""Asking: kept in the case, a task for today where it cannot wait, and nobody's place changes."""

import pytest

from waystation.base.errors import Refused
from waystation.cases import parts, queries, tasks
from waystation.cases.consent.tests.builders import settled
from waystation.cases.screening import services
from waystation.cases.screening.domain import Screening
from waystation.cases.tests.builders import NOW, TODAY

LOW = {f"q{n}": "0" for n in range(9)} | {"agreed": "on"}


@pytest.fixture
def family(william):
    return settled(william)


def keep(household, person, keyring, *answers):
    screening = Screening(
        person=person, tool="phq-9", on=TODAY, language="en", answers=answers or (0,) * 9
    )
    return services.keep(household_id=household, screening=screening, keyring=keyring, now=NOW)


def talks(household, keyring):
    """Tasks to talk with somebody the same day."""
    found = tasks.still_open(household, keyring)
    return [task for task in found if task.value.what == "safety talk"]


def test_a_thought_of_dying_opens_a_task_for_today_that_tells_no_answer(family, william):
    household, ann, *_others = family

    keep(household, ann, william, *(0,) * 8, 1)

    (task,) = talks(household, william)
    assert (task.value.what, task.value.due_on, task.value.urgent) == ("safety talk", TODAY, True)
    assert task.value.person == ann


def test_without_it_the_highest_total_opens_none_and_moves_nobody(family, william):
    household, ann, *_others = family
    settled(william)
    before = [line.id for line in queries.waiting_lines(william, TODAY)]

    keep(household, ann, william, *(3,) * 8, 0)

    assert talks(household, william) == []
    assert [line.id for line in queries.waiting_lines(william, TODAY)] == before


def test_a_stranger_asks_nobody(family, stranger, william):
    household, ann, *_others = family

    with pytest.raises(Refused, match="no such record"):
        keep(household, ann, stranger)
    assert parts.listed(household, Screening, william) == []


def test_with_a_browser_it_is_asked_answered_and_counted(sign_in, family, william):
    household, ann, *_others = family
    browser = sign_in("case worker")
    sheet = f"/screening/{ann}/phq-9/en/"
    assert "Little interest or pleasure" in browser.get(sheet).content.decode()

    assert browser.post(sheet, LOW | {"q0": "3", "q1": "", "q8": "2"}).status_code == 302

    page = browser.get(f"/screening/{ann}/").content.decode()
    assert "at least 5 of 27" in page
    assert "1 answer left out" in page
    assert "Somebody talks with them today" in page
    (kept,) = parts.listed(household, Screening, william)
    assert kept.value.answers == (3, None, 0, 0, 0, 0, 0, 0, 2)


def test_who_did_not_agree_is_not_asked_and_an_empty_sheet_is_not_kept(sign_in, family, william):
    household, ann, *_others = family
    browser = sign_in("case worker")
    sheet = f"/screening/{ann}/phq-9/en/"

    refused = browser.post(sheet, {"q0": "3"})
    empty = browser.post(sheet, {"agreed": "on"})

    assert (refused.status_code, empty.status_code) == (422, 422)
    assert "Ask them first" in refused.content.decode()
    assert "nothing is kept" in empty.content.decode()
    assert parts.listed(household, Screening, william) == []


def test_in_another_language_the_own_form_is_counted_alike(sign_in, family, william):
    household, ann, *_others = family
    browser = sign_in("case worker")
    said = {"agreed": "on", "exposed": "1"} | {f"q{n}": "1" for n in range(4)} | {"q4": "0"}

    assert browser.post(f"/screening/{ann}/pc-ptsd-5/other/", said).status_code == 302

    (kept,) = parts.listed(household, Screening, william)
    assert (kept.value.own_form, kept.value.exposed, sum(kept.value.answers)) == (True, True, 4)
    assert "Offer a talk" in browser.get(f"/screening/{ann}/").content.decode()


@pytest.mark.parametrize("path", ["phq-9/ko/", "rhs-15/en/"])
def test_what_is_not_on_file_is_not_asked(sign_in, family, path):
    _household, ann, *_others = family

    assert sign_in("case worker").get(f"/screening/{ann}/{path}").status_code == 404


def test_a_colleague_without_the_compartment_finds_no_answers(sign_in, office, family):
    _household, ann, *_others = family
    browser = sign_in("case worker", cell=office.elsewhere)

    assert browser.get(f"/screening/{ann}/").status_code == 409
