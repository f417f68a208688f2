"""Everybody in the register and every request is compared, both ways, and nothing of it is kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.matching import domain, ends, queries, services
from waystation.tracing.matching.domain import Searched
from waystation.tracing.matching.tests.conftest import asked, looked, registered
from waystation.tracing.models import MatchRow, RegisterRow, SearchRow
from waystation.tracing.papers import queries as papers
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as requesting
from waystation.tracing.tests.builders import (
    a_korean,
    a_name,
    a_profile,
    a_relative,
    an_origin,
    born,
)
from waystation.vault import audit, cells
from waystation.vault import desk as security
from waystation.vault.keyring import Keyring

FAR_AWAY = {"sex": "male", "birth": born(1720), "homes": ()}


def test_whoever_is_in_the_register_and_looked_for_becomes_a_candidate(desk, peter):
    entry, request = registered(desk), asked(peter)
    registered(desk, a_profile("Perry Sheppard", sex="male", birth=born(1790), homes=()))

    done = looked(peter)

    (view,) = queries.matches(peter)
    assert (done.n_entries, done.n_requests, done.n_new) == (2, 1, 1)
    assert (view.request, view.match.entry, view.match.state) == (request, entry, "candidate")
    assert view.match.verdict == "probable"
    assert {"names", "birth", "home"} <= {one.kind for one in view.match.because}
    assert queries.last_look(peter) == NOW


def test_the_other_calendar_and_the_other_spelling_are_no_obstacle(desk, peter):
    registered(desk, a_korean("한서린"))
    # The fifteenth of the eighth month by the moon was the seventeenth of September in 1815.
    asked(peter, sought=a_korean("Han So Rin", birth=born(1815, 9, 17), relatives=()))

    looked(peter)

    (view,) = queries.matches(peter)
    assert view.match.verdict == "probable"
    assert "same day" in [one.says for one in view.match.because]


def test_two_who_look_for_one_another_become_one_candidate(desk, peter):
    son = a_profile("John Jackson", sex="male", birth=born(1833), homes=())
    mother = a_profile()
    first = asked(peter, seeker=son, sought=mother, relation="parent")
    second = asked(peter, seeker=mother, sought=son, relation="child")

    looked(peter)

    (view,) = queries.matches(peter)
    assert {view.match.request, view.match.other} == {first, second}
    assert view.match.entry is None
    assert "both ways" in [one.says for one in view.match.because]


def test_looking_again_finds_nothing_twice(desk, peter, vina):
    registered(desk)
    asked(peter)

    first, second = looked(peter), looked(vina)

    assert (first.n_new, second.n_new, second.n_changed) == (1, 0, 0)
    assert MatchRow.objects.count() == 1


def test_by_itself_it_looks_only_where_something_changed_since_and_on_every_new_day(
    desk, peter, vina
):
    registered(desk)
    request = asked(peter)
    later = NOW + timedelta(minutes=5)

    def by_itself(now, keyring=vina):
        with CaptureQueriesContext(connection) as seen:
            done = services.look(keyring=keyring, now=now, if_changed=True)
        # Only a search reads the matches that there are.
        return done, any("tracing_matchrow" in one["sql"] for one in seen)

    first, second = by_itself(NOW), by_itself(later)
    assert (first[0].n_new, first[1], second[1]) == (1, True, False)
    assert second[0][:2] == first[0][:2]
    assert queries.last_look(peter) == later
    registered(desk, a_profile("Perry Sheppard", sex="male", birth=born(1790), homes=()))
    assert by_itself(later)[1]
    change(peter, request, sought=a_profile("Ann Jackson"))
    assert by_itself(later)[1]
    assert not by_itself(later)[1]
    assert by_itself(later + timedelta(days=1))[1]


def test_whoever_signed_the_register_is_known_by_their_key_from_the_first_look_on(desk, peter):
    registered(desk)
    assert papers.pinned(peter).known == {}

    services.look(keyring=peter, now=NOW, if_changed=True)

    both = (desk.tracing.cell, desk.cases.cell)
    assert papers.pinned(peter).known == {both: cells.sign_public(desk.cases.cell)}


def test_an_entry_that_nobody_of_us_wrote_makes_nobody_known(desk, peter):
    registered(desk, origin=an_origin(desk.elsewhere.cell))

    assert looked(peter).n_entries == 0

    assert papers.pinned(peter).known == {}


def test_asked_for_by_an_officer_it_looks_whether_something_changed_or_not(desk, peter, found):
    with CaptureQueriesContext(connection) as seen:
        looked(peter)
    assert any("tracing_matchrow" in one["sql"] for one in seen)


def test_neither_the_seeker_nor_their_own_household_is_a_candidate(desk, peter):
    home = an_origin(desk.cases.cell)
    registered(desk, origin=replace(home, person=an_origin().person))
    asked(peter, origin=home)

    assert looked(peter).n_new == 0


@pytest.mark.parametrize("said", [{"identity": None}, {"agreed": None}])
def test_nothing_is_searched_before_the_seeker_is_known_and_while_their_yes_does_not_stand(
    desk, peter, said
):
    registered(desk)
    asked(peter, **said)

    assert looked(peter).n_requests == 0
    assert not queries.matches(peter)
    assert not queries.lines(Searched, peter)


def test_who_leaves_the_register_is_no_candidate_the_same_day(desk, peter, found):
    RegisterRow.objects.all().delete()

    done = looked(peter)

    assert (done.n_gone, queries.matches(peter)) == (1, [])


def test_who_set_aside_is_not_proposed_again_until_more_is_known(desk, peter, found):
    services.turn(match_id=found, turn="set aside", says="Too old.", keyring=peter, now=NOW)
    again = looked(peter, days=1)
    stands = queries.match(found, peter).match.state
    known = a_profile(relatives=(a_relative("parent", "Hester Bayley", sex="female"),))
    origin = queries.match(found, peter).match.sought_at
    RegisterRow.objects.all().delete()
    registered(desk, known, origin=origin)
    change(peter, queries.match(found, peter).request, sought=known)

    looked(peter, days=2)

    match = queries.match(found, peter).match
    assert (again.n_new, again.n_changed, stands) == (0, 0, "set aside")
    assert match.state == "candidate"
    assert match.acts[-1].says == domain.EVIDENCE_CHANGED


def test_a_reviewed_candidate_stays_as_the_officer_left_it(desk, peter, found):
    services.turn(match_id=found, turn="review", keyring=peter, now=NOW)
    RegisterRow.objects.all().delete()

    looked(peter, days=1)

    assert queries.match(found, peter).match.state == "reviewed"


def test_steps_are_noted_with_who_took_them_and_can_be_taken_back(peter, vina, found):
    services.turn(match_id=found, turn="review", keyring=peter, now=NOW)
    services.turn(match_id=found, turn="undo", keyring=vina, now=NOW)

    match = queries.match(found, peter).match
    told = [(act.to, act.name) for act in match.acts]
    assert told == [("reviewed", "PETER"), ("candidate", "VINA")]


@pytest.mark.parametrize(("turn", "says"), [("set aside", " "), ("undo", "")])
def test_a_step_that_makes_no_sense_is_refused(peter, found, turn, says):
    with pytest.raises(Refused):
        services.turn(match_id=found, turn=turn, says=says, keyring=peter, now=NOW)


def test_a_stranger_sees_no_candidate_and_cannot_touch_one(stranger, found):
    assert queries.matches(stranger) == []
    with pytest.raises(Refused, match="no such record"):
        services.turn(match_id=found, turn="review", keyring=stranger, now=NOW)


def test_one_who_holds_no_tracing_compartment_cannot_look(desk, william):
    with pytest.raises(Refused):
        looked(william)


def change(keyring, request_id, **said):
    """Write a request anew."""
    was = requests.request(request_id, keyring).request
    value = replace(was, **said)
    requesting.change(request_id=request_id, was=was, value=value, keyring=keyring, now=NOW)


def changed(keyring, n):
    """Change what the only request asks n times, as somebody who guesses would."""
    (view,) = requests.requests(keyring)
    for at in range(n):
        change(keyring, view.id, sought=a_profile(f"Guess {at}", relatives=()))


def test_one_change_too_many_is_not_searched_and_security_hears_of_it(desk, peter):
    asked(peter)
    changed(peter, domain.CHANGES_MAX - 1)
    last_allowed = looked(peter)
    changed(peter, 1)

    refused = looked(peter)
    again = looked(peter)

    officer = Keyring.of(peter.user_id, [desk.security])
    assert (last_allowed.n_refused, refused.n_refused, again.n_refused) == (0, 1, 1)
    assert queries.refused_requests(peter) == {requests.requests(peter)[0].id}
    kinds = [told.kind for told in audit.entries(officer)]
    assert kinds.count("search refused") == 1
    security.catch_up(officer, now=NOW)
    assert [alarm.what for _id, alarm, _alias in security.alarms(officer)] == ["searches"]


def test_after_the_window_the_same_request_is_searched_again(desk, peter):
    asked(peter)
    changed(peter, domain.CHANGES_MAX)
    looked(peter)

    later = looked(peter, days=domain.WINDOW.days + 1)

    assert later.n_refused == 0


def test_opening_a_request_anew_gives_the_same_seeker_no_further_guesses(desk, peter):
    asked(peter)
    changed(peter, domain.CHANGES_MAX)
    asked(peter, sought=a_profile("Somebody Else"))

    assert looked(peter).n_refused == 2


def test_what_was_searched_is_sealed_and_is_emptied_when_the_request_is_destroyed(desk, peter):
    request = asked(peter)
    looked(peter)
    (kept,) = queries.lines(Searched, peter)
    bodies = b"".join(bytes(row.body) for row in SearchRow.objects.all())

    services.forget_terms(request_id=request, keyring=peter)

    (after,) = queries.lines(Searched, peter)
    assert kept[1].terms.names == (a_name("Ann Maria Jackson"),)
    assert b"Jackson" not in bodies
    assert (after[1].terms.names, after[1].seeker) == ((), kept[1].seeker)


def test_what_was_searched_goes_after_ninety_days_though_it_was_emptied_meanwhile(desk, peter):
    request = asked(peter)
    looked(peter)
    looked(peter, days=60)
    services.forget_terms(request_id=request, keyring=peter)

    ends.sweep(TODAY + timedelta(days=90))
    assert len(queries.lines(Searched, peter)) == 1
    ends.sweep(TODAY + timedelta(days=91))

    assert queries.lines(Searched, peter) == []
    # When all were last searched is known for as long after that.
    assert queries.last_look(peter) == NOW + timedelta(days=60)


def test_a_look_asks_the_database_the_same_whether_or_not_anybody_is_found(desk, peter):
    # No seeker waits for a look; but neither can whoever watches the server tell a hit from none.
    registered(desk)
    one = asked(peter)
    perry = a_profile("Perry Sheppard", birth=born(1790), homes=())
    asked(peter, seeker=perry, sought=a_profile("Nobody Here", **FAR_AWAY))
    looked(peter)
    with CaptureQueriesContext(connection) as with_a_hit:
        looked(peter)
    change(peter, one, sought=a_profile("Nobody Either", **FAR_AWAY))
    looked(peter)
    with CaptureQueriesContext(connection) as without:
        looked(peter)

    assert not queries.matches(peter)
    assert abs(len(with_a_hit) - len(without)) <= 1
