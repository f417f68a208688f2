"""What stands in a request's way, and what is believed of a death."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.ids import new_id
from waystation.cases import birth as births
from waystation.cases.birth import Birth
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.profile_forms import birth_line, said_birth
from waystation.tracing.requests import domain
from waystation.tracing.tests.builders import UNTIL, a_profile, a_request, agreed, born
from waystation.tracing.values import Profile, Report

BY = new_id()


def word(says, source):
    return Report(says=says, source=source, heard_on=TODAY, by=BY)


def test_a_request_is_searched_only_with_a_yes_a_known_seeker_and_something_to_search_by():
    assert domain.lacks(a_request(), TODAY) == []
    assert domain.lacks(a_request(agreed=None, identity=None), TODAY) == ["consent", "identity"]
    assert domain.lacks(a_request(), UNTIL + timedelta(days=1)) == ["run out"]
    assert domain.lacks(a_request(agreed=agreed(withdrawn_at=NOW)), TODAY) == ["taken back"]
    assert domain.lacks(a_request(sought=Profile()), TODAY) == ["nothing known"]
    assert domain.lacks(a_request(state="paused"), TODAY) == ["paused"]


def test_a_child_who_seeks_needs_a_guardian_and_a_reason():
    child = a_profile("Mary Jackson", birth=born(TODAY.year - 11))

    assert domain.lacks(a_request(seeker=child), TODAY) == ["guardian", "best interests"]
    sound = a_request(seeker=child, guardian="an aunt", best_interests="she asks for her mother")
    assert domain.lacks(sound, TODAY) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], ""),
        ([("alive", "a letter")], ""),
        ([("dead", "a trader")], "one report"),
        ([("dead", "a trader"), ("dead", " A  Trader ")], "one report"),
        ([("dead", "a trader"), ("dead", "the parish book")], "two reports"),
        ([("dead", "a trader"), ("dead", "a book"), ("alive", "a letter")], "contradicted"),
    ],
)
def test_a_death_takes_two_sources_that_are_not_one(said, expected):
    assert domain.death([word(*one) for one in said]) == expected


def test_what_changed_is_kept_and_can_be_put_back():
    held = domain.Held(request=a_request())
    told = replace(held.request, story="They were sold apart.", last_news="none")

    new = domain.changed(held, told, what="changed", why="", by=BY, name="PETER", at=NOW)

    assert set(new.steps[0].was) == {"story", "last_news"}
    view = domain.RequestView(BY, 2, new.request, new.steps)
    assert domain.before(view) == held.request
    assert (
        domain.changed(held, held.request, what="changed", why="", by=BY, name="", at=NOW) is held
    )


def test_a_yes_that_was_taken_back_is_not_brought_back_by_a_press():
    held = domain.Held(request=a_request())
    gone = replace(held.request, agreed=agreed(withdrawn_at=NOW))
    new = domain.changed(held, gone, what="taken back", why="", by=BY, name="", at=NOW)

    assert domain.before(domain.RequestView(BY, 2, new.request, new.steps)) is None


@pytest.mark.parametrize(
    "birth",
    [
        Birth(),
        born(1837),
        born(1837, 9, 15),
        born(1837, 9, 15, "lunar"),
        Birth(calendar="lunar", year=1838, month=4, day=2, leap_month=True),
        Birth(calendar="solar", year=1837, about=True),
        Birth(age_years=41, told_on=TODAY - timedelta(days=900)),
        Birth(age_years=20, told_on=TODAY, korean_count=True),
        Birth(calendar="unknown", year=1837, month=9, day=15),
    ],
)
def test_a_birth_that_nobody_touched_in_the_form_stays_as_it_was_known(birth):
    line = birth_line(birth)
    typed = births.read(line, told_on=TODAY) if line else Birth()

    assert typed is not None
    assert said_birth(typed, birth, TODAY) == birth
