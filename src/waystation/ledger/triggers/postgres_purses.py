"""What PostgreSQL keeps around the book: balances, promises, cash in hand, decisions, months."""

# Put together from the words of the list itself, nothing from outside.
# ruff: noqa: S608

from waystation.ledger.triggers.postgres_words import (
    IN_HAND,
    Trigger,
    changed,
    each,
    refuse,
    whole,
)


def _balances() -> list[Trigger]:
    by_hand = refuse("balances are kept by the database alone", "pg_trigger_depth()<2")
    return [
        each("balance_born", "fundbalance", "INSERT", by_hand),
        each("balance_moves", "fundbalance", "UPDATE", by_hand),
        each("balance_kept", "fundbalance", "DELETE", refuse("balances stay")),
    ]


def _promises() -> list[Trigger]:
    own = ("id", "fund_id", "currency", "budget_line", "reserved_minor", "made_on", "expires_on")
    moved = (
        "UPDATE ledger_fundbalance b SET reserved_minor=b.reserved_minor{0}s.moved FROM ("
        "SELECT fund_id,currency,sum(reserved_minor) moved FROM {1} GROUP BY fund_id,currency) s"
        " WHERE b.fund_id=s.fund_id AND b.currency=s.currency;"
    )
    left = "(SELECT o.* FROM o JOIN n ON n.id=o.id WHERE o.state='open' AND n.state<>'open') x"
    return [
        each(
            "reservation_born",
            "reservation",
            "INSERT",
            refuse("promises are born open", "NEW.state<>'open' OR NEW.entry_id IS NOT NULL"),
        ),
        whole(
            "reservation_counted",
            "reservation",
            "INSERT",
            "INSERT INTO ledger_fundbalance"
            "(fund_id,currency,restricted,liquid_minor,reserved_minor,at_number)"
            " SELECT DISTINCT f.id,n.currency,f.restricted,0,0,0 FROM n"
            " JOIN ledger_fund f ON f.id=n.fund_id ON CONFLICT DO NOTHING;",
            moved.format("+", "n"),
        ),
        each(
            "reservation_frozen",
            "reservation",
            "UPDATE",
            refuse(
                "a promise stays what it is, and is resolved once",
                f"OLD.state<>'open' OR {changed(*own, 'body_mac')}",
            ),
        ),
        each(
            "reservation_claimed",
            "reservation",
            "UPDATE",
            refuse(
                "a promise is kept by an entry that is not posted yet",
                "NEW.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id"
                " AND (SELECT posted FROM ledger_entry WHERE id=NEW.entry_id) IS NOT false",
            ),
        ),
        each(
            "reservation_spent",
            "reservation",
            "UPDATE",
            refuse(
                "a promise is spent by posting its entry",
                f"NEW.state='posted' AND ({changed('entry_id', 'posted_minor')}"
                " OR (SELECT posted FROM ledger_entry WHERE id=NEW.entry_id) IS NOT true)",
            ),
        ),
        whole("reservation_released", "reservation", "UPDATE", moved.format("-", left)),
        each("reservation_kept", "reservation", "DELETE", refuse("promises stay")),
    ]


def _desk() -> list[Trigger]:
    decided = changed("state", "decided_by", "decided_on")
    still_out = (
        "(SELECT coalesce(sum(p.minor),0) FROM ledger_entry e"
        " JOIN ledger_posting p ON p.entry_id=e.id JOIN ledger_account a ON a.id=p.account_id"
        f" WHERE e.advance_id=NEW.id AND e.posted AND {IN_HAND})"
    )
    return [
        each(
            "advance_born",
            "advance",
            "INSERT",
            refuse("advances are born open", "NEW.closed_on IS NOT NULL"),
        ),
        each(
            "advance_frozen",
            "advance",
            "UPDATE",
            refuse("an advance stays what it is", changed("id", "fund_id", "currency", "given_on")),
        ),
        each(
            "advance_closed",
            "advance",
            "UPDATE",
            refuse(
                "an advance is closed when nothing of it is out",
                f"NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL AND {still_out}<>0",
            ),
        ),
        each("advance_kept", "advance", "DELETE", refuse("advances stay")),
        each(
            "proposal_born",
            "proposal",
            "INSERT",
            refuse("proposals are born waiting", "NEW.state<>'waiting'"),
        ),
        each(
            "proposal_decided",
            "proposal",
            "UPDATE",
            refuse(
                "what was decided stays decided",
                f"{changed('id', 'kind', 'made_on', 'made_by')}"
                f" OR (OLD.state<>'waiting' AND ({decided}))",
            ),
        ),
        each("proposal_kept", "proposal", "DELETE", refuse("proposals stay")),
        *_months(),
    ]


def _months() -> list[Trigger]:
    return [
        each(
            "month_born",
            "closedmonth",
            "INSERT",
            refuse(
                "months are closed once, one after another",
                "NEW.month%100 NOT BETWEEN 1 AND 12"
                " OR NEW.month<=(SELECT max(month) FROM ledger_closedmonth)",
            ),
        ),
        each(
            "month_frozen",
            "closedmonth",
            "UPDATE",
            refuse(
                "a closed month stays closed",
                "OLD.signature IS NOT NULL"
                f" OR {changed('month', 'closed_on', 'closed_by', 'head', 'n_entries')}",
            ),
        ),
        each("month_kept", "closedmonth", "DELETE", refuse("a closed month stays closed")),
    ]


def _budgets() -> list[Trigger]:
    own = changed("fund_id", "template", "n_people", "case_token", "opened_by_id")
    return [
        each(
            "budget_born",
            "budget",
            "INSERT",
            refuse("budgets are born open", "NEW.closed_on IS NOT NULL"),
        ),
        each(
            "budget_frozen",
            "budget",
            "UPDATE",
            refuse(
                "a budget stays what it is, and is closed once",
                f"{own} OR (OLD.closed_on IS NOT NULL AND ({changed('closed_on', 'closed_by')}))",
            ),
        ),
        each("budget_kept", "budget", "DELETE", refuse("budgets stay")),
    ]


PURSE_GUARDS = [*_balances(), *_promises(), *_desk(), *_budgets()]
