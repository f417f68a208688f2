"""The book's law as PostgreSQL keeps it: one list of trigger functions.

What concerns entries and lines looks at whole statements, so that a hundred thousand rows cost a
few joins; what concerns single rows looks at each. Whoever adds a line holds its entry until the
end of the transaction (``FOR SHARE``), else one could post the entry while the other adds to it.
Balances are moved from inside these functions and by nobody else (``pg_trigger_depth``). Every
function reads the book's own schema first, so that a table of the session's own stands in for none.
"""

# Put together from the words of the list itself, nothing from outside.
# ruff: noqa: S608

from waystation.ledger.chart import RESCUE_ACCOUNTS, RESCUE_PURPOSE
from waystation.ledger.domain import CURRENCY
from waystation.ledger.triggers.postgres_purses import PURSE_GUARDS
from waystation.ledger.triggers.postgres_words import (
    IN_HAND,
    LINES,
    LIQUID,
    MONTH,
    STATEMENT,
    Trigger,
    changed,
    each,
    refuse,
    whole,
)
from waystation.ledger.triggers.sqlite_words import starts_with


def _entries() -> list[Trigger]:
    return [
        whole(
            "entry_born",
            "entry",
            "INSERT",
            refuse("entries are born unposted", "EXISTS(SELECT 1 FROM n WHERE posted)"),
        ),
        whole(
            "entry_frozen",
            "entry",
            "UPDATE",
            refuse("posted", "EXISTS(SELECT 1 FROM o WHERE posted)"),
            refuse(
                "an entry keeps its id and its key",
                "EXISTS(SELECT 1 FROM o LEFT JOIN n ON n.id=o.id WHERE n.id IS NULL"
                " OR n.source<>o.source OR n.external_key<>o.external_key)",
            ),
        ),
        whole("entry_post", "entry", "UPDATE", *_posting_rules()),
        whole("entry_dated", "entry", "UPDATE", *_day_rules()),
        whole("entry_undoes", "entry", "UPDATE", *_undoing_rules()),
        whole("entry_hands", "entry", "UPDATE", *_hand_rules()),
        whole("entry_counts", "entry", "UPDATE", *_counting()),
        each("entry_kept", "entry", "DELETE", refuse("posted", "OLD.posted")),
    ]


def _posting_rules() -> list[str]:
    return [
        refuse(
            "entry needs two postings",
            "EXISTS(SELECT 1 FROM n WHERE n.posted"
            " AND (SELECT count(*) FROM ledger_posting p WHERE p.entry_id=n.id)<2)",
        ),
        refuse(
            "entry does not balance per fund and currency",
            "EXISTS(SELECT 1 FROM n JOIN ledger_posting p ON p.entry_id=n.id WHERE n.posted"
            " GROUP BY p.entry_id,p.fund_id,p.currency HAVING sum(p.minor)<>0)",
        ),
        refuse(
            "number series has a gap",
            "EXISTS(SELECT 1 FROM (SELECT min(number) lo,max(number) hi,count(*) k FROM n"
            " WHERE posted) b WHERE k>0 AND (hi-lo+1<>k OR (lo<>1 AND NOT EXISTS("
            "SELECT 1 FROM ledger_entry e WHERE e.number=lo-1))))",
        ),
        refuse(
            "entry is not chained to the last",
            "EXISTS(SELECT 1 FROM n LEFT JOIN ledger_entry e ON e.number=n.number-1 WHERE n.posted"
            " AND n.prev_hash IS DISTINCT FROM coalesce(e.hash,decode(repeat('00',32),'hex')))",
        ),
        refuse(
            "entry is pinned by no commitment",
            "EXISTS(SELECT 1 FROM n WHERE n.posted AND n.commitment IS NULL)",
        ),
    ]


def _day_rules() -> list[str]:
    return [
        refuse(
            "a line stands in another month than its entry",
            "EXISTS(SELECT 1 FROM n JOIN ledger_posting p ON p.entry_id=n.id"
            f" WHERE n.posted AND p.month<>{MONTH})",
        ),
        refuse(
            "the month is closed",
            f"EXISTS(SELECT 1 FROM n WHERE n.posted"
            f" AND {MONTH}<=(SELECT max(month) FROM ledger_closedmonth))",
        ),
    ]


def _undoing_rules() -> list[str]:
    return [
        refuse(
            "only a posted entry is reversed, and only once",
            "EXISTS(SELECT 1 FROM n WHERE n.posted AND n.reverses_id IS NOT NULL AND ("
            "NOT EXISTS(SELECT 1 FROM ledger_entry e WHERE e.id=n.reverses_id AND e.posted"
            " AND e.id<>n.id) OR (SELECT count(*) FROM ledger_entry e"
            " WHERE e.reverses_id=n.reverses_id AND e.posted)>1))",
        ),
        refuse(
            "a reversal undoes its entry to the cent",
            "EXISTS(SELECT 1 FROM n JOIN ledger_posting p ON p.entry_id IN (n.id,n.reverses_id)"
            " WHERE n.posted AND n.reverses_id IS NOT NULL"
            " GROUP BY n.id,p.account_id,p.fund_id,p.currency,p.budget_line"
            " HAVING sum(p.minor)<>0)",
        ),
    ]


