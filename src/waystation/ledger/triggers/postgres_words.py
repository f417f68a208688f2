"""How a guard of PostgreSQL is written: small pieces of SQL that several guards share."""

from typing import NamedTuple

from waystation.ledger.chart import ADVANCE_ACCOUNTS, LIQUID_ACCOUNTS
from waystation.ledger.triggers.sqlite_words import starts_with


class Trigger(NamedTuple):
    """A guard by its name: where it stands, when it acts, and the body of its function."""

    name: str
    table: str
    acts: str
    body: str

    @property
    def sql(self) -> str:
        """Write the trigger as the database itself writes it down."""
        before, after = self.acts.split(" | ")
        return f"CREATE TRIGGER {self.name} {before} ON {self.table} {after} {self.name}()"

    def function(self, schema: str) -> str:
        """Write the function, which reads the book's own schema before any other."""
        seek = "" if "EACH ROW" in self.acts else " SET enable_seqscan=off"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path={schema},pg_temp{seek} AS $law${self.body}$law$"
        )


LIQUID = starts_with("a.code", LIQUID_ACCOUNTS)
IN_HAND = starts_with("a.code", (ADVANCE_ACCOUNTS,))
STATEMENT = "FOR EACH STATEMENT EXECUTE FUNCTION"
ROW = "FOR EACH ROW EXECUTE FUNCTION"
SEEN = {
    "INSERT": "REFERENCING NEW TABLE AS n",
    "UPDATE": "REFERENCING OLD TABLE AS o NEW TABLE AS n",
    "DELETE": "REFERENCING OLD TABLE AS o",
}
LINES = "JOIN ledger_posting p ON p.entry_id=n.id JOIN ledger_account a ON a.id=p.account_id"
MONTH = "(extract(year FROM n.booked_on)*100+extract(month FROM n.booked_on))"


def refuse(says: str, where: str = "") -> str:
    """Write the step that refuses, always or under a condition."""
    raised = f"RAISE EXCEPTION '{says}' USING ERRCODE='23514';"
    return f"IF {where} THEN {raised} END IF;" if where else raised


def whole(name: str, table: str, event: str, *does: str) -> Trigger:
    """Write a guard that looks at all the rows of a statement together."""
    body = f"BEGIN {' '.join(does)} RETURN NULL; END"
    acts = f"AFTER {event} | {SEEN[event]} {STATEMENT}"
    return Trigger(f"ledger_{name}", f"ledger_{table}", acts, body)


def each(name: str, table: str, event: str, *does: str) -> Trigger:
    """Write a guard that looks at each row before it is written."""
    gives = "OLD" if event == "DELETE" else "NEW"
    body = f"BEGIN {' '.join(does)} RETURN {gives}; END"
    return Trigger(f"ledger_{name}", f"ledger_{table}", f"BEFORE {event} | {ROW}", body)


def changed(*columns: str) -> str:
    """Say in SQL that one of some columns would change, to or from nothing included."""
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
