"""Who said no and comes by themselves to say otherwise is heard, wherever their match rests."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.consent.tests.builders import an_answer, noted
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.services.worker import Reply
from waystation.tracing.asking.showing import LOOKING
from waystation.tracing.asking.tests.conftest import a_match, match_of
from waystation.tracing.asking.tests.test_again import AFTER, WEEK, said, search, state
from waystation.tracing.asking.wording import WHY_NOT
from waystation.tracing.desk import queries as desks
from waystation.tracing.matching import services as looking
from waystation.tracing.matching.domain import SAID_OTHERWISE
from waystation.tracing.requests import queries as requested
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request, agreed

__all__ = ["search"]
RESTS = ("ended", "candidate", "set aside")


def rests(search, peter, where):
    """Let a match rest: ended by an officer, put back among the candidates, set aside."""
    match = search[1]
    services.end(match_id=match, why="they said no", keyring=peter, now=NOW)
    if where != "ended":
        looking.turn(match_id=match, turn="undo", keyring=peter, now=NOW)
    if where == "set aside":
        looking.turn(match_id=match, turn="set aside", says="Older.", keyring=peter, now=NOW)


def says_again(words, peter, william, now=WEEK, **more):
    """Write down what Ann says by herself, and let the desk hear it."""
    (kept,) = queries.answered(william)
    services.answer_again(
        part_id=kept.id, reply=Reply(words, **more), keyring=william, now=now
    )  # fmt: skip
    return services.hear(keyring=peter, now=now).taken


def last_act(search, peter):
    return match_of(search[1], peter).acts[-1].to


@pytest.mark.parametrize("where", RESTS)
@pytest.mark.parametrize("words", ["yes", "alive only"])
def test_who_said_no_and_says_yes_is_brought_before_the_officer_and_asked_anew(
    search, peter, william, where, words
):
    said(search, "no", peter, william)
    rests(search, peter, where)

    assert says_again(words, peter, william) == 1

    match = match_of(search[1], peter)
    told = [(act.to, act.says) for act in match.acts[-2:]]
    assert told == [(words, ""), ("candidate", SAID_OTHERWISE)]
    assert [one[0] for one in desks.desk(peter, WEEK.date()).candidates] == [search[1]]
    assert queries.n_unheard(peter) == 0
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    said(search, "yes", peter, william, now=AFTER)
    assert state(search, peter) == "yes"


@pytest.mark.parametrize("where", RESTS)
def test_what_they_say_while_it_rests_is_no_yes_and_shows_the_seeker_nothing(
    search, peter, william, where
):
    said(search, "no", peter, william)
    rests(search, peter, where)
    says_again("yes", peter, william)

    match = match_of(search[1], peter)
    assert (match.sought_yes, match.seeker_yes) == (None, None)
    assert queries.shown(search[0], peter, WEEK.date()) == LOOKING
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    # Said once more before they were asked anew it counts as little.
    assert says_again("yes", peter, william, now=AFTER) == 0
    assert state(search, peter) == "reviewed"
    with pytest.raises(Refused, match=str(WHY_NOT["no yes"])):
        services.ask_seeker(match_id=search[1], keyring=peter, now=AFTER)


def test_set_aside_once_more_it_stays_set_aside(search, peter, william):
    said(search, "no", peter, william)
    rests(search, peter, "set aside")
    says_again("yes", peter, william)
    looking.turn(match_id=search[1], turn="set aside", says="Older.", keyring=peter, now=WEEK)

    assert says_again("yes", peter, william, now=AFTER) == 1

    assert (state(search, peter), last_act(search, peter)) == ("set aside", "yes")


def test_a_later_after_a_no_keeps_its_day(search, peter, william):
    said(search, "no", peter, william)
    rests(search, peter, "ended")
    day = WEEK.date() + timedelta(days=30)

    assert says_again("later", peter, william, ask_on=day) == 1

    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    assert queries.standing(search[1], peter, AFTER.date()).next == "wait for the day"
    with pytest.raises(Refused, match=str(WHY_NOT["no day"])):
        services.ask(match_id=search[1], keyring=peter, now=AFTER)


def test_who_could_not_be_asked_has_not_taken_back_their_no(search, peter, william):
    said(search, "no", peter, william)
    rests(search, peter, "ended")

    assert says_again("not asked", peter, william) == 0

    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=WEEK)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    with pytest.raises(Refused, match=str(WHY_NOT["said no"])):
        services.ask(match_id=search[1], keyring=peter, now=WEEK)


def test_whoever_never_said_no_brings_nothing_back_that_an_officer_ended(search, peter, william):
    said(search, "yes", peter, william)
    rests(search, peter, "ended")

    assert says_again("yes", peter, william) == 1

    assert (state(search, peter), last_act(search, peter)) == ("ended", "yes")


def test_what_the_seeker_took_back_stays_over_until_the_seeker_agrees_anew(search, peter, william):
    said(search, "no", peter, william)
    requests.take_back(request_id=search[0], how="", keyring=peter, now=NOW)
    assert says_again("yes", peter, william) == 1
    looking.look(keyring=peter, now=WEEK)
    assert state(search, peter) == "ended"

    was = requested.request(search[0], peter).request
    again = replace(was, agreed=replace(agreed(given_on=AFTER.date()), noted_at=AFTER))
    requests.change(request_id=search[0], was=was, value=again, keyring=peter, now=AFTER)
    looking.look(keyring=peter, now=AFTER)

    looking.turn(match_id=search[1], turn="review", keyring=peter, now=AFTER)
    services.ask(match_id=search[1], keyring=peter, now=AFTER)
    assert state(search, peter) == "asked"


def test_what_the_sought_took_back_at_the_desk_stays_over_until_they_agree_anew(
    search, family, peter, william
):
    said(search, "no", peter, william)
    (kept,) = queries.answered(william)
    services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=NOW)
    services.withdraw(match_id=search[1], side="sought", keyring=peter, now=NOW)

    assert services.hear(keyring=peter, now=WEEK).taken == 0
    assert state(search, peter) == "ended"

    assert says_again("yes", peter, william) == 1
    assert state(search, peter) == "ended"

    noted(family.id, an_answer(family.ann, purpose="tracing", noted_at=AFTER), william, now=AFTER)
    looking.look(keyring=peter, now=AFTER)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=AFTER)
    services.ask(match_id=search[1], keyring=peter, now=AFTER)
    assert state(search, peter) == "asked"


def is_ended(by, search, peter, at):
    """End a match by an officer, or by the seeker who takes their yes back, and begin it anew."""
    if by == "officer":
        services.end(match_id=search[1], why="they said no", keyring=peter, now=at)
        looking.turn(match_id=search[1], turn="undo", keyring=peter, now=WEEK)
    else:
        requests.take_back(request_id=search[0], how="", keyring=peter, now=at)
        was = requested.request(search[0], peter).request
        again = replace(was, agreed=replace(agreed(given_on=WEEK.date()), noted_at=WEEK))
        requests.change(request_id=search[0], was=was, value=again, keyring=peter, now=WEEK)
        looking.look(keyring=peter, now=WEEK)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)


@pytest.mark.parametrize("by", ["officer", "seeker"])
@pytest.mark.parametrize("words", ["yes", "alive only"])
def test_a_yes_from_before_an_end_that_is_heard_after_it_opens_nothing(
    search, peter, william, by, words
):
    said(search, "no", peter, william)
    (kept,) = queries.answered(william)
    services.answer_again(part_id=kept.id, reply=Reply(words), keyring=william, now=NOW)
    is_ended(by, search, peter, NOW + timedelta(hours=1))

    assert services.hear(keyring=peter, now=WEEK).taken == 0

    assert state(search, peter) == "reviewed"
    with pytest.raises(Refused, match=str(WHY_NOT["no yes"])):
        services.ask_seeker(match_id=search[1], keyring=peter, now=WEEK)
    assert says_again(words, peter, william, now=AFTER) == 1
    assert state(search, peter) == words


def test_of_a_no_and_a_yes_from_before_an_end_the_no_counts(search, peter, william):
    said(search, "yes", peter, william)
    (kept,) = queries.answered(william)
    for words, at in (("no", NOW), ("yes", NOW + timedelta(minutes=1))):
        services.answer_again(part_id=kept.id, reply=Reply(words), keyring=william, now=at)
    is_ended("officer", search, peter, NOW + timedelta(hours=1))

    assert services.hear(keyring=peter, now=WEEK).taken == 1

    assert state(search, peter) == "no"


DAY = WEEK.date() + timedelta(days=60)


def test_a_later_after_a_no_and_a_yes_keeps_its_day(search, peter, william):
    said(search, "no", peter, william)
    rests(search, peter, "ended")
    says_again("yes", peter, william)

    assert says_again("later", peter, william, ask_on=DAY) == 1

    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    with pytest.raises(Refused, match=str(WHY_NOT["no day"])):
        services.ask(match_id=search[1], keyring=peter, now=AFTER)


def test_so_does_one_while_it_is_over_because_the_seeker_took_their_yes_back(
    search, peter, william
):
    said(search, "yes", peter, william)
    requests.take_back(request_id=search[0], how="", keyring=peter, now=NOW)

    assert says_again("later", peter, william, ask_on=DAY) == 1

    match = match_of(search[1], peter)
    assert (match.state, match.ask_on) == ("ended", DAY)


def test_a_later_holds_for_the_seekers_other_request_too(search, entered, peter, william):
    said(search, "no", peter, william)
    again = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    ann = match_of(search[1], peter).sought_at
    other = a_match(again, peter, entry=entered, sought_at=ann)
    rests(search, peter, "ended")
    says_again("later", peter, william, ask_on=DAY)

    with pytest.raises(Refused, match=str(WHY_NOT["no day"])):
        services.ask(match_id=other, keyring=peter, now=AFTER)

    services.ask(match_id=other, keyring=peter, now=WEEK + timedelta(days=60))
    assert match_of(other, peter).state == "asked"


@pytest.mark.parametrize("is_over", [True, False])
def test_a_later_that_is_heard_after_its_day_lets_them_be_asked(search, peter, william, is_over):
    said(search, "no", peter, william)
    if is_over:
        rests(search, peter, "ended")
    (kept,) = queries.answered(william)
    reply = Reply("later", ask_on=TODAY + timedelta(days=3))
    services.answer_again(
        part_id=kept.id, reply=reply, keyring=william, now=NOW + timedelta(hours=1)
    )

    assert services.hear(keyring=peter, now=WEEK).taken == 1

    if is_over:
        looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    services.ask(match_id=search[1], keyring=peter, now=WEEK)
    assert state(search, peter) == "asked"
