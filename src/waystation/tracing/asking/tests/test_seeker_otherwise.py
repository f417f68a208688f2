"""A seeker who said no may say otherwise, and no again: each is noted, and they are asked anew."""

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases.consent import services as consenting
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.showing import LOOKING
from waystation.tracing.asking.tests.conftest import a_match, match_of
from waystation.tracing.asking.tests.test_again import WEEK, state
from waystation.tracing.asking.wording import WHY_NOT
from waystation.tracing.matching import services as looking
from waystation.tracing.matching.domain import SEEKER_SAYS_NO, SEEKER_SAYS_YES
from waystation.tracing.papers import services as papers
from waystation.tracing.papers.domain import Answer, SeekerAnswer
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import UNTIL, a_request, agreed, an_origin
from waystation.tracing.values import Asking
from waystation.vault import cells


@pytest.fixture
def seeking(entered, desk, peter, william):
    """A search for Ann by a seeker of William's, who was asked and said no after her yes."""
    origin = an_origin(desk.cases.cell)
    request_id = requests.open_request(request=a_request(origin=origin), keyring=peter, now=NOW)
    key = cells.sign_public(desk.cases.cell)
    asked = Asking(nth=1, asked_on=TODAY, key=key)
    match_id = a_match(
        request_id, peter, entry=entered, state="seeker asked", sought_yes=agreed(),
        sought_asked=asked, seeker_asked=asked, thread=new_id(),
    )  # fmt: skip
    return request_id, match_id, desk.cases.cell


def the_seeker_says(words, turn, seeking, peter, william):
    """Send what the seeker's worker wrote down, and let the desk hear it."""
    thread, yes = match_of(seeking[1], peter).thread, agreed() if words == "yes" else None
    papers.send(
        to=peter.cell("tracing"), sender=seeking[2], about=thread, keyring=william, now=NOW,
        body=SeekerAnswer(nth=1, turn=turn, said=words, agreed=yes),
    )  # fmt: skip
    return services.hear(keyring=peter, now=NOW).taken


def the_sought_says(words, seeking, peter, william):
    """Send what Ann's worker wrote down a week later, and let the desk hear it."""
    match = match_of(seeking[1], peter)
    yes = agreed(given_on=WEEK.date(), noted_at=WEEK) if words == "yes" else None
    ask_on = UNTIL if words == "later" else None
    papers.send(
        to=peter.cell("tracing"), sender=seeking[2], about=match.thread, keyring=william, now=WEEK,
        body=Answer(
            nth=1, turn=match.sought_asked.turn + 1, said=words, agreed=yes, ask_on=ask_on
        ),
    )  # fmt: skip
    return services.hear(keyring=peter, now=WEEK).taken


def test_a_seeker_who_said_no_and_says_yes_is_noted_and_asked_anew(seeking, peter, william):
    the_seeker_says("no", 1, seeking, peter, william)

    assert the_seeker_says("yes", 2, seeking, peter, william) == 1

    match, standing = match_of(seeking[1], peter), queries.standing(seeking[1], peter, TODAY)
    assert (match.state, match.acts[-1].says) == ("yes", SEEKER_SAYS_YES)
    assert (match.seeker_yes, standing.next) == (None, "ask the seeker")
    assert queries.shown(seeking[0], peter, TODAY) == LOOKING
    with pytest.raises(Refused, match=str(WHY_NOT["not open"])):
        services.pass_message(
            match_id=seeking[1], side="seeker", text="We are well.", keyring=peter, now=NOW
        )
    services.ask_seeker(match_id=seeking[1], keyring=peter, now=NOW)
    assert state(seeking, peter) == "seeker asked"


