"""What ended is not lost: whoever agrees anew is found anew, and both are asked anew."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases.consent import services as consenting
from waystation.cases.consent.tests.builders import an_answer, noted
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.services.worker import Reply
from waystation.tracing.asking.showing import LOOKING
from waystation.tracing.asking.tests.conftest import a_match, match_of, the_question
from waystation.tracing.asking.wording import WHY_NOT
from waystation.tracing.matching import queries as matching
from waystation.tracing.matching import services as looking
from waystation.tracing.matching.domain import AGREED_ANEW
from waystation.tracing.models import PaperRow
from waystation.tracing.register import ends
from waystation.tracing.register.tests.conftest import enter
from waystation.tracing.requests import queries as requested
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request, agreed

WEEK = NOW + timedelta(days=7)
AFTER = NOW + timedelta(days=8)


@pytest.fixture
def search(entered, peter):
    """A son's search for Ann, who is in the register; the two are found and reviewed."""
    request_id = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    looking.look(keyring=peter, now=NOW)
    (view,) = matching.matches(peter)
    looking.turn(match_id=view.id, turn="review", keyring=peter, now=NOW)
    return request_id, view.id


def in_contact(search, peter, william):
    """Let both say yes, by the real steps."""
    _request, match = search
    services.ask(match_id=match, keyring=peter, now=NOW)
    services.answer(paper_id=the_question(william), reply=Reply("yes"), keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)
    services.ask_seeker(match_id=match, keyring=peter, now=NOW)
    services.open_contact(match_id=match, agreed=agreed(), keyring=peter, now=NOW)


def state(search, peter):
    return match_of(search[1], peter).state


def back_in_the_register(family, william, now):
    """Ann takes her consent back, and gives it once more a week later."""
    consenting.withdraw(part_id=family.yes, how="", keyring=william, now=NOW)
    answer = replace(an_answer(family.ann, purpose="tracing"), noted_at=now, given_on=now.date())
    family = family._replace(yes=noted(family.id, answer, william, now=now))
    return enter(family, william, now=now)


def test_who_leaves_the_register_and_agrees_anew_is_found_anew_and_no_old_yes_counts(
    search, family, peter, william
):
    in_contact(search, peter, william)
    entry = back_in_the_register(family, william, WEEK)
    services.hear(keyring=peter, now=WEEK)
    assert state(search, peter) == "ended"

    looking.look(keyring=peter, now=WEEK)

    match = match_of(search[1], peter)
    assert (match.state, match.entry, match.acts[-1].says) == ("candidate", entry, AGREED_ANEW)
    assert (match.sought_yes, match.seeker_yes, match.taken_back) == (None, None, None)
    assert queries.shown(search[0], peter, WEEK.date()) == LOOKING
    with pytest.raises(Refused):
        services.pass_message(
            match_id=search[1], side="seeker", text="We are well.", keyring=peter, now=WEEK
        )

    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    services.ask(match_id=search[1], keyring=peter, now=AFTER)
    (question,) = queries.questions(william).to_ask
    assert question.paper.value.nth == 2
    services.answer(paper_id=question.paper.id, reply=Reply("yes"), keyring=william, now=AFTER)
    assert services.hear(keyring=peter, now=AFTER).taken == 1
    assert state(search, peter) == "yes"


def test_an_answer_from_before_the_end_answers_nothing_after_it(search, family, peter, william):
    in_contact(search, peter, william)
    (kept,) = queries.answered(william)
    back_in_the_register(family, william, WEEK)
    services.hear(keyring=peter, now=WEEK)
    looking.look(keyring=peter, now=WEEK)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)

    services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=WEEK)

    assert services.hear(keyring=peter, now=WEEK).taken == 0
    assert state(search, peter) == "reviewed"


def test_while_nobody_agreed_anew_what_ended_stays_ended(search, family, peter, william):
    in_contact(search, peter, william)
    services.withdraw(match_id=search[1], side="sought", keyring=peter, now=NOW)

    looking.look(keyring=peter, now=WEEK)

    assert state(search, peter) == "ended"
    with pytest.raises(Refused, match="no longer where it was"):
        looking.turn(match_id=search[1], turn="undo", keyring=peter, now=WEEK)


def test_a_seeker_who_takes_their_yes_back_and_gives_it_anew_begins_anew(search, peter, william):
    in_contact(search, peter, william)
    requests.take_back(request_id=search[0], how="", keyring=peter, now=NOW)
    looking.look(keyring=peter, now=WEEK)
    assert state(search, peter) == "ended"

    was = requested.request(search[0], peter).request
    again = replace(agreed(given_on=WEEK.date()), noted_at=WEEK)
    requests.change(
        request_id=search[0], was=was, value=replace(was, agreed=again), keyring=peter, now=WEEK
    )
    looking.look(keyring=peter, now=WEEK)

    assert state(search, peter) == "candidate"


