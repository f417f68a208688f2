"""Silence rings, a token answers, and what it says is read with keys only."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base import tokens, watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.models import Page, Watch
from waystation.dispatch.domain import StageOfPassage, Words
from waystation.relay.watching import queries, services
from waystation.relay.watching.tests.conftest import ACCEPTED, ENDED, MET, RELEASE, Watched
from waystation.routing.tests.ripley import READY, at
from waystation.vault.keyring import Keyring

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def evening(**changes) -> StageOfPassage:
    """A stage that leaves at 1200 and ends at 1440."""
    values = {
        "number": 1, "leg": "evening", "from_place": "ripley", "to_place": "wilmington",
        "mode": "wagon", "depart": at(1_200), "arrive": at(1_440), "wait_min": 0, "risk_p": 0.01,
        "low_p": 0.0, "high_p": 0.02, "cost_cents": 0, "night": True, "people": 2, "needs": "",
        "last": False, "meet": Words("a", "b"), "hand": Words("c", "d"),
    }  # fmt: skip
    return StageOfPassage(**values | changes)


def chain(watched, which=0):
    """The tokens of the order's due times: of the chain that says well, or of the other."""
    return tokens.chain(watched.armed.seeds[which], len(watched.armed.dues))


def test_what_is_awaited_is_told_to_the_phone_and_the_stages_own_alarm_is_the_last(watched):
    assert watched.armed.dues == (("accepted", ACCEPTED), ("met", MET), ("handed_over", ENDED))
    assert watched.watching().dues[-1].watch == watched.stage.watch
    assert len({*watched.armed.seeds}) == 2


def test_silence_rings_with_a_sentence_for_each_word_that_did_not_come(watched):
    watches.ring_due(ENDED)

    guide = "Call John Rankin."
    assert sorted(watched.says()) == [
        f"No word that stage 1 of {watched.code} has begun. {guide}",
        f"Nobody has taken the order for stage 1 of {watched.code}. {guide}",
        f"Stage 1 of {watched.code} is silent. Call John Rankin, then open the passage.",
        # Released at 1080; six hours later.
        f"The phone for stage 1 of {watched.code} has been silent. {guide}",
    ]


@pytest.mark.parametrize(("which", "says"), [(0, "well"), (1, "duress")])
def test_a_token_answers_without_a_key_and_its_reply_opens_with_one(watched, which, says):
    watches.show(chain(watched, which)[1], READY)

    assert watched.states() == ["answered", "answered", "armed"]
    assert watched.replies() == [("reply", says)]
    with pytest.raises(Refused):
        services.put_away(
            page_id=Page.objects.first().id, keyring=watched.river.stranger, now=READY
        )


def test_the_last_token_answers_the_alarm_that_stood_before_there_was_a_phone(watched):
    watches.show(chain(watched)[2], READY)

    assert watched.states() == ["answered"] * 3
    watches.ring_due(ENDED)
    assert [says[:9] for says in watched.says()] == ["The phone"]


def test_danger_shown_by_a_forced_guide_rings_and_says_so(watched):
    watches.show(tokens.danger(watched.armed.seeds[1]), READY)
    watches.ring_due(READY)

    assert watched.says() == [
        f"Nobody has taken the order for stage 1 of {watched.code}. Call John Rankin."
    ]
    assert watched.replies() == [("danger", "duress")]


def test_a_reply_that_was_put_on_another_page_counts_as_forced(watched):
    watches.show(chain(watched)[0], READY)
    for page in Page.objects.all():
        Page.objects.filter(pk=page.pk).update(watch=new_id())

    found = queries.replies(watched.harriet, now=READY)

    assert {(one.reply, one.forced, one.red) for one in found} == {(None, True, True)}


def test_a_reply_is_put_away_with_the_decoys_beside_it_and_nothing_else(watched):
    watches.show(chain(watched, 1)[0], READY)
    (one,) = queries.replies(watched.harriet, now=READY)
    assert Page.objects.count() > 1

    services.put_away(page_id=one.page, keyring=watched.harriet, now=READY)

    assert Page.objects.count() == 0
    with pytest.raises(Refused):
        services.put_away(page_id=one.page, keyring=watched.harriet, now=READY)


