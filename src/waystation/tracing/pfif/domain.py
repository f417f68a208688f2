"""Person and note records of PFIF 1.4, and what of them is ours. Pure: no keys, no clock.

Of PFIF's fields those are read and written that stand here. Photos, links, and homes closer than
the province are neither: they are counted, named on the page and left out.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from uuid import UUID, uuid5

import msgspec

from waystation.cases.birth import AGE_MAX, Birth
from waystation.cases.person import Name, script_of
from waystation.tracing.requests.domain import death
from waystation.tracing.values import Copied, Home, Profile, Released, Report, Request

Sex = Literal["", "female", "male", "other"]
Status = Literal[
    "", "information_sought", "is_note_author", "believed_alive", "believed_missing",
    "believed_dead",
]  # fmt: skip
Role = Literal["sought", "seeker"]

SEXES: tuple[Sex, ...] = get_args(Sex)
STATUSES: tuple[Status, ...] = get_args(Status)
# Who wrote that they are themselves, or is known to live, is looking rather than looked for.
SEEKERS: tuple[Status, ...] = ("is_note_author", "believed_alive")

FILE_MAX, RECORDS_MAX, NOTES_MAX, TEXT_MAX, NAMES_MAX = 2_000_000, 1_000, 20, 2_000, 11
# How long a copy is kept of which nobody said until when: the shortest of our terms.
SHORTEST = timedelta(days=60)
LONGEST = timedelta(days=365)
# How long a file that came is kept, whatever is decided of its records.
KEPT_FOR = timedelta(days=90)
# An age that is known no better than this is a guess.
SURE_YEARS = 1
_BORN = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody wrote about a person, and how they believe the person to be."""

    record_id: str
    entry_date: datetime | None = None
    author: str = ""
    source_date: datetime | None = None
    status: Status = ""
    text: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person as a file tells of them; `line` is where they stand in it."""

    record_id: str
    entry_date: datetime | None = None
    expiry_date: datetime | None = None
    author: str = ""
    source_name: str = ""
    source_date: datetime | None = None
    full_name: str = ""
    alternate_names: tuple[str, ...] = ()
    sex: Sex = ""
    date_of_birth: str = ""
    age: str = ""
    home_state: str = ""
    notes: tuple[Note, ...] = ()
    line: int = 0

    @property
    def status(self) -> Status:
        """Give what the latest note says that says anything."""
        said = [note for note in self.notes if note.status]
        return max(said, key=lambda note: _known(note.source_date)).status if said else ""

    @property
    def role(self) -> Role:
        """Say whether this person is looked for, or is the one who looks."""
        return "seeker" if self.status in SEEKERS else "sought"


class File(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, and how often it held what is never taken."""

    records: tuple[Record, ...]
    left_out: tuple[tuple[str, int], ...] = ()


