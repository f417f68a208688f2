"""What is due: with its rule, by the day that decides, and in sums that explain themselves."""

from datetime import date
from uuid import UUID

import msgspec

from waystation.resettlement.dated import may_be
from waystation.resettlement.dues import dues, least_and_most, sums
from waystation.resettlement.pathways import pathway_of
from waystation.resettlement.reading import shipped
from waystation.resettlement.tests.test_pathways import a_stay
from waystation.resettlement.values import Known, Member, Newcomer, Uncertain, Unknown

MILLION = 1_000_000
ELDER = Newcomer(id=UUID(int=1), born=(date(1958, 3, 1),) * 2, sex="female")
SON = Newcomer(id=UUID(int=2), born=(date(1985, 3, 1),) * 2, sex="male")
CHILD = Newcomer(id=UUID(int=3), born=(date(2015, 3, 1),) * 2, sex="female")
SETTLED = {"settled": date(2020, 6, 1), "basic-money": date(2020, 6, 10)}


def found(people, facts=SETTLED, code="korea", today=date(2020, 7, 1)):
    return dues(
        pathway_of(shipped(), code), shipped(), stay=a_stay(code, facts), people=people,
        today=today,
    )  # fmt: skip


def of(code, *args, **more):
    return [due for due in found(*args, **more) if due.benefit.code == code]


def with_grounds(person, *grounds):
    return msgspec.structs.replace(person, grounds=grounds)


def test_a_person_of_62_with_a_disability_gets_one_addition_only_the_larger():
    both = with_grounds(ELDER, "disability")

    [elder], [disability] = of("add-elder", [both]), of("add-disability", [both])

    assert (elder.not_added, disability.not_added) == (True, False)
    assert (elder.told.value, disability.told.value) == (7_200_000, 15_400_000)
    once = next(one for one in sums(found([both])) if one.each == "")
    assert elder in once.left_out
    assert disability in once.added


def test_who_may_get_up_to_the_larger_surely_gets_the_smaller():
    both = with_grounds(ELDER, "disability")
    alone = sums([due for due in found([both]) if due.benefit.one_of == "addition"])

    assert [(one.least, one.most) for one in alone] == [(7_200_000, 15_400_000)]


def test_what_comes_every_month_is_not_set_against_what_comes_once():
    ill = with_grounds(ELDER, "long illness")

    [elder], [illness] = of("add-elder", [ill]), of("add-illness", [ill])

    assert (elder.not_added, illness.not_added) == (False, False)
    assert (elder.told.why, illness.told.why) == ("either", "either")
    assert {one.each: one.least for one in sums([elder, illness])} == {"": 0, "month": 0}


