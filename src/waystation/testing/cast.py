"""The cast: who works in the demo and the tests, in which role, with which compartments.

The passphrases stand here in clear because the demo prints them; a real organisation is founded
with none of this.
"""

from dataclasses import dataclass

CASE = "cases"


@dataclass(frozen=True)
class Member:
    """One user: name to sign in with, what they are called, role, passphrase, compartments.

    `cases` numbers the case compartments they hold. `duress` is the passphrase behind which only
    inventions lie, if they set one.
    """

    name: str
    alias: str
    role: str
    passphrase: str
    purposes: tuple[str, ...]
    cases: tuple[int, ...] = ()
    duress: str = ""


HARRIET = Member(
    "harriet",
    "Harriet",
    "field manager",
    "follow the drinking gourd north tonight",
    ("gazetteer", "network", "passages"),
    (0,),
    duress="nobody here but us chickens tonight",
)
WILLIAM = Member(
    "william",
    "William",
    "case worker",
    "every story kept under a quiet roof",
    ("gazetteer",),
    (0,),
    duress="only dust lies under this old roof",
)
LEVI = Member(
    "levi", "Levi", "finance officer", "count each cent and owe nobody any", ("finance", "giving")
)
GRACE = Member(
    "grace",
    "Grace",
    "finance officer",
    "one hand pays and another looks twice",
    ("finance", "giving"),
)
ALLAN = Member(
    "allan",
    "Allan",
    "security officer",
    "watch the doors while others are sleeping",
    ("gazetteer", "network", "security"),
    duress="everything is locked and well tonight",
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
JULIA = Member(
    "julia",
    "Julia",
    "fundraiser",
    "a bazaar of small stitches frees many",
    ("giving",),
)
PETER = Member(
    "peter",
    "Peter",
    "tracing officer",
    "forty years apart and known by voice",
    ("gazetteer", "tracing"),
)
VINA = Member(
    "vina",
    "Vina",
    "tracing officer",
    "ask twice before you tell anybody once",
    ("gazetteer", "tracing"),
)
CAST = (HARRIET, WILLIAM, LEVI, GRACE, ALLAN, PASSMORE, JACOB, JULIA, PETER, VINA)


def keeper(number: int) -> Member:
    """Name the case worker who keeps one compartment of older cases, so that no ring holds many.

    Nobody signs in as one: no passphrase opens their door.
    """
    return Member(
        f"keeper-{number}",
        f"Keeper {number}",
        "case worker",
        "",
        ("gazetteer",),
        (number,),
    )