def test_an_order_leaves_decoys_in_every_bucket_and_one_shape_only(watched):
    def shape(watch):
        parts = (watch.alarm, watch.tiers, watch.codes, watch.replies)
        return (*(len(bytes(part)) for part in parts), watch.state, watch.step, watch.calls)

    true = {due.watch for due in watched.watching().dues}
    silence = watches.silence_of(watched.phone.id)
    assert len({shape(watch) for watch in Watch.objects.all()}) == 1
    for due in watched.watching().dues:
        there = Watch.objects.filter(due_at=due.at).exclude(pk=silence)
        n_true = sum(watch.id in true for watch in there)
        assert len(there) >= 2 * n_true == 2


def test_word_that_was_read_here_answers_what_its_token_would_have(watched):
    came(watched, "met", READY)

    assert watched.states() == ["answered", "answered", "armed"]
    # Its decoys too: whatever is left belongs to the end of the two stages or the phone.
    left = Watch.objects.exclude(state="answered").exclude(pk=watches.silence_of(watched.phone.id))
    assert {watch.due_at for watch in left} == {ENDED, at(1_920)}


def came(watched, verb, spoken):
    services.word_came(order_id=watched.order.id, verb=verb, at=spoken, keyring=watched.harriet)


def test_one_word_on_the_way_with_its_token_before_it_answers_for_no_later_one(watched):
    armed = rearmed(watched, arrive=at(1_320) + 14 * HOUR)
    assert [verb for verb, _at in armed.dues] == ["accepted", "met", "well", "well", "handed_over"]
    # The first is due seven hours after the stage left at 1320.
    spoken = at(1_320) + 6 * HOUR
    watches.show(tokens.chain(armed.seeds[0], 5)[2], spoken)

    came(watched, "well", spoken)
    came(watched, "well", spoken + MINUTE)

    assert watched.states() == ["answered"] * 3 + ["armed"] * 2


def rearmed(watched, **changes):
    stage = replace(watched.stage, **changes)
    return services.rearm_for_order(
        order=watched.order,
        code=watched.code,
        **watched.about() | {"stage": stage},
        release_at=RELEASE,
    )


def test_new_times_move_the_watches_and_keep_seeds_and_what_was_answered(watched):
    watches.show(chain(watched)[0], READY)

    armed = rearmed(watched, depart=at(1_380), arrive=at(1_500))

    assert armed.seeds == watched.armed.seeds
    assert [due for _verb, due in armed.dues[1:]] == [at(1_500), at(1_620)]
    assert watched.states() == ["answered", "armed", "armed"]
    assert Watch.objects.get(pk=watched.stage.watch).due_at == at(1_620)
    watches.ring_due(at(1_439))
    assert watched.says() == []
    # A token of the old seeds still answers, and is heard once.
    Page.objects.all().delete()
    watches.show(chain(watched)[1], READY)
    assert watched.states() == ["answered", "answered", "armed"]
    watches.show(chain(watched)[1], READY)
    assert watched.replies() == [("reply", "well")]


def test_other_words_that_are_awaited_need_new_seeds(watched):
    armed = rearmed(watched, arrive=at(1_320) + 14 * HOUR)

    assert {*armed.seeds}.isdisjoint(watched.armed.seeds)
    watches.show(chain(watched)[0], READY)
    assert set(watched.states()) == {"armed"}
    watches.show(tokens.chain(armed.seeds[0], 5)[0], READY)
    assert watched.states() == ["answered", *["armed"] * 4]


def recall(watched, now=READY):
    services.arm_for_recall(
        order=watched.order,
        stage=watched.stage,
        code=watched.code,
        keyring=watched.harriet,
        now=now,
    )


def test_a_guide_who_does_not_answer_that_the_stage_is_called_off_rings_after_ten_minutes(watched):
    recall(watched)

    watches.ring_due(READY + 9 * MINUTE)
    assert watched.says() == []
    watches.ring_due(READY + 10 * MINUTE)
    assert watched.says() == [
        f"Stage 1 of {watched.code} was called off and nobody has answered. Call John Rankin now."
    ]


@pytest.mark.parametrize(("which", "says"), [(0, "well"), (1, "duress")])
def test_the_answer_to_being_called_off_needs_no_key_and_says_whether_it_is_forced(
    watched, which, says
):
    recall(watched)

    watches.show(tokens.recall(watched.armed.seeds[which]), READY)

    watches.ring_due(READY + HOUR)
    assert (watched.says(), watched.replies()) == ([], [("reply", says)])


