"""A sealed request to one organisation, and the answer of a human to one that came."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import MatchRow, PartnerRow
from waystation.tracing.partners import domain, queries
from waystation.tracing.partners.domain import Card
from waystation.tracing.partners.services import agreeing, asking
from waystation.tracing.partners.services.reading import read_in
from waystation.tracing.partners.tests.conftest import (
    MOTHER,
    OURS,
    SAME_MOTHER,
    THEIRS,
    an_agreement,
    live_there,
    look_for,
    released,
)
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as requesting
from waystation.tracing.tests.builders import a_name, a_profile, agreed
from waystation.tracing.values import Match, Profile
from waystation.vault import words
from waystation.vault.opening import add, swap


def carried(two, request_id):
    """Make a request's file, carry it over and read it in; gives both sides' rows."""
    ours = asking.prepare(partner_id=two.theirs, request_id=request_id, keyring=two.peter, now=NOW)
    content = asking.hand_out(paper_id=ours, keyring=two.peter, now=NOW)
    return ours, read_in(content=content, keyring=two.anna, now=NOW).id


def answered(two, theirs, reply, says=""):
    asking.answer(paper_id=theirs, reply=reply, says=says, keyring=two.anna, now=NOW)
    content = asking.hand_out(paper_id=theirs, keyring=two.anna, now=NOW)
    return content, read_in(content=content, keyring=two.peter, now=NOW)


def test_only_what_was_released_reaches_the_other_organisation(two):
    sought = a_profile("Ann Jackson", names=(a_name("Ann Jackson"), a_name("Nanny", "alias")))
    given = released(THEIRS, sought, names=sought.names[:1], parts=("sex",))
    request_id = look_for(two.peter, THEIRS, sought)
    asking.release(request_id=request_id, given=given, keyring=two.peter, now=NOW)
    _ours, theirs = carried(two, request_id)
    asked = queries.one_received(theirs, two.anna).value.asked
    assert asked.sought == domain.cut(sought, given)
    assert [name.text for name in asked.sought.names] == ["Ann Jackson"]
    assert asked.sought.homes == ()
    assert asked.seeker == type(asked.seeker)(), "the seeker stays unnamed"


def test_a_yes_taken_back_stops_even_a_file_that_lies_ready(two):
    request_id = look_for(two.peter, THEIRS, MOTHER)
    ready = {"partner_id": two.theirs, "request_id": request_id, "keyring": two.peter, "now": NOW}
    paper = asking.prepare(**ready)
    asking.withdraw(request_id=request_id, receiver=THEIRS, keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="has not released"):
        asking.hand_out(paper_id=paper, keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="has not released"):
        asking.prepare(**ready)
    asking.take_back(paper_id=paper, keyring=two.peter, now=NOW)
    assert queries.sent(two.peter) == []


def test_an_answer_of_nothing_carries_no_word_whatever_the_reason(two):
    request_id = look_for(two.peter, THEIRS, MOTHER)
    ours, theirs = carried(two, request_id)
    _content, read = answered(two, theirs, "nothing", "she said no")
    sent = queries.one_sent(ours, two.peter).value
    assert read.id == ours
    assert (sent.reply, sent.says) == ("nothing", "")


def test_word_is_passed_on_only_with_a_yes_that_stands(two):
    request_id = look_for(two.peter, THEIRS, MOTHER)
    _ours, theirs = carried(two, request_id)
    for _ in range(2):
        with pytest.raises(Refused, match="Nobody's recorded yes"):
            asking.answer(paper_id=theirs, reply="word", says="x", keyring=two.anna, now=NOW)
        if queries.one_received(theirs, two.anna).value.request is None:
            copy = asking.adopt(paper_id=theirs, keyring=two.anna, now=NOW)
    assert requests.request(copy, two.anna).request.copied.source == OURS
    mother = live_there(two.anna, OURS, SAME_MOTHER)
    yes = Match(
        request=copy, other=mother, thread=new_id(), bits=20.0, verdict="probable",
        state="yes", sought_yes=agreed(),
    )  # fmt: skip
    row = MatchRow(cell=two.anna.cell("tracing"), case=copy)
    add(row, yes, two.anna, on=TODAY)
    for gone in (
        replace(yes, state="ended"),
        replace(yes, entry=new_id(), other=None),
        # Hers is the request: the yes of the other organisation's own seeker is not hers.
        replace(yes, request=mother, other=copy),
    ):
        swap(row, gone, two.anna, on=TODAY)
        with pytest.raises(Refused, match="Nobody's recorded yes"):
            asking.answer(paper_id=theirs, reply="word", says="x", keyring=two.anna, now=NOW)
    swap(row, yes, two.anna, on=TODAY)
    content, _read = answered(two, theirs, "word", "She would be glad of a letter.")
    with pytest.raises(Refused, match="no request of ours that waits"):
        read_in(content=content, keyring=two.peter, now=NOW)
    assert queries.sent(two.peter)[0].value.says == "She would be glad of a letter."


def test_requests_are_limited_on_either_side_and_read_once(two):
    request_id = look_for(two.peter, THEIRS, MOTHER)
    for _ in range(2):
        ours, _theirs = carried(two, request_id)
    with pytest.raises(Refused, match="As many requests as were agreed"):
        carried(two, request_id)
    again = asking.hand_out(paper_id=ours, keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="read before"):
        read_in(content=again, keyring=two.anna, now=NOW)


def test_both_sides_read_the_same_words_and_a_key_in_between_gives_others(two):
    ours, theirs = queries.card(two.peter), queries.card(two.anna)
    code = domain.safety_code(ours, theirs)
    assert code == domain.safety_code(replace(theirs, name="as we call them"), ours)
    assert len(words.text_of(code).split()) == 12
    between = Card(name="X", recipient=ours.recipient, signs=theirs.signs)
    assert code != domain.safety_code(between, theirs)


def test_nothing_is_agreed_before_the_code_was_compared_and_a_second_of_us_said_yes(two, desk):
    stranger = Card(name="New", recipient=queries.card(two.anna).recipient, signs=b"n" * 32)
    made = agreeing.enter(card=stranger, keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="was not compared"):
        agreeing.propose(partner_id=made, agreement=an_agreement(), keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="how you knew"):
        agreeing.note_compared(partner_id=made, how=" ", keyring=two.peter, now=NOW)
    agreeing.note_compared(partner_id=made, how="met", keyring=two.peter, now=NOW)
    agreeing.propose(partner_id=made, agreement=an_agreement(), keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="Your hand is on this"):
        agreeing.approve(partner_id=made, keyring=two.peter, now=NOW)
    view = queries.partner(made, two.peter)
    assert view.partner.why_not("request", TODAY) == "not agreed"
    agreeing.approve(partner_id=made, keyring=two.vina, now=NOW)
    partner = queries.partner(made, two.peter).partner
    assert partner.why_not("request", TODAY) is None
    assert partner.why_not("request", TODAY + timedelta(days=91)) == "out of date"
    # What is agreed anew waits for two again.
    agreeing.propose(partner_id=made, agreement=an_agreement(), keyring=two.vina, now=NOW)
    assert not queries.partner(made, two.peter).partner.is_agreed


def test_a_card_that_is_no_card_or_known_is_refused(two):
    ours, theirs = queries.card(two.peter), queries.card(two.anna)
    for card, why in (
        (ours, "our own card"),
        (theirs, "on file already"),
        (Card(name="New", recipient="age1x", signs=b"n" * 32), "no age key"),
    ):
        with pytest.raises(Refused, match=why):
            agreeing.enter(card=card, keyring=two.peter, now=NOW)
    assert PartnerRow.objects.filter(cell=two.peter.cell("tracing")).count() == 2


LAST = TODAY + timedelta(days=20)
ON_IT, AFTER = NOW + timedelta(days=20), NOW + timedelta(days=21)


def short(two):
    """Carry a request over that the seeker released for twenty days; gives both sides' rows."""
    return carried(two, look_for(two.peter, THEIRS, MOTHER, agreed=agreed(LAST)))


