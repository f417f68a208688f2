"""The rules of asking as they stand, without a database: each step, and what a seeker sees."""

import contextlib
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import domain, showing
from waystation.tracing.asking.domain import Living, NotNow
from waystation.tracing.asking.showing import LOOKING
from waystation.tracing.asking.steps import (
    Ask,
    AskSeeker,
    End,
    PassOn,
    Say,
    SeekerSaid,
    SoughtSaid,
    Withdraw,
)
from waystation.tracing.asking.words import unfit
from waystation.tracing.matching import domain as looking
from waystation.tracing.matching.domain import Found
from waystation.tracing.tests.builders import a_request, agreed
from waystation.tracing.values import Match
from waystation.tracing.wording import ACTS

BY = UUID(int=7)
ENTRY = new_id()
THERE = Living(frozenset({ENTRY}))


def a_match(**said) -> Match:
    usual = {"request": new_id(), "entry": ENTRY, "thread": new_id(), "bits": 20.0}
    return Match(**usual | {"verdict": "probable", "state": "reviewed"} | said)


def after(match, *steps, at=NOW):
    for one in steps:
        match = domain.step(match, one, at=at, by=BY, name="PETER")
    return match


def yes(nth=1, turn=1, **said):
    return SoughtSaid(**{"nth": nth, "turn": turn, "said": "yes", "agreed": agreed()} | said)


def seen(match, today=TODAY, living=THERE):
    return showing.shown(a_request(), [match], today=today, living=living)


def why_not(match, *steps, at=NOW):
    with pytest.raises(NotNow) as error:
        after(match, *steps, at=at)
    return error.value.why


CONTACT = (Ask(), yes(), AskSeeker(), SeekerSaid(nth=1, turn=1, said="yes", agreed=agreed()))


def test_contact_opens_by_four_steps_and_each_is_noted_with_who_took_it():
    match = after(a_match(), *CONTACT)
    assert [act.to for act in match.acts] == ["asked", "yes", "seeker asked", "contact"]
    assert {act.name for act in match.acts} == {"PETER"}
    assert domain.is_open(match, TODAY)
    assert seen(match).says == "contact"


def test_a_contact_is_closed_the_day_after_either_yes_runs_out():
    week = agreed(TODAY + timedelta(days=7))
    for steps in (
        (Ask(), yes(agreed=week), AskSeeker(), CONTACT[3]),
        (*CONTACT[:3], SeekerSaid(nth=1, turn=1, said="yes", agreed=week)),
    ):
        match = after(a_match(), *steps)
        assert domain.is_open(match, TODAY + timedelta(days=7))
        assert not domain.is_open(match, TODAY + timedelta(days=8))
        assert seen(match, TODAY + timedelta(days=8)) == LOOKING
        # Whoever kept what they saw sees it no longer than that either.
        assert seen(match).on(TODAY + timedelta(days=8)) == LOOKING


def test_nobody_is_asked_before_a_review_and_nothing_goes_on_after_an_end():
    assert why_not(a_match(state="candidate"), Ask()) == "not reviewed"
    assert why_not(a_match(), End(), Ask()) == "ended"
    assert why_not(a_match(), Ask(), Ask()) == "asked already"
    assert why_not(a_match(), Ask(), SoughtSaid(nth=1, turn=1, said="no"), Ask()) == "said no"
    assert why_not(a_match(), yes()) == "not asked"
    assert why_not(a_match(), Ask(), AskSeeker()) == "no yes"


def test_who_said_no_can_come_and_say_yes_and_the_seeker_is_asked_anew():
    no = SoughtSaid(nth=1, turn=2, said="no")
    match = after(a_match(), *CONTACT, no)
    assert (match.state, seen(match)) == ("no", LOOKING)
    match = after(match, yes(turn=3))
    assert (match.state, match.seeker_yes, seen(match)) == ("yes", None, LOOKING)
    assert why_not(match, yes(turn=3)) == "old answer"


