"""The tables that come with the software, and what is said of a file that is wrong."""

import re
from pathlib import Path

import msgspec
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.resettlement import wording
from waystation.resettlement.dated import basis_of
from waystation.resettlement.reading import BadFile, as_table, misplaced, missing, read, shipped
from waystation.resettlement.values import GROUNDS, STATUSES, STEP_KINDS, UNITS, Rule, Text

ROOT = Path(__file__).resolve().parents[4]
RULE = """
[[rule]]
code = "x-months"
jurisdiction = "x"
value = 3
unit = "months"
basis = "arrived"
source = "a book"
"""
PATHWAY = """
[pathway]
code = "x"
version = 1
jurisdiction = "x"
name = { en = "X", ko = "엑스" }
begins = "arrived"
decides = { en = "a", ko = "가" }
expects = { en = "a", ko = "가" }
hard = { en = "a", ko = "가" }
forever = { en = "a", ko = "가" }
facts = [{ code = "arrived", name = { en = "a", ko = "가" } }]
stages = [{ code = "one", name = { en = "a", ko = "가" } }]
"""
STEP = """
[[pathway.steps]]
code = "papers"
stage = "one"
title = { en = "Papers", ko = "서류" }
says = { en = "a", ko = "가" }
after = "arrived"
closes = "x-months"
"""


def faults(text):
    with pytest.raises(BadFile) as caught:
        read(text, "x.toml")
    return [(fault.line, fault.entry, fault.says) for fault in caught.value.faults]