def test_a_request_is_answered_until_its_last_day_and_not_after_it(two):
    _ours, theirs = short(two)
    for act in (
        lambda: asking.answer(
            paper_id=theirs, reply="nothing", says="", keyring=two.anna, now=AFTER
        ),
        lambda: asking.adopt(paper_id=theirs, keyring=two.anna, now=AFTER),
    ):
        with pytest.raises(Refused, match=f"its last day was {LAST.isoformat()}"):
            act()
    asking.answer(paper_id=theirs, reply="nothing", says="", keyring=two.anna, now=ON_IT)
    asking.hand_out(paper_id=theirs, keyring=two.anna, now=ON_IT)
    with pytest.raises(Refused, match="ran out"):
        asking.hand_out(paper_id=theirs, keyring=two.anna, now=AFTER)


def test_an_answer_that_comes_after_the_last_day_is_not_taken_in(two):
    ours, theirs = short(two)
    asking.answer(paper_id=theirs, reply="nothing", says="", keyring=two.anna, now=ON_IT)
    content = asking.hand_out(paper_id=theirs, keyring=two.anna, now=ON_IT)

    with pytest.raises(Refused, match="out of date"):
        read_in(content=content, keyring=two.peter, now=AFTER)
    # Nor where the other organisation wrote a longer day upon it.
    row = queries.one_received(theirs, two.anna)
    longer = replace(row.value, asked=replace(row.value.asked, until=AFTER.date()), answered=None)
    swap(row.row, replace(longer, left_at=None), two.anna, on=TODAY)
    asking.answer(paper_id=theirs, reply="nothing", says="", keyring=two.anna, now=AFTER)
    content = asking.hand_out(paper_id=theirs, keyring=two.anna, now=AFTER)
    with pytest.raises(Refused, match="ran out"):
        read_in(content=content, keyring=two.peter, now=AFTER)
    assert queries.one_sent(ours, two.peter).value.answered is None

    assert read_in(content=content, keyring=two.peter, now=ON_IT).id == ours


