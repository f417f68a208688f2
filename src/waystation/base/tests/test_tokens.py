"""What a phone shows answers its watch and nothing else, and nobody can tell well from duress."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base import tokens, watches
from waystation.base.models import Page, Watch
from waystation.base.tokens import Pair
from waystation.base.watches import Parts

NOON = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CELL = uuid4()
WELL, DURESS = b"w" * 32, b"d" * 32
seeds = st.binary(min_size=32, max_size=32)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()[:16]


def test_the_chain_is_the_one_that_phones_make():
    last = sha(b"ws1/tok", WELL)
    first = sha(b"ws1/tok", last)

    assert tokens.chain(WELL, 2) == [first, last]
    assert tokens.late(last) == sha(b"ws1/late", last)
    assert tokens.danger(WELL) == sha(b"ws1/ring", WELL)
    assert tokens.recall(WELL) == sha(b"ws1/down", WELL)


@given(seeds, st.integers(1, 16))
def test_every_token_leads_to_all_before_it(seed, n):
    chain = tokens.chain(seed, n)

    assert [tokens.before(token) for token in chain[1:]] == chain[:-1]
    assert len({*chain}) == n


def an_order(n=3, decoys=2, swapped=False):
    """The watches of an order, due every hour from noon, each with its decoys."""
    pairs = tokens.pairs([WELL, DURESS], n)
    late = [Pair(*(tokens.late(token) for token in pair)) for pair in pairs]
    danger = Pair(tokens.danger(WELL), tokens.danger(DURESS))
    found = []
    for nth, pair in enumerate(pairs):
        for decoy in range(decoys + 1):
            watch_id = uuid4()
            codes = tokens.codes(
                watch_id,
                swapped=swapped,
                answer=tokens.for_decoys(pair, decoy),
                late=tokens.for_decoys(late[nth], decoy),
                danger=tokens.for_decoys(danger, decoy),
            )
            said = [b"W" * watches.BOX_BYTES, b"D" * watches.BOX_BYTES]
            found.append(
                watches.arm(
                    watch_id=watch_id,
                    cell=CELL,
                    alarm=b"a",
                    due_at=NOON + nth * HOUR,
                    parts=Parts(codes=codes, replies=b"".join(said[::-1] if swapped else said)),
                    calls=5,
                )
            )
    return found


def states():
    return [watch.state for watch in Watch.objects.order_by("due_at")]


def replied():
    """What was laid ready: the step and the first letter of each reply."""
    pages = Page.objects.filter(step__in=[0, 6, 7])
    return sorted((page.step, bytes(page.body)[:1]) for page in pages)


@pytest.mark.django_db
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(("seed", "reply"), [(WELL, b"W"), (DURESS, b"D")])
def test_a_token_answers_its_watch_with_its_decoys_and_brings_its_reply(seed, reply, swapped):
    an_order(swapped=swapped)

    watches.show(tokens.chain(seed, 3)[0], NOON)

    assert states() == ["answered"] * 3 + ["armed"] * 6
    assert replied() == [(0, reply)] * 3


@pytest.mark.django_db
def test_a_later_token_answers_what_came_before_and_lays_one_reply():
    an_order(decoys=0)

    watches.show(tokens.chain(WELL, 3)[1], NOON)

    assert states() == ["answered", "answered", "armed"]
    assert replied() == [(0, b"W")]


@pytest.mark.django_db
def test_a_token_is_good_once_and_leaves_nothing_to_compare_it_with():
    (watch,) = an_order(n=1, decoys=0)
    token = tokens.chain(WELL, 1)[0]
    watches.show(token, NOON)
    Page.objects.all().delete()

    watches.show(token, NOON)

    assert replied() == []
    kept = Watch.objects.get()
    assert not {bytes(kept.codes)[at : at + 32] for at in range(0, 192, 32)} & {
        bytes(watch.codes)[at : at + 32] for at in range(0, 192, 32)
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("token", "reply"), [
    (tokens.chain(DURESS, 1)[0], (0, b"D")),
    (tokens.danger(DURESS), (7, b"D")),
])  # fmt: skip
def test_what_was_on_its_way_when_the_office_cleared_the_watch_is_heard_once(token, reply):
    (watch,) = an_order(n=1, decoys=0)
    assert watches.answer(watch.id)

    watches.show(token, NOON)
    watches.show(token, NOON)

    assert (states(), replied()) == (["answered"], [reply])
    assert watches.ring_due(NOON) == 0


@pytest.mark.django_db
def test_a_watch_that_was_deafened_hears_nothing_more():
    (watch,) = an_order(n=1, decoys=0)
    watches.answer(watch.id)

    assert watches.deafen(watch.id)
    watches.show(tokens.chain(DURESS, 1)[0], NOON)

    assert replied() == []
    assert watches.deafen(uuid4()) is False


@pytest.mark.django_db
@pytest.mark.parametrize("token", [bytes(16), b"", b"x" * 16, tokens.chain(b"other" * 6, 3)[2]])
def test_a_wrong_token_does_nothing(token):
    an_order()
    before = list(Watch.objects.values_list())

    watches.show(token, NOON)

    assert list(Watch.objects.values_list()) == before
    assert not Page.objects.exists()


@pytest.mark.django_db
def test_word_of_being_late_gives_two_hours_once_and_also_stops_the_ringing():
    an_order(n=1, decoys=1)
    watches.ring_due(NOON)
    late = tokens.late(tokens.chain(DURESS, 1)[0])

    watches.show(late, NOON + 10 * MINUTE)
    watches.show(late, NOON + 20 * MINUTE)

    # Ten past twelve and two hours, rounded up to the quarter.
    assert {watch.due_at for watch in Watch.objects.all()} == {NOON + 135 * MINUTE}
    assert (states(), replied()) == (["armed", "armed"], [(6, b"D"), (6, b"D")])
    assert watches.ring_due(NOON + 134 * MINUTE) == 0
    assert watches.ring_due(NOON + 135 * MINUTE) == 2


@pytest.mark.django_db
def test_a_watch_that_was_put_off_is_still_answered_by_its_token():
    an_order(n=1)
    token = tokens.chain(WELL, 1)[0]
    watches.show(tokens.late(token), NOON)

    watches.show(token, NOON)

    assert states() == ["answered"] * 3


@pytest.mark.django_db
def test_danger_makes_the_next_watch_of_the_order_ring_whatever_the_hour():
    an_order(n=2, decoys=1)

    watches.show(tokens.danger(WELL), NOON - 5 * HOUR)

    assert replied() == [(7, b"W"), (7, b"W")]
    assert watches.ring_due(NOON - 5 * HOUR) == 2
    assert [(call.step, call.loud) for call in watches.to_call()] == [(1, False)] * 2 + [
        (7, True)
    ] * 2


@pytest.mark.django_db
def test_no_two_watches_keep_a_digest_in_common():
    an_order()

    kept = [
        bytes(watch.codes)[at : at + 32]
        for watch in Watch.objects.all()
        for at in range(0, 192, 32)
    ]

    assert len(kept) == len({*kept}) == 9 * 6


@pytest.mark.django_db
def test_well_and_duress_leave_the_same_sizes_behind():
    def left(seed):
        Watch.objects.all().delete()
        Page.objects.all().delete()
        an_order()
        watches.show(tokens.chain(seed, 3)[1], NOON)
        rows = [*Watch.objects.values_list(), *Page.objects.values_list()]
        return sorted(
            tuple(
                len(bytes(cell)) if isinstance(cell, bytes | memoryview) else str(type(cell))
                for cell in row
            )
            for row in rows
        )

    assert left(WELL) == left(DURESS)