def texts(value):
    """Give every text that lies anywhere in a value."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


def test_every_text_is_there_in_both_languages():
    found = list(texts(shipped().pathways))

    assert len(found) > 350
    assert [text for text in found if not text.en.strip() or text.ko.strip() == text.en] == []
    # A form's number is the same in every language.
    bare = re.compile(r"[A-Z]-\d+")
    assert [t for t in found if not re.search("[가-힣]", t.ko) and not bare.fullmatch(t.ko)] == []


def test_every_figure_has_a_source_and_stands_once():
    rules = shipped().rules
    keys = [
        (r.jurisdiction, r.code, r.value, r.unit, r.size_from, r.size_to, r.valid_from)
        for r in rules
    ]

    assert len(rules) > 80
    assert all(len(rule.source) > 4 for rule in rules)
    assert len(set(keys)) == len(keys)
    assert len({rule.code for rule in rules if rule.status == "proposed"}) == 1


def test_every_pathway_is_whole():
    for pathway in shipped().pathways:
        assert missing(pathway, shipped()) == ()
        assert misplaced(pathway, shipped()) == ()
        days = {fact.code for fact in pathway.facts} | {step.code for step in pathway.steps}
        bases = {basis_of(benefit.rule, shipped()) for benefit in pathway.benefits}
        assert bases <= days


def test_no_step_waits_for_one_that_is_for_others():
    for pathway in shipped().pathways:
        steps = {step.code: step for step in pathway.steps}
        for step in pathway.steps:
            before = steps.get(step.after)
            assert before is None or before.condition in (None, step.condition), step.code


def test_every_country_that_somebody_settles_in_has_its_visits_and_hand_overs():
    for pathway in shipped().pathways:
        checks = [step.opens for step in pathway.steps if step.kind == "check"]
        handed = [step.opens for step in pathway.steps if step.kind == "hand-over"]
        if pathway.code == "thailand":
            assert (checks, handed) == ([], [])
            continue
        assert checks == [f"own-check-{n}" for n in (3, 6, 12, 24, 60)]
        assert handed == ["own-check-3", "own-check-12"]


def test_the_loan_of_the_way_is_the_only_thing_that_must_be_paid_back_and_never_to_us():
    loans = [
        benefit for pathway in shipped().pathways for benefit in pathway.benefits if benefit.is_debt
    ]

    assert [loan.rule for loan in loans] == ["us-travel-loan"]
    assert "Never ours" in loans[0].paid.en


def test_the_page_of_rules_is_what_the_tables_say():
    assert (ROOT / "docs/RULES.md").read_text("utf-8") == as_table(shipped()), (
        "write `reading.as_table(reading.shipped())` to docs/RULES.md"
    )


def test_every_code_has_words():
    assert set(wording.STATUSES) == set(STATUSES)
    assert set(wording.GROUNDS) == set(GROUNDS)
    assert set(wording.UNITS) == set(UNITS)
    assert set(wording.STEP_KINDS) == set(STEP_KINDS)
    with translation.override("en"):
        assert [wording.amount(n, "months") for n in (1, 12)] == ["1 month", "12 months"]
        assert wording.amount(8_000_000, "KRW") == "KRW 8,000,000"


def test_a_file_that_is_right_is_read():
    tables = read(RULE + PATHWAY + STEP, "x.toml")

    assert [rule.code for rule in tables.rules] == ["x-months"]
    assert [step.closes for step in tables.pathways[0].steps] == ["x-months"]
    assert missing(tables.pathways[0], read(PATHWAY + STEP, "x.toml")) == ("x-months",)


def test_a_rule_that_counts_from_another_day_cannot_date_a_step():
    tables = read(RULE.replace('"arrived"', '"entry"') + PATHWAY + STEP, "x.toml")
    in_money = read(RULE.replace('"months"', '"KRW"') + PATHWAY + STEP, "x.toml")

    assert misplaced(tables.pathways[0], tables) == ("x-months",)
    assert misplaced(in_money.pathways[0], in_money) == ("x-months",)


def test_everything_that_is_wrong_is_said_with_its_line_and_entry():
    wrong = RULE.replace("value = 3", 'value = "three"') + RULE.replace('source = "a book"\n', "")

    assert faults(wrong) == [
        (2, "rule 1 (x-months)", "Expected `int`, got `str` - at `$.value`"),
        (10, "rule 2 (x-months)", "Object missing required field `source`"),
    ]
    assert faults(RULE + "colour = 1\n")[0][1] == "rule 1 (x-months)"
    assert faults('[[rule]\ncode = "x"\n')[0][0] == 1
    assert faults("country = 1\n")[0][1] == "country"
    assert faults("")[0][2] == "The file is empty."
    assert faults(RULE + RULE)[0][2] == "This rule stands twice."
    assert faults("#" * 500_001)[0][2] == "The file is too large."


def test_a_pathway_that_leads_nowhere_is_refused_with_the_step():
    after = PATHWAY + STEP.replace('after = "arrived"', 'after = "landing"')
    staged = PATHWAY + STEP.replace('stage = "one"', 'stage = "two"')
    twice = PATHWAY + STEP + STEP

    assert faults(after) == [(15, "step papers", "No step and no fact has the code landing.")]
    assert faults(staged) == [(15, "step papers", "No stage has the code two.")]
    assert faults(twice)[0][2] == "This code stands twice."


def test_what_is_said_first_names_the_file_the_line_and_the_entry():
    wrong = STEP.replace("papers", "house").replace('after = "arrived"\n', "")

    with pytest.raises(BadFile) as caught:
        read(PATHWAY + STEP + wrong, "x.toml")

    assert caught.value.says.startswith("x.toml, line 23, step 2: Object missing required field")
    assert caught.value.hint


def test_what_no_life_is_long_enough_for_is_refused():
    assert "too large" in faults(RULE.replace("value = 3", "value = 1201"))[0][2]
    assert "below nought" in faults(RULE.replace("value = 3", "value = -1"))[0][2]
    assert "needs its words" in faults(PATHWAY + STEP.replace('"서류"', '" "'))[0][2]
    nobody = STEP + "for = { age_from = 18, age_under = 18 }\n"
    assert "nobody is 18 and under 18" in faults(PATHWAY + nobody)[0][2]


RIGHT = RULE + PATHWAY + STEP


@settings(max_examples=25)
@given(st.data())
def test_any_file_is_read_or_refused(data):
    begin = data.draw(st.integers(0, len(RIGHT)))
    end = data.draw(st.integers(begin, min(len(RIGHT), begin + 30)))
    put = data.draw(st.text(max_size=20) | st.sampled_from(("= ", "[[", "9" * 5_000, "[" * 9_000)))

    found = []
    try:
        found += read(RIGHT[:begin] + put + RIGHT[end:], "x.toml").rules
    except BadFile as error:
        found += error.faults

    assert all(isinstance(one, Rule) or (one.says and one.hint) for one in found)


def test_no_depth_of_brackets_and_no_length_of_a_number_brings_the_reader_down():
    for text in ("a = " + "[" * 9_000, "a = " + "9" * 9_000, "[" + "a." * 9_000 + "a]", "\ud800"):
        assert faults(text)
