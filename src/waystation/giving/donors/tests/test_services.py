"""Donors are welcomed without a key, changed with one, merged and taken apart by a person."""

from datetime import date, timedelta

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.giving import rows
from waystation.giving.donors import domain, merging, queries, services
from waystation.giving.donors.domain import Donor, Permission
from waystation.giving.models import DonorRow, DonorWord, GiftRow, PermissionRow, RecurringRow
from waystation.giving.tests.office import NOW, TODAY
from waystation.vault import ownkeys

GERRIT = Donor(name="Gerrit Smith", email="Gerrit@example.org", language="ko")
LATER = NOW + timedelta(days=40)
pytestmark = pytest.mark.usefixtures("slots")


def gift(donor, words, **more):
    row = GiftRow(donor=donor, kind="one-time", way="cash", cents=5_000, fund="x", begun_on=TODAY)
    for name, value in more.items():
        setattr(row, name, value)
    return rows.put(row, {"words": words}, donor=donor)


def opened(row, address):
    found = queries.find(address)
    seed = ownkeys.open_own(found.pk, domain.tidied(address), bytes(found.own_wrap))
    return rows.said_to(type(row).objects.get(pk=row.pk), dict, seed)


def test_somebody_new_is_entered_without_a_key_and_read_with_one(julia, stranger):
    row = services.welcome(GERRIT, now=NOW)

    assert queries.donor(row.pk, julia) == GERRIT
    assert rows.said_to(row, Donor, ownkeys.open_own(row.pk, "gerrit@example.org", row.own_wrap))
    with pytest.raises(Refused, match="no such record"):
        queries.donor(row.pk, stranger)
    assert queries.donors(stranger) == []
    stored = b"".join(bytes(getattr(row, f)) for f in ("box", "own", "own_wrap", "finder"))
    assert b"Gerrit" not in stored
    assert b"example.org" not in stored


def test_the_same_address_is_the_same_donor_and_nobody_else_s(julia):
    row = services.welcome(GERRIT, now=NOW)

    again = services.welcome(Donor(name="G. Smith", email=" gerrit@EXAMPLE.org"), now=LATER)

    assert again.pk == row.pk
    assert services.welcome(Donor(name="Ann", email="ann@example.org"), now=NOW).pk != row.pk
    one, other = (services.welcome(Donor(name="Unknown"), now=NOW) for _ in range(2))
    assert one.pk != other.pk
    assert one.finder is None
    assert len(queries.donors(julia)) == 4


def test_what_is_said_later_with_an_address_waits_beside_the_record(julia, stranger):
    row = services.welcome(GERRIT, now=NOW)
    for _ in range(3):
        services.welcome(Donor(name="Impostor", email=GERRIT.email), now=LATER)
    services.welcome(GERRIT, now=LATER)

    (word,) = queries.words(row, julia)
    assert DonorWord.objects.count() == 1
    assert queries.donor(row.pk, julia).name == "Gerrit Smith"
    with pytest.raises(Refused):
        services.settle_word(word_id=word.id, act="take", keyring=stranger, now=LATER)
    services.settle_word(word_id=word.id, act="take", keyring=julia, now=LATER)

    assert queries.donor(row.pk, julia).name == "Impostor"
    assert DonorWord.objects.get(pk=word.id).state == "taken"
    with pytest.raises(Refused):
        services.settle_word(word_id=word.id, act="drop", keyring=julia, now=LATER)


def test_a_yes_that_came_with_a_word_counts_only_once_it_is_taken_over(julia):
    row = services.welcome(GERRIT, now=NOW)
    yes = Permission(what="news", yes=True, at=NOW, source="form")
    services.welcome(Donor(name="G", email=GERRIT.email, permissions=(yes,)), now=NOW)
    assert not queries.may(row, "news", julia)

    (word,) = queries.words(row, julia)
    services.settle_word(word_id=word.id, act="take", keyring=julia, now=LATER)
    row.refresh_from_db()

    assert queries.may(row, "news", julia)
    services.allow(
        row, Permission(what="news", yes=False, at=LATER + timedelta(1), source="own page")
    )
    assert not queries.may(row, "news", julia)
    assert [(p.what, p.yes, p.source) for p in queries.history(row, julia)] == [
        ("news", True, "form"), ("news", False, "own page"),
    ]  # fmt: skip


def test_a_new_address_opens_the_own_page_and_the_old_one_no_longer(julia):
    row = services.welcome(GERRIT, now=NOW)
    given = gift(row, "for the school")
    moved = Donor(name="Gerrit Smith", email="peterboro@example.org")

    services.change(row_id=row.pk, donor=moved, keyring=julia)

    assert opened(given, "peterboro@example.org") == {"words": "for the school"}
    assert queries.find("gerrit@example.org") is None
    services.welcome(Donor(name="Ann", email="ann@example.org"), now=NOW)
    taken = Donor(name="Gerrit Smith", email="ann@example.org")
    with pytest.raises(Refused, match="Another donor"):
        services.change(row_id=row.pk, donor=taken, keyring=julia)