def test_a_later_comes_back_on_its_day_and_not_before():
    later = SoughtSaid(nth=1, turn=1, said="later", ask_on=TODAY + timedelta(days=10))
    match = after(a_match(), Ask(), later)
    assert domain.next_step(match, TODAY, THERE) == "wait for the day"
    assert why_not(match, Ask()) == "no day"
    assert domain.next_step(match, TODAY + timedelta(days=10), THERE) == "ask again"
    assert after(match, Ask(), at=NOW + timedelta(days=10)).sought_asked.nth == 2


def test_a_question_nobody_answered_is_put_anew_after_two_weeks():
    match = after(a_match(), Ask())
    fortnight = NOW + timedelta(days=14)
    assert domain.next_step(match, fortnight.date(), THERE) == "ask again"
    assert why_not(after(match, Ask(), at=fortnight), yes()) == "old answer"


def test_a_childs_yes_needs_a_guardian_and_a_finding_of_what_is_best():
    for said in (
        {"is_child": True},
        {"is_child": True, "guardian": "an aunt"},
        {"is_child": True, "best_interests": True},
    ):
        assert why_not(a_match(), Ask(), yes(**said)) == "child"
    both = yes(is_child=True, guardian="an aunt", best_interests=True)
    assert after(a_match(), Ask(), both).state == "yes"


def test_a_yes_lasts_a_year_at_most_and_stands_on_the_day_it_is_given():
    long = agreed(TODAY + timedelta(days=366))
    assert why_not(a_match(), Ask(), yes(agreed=long)) == "too long"
    over = agreed(TODAY - timedelta(days=1), given_on=TODAY - timedelta(days=9))
    assert why_not(a_match(), Ask(), yes(agreed=over)) == "no consent"


def test_words_that_waited_are_dropped_with_the_yes_they_hung_on():
    match = after(a_match(), *CONTACT[:2], Say(side="sought", text="I am well."))
    assert why_not(match, PassOn()) == "not open"
    assert after(match, SoughtSaid(nth=1, turn=2, said="no")).words == ()


def test_of_two_matches_a_seeker_sees_the_better_and_none_of_who_left():
    open_one, no = after(a_match(), *CONTACT), after(a_match(), Ask())
    request = a_request()
    for found in ([open_one, no], [no, open_one]):
        assert showing.shown(request, found, today=TODAY, living=THERE).says == "contact"
    assert seen(open_one, living=Living(frozenset())) == LOOKING
    paused = a_request(state="paused")
    assert showing.shown(paused, [open_one], today=TODAY, living=THERE) == LOOKING


ANY = st.one_of(
    st.just(Ask()),
    st.just(AskSeeker()),
    st.just(PassOn()),
    st.just(End()),
    st.builds(Withdraw, side=st.sampled_from(("sought", "seeker"))),
    st.builds(Say, side=st.sampled_from(("sought", "seeker")), text=st.just("Well.")),
    st.builds(
        SoughtSaid,
        nth=st.integers(1, 3),
        turn=st.integers(1, 6),
        said=st.sampled_from(("yes", "no", "later", "alive only", "not asked")),
        agreed=st.sampled_from((None, agreed(), agreed(TODAY + timedelta(days=5)))),
        ask_on=st.sampled_from((None, TODAY + timedelta(days=12))),
        is_child=st.booleans(),
        guardian=st.sampled_from(("", "an aunt")),
        best_interests=st.booleans(),
    ),
    st.builds(
        SeekerSaid,
        nth=st.integers(1, 3),
        turn=st.integers(1, 6),
        said=st.sampled_from(("yes", "no")),
        agreed=st.sampled_from((None, agreed(), agreed(TODAY + timedelta(days=5)))),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY, st.integers(0, 9)), max_size=60), st.sampled_from(("no", "later")))
