"""Whether anybody is left behind: waits set side by side, worked by hand."""

from datetime import date

from waystation.cases.grouping.fairness import Wait, table
from waystation.cases.person import named

TODAY = date(1855, 10, 26)


def wait(days, *people, urgency="medium", has_need=False):
    return Wait(days, urgency, has_need, people)


def row(found, aspect, kind):
    (line,) = [line for line in found.aspects[aspect] if line.kind == kind]
    return line.n_households, line.n_people, line.median_days, line.longest_days


def test_the_middle_wait_is_a_day_that_somebody_waited():
    waits = [wait(days, named("A", age=30)) for days in (9, 1, 4, 20)]

    everybody = table(waits, TODAY).everybody

    # Of 1, 4, 9 and 20 the lower one in the middle.
    assert (everybody.median_days, everybody.longest_days, everybody.n_people) == (4, 20, 4)


def test_a_household_stands_in_one_row_by_size_and_in_each_that_fits_by_age():
    family = wait(7, named("A", age=64, sex="female"), named("B", age=3), named("C", age=12))

    found = table([family], TODAY)

    assert row(found, "size", "two or three") == (1, 3, 7, 7)
    assert [line.kind for line in found.aspects["size"]] == ["two or three"]
    assert [line.kind for line in found.aspects["age"]] == [
        "child under 5",
        "child from 5",
        "somebody over 60",
    ]
    assert [line.kind for line in found.aspects["sex"]] == ["women"]


def test_those_who_wait_longer_than_others_are_pointed_out():
    # Everybody: 2 2 2 2 2 3 3 3, in the middle 2; with a need: 3 3 3, in the middle 3.
    grown = named("A", age=30)
    waits = [wait(2, grown) for _n in range(5)]
    waits += [wait(3, grown, has_need=True) for _n in range(3)]

    behind = {line.kind: line.is_behind for line in table(waits, TODAY).aspects["need"]}

    assert behind == {"need": True, "none": False}


def test_one_household_alone_says_nothing_of_its_kind():
    waits = [wait(2, named("A", age=30)) for _n in range(5)] + [wait(90, named("B", age=70))]

    lines = table(waits, TODAY).aspects["age"]

    assert not any(line.is_behind for line in lines)


def test_where_nobody_waits_nothing_is_behind():
    assert table([], TODAY).everybody.n_households == 0