def test_so_they_are_after_an_officer_ended_it_and_once_for_each_beginning(seeking, peter, william):
    the_seeker_says("no", 1, seeking, peter, william)
    services.end(match_id=seeking[1], why="the seeker said no", keyring=peter, now=NOW)

    assert the_seeker_says("yes", 2, seeking, peter, william) == 1

    match = match_of(seeking[1], peter)
    assert (match.state, match.acts[-1].says) == ("candidate", SEEKER_SAYS_YES)
    assert (match.sought_yes, match.seeker_yes) == (None, None)
    looking.turn(match_id=seeking[1], turn="set aside", says="Older.", keyring=peter, now=NOW)
    assert the_seeker_says("yes", 3, seeking, peter, william) == 1
    assert state(seeking, peter) == "set aside"


def test_a_seeker_brings_nothing_back_that_the_sought_ended(seeking, peter, william):
    the_seeker_says("no", 1, seeking, peter, william)
    services.withdraw(match_id=seeking[1], side="sought", keyring=peter, now=NOW)

    assert the_seeker_says("yes", 2, seeking, peter, william) == 1

    assert state(seeking, peter) == "ended"


def test_nor_what_the_sought_said_no_to_since_it_ended(seeking, peter, william):
    the_seeker_says("no", 1, seeking, peter, william)
    services.end(match_id=seeking[1], why="the seeker said no", keyring=peter, now=NOW)
    the_sought_says("no", seeking, peter, william)

    the_seeker_says("yes", 2, seeking, peter, william)

    assert state(seeking, peter) == "ended"


def test_nor_what_has_nobody_to_be_found_any_more(seeking, family, peter, william):
    the_seeker_says("no", 1, seeking, peter, william)
    services.end(match_id=seeking[1], why="the seeker said no", keyring=peter, now=NOW)
    consenting.withdraw(part_id=family.yes, how="", keyring=william, now=NOW)

    assert the_seeker_says("yes", 2, seeking, peter, william) == 0

    # It waits at the desk until she is there again.
    assert (state(seeking, peter), queries.n_unheard(peter)) == ("ended", 1)


def test_a_no_of_the_seeker_after_their_yes_is_their_last_word_for_the_officer_too(
    seeking, peter, william
):
    for turn, words in enumerate(("no", "yes", "no"), start=1):
        assert the_seeker_says(words, turn, seeking, peter, william) == 1
    assert match_of(seeking[1], peter).acts[-1].says == SEEKER_SAYS_NO

    services.end(match_id=seeking[1], why="the seeker said no", keyring=peter, now=NOW)
    assert the_seeker_says("yes", 4, seeking, peter, william) == 1
    assert state(seeking, peter) == "candidate"
    assert the_seeker_says("no", 5, seeking, peter, william) == 1

    match = match_of(seeking[1], peter)
    assert (match.state, match.acts[-1].says) == ("candidate", SEEKER_SAYS_NO)


def test_the_seekers_worker_is_told_once_that_it_is_over_whatever_the_sought_says_then(
    seeking, peter, william
):
    services.end(match_id=seeking[1], why="the wrong Ann", keyring=peter, now=NOW)
    told = len(queries.questions(william).over)
    assert told == 1

    for words in ("no", "yes", "later", "no"):
        assert the_sought_says(words, seeking, peter, william) == 1

    assert len(queries.questions(william).over) == told


def test_the_office_asks_a_seeker_it_speaks_with_itself_before_it_writes_down_their_yes(
    found, entered, peter
):
    asked = Asking(nth=1, asked_on=TODAY)
    match_id = a_match(
        found.request, peter, entry=entered, state="seeker asked", sought_yes=agreed(),
        seeker_asked=asked,
    )  # fmt: skip
    services.note_seeker(match_id=match_id, said="no", keyring=peter, now=NOW)

    with pytest.raises(Refused, match=str(WHY_NOT["seeker not asked"])):
        services.open_contact(match_id=match_id, agreed=agreed(), keyring=peter, now=NOW)

    services.ask_seeker(match_id=match_id, keyring=peter, now=NOW)
    services.open_contact(match_id=match_id, agreed=agreed(), keyring=peter, now=NOW)
    assert match_of(match_id, peter).state == "contact"
