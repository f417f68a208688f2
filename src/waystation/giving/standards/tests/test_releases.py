"""Open data is released by two people, frozen as it was, and gone when it is taken back."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.giving.models import DataFile, DataRelease, OpenGrant, OrganisationRow
from waystation.giving.standards import queries, services
from waystation.giving.standards.grants import Grant
from waystation.ledger import services as ledger
from waystation.ledger.domain import Draft, pair
from waystation.ledger.models import ClosedMonth, Entry
from waystation.vault import cells

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
SCHOOL = Grant(new_id(), 0, date.min, "School books", "For a school", "organisation", "A school")


@pytest.fixture
def book(slots):
    """Have a quarter with gifts of six people, closed, and its end 92 days ago."""
    cells.found("security")
    OrganisationRow.objects.create(
        since=date(2026, 1, 1), name="Vigilance Committee", address="31 North Fifth Street",
        country="US", registrations="US 00-0000000",
    )  # fmt: skip
    for cents in (10_000, 20_000, 30_000, 40_000, 50_000, 60_000):
        ledger.record_gift(entry_id=uuid4(), cents=cents, on=date(2026, 3, 2), fund="UNRESTRICTED")
    # In a quarter that is closed, and not yet old enough to be told of.
    ledger.record_gift(entry_id=uuid4(), cents=77, on=date(2026, 4, 2), fund="UNRESTRICTED")
    for month in range(202601, 202607):
        ClosedMonth.objects.create(
            month=month, closed_on=NOW.date(), closed_by=uuid4(), head=bytes(32), n_entries=7
        )


def released(julia, levi):
    release = services.ask(by=julia, now=NOW)
    services.decide(release, yes=True, by=levi, now=NOW)
    return release


def test_a_release_holds_what_is_old_enough_and_needs_a_second_person(book, julia, levi):
    release = services.ask(by=julia, now=NOW)
    assert queries.newest() is None
    with pytest.raises(Refused, match="alone"):
        services.decide(release, yes=True, by=julia, now=NOW)
    services.decide(release, yes=True, by=levi, now=NOW)
    table = queries.content(release, "money.csv").decode().splitlines()
    # 100 + 200 + 300 + 400 + 500 + 600 dollars; April's gift is in none.
    assert table[1:] == ["2026Q1,2026Q1,GENERAL,UNRESTRICTED,gifts,2100.00"]
    assert queries.newest().through_on == date(2026, 3, 31)
    for file in DataFile.objects.all():
        assert hashlib.sha256(bytes(file.content)).digest() == bytes(file.digest)


def test_what_was_released_stays_as_it_was_whatever_the_book_says_later(book, julia, levi):
    release = released(julia, levi)
    before = queries.content(release, "iati-activities.xml")
    ledger.record_gift(entry_id=uuid4(), cents=900, on=date(2026, 7, 1), fund="UNRESTRICTED")
    assert queries.content(release, "iati-activities.xml") == before


def test_everybody_reads_a_release_until_it_is_taken_back(book, julia, levi, visitor):
    clock.stand_at(NOW)
    release = services.ask(by=julia, now=NOW)
    assert visitor.get("/data/money.csv").status_code == 404
    services.decide(release, yes=True, by=levi, now=NOW)
    assert b"money.csv" in visitor.get("/en/data/").content
    answer = visitor.get("/data/money.csv")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert visitor.get(f"/data/{release}/money.csv").content == answer.content
    services.retract(release, why="mistake", by=levi, now=NOW)
    assert visitor.get("/data/money.csv").status_code == 404
    assert visitor.get(f"/data/{release}/money.csv").status_code == 404
    page = visitor.get("/en/data/").content.decode()
    assert "A number in it was wrong." in page
    assert "money.csv</a>" not in page


def test_a_release_is_refused_taken_back_once_and_never_without_a_reason(book, julia, levi):
    release = services.ask(by=julia, now=NOW)
    with pytest.raises(Refused, match="waits"):
        services.ask(by=levi, now=NOW)
    services.decide(release, yes=False, by=levi, now=NOW)
    assert DataRelease.objects.get().state == "refused"
    with pytest.raises(Refused, match="not out"):
        services.retract(release, why="review", by=levi, now=NOW)
    out = released(julia, levi)
    with pytest.raises(Refused, match="why"):
        services.retract(out, why="The family of 3 from Chestertown", by=levi, now=NOW)


def test_before_a_quarter_is_old_enough_there_is_nothing_to_release(book, julia):
    with pytest.raises(Refused, match="old enough"):
        services.ask(by=julia, now=NOW - timedelta(days=3))


def spent(account, fund="UNRESTRICTED"):
    entry_id = uuid4()
    lines = pair(account, "Assets:Bank:Operating", fund, 5_000)
    ledger.post(entry_id=entry_id, draft=Draft("other", date(2026, 7, 1), lines))
    return Entry.objects.get(pk=entry_id).number


def test_only_what_serves_no_rescue_is_published_as_a_grant(book, julia):
    said = {"grant": SCHOOL, "by": julia, "now": NOW}
    number = spent("Expenses:Admin")
    services.publish_grant(entry_number=number, **said)
    [grant] = queries.grants()
    assert (grant.cents, grant.awarded_on, grant.to_name) == (5_000, date(2026, 7, 1), "A school")
    for no in (number, spent("Expenses:Program:Transportation"), 1, 999):
        with pytest.raises(Refused):
            services.publish_grant(entry_number=no, **said)
    person = SCHOOL._replace(to_kind="individual")
    with pytest.raises(Refused, match="a person never"):
        services.publish_grant(
            entry_number=spent("Expenses:Admin"), grant=person, by=julia, now=NOW
        )
    services.withdraw_grant(OpenGrant.objects.get().pk, by=julia, now=NOW)
    assert queries.grants() == []