def test_whoever_never_says_yes_is_never_shown_whatever_is_tried(tries, only):
    """The sought only ever says no or later: the seeker's line is that of nobody found."""
    match, at = a_match(), NOW
    for one, days in tries:
        at += timedelta(days=days)
        one = _kept(one, only)
        with contextlib.suppress(NotNow):
            match = domain.step(match, one, at=at, by=BY, name="")
        assert seen(match, at.date()) == LOOKING
        assert not domain.is_open(match, at.date())
        assert all(word.passed_at is None for word in match.words)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY, st.integers(0, 4)), max_size=60))
def test_what_is_open_stands_on_two_yeses_of_that_day_in_every_history(tries):
    match, at = a_match(), NOW
    for one, days in tries:
        at += timedelta(days=days)
        was = match
        try:
            match = domain.step(match, one, at=at, by=BY, name="")
        except NotNow:
            assert match is was
        said = seen(match, at.date()).says
        both = [match.sought_yes, match.seeker_yes]
        if said in ("contact", "alive"):
            assert all(side is not None and side.stands_on(at.date()) for side in both)
        if said == "news":
            assert both[0].stands_on(at.date())
        if match.state in ("no", "later", "asked", "reviewed", "ended"):
            assert said == "looking"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY, st.integers(0, 4), st.booleans(), st.booleans()), max_size=60))
def test_no_yes_from_before_a_new_beginning_shows_or_opens_anything(tries):
    """Whenever it ended it begins anew: only what was said since then counts, but a no stays."""
    match, at, said, begun = a_match(), NOW, {}, NOW
    for one, days, again, is_old in tries:
        at += timedelta(days=days, minutes=1)
        if match.state in ("ended", "candidate") and again:
            was_no, match = looking.said_no(match), begun_anew(match, at)
            begun, said = at, {}
            if was_no:
                assert why_not(match, Ask(), at=at) == "said no"
        if isinstance(one, SoughtSaid | SeekerSaid) and one.agreed and not is_old:
            one = replace(one, agreed=replace(one.agreed, noted_at=at))
        try:
            match = domain.step(match, one, at=at, by=BY, name="")
        except NotNow:
            continue
        if isinstance(one, SoughtSaid | SeekerSaid):
            said[type(one)] = at
        seen_now = seen(match, at.date()).says
        if seen_now != "looking":
            assert said[SoughtSaid] >= begun
            assert match.sought_yes.noted_at >= begun
        if seen_now in ("alive", "contact") or domain.is_open(match, at.date()):
            assert said[SeekerSaid] >= begun


def begun_anew(match, at):
    """Find a match that ended once more, by the rules of the search, and review it."""
    found = Found(match.request, new_id(), None, None, match.bits, match.verdict, (), at)
    agreed_at = {match.request: at}
    who = {"by": BY, "name": "PETER", "at": at}
    if match.state == "ended" and match.taken_back is None:
        match = looking.turned(match, "undo", **who)
    else:
        match = looking.renewed(match, found, agreed_at, **who)
    assert match.state == "candidate"
    # The tests here keep one entry for everybody who is there.
    return replace(looking.turned(match, "review", **who), entry=ENTRY)


def _kept(one, only):
    if not isinstance(one, SoughtSaid):
        return one
    ask_on = TODAY + timedelta(days=300) if only == "later" else None
    return SoughtSaid(nth=one.nth, turn=one.turn, said=only, ask_on=ask_on)


def test_what_the_machine_says_of_an_act_is_said_in_words():
    own = {looking.EVIDENCE_CHANGED, looking.AGREED_ANEW}
    own |= {looking.SAID_OTHERWISE, looking.SEEKER_SAYS_YES, looking.SEEKER_SAYS_NO}
    own |= {Say(side="seeker", text="").words, PassOn().words}
    assert own == set(ACTS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We are well. The boy is nine and the girl six. Mother died in 1998.", ()),
        ("잘 지냅니다. 어머니는 1998년에 돌아가셨습니다.", ()),
        ("Call 010-1234-5678", ("telephone",)),
        ("０１０ １２３４ ５６７８", ("telephone",)),
        ("공일공 일이삼사 오육칠팔", ("telephone",)),
        ("five five five oh one four two", ("telephone",)),
        ("write to ann (at) example.org", ("e-mail", "link")),
        ("카카오톡 아이디 hana1988", ("account",)),
        ("41.2345, 127.6789", ("telephone", "coordinates")),
        ("동경 127", ("coordinates",)),
        ("12 Main Street", ("street",)),
        ("세종대로 110", ("street",)),
    ],
)
def test_an_obvious_address_is_found_and_plain_words_are_not(text, found):
    assert unfit(text) == found


