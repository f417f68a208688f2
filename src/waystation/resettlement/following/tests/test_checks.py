"""Checks: what people tell is kept as they said it, and nobody is dropped who was not found."""

from datetime import timedelta

import pytest

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases.contact import plans
from waystation.cases.contact.domain import ContactTry
from waystation.cases.tests.builders import NOW, TODAY
from waystation.resettlement.following import domain, queries, services
from waystation.resettlement.following.domain import FollowUp, PutOff, Said
from waystation.resettlement.following.tests.conftest import HOME_ON
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays import services as going

WELL = (Said("housing", 4), Said("income", 2))


def told(person, **said):
    usual = {"step": "check-3", "on": TODAY, "months": 60, "said": WELL}
    return FollowUp(person=person, **usual | said)


def keep(household, follow_up, keyring, finishes=True, now=NOW):
    return services.keep_follow_up(
        household_id=household, told=follow_up, finishes=finishes, keyring=keyring, now=now
    )


def first(household, keyring, today=TODAY):
    """The first check of a household."""
    return queries.checks(household, keyring, today)[0]


def tried(household, keyring, *days_and_ways):
    for days, way in days_and_ways:
        one = ContactTry(at=NOW - timedelta(days=days), way=way, came="no answer")
        plans.note_try(household_id=household, tried=one, keyring=keyring, now=NOW)


def later(household, keyring, day, note="called, wrote, went there"):
    return services.put_off(
        household_id=household, step="check-3", next_on=day, note=note, keyring=keyring, now=NOW
    )


def test_what_somebody_tells_is_kept_in_their_words_and_the_check_is_done(home, ann, william):
    keep(home, told(ann, reached=("a stall of my own",), ladder=6), william)

    (kept,) = parts.listed(home, FollowUp, william)
    assert (kept.value.months, kept.value.ladder, kept.value.reached) == (
        3,
        6,
        ("a stall of my own",),
    )
    assert first(home, william).view.state == "done"
    assert stays.forgotten(william, TODAY) == []


def test_until_everybody_was_asked_the_check_stays_open(home, ann, william):
    keep(home, told(ann), william, finishes=False)

    check = first(home, william)
    assert (check.view.state, check.asked) == ("open", (ann,))


def test_asked_again_at_one_check_the_answers_are_corrected_and_the_old_ones_stay(
    home, ann, william
):
    first_time = keep(home, told(ann), william)
    again = keep(home, told(ann, said=()), william)

    (kept,) = parts.listed(home, FollowUp, william)
    assert first_time == again == kept.id
    assert kept.value.said == ()
    assert [was.value.said for was in kept.before] == [WELL]


def test_no_check_is_written_down_before_it_opens_nor_for_a_day_to_come(home, ann, william):
    with pytest.raises(Refused, match="not open yet"):
        keep(home, told(ann, step="check-6"), william)
    with pytest.raises(Refused, match="still to come"):
        keep(home, told(ann, on=TODAY + timedelta(days=1)), william)
    with pytest.raises(Refused, match="no such record"):
        keep(home, told(ann, step="check-99"), william)
    assert parts.listed(home, FollowUp, william) == []


def test_a_stranger_keeps_and_puts_off_nothing(home, ann, stranger, william):
    with pytest.raises(Refused, match="no such record"):
        keep(home, told(ann), stranger)
    with pytest.raises(Refused, match="no such record"):
        later(home, stranger, TODAY + timedelta(days=7))
    assert parts.listed(home, FollowUp, william) == []


def test_a_missed_check_rings_without_any_key(home):
    n_rung = watches.ring_due(NOW + timedelta(days=40))

    assert n_rung >= 1


@pytest.mark.parametrize("tries", [
    (),
    ((3, "call"), (2, "call"), (1, "call")),
    ((1, "call"), (1, "message"), (1, "visit")),
    ((3, "call"), (2, "message")),
])  # fmt: skip
def test_no_later_day_before_three_days_and_three_ways(home, william, tries):
    tried(home, william, *tries)

    with pytest.raises(Refused, match="of 3 days and by"):
        later(home, william, TODAY + timedelta(days=7))


def test_after_three_days_and_three_ways_a_later_day_rings_and_the_check_stays_open(home, william):
    tried(home, william, (3, "call"), (2, "message"), (1, "visit"))
    day = TODAY + timedelta(days=7)

    later(home, william, day)

    check = first(home, william)
    assert (check.view.state, check.put_off.next_on) == ("open", day)
    assert day in {kept.value.due_on for kept in tasks.still_open(home, william)}
    assert stays.forgotten(william, TODAY) == []
    # And once more only after three tries of their own.
    assert check.reach == (0, 0)
    with pytest.raises(Refused, match="on 0 of 3 days"):
        later(home, william, day)