def _hand_rules() -> list[str]:
    return [
        refuse(
            "cash in hand belongs to one open advance",
            f"EXISTS(SELECT 1 FROM n {LINES} WHERE n.posted AND {IN_HAND}"
            " AND NOT EXISTS(SELECT 1 FROM ledger_advance v WHERE v.id=n.advance_id"
            " AND v.fund_id=p.fund_id AND v.currency=p.currency AND v.closed_on IS NULL))",
        ),
        refuse(
            "an advance is settled above what is out",
            "EXISTS(SELECT 1 FROM ledger_entry e JOIN ledger_posting p ON p.entry_id=e.id"
            " JOIN ledger_account a ON a.id=p.account_id WHERE e.posted AND e.advance_id IN ("
            f"SELECT advance_id FROM n WHERE n.posted) AND {IN_HAND}"
            " GROUP BY e.advance_id HAVING sum(p.minor)<0)",
        ),
    ]


def _counting() -> list[str]:
    """Resolve the promises that entries keep, and move the balances they touch."""
    purse = "b.fund_id=p.fund_id AND b.currency=p.currency"
    return [
        "UPDATE ledger_reservation r SET state='posted' FROM n"
        " WHERE n.posted AND r.entry_id=n.id AND r.state='open';",
        "INSERT INTO ledger_fundbalance"
        "(fund_id,currency,restricted,liquid_minor,reserved_minor,at_number)"
        f" SELECT DISTINCT p.fund_id,p.currency,f.restricted,0,0,0 FROM n {LINES}"
        f" JOIN ledger_fund f ON f.id=p.fund_id WHERE n.posted AND {LIQUID}"
        " ON CONFLICT DO NOTHING;",
        "UPDATE ledger_fundbalance b"
        " SET liquid_minor=b.liquid_minor+s.moved,at_number=s.last"
        " FROM (SELECT p.fund_id,p.currency,sum(p.minor) moved,max(n.number) last"
        f" FROM n {LINES} WHERE n.posted AND {LIQUID} GROUP BY p.fund_id,p.currency) s"
        " WHERE b.fund_id=s.fund_id AND b.currency=s.currency;",
        # Within one statement too, no entry may spend what only a later one brings.
        refuse(
            "a restricted fund would be overdrawn",
            "EXISTS(SELECT 1 FROM (SELECT b.restricted,b.liquid_minor"
            "-sum(p.minor) OVER (PARTITION BY p.fund_id,p.currency)"
            "+sum(p.minor) OVER (PARTITION BY p.fund_id,p.currency ORDER BY n.number) stood"
            f" FROM n {LINES} JOIN ledger_fundbalance b ON {purse}"
            f" WHERE n.posted AND {LIQUID}) x WHERE x.restricted AND x.stood<0)",
        ),
    ]


def _postings() -> list[Trigger]:
    held = (
        "PERFORM 1 FROM ledger_entry e WHERE e.id IN (SELECT entry_id FROM {0}) ORDER BY e.id"
        " FOR SHARE;"
    )
    posted = "EXISTS(SELECT 1 FROM {0} JOIN ledger_entry e ON e.id={0}.entry_id WHERE e.posted)"
    found = [
        whole(
            "posting_add",
            "posting",
            "INSERT",
            held.format("n"),
            refuse("posted", posted.format("n")),
        ),
        whole(
            "posting_edit",
            "posting",
            "UPDATE",
            held.format("o"),
            held.format("n"),
            refuse("posted", f"{posted.format('o')} OR {posted.format('n')}"),
        ),
        whole(
            "posting_drop",
            "posting",
            "DELETE",
            held.format("o"),
            refuse("posted", posted.format("o")),
        ),
    ]
    account = "JOIN ledger_account a ON a.id=n.account_id JOIN ledger_fund f ON f.id=n.fund_id"
    for event in ("INSERT", "UPDATE"):
        for name, condition, says in (
            (
                "token",
                "n.case_token IS NOT NULL AND a.type<>'expense'",
                "a case token stands on expense lines only",
            ),
            (
                "currency",
                f"n.currency<>'{CURRENCY}' AND a.type='expense'",
                "costs are booked in the currency of the book",
            ),
            (
                "rescue",
                f"f.purpose='{RESCUE_PURPOSE}' AND NOT {starts_with('a.code', RESCUE_ACCOUNTS)}",
                "one rescue holds no claim and no gift",
            ),
        ):
            wrong = f"EXISTS(SELECT 1 FROM n {account} WHERE {condition})"
            found.append(
                whole(f"posting_{name}_{event.lower()}", "posting", event, refuse(says, wrong))
            )
    return found


def _chart() -> list[Trigger]:
    found = []
    for table, one, columns, used in (
        ("account", "an account", ("id", "code", "type", "counterparty"), "account_id"),
        ("fund", "a fund", ("id", "code", "restricted", "purpose"), "fund_id"),
    ):
        in_use = f"EXISTS(SELECT 1 FROM ledger_posting WHERE {used}=OLD.id)"
        found += [
            each(
                f"{table}_frozen",
                table,
                "UPDATE",
                refuse(f"{one} stays what it is", changed(*columns)),
            ),
            each(f"{table}_kept", table, "DELETE", refuse(f"{one} in use stays", in_use)),
        ]
    return found


def _emptied() -> list[Trigger]:
    """Refuse to empty a table at a stroke, which asks no other trigger.

    Entries, accounts and funds cannot be emptied without the lines that point at them.
    """
    tables = ("posting", "fundbalance", "reservation", "proposal", "closedmonth", "budget")
    body = f"BEGIN {refuse('append only')} RETURN NULL; END"
    return [
        Trigger(
            f"ledger_{table}_emptied", f"ledger_{table}", f"BEFORE TRUNCATE | {STATEMENT}", body
        )
        for table in tables
    ]


GUARDS = [
    *_entries(),
    *_postings(),
    *_chart(),
    *PURSE_GUARDS,
    *_emptied(),
]
