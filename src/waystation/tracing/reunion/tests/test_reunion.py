"""A reunion stands on two consents, keeps what it promised, and tells figures a number."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import services as asking
from waystation.tracing.asking.tests.conftest import match_of
from waystation.tracing.matching import domain as looking
from waystation.tracing.matching.domain import Found
from waystation.tracing.models import MatchRow
from waystation.tracing.requests import queries as requests
from waystation.tracing.reunion import queries, services
from waystation.tracing.reunion.domain import (
    FOLLOW_DAYS,
    FollowUp,
    Outcome,
    Plan,
    Side,
    first_dates,
    with_tried,
)
from waystation.tracing.reunion.tests.conftest import put_match, son_and_mother
from waystation.tracing.tests.builders import agreed
from waystation.tracing.values import Act
from waystation.vault.keyring import Keyring
from waystation.vault.opening import swap

LATER = NOW + timedelta(days=8)
DECIDED = Side(words="the brown hen", beside="her sister", decided_on=TODAY, ready=True)


def seen(keyring, reunion_id, now=NOW):
    return queries.reunion(reunion_id, keyring, now.date())


def act(what, keyring, reunion_id, now=NOW, **said):
    at = seen(keyring, reunion_id, now).revision
    what(reunion_id=reunion_id, seen=at, keyring=keyring, now=now, **said)


def decide_both(keyring, reunion_id, side=DECIDED):
    for whose in ("seeker", "sought"):
        act(services.decide, keyring, reunion_id, whose=whose, side=side)


def met(people=2, came="met"):
    return Outcome(came=came, people=people, says="They held each other long.", on=TODAY)


def test_a_reunion_begins_on_an_open_contact_alone(desk, peter):
    son, mother = son_and_mother(peter)
    waiting = put_match(peter, son, other=mother, state="asked")

    with pytest.raises(Refused, match="Contact is not open"):
        services.begin(match_id=waiting, keyring=peter, now=NOW)

    assert queries.reunions(peter, TODAY) == []


def test_begun_twice_it_is_one(begun, contact, peter, vina):
    assert services.begin(match_id=contact, keyring=vina, now=NOW) == begun
    assert queries.unbegun(peter, TODAY, queries.reunions(peter, TODAY)) == []


def test_it_promises_to_ask_after_a_week_a_month_three_and_a_year(begun, peter):
    found = seen(peter, begun).reunion.follow_ups

    assert [(one.due - TODAY).days for one in found] == [7, 30, 91, 365]
    assert all(watches.is_set(one.watch) for one in found)


def test_a_promise_rings_at_the_desk_without_a_key(begun, peter):
    watches.ring_due(LATER)

    (rung,) = requests.ringing(peter)
    assert (rung.alarm.what, rung.alarm.request) == ("follow-up", seen(peter, begun).request)
    assert [one.due for one in seen(peter, begun, LATER).due] == [TODAY + timedelta(days=7)]


def test_whom_nobody_reached_is_tried_a_week_later_and_never_lapses(begun, peter):
    due = TODAY + timedelta(days=7)

    act(services.note_follow_up, peter, begun, now=LATER, due=due, reached=False, says="")

    after = seen(peter, begun, LATER).reunion.follow_ups
    again = next(one for one in after if one.is_open)
    assert again.due == LATER.date() + timedelta(days=7)
    assert watches.is_set(again.watch)
    assert len([one for one in after if one.is_open]) == len(FOLLOW_DAYS)
    watches.ring_due(LATER)
    assert requests.ringing(peter) == []


def test_a_consent_that_is_taken_back_closes_everything_at_once_but_the_end(begun, contact, peter):
    decide_both(peter, begun)
    asking.withdraw(match_id=contact, side="sought", keyring=peter, now=NOW)

    after = seen(peter, begun)
    assert (after.is_open, after.must_end) == (False, True)
    for what, said in (
        (services.decide, {"whose": "seeker", "side": DECIDED}),
        (services.note_first_call, {"on": TODAY, "says": "They wept."}),
        (services.plan, {"plan": Plan(says="at the church")}),
        (services.note_follow_up, {"due": TODAY + timedelta(days=7), "reached": True, "says": ""}),
        (services.note_outcome, {"outcome": met()}),
    ):
        with pytest.raises(Refused, match="Contact is not open"):
            act(what, peter, begun, **said)
    assert seen(peter, begun) == after
    services.end(reunion_id=begun, why="they want no more of it", keyring=peter, now=NOW)
    watches.ring_due(NOW + timedelta(days=400))
    assert "follow-up" not in [rung.alarm.what for rung in requests.ringing(peter)]
    with pytest.raises(Refused, match="Contact is not open"):
        services.take_up_again(reunion_id=begun, keyring=peter, now=NOW)


def test_a_consent_that_runs_out_closes_it_on_the_next_day(begun, peter):
    last = seen(peter, begun).today + timedelta(days=180)

    assert queries.reunion(begun, peter, last).is_open
    assert not queries.reunion(begun, peter, last + timedelta(days=1)).is_open


def test_what_was_decided_under_a_yes_that_was_taken_back_is_decided_anew(begun, contact, peter):
    decide_both(peter, begun)
    act(services.plan, peter, begun, plan=Plan(says="In the spring."))
    asking.withdraw(match_id=contact, side="seeker", keyring=peter, now=LATER)
    services.end(reunion_id=begun, why="taken back", keyring=peter, now=LATER)
    match = match_of(contact, peter)
    found = Found(match.request, None, match.other, None, 20.0, "probable", ())
    who = {"by": peter.user_id, "name": "PETER", "at": LATER + timedelta(hours=1)}
    again = looking.renewed(match, found, {match.request: LATER + timedelta(minutes=1)}, **who)
    both = {"state": "contact", "sought_yes": agreed(), "seeker_yes": agreed()}
    anew = LATER + timedelta(days=1)
    opened = Act(at=anew, by=peter.user_id, name="PETER", to="contact")
    open_again = replace(again, **both, acts=(*again.acts, opened))
    swap(MatchRow.objects.get(pk=contact), open_again, peter, on=TODAY)

    services.take_up_again(reunion_id=begun, keyring=peter, now=anew)

    now_is = seen(peter, begun, anew).reunion
    assert (now_is.both_decided, now_is.may_meet, now_is.plan) == (False, False, Plan())
    act(services.decide, peter, begun, anew, whose="seeker", side=DECIDED)
    assert seen(peter, begun, anew).reunion.seeker == DECIDED
    assert len(now_is.follow_ups) == len(FOLLOW_DAYS)


def test_each_side_decides_for_itself_what_the_other_may_know(begun, peter):
    told = replace(DECIDED, may_know="region", words="the lame hen")

    act(services.decide, peter, begun, whose="sought", side=told)

    after = seen(peter, begun).reunion
    assert (after.sought, after.seeker) == (told, Side())
    assert not after.may_meet


def test_a_meeting_is_planned_once_both_want_it_and_both_decided(begun, peter):
    plan = Plan(prepared=("support", "stop word"), says="at the church, on a Sunday")
    with pytest.raises(Refused, match="Not both sides"):
        act(services.plan, peter, begun, plan=plan)

    decide_both(peter, begun)
    act(services.plan, peter, begun, plan=plan)

    missing = seen(peter, begun).reunion.plan.missing
    assert missing == ("each alone", "expectations", "interpreter", "no pressure", "after")


def test_a_first_call_needs_the_agreed_words_of_both(begun, peter):
    act(services.decide, peter, begun, whose="seeker", side=DECIDED)

    with pytest.raises(Refused, match="agreed words of both sides"):
        act(services.note_first_call, peter, begun, on=TODAY, says="They wept.")


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(begun, peter, vina):
    at = seen(peter, begun).revision
    act(services.decide, vina, begun, whose="seeker", side=DECIDED)

    with pytest.raises(Refused, match="meanwhile"):
        services.decide(
            reunion_id=begun, seen=at, whose="seeker", side=Side(), keyring=peter, now=NOW
        )


def test_it_can_be_ended_and_taken_up_again_with_its_promises(begun, peter):
    services.end(reunion_id=begun, why="they manage alone", keyring=peter, now=NOW)
    with pytest.raises(Refused, match="has ended"):
        act(services.note_outcome, peter, begun, outcome=met())

    services.take_up_again(reunion_id=begun, keyring=peter, now=NOW)

    assert all(watches.is_set(one.watch) for one in seen(peter, begun).reunion.follow_ups)


def test_a_stranger_to_the_compartment_is_told_what_is_told_of_nothing(begun, stranger):
    for reader in (stranger, Keyring.of(stranger.user_id, [])):
        with pytest.raises(Refused, match="no such record"):
            queries.reunion(begun, reader, TODAY)
        with pytest.raises(Refused, match="no such record"):
            services.end(reunion_id=begun, why="x", keyring=reader, now=NOW)


def test_figures_get_a_number_and_a_quarter_and_each_change_of_it_once(begun, passmore, peter):
    for minute, people in enumerate((2, 2, 3)):
        at = NOW + timedelta(minutes=minute)
        act(services.note_outcome, peter, begun, at, outcome=met(people))

    (one,) = queries.uncounted(passmore)
    quarter = (TODAY.month + 2) // 3
    assert one[1:] == (seen(peter, begun).reunion.mark, 3, 0, TODAY.year, quarter)
    assert queries.uncounted(peter) == []


def test_those_who_went_on_apart_are_no_longer_counted(begun, passmore, peter):
    act(services.note_outcome, peter, begun, outcome=met())
    act(services.note_outcome, peter, begun, LATER, outcome=met(came="apart"))

    assert [one.people for one in queries.uncounted(passmore)] == [0]


def test_a_follow_up_is_found_by_its_day():
    found = tuple(FollowUp(due=day) for day in first_dates(TODAY))
    again = FollowUp(due=TODAY + timedelta(days=14))

    after = with_tried(found, found[0].due, on=TODAY, reached=False, says="", again=again)

    assert next(one.due for one in after if one.is_open) == again.due
    with pytest.raises(LookupError):
        with_tried(after, found[0].due, on=TODAY, reached=True, says="", again=again)