@pytest.mark.usefixtures("security")
def test_of_two_records_one_is_made_and_both_addresses_open_everything(julia):
    kept = services.welcome(GERRIT, now=NOW)
    gone = services.welcome(
        Donor(name="Gerrit Smith", email="g@example.org", address="Peterboro"), now=NOW
    )
    first, second = gift(kept, "one"), gift(gone, "two")
    ((pair,),) = (queries.doubles(julia),)
    assert pair.like.likely == "perhaps"

    merge = merging.merge(kept_id=kept.pk, gone_id=gone.pk, keyring=julia, now=LATER)

    second.refresh_from_db()
    assert second.donor_id == kept.pk
    assert queries.donor(kept.pk, julia).address == "Peterboro"
    assert [view.id for view in queries.donors(julia)] == [kept.pk]
    for address in ("gerrit@example.org", "g@example.org"):
        assert (opened(first, address), opened(second, address)) == (
            {"words": "one"}, {"words": "two"},
        )  # fmt: skip
    assert services.welcome(Donor(name="G", email="g@example.org"), now=LATER).pk == kept.pk

    since = gift(DonorRow.objects.get(pk=kept.pk), "three")
    merging.take_apart(merge_id=merge, keyring=julia, now=LATER)

    second.refresh_from_db()
    assert second.donor_id == gone.pk
    assert queries.donor(kept.pk, julia) == GERRIT
    assert opened(second, "g@example.org") == {"words": "two"}
    assert opened(since, "gerrit@example.org") == {"words": "three"}
    with pytest.raises(Tampered):
        opened(second, "gerrit@example.org")
    with pytest.raises(Tampered):
        opened(first, "g@example.org")
    with pytest.raises(Refused):
        merging.take_apart(merge_id=merge, keyring=julia, now=LATER)


@pytest.mark.usefixtures("security")
def test_a_record_without_an_address_takes_the_key_of_the_one_that_goes_into_it(julia):
    kept = services.welcome(Donor(name="Gerrit Smith", address="Peterboro"), now=NOW)
    gone = services.welcome(GERRIT, now=NOW)
    first, second = gift(kept, "a cheque"), gift(gone, "two")
    monthly = RecurringRow(donor=gone, cents=5_000, fund="x", started_on=TODAY)
    rows.put(monthly, {"words": "each month"}, donor=gone)

    merge = merging.merge(kept_id=kept.pk, gone_id=gone.pk, keyring=julia, now=LATER)

    for row, words in ((first, "a cheque"), (second, "two"), (monthly, "each month")):
        assert opened(row, GERRIT.email) == {"words": words}
    third = gift(DonorRow.objects.get(pk=kept.pk), "later")
    assert opened(third, GERRIT.email) == {"words": "later"}
    merging.take_apart(merge_id=merge, keyring=julia, now=LATER)
    first.refresh_from_db()
    assert bytes(first.own) == b""
    assert opened(second, GERRIT.email) == {"words": "two"}


@pytest.mark.usefixtures("security")
def test_merges_stand_on_one_another_and_are_undone_from_the_top(julia, stranger):
    a, b, c = (
        services.welcome(Donor(name="Gerrit Smith", email=f"{x}@example.org"), now=NOW)
        for x in "abc"
    )
    given = gift(c, "deep")
    first = merging.merge(kept_id=b.pk, gone_id=c.pk, keyring=julia, now=LATER)
    second = merging.merge(kept_id=a.pk, gone_id=b.pk, keyring=julia, now=LATER)

    assert all(opened(given, f"{x}@example.org") == {"words": "deep"} for x in "abc")
    with pytest.raises(Refused, match="went into another"):
        merging.take_apart(merge_id=first, keyring=julia, now=LATER)
    with pytest.raises(Refused, match="no such record"):
        merging.take_apart(merge_id=second, keyring=stranger, now=LATER)
    with pytest.raises(Refused, match="no such record"):
        merging.merge(kept_id=a.pk, gone_id=c.pk, keyring=julia, now=LATER)

    merging.take_apart(merge_id=second, keyring=julia, now=LATER)
    merging.take_apart(merge_id=first, keyring=julia, now=LATER)
    assert opened(given, "c@example.org") == {"words": "deep"}
    with pytest.raises(Tampered):
        opened(given, "b@example.org")


def test_two_told_apart_are_shown_no_more(julia):
    one, other = (services.welcome(Donor(name="Gerrit Smith"), now=NOW) for _ in range(2))
    assert len(queries.doubles(julia)) == 1

    merging.tell_apart(kept_id=one.pk, gone_id=other.pk, keyring=julia, now=NOW)

    assert queries.doubles(julia) == []
    assert PermissionRow.objects.count() == 0
    assert one.since == date(2026, 3, 1)
