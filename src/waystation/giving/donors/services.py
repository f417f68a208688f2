"""Changes to donors: welcome them, keep what they allow, take over what was said later."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.giving import rows
from waystation.giving.domain import coarse
from waystation.giving.donors import domain, merging, queries
from waystation.giving.donors.domain import Donor, Permission
from waystation.giving.models import DonorRow, DonorWord, PermissionRow
from waystation.vault import ownkeys
from waystation.vault.keyring import Keyring


@transaction.atomic
def welcome(donor: Donor, *, now: datetime) -> DonorRow:
    """Find whoever gives by their address of mail, or enter them; needs no key.

    A record cannot be read here, so it cannot be changed either: what somebody says with an
    address that is known is kept beside it, once, until a person with keys takes it over. Without
    an address everybody is somebody new.
    """
    found = queries.find(donor.email) if donor.email else None
    if found is None:
        return _enter(donor, now)
    # As much work as for somebody new: a clock tells nobody who is known.
    ownkeys.new_own(new_id(), domain.tidied(donor.email))
    _keep_word(queries.standing(found), donor, now)
    return queries.standing(found)


@transaction.atomic
def allow(row: DonorRow, said: Permission) -> None:
    """Write down a yes or no to one way of being written to; it holds at once. Needs no key.

    Whoever calls it has made sure that the donor said so.
    """
    entry = PermissionRow(donor=row, said_on=coarse(said.at.date()))
    rows.put(entry, said, donor=row)


@transaction.atomic
def change(*, row_id: UUID, donor: Donor, keyring: Keyring) -> None:
    """Write a donor's record anew, as somebody with keys found it to be.

    With another address of mail the donor's own page opens under the new one from now on, and no
    longer under the old.

    Raises:
      Refused: there is no such donor, they were blotted out, or the address is another donor's.
      Overtaken: somebody was faster.
    """
    row = queries.row_of(row_id, keyring)
    before = rows.said(row, Donor, keyring)
    if before.gone_on is not None or row.merged_into_id is not None:
        raise queries.no_record()
    after = msgspec.structs.replace(donor, permissions=before.permissions)
    keys = _keys_anew(row, before, after, keyring)
    rows.change(row, after, donor=row, **keys)


@transaction.atomic
def settle_word(
    *, word_id: UUID, act: Literal["take", "drop"], keyring: Keyring, now: datetime
) -> UUID:
    """Take over what was said later with a donor's address, or leave it; gives the donor.

    A yes to being written to that came with it counts from now on; a no as well.

    Raises:
      Refused: there is no such word, or it was settled.
    """
    held = keyring.cells_of("giving")
    word = DonorWord.objects.filter(pk=word_id, cell__in=held, state="waiting").first()
    if word is None:
        raise queries.no_record()
    row = queries.standing(word.donor)
    if act == "take":
        said, record = rows.said(word, Donor, keyring), rows.said(row, Donor, keyring)
        rows.change(row, domain.taken_over(record, said), donor=row)
        for one in said.permissions:
            allow(row, msgspec.structs.replace(one, at=now))
    rows.move(word, state={"take": "taken", "drop": "dropped"}[act])
    return row.pk


def _enter(donor: Donor, now: datetime) -> DonorRow:
    row = DonorRow(id=new_id(), since=coarse(now.date()))
    row.said_mark = _mark(row, donor)
    if donor.email:
        address = domain.tidied(donor.email)
        own = ownkeys.new_own(row.id, address)
        row.finder = ownkeys.finder(address)
        row.own_public, row.own_wrap = own.public, own.wrapped
    return rows.put(row, donor, donor=row)


def _keep_word(row: DonorRow, said: Donor, now: datetime) -> None:
    mark = _mark(row, said)
    is_known = mark == bytes(row.said_mark)
    if not is_known and not DonorWord.objects.filter(donor=row, mark=mark).exists():
        word = DonorWord(donor=row, said_on=coarse(now.date()), mark=mark)
        rows.put(word, said, donor=row)


def _mark(row: DonorRow, said: Donor) -> bytes:
    return ownkeys.mark(b"word of a donor" + row.pk.bytes, domain.content_of(said))


def _keys_anew(row: DonorRow, before: Donor, after: Donor, keyring: Keyring) -> dict[str, object]:
    """Put a donor's own key under another address; whoever had none gets one."""
    old, new = domain.tidied(before.email), domain.tidied(after.email)
    if old == new:
        return {}
    if not new:
        raise Refused(
            _("An address of mail cannot be taken away: the donor's own page opens with it."),
            hint=_("Write another one, or blot the donor out."),
        )
    finder = ownkeys.finder(new)
    if DonorRow.objects.filter(finder=finder).exclude(pk=row.pk).exists():
        raise Refused(_("Another donor has this address."), hint=_("Look at both, and merge them."))
    seed = merging.seed_of(row, keyring)
    if seed:
        return {"finder": finder, "own_wrap": ownkeys.under_another(row.pk, new, seed)}
    own = ownkeys.new_own(row.pk, new)
    row.own_public = own.public
    return {"finder": finder, "own_public": own.public, "own_wrap": own.wrapped}
