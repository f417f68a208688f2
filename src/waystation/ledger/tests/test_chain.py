"""What the check of the book sees when somebody with the file went past the guards."""

import pytest
from django.db import connection

from waystation.base.ids import new_id
from waystation.ledger import checking, queries, reserving, services, triggers
from waystation.ledger.budgets import services as budgets
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import ClosedMonth, Entry, EntryBody
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.tests.hands import FREE, ON_POSTGRES, settle
from waystation.vault import boxes

ZEROS = "decode(repeat('00',32),'hex')" if ON_POSTGRES else "zeroblob(32)"
SOMEONE = "'6e1f0a4c-0000-4000-8000-000000000001'" if ON_POSTGRES else f"'{'6e' * 16}'"


def behind_the_guards(*texts):
    """Edit the database as its thief could: guards off, edit, guards on again."""
    settle()
    triggers.drop(connection)
    aside = ["SET session_replication_role=%s"] if ON_POSTGRES else ["PRAGMA defer_foreign_keys=ON"]
    checks = [] if ON_POSTGRES else ["PRAGMA ignore_check_constraints=%s"]
    with connection.cursor() as cursor:
        for text in (*aside, *checks):
            cursor.execute(text.replace("%s", "replica" if ON_POSTGRES else "ON"))
        for text in texts:
            cursor.execute(text)
        for text in (*aside, *checks):
            cursor.execute(text.replace("%s", "DEFAULT" if ON_POSTGRES else "OFF"))
    triggers.install(connection)


def rules(broken):
    return {b.rule: b.number for b in broken}


@pytest.fixture
def long_book(book):
    """Give a book of six entries: two gifts, a rescue opened, a stage, a close in two entries."""
    fund = budgets.open_rescue(
        entry_id=new_id(), template="rescue-3000", n_people=1, case_token=bytes(16), on=TODAY
    )
    budgets.pay_stage(entry_id=new_id(), fund=fund, costs={"transportation": 5_000}, on=TODAY)
    budgets.close_rescue(entry_id=new_id(), fund=fund, on=TODAY)
    assert queries.check_book() == []
    return fund


@pytest.mark.parametrize(
    "change",
    [
        "kind='other'",
        "booked_on='2026-03-31'",
        "source='bank'",
        f"body_mac={ZEROS}",
        f"external_key={ZEROS}",
        "reverses_id=(SELECT id FROM ledger_entry WHERE number=1)",
        f"hash={ZEROS}",
        f"commitment={ZEROS}",
        "commitment=NULL",
        f"made_by={SOMEONE}",
        "evidence_level=4",
    ],
)
def test_an_edited_entry_is_named(long_book, change):
    behind_the_guards(f"UPDATE ledger_entry SET {change} WHERE number=4")

    assert rules(queries.check_book()) == {"chain": 4}


def test_an_edited_amount_that_still_balances_is_named(long_book):
    behind_the_guards(
        "UPDATE ledger_posting SET minor=minor*2"
        " WHERE entry_id=(SELECT id FROM ledger_entry WHERE number=2)"
    )

    assert rules(queries.check_book()) == {"chain": 2, "balances": 0}


def test_a_line_in_another_month_is_named(long_book):
    behind_the_guards(
        "UPDATE ledger_posting SET month=202602"
        " WHERE entry_id=(SELECT id FROM ledger_entry WHERE number=2)"
    )

    assert rules(queries.check_book()) == {"months": 2, "chain": 2}


def test_an_approval_by_whoever_made_the_entry_is_named(long_book):
    behind_the_guards(
        "ALTER TABLE ledger_entry DROP CONSTRAINT entry_two_hands" if ON_POSTGRES else "SELECT 1",
        f"UPDATE ledger_entry SET made_by={SOMEONE}, approved_by={SOMEONE} WHERE number=2",
    )

    found = rules(queries.check_book())

    assert (found["four eyes"], found["chain"]) == (2, 2)


def test_money_given_up_by_one_hand_is_named(long_book):
    behind_the_guards(
        "ALTER TABLE ledger_entry DROP CONSTRAINT entry_second_hand" if ON_POSTGRES else "SELECT 1",
        "UPDATE ledger_entry SET evidence_level=5 WHERE number=4",
    )

    assert rules(queries.check_book())["four eyes"] == 4


@pytest.mark.parametrize("change", ["liquid_minor=liquid_minor+1", "reserved_minor=7"])
def test_a_balance_that_its_lines_do_not_give_is_named(long_book, change):
    behind_the_guards(
        f"UPDATE ledger_fundbalance SET {change}"
        f" WHERE fund_id=(SELECT id FROM ledger_fund WHERE code='{FREE}')"
    )

    assert rules(queries.check_book()) == {"balances": 0}


def test_a_balance_that_is_gone_is_named(long_book):
    behind_the_guards("DELETE FROM ledger_fundbalance")

    assert "balances" in rules(queries.check_book())


def test_a_promise_above_what_its_entry_took_is_named(long_book):
    promise = new_id()
    reserving.reserve(reservation_id=promise, fund=FREE, cents=500, on=TODAY)
    lines = (Line("Expenses:Admin", FREE, 400), Line("Assets:Bank:Operating", FREE, -400))
    draft = Draft("other", TODAY, lines, resolves=((promise, 400),))
    services.post(entry_id=new_id(), draft=draft)
    assert queries.check_book() == []

    behind_the_guards("UPDATE ledger_reservation SET posted_minor=500")

    assert rules(queries.check_book()) == {"promises": 7}


