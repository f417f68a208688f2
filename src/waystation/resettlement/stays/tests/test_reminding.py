"""Every step with a last day is reminded of, by an alarm that rings without a key."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import tasks
from waystation.resettlement.stays import domain, queries, services
from waystation.resettlement.stays.tests.builders import LANDED, MODERN, do, modern
from waystation.resettlement.values import Ahead, Step, StepView, Text

WORDS = Text("a step", "단계")


def at(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "due"),
    [
        # 60 days and more: 30 days before; 14 and more: a week; 2 and more: a day; else the day.
        (date(2024, 3, 1), date(2024, 4, 30), date(2024, 3, 31)),
        (date(2024, 3, 1), date(2024, 4, 29), date(2024, 4, 22)),
        (date(2024, 3, 1), date(2024, 3, 14), date(2024, 3, 13)),
        (date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 2)),
        (date(2024, 3, 1), None, None),
    ],
)
def test_the_shorter_a_window_the_nearer_its_last_day_somebody_is_reminded(opens, closes, due):
    step = Step(code="a", stage="b", title=WORDS, says=WORDS, after="c")

    assert domain.remind_on(Ahead(step="a", opens=opens, closes=closes), step) == due


def test_what_opens_by_a_rule_years_ahead_is_not_forgotten_though_no_law_ends_it():
    step = Step(code="a", stage="b", title=WORDS, says=WORDS, after="c", opens="rule")

    due = domain.remind_on(Ahead(step="a", opens=date(2030, 1, 1)), step)

    assert due == date(2030, 1, 15)


def test_what_has_a_last_day_is_reminded_of_though_a_rule_on_either_side_of_it_is_missing():
    step = Step(code="a", stage="b", title=WORDS, says=WORDS, after="c", opens="o", closes="e")
    start, last = date(2024, 3, 1), date(2024, 4, 30)
    no_end = StepView(step=step, person=None, state="open", starts=start, opens=start)
    no_opening = StepView(step=step, person=None, state="unknown", starts=start, closes=last)
    neither = StepView(step=step, person=None, state="unknown", starts=start)

    found = domain.windows([no_end, no_opening, neither])

    assert [(one.opens, one.closes) for one in found] == [(start, None), (start, last)]
    only_ends = replace(step, opens="")
    assert [domain.remind_on(one, only_ends) for one in found] == [
        date(2024, 3, 15),
        date(2024, 3, 31),
    ]


def test_nothing_with_a_last_day_is_without_an_alarm_whatever_is_done_and_undone(william):
    family = modern(william)
    assert queries.forgotten(william, MODERN.date()) == []
    do(family, william, "home", on=LANDED, now=MODERN)
    assert queries.forgotten(william, MODERN.date()) == []
    services.undo_done(household_id=family, step="entry", keyring=william, now=MODERN)
    assert queries.forgotten(william, MODERN.date()) == []

    windows = [one for one in queries.stay(family, william).stay.ahead if one.closes]
    watches = {kept.value.watch for kept in tasks.still_open(family, william)}
    assert len(windows) == 7
    assert Watch.objects.filter(pk__in=watches, state="armed").count() == len(watches)


def test_a_step_that_is_done_rings_no_more_and_says_so_in_its_task(william):
    family = modern(william)
    before = Watch.objects.exclude(state="answered").count()

    do(family, william, "reception", on=MODERN.date(), now=MODERN)

    assert Watch.objects.exclude(state="answered").count() == before - 1
    came = [kept.value.came for kept in tasks.of(family, william) if not kept.value.is_open]
    assert came == ["done on 2024-03-04"]


def test_a_reminder_that_was_waved_away_is_missed_and_set_again(william):
    family = modern(william)
    [window] = [one for one in queries.stay(family, william).stay.ahead if one.step == "reception"]
    tasks.finish_task(part_id=window.task, came="later", keyring=william, now=MODERN)
    [(view, step)] = queries.forgotten(william, MODERN.date())
    assert (view.household_id, step.step.code) == (family, "reception")

    services.look_again(keyring=william, now=MODERN)

    assert queries.forgotten(william, MODERN.date()) == []


def test_a_step_that_is_late_rings_at_once_and_stays_late_until_it_is_done(william):
    family = modern(william)
    [window] = [one for one in queries.stay(family, william).stay.ahead if one.step == "reception"]
    late = at(window.closes + timedelta(days=1))

    assert services.look_again(keyring=william, now=late, at_most=10) == 1

    rings = [one for one in queries.stay(family, william).stay.ahead if one.rings]
    assert [one.step for one in rings].count("reception") == 1
    urgent = {kept.id for kept in tasks.still_open(family, william) if kept.value.urgent}
    assert {one.task for one in rings} <= urgent
    # Looked at again the same day, nothing changes.
    assert services.look_again(keyring=william, now=late, at_most=10) == 0


def test_a_visit_nobody_could_make_is_put_off_beyond_its_own_last_day_and_a_law_is_not(william):
    family = modern(william, home=LANDED)
    [visit] = [one for one in queries.stay(family, william).stay.ahead if one.step == "check-3"]
    day = visit.closes + timedelta(days=20)
    said = {"household_id": family, "keyring": william, "now": at(visit.closes)}
    services.put_off(step="check-3", until=day, **said)

    [later] = [one for one in queries.stay(family, william).stay.ahead if one.step == "check-3"]
    assert later.until == day
    # Past its last day it does not ring while it is put off, and does once that is over.
    late = at(visit.closes + timedelta(days=2))
    services.look_again(keyring=william, now=late)
    [later] = [one for one in queries.stay(family, william).stay.ahead if one.step == "check-3"]
    assert not later.rings
    services.look_again(keyring=william, now=at(day + timedelta(days=1)))
    [later] = [one for one in queries.stay(family, william).stay.ahead if one.step == "check-3"]
    assert later.rings
    with pytest.raises(Refused, match="last safe day"):
        services.put_off(
            household_id=family,
            step="family-petition",
            person_id=queries.stay(family, william).stay.members[0].person,
            until=LANDED + timedelta(days=800),
            keyring=william,
            now=MODERN,
        )


def test_the_windows_of_a_leap_day_are_the_cautious_ones(william):
    family = modern(william)
    mother = queries.stay(family, william).stay.members[0].person
    ahead = {(one.step, one.person): one for one in queries.stay(family, william).stay.ahead}

    # One year after 29 February 2024 rolls forward, two years after it backward and a day less.
    assert ahead["green-card", mother].opens == date(2025, 3, 1)
    assert ahead["family-petition", mother].closes == date(2026, 2, 27)


def test_a_reminder_that_was_put_off_is_not_silent_once_the_law_gives_less_time(william):
    family = modern(william)
    was = queries.stay(family, william).stay
    [window] = [one for one in was.ahead if one.step == "reception"]
    # As if the rule had given twenty days more when it was put off.
    more = window.closes + timedelta(days=20)
    ahead = tuple(
        replace(one, closes=more, until=more) if one == window else one for one in was.ahead
    )
    services.change(
        household_id=family, was=was, stay=replace(was, ahead=ahead), keyring=william, now=MODERN
    )

    services.look_again(keyring=william, now=at(window.closes + timedelta(days=1)))

    [now] = [one for one in queries.stay(family, william).stay.ahead if one.step == "reception"]
    assert (now.closes, now.until, now.rings) == (window.closes, None, True)
