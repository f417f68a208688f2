"""The closed list of roles, and the table that says which role may reach which page.

Every view carries its own line: ``@opens_to("field manager", …)`` in `vault.door` writes it
here, and `tests/test_access_table.py` walks every URL with every role.
"""

from collections.abc import Callable
from typing import Any

ROLES = (
    "field manager",
    "case worker",
    "finance officer",
    "security officer",
    "approver",
    "fundraiser",
    "tracing officer",
)
# Pages outside the console: no session, no key.
EVERYBODY = "everybody"

TABLE: dict[str, frozenset[str]] = {}


def name_of(view: Callable[..., Any]) -> str:
    """Name a view as the table does: its module and function."""
    return f"{view.__module__}.{view.__qualname__}"


def allow(view: Callable[..., Any], roles: frozenset[str]) -> None:
    """Write a view's line in the table; a role outside the closed list is a mistake."""
    unknown = roles - set(ROLES) - {EVERYBODY}
    if unknown:
        raise ValueError(f"no such role: {sorted(unknown)}; the closed list is base.access.ROLES")
    TABLE[name_of(view)] = roles


def open_to_everybody(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page that needs no session, such as sign-in or the phone's page."""
    allow(view, frozenset({EVERYBODY}))
    return view
