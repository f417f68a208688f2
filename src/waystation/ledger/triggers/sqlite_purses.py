"""What SQLite keeps around the book: balances, promises, cash in hand, decisions, closed months."""

# Put together from the words of the list itself, nothing from outside.
# ruff: noqa: S608

from waystation.ledger.triggers.sqlite_words import (
    LIQUID,
    OPEN_SUM,
    STILL_OUT,
    Trigger,
    changed,
    guard,
    refuse,
)


def _balances() -> list[Trigger]:
    counted = (
        "(SELECT COALESCE(SUM(p.minor),0) FROM ledger_entry e"
        " JOIN ledger_posting p ON p.entry_id=e.id JOIN ledger_account a ON a.id=p.account_id"
        " WHERE e.number=NEW.at_number AND +p.fund_id=NEW.fund_id AND p.currency=NEW.currency"
        f" AND {LIQUID})"
    )
    return [
        guard(
            "balance_born",
            "BEFORE INSERT ON ledger_fundbalance WHEN NEW.liquid_minor IS NOT 0"
            " OR NEW.reserved_minor IS NOT 0 OR NEW.at_number IS NOT 0"
            " OR NEW.restricted IS NOT (SELECT restricted FROM ledger_fund WHERE id=NEW.fund_id)"
            " OR EXISTS(SELECT 1 FROM ledger_fundbalance"
            " WHERE id=NEW.id OR (fund_id=NEW.fund_id AND currency=NEW.currency))",
            refuse("a balance starts at nothing, and replaces none"),
        ),
        guard(
            "balance_frozen",
            f"BEFORE UPDATE ON ledger_fundbalance"
            f" WHEN {changed('id', 'fund_id', 'currency', 'restricted')}",
            refuse("a balance stays with its fund"),
        ),
        guard(
            "balance_moves",
            f"BEFORE UPDATE ON ledger_fundbalance WHEN {changed('liquid_minor', 'at_number')}",
            refuse(
                "a balance moves by what the next entry moves",
                "NEW.at_number<=OLD.at_number"
                " OR NOT EXISTS(SELECT 1 FROM ledger_entry WHERE number=NEW.at_number)"
                f" OR NEW.liquid_minor-OLD.liquid_minor IS NOT {counted}",
            ),
        ),
        guard(
            "balance_promises",
            f"BEFORE UPDATE ON ledger_fundbalance WHEN {changed('reserved_minor')}",
            refuse(
                "a balance counts the promises that are open",
                f"NEW.reserved_minor IS NOT {OPEN_SUM}",
            ),
        ),
        guard("balance_kept", "BEFORE DELETE ON ledger_fundbalance", refuse("balances stay")),
    ]


def _promises() -> list[Trigger]:
    count = (
        f"UPDATE ledger_fundbalance SET reserved_minor={OPEN_SUM}"
        " WHERE fund_id=NEW.fund_id AND currency=NEW.currency"
    )
    look = refuse(
        "a promise was not counted",
        "(SELECT reserved_minor FROM ledger_fundbalance"
        f" WHERE fund_id=NEW.fund_id AND currency=NEW.currency) IS NOT {OPEN_SUM}",
    )
    return [
        guard(
            "reservation_born",
            "BEFORE INSERT ON ledger_reservation WHEN NEW.state IS NOT 'open'"
            " OR NEW.entry_id IS NOT NULL OR typeof(NEW.reserved_minor)<>'integer'"
            " OR EXISTS(SELECT 1 FROM ledger_reservation WHERE id=NEW.id OR rowid=NEW.rowid)",
            refuse("promises are born open, and replace none"),
        ),
        guard(
            "reservation_counted",
            "AFTER INSERT ON ledger_reservation",
            "INSERT INTO ledger_fundbalance"
            "(fund_id,currency,restricted,liquid_minor,reserved_minor,at_number)"
            " SELECT f.id,NEW.currency,f.restricted,0,0,0 FROM ledger_fund f"
            " WHERE f.id=NEW.fund_id AND NOT EXISTS(SELECT 1 FROM ledger_fundbalance"
            " WHERE fund_id=NEW.fund_id AND currency=NEW.currency)",
            count,
            look,
        ),
        *_resolving(),
        guard(
            "reservation_released",
            "AFTER UPDATE ON ledger_reservation WHEN NEW.state<>OLD.state",
            count,
            look,
        ),
        guard("reservation_kept", "BEFORE DELETE ON ledger_reservation", refuse("promises stay")),
    ]


