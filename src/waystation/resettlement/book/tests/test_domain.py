"""What changes of the rules come to, and what stands against them."""

from datetime import date
from uuid import uuid4

from msgspec.structs import replace

from waystation.resettlement.book import domain
from waystation.resettlement.book.tests.builders import AVALON, a_change, a_rule, tables
from waystation.resettlement.dated import told
from waystation.resettlement.reading import read, shipped
from waystation.resettlement.values import Tables


def agreed(*changes):
    return [(uuid4(), replace(c, state="agreed", number=n)) for n, c in enumerate(changes, 1)]


def value(on, of):
    return told("av-help", on, of).value


def test_a_new_value_holds_from_its_first_day_and_the_old_one_until_the_day_before():
    after = domain.applied(tables(), [a_change()])

    found = [value(date(1854, 9, 30), after), value(date(1854, 10, 1), after)]
    assert [*found, value(date(1854, 10, 2), after)] == [8, 12, 12]


def test_changes_count_in_the_order_in_which_they_were_agreed_whenever_they_were_asked_for():
    rule = a_rule()
    first = a_change(
        did="rule checked", was=rule, rules=(replace(rule, checked_on=date(1855, 1, 1)),)
    )
    second = a_change(
        did="rule checked", was=rule, rules=(replace(rule, checked_on=date(1855, 2, 2)),)
    )
    one, two = agreed(first, second)

    (found,) = domain.applied(tables(), (c for _id, c in domain.counting([two, one]))).rules

    assert found.checked_on == date(1855, 2, 2)


def test_an_end_and_a_check_of_one_rule_both_count():
    rule = a_rule()
    ended = a_change(did="rule ended", was=rule, rules=(replace(rule, valid_to=date(1855, 5, 5)),))
    checked = a_change(
        did="rule checked",
        was=rule,
        rules=(replace(rule, checked_on=date(1855, 1, 1), source="read anew"),),
    )

    (found,) = domain.applied(tables(), [ended, checked]).rules

    assert (found.valid_to, found.source) == (date(1855, 5, 5), "read anew")


def test_a_change_still_finds_its_rule_after_newer_tables_told_its_source_otherwise():
    newer = tables(a_rule(source="Gazette of Avalon 8"))
    ended = a_change(did="rule ended", was=a_rule(), rules=(a_rule(valid_to=date(1855, 5, 5)),))

    assert domain.applied(newer, [ended]).rules[0].valid_to == date(1855, 5, 5)


def test_a_change_that_finds_nothing_to_change_any_more_is_named():
    gone = agreed(a_change(did="rule ended", was=a_rule(value=7), rules=(a_rule(value=7),)))

    assert domain.idle(tables(), gone) == {gone[0][0]}


def test_what_stands_against_a_change_is_said():
    end = "rule ended"
    expected = [
        (a_change(), []),
        (a_change(rules=(a_rule(),)), ["on file"]),
        (a_change(rules=(a_rule(source="elsewhere"),)), ["on file"]),
        (a_change(rules=(a_rule(value=9),)), ["says otherwise"]),
        (a_change(rules=(a_rule(value=9, status="proposed"),)), []),
        (a_change(rules=(a_rule(value=9, size_from=3),)), []),
        (a_change(rules=(a_rule(value=9, jurisdiction="lyonesse"),)), ["other country"]),
        (a_change(rules=(a_rule(value=9, unit="weeks"),)), ["other unit"]),
        (a_change(rules=(a_rule(value=9, basis="arrived"),)), ["other basis"]),
        (a_change(did=end, was=a_rule(value=3), rules=(a_rule(value=3),)), ["no rule"]),
        (a_change(did=end, was=a_rule(), rules=(a_rule(),)), ["no change"]),
        (a_change(rules=(a_rule(value=9, valid_from=None), a_rule(valid_from=None))),
         ["says otherwise"]),
        (a_change(did="pathway closed", rules=(), code="avalon", version=1), ["no pathway"]),
    ]  # fmt: skip

    found = [[fault.why for fault in domain.against(one, tables())] for one, _why in expected]

    assert found == [why for _one, why in expected]


def test_a_pathway_needs_rules_that_exist_and_that_can_date_its_steps():
    brought = read(AVALON, "x")
    (pathway,) = brought.pathways
    wait, money = brought.rules
    change = a_change(did="pathway uploaded", rules=(), pathway=pathway)

    def why(*rules):
        return [fault.why for fault in domain.against(change, Tables(rules, ()))]

    assert why(wait, money) == []
    assert why(wait) == ["unknown rule"]
    assert why(replace(wait, basis="entry"), money) == ["no clock"]
    assert why(replace(wait, unit="GBP"), money) == ["no clock"]


def test_what_cannot_stand_in_an_address_is_no_code_of_a_pathway():
    brought = read(AVALON, "x")
    change = a_change(did="pathway uploaded", rules=brought.rules)

    for code in ("a/b", "", "A", "upload", "x" * 81):
        pathway = replace(brought.pathways[0], code=code)
        found = domain.against(replace(change, pathway=pathway), tables())
        assert [(fault.why, fault.about) for fault in found] == [("no code", code)]


def test_a_version_must_be_newer_than_those_on_file():
    (pathway,) = read(AVALON, "x").pathways
    change = a_change(did="pathway uploaded", rules=read(AVALON, "x").rules, pathway=pathway)

    held = Tables((), (pathway,))
    assert [fault.why for fault in domain.against(change, held)] == ["old version"]
    newer = replace(change, pathway=replace(pathway, version=2))
    assert domain.against(newer, held) == []


def test_neither_a_pathway_nor_a_rule_that_one_counts_on_can_be_undone():
    brought = read(AVALON, "x")
    rules, pathway = agreed(
        a_change(rules=brought.rules),
        a_change(did="pathway uploaded", rules=(), pathway=brought.pathways[0]),
    )
    kept = [rules, pathway]

    assert [f.why for f in domain.against_undoing(pathway[0], kept, tables())] == ["no undoing"]
    found = domain.against_undoing(rules[0], kept, tables())
    assert [fault.about for fault in found] == ["av-money", "av-wait"]
    assert domain.against_undoing(rules[0], [rules], tables()) == []


def test_the_days_around_every_boundary_of_a_change_are_shown():
    rule = a_rule(value=9, valid_from=date(1855, 7, 10), sure_from=date(1855, 7, 20))

    days = [on.day for _code, on, _size in domain.boundaries(a_change(rules=(rule,)))]

    assert days == [9, 10, 11, 19, 20, 21]


def test_no_two_shipped_rules_are_told_apart_by_nothing_but_their_source():
    keys = [domain.key_of(rule) for rule in shipped().rules]

    assert len(set(keys)) == len(keys)
