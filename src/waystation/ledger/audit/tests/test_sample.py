"""Twenty-five entries by lot: neither who keeps the book nor who checks it can steer the draw."""

import hashlib

from waystation.ledger.audit import domain

HEAD, LOT = bytes(range(32)), bytes(range(32, 64))


def test_the_draw_is_the_one_that_is_described():
    numbers = [11, 12, 13]
    # What anybody can work out: SHA-256(head | lot | words | i as 8 bytes) modulo 3.
    first = int(hashlib.sha256(HEAD + LOT + b"north star" + bytes(8)).hexdigest(), 16) % 3

    drawn = domain.sample(HEAD, LOT, "north star", numbers)

    assert drawn[0] == numbers[first]
    assert sorted(drawn) == numbers


def test_twenty_five_different_entries_are_drawn():
    drawn = domain.sample(HEAD, LOT, "follow the drinking gourd", range(1, 1_001))

    assert len(drawn) == len(set(drawn)) == 25
    assert set(drawn) <= set(range(1, 1_001))


def test_other_words_another_head_and_another_lot_draw_others():
    one = domain.sample(HEAD, LOT, "north star", range(1, 1_001))

    assert one == domain.sample(HEAD, LOT, "north star", range(1, 1_001))
    assert one != domain.sample(HEAD, LOT, "north stars", range(1, 1_001))
    assert one != domain.sample(bytes(32), LOT, "north star", range(1, 1_001))
    assert one != domain.sample(HEAD, bytes(32), "north star", range(1, 1_001))


def test_every_entry_can_be_drawn():
    seen = {n for words in range(300) for n in domain.sample(HEAD, LOT, f"{words}", range(1, 101))}

    assert seen == set(range(1, 101))
