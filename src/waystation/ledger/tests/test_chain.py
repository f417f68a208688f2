"""What the check of the book sees when somebody with the file went past the guards."""

import pytest
from django.db import connection

from waystation.base.ids import new_id
from waystation.ledger import queries, services, triggers
from waystation.ledger.models import Entry, EntryBody
from waystation.ledger.tests.conftest import TODAY
from waystation.vault import boxes


def behind_the_guards(*texts):
    """Edit the file as its thief could: guards off, edit, guards on again, foreign keys aside."""
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints=ON")
        for text in texts:
            cursor.execute(text)
        cursor.execute("PRAGMA ignore_check_constraints=OFF")
    triggers.install(connection)


def rules(broken):
    return {b.rule: b.number for b in broken}


@pytest.fixture
def long_book(book):
    """Give a book of six entries: two gifts, a rescue opened, a stage, a close in two entries."""
    fund = services.open_rescue(
        entry_id=new_id(), template="rescue-3000", n_people=1, case_token=bytes(16), on=TODAY
    )
    services.pay_stage(entry_id=new_id(), fund=fund, costs={"transportation": 5_000}, on=TODAY)
    services.close_rescue(entry_id=new_id(), fund=fund, on=TODAY)
    assert queries.check_book() == []
    return fund


@pytest.mark.parametrize(
    "change",
    [
        "kind='other'",
        "booked_on='2025-12-31'",
        "source='bank'",
        "body_mac=zeroblob(32)",
        "external_key=zeroblob(32)",
        "reverses_id=(SELECT id FROM ledger_entry WHERE number=1)",
        "hash=zeroblob(32)",
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

    assert rules(queries.check_book()) == {"chain": 2}


def test_an_amount_that_does_not_balance_is_named_for_both(long_book):
    behind_the_guards(
        "UPDATE ledger_posting SET minor=minor+1 WHERE id=(SELECT MIN(id) FROM ledger_posting)"
    )

    assert rules(queries.check_book()) == {"lines": 1, "chain": 1}


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
        "PRAGMA defer_foreign_keys=ON",
        "DELETE FROM ledger_posting WHERE entry_id=(SELECT id FROM ledger_entry WHERE number=2)",
        "DELETE FROM ledger_entrybody WHERE entry_id=(SELECT id FROM ledger_entry WHERE number=2)",
        "DELETE FROM ledger_entry WHERE number=2",
    )

    assert rules(queries.check_book()) == {"numbers": 3, "chain": 3}


def test_an_overdraft_is_named_where_it_began(long_book):
    # Without the first gift's line at the bank, entry 3 takes 3,000 out of nothing.
    behind_the_guards(
        "UPDATE ledger_posting SET minor=1 WHERE entry_id="
        "(SELECT id FROM ledger_entry WHERE number=1) AND minor>0"
    )

    assert rules(queries.check_book())["restricted"] == 3


def test_an_account_of_a_passenger_is_named_though_no_guard_stopped_it(long_book):
    behind_the_guards(
        "INSERT INTO ledger_account(code,type,counterparty) VALUES('Assets:X','asset','passenger')"
    )

    broken = queries.check_book()

    assert [b.rule for b in broken] == ["no debt"]
    assert "Assets:X" in broken[0].says


def test_a_closed_rescue_that_is_open_money_again_is_named(long_book):
    behind_the_guards("UPDATE ledger_budget SET closed_on=NULL")
    services.pay_stage(entry_id=new_id(), fund=long_book, costs={"resettlement": 1}, on=TODAY)
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


def test_a_note_that_is_gone_is_named(long_book, levi):
    EntryBody.objects.filter(entry__number=3).delete()

    assert rules(queries.check_book(levi)) == {"notes": 3}


def test_the_chain_begins_at_nothing_and_every_link_is_the_next_ones_start(long_book):
    hashes = [(bytes(e.prev_hash), bytes(e.hash)) for e in Entry.objects.order_by("number")]

    assert hashes[0][0] == bytes(32)
    assert [prev for prev, _ in hashes[1:]] == [own for _, own in hashes[:-1]]
    assert len({own for _, own in hashes}) == len(hashes) == 6
