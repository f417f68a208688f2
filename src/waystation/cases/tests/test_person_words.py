"""What is written of a person, the way each language writes it."""

from datetime import date

import pytest
from django.utils import translation

from waystation.cases.birth import Birth
from waystation.cases.person_words import age_words, birth_words, day_words, told_words

TODAY = date(1855, 10, 26)


@pytest.mark.parametrize(
    ("birth", "english"),
    [
        (Birth(calendar="solar", year=1820, month=3, day=2), "2 March 1820"),
        (Birth(calendar="solar", year=1820, month=3), "March 1820"),
        (Birth(calendar="solar", year=1820, about=True), "about 1820"),
        (
            Birth(calendar="lunar", year=1838, month=4, day=2, leap_month=True),
            "lunar 1838, leap month 4, day 2 (25 May 1838 by the common calendar)",
        ),
        (Birth(year=1820), "1820, calendar not known"),
        (Birth(age_years=41), ""),
    ],
)
def test_a_birth_is_written_as_precisely_as_it_is_known(birth, english):
    assert birth_words(birth) == english


@pytest.mark.parametrize(
    ("birth", "korean"),
    [
        (Birth(calendar="solar", year=1855, month=10, day=26), "1855. 10. 26."),
        (Birth(calendar="solar", year=1855, month=10), "1855. 10."),
        (Birth(calendar="solar", year=1855), "1855년"),
    ],
)
def test_in_korean_the_year_comes_first(birth, korean):
    with translation.override("ko"):
        assert birth_words(birth) == korean
        assert day_words(TODAY) == "1855. 10. 26."


def test_an_age_is_one_number_or_the_two_between_which_it_lies():
    told = Birth(age_years=19, told_on=TODAY, korean_count=True, about=True)

    assert age_words(Birth(age_years=41), TODAY) == "41"
    assert age_words(Birth(calendar="solar", year=1837), TODAY) == "17 to 18"
    assert age_words(Birth(), TODAY) == ""
    assert told_words(told) == "about 19 years by Korean count, told on 26 October 1855"
    assert told_words(Birth(calendar="solar", year=1837)) == ""