def test_what_is_over_rings_no_more_but_the_stage_that_nobody_handed_over(watched):
    services.end_for_order(order_id=watched.order.id, keyring=watched.harriet, now=READY)

    watches.ring_due(ENDED)
    assert [says[:7] for says in watched.says()] == ["Stage 1"]
    assert queries.watching_of(watched.order.id, watched.harriet) is None


def test_a_phone_with_another_order_is_still_watched(watched):
    other = watched.add_order()
    services.arm_for_order(order=other, code=watched.code, **watched.about(), release_at=RELEASE)

    services.end_for_order(order_id=watched.order.id, keyring=watched.harriet, now=READY)
    assert watches.is_set(watches.silence_of(watched.phone.id))
    services.end_for_order(order_id=other.id, keyring=watched.harriet, now=READY)
    assert not watches.is_set(watches.silence_of(watched.phone.id))


def said(watched, forced):
    services.reply(
        stage_id=watched.stage_id,
        stage=watched.stage,
        code=watched.code,
        forced=forced,
        by=watched.harriet.user_id,
        keyring=watched.harriet,
        now=READY,
    )


def test_a_forced_word_is_kept_from_its_typist_for_a_quarter_and_from_nobody_else(watched):
    other = Keyring.of(new_id(), list(watched.river.slots.values()))
    officer = Keyring.of(new_id(), [watched.river.security])

    said(watched, True)

    # Neither red nor missing, which would say as much.
    assert watched.replies() == [("reply", "well")]
    assert [one.red for one in queries.replies(watched.harriet, now=READY)] == [False]
    assert watched.replies(now=READY + 15 * MINUTE) == [("reply", "duress")]
    assert watched.replies(other) == watched.replies(officer) == [("reply", "duress")]


def test_who_typed_a_forced_word_puts_it_away_for_themselves_only(watched):
    other = Keyring.of(new_id(), list(watched.river.slots.values()))

    def put_away(forced):
        Page.objects.all().delete()
        said(watched, forced)
        (one,) = queries.replies(watched.harriet, now=READY)
        services.put_away(page_id=one.page, keyring=watched.harriet, now=READY)
        assert watched.replies() == []
        rows = Page.objects.order_by("cell").values_list("cell", "step", "body", "pinged")
        return [(cell, step, len(body), pinged) for cell, step, body, pinged in rows]

    # Whoever sees the database, or the screen, cannot tell which it was.
    assert put_away(False) == put_away(True)
    assert watched.replies(other) == [("reply", "duress")]
    assert watched.replies(now=READY + 15 * MINUTE) == [("reply", "duress")]
    # From then on it is put away like any other.
    (one,) = queries.replies(other, now=READY)
    services.put_away(page_id=one.page, keyring=other, now=READY)
    assert watched.replies(other) == []


def test_who_holds_the_keys_of_security_too_sees_one_line_whichever_it_was(watched):
    slots = [*watched.river.slots.values(), watched.river.security]
    both = Keyring.of(watched.harriet.user_id, slots)

    for forced in (False, True):
        Page.objects.all().delete()
        said(watched, forced)
        assert watched.replies(both) == [("reply", "well")]


def test_a_word_that_all_is_well_looks_the_same_and_security_hears_nothing(watched):
    officer = Keyring.of(new_id(), [watched.river.security])

    def left(forced):
        Page.objects.all().delete()
        said(watched, forced)
        rows = Page.objects.values_list("cell", "step", "body", "pinged")
        return sorted((str(cell), step, len(body), pinged) for cell, step, body, pinged in rows)

    assert left(forced=True) == left(forced=False)
    assert (watched.replies(officer), watched.replies()) == ([], [("reply", "well")])


def test_who_lacks_the_compartment_sees_nothing_of_any_of_it(watched):
    watches.show(chain(watched)[0], READY)
    watches.ring_due(ENDED)

    assert queries.rings(watched.river.stranger) == []
    assert queries.replies(watched.river.stranger, now=READY) == []
    assert queries.watching_of(watched.order.id, watched.river.stranger) is None


def test_a_lost_phones_watches_go_on_to_ring_and_another_order_learns_the_stages_alarm(river):
    watched = Watched(river)
    old = chain(watched)

    other = watched.add_order()
    armed = services.arm_for_order(
        order=other, code=watched.code, **watched.about(), release_at=RELEASE
    )

    watches.show(old[2], READY)
    assert Watch.objects.get(pk=watched.stage.watch).state == "armed"
    watches.show(tokens.chain(armed.seeds[0], 3)[2], READY)
    assert Watch.objects.get(pk=watched.stage.watch).state == "answered"
