"""Receipts issued, void and issued anew: numbers without gaps, papers that are never changed."""

import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pypdf
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from waystation.base.errors import Refused, Tampered
from waystation.giving.gifts.domain import GiftSaid
from waystation.giving.letters import attaching
from waystation.giving.models import GiftRow, LetterRow, ReceiptGift, ReceiptRow
from waystation.giving.receipts import queries, services
from waystation.giving.receipts.forms import GoodsForm
from waystation.giving.receipts.services import Goods
from waystation.giving.receipts.tests.conftest import given, gives, year_before
from waystation.giving.tests.office import NOW, TODAY
from waystation.vault import ownkeys


def text(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    return " ".join("".join(page.extract_text() for page in reader.pages).split())


def issued(gift, levi, **more):
    return services.issue_one(gift.pk, keyring=levi, now=NOW, **more)


def test_a_receipt_names_its_donor_also_where_the_gift_is_anonymous(levi_signs):
    row = issued(given(said=GiftSaid(shown_as="anonymous")), levi_signs)

    name, content = queries.pdf(row.pk, levi_signs)

    assert name == "receipt-2026-0001.pdf"
    assert "Gerrit Smith" in text(content)
    assert "USD 250.00" in text(content)


def test_no_plain_column_holds_a_name_or_an_address(levi_signs):
    row = issued(given(said=GiftSaid(description="", message="for Solomon")), levi_signs)
    services.void(row.pk, "Gerrit gave back", keyring=levi_signs, now=NOW)
    with connection.cursor() as cursor:
        found = b""
        for table in ("giving_receiptrow", "giving_receiptgift", "giving_letterrow"):
            cursor.execute(f"SELECT * FROM {table}")
            for line in cursor.fetchall():
                found += b"|".join(c if isinstance(c, bytes) else str(c).encode() for c in line)

    assert not [word for word in (b"Gerrit", b"Peterboro", b"example.org") if word in found]


def test_the_donor_opens_their_own_copy_and_nobody_elses(levi_signs):
    row = issued(given(), levi_signs)
    donor, other = row.donor, gives("Lucretia Mott")
    seed = ownkeys.open_own(donor.pk, "gerrit@example.org", bytes(donor.own_wrap))
    strange = ownkeys.open_own(other.pk, "lucretia@example.org", bytes(other.own_wrap))

    name, content = queries.own_paper(row.pk, donor=donor.pk, seed=seed)

    assert (name, content) == queries.pdf(row.pk, levi_signs)
    assert [one.pk for one in queries.of_donor(donor.pk)] == [row.pk]
    with pytest.raises(Refused):
        queries.own_paper(row.pk, donor=other.pk, seed=strange)
    with pytest.raises(Tampered):
        queries.own_paper(row.pk, donor=donor.pk, seed=strange)


def test_a_strangers_key_opens_no_receipt(levi_signs, stranger):
    row = issued(given(), levi_signs)

    assert queries.receipts(stranger) == []
    for act in (
        lambda: queries.pdf(row.pk, stranger),
        lambda: services.void(row.pk, "x", keyring=stranger, now=NOW),
        lambda: services.reissue(row.pk, "x", keyring=stranger, now=NOW),
    ):
        with pytest.raises(Refused):
            act()


def test_a_gift_stands_on_one_receipt_at_a_time(levi_signs):
    gift = given()
    row = issued(gift, levi_signs)

    with pytest.raises(Refused):
        issued(gift, levi_signs)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceiptGift.objects.create(receipt=row, gift=gift, cents=1)


def test_a_void_receipt_keeps_its_number_its_paper_and_the_reason(levi_signs):
    gift = given()
    row = issued(gift, levi_signs)
    before = queries.pdf(row.pk, levi_signs)
    services.void(row.pk, "Written to the wrong name", keyring=levi_signs, now=NOW)

    again = issued(gift, levi_signs)

    void = ReceiptRow.objects.get(pk=row.pk)
    assert (void.state, void.void_on) == ("void", TODAY)
    assert queries.pdf(row.pk, levi_signs) == before
    assert queries.reason(void, levi_signs).words == "Written to the wrong name"
    assert (row.number, again.number) == (1, 2)
    with pytest.raises(Refused, match="void already"):
        services.void(row.pk, "again", keyring=levi_signs, now=NOW)
    with pytest.raises(Refused, match="for a reason"):
        services.void(again.pk, " ", keyring=levi_signs, now=NOW)


def test_a_refund_is_seen_and_the_receipt_issued_anew_for_what_is_left(levi_signs):
    gift = given(cents=30_000)
    row = issued(gift, levi_signs)
    assert queries.apart(levi_signs) == []
    GiftRow.objects.filter(pk=gift.pk).update(refunded_cents=10_000, state="part refunded")
    assert [view.row.pk for view in queries.apart(levi_signs)] == [row.pk]

    anew = services.reissue(row.pk, "100 went back", keyring=levi_signs, now=NOW)

    said = text(queries.pdf(anew.pk, levi_signs)[1])
    assert ReceiptRow.objects.get(pk=row.pk).state == "reissued"
    assert (anew.number, anew.replaces_id, anew.cents) == (2, row.pk, 20_000)
    assert "This receipt takes the place of receipt 2026-0001, which is void." in said
    assert "USD 200.00" in said
    assert queries.apart(levi_signs) == []
    GiftRow.objects.filter(pk=gift.pk).update(refunded_cents=30_000, state="refunded")
    with pytest.raises(Refused, match="Nothing is left"):
        services.reissue(anew.pk, "all went back", keyring=levi_signs, now=NOW)
    assert ReceiptRow.objects.get(pk=anew.pk).state == "issued"


def test_all_that_wait_are_issued_in_steps_and_the_rest_stays_seen(levi_signs, monkeypatch):
    monkeypatch.setattr("waystation.giving.receipts.domain.AT_ONCE", 2)
    donor = gives("Gerrit Smith")
    for _ in range(3):
        given(donor=donor)
    given(donor=donor, kind="event")
    given(donor=donor, kind="instalment")
    given(donor=donor, state="disputed", disputed_cents=25_000)

    steps = [services.issue_waiting(keyring=levi_signs, now=NOW) for _ in range(3)]

    assert [(one.n_issued, one.n_left) for one in steps] == [(2, 1), (1, 0), (0, 0)]
    assert queries.waits(levi_signs) == (0, 1, 1)
    assert queries.gaps() == {}


def test_who_cannot_have_a_receipt_yet_holds_up_nobody(levi_signs):
    given(donor=gives("Nobody", country="US", email=False), kind="in-kind")
    good = given()

    done = services.issue_waiting(keyring=levi_signs, now=NOW)

    assert (done.n_issued, done.n_stuck, done.n_left) == (1, 1, 1)
    assert ReceiptGift.objects.get().gift_id == good.pk


def test_a_gift_of_an_event_is_issued_with_what_was_given_in_return(levi_signs):
    assert GoodsForm({"what": "a supper", "worth": "12"}).is_valid()
    for half in ({"what": "a supper"}, {"worth": "12"}, {"what": "a supper", "worth": "1,2"}):
        assert not GoodsForm(half).is_valid()
    row = issued(given(kind="event"), levi_signs, goods=Goods("a supper", 1_200))

    said = text(queries.pdf(row.pk, levi_signs)[1])

    assert "a supper. Our good-faith estimate of their value is USD 12.00." in said


def test_a_year_is_told_whole_and_nothing_of_it_counts_twice(levi_signs):
    donor, before = gives("Gerrit Smith"), year_before()
    single = issued(given(donor=donor, on=before, cents=10_000), levi_signs)
    for _ in range(2):
        given(donor=donor, on=before, cents=5_000, kind="instalment")
    given(donor=donor, on=TODAY, cents=7_000, kind="instalment")

    row = services.issue_year(donor.pk, before.year, keyring=levi_signs, now=NOW)

    said = text(queries.pdf(row.pk, levi_signs)[1])
    assert (single.cents, row.cents) == (10_000, 10_000)
    assert "Receipt for the gifts of 2025" in said
    assert "on receipt 2026-0001, not added up here" in said
    assert "Total of this receipt USD 100.00" in said
    assert queries.statements(levi_signs, before.year) == []
    for year, says in ((before.year, "waits for a receipt"), (TODAY.year, "is not over")):
        with pytest.raises(Refused, match=says):
            services.issue_year(donor.pk, year, keyring=levi_signs, now=NOW)


def test_without_an_organisation_nothing_is_issued_and_no_number_taken(levi):
    gift = given()

    with pytest.raises(Refused, match="has not said yet"):
        issued(gift, levi)

    assert ReceiptRow.objects.count() == 0


def test_each_receipt_is_told_of_once_and_attached_only_where_somebody_presses(levi_signs):
    row = issued(given(), levi_signs)
    issued(given(donor=gives("Paper Only", email=False)), levi_signs)

    assert list(LetterRow.objects.values_list("kind", flat=True)) == ["receipt"]
    services.send(row.pk, keyring=levi_signs, now=NOW)
    (paper,) = attaching.papers(services.ATTACHED, {"id": str(row.pk)}, levi_signs)
    assert tuple(paper) == queries.pdf(row.pk, levi_signs)


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_leave_no_gap_and_share_no_number(levi_signs):
    donor = gives("Gerrit Smith")
    gifts = [given(donor=donor).pk for _ in range(6)]

    def write(part):
        left = list(part)
        try:
            while left:
                # In memory, SQLite says no at once where a file or a server would wait.
                with suppress(OperationalError):
                    services.issue(left[:1], keyring=levi_signs, now=NOW)
                    left.pop(0)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (gifts[::2], gifts[1::2])))

    assert sorted(ReceiptRow.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert queries.gaps() == {}
