"""What a yes is worth: to whom, for what, until when, and what ends it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.cases.consent import domain
from waystation.cases.consent.domain import (
    CHILD_DECIDES,
    PURPOSES,
    TO_SOMEBODY,
    VITAL,
    Consent,
    Permission,
    Refusal,
    Subject,
    Vital,
    permits,
)
from waystation.cases.consent.tests.builders import HALF_A_YEAR, a_childs, an_answer, day, to_clinic
from waystation.cases.consent.wording import ASKED, HELPS, IF_NO, WHY_NOT
from waystation.cases.tests.builders import NOW, TODAY

ANN, ROBERT = UUID(int=1), UUID(int=2)
GROWN, CHILD = Subject(ANN, False), Subject(ANN, True)


def why(consents, subject=GROWN, purpose="photo", receiver="", on=TODAY):
    found = permits(consents, subject, purpose, receiver, on)
    return found.why if isinstance(found, Refusal) else "allowed"


def test_a_yes_holds_from_its_day_to_its_last_day():
    yes = an_answer(ANN)

    assert why([yes], on=TODAY - timedelta(days=1)) == "never asked"
    assert why([yes], on=TODAY) == "allowed"
    assert why([yes], on=HALF_A_YEAR) == "allowed"
    assert why([yes], on=HALF_A_YEAR + timedelta(days=1)) == "expired"


def test_a_yes_tells_what_it_covers_and_how_long():
    yes = to_clinic(ANN)

    found = permits([yes], GROWN, "referral", "  clinic of the NORTH", TODAY)

    assert isinstance(found, Permission)
    assert (found.basis, found.scope, found.until) == ("consent", ("names", "needs"), HALF_A_YEAR)


@pytest.mark.parametrize("asked", [
    {"subject": Subject(ROBERT, False)}, {"purpose": "story"}, {"purpose": "share"},
    {"purpose": "referral", "receiver": "Clinic of the South"},
])  # fmt: skip
def test_a_yes_allows_nothing_else_and_nobody_else(asked):
    assert why([an_answer(ANN), to_clinic(ANN)], **asked) == "never asked"


@pytest.mark.parametrize(("last", "expected"), [
    ({"answer": "no"}, "refused"),
    ({"withdrawn_at": NOW}, "withdrawn"),
    ({}, "allowed"),
])  # fmt: skip
def test_the_last_answer_decides_in_whatever_order_they_are_read(last, expected):
    first = an_answer(ANN, given_on=TODAY - timedelta(days=9))
    then = an_answer(ANN, **last)

    assert why([first, then]) == why([then, first]) == expected


def test_of_two_answers_of_one_moment_the_more_cautious_counts():
    long, short = an_answer(ANN), an_answer(ANN, valid_until=TODAY)
    no = an_answer(ANN, answer="no")

    assert why([long, short], on=TODAY + timedelta(days=1)) == "expired"
    assert why([short, long], on=TODAY + timedelta(days=1)) == "expired"
    assert why([long, no]) == why([no, long]) == "refused"


def test_a_withdrawal_ends_what_was_given_before_it_even_if_that_is_noted_later():
    withdrawn = an_answer(ANN, given_on=day("1855-10-01"), withdrawn_at=NOW - timedelta(days=1))
    paper = an_answer(ANN, given_on=day("1855-10-20"), noted_at=NOW)

    assert why([withdrawn, paper]) == "withdrawn"


def test_somebody_who_took_it_back_may_say_yes_again_on_the_same_day():
    withdrawn = an_answer(ANN, withdrawn_at=NOW + timedelta(hours=1))
    again = an_answer(ANN, noted_at=NOW + timedelta(hours=2))

    assert why([withdrawn, again]) == "allowed"


def test_a_new_wording_asks_everybody_again(monkeypatch):
    yes = an_answer(ANN)

    monkeypatch.setitem(domain.TEXTS, "photo", yes.text + 1)

    assert why([yes]) == "text changed"


@pytest.mark.parametrize(("said", "expected"), [
    ({}, "allowed"),
    ({"guardian": None}, "guardian missing"),
    ({"guardian": None, "guardian_alias": "Aunt Eliza"}, "allowed"),
    ({"assent": None}, "assent missing"),
    ({"assent": "no"}, "child said no"),
    ({"assent": "too young"}, "allowed"),
])  # fmt: skip
def test_of_a_child_the_guardian_is_asked_and_the_child_too(said, expected):
    assert why([a_childs(ANN, ROBERT, **said)], subject=CHILD) == expected


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_childs_no_stops_what_the_child_does_not_need(purpose):
    receiver = "Rankin" if purpose in TO_SOMEBODY else ""
    yes = a_childs(ANN, ROBERT, purpose=purpose, receiver=receiver, assent="no")

    expected = "child said no" if purpose in CHILD_DECIDES else "allowed"

    assert why([yes], CHILD, purpose, receiver) == expected


def test_who_was_asked_as_a_child_is_asked_again_when_grown_up():
    yes = a_childs(ANN, ROBERT)

    assert why([yes], subject=CHILD) == "allowed"
    assert why([yes], subject=GROWN) == "asked as a child"


@pytest.mark.parametrize("days", [-1, 366])
def test_a_consent_lasts_no_longer_than_a_year_and_ends_after_it_begins(days):
    an_answer(ANN, valid_until=TODAY + timedelta(days=365))

    with pytest.raises(ValueError, match="lasts 0 to 365 days"):
        an_answer(ANN, valid_until=TODAY + timedelta(days=days))


@pytest.mark.parametrize(("purpose", "receiver"), [("referral", " "), ("photo", "Rankin")])
def test_a_receiver_stands_where_the_purpose_has_one_and_nowhere_else(purpose, receiver):
    with pytest.raises(ValueError, match="do not fit"):
        an_answer(ANN, purpose=purpose, receiver=receiver)


def test_a_life_that_hangs_on_it_counts_with_two_people_and_for_three_days():
    alone = Vital(
        person=ANN, purpose="share", receiver="Rankin", reason="She bleeds.",
        since=TODAY, until=TODAY + timedelta(days=3),
    )  # fmt: skip
    both = domain.msgspec.structs.replace(alone, second=ROBERT)

    def found(ground, on=TODAY, receiver="rankin"):
        return domain.vital([ground], ANN, "share", receiver, on)

    assert found(alone) is None
    assert found(both).basis == "vital interest"
    assert found(both, TODAY + timedelta(days=3)) is not None
    assert found(both, TODAY + timedelta(days=4)) is None
    assert found(both, receiver="Somebody else") is None


@pytest.mark.parametrize("purpose", sorted(set(PURPOSES) - set(VITAL)))
def test_no_life_hangs_on_a_photograph_a_story_or_a_study(purpose):
    with pytest.raises(ValueError, match="never covers"):
        Vital(person=ANN, purpose=purpose, reason="x", since=TODAY, until=TODAY)


def test_every_purpose_has_its_words_and_every_refusal_says_what_helps():
    assert set(ASKED) == set(IF_NO) == set(PURPOSES)
    assert set(WHY_NOT) == set(HELPS) == set(domain.WHY_NOT)


HOURS = st.integers(0, 500)
ONE = st.builds(
    lambda hour, days, yes, back, who: Consent(
        person=who,
        purpose="story",
        answer="yes" if yes else "no",
        given_on=(NOW + timedelta(hours=hour)).date(),
        noted_at=NOW + timedelta(hours=hour),
        valid_until=(NOW + timedelta(hours=hour, days=days)).date(),
        text=1,
        withdrawn_at=NOW + timedelta(hours=hour + back) if back and yes else None,
    ),
    HOURS, st.integers(0, 30), st.booleans(), st.integers(0, 90), st.sampled_from([ANN, ROBERT]),
)  # fmt: skip


def plainly(consents, at):
    """Walk through the hours in their order and keep what stands: the slow twin of `permits`."""
    told = [(c.noted_at, c.valid_until if c.answer == "yes" else None) for c in consents]
    told += [(c.withdrawn_at, None) for c in consents if c.withdrawn_at]
    until = None
    # Of two told in one moment the more cautious counts: the shorter yes, and a no before any.
    for moment, end in sorted(told, key=lambda one: (one[0], -(one[1] or date.min).toordinal())):
        if moment <= at:
            until = end
    return until is not None and at.date() <= until


@given(st.lists(ONE, max_size=6), HOURS)
def test_whatever_was_answered_the_rule_agrees_with_a_walk_through_the_hours(consents, hour):
    at = datetime(1855, 10, 26, 23, 59, tzinfo=UTC) + timedelta(hours=24 * (hour // 24))
    mine = [one for one in consents if one.person == ANN]

    allowed = isinstance(permits(consents, GROWN, "story", "", at.date()), Permission)

    assert allowed == plainly(mine, at)


def test_a_consent_of_the_first_or_last_days_there_are_has_a_day_to_ask_again():
    first = an_answer(ANN, given_on=date.min, valid_until=date.min)
    last = an_answer(ANN, given_on=date.max, valid_until=date.max)

    assert domain.ask_again_on(first, TODAY) == TODAY
    assert domain.ask_again_on(last, TODAY) == date.max - timedelta(days=14)
