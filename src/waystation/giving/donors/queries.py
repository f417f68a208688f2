"""Reads of donors: who they are, what was said later, what they allow, who looks like whom."""

from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import rows
from waystation.giving.donors import domain
from waystation.giving.donors.domain import Blot, Donor, Likeness, Permission
from waystation.giving.models import BlotRow, DonorRow, DonorWord, MergeRow, PermissionRow
from waystation.vault import ownkeys
from waystation.vault.keyring import Keyring


class DonorView(NamedTuple):
    """A donor, with the row they are kept in."""

    id: UUID
    row: DonorRow
    donor: Donor


class WordView(NamedTuple):
    """What was said later with a donor's address."""

    id: UUID
    row: DonorWord
    said: Donor


class DoubleView(NamedTuple):
    """Two records that look like one donor."""

    like: Likeness
    first: DonorView
    second: DonorView


class MergeView(NamedTuple):
    """A merge that stands: which record was kept, which one went into it."""

    id: UUID
    row: MergeRow
    kept: Donor
    gone: Donor


class BlotView(NamedTuple):
    """A wish to blot a donor out, with who it is while that is known."""

    id: UUID
    row: BlotRow
    said: Blot
    donor: Donor


def row_of(row_id: UUID, keyring: Keyring) -> DonorRow:
    """Find a donor's row.

    Raises:
      Refused: there is none, or it is in a compartment of others; the answer is the same.
    """
    row = DonorRow.objects.filter(pk=row_id, cell__in=keyring.cells_of("giving")).first()
    if row is None:
        raise no_record()
    return row


def no_record() -> Refused:
    """Give the one answer for what is not there and for what is not yours."""
    return Refused(_("There is no such record."), hint=_("Pick it from your list."))


def standing(row: DonorRow) -> DonorRow:
    """Give the record that stands for a donor, after every merge."""
    while row.merged_into_id is not None:
        row = DonorRow.objects.get(pk=row.merged_into_id)
    return row


def donor(row_id: UUID, keyring: Keyring) -> Donor:
    """Read one donor.

    Raises:
      Refused: there is none, or it is not for the reader.
    """
    return rows.said(row_of(row_id, keyring), Donor, keyring)


def donors(keyring: Keyring, *, sought: str = "") -> list[DonorView]:
    """List the donors that stand, by name; with `sought` those in whom all its words are found.

    Cost: about 0.5 ms a donor.
    """
    held = DonorRow.objects.filter(cell__in=keyring.cells_of("giving"), merged_into=None)
    views = [DonorView(row.pk, row, rows.said(row, Donor, keyring)) for row in held]
    found = [
        view for view in views if view.donor.gone_on is None and domain.matches(view.donor, sought)
    ]
    return sorted(found, key=lambda view: (view.donor.name.casefold(), view.id))


def words(row: DonorRow, keyring: Keyring) -> list[WordView]:
    """List what was said later with a donor's address and still waits, without mere repeats."""
    record = rows.said(row, Donor, keyring)
    waiting = DonorWord.objects.filter(donor=row, state="waiting").order_by("said_on", "id")
    views = [WordView(one.pk, one, rows.said(one, Donor, keyring)) for one in waiting]
    return [view for view in views if not domain.same_said(view.said, record)]


def n_words() -> dict[UUID, int]:
    """Count for each donor the later words that wait, repeats included; needs no key."""
    counted: dict[UUID, int] = {}
    for donor_id in DonorWord.objects.filter(state="waiting").values_list("donor_id", flat=True):
        counted[donor_id] = counted.get(donor_id, 0) + 1
    return counted


def history(row: DonorRow, keyring: Keyring) -> list[Permission]:
    """List every yes and no of a donor, the first one first."""
    record = rows.said(row, Donor, keyring)
    later = PermissionRow.objects.filter(donor=row)
    said = [rows.said(one, Permission, keyring) for one in later]
    return sorted([*record.permissions, *said], key=lambda one: one.at)


def history_of_own(row: DonorRow, seed: bytes) -> list[Permission]:
    """List every yes and no of a donor with their own seed."""
    record = rows.said_to(row, Donor, seed)
    later = PermissionRow.objects.filter(donor=row)
    said = [rows.said_to(one, Permission, seed) for one in later]
    return sorted([*record.permissions, *said], key=lambda one: one.at)


def may(row: DonorRow, what: domain.What, keyring: Keyring) -> bool:
    """Say whether a donor may be written to in one way, as they said last."""
    return domain.allows(history(row, keyring), what)


def find(email: str) -> DonorRow | None:
    """Find the record of an address of mail, as it was written there; needs no key."""
    return DonorRow.objects.filter(finder=ownkeys.finder(domain.tidied(email))).first()


def doubles(keyring: Keyring) -> list[DoubleView]:
    """List pairs of records that look like one donor, without those somebody told apart."""
    views = {view.id: view for view in donors(keyring)}
    apart = {
        frozenset(pair)
        for pair in MergeRow.objects.filter(state="apart").values_list("kept_id", "gone_id")
    }
    found = domain.likenesses({key: view.donor for key, view in views.items()})
    return [
        DoubleView(like, views[like.first], views[like.second])
        for like in found
        if frozenset((like.first, like.second)) not in apart
    ]


def merges(row: DonorRow, keyring: Keyring) -> list[MergeView]:
    """List the records that went into a donor's, the latest first."""
    kept = rows.said(row, Donor, keyring)
    found = MergeRow.objects.filter(kept=row, state="merged").select_related("gone")
    views = [
        MergeView(one.pk, one, kept, rows.said(one.gone, Donor, keyring))
        for one in found.order_by("-decided_on", "id")
    ]
    return views


def blots(keyring: Keyring) -> list[BlotView]:
    """List the wishes to blot somebody out, those that wait first."""
    held = BlotRow.objects.filter(cell__in=keyring.cells_of("giving")).select_related("donor")
    return [
        BlotView(one.pk, one, rows.said(one, Blot, keyring), rows.said(one.donor, Donor, keyring))
        for one in held.order_by("state", "-asked_on", "id")
    ]