def test_long_after_its_last_day_a_check_still_gets_a_later_one_and_is_not_forgotten(home, william):
    long_after = NOW + timedelta(days=60)
    going.look_again(keyring=william, now=long_after)
    for days, way in ((3, "call"), (2, "message"), (1, "visit")):
        one = ContactTry(at=long_after - timedelta(days=days), way=way, came="no answer")
        plans.note_try(household_id=home, tried=one, keyring=william, now=long_after)
    assert first(home, william, long_after.date()).view.state == "late"
    day = (long_after + timedelta(days=20)).date()

    services.put_off(
        household_id=home, step="check-3", next_on=day, note="x", keyring=william, now=long_after
    )
    going.look_again(keyring=william, now=long_after + timedelta(days=1))

    (waiting,) = [k.value for k in tasks.still_open(home, william) if k.value.due_on == day]
    assert (waiting.is_open, waiting.urgent) == (True, False)
    assert stays.forgotten(william, day) == []


@pytest.mark.parametrize(("days", "note"), [(0, "x"), (-1, "x"), (93, "x"), (7, "  ")])
def test_a_later_day_is_near_and_says_what_was_tried(home, william, days, note):
    tried(home, william, (3, "call"), (2, "message"), (1, "visit"))

    with pytest.raises(Refused, match=r"next day cannot be|what was tried"):
        later(home, william, TODAY + timedelta(days=days), note)
    assert parts.listed(home, PutOff, william) == []


def test_who_was_reached_in_between_is_not_somebody_who_cannot_be():
    def one(days, way, came="no answer"):
        return ContactTry(at=NOW - timedelta(days=days), way=way, came=came)

    missed = [one(5, "call"), one(4, "message"), one(2, "visit")]

    assert domain.reach(missed, HOME_ON).is_enough
    assert domain.reach([*missed, one(3, "call", "refused")], HOME_ON) == (1, 1)
    assert domain.reach(missed, TODAY - timedelta(days=4)) == (2, 2)


@pytest.mark.parametrize(("days", "months"), [
    (0, 3), (92, 3), (136, 3), (138, 6), (273, 6), (275, 12), (730, 24), (1278, 24), (1279, 60),
    (4000, 60),
])  # fmt: skip
def test_a_day_belongs_to_the_nearest_check(days, months):
    assert domain.check_of(TODAY, TODAY + timedelta(days=days)) == months


@pytest.mark.parametrize("said", [
    {"ladder": 11}, {"ladder": -1}, {"months": 7},
    {"said": (Said("health", 1), Said("health", 2))},
])  # fmt: skip
def test_what_no_sheet_can_hold_is_refused(ann, said):
    with pytest.raises(ValueError, match=r"ladder|no such check|two answers"):
        told(ann, **said)


def test_with_a_browser_anything_may_be_left_out_and_is_drawn_with_a_table_beside(
    sign_in, home, ann, william
):
    browser = sign_in("case worker")
    address = f"/newcomers/{home}/following/{ann}/"
    assert "would rather not say" in browser.get(address).content.decode()
    said = {"step": "check-3", "on": TODAY.isoformat(), "health": "3", "ladder": "7"}

    assert browser.post(address, said | {"reached": "a stall\na stove"}).status_code == 302

    page = browser.get(f"/newcomers/{home}/following/").content.decode()
    assert 'class="chart levels"' in page
    assert 'class="chart time"' in page
    assert "a stall; a stove" in page
    assert "<td>good</td>" in page
    (kept,) = parts.listed(home, FollowUp, william)
    assert kept.value.said == (Said("health", 3),)


def test_with_a_browser_tries_are_written_down_and_then_a_later_day_is_set(sign_in, home, william):
    browser = sign_in("case worker")
    address = f"/newcomers/{home}/following/"
    tried(home, william, (3, "call"), (2, "message"))
    day = (TODAY + timedelta(days=9)).isoformat()
    wish = {"step": "check-3", "next_on": day, "note": "three ways"}
    early = browser.post(f"{address}later/", wish)

    assert early.status_code == 422
    assert "on 2 of 3 days" in early.content.decode()
    said = {"way": "visit", "came": "no answer"}
    assert browser.post(f"{address}try/", said).status_code == 302
    assert browser.post(f"{address}later/", wish).status_code == 302
    assert "tried again on" in browser.get(address).content.decode()
