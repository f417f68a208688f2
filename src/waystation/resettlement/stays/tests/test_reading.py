"""Who reads a stay, that a row put back is noticed, and what own records tell of others."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases.birth import Birth
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.cases.tests.purges import approve, ask, carry_out
from waystation.resettlement.models import StayRow
from waystation.resettlement.stays import domain, queries, services
from waystation.resettlement.stays.tests.builders import do, modern
from waystation.resettlement.tests.conftest import ARRIVED_ON, PATHWAY, three
from waystation.vault import door, moving
from waystation.vault.keyring import Keyring


def test_a_stranger_reads_no_stay_and_cannot_tell_it_from_one_that_never_was(settled, stranger):
    said = []
    for household in (settled, new_id()):
        with pytest.raises(Refused) as refused:
            queries.stay(household, stranger)
        said.append(str(refused.value))

    assert said[0] == said[1]
    assert queries.stays(stranger) == []
    with pytest.raises(Refused):
        do(settled, stranger, "shelter")


def test_a_row_put_back_to_what_it_was_is_noticed(settled, william):
    old = StayRow.objects.filter(pk=settled).values("body", "revision").get()
    do(settled, william, "shelter")
    StayRow.objects.filter(pk=settled).update(**old)

    with pytest.raises(Tampered):
        queries.stay(settled, william)
    with pytest.raises(Tampered):
        queries.stays(william)


def test_a_row_that_is_lost_is_noticed(settled, william):
    StayRow.objects.filter(pk=settled).delete()

    with pytest.raises(Tampered):
        queries.find_stay(settled, william)
    with pytest.raises(Tampered):
        queries.stays(william)


def test_a_stay_goes_along_to_another_compartment_and_rings_there(william, office):
    family = modern(william)
    both = Keyring.of(new_id(), [office.gazetteer, office.cases, office.elsewhere])
    mover = door.Who(both.user_id, "Harriet", "field manager", both, None, None)
    moving.move_case(family, office.elsewhere.cell, by=mover, now=NOW)

    there = Keyring.of(new_id(), [office.gazetteer, office.elsewhere])
    assert queries.stay(family, there).cell == office.elsewhere.cell
    assert queries.forgotten(there, TODAY) == []
    with pytest.raises(Refused):
        queries.stay(family, william)


def test_a_case_that_is_destroyed_leaves_no_stay(settled, william, harriet, passmore):
    purge_id = ask(settled, william)
    approve(purge_id, harriet, passmore)
    carry_out(purge_id, william)

    assert not StayRow.objects.exists()
    assert queries.stays(william) == []


def test_a_guessed_birth_is_taken_as_far_off_as_it_may_be(william):
    exact = Birth(calendar="solar", year=1815, month=3, day=2)
    span = queries.born(Birth(calendar="solar", year=1815, month=3, day=2, about=True))

    assert queries.born(exact) == exact.span()
    # Two years either way, and a day or two more rather than one less.
    assert span[0].isoformat() == "1813-02-28"
    assert span[1].isoformat() == "1817-03-03"


def test_nine_of_ten_and_the_middle_one_are_told_by_hand():
    assert domain.range_of([9, 1, 5, 3, 7, 2, 8, 4, 6, 30]).middle_days == 5
    assert domain.range_of([9, 1, 5, 3, 7, 2, 8, 4, 6, 30]).most_days == 9
    assert domain.range_of([4]).most_days == 4


def test_how_long_a_step_takes_is_told_only_once_ten_households_went_through_it(william):
    def one(days):
        family = settle(william, three(), state="arrived", arrived_on=ARRIVED_ON)
        services.begin(
            household_id=family, pathway=PATHWAY, on=ARRIVED_ON, keyring=william, now=NOW
        )
        do(family, william, "shelter", on=ARRIVED_ON + timedelta(days=days))

    for days in range(9):
        one(days)
    assert queries.ranges(william, TODAY) == {}
    one(20)

    known = queries.ranges(william, TODAY, PATHWAY)["shelter"]
    assert (known.middle_days, known.most_days, known.n) == (4, 8, 10)
    assert queries.ranges(william, TODAY, "korea") == {}
    # A year and a day later these tell nothing any more.
    assert queries.ranges(william, ARRIVED_ON + timedelta(days=400)) == {}
