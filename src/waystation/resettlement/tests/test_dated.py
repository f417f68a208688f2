"""What a rule says on the day before, on and after every day on which it changes."""

from datetime import date, timedelta

import msgspec

from waystation.resettlement.dated import basis_of, is_stale, may_be, rules_of, told
from waystation.resettlement.reading import shipped
from waystation.resettlement.tests.plain import figures
from waystation.resettlement.values import Known, Rule, Tables, Uncertain, Unknown

MILLION = 1_000_000
KEPT = {"code": "x", "jurisdiction": "t", "unit": "days", "source": "s", "basis": "b"}


def value(code, on, size=1):
    """Say in short what a rule comes to: a figure, the figures it may be, or why there is none."""
    said = told(code, date.fromisoformat(on), shipped(), size)
    if isinstance(said, Known):
        return said.value
    if isinstance(said, Unknown):
        return said.why
    return said.why, *(known.value for known in said.may)


def tables(*rules):
    return Tables(tuple(Rule(**{**KEPT, **rule}) for rule in rules), ())


# Written by hand from the sources, not from the tables.
BY_HAND = {
    ("us-assistance", "1991-09-30", 1): "too early",
    ("us-assistance", "1991-10-01", 1): 8,
    ("us-assistance", "2021-09-30", 1): 8,
    ("us-assistance", "2021-10-01", 1): 12,
    ("us-assistance", "2025-05-04", 1): 12,
    ("us-assistance", "2025-05-05", 1): 4,
    ("us-assistance", "2025-05-06", 1): 4,
    ("kr-inquiry", "2018-01-15", 1): 180,
    ("kr-inquiry", "2018-01-31", 1): 180,
    ("kr-inquiry", "2018-02-01", 1): ("boundary", 180, 90),
    ("kr-inquiry", "2018-02-20", 1): ("boundary", 180, 90),
    ("kr-inquiry", "2018-02-28", 1): ("boundary", 180, 90),
    ("kr-inquiry", "2018-03-01", 1): 90,
    ("kr-inquiry-longer", "2018-01-31", 1): "too early",
    ("kr-inquiry-longer", "2018-02-15", 1): ("boundary", 30),
    ("kr-inquiry-longer", "2018-03-01", 1): 30,
    ("kr-basic-money", "2006-12-31", 1): "too early",
    ("kr-basic-money", "2007-01-01", 1): 6 * MILLION,
    ("kr-basic-money", "2012-12-31", 1): 6 * MILLION,
    ("kr-basic-money", "2013-01-01", 1): 7 * MILLION,
    ("kr-basic-money", "2019-07-01", 1): 7 * MILLION,
    ("kr-basic-money", "2019-07-09", 1): 7 * MILLION,
    ("kr-basic-money", "2019-07-10", 1): ("boundary", 7 * MILLION, 8 * MILLION),
    ("kr-basic-money", "2019-07-20", 1): ("boundary", 7 * MILLION, 8 * MILLION),
    ("kr-basic-money", "2019-07-21", 1): 8 * MILLION,
    ("kr-basic-money", "2022-12-31", 1): 8 * MILLION,
    ("kr-basic-money", "2023-01-01", 1): 9 * MILLION,
    ("kr-basic-money", "2023-12-31", 1): 9 * MILLION,
    ("kr-basic-money", "2024-01-01", 1): 10 * MILLION,
    ("kr-basic-money", "2024-12-31", 1): 10 * MILLION,
    ("kr-basic-money", "2025-03-01", 1): ("proposed", 10 * MILLION, 15 * MILLION),
    ("kr-basic-money", "2015-01-01", 2): 12 * MILLION,
    ("kr-basic-money", "2015-01-01", 3): 16 * MILLION,
    ("kr-basic-money", "2015-01-01", 4): 20 * MILLION,
    ("kr-basic-money", "2015-01-01", 5): 24 * MILLION,
    ("kr-basic-money", "2015-01-01", 6): 28 * MILLION,
    ("kr-basic-money", "2015-01-01", 7): 32 * MILLION,
    ("kr-basic-money", "2015-01-01", 9): 32 * MILLION,
    ("kr-basic-money", "2019-07-09", 2): 12 * MILLION,
    ("kr-basic-money", "2019-07-10", 2): "ended",
    ("kr-first-payment", "2013-06-01", 1): 4 * MILLION,
    ("kr-first-payment", "2013-06-01", 2): 5 * MILLION,
    ("kr-first-payment", "2013-06-01", 3): "no size",
    ("kr-housing", "2017-12-31", 1): 13 * MILLION,
    ("kr-housing", "2018-01-01", 1): 16 * MILLION,
    ("kr-housing", "2018-01-01", 2): 20 * MILLION,
    ("kr-housing", "2018-01-01", 4): 20 * MILLION,
    ("kr-housing", "2018-01-01", 5): 23 * MILLION,
    ("kr-housing", "2017-12-31", 2): "too early",
    ("kr-training-bonus", "2014-11-28", 1): 100,
    ("kr-training-bonus", "2014-11-29", 1): ("boundary", 100, 0),
    ("kr-training-bonus", "2014-11-30", 1): 0,
    ("kr-hanawon", "1999-07-07", 1): "too early",
    ("kr-hanawon", "1999-07-08", 1): 12,
    ("kr-emergency", "2022-12-31", 1): 1 * MILLION,
    ("kr-emergency", "2023-06-01", 1): ("boundary", 1 * MILLION, 1_500_000),
    ("kr-emergency", "2024-01-01", 1): 1_500_000,
    ("us-citizenship", "2025-01-01", 1): 5,
    ("cw-naturalisation", "1855-01-01", 1): ("unconfirmed", 7),
    ("us-arrived", "2010-03-31", 1): 94,
    ("us-arrived", "2010-04-01", 1): "ended",
    ("th-arrived", "2010-12-31", 1): 2_482,
    ("th-arrived", "2011-01-01", 1): "ended",
    ("th-arrived", "2016-01-01", 1): 535,
    ("th-arrived", "2017-06-30", 1): 385,
    ("th-fine", "2007-06-01", 1): 2_000,
    ("nobody-wrote-this", "2020-01-01", 1): "no rule",
}