def test_housing_money_goes_by_how_many_they_are_on_the_day_they_move_in():
    grown = [Newcomer(id=UUID(int=n), born=(date(1990, 1, 1),) * 2) for n in range(1, 6)]

    def housing(people):
        return of("housing", people)[0].told.value

    assert [housing(grown[:n]) // MILLION for n in (1, 2, 4, 5)] == [16, 20, 20, 23]
    born_later = Newcomer(id=UUID(int=9), born=(date(2020, 6, 2),) * 2)
    assert housing([*grown[:4], born_later]) == 20 * MILLION


def test_a_child_that_may_have_been_born_by_then_leaves_it_open():
    grown = [Newcomer(id=UUID(int=n), born=(date(1990, 1, 1),) * 2) for n in range(1, 5)]
    child = Newcomer(id=UUID(int=9), born=(date(2020, 5, 20), date(2020, 6, 20)))

    told = of("housing", [*grown, child])[0].told

    assert isinstance(told, Uncertain)
    assert told.why == "size"
    assert [known.value for known in told.may] == [20 * MILLION, 23 * MILLION]


def test_what_is_proposed_is_shown_and_enters_no_sum():
    facts = {"settled": date(2025, 2, 1), "basic-money": date(2025, 3, 1)}

    [basic] = of("basic-money", [SON], facts=facts)

    assert [known.value for known in basic.told.may] == [10 * MILLION, 15 * MILLION]
    assert least_and_most(basic) == (10 * MILLION, 10 * MILLION)
    assert [one.most for one in sums([basic])] == [10 * MILLION]


def test_before_the_day_that_decides_it_is_told_what_holds_today():
    [early] = of("basic-money", [SON], facts={}, today=date(2019, 7, 1))
    [later] = of("basic-money", [SON], facts={}, today=date(2019, 7, 21))

    assert (early.on, early.told.value, later.told.value) == (None, 7 * MILLION, 8 * MILLION)


def test_a_figure_that_nobody_knows_adds_nothing_and_is_shown():
    [basic] = of("basic-money", [SON, CHILD])

    assert isinstance(basic.told, Unknown)
    assert least_and_most(basic) == (0, 0)
    assert basic in found([SON, CHILD])


def test_the_part_that_is_paid_at_once_is_not_added_to_the_whole():
    facts = {"settled": date(2014, 2, 1), "basic-money": date(2014, 2, 5)}

    [part] = of("first-payment", [SON], facts=facts)
    [total] = sums([due for due in found([SON], facts=facts) if due.benefit.one_of == "basic"])

    assert part.not_added
    assert (total.least, total.most) == (7 * MILLION, 7 * MILLION)


def test_a_birth_nobody_knows_makes_an_addition_possible_and_no_more():
    unknown = Newcomer(id=UUID(int=7))

    [elder] = of("add-elder", [unknown])

    assert isinstance(elder.told, Uncertain)
    assert elder.told.why == "birth"
    assert least_and_most(elder) == (0, 7_200_000)


def test_the_training_bonus_goes_by_the_day_of_entry():
    def bonus(entry):
        return of("training-bonus", [SON], facts={"entry": entry})[0].told

    assert bonus(date(2014, 11, 28)).value == 100
    assert isinstance(bonus(date(2014, 11, 29)), Uncertain)
    assert bonus(date(2014, 11, 30)).value == 0


def test_the_loan_of_a_third_party_is_shown_and_enters_no_sum_on_either_side():
    everything = found([SON, CHILD], facts={"entry": date(2025, 1, 1)}, code="united-states")
    loans = [due for due in everything if due.benefit.is_debt]

    assert [(due.person, due.told.value) for due in loans] == [(SON.id, 1_100)]
    assert sums(everything) == []


def test_a_sum_is_no_more_and_no_less_than_what_it_names():
    [once] = [one for one in sums(found([ELDER, SON, CHILD])) if one.each == ""]
    spans = [least_and_most(due) for due in once.added]

    assert once.least == sum(least for least, _most in spans)
    assert once.most == sum(most for _least, most in spans)
    assert all(isinstance(due.told, Known | Uncertain) and may_be(due.told) for due in once.added)
    assert all(due.not_added for due in once.left_out)


def test_of_what_may_be_paid_instead_nothing_is_sure_not_even_the_smaller():
    ill = with_grounds(ELDER, "disability", "long illness")
    mine = [due for due in found([ill]) if due.benefit.one_of == "addition"]

    assert {one.each: (one.least, one.most) for one in sums(mine)} == {
        "": (0, 15_400_000),
        "month": (0, 800_000),
    }


def test_who_came_or_left_after_the_day_that_decides_leaves_the_size_open():
    grown = [Newcomer(id=UUID(int=n), born=(date(1990, 1, 1),) * 2) for n in range(1, 6)]
    pathway, moved_in = pathway_of(shipped(), "korea"), SETTLED["settled"]

    def housing(people, **more):
        stay = msgspec.structs.replace(a_stay("korea", SETTLED), **more)
        all_of_it = dues(pathway, shipped(), stay=stay, people=people, today=date(2021, 1, 1))
        [due] = [due for due in all_of_it if due.benefit.code == "housing"]
        return [known.value // MILLION for known in may_be(due.told)]

    def married(on):
        return (*(Member(person=one.id) for one in grown[:4]), Member(person=grown[4].id, since=on))

    assert housing(grown, members=married(date(2020, 9, 1))) == [20, 23]
    assert housing(grown, members=married(moved_in)) == [23]
    gone = {"away": (grown[4].id,)}
    assert housing(grown[:4], **gone, away_since={grown[4].id: date(2020, 9, 1)}) == [20, 23]
    assert housing(grown[:4], **gone, away_since={grown[4].id: moved_in}) == [20]


def test_a_travel_loan_is_shown_to_whoever_may_sign_for_it_and_to_no_child():
    landed = {"entry": date(2024, 7, 1)}
    child = Newcomer(id=UUID(int=4), born=(date(2011, 3, 1),) * 2)

    def borrowers(facts, today):
        everything = found([SON, child], facts=facts, code="united-states", today=today)
        return [due.person for due in everything if due.benefit.is_debt]

    assert borrowers(landed, date(2024, 8, 1)) == [SON.id]
    # Years later the child is grown, and signed nothing.
    assert borrowers(landed, date(2029, 8, 1)) == [SON.id]
    assert borrowers({}, date(2024, 8, 1)) == [SON.id]