def _resolving() -> list[Trigger]:
    own = ("id", "fund_id", "currency", "budget_line", "reserved_minor", "made_on", "expires_on")
    return [
        guard(
            "reservation_frozen",
            "BEFORE UPDATE ON ledger_reservation"
            f" WHEN OLD.state<>'open' OR {changed(*own, 'body_mac', 'rowid')}"
            " OR typeof(NEW.posted_minor) NOT IN ('integer','null')",
            refuse("a promise stays what it is, and is resolved once"),
        ),
        guard(
            "reservation_claimed",
            "BEFORE UPDATE ON ledger_reservation"
            " WHEN NEW.entry_id IS NOT NULL AND NEW.entry_id IS NOT OLD.entry_id",
            refuse(
                "a promise is kept by an entry that is not posted yet",
                "(SELECT posted FROM ledger_entry WHERE id=NEW.entry_id) IS NOT 0",
            ),
        ),
        guard(
            "reservation_spent",
            "BEFORE UPDATE ON ledger_reservation WHEN NEW.state='posted'",
            refuse(
                "a promise is spent by posting its entry",
                f"{changed('entry_id', 'posted_minor')}"
                " OR (SELECT posted FROM ledger_entry WHERE id=NEW.entry_id) IS NOT 1",
            ),
        ),
    ]


def _desk() -> list[Trigger]:
    decided = changed("id", "kind", "state", "made_on", "made_by", "decided_by", "decided_on")
    return [
        guard(
            "advance_born",
            "BEFORE INSERT ON ledger_advance WHEN NEW.closed_on IS NOT NULL"
            " OR EXISTS(SELECT 1 FROM ledger_advance WHERE id=NEW.id OR rowid=NEW.rowid)",
            refuse("advances are born open, and replace none"),
        ),
        guard(
            "advance_frozen",
            "BEFORE UPDATE ON ledger_advance"
            f" WHEN {changed('id', 'rowid', 'fund_id', 'currency', 'given_on')}",
            refuse("an advance stays what it is"),
        ),
        guard(
            "advance_closed",
            "BEFORE UPDATE ON ledger_advance"
            " WHEN NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL",
            refuse(
                "an advance is closed when nothing of it is out",
                f"{STILL_OUT.format('NEW.id', 'NULL')}<>0",
            ),
        ),
        guard("advance_kept", "BEFORE DELETE ON ledger_advance", refuse("advances stay")),
        guard(
            "proposal_born",
            "BEFORE INSERT ON ledger_proposal WHEN NEW.state IS NOT 'waiting'"
            " OR EXISTS(SELECT 1 FROM ledger_proposal WHERE id=NEW.id OR rowid=NEW.rowid)",
            refuse("proposals are born waiting, and replace none"),
        ),
        guard(
            "proposal_decided",
            "BEFORE UPDATE ON ledger_proposal"
            f" WHEN {changed('id', 'rowid', 'kind', 'made_on', 'made_by')}"
            f" OR (OLD.state<>'waiting' AND ({decided}))",
            refuse("what was decided stays decided"),
        ),
        guard("proposal_kept", "BEFORE DELETE ON ledger_proposal", refuse("proposals stay")),
        guard(
            "month_born",
            "BEFORE INSERT ON ledger_closedmonth WHEN NEW.month%100 NOT BETWEEN 1 AND 12"
            " OR typeof(NEW.month)<>'integer'"
            " OR NEW.month<=(SELECT MAX(month) FROM ledger_closedmonth)"
            " OR EXISTS(SELECT 1 FROM ledger_closedmonth WHERE rowid=NEW.rowid)",
            refuse("months are closed once, one after another"),
        ),
        guard(
            "month_frozen",
            "BEFORE UPDATE ON ledger_closedmonth WHEN OLD.signature IS NOT NULL"
            f" OR {changed('month', 'rowid', 'closed_on', 'closed_by', 'head', 'n_entries')}",
            refuse("a closed month stays closed"),
        ),
        guard(
            "month_kept",
            "BEFORE DELETE ON ledger_closedmonth",
            refuse("a closed month stays closed"),
        ),
    ]


def _budgets() -> list[Trigger]:
    own = changed("fund_id", "template", "n_people", "case_token", "opened_by_id")
    return [
        guard(
            "budget_born",
            "BEFORE INSERT ON ledger_budget WHEN NEW.closed_on IS NOT NULL"
            " OR EXISTS(SELECT 1 FROM ledger_budget WHERE fund_id=NEW.fund_id"
            " OR case_token=NEW.case_token OR opened_by_id=NEW.opened_by_id)",
            refuse("budgets are born open, and replace none"),
        ),
        guard(
            "budget_frozen",
            f"BEFORE UPDATE ON ledger_budget WHEN {own}"
            f" OR (OLD.closed_on IS NOT NULL AND ({changed('closed_on', 'closed_by')}))",
            refuse("a budget stays what it is, and is closed once"),
        ),
        guard("budget_kept", "BEFORE DELETE ON ledger_budget", refuse("budgets stay")),
    ]


PURSE_GUARDS = [*_balances(), *_promises(), *_desk(), *_budgets()]