def test_a_contact_that_ran_out_is_opened_by_asking_the_seeker_anew_alone():
    week = NOW + timedelta(days=8)
    short = agreed(TODAY + timedelta(days=7))
    longer = agreed(TODAY + timedelta(days=90), noted_at=week)
    match = after(a_match(), Ask(), yes(agreed=short), AskSeeker(), CONTACT[3])
    renewed = after(match, yes(turn=2, agreed=longer), at=week)
    assert (renewed.state, renewed.seeker_yes) == ("yes", None)

    match = after(a_match(), *CONTACT[:3], SeekerSaid(nth=1, turn=1, said="yes", agreed=short))
    again = SeekerSaid(nth=1, turn=2, said="yes", agreed=longer)
    assert why_not(match, again, at=week) == "seeker not asked"
    opened = after(match, AskSeeker(), replace(again, nth=2), at=week)
    assert (opened.state, domain.opened_at(match), domain.opened_at(opened)) == (
        "contact", NOW, week,
    )  # fmt: skip


@pytest.mark.parametrize("words", ["yes", "alive only"])
def test_a_yes_from_before_an_end_is_none_though_the_no_is_still_the_last_word(words):
    no, hour = SoughtSaid(nth=1, turn=1, said="no"), timedelta(hours=1)
    match = after(after(a_match(), Ask(), no), End(), at=NOW + hour)
    who = {"by": BY, "name": "PETER", "at": NOW + 2 * hour}
    match = looking.turned(looking.turned(match, "undo", **who), "review", **who)

    for early in (NOW, NOW + hour):
        old = yes(turn=2, said=words, agreed=agreed(noted_at=early))
        assert why_not(match, old, at=NOW + 3 * hour) == "old answer"
    new = yes(turn=2, said=words, agreed=agreed(noted_at=NOW + 2 * hour))
    assert after(match, new, at=NOW + 3 * hour).state == words


def test_a_no_of_the_seeker_is_noted_in_every_state_in_which_they_were_asked_once():
    match = after(a_match(), *CONTACT)
    for state in ("asked", "reviewed", "no", "later", "alive only", "yes", *domain.RESTING):
        one = replace(match, state=state)
        heard = after(one, SeekerSaid(nth=1, turn=2, said="no"))
        assert (heard.state, len(heard.acts), heard.seeker_yes) == (state, len(one.acts) + 1, None)
    assert why_not(a_match(), SeekerSaid(nth=0, turn=1, said="no")) == "seeker not asked"


def test_of_two_requests_no_yes_from_before_the_later_consent_counts():
    other, noon = new_id(), NOW + timedelta(hours=2)
    match = after(a_match(entry=None, other=other), Ask(), SoughtSaid(nth=1, turn=1, said="no"))
    match = after(match, Withdraw(side="sought", since=NOW))
    found = Found(match.request, None, other, None, match.bits, match.verdict, ())
    who = {"by": BY, "name": "PETER", "at": noon}
    match = looking.renewed(match, found, {other: noon}, **who)
    match = looking.turned(match, "review", **who)

    held_back = agreed(noted_at=NOW + timedelta(hours=1))
    assert why_not(match, yes(turn=2, agreed=held_back), at=noon) == "old answer"
    assert after(match, yes(turn=2, agreed=agreed(noted_at=noon)), at=noon).state == "yes"
