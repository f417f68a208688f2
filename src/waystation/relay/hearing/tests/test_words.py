"""The words a guide has besides the plain way: declined, left and taken, danger, warnings, talk."""

from uuid import UUID

import pytest

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.hazards import queries as hazards
from waystation.relay.hearing import services
from waystation.relay.models import MailRow, ReportRow, TalkRow
from waystation.relay.tests.conftest import NOW

AT = "1855-10-26T11:00:00Z"


@pytest.fixture
def ordered(office):
    """Give an office whose first stage is ordered, that guide's phone, and the order's id."""
    phone = office.ready_phone()
    return office, phone, str(office.send())


def told(office):
    return [report.what for report in office.stage(office.first).reports]


def test_a_guide_who_declines_frees_the_stage_and_keeps_nothing(ordered):
    office, phone, order = ordered
    phone.look()
    watch = office.due_watch(order, 1)
    phone.report(order, "declined", AT, "ill")

    assert office.collect() == (1, 0, 0)

    assert office.stage(office.first).state == "planned"
    assert not MailRow.objects.exists()
    assert not watches.is_set(watch)
    line = office.panel()[0]
    assert (line.declined, line.may_send, line.where.order) == (True, True, "done")


def test_a_declined_stage_is_ordered_again_from_another_phone(ordered):
    office, phone, order = ordered
    phone.report(order, "declined", AT)
    office.collect()
    office.revoke(phone)

    other = office.ready_phone()
    office.send()

    assert len(other.orders()) == 1
    assert not office.panel()[0].declined


def test_declining_once_more_takes_nothing_from_whoever_was_asked_instead(ordered):
    office, phone, order = ordered
    phone.report(order, "declined", AT)
    office.collect()
    new = str(office.send())
    # Pressed twice while there was no network.
    phone.report(order, "declined", "1855-10-26T11:00:05Z")

    assert office.collect() == (1, 0, 0)

    assert office.stage(office.first).state == "ordered"
    assert office.panel()[0].where.order == "lies there"
    phone.look()
    assert phone.cards[new].told


def test_word_of_a_lost_phone_waits_where_another_was_asked_instead(ordered):
    office, phone, order = ordered
    phone.report(order, "declined", AT)
    office.revoke(phone)
    office.ready_phone()
    office.send()

    assert office.collect() == (0, 1, 0)

    assert office.stage(office.first).state == "ordered"
    assert office.panel()[0].where.order == "lies there"


def test_people_who_are_left_and_taken_move_both_stages(funded):
    funded.change(funded.first, apart=True)
    first, second = funded.ready_phone(funded.first), funded.ready_phone(funded.second)
    one, two = str(funded.send(funded.first)), str(funded.send(funded.second))
    second.look()
    assert second.cards[two].told["meet"] == "apart"
    for verb in ("accepted", "met", "left"):
        first.report(one, verb, AT)
    for verb in ("accepted", "taken"):
        second.report(two, verb, AT)

    funded.collect()

    assert funded.stage(funded.first).state == "handed over"
    assert funded.stage(funded.second).state == "met"


def test_people_are_not_taken_before_they_were_left(funded):
    funded.change(funded.first, apart=True)
    phone = funded.ready_phone(funded.second)
    order = str(funded.send(funded.second))
    phone.report(order, "accepted", AT)
    phone.report(order, "taken", AT)

    assert funded.collect() == (1, 1, 0)
    assert funded.stage(funded.second).state == "accepted"


def test_word_silences_the_watch_that_awaits_it_even_without_its_token(ordered):
    office, phone, order = ordered
    watch = office.due_watch(order, 1)
    assert watches.is_set(watch)
    phone.report(order, "accepted", AT)

    office.collect()

    assert not watches.is_set(watch)


@pytest.mark.parametrize("verb", ["danger", "well", "late"])
def test_word_that_moves_nothing_stands_on_the_stage(ordered, verb):
    office, phone, order = ordered
    phone.report(order, verb, AT, "at the ford")

    assert office.collect() == (1, 0, 0)
    assert told(office) == ["ordered", verb]
    assert office.stage(office.first).state == "ordered"


def test_a_warning_is_put_on_file_as_first_hand_word_and_halts_what_the_rules_say(ordered):
    office, phone, order = ordered
    phone.report(order, "hazard", AT, "#checkpoint.ahead four men")

    office.collect()

    word = hazards.hazards(office.harriet)[0]
    assert (word.kind, word.leg, word.first_hand) == ("checkpoint", "leg-1", True)
    assert word.text == "Checkpoint or soldiers, ahead on the way: four men"
    assert office.stage(office.first).reports[-1].words == word.text
    # First-hand word of a checkpoint stops the leg for whoever comes next.
    assert ("leg", "leg-1") in [
        (k.halt.what, k.halt.slug) for k in hazards.halts(office.harriet).halts
    ]


def test_a_warning_of_no_known_kind_stands_on_the_stage_alone(ordered):
    office, phone, order = ordered
    phone.report(order, "hazard", AT, "#other.here a dog")

    office.collect()

    assert hazards.hazards(office.harriet) == []
    assert office.stage(office.first).reports[-1].words == "Something else, here: a dog"


def test_a_few_words_go_into_the_conversation_and_not_on_the_stage(ordered):
    office, phone, order = ordered
    phone.report(order, "words", AT, "the ferry is late")

    assert office.collect() == (1, 0, 0)
    assert TalkRow.objects.filter(order=order).count() == 1
    assert told(office) == ["ordered"]


def test_the_conversation_goes_with_the_order(ordered):
    office, phone, order = ordered
    phone.report(order, "words", AT, "the ferry is late")
    office.collect()

    office.revoke(phone)

    assert not TalkRow.objects.exists()


def test_the_answer_to_a_stand_down_ends_only_an_order_that_was_called_back(ordered):
    office, phone, order = ordered
    phone.report(order, "stood_down", AT)
    assert office.collect() == (1, 0, 0)
    assert office.panel()[0].where.order == "lies there"

    office.call_back()
    phone.report(order, "stood_down", "1855-10-26T11:05:00Z")
    office.collect()

    assert office.panel()[0].where.order == "done"
    assert ReportRow.objects.exclude(state="taken").count() == 0


def test_a_word_said_in_another_way_moves_the_stage_without_an_order(office):
    office.change(office.first, state="ordered")

    state = services.take_word(
        stage_id=office.first.id, verb="accepted", at=NOW, keyring=office.harriet, now=NOW
    )

    assert state == "taken"
    assert office.stage(office.first).state == "accepted"


def test_a_word_said_before_its_turn_writes_nothing(office):
    office.change(office.first, state="ordered")

    state = services.take_word(
        stage_id=office.first.id, verb="met", at=NOW, keyring=office.harriet, now=NOW
    )

    assert state == "early"
    assert told(office) == []


def test_a_stranger_says_no_word_for_a_stage(office):
    with pytest.raises(Refused):
        services.take_word(
            stage_id=office.first.id, verb="late", at=NOW, keyring=office.stranger, now=NOW
        )
    with pytest.raises(Refused):
        services.take_word(
            stage_id=UUID(int=1), verb="late", at=NOW, keyring=office.harriet, now=NOW
        )


def test_a_word_nobody_knows_is_refused(office):
    with pytest.raises(ValueError, match="no verb"):
        services.take_word(
            stage_id=office.first.id, verb="arrived", at=NOW, keyring=office.harriet, now=NOW
        )
