"""The sheets of an arrival: in the language of their readers, on either paper, without a name."""

import io
import re

import pypdf
import pytest

from waystation.base.errors import Refused
from waystation.dispatch.arrival import queries, services, sheets
from waystation.dispatch.arrival.domain import AID
from waystation.dispatch.arrival.tests.conftest import THERE
from waystation.dispatch.domain import WORDS
from waystation.network import queries as network


def pages(river, kept, name, language="en", paper="a4"):
    places = {place.slug: place.name for place in network.places(river.harriet)}
    end = queries.arrival(kept.id, river.harriet)
    pdf = sheets.printed(name, end, places, language, paper)
    return pypdf.PdfReader(io.BytesIO(pdf)).pages


def text_of(*given) -> str:
    return " ".join(" ".join(page.extract_text() for page in pages(*given)).split())


@pytest.fixture
def arrived(river, handed):
    services.arrive(passage_id=handed.id, present=2, keyring=river.harriet, now=THERE)
    return river.passage(handed.id)


def test_the_sheet_for_counting_is_one_page_and_asks_for_every_need(river, handed):
    (page,) = pages(river, handed, "roll-call")

    assert len(AID) == 13
    assert "Count heads, aloud and twice" in page.extract_text()
    assert "sore feet" in page.extract_text()


def test_the_first_days_have_their_dates_and_the_celebration(river, arrived):
    text = text_of(river, arrived, "first-days")

    # The third day after Saturday the 27th.
    assert "Tuesday, 30 October 1855 The celebration, with cake and candles" in text
    assert "You owe nothing to anybody" in text


def test_before_arrival_there_are_no_first_days_to_print(river, handed):
    with pytest.raises(Refused, match="has not arrived yet"):
        pages(river, handed, "first-days")


@pytest.mark.parametrize("name", sorted(sheets.SHEETS))
def test_no_sheet_names_a_guide_a_word_of_recognition_or_a_time_of_day(river, arrived, name):
    text = text_of(river, arrived, name)

    assert not {"rankin", "haines", *WORDS} & set(re.findall(r"\w+", text.casefold()))
    assert not re.search(r"\d\d:\d\d", text)


@pytest.mark.parametrize("name", sorted(sheets.SHEETS))
def test_the_korean_sheets_leave_no_english_sentence(river, arrived, name):
    left = set(re.findall(r"[A-Za-z]{2,}", text_of(river, arrived, name, "ko")))

    assert left <= {"Ripley", "Wilmington", "Sandusky", arrived.passage.code[2:]}


def test_letter_paper_is_letter_paper(river, handed):
    a4, letter = (pages(river, handed, "way", "en", paper)[0] for paper in ("a4", "us-letter"))

    assert [round(float(a4.mediabox.width)), round(float(letter.mediabox.width))] == [595, 612]
