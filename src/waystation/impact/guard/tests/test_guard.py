"""The guard: each rule by hand, drawn attacks all refused, harmless series let pass."""

from collections import Counter

import pytest

from waystation.impact.guard import noise
from waystation.impact.guard.domain import cell_of, judge, moved_enough, units_of
from waystation.impact.guard.tests.series import ATTACK_WAYS, attacks, harmless


def journeys(*people: int, wrong=(), group=None):
    return units_of(list(people), group=group or list(range(len(people))), wrong=wrong)


def cell(units, name, *members):
    return cell_of(name, members, units)


def rules(refusals):
    return [no.rule for no in refusals]


def fall(series):
    """Publish step by step; gives the number of the first that is refused, and by which rules."""
    released = []
    for nth, step in enumerate(series.steps):
        refusals = judge(series.units, released, step)
        if refusals:
            return nth, refusals
        released += step
    return None, ()


@pytest.mark.parametrize(("people", "passes"), [
    ((4, 3, 3), True), ((3, 3, 3), False), ((5, 5), False), ((10, 10, 0), False),
])  # fmt: skip
def test_ten_people_of_three_journeys_are_enough_and_nothing_less(people, passes):
    units = journeys(*people)

    refusals = judge(units, [], [cell(units, "people", *range(len(people)))])

    assert rules(refusals) == ([] if passes else ["few"])


def test_a_count_is_rounded_down():
    units = journeys(4, 8, 7)

    assert cell(units, "people", 0, 1, 2).floor == 10


def test_too_little_moved_is_said_with_how_much():
    units = journeys(5, 5, 5, 9, 9)
    before = cell(units, "people", 0, 1, 2)

    [first, *_rest] = judge(units, [before], [cell(units, "people", 0, 1, 2, 3, 4)])

    assert (first.rule, first.people, first.groups) == ("movement", 18, 2)


def test_what_is_in_neither_of_two_parts_is_a_part_too():
    units = journeys(4, 4, 4, 4, 4, 4, 2, 2, 2)
    parts = [cell(units, "a", 0, 1, 2), cell(units, "b", 3, 4, 5)]

    refusals = judge(units, parts, [cell(units, "people", *range(9))])

    # 6 people of 3 journeys are left when both are taken off; each alone leaves 18.
    assert [(no.rule, no.people, no.groups) for no in refusals] == [("span", 6, 3)]


def test_few_that_no_sum_isolates_may_still_be_squeezed_between_roundings():
    units = journeys(3, 3, 4, 4, 3, 4, 9, 9, 9, 9, 9, 9, 2)
    released = [cell(units, "c", 0, 1, 2, 6, 7, 8), cell(units, "d", 3, 4, 5, 9, 10, 11)]

    refusals = judge(units, released, [cell(units, "a", 0, 1, 2, 3, 4, 5, 12)])

    assert [(no.rule, no.people) for no in refusals] == [("interval", 2)]


def test_the_same_cell_again_tells_nothing():
    units = journeys(5, 5, 5)
    before = cell(units, "people", 0, 1, 2)

    assert judge(units, [before], [before]) == ()


def test_a_correction_travels_with_three_other_journeys_of_ten_other_people():
    # The third record was wrong: 9 people; the eighth stands in its place: 4 of the same journey.
    units = journeys(5, 5, 9, 4, 4, 4, 5, 4, wrong=[2], group=[0, 1, 2, 3, 4, 5, 6, 2])
    before = cell(units, "people", 0, 1, 2, 6)

    alone = judge(units, [before], [cell(units, "people", 0, 1, 6, 7)])
    with_few = judge(units, [before], [cell(units, "people", 0, 1, 6, 7, 3, 4)])
    in_company = judge(units, [before], [cell(units, "people", 0, 1, 6, 7, 3, 4, 5)])

    assert "difference" in rules(alone)
    assert "difference" in rules(with_few)
    assert in_company == ()


def test_a_span_that_only_a_correction_would_change_stays_as_it_was():
    units = journeys(5, 5, 9, 4, wrong=[2], group=[0, 1, 2, 2])
    before, after = cell(units, "years 1854", 0, 1, 2), cell(units, "years 1854", 0, 1, 3)

    assert not moved_enough(units, before, after)


def test_years_that_are_told_again_as_they_were_go_beside_a_total_that_was_corrected():
    # The third record was wrong; the fourth stands in its place, of the same journey.
    units = journeys(5, 5, 9, 4, 4, 5, 5, 5, wrong=[2], group=[0, 1, 2, 2, 3, 4, 5, 6])
    of_1854, of_1855 = cell(units, "years 1854", 0, 1, 2, 7), cell(units, "years 1855", 4, 5, 6)
    before, after = (cell(units, "people", *held) for held in ((0, 1, 2, 7), (0, 1, 3, 7, 4, 5, 6)))
    assert judge(units, [before, of_1854], [after]) == ()

    refusals = judge(units, [before, of_1854, after], [of_1854, of_1855])

    assert refusals == ()


def test_every_drawn_attack_is_refused_at_the_step_that_would_tell():
    fell = Counter()
    for series in attacks(10 * len(ATTACK_WAYS), seed=1):
        nth, refusals = fall(series)
        fell[series.way, nth == len(series.steps) - 1] += 1
        assert refusals, series.way

    # Nearly all of them are led up to their last step; some are refused before it.
    assert sum(n for (_way, at_end), n in fell.items() if at_end) >= 90


def test_harmless_series_pass():
    assert [fall(series)[0] for series in harmless(8, seed=2)] == [None] * 8


@pytest.mark.long
def test_a_thousand_attacks_are_refused_and_a_thousand_harmless_series_pass():
    refused = sum(bool(fall(series)[1]) for series in attacks(1_000, seed=3))
    passed = sum(fall(series)[0] is None for series in harmless(1_000, seed=4))

    assert refused == 1_000
    assert passed >= 950


def test_noise_is_drawn_from_the_list_alone_and_counts_stay_counts():
    drawn = [noise.noisy([0, 40, 1_000], 500) for _nth in range(40)]

    assert all(isinstance(n, int) and n >= 0 for row in drawn for n in row)
    # Scale 2: the mean of 40 draws is off by more than 2 once in a million times.
    assert abs(sum(row[2] for row in drawn) / 40 - 1_000) < 3
    assert len({row[1] for row in drawn}) > 1
    with pytest.raises(ValueError, match="give one of"):
        noise.noisy([1], 1_000)


def test_a_year_has_so_much_privacy_and_no_more():
    assert [noise.left([]), noise.left([500, 250]), noise.left([500, 500])] == [1_000, 250, 0]
