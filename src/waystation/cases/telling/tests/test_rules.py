"""When a yes to being told of counts: the rules alone, by hand."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from waystation.cases.telling import domain
from waystation.cases.telling.domain import Asking, Scope
from waystation.cases.telling.tests.builders import a_telling

WORKER, ASKER, ANN = uuid4(), uuid4(), uuid4()
ASKED = date(1855, 10, 26)


def asking(**said):
    usual = {
        "arrived_on": date(1855, 7, 28), "worker": WORKER, "asker": ASKER, "role": "field manager",
        "languages": ("en",), "is_child": False, "said_no": False,
    }  # fmt: skip
    return Asking(**usual | said)


def test_a_yes_counts_ninety_days_after_arrival_asked_by_somebody_else():
    # 28 July and 90 days is 26 October.
    assert domain.may_ask_from(date(1855, 7, 28)) == ASKED
    assert domain.why_not(a_telling(ANN), asking()) is None


def test_a_yes_that_could_not_be_freely_given_does_not_count():
    flaws = [
        ({"arrived_on": None}, "not arrived"),
        ({"arrived_on": date(1855, 7, 29)}, "too early"),
        ({"worker": None}, "nobody in charge"),
        ({"worker": ASKER}, "own case worker"),
        ({"role": "fundraiser"}, "fundraiser"),
        ({"said_no": True}, "said no"),
        ({"languages": ("ko",)}, "not their language"),
        ({"is_child": True}, "guardian missing"),
    ]

    for said, why in flaws:
        assert domain.why_not(a_telling(ANN), asking(**said)) == why


def test_without_an_interpreter_named_it_does_not_count():
    assert domain.why_not(a_telling(ANN, interpreter=" "), asking()) == "no interpreter"


def test_a_childs_own_yes_is_needed_beside_the_guardians():
    of_a_child = {"guardian_alias": "Aunt", "as_child": True}
    yes = a_telling(ANN, assent="yes", **of_a_child)
    no = a_telling(ANN, assent="no", **of_a_child)

    assert domain.why_not(yes, asking(is_child=True)) is None
    assert domain.why_not(no, asking(is_child=True)) == "child said no"


def test_a_childs_yes_ends_the_day_before_they_come_of_age():
    theirs = a_telling(ANN, as_child=True)

    assert domain.ends_on(theirs, date(1856, 1, 1)) == date(1855, 12, 31)
    assert domain.ends_on(theirs, date(1860, 1, 1)) == theirs.valid_until
    assert domain.ends_on(a_telling(ANN), date(1856, 1, 1)) == ASKED + timedelta(days=365)


def test_a_consent_covers_what_it_names_and_nothing_else():
    one = a_telling(ANN)
    given = {"uses": one.uses, "channels": one.channels, "forms": one.forms}
    needs = [
        (Scope(("story",), ("site",), ("pseudonym",)), True),
        (Scope(("story",), ("site",), ("name",)), False),
        (Scope(("story",), ("site",), ("face",)), False),
        (Scope(("portrait",), ("site",), ("pseudonym",)), False),
        (Scope(("story",), ("print",), ("pseudonym",)), False),
    ]

    for need, covered in needs:
        assert domain.covers(need, **given, regions=("world",)) is covered


def test_what_is_read_everywhere_needs_a_yes_to_everywhere():
    one = a_telling(ANN)
    given = {"uses": one.uses, "channels": one.channels, "forms": one.forms}
    on_the_web = Scope(("story",), ("site",), ("pseudonym",))
    by_letter = Scope(("story",), ("newsletter",), ("pseudonym",))

    assert not domain.covers(on_the_web, **given, regions=("europe",))
    assert domain.covers(by_letter, **given, regions=("europe",))


def test_a_consent_lasts_a_year_at_most():
    with pytest.raises(ValueError, match="365 days"):
        a_telling(ANN, valid_until=ASKED + timedelta(days=366))
