"""From a reviewed match to a first message, by the real services."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import alarms, parts
from waystation.cases.consent import services as consenting
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.queries import Asked, Passed
from waystation.tracing.asking.services.worker import Reply
from waystation.tracing.asking.showing import LOOKING
from waystation.tracing.asking.tests.conftest import a_match, match_of, the_question
from waystation.tracing.asking.wording import WHY_NOT
from waystation.tracing.models import PaperRow
from waystation.tracing.papers import queries as reading
from waystation.tracing.papers import services as papers
from waystation.tracing.papers.domain import Question, SeekerAnswer
from waystation.tracing.register import services as register
from waystation.tracing.requests import services as requests
from waystation.tracing.reunion import queries as reunion
from waystation.tracing.tests.builders import a_profile, a_request, agreed, an_origin, born
from waystation.tracing.values import Asking, Origin
from waystation.vault import cells

TEXT = "We are well. The boy has grown."


def says(said, william, now=NOW, **more):
    services.answer(
        paper_id=the_question(william), reply=Reply(said, **more), keyring=william, now=now
    )


def hears(peter, now=NOW):
    return services.hear(keyring=peter, now=now)


def opened(found, peter, william):
    says("yes", william)
    hears(peter)
    services.ask_seeker(match_id=found.match, keyring=peter, now=NOW)
    services.open_contact(match_id=found.match, agreed=agreed(), keyring=peter, now=NOW)


def test_with_a_yes_of_both_sides_a_message_passes_and_lies_in_the_case(
    asked, family, peter, william
):
    opened(asked, peter, william)
    services.pass_message(match_id=asked.match, side="seeker", text=TEXT, keyring=peter, now=NOW)

    board = queries.questions(william)
    (word,) = board.words
    assert word.value.text == TEXT
    assert word.value.person == family.ann
    services.hand_on(paper_id=word.id, keyring=william, now=NOW)
    (kept,) = parts.listed(family.id, Passed, william)
    assert (kept.value.text, kept.value.came) == (TEXT, True)
    assert queries.shown(asked.request, peter, TODAY).says == "contact"


def test_the_question_rings_at_the_workers_until_it_was_put(asked, peter, william):
    tomorrow = NOW + timedelta(days=1)
    says("no", william, words="I do not want to be found.")

    assert alarms.ringing(william) == []
    assert hears(peter, tomorrow).taken == 1
    assert match_of(asked.match, peter).state == "no"


def test_what_somebody_answers_lies_in_their_case_with_their_own_words(
    asked, family, peter, william
):
    says("later", william, words="After the winter.", ask_on=TODAY + timedelta(days=90))

    (kept,) = parts.listed(family.id, Asked, william)
    assert (kept.value.said, kept.value.words) == ("later", "After the winter.")
    hears(peter)
    assert match_of(asked.match, peter).ask_on == TODAY + timedelta(days=90)
    with pytest.raises(Refused, match="day to ask again"):
        services.ask(match_id=asked.match, keyring=peter, now=NOW)
    services.ask(match_id=asked.match, keyring=peter, now=NOW + timedelta(days=90))


def test_only_that_they_live_is_told_and_only_once_the_seeker_wants_to_hear_it(
    asked, peter, william
):
    says("alive only", william)
    hears(peter)
    seen = [queries.shown(asked.request, peter, TODAY).says]
    services.ask_seeker(match_id=asked.match, keyring=peter, now=NOW)
    seen.append(queries.shown(asked.request, peter, TODAY).says)
    services.note_seeker(match_id=asked.match, said="yes", agreed=agreed(), keyring=peter, now=NOW)
    seen.append(queries.shown(asked.request, peter, TODAY).says)

    assert seen == ["looking", "news", "alive"]
    with pytest.raises(Refused, match="No message"):
        services.pass_message(
            match_id=asked.match, side="seeker", text=TEXT, keyring=peter, now=NOW
        )


def test_who_takes_a_yes_back_closes_the_contact_and_the_seeker_sees_what_nobody_found_sees(
    asked, family, peter, william
):
    opened(asked, peter, william)
    (kept,) = parts.listed(family.id, Asked, william)
    services.answer_again(part_id=kept.id, reply=Reply("no"), keyring=william, now=NOW)
    hears(peter)

    assert match_of(asked.match, peter).state == "no"
    assert queries.shown(asked.request, peter, TODAY) == LOOKING
    assert len(queries.questions(william).over) == 1


def test_out_of_the_register_is_out_of_contact_without_any_key_of_tracing(
    asked, family, peter, william
):
    opened(asked, peter, william)
    register.withdraw(household_id=family.id, person_id=family.ann, keyring=william, now=NOW)

    assert queries.shown(asked.request, peter, TODAY) == LOOKING
    with pytest.raises(Refused, match="no longer in the register"):
        services.pass_message(
            match_id=asked.match, side="seeker", text=TEXT, keyring=peter, now=NOW
        )
    assert hears(peter).gone == 1
    assert match_of(asked.match, peter).state == "ended"


def test_a_yes_needs_the_consent_on_file_and_lasts_no_longer_than_it(asked, family, peter, william):
    until = parts.read(family.yes, consenting.Consent, william).value.valid_until
    says("yes", william, until=until + timedelta(days=40))
    (kept,) = parts.listed(family.id, Asked, william)
    assert kept.value.agreed.until == until

    consenting.withdraw(part_id=family.yes, how="", keyring=william, now=NOW)
    with pytest.raises(Refused):
        services.answer_again(part_id=kept.id, reply=Reply("yes"), keyring=william, now=NOW)


def test_a_message_given_with_the_yes_waits_until_the_seeker_said_yes_too(
    asked, family, peter, william
):
    says("yes", william)
    (kept,) = parts.listed(family.id, Asked, william)
    services.give_message(part_id=kept.id, text=TEXT, keyring=william, now=NOW)
    hears(peter)
    assert [word.passed_at for word in match_of(asked.match, peter).words] == [None]

    services.ask_seeker(match_id=asked.match, keyring=peter, now=NOW)
    services.open_contact(match_id=asked.match, agreed=agreed(), keyring=peter, now=NOW)
    assert [word.passed_at for word in match_of(asked.match, peter).words] == [NOW]


def test_a_message_with_an_address_is_refused_and_says_what_it_found(asked, peter, william):
    opened(asked, peter, william)
    with pytest.raises(Refused, match="a telephone number"):
        services.pass_message(
            match_id=asked.match, side="seeker", text="Call 555-0142", keyring=peter, now=NOW
        )


def test_whose_worker_asks_is_not_answered_for_at_the_desk(asked, peter):
    with pytest.raises(Refused, match="Their own worker asks them"):
        services.note_sought(
            match_id=asked.match, said="yes", agreed=agreed(), keyring=peter, now=NOW
        )


def test_a_stranger_asks_nobody_and_reads_no_question(asked, outsider, stranger):
    with pytest.raises(Refused, match="no such record"):
        services.withdraw(match_id=asked.match, side="sought", keyring=stranger, now=NOW)
    assert len(queries.questions(outsider)) == 0
    assert queries.matches(stranger, TODAY) == []


def test_a_question_says_nothing_of_the_seeker_but_what_they_allowed(asked, william, peter):
    (one,) = queries.questions(william).to_ask
    assert (one.paper.value.kin, one.paper.value.seeker_name) == (None, "")
    assert {len(bytes(row.box)) for row in PaperRow.objects.all()} == {
        len(bytes(PaperRow.objects.first().box))
    }


def test_while_a_request_rests_or_is_closed_no_word_passes_and_none_is_lost(asked, peter, william):
    opened(asked, peter, william)
    requests.pause(request_id=asked.request, why="ill", keyring=peter, now=NOW)
    (kept,) = queries.answered(william)
    services.give_message(part_id=kept.id, text=TEXT, keyring=william, now=NOW)
    hears(peter)
    (word,) = match_of(asked.match, peter).words
    assert word.passed_at is None

    requests.resume(request_id=asked.request, keyring=peter, now=NOW)
    services.pass_message(match_id=asked.match, side="seeker", text=TEXT, keyring=peter, now=NOW)
    assert all(word.passed_at for word in match_of(asked.match, peter).words)
    requests.close(request_id=asked.request, why="false", keyring=peter, now=NOW)
    assert reunion.contact(asked.match, peter, TODAY) is None


def test_a_seekers_yes_opens_nothing_while_their_search_rests(entered, family, peter, william):
    origin = Origin(cell=william.cell("cases"), household=family.id, person=family.ann)
    asks = a_request(origin=replace(origin, person=new_id(), household=new_id()))
    request_id = requests.open_request(request=asks, keyring=peter, now=NOW)
    match_id = a_match(
        request_id, peter, entry=entered, state="seeker asked", sought_yes=agreed(),
        seeker_asked=Asking(nth=1, asked_on=TODAY, key=cells.sign_public(origin.cell)),
    )  # fmt: skip
    requests.pause(request_id=request_id, why="ill", keyring=peter, now=NOW)
    papers.send(
        to=peter.cell("tracing"), sender=origin.cell, about=match_of(match_id, peter).thread,
        body=SeekerAnswer(nth=1, turn=1, said="yes", agreed=agreed()), keyring=william, now=NOW,
    )  # fmt: skip
    hears(peter)
    assert match_of(match_id, peter).state == "seeker asked"
    requests.resume(request_id=request_id, keyring=peter, now=NOW)
    assert hears(peter).taken == 1
    assert match_of(match_id, peter).state == "contact"


def test_a_message_dropped_with_its_yes_is_not_handed_on_under_the_next(asked, peter, william):
    says("yes", william)
    hears(peter)
    (kept,) = queries.answered(william)
    services.give_message(part_id=kept.id, text=TEXT, keyring=william, now=NOW)
    word = PaperRow.objects.filter(cell=peter.cell("tracing"), state="new").get()
    hears(peter)
    later = NOW + timedelta(hours=1)
    for said in ("no", "yes"):
        later += timedelta(minutes=1)
        services.answer_again(part_id=kept.id, reply=Reply(said), keyring=william, now=later)
    hears(peter, later)
    PaperRow.objects.filter(pk=word.pk).update(state="new")
    hears(peter, later)
    assert match_of(asked.match, peter).words == ()


def test_a_no_counts_for_another_request_of_the_same_seeker(asked, entered, peter, william):
    says("no", william)
    hears(peter)
    services.end(match_id=asked.match, why="they said no", keyring=peter, now=NOW)
    again = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    with pytest.raises(Refused, match=str(WHY_NOT["said no"])):
        services.ask(match_id=a_match(again, peter, entry=entered), keyring=peter, now=NOW)
    john = a_profile("Someone Else", sex="male", birth=born(1801))
    other = requests.open_request(request=a_request(seeker=john), keyring=peter, now=NOW)
    services.ask(match_id=a_match(other, peter, entry=entered), keyring=peter, now=NOW)


def test_no_paper_of_a_match_outlives_its_request(asked, peter, vina, william):
    says("yes", william)
    hears(peter)
    answers = PaperRow.objects.filter(cell=peter.cell("tracing"), state="read", day=TODAY)
    assert answers.exists()
    requests.close(request_id=asked.request, why="false", keyring=peter, now=NOW)
    for officer in (peter, vina):
        requests.ask_to_destroy(request_id=asked.request, keyring=officer, now=NOW)
    requests.destroy(request_id=asked.request, keyring=peter, now=NOW)
    assert not answers.exists()


def destroyed(request_id, peter, vina):
    """Close a request and let two officers destroy it."""
    requests.close(request_id=request_id, why="false", keyring=peter, now=NOW)
    for officer in (peter, vina):
        requests.ask_to_destroy(request_id=request_id, keyring=officer, now=NOW)
    requests.destroy(request_id=request_id, keyring=peter, now=NOW)


@pytest.mark.parametrize("was_answered", [False, True])
def test_a_question_that_names_the_seeker_goes_from_the_workers_with_the_request(
    found, entered, peter, vina, william, was_answered
):
    services.ask(match_id=found.match, tells_name=True, keyring=peter, now=NOW)
    (named,) = queries.asked_before(william)
    assert named.value.seeker_name == "John Jackson"
    other = requests.open_request(request=a_request(), keyring=peter, now=NOW)
    services.ask(match_id=a_match(other, peter, entry=entered), keyring=peter, now=NOW)
    (stays,) = [one.id for one in queries.asked_before(william) if one.id != named.id]
    if was_answered:
        services.answer(paper_id=named.id, reply=Reply("no"), keyring=william, now=NOW)

    destroyed(found.request, peter, vina)

    assert reading.paper(named.id, Question, william) is None
    assert [one.id for one in queries.asked_before(william)] == [stays]


def test_every_question_goes_that_was_put_anew_and_those_of_the_seeker_too(
    entered, desk, peter, vina, william
):
    asks = a_request(origin=an_origin(desk.cases.cell))
    request_id = requests.open_request(request=asks, keyring=peter, now=NOW)
    match_id = a_match(request_id, peter, entry=entered)
    services.ask(match_id=match_id, tells_name=True, keyring=peter, now=NOW)
    fortnight = NOW + timedelta(days=14)
    services.ask(match_id=match_id, tells_name=True, keyring=peter, now=fortnight)
    says("yes", william, now=fortnight)
    hears(peter, fortnight)
    services.ask_seeker(match_id=match_id, tells_name=True, keyring=peter, now=fortnight)
    assert len(match_of(match_id, peter).papers) == 3
    assert queries.asked_before(william)

    destroyed(request_id, peter, vina)

    assert queries.asked_before(william) == []
