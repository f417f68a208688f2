"""Words from paper cards: each counts once, in its time, and moves its own stage only."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from waystation.base import tokens, watches
from waystation.base.errors import Refused
from waystation.base.models import Page, Watch
from waystation.dispatch import alarms
from waystation.dispatch.domain import Alarm
from waystation.relay.cards import domain, heard, queries, services, spoken
from waystation.relay.cards.domain import FORCED, WELL
from waystation.relay.tests.conftest import NOW
from waystation.relay.watching import queries as watching
from waystation.vault.keyring import Keyring
from waystation.vault.opening import swap


@pytest.fixture
def told(office):
    """Give an office whose first stage has a card and a guide who was told."""
    make(office, office.first)
    services.tell(stage_id=office.first.id, keyring=office.harriet, now=NOW)
    return office


def make(office, row):
    services.make(stage_id=row.id, keyring=office.harriet, now=NOW)


def card_of(office, row):
    return queries.card_of(row.id, office.harriet).card


def code(office, row, what, nth=0):
    """Give the code of the nth line of a meaning."""
    return [line.code for line in card_of(office, row).lines if line.what == what][nth]


def say(office, said, *, stage=None, at=NOW, now=NOW):
    """Type what was heard; a code stands for its two words."""
    typed = said if isinstance(said, str) else spoken.in_words(said, "en")
    return heard.hear(
        typed=spoken.read(typed),
        stage_id=stage.id if stage else None,
        at=at,
        keyring=office.harriet,
        now=now,
    )


def reports(office, row):
    return [report.what for report in office.stage(row).reports]


def unused(office):
    """Give a code of which no open card has a word."""
    cards = queries.open_cards(office.harriet)
    taken = {number for kept in cards for line in kept.card.lines for number in line.code}
    free = [number for number in range(1, 2_049) if number not in taken]
    return free[0], free[1]


def test_a_word_moves_its_stage(told):
    assert say(told, code(told, told.first, "received"))
    assert told.stage(told.first).state == "accepted"

    assert say(told, code(told, told.first, "taken over"))
    assert told.stage(told.first).state == "met"


def test_whoever_hands_on_has_received_and_taken_over_and_the_card_ends(funded):
    make(funded, funded.first)
    services.tell(stage_id=funded.first.id, keyring=funded.harriet, now=NOW)

    assert say(funded, code(funded, funded.first, "handed on"))

    assert funded.stage(funded.first).state == "handed over"
    assert reports(funded, funded.first)[:4] == ["ordered", "accepted", "met", "handed over"]
    assert queries.card_of(funded.first.id, funded.harriet) is None


def test_a_word_counts_once_and_saying_it_again_does_no_harm(told):
    late = code(told, told.first, "late")
    assert say(told, late)

    again = NOW + timedelta(minutes=5)
    assert say(told, late, at=again, now=again)

    assert reports(told, told.first) == ["ordered", "late"]
    assert card_of(told, told.first).wrong == 0


def test_a_word_before_its_turn_waits_and_nothing_is_written(office):
    make(office, office.first)

    assert say(office, code(office, office.first, "received"))

    assert office.stage(office.first).reports == ()
    assert queries.place(office.first.id, office.harriet).waiting == ["received"]
    args = {"stage_id": office.first.id, "keyring": office.harriet, "now": NOW}
    assert not heard.try_again(**args)
    services.tell(**args)
    assert heard.try_again(**args)
    assert office.stage(office.first).state == "accepted"
    assert queries.place(office.first.id, office.harriet).waiting == []


def test_nobody_takes_over_whom_the_guide_before_still_has(told):
    make(told, told.second)
    services.tell(stage_id=told.second.id, keyring=told.harriet, now=NOW)

    assert say(told, code(told, told.second, "taken over"))

    # Not even the "received" that it would stand for: all of it or nothing.
    assert told.stage(told.second).state == "ordered"
    assert queries.place(told.second.id, told.harriet).waiting == ["taken over"]


def test_what_waits_is_taken_as_soon_as_its_turn_comes(funded):
    for row in (funded.first, funded.second):
        make(funded, row)
        services.tell(stage_id=row.id, keyring=funded.harriet, now=NOW)
    say(funded, code(funded, funded.second, "taken over"))

    say(funded, code(funded, funded.first, "handed on"))

    assert funded.stage(funded.second).state == "met"


def test_a_guide_who_cannot_do_it_gives_the_stage_back_and_the_card_ends(told):
    assert say(told, code(told, told.first, "declined"))

    assert told.stage(told.first).state == "planned"
    assert queries.card_of(told.first.id, told.harriet) is None


def test_a_card_serves_its_own_stage_only(told):
    make(told, told.second)

    assert not say(told, code(told, told.first, "received"), stage=told.second)

    assert told.stage(told.first).state == "ordered"
    assert told.stage(told.second).state == "planned"
    assert card_of(told, told.second).wrong == 1


def test_the_words_in_the_wrong_order_are_another_code(told):
    one, two = code(told, told.first, "received")

    assert not say(told, (two, one))

    assert told.stage(told.first).state == "ordered"


def test_three_wrong_words_about_a_stage_and_its_card_is_not_believed_any_more(told):
    for _wrong in range(3):
        assert not say(told, unused(told), stage=told.first)

    assert card_of(told, told.first).is_silent
    assert not say(told, code(told, told.first, "received"))
    assert told.stage(told.first).state == "ordered"
    # A fourth one changes nothing, so the count tells nothing of how often somebody tried.
    say(told, unused(told), stage=told.first)
    assert card_of(told, told.first).wrong == 3


def test_two_wrong_words_are_forgiven(told):
    for _wrong in range(2):
        say(told, unused(told), stage=told.first)

    assert say(told, code(told, told.first, "received"))
    assert told.stage(told.first).state == "accepted"


def test_a_word_misheard_counts_on_the_one_card_it_is_near_and_a_strange_one_on_none(told):
    make(told, told.second)
    there = {number for line in card_of(told, told.second).lines for number in line.code}
    lines = card_of(told, told.first).lines
    one = next(number for line in lines for number in line.code if number not in there)

    say(told, (one, unused(told)[0]))
    say(told, unused(told))

    assert (card_of(told, told.first).wrong, card_of(told, told.second).wrong) == (1, 0)


def test_a_code_that_two_cards_have_needs_the_stage(told):
    make(told, told.second)
    kept = queries.card_of(told.second.id, told.harriet)
    shared = code(told, told.first, "late")
    line = msgspec.structs.replace(kept.card.lines[0], code=shared)
    card = msgspec.structs.replace(kept.card, lines=(line, *kept.card.lines[1:]))
    swap(kept.row, card, told.harriet, on=NOW.date())

    with pytest.raises(Refused, match="Two cards have this code"):
        say(told, shared)

    assert say(told, shared, stage=told.first)
    assert reports(told, told.first) == ["ordered", "late"]


def test_a_word_outside_its_window_does_not_count(told):
    end = domain.window(told.stage(told.first)).ends_at
    late = code(told, told.first, "late")

    assert not say(told, late, at=end, now=end)
    assert say(told, late, at=end - timedelta(minutes=1), now=end)


def alike(office, what):
    """Say a line of "all is well" and tell what can be seen of it without a key."""
    before = set(Page.objects.values_list("id", flat=True))
    answer = say(office, code(office, office.first, what))
    pages = Page.objects.exclude(id__in=before)
    seen = sorted((str(page.cell), page.step, len(bytes(page.body))) for page in pages)
    return answer, seen, reports(office, office.first)[-1]


def test_all_is_well_and_somebody_is_forced_look_alike_to_whoever_has_no_key(told):
    assert alike(told, WELL) == alike(told, FORCED)


def forced(keyring, now=NOW):
    """Say of each reply that somebody sees whether it is red."""
    return [one.forced for one in watching.replies(keyring, now=now)]


def holder(*slots):
    return Keyring.of(uuid4(), list(slots))


def test_who_is_forced_is_seen_by_others_and_by_security_and_not_by_who_typed_it(told):
    _gazetteer, _network, passages, security = told.slots

    say(told, code(told, told.first, FORCED))

    assert forced(holder(passages)) == forced(holder(security)) == [True]
    assert True not in forced(told.harriet)
    assert True in forced(told.harriet, NOW + timedelta(minutes=15))


def test_who_says_freely_that_all_is_well_alarms_nobody(told):
    _gazetteer, _network, passages, security = told.slots

    say(told, code(told, told.first, WELL))

    assert forced(holder(passages)) == [False]
    assert forced(holder(security)) == []


def test_somebody_forced_is_heard_from_a_card_that_is_not_believed_and_out_of_its_time(told):
    for _wrong in range(3):
        say(told, unused(told), stage=told.first)
    end = domain.window(told.stage(told.first)).ends_at

    assert not say(told, code(told, told.first, FORCED), at=end, now=end)

    assert forced(holder(told.slots[3]), end) == [True]


def test_the_cards_of_a_guide_who_may_be_lost_are_heard_only_when_somebody_is_forced(told):
    make(told, told.second)

    assert services.doubt(guide="garrett", keyring=told.harriet, now=NOW) == 1

    assert not say(told, code(told, told.first, "received"))
    assert told.stage(told.first).state == "ordered"
    assert not say(told, code(told, told.first, FORCED))
    assert forced(holder(told.slots[3])) == [True]
    assert say(told, code(told, told.second, WELL))


def test_a_card_that_is_not_believed_answers_all_is_well_as_it_answers_who_is_forced(told):
    services.doubt(guide="garrett", keyring=told.harriet, now=NOW)

    freely, by_force = alike(told, WELL), alike(told, FORCED)

    # Refused on the screen, no word on the stage, two sealed replies: whichever it was.
    assert freely == by_force
    assert (freely[0], len(freely[1]), freely[2]) == (False, 2, "ordered")
    assert forced(holder(told.slots[2])) == [True]


def armed(office):
    """Arm the first stage's own alarm and give its id."""
    stage = office.stage(office.first)
    watch = alarms.arm(
        cell=office.cell, alarm=Alarm("P-KTQWN", 1, "T."), due_at=stage.arrive + timedelta(hours=2)
    )
    office.change(office.first, watch=watch)
    return watch


