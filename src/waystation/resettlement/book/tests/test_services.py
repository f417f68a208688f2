"""A change of the rules: asked for by one, agreed by another, counted from then on."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Overtaken, Refused
from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.resettlement.book import domain, effects, queries, services
from waystation.resettlement.book.tests.builders import AVALON, a_rule
from waystation.resettlement.models import RuleRow
from waystation.resettlement.reading import BadFile, shipped
from waystation.resettlement.stays import services as stays
from waystation.vault import audit
from waystation.vault.keyring import Keyring


def ask(keyring, **said):
    said = {"did": "rule added", "rules": (a_rule(),), "why": "a new law"} | said
    return services.ask(**said, keyring=keyring, now=NOW)


def agree(change, keyring, now=NOW):
    services.agree(change_id=change, answer="", keyring=keyring, now=now)


def upload(text, keyring):
    return services.upload(text=text, name="a.toml", why="a new country", keyring=keyring, now=NOW)


@pytest.fixture
def avalon(william, harriet):
    """The invented country, brought by William and agreed to by Harriet."""
    agree(upload(AVALON, william), harriet)


def test_until_a_second_person_agrees_nothing_is_otherwise(william, harriet):
    change = ask(william)
    assert queries.tables(harriet) == shipped()

    agree(change, harriet)

    assert queries.tables(william).rules == (*shipped().rules, a_rule())


def test_nobody_agrees_to_what_they_asked_for_themselves_nor_refuses_it(william):
    change = ask(william)

    with pytest.raises(Refused, match="asked for themselves"):
        agree(change, william)
    with pytest.raises(Refused, match="asked for themselves"):
        services.refuse(change_id=change, answer="no", keyring=william, now=NOW)
    assert queries.tables(william) == shipped()


def test_what_was_decided_or_taken_back_is_decided_by_nobody_any_more(william, harriet):
    decided, back = ask(william), ask(william, rules=(a_rule(code="av-other"),))
    agree(decided, harriet)
    services.withdraw(change_id=back, keyring=william, now=NOW)

    for change in (decided, back):
        with pytest.raises(Refused, match="waits for nobody"):
            agree(change, harriet)


def test_only_whoever_asked_takes_a_change_back(william, harriet):
    change = ask(william)

    with pytest.raises(Refused, match="Only whoever asked"):
        services.withdraw(change_id=change, keyring=harriet, now=NOW)


def test_of_two_who_decide_at_once_the_second_is_told_to_read_again(
    william, harriet, stranger, monkeypatch
):
    change = ask(william)
    read_before = queries.proposal(change, stranger)
    agree(change, harriet)

    monkeypatch.setattr(queries, "proposal", lambda *_: read_before)
    with pytest.raises(Overtaken):
        services.refuse(change_id=change, answer="no", keyring=stranger, now=NOW)


def test_each_decision_stands_in_the_audit_and_says_about_what(william, harriet, office):
    other = ask(william, rules=(a_rule(code="av-other"),))
    agree(ask(william), harriet)
    services.refuse(change_id=other, answer="not what it says", keyring=harriet, now=NOW)

    security = Keyring.of(new_id(), [office.security])
    found = [(one.kind, one.actor, one.says) for one in audit.entries(security)]
    assert found == [
        ("rule refused", harriet.user_id,
         {"of": "rule added: av-other", "why": "not what it says"}),
        ("rule agreed", harriet.user_id, {"of": "rule added: av-help", "why": "a new law"}),
    ]  # fmt: skip


def test_neither_a_change_nor_a_refusal_goes_without_a_reason(william, harriet):
    with pytest.raises(Refused, match="needs a reason"):
        ask(william, why="  ")
    change = ask(william)
    with pytest.raises(Refused, match="needs a reason"):
        services.refuse(change_id=change, answer="", keyring=harriet, now=NOW)


def test_the_same_change_is_not_asked_for_twice(william, harriet):
    ask(william)

    with pytest.raises(Refused, match="waits already"):
        ask(harriet, why="me too")


def test_what_changed_meanwhile_is_held_against_a_change_when_it_is_decided(william, harriet):
    first = ask(william)
    second = ask(william, rules=(a_rule(value=9),))
    agree(first, harriet)

    with pytest.raises(Refused, match="Another value holds"):
        agree(second, harriet)


def test_a_change_is_undone_by_another_change_that_two_agree_on(william, harriet):
    change = ask(william)
    agree(change, harriet)
    undoing = ask(harriet, did="undone", rules=(), undoes=change, code="av-help")
    assert a_rule() in queries.tables(william).rules

    agree(undoing, william)

    assert queries.tables(william) == shipped()
    with pytest.raises(Refused, match="change nothing: av-help"):
        ask(harriet, did="undone", rules=(), undoes=change, code="av-help")


def test_who_does_not_hold_the_gazetteer_reads_no_rules(office, william):
    change = ask(william)
    outsider = Keyring.of(new_id(), [office.cases])

    for read in (queries.tables, lambda keyring: queries.proposal(change, keyring)):
        with pytest.raises(Refused):
            read(outsider)


def test_a_row_of_another_compartment_is_refused_as_one_that_never_was(william, office):
    change = ask(william)
    RuleRow.objects.filter(pk=change).update(cell=office.elsewhere.cell)

    for missing in (change, new_id()):
        with pytest.raises(Refused, match="There is no such record"):
            queries.proposal(missing, william)


def test_a_country_is_a_text_that_somebody_brings(avalon, william):
    (found,) = [one for one in queries.open_pathways(william) if one.code == "avalon"]

    assert [step.code for step in found.steps] == ["hearing"]
    codes = {rule.code for rule in queries.tables(william).rules}
    assert {"av-wait", "av-money"} <= codes


def test_of_a_text_with_one_wrong_line_nothing_is_taken_and_the_line_is_told(william):
    wrong = AVALON.replace('rule = "av-money"', 'rule = "av-moony"')

    with pytest.raises(BadFile) as bad:
        upload(wrong, william)

    line = next(n for n, words in enumerate(wrong.splitlines(), 1) if "av-moony" in words)
    assert [(fault.line, fault.entry) for fault in bad.value.faults] == [(line, "av-moony")]
    assert not RuleRow.objects.exists()


def test_what_a_text_says_word_for_word_as_on_file_is_left_out(avalon, william):
    newer = AVALON.replace("version = 1", "version = 2").replace("value = 40", "value = 40")
    change = upload(newer, william)
    assert queries.proposal(change, william).proposal.rules == ()

    with pytest.raises(Refused, match="word for word"):
        upload(AVALON.split("[pathway]")[0], william)


def test_a_closed_pathway_is_begun_by_nobody_and_opened_again_by_two(avalon, william, harriet):
    def is_open():
        return "avalon" in [one.code for one in queries.open_pathways(william)]

    said = {"rules": (), "code": "avalon", "version": 1}
    agree(ask(william, did="pathway closed", **said), harriet)
    assert not is_open()

    agree(ask(harriet, did="pathway opened", **said), william)
    assert is_open()


def test_before_anybody_agrees_it_is_counted_whose_days_and_sums_become_others(
    avalon, arrived, william
):
    stays.begin(household_id=arrived, pathway="avalon", on=TODAY, keyring=william, now=NOW)
    book = queries.book(william)

    def would(did, code, **new):
        was = next(rule for rule in book.tables.rules if rule.code == code)
        change = ask(william, did=did, was=was, rules=(replace(was, **new),))
        now = queries.book(william)
        found = effects.effects(
            queries.proposal(change, william).proposal,
            now.tables,
            queries.with_change(change, now),
            queries.stays(william),
            today=TODAY,
        )
        return found.n_stays, found.n_steps, found.n_sums

    yesterday = TODAY - timedelta(days=1)
    assert would("rule ended", "av-wait", valid_to=yesterday) == (1, 1, 0)
    assert would("rule ended", "av-money", valid_to=yesterday) == (1, 0, 1)
    assert would("rule checked", "av-money", checked_on=date(1855, 1, 1)) == (1, 0, 0)


def test_an_edition_is_another_as_soon_as_anything_was_agreed(william, harriet):
    before = domain.edition(queries.tables(william))
    change = ask(william)
    assert domain.edition(queries.tables(william)) == before

    agree(change, harriet)

    assert domain.edition(queries.tables(william)) != before