def test_a_file_made_for_a_shorter_yes_leaves_no_later_by_a_longer_one(two):
    given = released(THEIRS, MOTHER, agreed=agreed(LAST))
    request_id = look_for(two.peter, THEIRS, MOTHER, agreed=agreed(LAST))
    paper = asking.prepare(partner_id=two.theirs, request_id=request_id, keyring=two.peter, now=NOW)
    longer = replace(given, agreed=agreed())
    asking.release(request_id=request_id, given=longer, keyring=two.peter, now=NOW)

    asking.hand_out(paper_id=paper, keyring=two.peter, now=ON_IT)
    with pytest.raises(Refused, match="ran out"):
        asking.hand_out(paper_id=paper, keyring=two.peter, now=AFTER)


def test_what_ran_out_without_an_answer_is_told_for_thirty_days(two):
    ours, _theirs = short(two)
    answered_one, theirs = short(two)
    answered(two, theirs, "nothing")

    def told(day):
        return [one.id for one in queries.unanswered(queries.passed(two.peter), day)]

    assert told(LAST) == []
    assert told(AFTER.date()) == [ours]
    assert told(LAST + timedelta(days=30)) == [ours]
    assert told(LAST + timedelta(days=31)) == []
    assert queries.one_sent(answered_one, two.peter).value.answered


def test_nothing_that_passed_about_a_destroyed_request_is_left(two):
    request_id = look_for(two.peter, THEIRS, MOTHER)
    ours, theirs = carried(two, request_id)
    copy = asking.adopt(paper_id=theirs, keyring=two.anna, now=NOW)
    destroyed(request_id, two.peter, two.vina)
    destroyed(copy, two.anna, two.boris)
    assert queries.one_sent(ours, two.peter).value.parcel == ()
    assert queries.one_received(theirs, two.anna).value.asked.sought == Profile()
    assert queries.spent(two.theirs, two.peter, TODAY).requests == 1, "the count stays"


def destroyed(request_id, *officers):
    requesting.close(request_id=request_id, why="false", keyring=officers[0], now=NOW)
    for one in officers:
        requesting.ask_to_destroy(request_id=request_id, keyring=one, now=NOW)
    requesting.destroy(request_id=request_id, keyring=officers[0], now=NOW)
