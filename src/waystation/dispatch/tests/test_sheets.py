"""The debrief sheet: on paper, in the language of the people, without a name."""

import io
import re

import pypdf
import pytest

from waystation.base.errors import Refused
from waystation.dispatch import sheets
from waystation.dispatch.domain import WORDS
from waystation.dispatch.tests.test_arrive import travelled
from waystation.network import queries as network

TITLES = {"en": "Debrief after arrival", "ko": "도착 후 면담"}
OWE_NOTHING = {"en": "You owe nothing to anybody", "ko": "누구에게도 갚을 것이 없습니다"}


def text_of(river, kept, language: str) -> str:
    names = {place.slug: place.name for place in network.places(river.harriet)}
    pdf = sheets.debrief(river.passage(kept.id), names, language)
    assert pdf.startswith(b"%PDF")
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def arrived(river):
    kept = travelled(river, group_label="Harriet Shephard's group")
    river.arrive(kept)
    return kept


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_sheet_says_what_it_is_and_that_nobody_owes_anything(river, arrived, language):
    text = text_of(river, arrived, language)

    assert TITLES[language] in text
    assert OWE_NOTHING[language] in text
    assert arrived.passage.code in text
    assert "1855-10-27" in text
    assert "Wilmington" in text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_sheet_names_nobody_and_no_word_of_recognition(river, arrived, language):
    text = text_of(river, arrived, language)

    names = ("rankin", "haines", "shephard", "harriet")
    assert not {*names, *WORDS} & set(re.findall(r"\w+", text.casefold()))


def test_the_korean_sheet_leaves_no_english_sentence(river, arrived):
    # Left are the names of places, the code of the passage and nothing else.
    left = set(re.findall(r"[A-Za-z]{2,}", text_of(river, arrived, "ko")))

    assert left <= {"Ripley", "Wilmington", "Sandusky", arrived.passage.code[2:]}


def test_before_arrival_there_is_no_sheet(river):
    kept = river.approved()

    with pytest.raises(Refused, match="has not arrived yet"):
        sheets.debrief(kept, {}, "en")
