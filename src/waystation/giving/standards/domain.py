"""What open data tells: sums of whole quarters by programme; no place and no name. Pure.

Everything is a whitelist. What has no column, no programme and no word here is in no file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

# Nothing of a quarter is told before it has been over for so long.
DELAY = timedelta(days=90)
CURRENCY = "USD"
# The widest regions of the DAC's list: the world, and continents. None is a way somebody fled.
REGIONS = {
    "998": "Developing countries, unspecified",
    "298": "Africa, regional",
    "498": "America, regional",
    "798": "Asia, regional",
    "89": "Europe, regional",
}
# 72010: material relief assistance and services. 15190: safe and regular migration.
RELIEF, MIGRATION = "72010", "15190"
GIFTS = "gifts"
ORG_ID = re.compile(r"[A-Z]{2}-[A-Z0-9]{2,}-[A-Za-z0-9-]{2,40}")


class Programme(NamedTuple):
    """What the organisation does under one name, from which of the book's funds."""

    key: str
    sector: str
    title_en: str
    title_ko: str
    about_en: str
    about_ko: str
    funds: tuple[str, ...]


PROGRAMMES = (
    Programme(
        "RESCUE",
        RELIEF,
        "Safe passage",
        "안전한 이동",
        "Basic needs, transport and shelter for people who flee, told by quarter and late.",
        "피난하는 사람들의 기본 생활, 이동, 숙소 비용을 분기별로, 시간을 두고 공개합니다.",
        ("RESCUES", "RESCUE-GENERAL", "CONTINGENCY-NEXT", "PARTNER-EMERGENCY"),
    ),
    Programme(
        "RESETTLEMENT",
        MIGRATION,
        "A new beginning",
        "새로운 시작",
        "Help for the first years in a safe place, and for families to be together again.",
        "안전한 곳에서의 첫해와 가족의 재결합을 돕습니다.",
        ("RESETTLEMENT", "REUNIFICATION"),
    ),
    # Whatever belongs to no programme: teams, campaigns, running the organisation.
    Programme(
        "GENERAL",
        RELIEF,
        "The organisation’s work",
        "단체의 활동",
        "Gifts for no single purpose, of campaigns and of teams; running and keeping the books.",
        "용도를 정하지 않은 기부, 모금 행사와 팀의 기부, 단체 운영과 회계.",
        (),
    ),
)
# The columns of the table for everybody else; a row of another width is refused.
COLUMNS = ("from", "to", "programme", "fund", "what", "usd")


class Sum(NamedTuple):
    """One sum of whole quarters, in cents; a cost is positive and so is a gift."""

    since: str
    until: str
    programme: str
    fund: str
    what: str
    cents: int

    @property
    def year(self) -> int:
        """The year in which it is told."""
        return int(self.until[:4])

    @property
    def on(self) -> date:
        """The day under which it is told: the last one of its last quarter."""
        return end_of(self.until)


class Organisation(NamedTuple):
    """Who tells: its identifier in the registers of open data, and its public name."""

    org_id: str
    name: str
    name_ko: str
    website: str
    region: str


def end_of(quarter: str) -> date:
    """Give the last day of a quarter such as ``2026Q1``."""
    year, n = int(quarter[:4]), int(quarter[5])
    return date(year + n // 4, n % 4 * 3 + 1, 1) - timedelta(days=1)


def is_late_enough(quarter: str, on: date) -> bool:
    """Say whether a quarter has been over for long enough to be told of."""
    return end_of(quarter) + DELAY <= on


def programme_of(fund: str) -> Programme:
    """Say to which programme a fund belongs; the last one takes what no other does."""
    return next((one for one in PROGRAMMES if fund in one.funds), PROGRAMMES[-1])


def sums(rows: Iterable[tuple[str, str, str, str, int]]) -> list[Sum]:
    """Put programmes to the sums that donors are told: (from, to, fund, what, cents)."""
    told = [
        Sum(since, until, programme_of(fund).key, fund, what, cents)
        for since, until, fund, what, cents in rows
    ]
    return sorted(told)


def by_activity(told: Iterable[Sum]) -> dict[tuple[str, int], list[Sum]]:
    """Part sums by programme and year: one activity each."""
    parted: dict[tuple[str, int], list[Sum]] = defaultdict(list)
    for one in told:
        parted[one.programme, one.year].append(one)
    return dict(sorted(parted.items()))


def dollars(cents: int) -> str:
    """Write cents as a plain number with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