def test_what_an_officer_ended_an_officer_puts_back(search, peter, vina):
    services.ask(match_id=search[1], keyring=peter, now=NOW)
    services.end(match_id=search[1], why="the wrong Ann", keyring=peter, now=NOW)
    looking.look(keyring=peter, now=WEEK)
    assert state(search, peter) == "ended"

    looking.turn(match_id=search[1], turn="undo", keyring=vina, now=WEEK)

    match = match_of(search[1], peter)
    assert (match.state, match.acts[-1].name) == ("candidate", "VINA")


def test_a_no_is_not_forgotten_by_an_end_and_a_new_beginning(search, family, peter, william):
    services.ask(match_id=search[1], keyring=peter, now=NOW)
    services.answer(paper_id=the_question(william), reply=Reply("no"), keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)
    services.end(match_id=search[1], why="they said no", keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=WEEK)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)

    assert queries.standing(search[1], peter, WEEK.date()).next == "stopped"
    with pytest.raises(Refused, match=str(WHY_NOT["said no"])):
        services.ask(match_id=search[1], keyring=peter, now=WEEK)

    # They can still change their mind with their own worker.
    (kept,) = queries.answered(william)
    services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=WEEK)
    services.hear(keyring=peter, now=WEEK)
    assert state(search, peter) == "yes"


def test_a_no_outlives_the_register_even_as_a_candidate_nobody_finds(
    search, family, peter, william
):
    services.ask(match_id=search[1], keyring=peter, now=NOW)
    services.answer(paper_id=the_question(william), reply=Reply("no"), keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)
    services.end(match_id=search[1], why="they said no", keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=NOW)
    consenting.withdraw(part_id=family.yes, how="", keyring=william, now=NOW)

    assert looking.look(keyring=peter, now=WEEK).n_gone == 0
    assert matching.match(search[1], peter).match.state == "candidate"


def test_who_was_reviewed_or_said_no_is_known_by_their_new_entry(search, family, peter, william):
    entry = back_in_the_register(family, william, WEEK)
    services.hear(keyring=peter, now=WEEK)

    looking.look(keyring=peter, now=WEEK)

    match = match_of(search[1], peter)
    assert (match.state, match.entry) == ("reviewed", entry)
    services.ask(match_id=search[1], keyring=peter, now=AFTER)
    assert state(search, peter) == "asked"


def said(search, words, peter, william, now=NOW, hears=True):
    """Have Ann asked, and her answer written down and heard."""
    services.ask(match_id=search[1], keyring=peter, now=now)
    reply = Reply(words, ask_on=now.date() + timedelta(days=60))
    services.answer(paper_id=the_question(william), reply=reply, keyring=william, now=now)
    if hears:
        services.hear(keyring=peter, now=now)


def test_a_consent_that_ran_out_and_was_given_anew_is_one_too(search, family, peter, william):
    in_contact(search, peter, william)
    past = NOW + timedelta(days=400)
    ends.sweep(past.date())
    services.hear(keyring=peter, now=past)
    assert state(search, peter) == "ended"
    requests.renew(
        request_id=search[0],
        agreed=replace(agreed(past.date() + timedelta(days=90)), given_on=past.date()),
        keyring=peter,
        now=past,
    )

    answer = an_answer(
        family.ann, purpose="tracing", noted_at=past, given_on=past.date(),
        valid_until=past.date() + timedelta(days=90),
    )  # fmt: skip
    noted(family.id, answer, william, now=past)
    looking.look(keyring=peter, now=past)

    assert state(search, peter) == "candidate"


def test_so_is_one_that_the_sought_took_back_at_the_desk(search, family, peter, william):
    in_contact(search, peter, william)
    services.withdraw(match_id=search[1], side="sought", keyring=peter, now=NOW)
    looking.look(keyring=peter, now=NOW)
    assert state(search, peter) == "ended"

    noted(family.id, an_answer(family.ann, purpose="tracing", noted_at=WEEK), william, now=WEEK)
    looking.look(keyring=peter, now=WEEK)

    assert state(search, peter) == "candidate"


def test_a_new_yes_of_the_seeker_counts_from_when_it_was_given_not_heard(search, peter, william):
    """Taken back at noon and given anew in the evening; the desk hears of both the day after."""
    in_contact(search, peter, william)
    evening, tomorrow = NOW + timedelta(hours=6), NOW + timedelta(days=1)
    was = requested.request(search[0], peter).request
    gone = replace(was, agreed=replace(was.agreed, withdrawn_at=NOW))
    requests.change(request_id=search[0], was=was, value=gone, keyring=peter, now=tomorrow)
    services.follow(request_id=search[0], keyring=peter, now=tomorrow)
    assert state(search, peter) == "ended"
    again = replace(gone, agreed=replace(was.agreed, noted_at=evening))
    requests.change(request_id=search[0], was=gone, value=again, keyring=peter, now=tomorrow)

    looking.look(keyring=peter, now=tomorrow)

    assert state(search, peter) == "candidate"


def test_a_no_heard_only_after_the_end_still_counts(search, family, peter, william):
    """She says no and takes her consent back in one breath, and agrees anew for somebody else."""
    said(search, "no", peter, william, hears=False)
    back_in_the_register(family, william, WEEK)
    services.hear(keyring=peter, now=WEEK)
    looking.look(keyring=peter, now=WEEK)

    assert state(search, peter) == "no"
    with pytest.raises(Refused, match=str(WHY_NOT["said no"])):
        services.ask(match_id=search[1], keyring=peter, now=AFTER)


