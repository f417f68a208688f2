"""Values for the tests of tracing; what a test is about it names, the rest is usual."""

from datetime import date, timedelta
from uuid import UUID

from waystation.base.ids import new_id
from waystation.cases.birth import Birth
from waystation.cases.person import Name, script_of
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.values import (
    Agreed,
    Entry,
    Home,
    Identity,
    Origin,
    Profile,
    Relative,
    Request,
)

NOBODY = UUID(int=0)
UNTIL = TODAY + timedelta(days=180)
DORCHESTER = Home(province="Maryland", county="Dorchester", village="Bucktown")
MUSAN = Home(province="함경북도", county="무산군", village="삼봉리")
# Invented; each once in Hangul and once as somebody may have written it down.
NAMES_OF_ONE = (("한서린", "Han So Rin"), ("옥두만", "Ok Tuman"), ("표인선", "P'yo In-sŏn"))


def a_name(text: str, kind: str = "real") -> Name:
    """Make a name, its script as it looks."""
    return Name(text, kind, script_of(text))


def born(year: int, month: int | None = None, day: int | None = None, calendar="solar") -> Birth:
    """Make a birth that is known to the day, the month or the year."""
    return Birth(calendar=calendar, year=year, month=month, day=day)


def a_profile(*names: str, **said) -> Profile:
    """Make a profile: Ann Maria Jackson of Dorchester, born in 1815, where nothing else is said."""
    usual = {
        "names": tuple(a_name(text) for text in names or ("Ann Maria Jackson",)),
        "sex": "female",
        "birth": born(1815, 3, 2),
        "homes": (DORCHESTER,),
    }
    return Profile(**usual | said)


def a_korean(*names: str, **said) -> Profile:
    """Make a profile of an invented woman of Musan, born by the moon in 1815."""
    usual = {
        "names": tuple(a_name(text) for text in names or ("한서린",)),
        "birth": born(1815, 8, 15, "lunar"),
        "homes": (MUSAN,),
        "relatives": (a_relative("parent", "옥순례", sex="female"),),
    }
    return a_profile(**usual | said)


def a_relative(kind: str, *names: str, **said) -> Relative:
    """Make somebody of a family."""
    return Relative(kind=kind, names=tuple(a_name(text) for text in names), **said)


def agreed(until: date = UNTIL, **said) -> Agreed:
    """Make a yes, given today."""
    usual = {"form": "spoken", "given_on": TODAY, "noted_by": NOBODY, "noted_at": NOW}
    return Agreed(**usual | {"until": until} | said)


def an_origin(cell: UUID | None = None, **said) -> Origin:
    """Say of which case somebody is."""
    usual = {"cell": cell or new_id(), "household": new_id(), "person": new_id()}
    return Origin(**usual | said)


def a_request(**said) -> Request:
    """Make a request that may be searched: a son of 22 looks for his mother Ann."""
    usual = {
        "code": "",
        "seeker": a_profile("John Jackson", sex="male", birth=born(1833)),
        "sought": a_profile(),
        "relation": "parent",
        "opened_on": TODAY,
        "agreed": agreed(),
        "identity": Identity(how="known to us for two years", by=NOBODY, at=NOW),
    }
    return Request(**usual | said)


def an_entry(cell: UUID | None = None, **said) -> Entry:
    """Make an entry of the register: Ann Maria Jackson, of a case in a compartment."""
    usual = {"origin": an_origin(cell), "profile": a_profile(), "until": UNTIL}
    return Entry(**usual | said)