class Fate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a record somebody looked at: a request, or set aside with a reason."""

    by: UUID
    name: str
    at: datetime
    request: UUID | None = None
    why: str = ""


class Import(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="import/1"):
    """A file that was read in and waits to be looked at, record by record."""

    at: datetime
    by: UUID
    name: str
    digest: bytes
    pieces: tuple[UUID, ...]
    n_records: int
    left_out: tuple[tuple[str, int], ...] = ()
    fates: dict[str, Fate] = {}

    @property
    def until(self) -> date:
        """Give the last day on which the file is kept."""
        return self.at.date() + KEPT_FOR

    @property
    def n_waiting(self) -> int:
        """Count the records nobody looked at yet."""
        return self.n_records - len(self.fates)


class BadLine(msgspec.Struct, frozen=True):
    """What is wrong in a file, and on which line."""

    line: int
    says: str
    hint: str


class BadFile(Exception):
    """A file that is not taken in: nothing of it is kept."""

    def __init__(self, bad: Sequence[BadLine]) -> None:
        super().__init__(f"{len(bad)} things are wrong")
        self.bad = list(bad)


def is_born(said: str) -> bool:
    """Say whether a date of birth is a year, a month or a day that there is."""
    return not said or _birth_of(said) is not None


def is_age(said: str) -> bool:
    """Say whether an age is a number or two in order, such as 10-20."""
    found = _AGE.fullmatch(said)
    least, most = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    return not said or least <= most <= AGE_MAX


def profile_of(record: Record) -> Profile:
    """Give what a record tells of its person as ours is written."""
    names = ((record.full_name, "real"), *((name, "other") for name in record.alternate_names))
    return Profile(
        names=tuple(Name(text, kind, script_of(text)) for text, kind in names if text),  # type: ignore[arg-type]
        sex=record.sex if record.sex in ("female", "male") else "unknown",
        birth=_birth_of(record.date_of_birth) or _aged(record) or Birth(),
        homes=(Home(province=record.home_state),) if record.home_state else (),
    )


def request_of(record: Record, *, now: datetime) -> Request:
    """Make a request of a record that came: a copy, which stays what it was and ends with it.

    Nobody's yes and nobody's identity stands in it, so nothing is searched before an officer
    noted both. A word that somebody is dead is one report of one source, and no more.
    """
    told, is_seeker = profile_of(record), record.role == "seeker"
    source = record.source_name or record.author or record.record_id.partition("/")[0]
    return Request(
        code="",
        seeker=told if is_seeker else Profile(),
        sought=Profile() if is_seeker else told,
        relation="other",
        opened_on=now.date(),
        copied=Copied(
            record_id=record.record_id,
            source=source,
            source_date=record.source_date or record.entry_date or now,
            entry_date=now,
            until=until(record, now.date()),
        ),
    )


def reports_of(record: Record, *, by: UUID, today: date) -> tuple[Report, ...]:
    """Give what a record says of life or death: one report, of the one source that it is."""
    says: dict[Status, Literal["alive", "dead"]] = {
        "believed_alive": "alive", "is_note_author": "alive", "believed_dead": "dead",
    }  # fmt: skip
    if record.status not in says:
        return ()
    source = record.source_name or record.author or record.record_id.partition("/")[0]
    return (Report(says=says[record.status], source=source, heard_on=today, by=by),)


def until(record: Record, today: date) -> date:
    """Give the last day of a copy: as its home says, or after the shortest of our terms."""
    if record.expiry_date is None:
        return today + SHORTEST
    return min(record.expiry_date.date(), today + LONGEST)


def record_of(
    request: Request, given: Released, *, source: str, home: str, known_as: UUID, now: datetime
) -> Record:
    """Write one request as a record for one receiver: what was released, until it runs out.

    Args:
      source: our name, as others know us.
      home: what stands before our record ids.
      known_as: the request's own id; the record's is made of it and of the receiver.
    """
    sought, parts = request.sought, given.parts
    copied = request.copied
    opaque = uuid5(known_as, given.receiver.casefold())
    record_id = copied.record_id if copied else f"{home}/{opaque}"
    names = [name.text for name in sought.names if name in given.names]
    last = min(given.agreed.until, copied.until) if copied else given.agreed.until
    written = now.astimezone(UTC).replace(microsecond=0)
    birth, age = _born(sought.birth, now.date()) if "birth" in parts else ("", "")
    provinces = [home.province for home in sought.homes if home.province]
    note = Note(
        record_id=f"{home}/{uuid5(opaque, 'note')}",
        entry_date=written,
        author=source,
        source_date=written,
        status=status_of(request.reports),
    )
    return Record(
        record_id=record_id,
        entry_date=written,
        expiry_date=datetime.combine(last, time(23, 59, 59), UTC),
        author=source,
        source_name=copied.source if copied else source,
        # An age is told as of this moment; a copy keeps the day its home gave it.
        source_date=copied.source_date.astimezone(UTC).replace(microsecond=0)
        if copied and not age
        else written,
        full_name=next(iter(names), ""),
        alternate_names=tuple(dict.fromkeys(names[1:])),
        sex=sought.sex if "sex" in parts and sought.sex in ("female", "male") else "",
        date_of_birth=birth,
        age=age,
        home_state=provinces[0] if "home" in parts and provinces else "",
        notes=(note,),
    )


def status_of(reports: Iterable[Report]) -> Status:
    """Say how the sought is believed to be: dead only on the word of two independent sources.

    That somebody lives is theirs to tell, so no file ever says it.
    """
    return "believed_dead" if death(reports) == "two reports" else "information_sought"


def _birth_of(said: str) -> Birth | None:
    found = _BORN.fullmatch(said)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return Birth(calendar="solar", year=year, month=month, day=day)
    except ValueError:
        return None


def _aged(record: Record) -> Birth | None:
    """Read an age, which counts from the day of the source."""
    found = _AGE.fullmatch(record.age)
    if not found:
        return None
    least, most = int(found[1]), int(found[2] or found[1])
    told_on = _known(record.source_date or record.entry_date).date()
    try:
        return Birth(
            age_years=(least + most) // 2,
            told_on=told_on if told_on.year > 1 else None,
            about=most - least > SURE_YEARS,
        )
    except ValueError:
        return None


def _born(birth: Birth, today: date) -> tuple[str, str]:
    """Write a birth by the sun as a date, as exact as it is known; else as an age, "a-b"."""
    span = birth.span()
    if birth.about or span is None:
        ages = birth.ages_on(today)
        return "", f"{ages[0]}-{ages[1]}" if ages else ""
    first, last = span
    if first == last:
        return first.isoformat(), ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}", ""
    if first.year == last.year:
        return f"{first:%Y}", ""
    ages = birth.ages_on(today)
    return "", f"{ages[0]}-{ages[1]}" if ages else ""


def _known(at: datetime | None) -> datetime:
    return at or datetime.min.replace(tzinfo=UTC)
