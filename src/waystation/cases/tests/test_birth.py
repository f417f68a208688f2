"""Births by the sun, by the moon and by an age told, each worked by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.cases.birth import Birth, full_years, read

TODAY = date(1855, 10, 26)


def sun(*day, **said):
    return Birth(calendar="solar", **dict(zip(("year", "month", "day"), day, strict=False)), **said)


def moon(*day, **said):
    return Birth(calendar="lunar", **dict(zip(("year", "month", "day"), day, strict=False)), **said)


@pytest.mark.parametrize(
    ("birth", "ages", "is_child"),
    [
        (sun(1837, 10, 26), (18, 18), False),  # Of age since this morning.
        (sun(1837, 10, 27), (17, 17), True),
        (sun(1837, 10), (17, 18), True),  # Born on the last of October at the latest.
        (sun(1837), (17, 18), True),
        (sun(1836), (18, 19), False),
        (sun(1836, about=True), (16, 21), True),  # Two years either way.
        # The 15th day of the 8th month of 1837 was 14 September.
        (moon(1837, 8, 15), (18, 18), False),
        # The lunar year 1837 ran from 5 February 1837 to 25 January 1838.
        (moon(1837), (17, 18), True),
        (Birth(year=1837, month=10), (17, 18), True),  # By the sun or the moon, nobody knows.
        (Birth(age_years=17), (17, 17), True),
        (Birth(age_years=17, told_on=date(1854, 10, 26)), (18, 18), False),
        (Birth(age_years=17, told_on=date(1855, 1, 5)), (17, 18), True),
        # Nineteen by Korean count in 1855 was born in 1837.
        (Birth(age_years=19, told_on=TODAY, korean_count=True), (17, 18), True),
        (Birth(age_years=20, told_on=TODAY, korean_count=True), (18, 19), False),
        (Birth(), None, None),
    ],
)
def test_the_youngest_they_can_be_decides_whether_they_are_a_child(birth, ages, is_child):
    assert birth.ages_on(TODAY) == ages
    assert birth.is_child_on(TODAY) is is_child


def test_a_lunar_birthday_is_a_day_of_the_common_calendar():
    # Lunar New Year of 2024 was 10 February, Chuseok of 2023 was 29 September.
    assert moon(2024, 1, 1).solar() == date(2024, 2, 10)
    assert moon(2023, 8, 15).solar() == date(2023, 9, 29)
    # In 2023 the second month came twice: its leap month began on 22 March.
    assert moon(2023, 2, 1, leap_month=True).solar() == date(2023, 3, 22)
    assert moon(2023, 2, 1).solar() == date(2023, 2, 20)
    assert moon(1837, 8).solar() is sun(1837).solar() is None


def test_whoever_was_born_in_a_known_year_is_surely_of_age_on_a_day():
    assert sun(1840).adult_on() == date(1858, 12, 31)
    assert sun(1840, about=True).adult_on() == date(1860, 12, 31)
    assert sun(1840, 2, 29).adult_on() == date(1858, 3, 1)
    assert Birth(age_years=17).adult_on() is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"calendar": "solar", "year": 1837, "month": 13},
        {"calendar": "solar", "year": 1837, "month": 2, "day": 29},
        {"calendar": "lunar", "year": 1837, "month": 8, "day": 31},
        {"calendar": "lunar", "year": 1837, "month": 8, "day": 1, "leap_month": True},
        {"calendar": "solar", "month": 8},
        {"calendar": "mayan"},
        {"year": 837},
        {"age_years": -1},
        {"age_years": 19, "korean_count": True},
    ],
)
def test_a_day_that_never_was_is_not_born(wrong):
    with pytest.raises(ValueError, match=r"no such|between|needs"):
        Birth(**wrong)


@pytest.mark.parametrize(
    ("said", "birth"),
    [
        ("41", Birth(age_years=41, told_on=TODAY)),
        ("about 41", Birth(age_years=41, told_on=TODAY, about=True)),
        ("41세", Birth(age_years=41, told_on=TODAY)),
        ("약 41살", Birth(age_years=41, told_on=TODAY, about=True)),
        ("세는나이 20", Birth(age_years=20, told_on=TODAY, korean_count=True)),
        ("1837", sun(1837)),
        ("1837-09", sun(1837, 9)),
        ("1837. 9. 15.", sun(1837, 9, 15)),
        ("1837년 9월 15일생", sun(1837, 9, 15)),
        ("lunar 1837-8-15", moon(1837, 8, 15)),
        ("음력 1837. 8. 15.", moon(1837, 8, 15)),
        ("윤 1838. 4. 2.", moon(1838, 4, 2, leap_month=True)),
    ],
)
def test_an_age_or_a_birth_is_understood_as_people_write_it(said, birth):
    assert read(said, told_on=TODAY) == birth


@pytest.mark.parametrize(
    "said", ["forty", "1837-13-01", "1856", "15.9.1837", "41 or 42", "lunar 41", "130"]
)
def test_what_makes_no_sense_is_not_guessed(said):
    assert read(said, told_on=TODAY) is None


@given(
    born=st.dates(date(1760, 1, 1), date(1855, 10, 26)),
    later=st.dates(date(1855, 10, 26), date(1900, 1, 1)),
    known=st.sampled_from((1, 2, 3)),
)
def test_the_true_age_always_lies_between_the_least_and_the_greatest(born, later, known):
    told = sun(*(born.year, born.month, born.day)[:known])
    by_age = Birth(age_years=full_years(born, TODAY), told_on=TODAY)

    for birth in (told, by_age):
        least, most = birth.ages_on(later)
        assert least <= full_years(born, later) <= most
        assert most - least <= 1


@pytest.mark.parametrize("told_on", [date(1, 1, 1), date(9999, 12, 31)])
def test_no_age_is_told_on_a_day_that_no_age_can_be_counted_from(told_on):
    with pytest.raises(ValueError, match="between 1700 and 2050"):
        Birth(age_years=41, told_on=told_on)