def test_the_figures_of_the_sources_hold_on_the_days_around_every_change():
    assert {case: value(*case) for case in BY_HAND} == BY_HAND


def test_every_dated_rule_is_what_a_plain_reading_says_on_the_days_around_its_own():
    rules = shipped().rules
    asked, wrong = 0, []
    for rule in rules:
        for day in filter(None, (rule.valid_from, rule.sure_from, rule.valid_to)):
            for on in (day - timedelta(days=1), day, day + timedelta(days=1)):
                size = rule.size_from or 1
                found = figures(rules, rule.code, on, size)
                said = told(rule.code, on, shipped(), size)
                asked += 1
                if {known.rule for known in may_be(said)} - set(found):
                    wrong.append((rule.code, on, "says what does not hold"))
                if {one.value for one in found} != {known.value for known in may_be(said)}:
                    wrong.append((rule.code, on, "leaves out what may hold"))
                if isinstance(said, Known) and len({one.value for one in found}) > 1:
                    wrong.append((rule.code, on, "is sure where nobody can be"))

    assert asked > 100
    assert wrong == []


def test_what_is_only_proposed_makes_unsure_and_never_counts():
    said = told("kr-basic-money", date(2026, 1, 1), shipped())

    assert isinstance(said, Uncertain)
    assert [known.value for known in may_be(said)] == [10 * MILLION]
    assert {rule.status for rule in rules_of(said)} == {"in force", "proposed"}
    alone = tables({"value": 5, "status": "proposed", "valid_from": date(2020, 1, 1)})
    assert may_be(told("x", date(2021, 1, 1), alone)) == ()


def test_two_rules_that_say_the_same_around_a_change_leave_no_doubt():
    same = tables(
        {"value": 5},
        {"value": 5, "valid_from": date(2020, 2, 1), "sure_from": date(2020, 3, 1)},
    )

    said = told("x", date(2020, 2, 10), same)

    assert isinstance(said, Known)
    assert said.rule.valid_from == date(2020, 2, 1)


def test_two_rules_that_contradict_each_other_are_never_chosen_between():
    both = tables(
        {"value": 5, "valid_from": date(2020, 1, 1)}, {"value": 6, "valid_from": date(2020, 1, 1)}
    )

    said = told("x", date(2021, 1, 1), both)

    assert isinstance(said, Uncertain)
    assert {known.value for known in said.may} == {5, 6}


def test_a_rule_is_stale_a_year_after_somebody_read_its_source():
    rule = Rule(**KEPT, value=1, checked_on=date(2024, 2, 29))

    assert not is_stale(rule, date(2025, 3, 1))
    assert is_stale(rule, date(2025, 3, 2))
    assert not is_stale(msgspec.structs.replace(rule, checked_on=None), date(2090, 1, 1))


def test_the_day_that_decides_stands_in_the_rules():
    assert basis_of("us-assistance", shipped()) == "eligible"
    assert basis_of("nobody-wrote-this", shipped()) == ""
