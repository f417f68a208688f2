"""What a household lives on after its arrival: work, a home, school, money, and grants. Pure.

What others claim from people (a broker, a lender) is written down here to protect them. It is
never a claim of ours, never added up, and never comes near the book.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args
from unicodedata import normalize
from uuid import UUID

import msgspec

from waystation.resettlement.windows import opening_day

JobState = Literal["applied", "placed", "declined", "ended", "mistake"]
JobSign = Literal["fee", "papers", "pay", "threats", "cannot leave", "false offer"]
HomeKind = Literal["public", "rented", "shared", "with others", "shelter"]
HomeState = Literal["asked", "moved in", "declined", "left", "mistake"]
SchoolState = Literal["looking", "waiting", "placed", "left", "mistake"]
Pressure = Literal["none", "asked", "pressed", "threatened"]
OtherState = Literal["running", "over", "mistake"]
GrantKind = Literal["scholarship", "small grant", "relief"]
GrantState = Literal["asked", "agreed", "refused", "withdrawn"]
Standing = Literal["asked", "agreed", "refused", "withdrawn", "undoing", "undone"]

JOB_STATES: tuple[JobState, ...] = get_args(JobState)
JOB_SIGNS: tuple[JobSign, ...] = get_args(JobSign)
HOME_KINDS: tuple[HomeKind, ...] = get_args(HomeKind)
HOME_STATES: tuple[HomeState, ...] = get_args(HomeState)
SCHOOL_STATES: tuple[SchoolState, ...] = get_args(SchoolState)
PRESSURES: tuple[Pressure, ...] = get_args(Pressure)
PRESSING: tuple[Pressure, ...] = ("pressed", "threatened")
OTHER_STATES: tuple[OtherState, ...] = get_args(OtherState)
GRANT_KINDS: tuple[GrantKind, ...] = get_args(GrantKind)
# Sums are whole smallest units of one of these, each with the digits it has: KRW has none.
CURRENCIES = ("USD", "CAD", "GBP", "KRW", "THB")
INCOMES = ("wage", "support", "help", "other income")
COSTS = (
    "rent", "power", "food", "transport", "phone", "clothes", "school", "health", "savings",
    "family", "lender", "other cost",
)  # fmt: skip
MONTHS_MAX = 12
# When somebody looks whether a job is what was promised, in months after it began.
JOB_CHECKS = (1, 6)
# Never a name: who reads the book learns what the money was for and nothing else.
MEMOS: dict[GrantKind, str] = {
    "scholarship": "A scholarship after arrival",
    "small grant": "A small grant after arrival",
    "relief": "A grant paid to a lender after arrival",
}


class Skills(msgspec.Struct, frozen=True, kw_only=True, tag="skills/1"):
    """What a person can do and would like to do, in their own words; certificates one a line."""

    person: UUID
    says: str
    wishes: str = ""
    certificates: tuple[str, ...] = ()


class Job(msgspec.Struct, frozen=True, kw_only=True, tag="job/1"):
    """An application, and the work that came of it.

    `contact` is how the employer is reached: of the case they learn nothing. `signs` are what may
    be fraud or exploitation. `checks` are the tasks of the first and sixth month, `task` the one
    that looks into a sign.
    """

    person: UUID
    employer: str
    work: str
    state: JobState
    on: date
    contact: str = ""
    signs: tuple[JobSign, ...] = ()
    note: str = ""
    checks: tuple[UUID, ...] = ()
    task: UUID | None = None


class Home(msgspec.Struct, frozen=True, kw_only=True, tag="home/1"):
    """A home that was asked for or lived in; `rent` is for a month, `task` about its problem."""

    kind: HomeKind
    state: HomeState
    on: date
    where: str
    landlord: str = ""
    rent: int = 0
    currency: str = "USD"
    problem: str = ""
    note: str = ""
    task: UUID | None = None


class School(msgspec.Struct, frozen=True, kw_only=True, tag="school/1"):
    """Where a child learns, who helps with it, and what is missing."""

    person: UUID
    state: SchoolState
    on: date
    school: str = ""
    level: str = ""
    tutoring: str = ""
    missing: str = ""


class BudgetLine(msgspec.Struct, frozen=True):
    """What comes in or goes out under one word, each month and once in the first."""

    what: str
    monthly: int = 0
    once: int = 0


class Budget(msgspec.Struct, frozen=True, kw_only=True, tag="budget/1"):
    """What a household expects of its first months, in whole smallest units of one currency."""

    currency: str
    begins: date
    months: int
    lines: tuple[BudgetLine, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.months <= MONTHS_MAX:
            raise ValueError(f"a budget of {self.months} months")
        if any(line.monthly < 0 or line.once < 0 for line in self.lines):
            raise ValueError("a sum of a budget is below nought")


class ToldDebt(msgspec.Struct, frozen=True, kw_only=True, tag="told debt/1"):
    """What somebody told in confidence: that others claim money from them.

    `amount` is in their own words, so that nothing can add it up. `task` is the talk about their
    safety, where somebody presses them.
    """

    to_whom: str
    told_on: date
    pressure: Pressure
    person: UUID | None = None
    amount: str = ""
    says: str = ""
    state: OtherState = "running"
    task: UUID | None = None


class ThirdPartyLoan(msgspec.Struct, frozen=True, kw_only=True, tag="third-party loan/1"):
    """A loan that somebody else gave, such as one for a journey by air: the person's own paper.

    It is shown for what it is. Nothing here collects it; `first_payment_on` is a day in their
    calendar. `letter` is the lender's paper among the files of the case.
    """

    lender: str
    amount: int
    currency: str
    person: UUID | None = None
    reference: str = ""
    contact: str = ""
    first_payment_on: date | None = None
    letter: UUID | None = None
    note: str = ""
    state: OtherState = "running"


class Grant(msgspec.Struct, frozen=True, kw_only=True, tag="grant/1"):
    """Money given for good: asked for by one person, agreed by another, then in the book.

    Attributes:
      cents: in the book's currency.
      to: whom the money is paid to: a school, a shop, a lender; never somebody of the household.
      entry: the entry's id, made before it is booked, so that it is booked once.
      relieves: the loan of another that a relief is for.
      task: what keeps it from being forgotten until somebody decides.
      undo: the id of the entry that takes it back, once somebody asked for that.
    """

    kind: GrantKind
    cents: int
    to: str
    why: str
    entry: UUID
    asked_by: UUID
    asked_name: str
    asked_on: date
    state: GrantState = "asked"
    person: UUID | None = None
    relieves: UUID | None = None
    task: UUID | None = None
    decided_on: date | None = None
    decided_name: str = ""
    answer: str = ""
    undo: UUID | None = None


class Month(NamedTuple):
    """One month of a budget: what comes in, what goes out, and what is left since the first."""

    number: int
    first: date
    income: int
    costs: int
    left: int


def months_of(budget: Budget) -> list[Month]:
    """Lay a budget out month by month; what comes or goes once stands in the first."""
    left, found = 0, []
    for number in range(1, budget.months + 1):
        income, costs = (_sum(budget, whats, number == 1) for whats in (INCOMES, COSTS))
        left += income - costs
        first = opening_day(budget.begins, number - 1, "months")
        found.append(Month(number, first, income, costs, left))
    return found


def short_from(months: Iterable[Month]) -> Month | None:
    """Give the first month at whose end money is missing; None: it lasts."""
    return next((month for month in months if month.left < 0), None)


def check_days(job: Job, today: date) -> list[date]:
    """Say when somebody looks again at a job that began; a day that is past is made up today."""
    if job.state != "placed":
        return []
    return [max(opening_day(job.on, n, "months"), today) for n in JOB_CHECKS]


def names_somebody(text: str, names: Iterable[str]) -> bool:
    """Say whether a text that must hold no name holds a word of one; letters alone do not count.

    Scripts without capitals put endings to a name, or no blank beside it: there it counts anywhere.
    """
    plain = normalize("NFC", text).casefold()
    words = {word.strip(".,;:!?()'\"") for word in plain.split()} | set(re.findall(r"\w+", plain))
    told = {word for name in names for word in normalize("NFC", name).casefold().split()}
    return any(
        word in words or (word.isalpha() and word.upper() == word and word in plain)
        for word in told
        if len(word) > 1
    )


def standing_of(grant: Grant, *, is_undone: bool, is_undoing: bool) -> Standing:
    """Say how a grant stands: what became of its entry since it was agreed, only the book knows."""
    if is_undone:
        return "undone"
    return "undoing" if is_undoing else grant.state


def _sum(budget: Budget, whats: tuple[str, ...], is_first: bool) -> int:
    lines = [line for line in budget.lines if line.what in whats]
    return sum(line.monthly + (line.once if is_first else 0) for line in lines)


ServiceKind = Literal[
    "health", "mind", "law", "papers", "language", "school", "work", "home", "food", "money",
    "travel", "children", "worship", "company",
]  # fmt: skip
SERVICE_KINDS: tuple[ServiceKind, ...] = get_args(ServiceKind)
# What nobody looked at for half a year may be shut, moved or no longer to be trusted.
STALE_AFTER = timedelta(days=183)


class Service(msgspec.Struct, frozen=True, kw_only=True, tag="service/1"):
    """Something to be had near a place where newcomers live.

    Attributes:
      where: the place in words, as one would tell somebody on foot.
      place: a slug of the gazetteer, or empty.
      north, east: in whole hundredths of a degree, about a kilometre; None: not on the map.
      learns: what they may learn about somebody who comes, before they come.
      checked_on: when somebody last made sure that all this is so.
      is_shut: no longer to be had, or no longer to be trusted.
    """

    kind: ServiceKind
    name: str
    where: str
    checked_on: date
    place: str = ""
    north: int | None = None
    east: int | None = None
    hours: str = ""
    languages: tuple[str, ...] = ()
    cost: str = ""
    contact: str = ""
    learns: str = ""
    is_shut: bool = False


def is_stale(service: Service, today: date) -> bool:
    """Say whether nobody has looked for half a year."""
    return today - service.checked_on > STALE_AFTER
