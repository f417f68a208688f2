"""Where a household stands: nothing opens early, nothing closes late, nothing is left out."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.resettlement.pathways import course, pathway_of
from waystation.resettlement.reading import shipped
from waystation.resettlement.tests.plain import figures, nominal, safe_until, to_be_opened
from waystation.resettlement.values import Done, Newcomer, Range, Stay

ANN, JOHN, MARY, WORKER = (UUID(int=n) for n in range(1, 5))
GROWN = Newcomer(id=ANN, born=(date(1980, 5, 1),) * 2, sex="female")


def a_stay(code, facts, done=()):
    return Stay(
        code="R-1", place="here", pathway=code, version=1, begun_on=date(2020, 1, 1),
        members=(), facts=facts, done=tuple(done),
    )  # fmt: skip


def done(step, on, person=None):
    return Done(step=step, on=on, by=WORKER, name="William", person=person)


def views(code, facts, people=(GROWN,), today=date(2025, 6, 1), noted=(), **more):
    return course(
        pathway_of(shipped(), code), shipped(), stay=a_stay(code, facts, noted),
        people=people, today=today, **more,
    )  # fmt: skip


def view(step, code, facts, *args, person=None, **more):
    found = [one for one in views(code, facts, *args, **more) if one.step.code == step]
    return next(iter(one for one in found if person in (None, one.person)), None)


def test_cash_assistance_lasts_by_the_day_somebody_became_eligible():
    last = {
        on: view("assistance", "united-states", {"eligible": date.fromisoformat(on)}).closes
        for on in ("2021-09-30", "2021-10-01", "2025-05-04", "2025-05-05")
    }

    assert last == {
        "2021-09-30": date(2022, 5, 29),
        "2021-10-01": date(2022, 9, 30),
        "2025-05-04": date(2026, 5, 3),
        "2025-05-05": date(2025, 9, 4),
    }


def test_the_windows_of_whoever_arrived_on_a_leap_day_are_the_cautious_ones():
    facts = {"entry": date(2024, 2, 29)}

    assert view("green-card", "united-states", facts).opens == date(2025, 3, 1)
    assert view("family-petition", "united-states", facts).closes == date(2026, 2, 27)


def test_selective_service_is_for_men_of_18_to_25_on_the_day_they_land():
    landed = date(2024, 7, 1)

    def is_asked(born, sex="male"):
        one = Newcomer(id=JOHN, born=(born, born), sex=sex)
        return view("selective-service", "united-states", {"entry": landed}, (one,)) is not None

    assert is_asked(date(1998, 7, 2))
    assert not is_asked(date(1998, 7, 1))
    assert is_asked(date(2006, 7, 1))
    assert not is_asked(date(2006, 7, 2))
    assert not is_asked(date(2000, 1, 1), "female")
    shown = view(
        "selective-service", "united-states", {"entry": landed},
        (Newcomer(id=JOHN, born=(date(2000, 1, 1),) * 2, sex="male"),),
    )  # fmt: skip
    assert shown.closes == date(2024, 7, 30)


def test_a_birth_nobody_knows_shows_the_step_and_says_that_it_is_not_sure():
    facts = {"entry": date(2024, 7, 1)}
    unknown = Newcomer(id=JOHN, sex="unknown")

    shown = view("selective-service", "united-states", facts, (unknown,))

    assert shown.unsure == ("sex", "birth")
    assert shown.closes == date(2024, 7, 30)


def test_an_age_on_a_day_that_has_not_come_is_not_sure_either():
    boy = Newcomer(id=JOHN, born=(date(2005, 1, 1),) * 2, sex="male")

    shown = view("selective-service", "united-states", {"arrived": date(2024, 1, 1)}, (boy,))

    assert (shown.state, shown.unsure) == ("to come", ("no day",))


def test_a_small_child_is_not_told_of_a_lender_because_a_day_has_not_come():
    def shown(born, facts, today):
        one = Newcomer(id=JOHN, born=(born, born))
        found = view("loan-first", "united-states", facts, (one,), today=today)
        return found and found.unsure

    waits, landed = {"arrived": date(2024, 1, 1)}, {"entry": date(2024, 7, 1)}
    child, soon_grown = date(2011, 3, 1), date(2006, 7, 2)

    assert shown(child, waits, date(2024, 2, 1)) is None
    assert shown(soon_grown, waits, date(2024, 2, 1)) == ("no day",)
    assert shown(date(1980, 1, 1), waits, date(2024, 2, 1)) == ()
    # Who was 17 on landing signed nothing, whatever their age later.
    assert shown(soon_grown, landed, date(2026, 1, 1)) is None


def test_who_comes_of_age_gets_the_steps_of_the_grown_and_keeps_what_was_done():
    girl = Newcomer(id=MARY, born=(date(2007, 3, 1),) * 2, sex="female")
    facts = {"settled": date(2024, 6, 1)}
    noted = [done("school", date(2024, 9, 1), MARY)]

    def state(step, today, noted=()):
        shown = view(step, "korea", facts, (girl,), today=today, noted=noted)
        return shown and shown.state

    assert (state("school", date(2025, 2, 28)), state("job", date(2025, 2, 28))) == ("open", None)
    assert (state("school", date(2025, 3, 1)), state("job", date(2025, 3, 1))) == (None, "open")
    assert state("school", date(2025, 3, 1), noted) == "done"


def test_an_inquiry_begun_in_february_2018_has_the_shorter_of_two_last_days():
    facts = {"inquiry-begins": date(2018, 2, 20)}

    shown = view("inquiry", "korea", facts, today=date(2018, 6, 1))

    assert (shown.closes, shown.unsure, shown.state) == (date(2018, 5, 20), ("boundary",), "late")
    assert {rule.value for rule in shown.because} == {90, 180}


def test_a_step_goes_from_to_come_over_open_to_late_and_done():
    facts = {"settled": date(2024, 1, 15)}

    def state(on, noted=()):
        return view("check-3", "canada-west-1850s", facts, today=on, noted=noted).state

    assert state(date(2024, 4, 14)) == "to come"
    assert state(date(2024, 4, 15)) == "open"
    assert state(date(2024, 5, 14)) == "open"
    assert state(date(2024, 5, 15)) == "late"
    assert state(date(2024, 5, 15), [done("check-3", date(2024, 4, 20))]) == "done"
    assert view("check-3", "canada-west-1850s", {}).state == "to come"


def test_a_step_that_no_rule_can_date_is_unknown_rather_than_open():
    tables = shipped()
    without = msgspec.structs.replace(
        tables, rules=tuple(rule for rule in tables.rules if rule.code != "us-green-card")
    )
    pathway = pathway_of(tables, "united-states")
    stay = a_stay("united-states", {"entry": date(2024, 1, 1)})

    found = course(pathway, without, stay=stay, people=[GROWN], today=date(2025, 6, 1))

    shown = next(one for one in found if one.step.code == "green-card")
    assert (shown.state, shown.opens, shown.unsure) == ("unknown", None, ("no rule",))


def test_what_one_person_did_says_nothing_of_another():
    people = (GROWN, Newcomer(id=JOHN, born=(date(1979, 1, 1),) * 2, sex="male"))
    # The stay keeps the first person's day among its facts as well.
    facts = {"settled": date(2024, 1, 1), "job": date(2024, 2, 1)}
    noted = [done("job", date(2024, 2, 1), ANN)]

    def of(step, person):
        return view(step, "korea", facts, people, noted=noted, person=person)

    assert (of("job", ANN).state, of("job", JOHN).state) == ("done", "open")
    assert of("job-incentive", ANN).opens == date(2024, 8, 1)
    assert (of("job-incentive", JOHN).state, of("job-incentive", JOHN).starts) == ("to come", None)


def test_what_was_done_before_a_pathway_was_changed_stays_done():
    facts = {"arrived": date(2024, 1, 1), "interview": date(2024, 2, 1)}

    for code in ("thailand", "korea", "united-states"):
        assert view("interview", code, facts).done_on == date(2024, 2, 1)


def test_own_records_say_how_long_a_step_takes_before_a_rule_does():
    facts = {"hanawon-begins": date(2024, 1, 1)}
    seen = {"hanawon": Range(85, 92, 14)}

    by_rule = view("hanawon", "korea", facts)
    as_seen = view("hanawon", "korea", facts, ranges=seen)

    assert (by_rule.least_days, by_rule.most_days) == (84, 84)
    assert (as_seen.least_days, as_seen.most_days) == (85, 92)
    to_come = view("hanawon", "korea", {})
    assert (to_come.state, to_come.most_days) == ("to come", 84)
    nobody_knows = view("interview", "korea", {})
    assert (nobody_knows.least_days, nobody_knows.most_days) == (None, None)


def test_a_pathway_that_nobody_wrote_is_not_made_up():
    with pytest.raises(LookupError, match="atlantis"):
        pathway_of(shipped(), "atlantis")
    assert pathway_of(shipped(), "korea").version == 1


DAYS = st.dates(date(2005, 1, 1), date(2027, 12, 31))
CODES = st.sampled_from([pathway.code for pathway in shipped().pathways])
BIRTHS = st.none() | st.tuples(
    st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(0, 800)
).map(lambda told: (told[0], told[0] + timedelta(days=told[1])))
PEOPLE = st.lists(
    st.builds(
        Newcomer, id=st.uuids(), born=BIRTHS, sex=st.sampled_from(("female", "male", "unknown"))
    ),
    min_size=1, max_size=5, unique_by=lambda one: one.id,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(CODES, PEOPLE, DAYS, st.data())
def test_no_step_opens_before_or_closes_after_a_rule_that_may_hold(code, people, today, data):
    pathway = pathway_of(shipped(), code)
    names = sorted({step.after for step in pathway.steps})
    facts = {name: data.draw(DAYS) for name in names if data.draw(st.booleans())}

    for shown in views(code, facts, people, today):
        step, starts = shown.step, shown.starts
        assert starts == facts.get(step.after)
        if starts is None:
            assert (shown.opens, shown.closes) == (None, None)
            continue
        opening = figures(shipped().rules, step.opens, starts, len(people))
        closing = figures(shipped().rules, step.closes, starts, len(people))
        for rule in opening:
            least = to_be_opened(nominal(starts, rule.value, rule.unit))
            assert shown.opens is not None
            assert shown.opens >= least
        for rule in closing:
            assert shown.closes is not None
            assert shown.closes <= safe_until(nominal(starts, rule.value, rule.unit))
        assert shown.closes is None or closing
        if shown.done_on is None:
            is_open = shown.opens is not None and today >= shown.opens
            is_late = shown.closes is not None and today > shown.closes
            assert (shown.state == "open") == (is_open and not is_late)
            assert (shown.state == "late") == is_late


@settings(max_examples=25, deadline=None)
@given(PEOPLE, DAYS, st.data())
def test_a_step_is_left_out_only_where_it_is_for_nobody_whenever_they_were_born(
    people, landed, data
):
    shown = {
        one.person: one.unsure
        for one in views("united-states", {"entry": landed}, people)
        if one.step.code == "selective-service"
    }

    for one in people:
        born = one.born or (date(1930, 1, 1), date(2020, 1, 1))
        truly = data.draw(st.dates(*born))
        sex = one.sex if one.sex != "unknown" else data.draw(st.sampled_from(("female", "male")))
        age = landed.year - truly.year - ((landed.month, landed.day) < (truly.month, truly.day))
        is_for = sex == "male" and 18 <= age < 26
        assert one.id in shown or not is_for
        assert is_for or one.id not in shown or shown[one.id] or (truly.month, truly.day) == (2, 29)