def test_an_entry_that_came_into_a_closed_month_is_named(long_book):
    head = bytes(Entry.objects.get(number=3).hash)
    closing = {"closed_on": TODAY, "closed_by": new_id(), "head": head, "n_entries": 3}
    ClosedMonth.objects.create(month=202603, **closing)

    assert rules(queries.check_book()) == {"months": 4}


def test_a_month_closed_on_another_entry_is_named(long_book):
    closing = {"closed_on": TODAY, "closed_by": new_id(), "head": bytes(32), "n_entries": 6}
    ClosedMonth.objects.create(month=202603, **closing)

    assert rules(queries.check_book()) == {"months": 6}


def test_a_pledge_in_one_rescues_fund_is_named(long_book):
    behind_the_guards(
        "UPDATE ledger_posting SET account_id="
        "(SELECT id FROM ledger_account WHERE code='Assets:Pledges')"
        " WHERE entry_id=(SELECT id FROM ledger_entry WHERE number=4) AND minor>0"
    )

    assert rules(queries.check_book())["no debt"] == 4


def test_an_amount_that_does_not_balance_is_named_for_both(long_book):
    behind_the_guards(
        "UPDATE ledger_posting SET minor=minor+1 WHERE id=(SELECT MIN(id) FROM ledger_posting)"
    )

    assert rules(queries.check_book()) == {"lines": 1, "chain": 1, "balances": 0}


@pytest.mark.sqlite_only("only its columns hold half a cent or a word")
@pytest.mark.parametrize("amount", ["0.5", "'abc'"])
def test_an_amount_that_is_no_number_of_cents_is_named(long_book, amount):
    behind_the_guards(
        f"UPDATE ledger_posting SET minor={amount} WHERE entry_id="
        "(SELECT id FROM ledger_entry WHERE number=2)"
    )

    broken = rules(queries.check_book())

    assert broken["lines"] == 2
    assert broken["chain"] == 2


def test_an_entry_cut_out_of_the_middle_is_missed(long_book):
    behind_the_guards(
        "DELETE FROM ledger_posting WHERE entry_id=(SELECT id FROM ledger_entry WHERE number=2)",
        "DELETE FROM ledger_entrybody WHERE entry_id=(SELECT id FROM ledger_entry WHERE number=2)",
        "DELETE FROM ledger_entry WHERE number=2",
    )

    assert rules(queries.check_book()) == {"numbers": 3, "chain": 3, "balances": 0}


def test_an_overdraft_is_named_where_it_began(long_book):
    # Without the first gift's line at the bank, entry 3 takes 3,000 out of nothing.
    behind_the_guards(
        "UPDATE ledger_posting SET minor=1 WHERE entry_id="
        "(SELECT id FROM ledger_entry WHERE number=1) AND minor>0"
    )

    assert rules(queries.check_book())["restricted"] == 3


def test_an_account_of_a_passenger_is_named_though_no_guard_stopped_it(long_book):
    rule = "ALTER TABLE ledger_account DROP CONSTRAINT account_counterparty"
    behind_the_guards(
        rule if ON_POSTGRES else "SELECT 1",
        "INSERT INTO ledger_account(code,type,counterparty) VALUES('Assets:X','asset','passenger')",
    )

    (broken,) = [b for b in queries.check_book() if b.rule == "no debt"]

    assert "Assets:X" in broken.says


def test_a_closed_rescue_that_is_open_money_again_is_named(long_book):
    behind_the_guards("UPDATE ledger_budget SET closed_on=NULL")
    budgets.pay_stage(entry_id=new_id(), fund=long_book, costs={"resettlement": 1}, on=TODAY)
    behind_the_guards(
        "UPDATE ledger_budget SET closed_on='2026-03-02'",
        "UPDATE ledger_posting SET budget_line='contingency' WHERE budget_line='resettlement'",
    )

    assert "budgets" in rules(queries.check_book())


def test_a_note_exchanged_under_a_posted_entry_is_named_with_finances_keys(long_book, levi):
    row = EntryBody.objects.get(entry__number=1)
    forged = boxes.seal_to_cell(row.cell, b"\x82\xa4", about=row.pk)
    genuine = EntryBody.objects.get(entry__number=2)
    EntryBody.objects.filter(pk=row.pk).update(box=bytes(genuine.box))

    assert rules(queries.check_book(levi)) == {"notes": 1}
    assert queries.journal(keyring=levi)[-1].is_whole is False
    EntryBody.objects.filter(pk=row.pk).update(box=forged)
    assert rules(queries.check_book(levi)) == {"notes": 1}


def test_a_note_that_is_gone_is_named_with_keys_and_without(long_book, levi):
    EntryBody.objects.filter(entry__number=3).delete()

    assert rules(queries.check_book(levi)) == {"notes": 3}
    assert rules(queries.check_book()) == {"notes": 3}


def test_the_chain_begins_at_nothing_and_every_link_is_the_next_ones_start(long_book):
    hashes = [(bytes(e.prev_hash), bytes(e.hash)) for e in Entry.objects.order_by("number")]

    assert hashes[0][0] == bytes(32)
    assert [prev for prev, _ in hashes[1:]] == [own for _, own in hashes[:-1]]
    assert len({own for _, own in hashes}) == len(hashes) == 6


def test_of_a_long_book_a_glance_walks_the_latest_entries_and_the_check_all(long_book, monkeypatch):
    monkeypatch.setattr(checking, "LATEST", 2)
    behind_the_guards("UPDATE ledger_entry SET kind='grant' WHERE number=1")

    early = rules(queries.glance()), rules(queries.check_book())
    behind_the_guards("UPDATE ledger_entry SET kind='grant' WHERE number=6")

    assert early == ({}, {"chain": 1})
    assert rules(queries.glance()) == {"chain": 6}
