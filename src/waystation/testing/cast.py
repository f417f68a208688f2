"""The cast: who works in the demo and the tests, in which role, with which compartments.

The passphrases stand here in clear because the demo prints them; a real organisation is founded
with none of this.
"""

from dataclasses import dataclass

CASE = "cases"


@dataclass(frozen=True)
class Member:
    """One user: name to sign in with, what they are called, role, passphrase, compartments.

    `cases` numbers the case compartments they hold; see `demo.CASE_CELLS`.
    """

    name: str
    alias: str
    role: str
    passphrase: str
    purposes: tuple[str, ...]
    cases: tuple[int, ...] = ()


HARRIET = Member(
    "harriet",
    "Harriet",
    "field manager",
    "follow the drinking gourd north tonight",
    ("gazetteer", "network", "passages"),
    (0,),
)
WILLIAM = Member(
    "william",
    "William",
    "case worker",
    "every story kept under a quiet roof",
    ("gazetteer",),
    (0,),
)
LEVI = Member("levi", "Levi", "finance officer", "count each cent and owe nobody any", ("finance",))
ALLAN = Member(
    "allan",
    "Allan",
    "security officer",
    "watch the doors while others are sleeping",
    ("gazetteer", "network", "security"),
)
PASSMORE = Member(
    "passmore",
    "Passmore",
    "approver",
    "two lamps are better than one lamp",
    ("gazetteer", "network", "passages"),
)
JACOB = Member(
    "jacob",
    "Jacob",
    "approver",
    "read it again and then sign slowly",
    ("gazetteer", "network", "passages"),
)
CAST = (HARRIET, WILLIAM, LEVI, ALLAN, PASSMORE, JACOB)


def keeper(number: int) -> Member:
    """Name the case worker who keeps one compartment of older cases, so that no ring holds many."""
    return Member(
        f"keeper-{number}",
        f"Keeper {number}",
        "case worker",
        f"old papers rest in drawer number {number}",
        ("gazetteer",),
        (number,),
    )
