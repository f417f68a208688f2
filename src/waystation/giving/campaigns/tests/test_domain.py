"""Texts that may stand in public, goals, and which teams may be told together."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.giving import cards, thermometer
from waystation.giving.campaigns import domain, texts
from waystation.giving.campaigns.tests.acts import BAZAAR
from waystation.giving.cards import Card
from waystation.ledger import chart


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("see www.friends.example for more", ["link"]),
        ("read it on our-page.org/tea", ["link"]),
        ("write to gerrit@example.org", ["link", "mail"]),
        ("we are @friends there", ["mail"]),
        ("ring 315-555-0188 after six", ["phone"]),
        ("전화 010-1234-5678 주세요", ["phone"]),
        ("bring cakes to 12 Oak Hill Road", ["address"]),
        ("테헤란로 152 앞에서 만나요", ["address"]),
        ("We collect $3,000 by 1 May. 1855 was hard, etc. So give!", []),
        ("열두 사람이 자유로 3명을 돕습니다", []),
    ],
)
def test_ways_to_reach_somebody_are_found_in_public_words(words, found):
    assert texts.faults(texts.tidy(words)) == found


def test_signs_that_nobody_sees_and_wide_letters_hide_no_link():
    hidden = "see w\u200bww.ｅxample．ｏｒｇ now"

    assert texts.tidy(hidden) == "see www.example.org now"
    assert texts.faults(texts.tidy(hidden)) == ["link"]


def test_an_address_is_made_of_latin_letters_and_left_empty_where_there_are_none():
    assert texts.slug_of("Friends in Peterboro & Syracuse") == "friends-in-peterboro-syracuse"
    assert texts.slug_of("자유의 친구들") == ""
    assert len(texts.slug_of("a long name " * 9)) <= texts.SLUG_MAX


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"slug": "~4f"}, ["slug"]),
        ({"fund": "R-SECRET"}, ["fund"]),
        ({"title_ko": ""}, ["title"]),
        ({"text_en": "too short"}, ["text"]),
        ({"goal_cents": 9_999}, ["goal"]),
        ({"goal_people": 101, "goal_cents": 0}, ["people"]),
        ({"ends_on": date(2026, 3, 1)}, ["days"]),
        ({"ends_on": date(2029, 3, 1)}, ["days"]),
    ],
)
def test_what_keeps_a_campaign_from_being_published_is_named(change, found):
    wish = replace(BAZAAR, **change)

    assert domain.faults_of(wish, person_cents=3_120_00, funds=(chart.GENERAL,)) == found


def test_five_people_at_the_published_cost_are_a_sum_and_without_one_no_goal():
    wish = replace(BAZAAR, goal_people=5, goal_cents=0)

    assert domain.goal_of(wish, 3_120_00) == 15_600_00
    assert domain.faults_of(wish, person_cents=0, funds=(chart.GENERAL,)) == ["price"]


@pytest.mark.parametrize(
    ("asked", "since", "told", "fault"),
    [
        (2, [date(2025, 1, 1)] * 2, [None] * 2, "few"),
        (3, [date(2025, 1, 1)] * 2, [None] * 2, "unknown"),
        (3, [date(2025, 1, 1)] * 2 + [date(2025, 12, 3)], [None] * 3, "young"),
        (3, [date(2025, 1, 1)] * 2 + [date(2025, 12, 2)], [None] * 3, ""),
        (3, [date(2025, 1, 1)] * 3, [None, None, date(2026, 1, 1)], "told"),
        (3, [date(2025, 1, 1)] * 3, [None, None, date(2025, 12, 1)], ""),
    ],
)
def test_teams_are_told_three_at_once_and_late(asked, since, told, fault):
    assert domain.batch_fault(asked, since, told, date(2026, 3, 2)) == fault


def test_a_quarter_given_draws_a_quarter_of_the_line_and_what_is_promised_beyond_it():
    drawn = thermometer.draw(
        given_cents=25_00, promised_cents=50_00, goal_cents=100_00, says="a quarter & more"
    )

    assert '<line class="given" x1="2.00%" x2="26.00%"' in drawn
    assert '<line class="promised" x1="26.00%" x2="74.00%"' in drawn
    assert drawn.count('class="st reached"') == 2
    assert 'aria-label="a quarter &amp; more"' in drawn


@settings(max_examples=25, deadline=None)
@given(given_cents=st.integers(-100, 10**10), promised=st.integers(0, 10**10))
def test_no_sum_leaves_the_line(given_cents, promised):
    drawn = thermometer.draw(
        given_cents=given_cents, promised_cents=promised, goal_cents=3_000_00, says="x"
    )
    ends = [float(part.split('%"')[0]) for part in drawn.replace("x2=", "x1=").split('x1="')[1:]]

    assert all(2 <= end <= 98 for end in ends)


def test_a_card_is_a_picture_of_its_size_and_carries_nothing_else():
    card = Card(
        "자유를 향한 길", "한 줄", "example.org/ko", goal_cents=3_000_00, given_cents=500_00
    )
    png, svg = cards.draw(card, "ko", "png"), cards.draw(card, "ko", "svg")

    assert png[16:24] == (1_200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    for part in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf", b"pHYs"):
        assert part not in png
    # Outlines alone: nothing to load, to run, or to read about who drew it.
    for word in (
        b"<script",
        b"<metadata",
        b'http://www.w3.org/1999/xhtml" ',
        b"<image",
        b"font-family",
    ):
        assert word not in svg.lower()
    assert cards.poster(card, "ko").startswith(b"%PDF-")
