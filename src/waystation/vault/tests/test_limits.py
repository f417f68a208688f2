"""How often something may be tried, from where, and how long one waits then."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from waystation.vault import limits
from waystation.vault.limits import Slowed


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(limits, "_now_s", made)
    limits._all.kept.clear()
    return made


def waits(kind, key):
    try:
        limits.take(kind, key)
    except Slowed as slowed:
        return slowed.wait_s
    return 0


def test_six_tries_are_free_and_then_every_one_doubles_the_delay_up_to_42_seconds(clock):
    free = [waits("sign-in", "here harriet") for _ in range(6)]
    delays = []
    for _ in range(7):
        delays.append(waits("sign-in", "here harriet"))
        clock.now_s += delays[-1]
        assert waits("sign-in", "here harriet") == 0

    assert free == [0] * 6
    assert delays == [2, 4, 8, 16, 32, 42, 42]


def test_waiting_at_the_door_does_not_make_the_delay_longer(clock):
    for _ in range(6):
        limits.take("sign-in", "here harriet")

    assert [waits("sign-in", "here harriet") for _ in range(5)] == [2] * 5


def test_strangers_elsewhere_or_by_another_name_hold_nobody_up(clock):
    for _ in range(8):
        waits("sign-in", "there harriet")

    assert waits("sign-in", "there harriet") == 2
    assert waits("sign-in", "here harriet") == 0
    assert waits("sign-in", "there william") == 0
    assert waits("recover", "there harriet") == 0


def test_after_five_quiet_minutes_and_those_of_the_tries_everything_is_as_at_first(clock):
    for _ in range(7):
        waits("sign-in", "here harriet")

    # Six tries at 10 s each, and 300 s.
    clock.now_s += 359
    assert waits("sign-in", "here harriet") == 0
    assert waits("sign-in", "here harriet") == 4
    clock.now_s += 360
    assert [waits("sign-in", "here harriet") for _ in range(6)] == [0] * 6


def test_slow_tries_are_never_delayed(clock):
    for _ in range(50):
        assert waits("sign-in", "here harriet") == 0
        clock.now_s += 10


def test_whoever_found_the_way_in_begins_anew(clock):
    for _ in range(6):
        limits.take("sign-in", "here harriet")
    limits.give_back("sign-in", "here harriet")

    assert [waits("sign-in", "here harriet") for _ in range(6)] == [0] * 6


def test_five_tips_an_hour_come_from_one_network(clock):
    assert [waits("tip", "net") for _ in range(6)] == [0, 0, 0, 0, 0, 720]
    clock.now_s += 719
    assert waits("tip", "net") == 1
    clock.now_s += 1
    assert waits("tip", "net") == 0


@given(st.lists(st.floats(0, 100), max_size=60))
def test_no_more_get_through_than_the_rule_says_however_they_are_spread(gaps):
    clock = Clock()
    limits._all.kept.clear()
    limits._now_s, before = clock, limits._now_s
    passed = 0
    for gap in gaps:
        clock.now_s += gap
        passed += waits("api", "token") == 0
    limits._now_s = before

    assert passed <= 10 + sum(gaps) * 5 + 1


def test_the_memory_for_limits_is_bounded_and_the_oldest_goes_first(clock, monkeypatch):
    monkeypatch.setattr(limits, "BUCKETS_MAX", 100)
    for _ in range(6):
        limits.take("sign-in", "oldest")
    for number in range(100):
        limits.take("sign-in", f"key {number}")

    assert len(limits._all.kept["sign-in"]) == 100
    assert waits("sign-in", "oldest") == 0


def test_whoever_fills_one_kind_is_not_freed_of_the_delay_of_another(clock, monkeypatch):
    monkeypatch.setattr(limits, "BUCKETS_MAX", 100)
    for _ in range(7):
        waits("sign-in", "guesser")
    held_up = waits("sign-in", "guesser")
    for number in range(200):
        limits.take("recover", f"nobody {number}")

    assert waits("sign-in", "guesser") == held_up > 0


def test_neither_address_nor_name_is_kept(clock):
    limits.take("sign-in", "203.0.113.0/24\0harriet")

    assert [len(name) for name in limits._all.kept["sign-in"]] == [32]
    assert "harriet" not in repr(limits._all)


@pytest.mark.parametrize(
    ("proxies", "remote", "told", "network"),
    [
        (0, "203.0.113.7", "", "203.0.113.0/24"),
        (0, "203.0.113.7", "198.51.100.9", "203.0.113.0/24"),
        (1, "127.0.0.1", "198.51.100.9", "198.51.100.0/24"),
        # Only what one's own front server added counts; the rest anybody may have written.
        (1, "127.0.0.1", "192.0.2.1, 198.51.100.9", "198.51.100.0/24"),
        (2, "127.0.0.1", "192.0.2.1, 198.51.100.9", "192.0.2.0/24"),
        (2, "127.0.0.1", "198.51.100.9", "127.0.0.0/24"),
        (0, "2001:db8:1:2:3::4", "", "2001:db8:1::/48"),
        (0, "::ffff:203.0.113.7", "", "203.0.113.0/24"),
        (1, "127.0.0.1", "nonsense", "unknown"),
        (0, "", "", "unknown"),
    ],
)
def test_an_address_counts_as_its_network(settings, proxies, remote, told, network):
    settings.PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": told} if told else {}

    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)

    assert limits.network_of(request) == network


def test_the_doors_give_way_as_often_as_the_papers_say():
    told = {
        what: (rule.free, rule.back_s, rule.first_s, rule.longest_s)
        for what, rule in limits.RULES.items()
    }

    assert told == {
        "sign-in": (6, 10, 2, 42),  # Six a minute, then a delay that grows up to 42 seconds.
        "sign-in-all": (60, 1, 0, 0),  # Sixty a minute from one network.
        "confirm": (6, 10, 2, 42),
        "recover": (6, 10, 2, 42),
        "tip": (5, 720, 0, 0),  # Five an hour from one network.
        "tip-all": (10, 6, 0, 0),
        "site-form": (30, 10, 0, 0),
        "ask": (5, 300, 0, 0),
        "ask-all": (60, 20, 0, 0),
        "own-link": (6, 300, 0, 0),
        "own-address": (3, 900, 0, 0),
        "own-open": (20, 15, 0, 0),
        "page-ask": (4, 900, 0, 0),
        "page-ask-all": (40, 30, 0, 0),
        "page-report": (6, 300, 0, 0),
        "plan-open": (60, 5, 0, 0),
        "plan-calendar": (60, 5, 0, 0),
        "search-open": (60, 5, 0, 0),
        "api": (10, 0.2, 0, 0),  # Five a second for one token.
        "ask-address": (
            6,
            900,
            0,
            0,
        ),  # Mails to one address: six, then one in a quarter of an hour.
        "own-address-all": (
            9,
            600,
            0,
            0,
        ),  # Links to one address, from wherever they are asked for.
    }
