"""Every guard and every constraint is needed: what it refuses goes through once it is gone."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from waystation.ledger import queries, reserving, triggers
from waystation.ledger.models import FundBalance
from waystation.ledger.tests import only_this
from waystation.ledger.tests.hands import GENERAL, ON_POSTGRES, refused, settle, sql, take_away

GUARDS = [name.removeprefix("ledger_") for name in triggers.names(connection.vendor)]
# Not a refusal but a deed: see the test of its own.
DEEDS = {"reservation_released"}
BOOK = ("Fund", "Account", "Entry", "Posting", "Budget", "FundBalance", "Reservation", "Proposal")
CONSTRAINTS = {
    rule.name for model in BOOK for rule in apps.get_model("ledger", model)._meta.constraints
}
# Nobody but the guards writes where these stand, or another constraint says the same.
TWICE_SAID = {"balance_once", "balance_reserved", "reservation_state"}
# On PostgreSQL the column itself has no third truth; on SQLite no constraint of a table is
# unlearned without remaking it.
OF_THE_COLUMN = {"fund_restricted_or_not", "entry_posted"} if ON_POSTGRES else {"entry_key_once"}


@pytest.fixture
def scene(book):
    return only_this.scene(book)


def goes_through(act):
    """Do something that nothing refuses, and undo it."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


@pytest.mark.long
@pytest.mark.parametrize("guard", [name for name in GUARDS if name not in DEEDS])
def test_what_a_guard_refuses_goes_through_without_it(scene, guard):
    act = only_this.by_guard(scene)[guard]
    settle()
    refused(act)

    take_away(guard)

    goes_through(act)
    assert "ledger_" + guard in queries.check_book()[0].says


def test_every_guard_has_its_attack(scene):
    assert set(only_this.by_guard(scene)) == set(GUARDS) - DEEDS


def test_a_promise_taken_back_frees_its_money_and_does_not_without_its_guard(scene):
    before = queries.free_of(GENERAL)
    with transaction.atomic():
        reserving.void(scene.promise.pk)
        assert queries.free_of(GENERAL) == before + 10_000
        transaction.set_rollback(True)

    take_away("reservation_released")

    reserving.void(scene.promise.pk)
    assert queries.free_of(GENERAL) == before
    assert [b.rule for b in queries.check_book()] == ["guards", "balances"]


@pytest.mark.long
@pytest.mark.parametrize("rule", sorted(CONSTRAINTS - TWICE_SAID - OF_THE_COLUMN))
def test_what_a_constraint_refuses_goes_through_without_it(scene, rule):
    act = only_this.by_constraint(scene)[rule]
    refused(act, match=rule)

    without(rule, act)


def without(rule, act):
    """Do something while a constraint is gone: on PostgreSQL this one, on SQLite all."""
    if not ON_POSTGRES:
        sql("PRAGMA ignore_check_constraints=ON")
        try:
            goes_through(act)
        finally:
            sql("PRAGMA ignore_check_constraints=OFF")
        return
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass FROM pg_constraint WHERE conname=%s", [rule])
        (table,) = cursor.fetchone()
    sql(f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
    assert triggers.missing(connection) == [rule]
    goes_through(act)


def test_every_constraint_of_the_book_has_its_attack(scene):
    had = set(only_this.by_constraint(scene))

    assert had | TWICE_SAID | OF_THE_COLUMN == CONSTRAINTS


def test_a_guard_that_was_weakened_is_missed_too(book):
    name = "ledger_entry_frozen"
    settle()
    with connection.cursor() as cursor:
        if ON_POSTGRES:
            cursor.execute(f"ALTER TABLE ledger_entry DISABLE TRIGGER {name}")
        else:
            text = triggers.kept(connection)[name]
            triggers.drop(connection, only=name)
            cursor.execute(text.replace("OLD.posted<>0", "OLD.posted=9"))

    assert triggers.missing(connection) == [name]


def test_a_trigger_of_somebodys_own_is_named_and_goes_when_the_guards_are_made_afresh(book):
    settle()
    sql(
        "CREATE TRIGGER mine AFTER DELETE ON ledger_entry "
        + ("EXECUTE FUNCTION ledger_balance_kept()" if ON_POSTGRES else "BEGIN SELECT 1; END")
    )

    assert triggers.missing(connection) == ["mine"]
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_a_constraint_that_was_taken_away_is_missed_by_name(book):
    kept = triggers.kept(connection)
    key = "ledger_account.account_counterparty" if ON_POSTGRES else "ledger_account"
    weak = kept[key].replace("account_counterparty", "something_else")
    there = {k: v for k, v in kept.items() if k != key} | ({} if ON_POSTGRES else {key: weak})

    assert triggers.compare(there, connection) == ["account_counterparty"]
    assert triggers.compare(kept, connection) == []


def test_a_constraint_that_was_weakened_under_its_name_is_missed_too(book):
    kept = triggers.kept(connection)
    key = "ledger_account.account_counterparty" if ON_POSTGRES else "ledger_account"
    weak = "CHECK (true)" if ON_POSTGRES else kept[key].replace("'grantor'", "'passenger'")

    assert triggers.compare(kept | {key: weak}, connection) == ["account_counterparty"]


def test_a_missing_guard_is_a_warning_at_the_start(book):
    take_away("entry_frozen")

    warnings = triggers.the_book_is_guarded(None, databases=["default"])

    assert [w.id for w in warnings] == ["ledger.W001"]


def test_guards_step_aside_for_a_migration_of_the_book_and_come_back(book):
    class Migration:
        app_label = "ledger"

    settle()
    triggers.before_migrations([(Migration, False)], "default")
    assert len(triggers.missing(connection)) == len(GUARDS)
    triggers.after_migrations("default")

    assert triggers.missing(connection) == []
    assert FundBalance.objects.get(fund__code=GENERAL).liquid_minor == 1_000_000