def test_a_no_counts_that_was_held_back_until_it_had_ended_and_begun_anew(
    search, family, peter, william
):
    said(search, "no", peter, william, hears=False)
    held = PaperRow.objects.filter(state="new", cell=peter.cell("tracing")).latest("pk")
    PaperRow.objects.filter(pk=held.pk).update(state="read")
    services.end(match_id=search[1], why="the wrong Ann", keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=WEEK)
    PaperRow.objects.filter(pk=held.pk).update(state="new")

    assert services.hear(keyring=peter, now=WEEK).taken == 1

    assert state(search, peter) == "candidate"
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)
    with pytest.raises(Refused, match=str(WHY_NOT["said no"])):
        services.ask(match_id=search[1], keyring=peter, now=AFTER)


def test_a_no_counts_for_the_seekers_other_request_while_it_is_a_candidate_again(
    search, entered, peter, william
):
    said(search, "no", peter, william)
    services.end(match_id=search[1], why="they said no", keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=NOW)
    again = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    ann = match_of(search[1], peter).sought_at
    other = a_match(again, peter, entry=entered, sought_at=ann)

    with pytest.raises(Refused, match=str(WHY_NOT["said no"])):
        services.ask(match_id=other, keyring=peter, now=NOW)


def test_a_yes_that_was_held_back_until_she_came_back_is_none(search, family, peter, william):
    said(search, "no", peter, william)
    (kept,) = queries.answered(william)
    services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=NOW)
    held = PaperRow.objects.filter(state="new", cell=peter.cell("tracing")).latest("pk")
    PaperRow.objects.filter(pk=held.pk).update(state="read")
    back_in_the_register(family, william, WEEK)
    services.hear(keyring=peter, now=WEEK)
    looking.look(keyring=peter, now=WEEK)
    PaperRow.objects.filter(pk=held.pk).update(state="new")

    assert services.hear(keyring=peter, now=WEEK).taken == 0
    assert state(search, peter) == "no"


def test_later_is_no_sooner_because_it_ended_and_began_anew(search, peter, william):
    said(search, "later", peter, william)
    services.end(match_id=search[1], why="the wrong Ann", keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=WEEK)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=WEEK)

    assert queries.standing(search[1], peter, WEEK.date()).next == "wait for the day"
    with pytest.raises(Refused, match=str(WHY_NOT["no day"])):
        services.ask(match_id=search[1], keyring=peter, now=WEEK)
    services.ask(match_id=search[1], keyring=peter, now=NOW + timedelta(days=60))


def test_what_is_destroyed_takes_its_papers_along_as_a_candidate_too(search, peter, vina, william):
    said(search, "later", peter, william)
    services.end(match_id=search[1], why="the wrong Ann", keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=NOW)
    answers = PaperRow.objects.filter(cell=peter.cell("tracing"), state="read", day=TODAY)
    assert answers.exists()
    requests.close(request_id=search[0], why="false", keyring=peter, now=NOW)
    for officer in (peter, vina):
        requests.ask_to_destroy(request_id=search[0], keyring=officer, now=NOW)
    requests.destroy(request_id=search[0], keyring=peter, now=NOW)

    assert not answers.exists()


def test_a_no_counts_for_another_match_of_the_same_request(search, peter, william):
    """Ann is in the register and looks for somebody herself: one request finds her twice."""
    said(search, "no", peter, william)
    hers = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    ann = match_of(search[1], peter).sought_at
    other = a_match(search[0], peter, other=hers, sought_at=ann)

    with pytest.raises(Refused, match=str(WHY_NOT["said no"])):
        services.ask(match_id=other, keyring=peter, now=NOW)


def test_nobody_is_asked_anew_over_an_answer_that_was_not_heard(search, peter, william):
    said(search, "no", peter, william, hears=False)

    with pytest.raises(Refused, match="nobody has taken it in"):
        services.ask(match_id=search[1], keyring=peter, now=NOW + timedelta(days=20))


def test_an_answer_is_changed_where_they_were_asked_last(search, peter, william):
    said(search, "later", peter, william)
    (first,) = queries.answered(william)
    said(search, "yes", peter, william, now=NOW + timedelta(days=60))

    with pytest.raises(Refused, match="asked anew since"):
        services.answer_again(part_id=first.id, reply=Reply("no"), keyring=william, now=NOW)


def test_a_no_heard_after_a_new_beginning_can_be_changed_too(search, peter, william):
    said(search, "yes", peter, william)
    services.end(match_id=search[1], why="the wrong Ann", keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="undo", keyring=peter, now=NOW)
    (kept,) = queries.answered(william)
    services.answer_again(part_id=kept.id, reply=Reply("no"), keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)
    looking.turn(match_id=search[1], turn="review", keyring=peter, now=NOW)

    services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=WEEK)
    services.hear(keyring=peter, now=WEEK)

    assert state(search, peter) == "yes"
