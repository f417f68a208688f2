"""Blotting a donor out takes two people, and leaves sums without a name."""

import pytest

from waystation.base.errors import Refused
from waystation.giving import rows
from waystation.giving.donors import merging, queries, services
from waystation.giving.donors.domain import Donor, Permission
from waystation.giving.donors.merging import followers
from waystation.giving.gifts import services as gifts
from waystation.giving.models import BlotRow, DonorRow, GiftRow, LetterRow, PermissionRow
from waystation.giving.own import blotting
from waystation.giving.own.services import new_link, open_link, visit
from waystation.giving.own.tests.conftest import GERRIT
from waystation.giving.tests.office import NOW

pytestmark = pytest.mark.usefixtures("security")


def test_two_people_blot_a_donor_out_and_the_sums_stay(gerrit, julia, levi, stranger):
    row = gerrit["row"]
    ask = {"row_id": row.pk, "why": "wrote to us", "keyring": julia, "now": NOW}
    with pytest.raises(Refused, match="goes on"):
        blotting.ask(**ask)
    gifts.stop(gerrit["regular"], now=NOW)
    services.allow(row, Permission(what="news", yes=True, at=NOW, source="office"))
    blot = blotting.ask(**ask)
    for who, no in ((julia, "does alone"), (stranger, "no such record")):
        with pytest.raises(Refused, match=no):
            blotting.decide(blot_id=blot, act="do", keyring=who, now=NOW)
    with pytest.raises(Refused, match="already"):
        blotting.ask(**ask)

    blotting.decide(blot_id=blot, act="do", keyring=levi, now=NOW)

    gift = GiftRow.objects.get(pk=gerrit["gift"])
    assert (gift.cents, gift.state, gift.message, bytes(gift.own)) == (5_000, "paid", "", b"")
    gone = DonorRow.objects.get(pk=row.pk)
    assert (gone.finder, bytes(gone.own_wrap), bytes(gone.own)) == (None, b"", b"")
    assert queries.donor(row.pk, levi) == Donor(name="", gone_on=NOW.date())
    assert queries.donors(levi) == []
    assert PermissionRow.objects.count() + LetterRow.objects.count() == 0
    assert rows.said(BlotRow.objects.get(), blotting.Blot, levi).why == ""
    cookie = open_link(new_link(GERRIT.email, now=NOW), now=NOW)
    assert visit(cookie, now=NOW).row is None
    assert services.welcome(GERRIT, now=NOW).pk != row.pk


def test_what_was_merged_goes_as_well_and_a_refusal_changes_nothing(gerrit, julia, levi):
    gifts.stop(gerrit["regular"], now=NOW)
    twin = services.welcome(Donor(name="G", email="g@example.org"), now=NOW)
    merging.merge(kept_id=gerrit["row"].pk, gone_id=twin.pk, keyring=julia, now=NOW)
    ask = {"row_id": gerrit["row"].pk, "why": "asked", "keyring": julia, "now": NOW}
    refused = blotting.ask(**ask)
    blotting.decide(blot_id=refused, act="refuse", keyring=levi, now=NOW)
    assert queries.donor(twin.pk, levi).name == "G"

    blotting.decide(blot_id=blotting.ask(**ask), act="do", keyring=levi, now=NOW)

    assert queries.find("g@example.org") is None
    assert queries.donor(twin.pk, levi).name == ""


def test_every_table_of_a_donor_is_deleted_emptied_or_kept_for_a_reason():
    known = {*blotting.DELETED, *blotting.EMPTIED, *blotting.KEPT}

    assert {model for model, _column in followers()} == known
