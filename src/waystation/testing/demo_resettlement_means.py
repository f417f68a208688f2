"""What newcomers find in Canada West in 1855, and what one household lives on there.

The places are those that books of the time name; hours, languages, costs and what they ask for are
assumed and say so. What the household lives on is invented.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from waystation.cases import queries as cases
from waystation.resettlement.means import grants, services
from waystation.resettlement.means.domain import (
    Budget,
    BudgetLine,
    Home,
    Job,
    Service,
    ServiceKind,
    Skills,
)
from waystation.resettlement.means.grants import Wish
from waystation.resettlement.stays.queries import stays
from waystation.vault.door import Who

ASSUMED = "(assumed)"
# (kind, name, where, place, hours, cost, what they may learn)
THERE: tuple[tuple[ServiceKind, str, str, str, str, str, str], ...] = (
    (
        "worship", "Salem Chapel, British Methodist Episcopal", "Geneva Street",
        "st-catharines-on", "Sundays, and Wednesday evenings", "free",
        "Your first name. Others who came before are there.",
    ),
    (
        "home", "Home for newcomers of the missionary Hiram Wilson", "North Street",
        "st-catharines-on", "any hour, knock twice", "free for the first weeks",
        "Your name and where you want to go; he writes to friends in the States, so ask him"
        " to leave you out.",
    ),
    (
        "school", "Evening school for grown people", "in the basement of the chapel",
        "st-catharines-on", "three evenings a week", "free; bring a candle",
        "Your first name.",
    ),
    (
        "work", "Word of work on the Welland Canal and in the hotels", "at the barber's, St. Paul"
        " Street", "st-catharines-on", "mornings", "free",
        "What you can do. Say nothing of where you come from.",
    ),
    (
        "food", "Ladies' Association for the Relief of Destitute Fugitives", "King Street",
        "toronto-on", "Tuesdays", "free",
        "Your name, how many you are and when you came; their report gives numbers only.",
    ),
    (
        "law", "Anti-Slavery Society of Canada", "King Street", "toronto-on", "weekdays", "free",
        "What you tell them. A claim from across the border they must hear of at once.",
    ),
    (
        "school", "Central School, open to every child", "Hunter Street", "hamilton-on",
        "weekdays from nine", "free", "The child's name and age.",
    ),
    (
        "company", "True Band society", "meets in turn at its members' homes",
        "amherstburg-malden-on", "once a month", "a few pence a month",
        "Your name; they see to it that nobody begs for you.",
    ),
    (
        "school", "Mission school of the Elgin Settlement", "beside the church", "buxton-on",
        "weekdays", "free", "The child's name, and what it can read.",
    ),
    (
        "papers", "Land office for lots of the Elgin Settlement", "at the manager's house",
        "buxton-on", "weekdays", "2.50 dollars an acre, in ten yearly parts",
        "Your name, for the deed.",
    ),
)  # fmt: skip
CHECKED = date(1855, 9, 3)
# One that nobody looked at since the winter.
OLD, OLD_CHECKED = "Central School, open to every child", date(1855, 2, 12)
LINES = (
    BudgetLine("wage", 1_600),
    BudgetLine("help", 0, 500),
    BudgetLine("rent", 400),
    BudgetLine("power", 150, 250),
    BudgetLine("food", 700),
    BudgetLine("clothes", 0, 600),
    BudgetLine("savings", 100),
)


def furnish(harriet: Who, william: Who, now: datetime) -> None:
    """Put services on the map, and write down what the first household with a stay lives on."""
    for service in _services():
        services.note_service(service=service, keyring=harriet.keyring, now=now)
    settled = stays(william.keyring)
    if settled:
        _household(settled[0].household_id, william, now)


def _services() -> list[Service]:
    return [
        Service(
            kind=kind,
            name=name,
            where=where,
            place=place,
            hours=f"{hours} {ASSUMED}",
            languages=("English",),
            cost=f"{cost} {ASSUMED}",
            learns=f"{learns} {ASSUMED}",
            checked_on=OLD_CHECKED if name == OLD else CHECKED,
        )
        for kind, name, where, place, hours, cost, learns in THERE
    ]


def _household(household_id: UUID, william: Who, now: datetime) -> None:
    keyring, today = william.keyring, now.date()
    view = cases.household(household_id, keyring, today)
    person = view.household.people[0]
    begun = today - timedelta(days=10)
    written = (
        Skills(
            person=person,
            says="I have driven horses all my life, and I can mend any harness. (invented)",
            wishes="Work out of doors, and to learn to read in the evenings. (invented)",
        ),
        Job(
            person=person, employer="A livery stable (invented)", work="Looking after horses",
            state="placed", on=begun, contact="at the stable, before noon",
        ),
        Home(
            kind="rented", state="moved in", on=begun, where="Two rooms over a cooper's shop"
            " (invented)", landlord="the cooper", rent=400, currency="CAD",
            problem="The stove smokes. (invented)",
        ),
        Budget(currency="CAD", begins=today.replace(day=1), months=6, lines=LINES),
    )  # fmt: skip
    for value in written:
        services.note(household_id=household_id, value=value, keyring=keyring, now=now)
    wish = Wish(
        kind="small grant",
        cents=300,
        to="A bookseller (invented)",
        why="A spelling book, a slate and a lamp, for the evening school. (invented)",
        person=person,
    )
    grants.ask(household_id=household_id, wish=wish, keyring=keyring, now=now)
