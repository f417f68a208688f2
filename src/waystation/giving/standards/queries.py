"""Reading what open data is made of, and what was released."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving.models import DataFile, DataRelease, OpenGrant, OrganisationRow
from waystation.giving.standards import domain
from waystation.giving.standards.domain import Organisation, Sum
from waystation.giving.standards.grants import Grant
from waystation.giving.standards.wording import REASONS
from waystation.ledger.audit import donors
from waystation.ledger.audit import queries as audit
from waystation.ledger.audit.domain import quarter
from waystation.ledger.models import Budget, ClosedMonth

# What a sum can be called: the closed list of what donors are told.
WORDS = frozenset(donors.WORDS.values()) | {donors.GIFTS, donors.TOGETHER}
NUMBER_OF = {"US": "US-EIN", "GB": "GB-CHC", "KR": "KR-BRN"}


class FileView(NamedTuple):
    """A file as it is listed."""

    name: str
    digest: str
    n_bytes: int


class ReleaseView(NamedTuple):
    """A release as it is listed, with its files unless it was retracted."""

    id: UUID
    state: str
    through_on: date
    asked_on: date
    asked_by: UUID
    decided_on: date | None
    retracted_on: date | None
    why: str
    files: tuple[FileView, ...]


def organisation(on: date) -> Organisation:
    """Say who tells: the name on our papers, and an identifier that registers know.

    Raises:
      Refused: there is neither a number of a register nor an identifier in the settings.
    """
    row = OrganisationRow.objects.filter(since__lte=on).order_by("-since").first()
    org_id = settings.ORG_ID or _registered(row)
    if row is None or not domain.ORG_ID.fullmatch(org_id):
        raise Refused(
            _("Open data needs the organisation's name and its identifier."),
            hint=_("Fill in the organisation under receipts, or set WAYSTATION_ORG_ID."),
        )
    name_ko = row.name_ko or row.name
    return Organisation(org_id, row.name, name_ko, row.website, settings.OPEN_DATA_REGION)


def _registered(row: OrganisationRow | None) -> str:
    for line in (row.registrations if row else "").splitlines():
        country, _space, number = line.strip().partition(" ")
        if country in NUMBER_OF and number:
            return f"{NUMBER_OF[country]}-{''.join(number.split())}"
    return ""


def told(on: date) -> list[Sum]:
    """Give the sums that may be told on a day: of quarters that are closed and long over.

    Cost: it reads the whole book, as journals do.
    """
    closed = ClosedMonth.objects.order_by("-month").values_list("month", flat=True).first()
    if closed is None:
        return []
    people = dict(Budget.objects.values_list("fund__code", "n_people"))
    entries = [
        entry
        for entry in donors.of_closed_quarters(audit.plain_entries(), closed)
        if domain.is_late_enough(quarter(entry.booked_on), on)
    ]
    return domain.sums(donors.table(entries, people))


def grants() -> list[Grant]:
    """List the grants that were chosen to be published."""
    return [
        Grant(x.pk, x.cents, x.awarded_on, x.title, x.about, x.to_kind, x.to_name)
        for x in OpenGrant.objects.order_by("awarded_on", "pk")
    ]


def releases(*, public: bool = False) -> list[ReleaseView]:
    """List releases, the newest first; in public those alone that are or were out."""
    kept = DataRelease.objects.order_by("-through_on", "-asked_on", "-decided_on", "pk")
    if public:
        kept = kept.filter(state__in=("out", "retracted"))
    return [_view(row) for row in kept.prefetch_related("files")]


def newest() -> DataRelease | None:
    """Find the newest release that is out."""
    out = DataRelease.objects.filter(state="out")
    return out.order_by("-through_on", "-decided_on", "pk").first()


def content(release_id: UUID, name: str) -> bytes | None:
    """Give a file of a release that is out; None if there is none, or it was retracted."""
    found = DataFile.objects.filter(release=release_id, release__state="out", name=name).first()
    return bytes(found.content) if found else None


def files_of(release: DataRelease) -> list[tuple[str, bytes]]:
    """Give the files of a release."""
    return [(x.name, bytes(x.content)) for x in release.files.order_by("name")]


def _view(row: DataRelease) -> ReleaseView:
    files = [] if row.state == "retracted" else sorted(row.files.all(), key=lambda x: x.name)
    return ReleaseView(
        row.pk,
        row.state,
        row.through_on,
        row.asked_on,
        row.asked_by,
        row.decided_on,
        row.retracted_on,
        str(REASONS.get(row.why, "")),
        tuple(FileView(x.name, bytes(x.digest).hex(), len(x.content)) for x in files),
    )