def test_late_puts_the_alarm_off_by_two_hours(told):
    watch = armed(told)
    due = Watch.objects.get(pk=watch).due_at

    say(told, code(told, told.first, "late"))

    assert Watch.objects.get(pk=watch).due_at == due + timedelta(hours=2)


def test_danger_rings_at_the_worker_s_next_round(told):
    watch = armed(told)

    say(told, code(told, told.first, "danger"))
    watches.ring_due(NOW)

    assert Watch.objects.get(pk=watch).state == "ringing"


def test_a_token_read_aloud_answers_its_watch(office):
    pair = tokens.Pair(bytes(range(16)), bytes(16))
    watch = armed(office)
    Watch.objects.filter(pk=watch).update(codes=tokens.codes(watch, swapped=False, answer=pair))

    # Bytes 0 to 15 in base32 of RFC 4648.
    assert say(office, "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4")

    assert Watch.objects.get(pk=watch).state == "answered"


def test_a_wrong_token_is_answered_like_a_right_one(office):
    watch = armed(office)

    assert say(office, "abandon " * 11 + "about")

    assert Watch.objects.get(pk=watch).state == "armed"


def test_whoever_has_no_key_to_the_passages_moves_nothing(told):
    typed = spoken.read(spoken.in_words(code(told, told.first, "received"), "en"))

    found = heard.hear(typed=typed, stage_id=None, at=NOW, keyring=told.stranger, now=NOW)

    assert not found
    assert told.stage(told.first).state == "ordered"
