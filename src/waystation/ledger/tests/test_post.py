"""Posting: once whatever happens, only what balances, and notes only for finance's eyes."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, domain, queries, rows, services
from waystation.ledger.budgets import services as budgets
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import ClosedMonth, Entry, EntryBody, Posting
from waystation.ledger.tests.conftest import TODAY
from waystation.vault import cells
from waystation.vault.keyring import Keyring

MEMO, PAYEE = "wagon hire by the canal", "Thomas Garrett, ironmonger"


def an_entry(cents=1_250, fund="UNRESTRICTED", memo=MEMO, **more) -> Draft:
    lines = (Line("Expenses:Admin", fund, cents), Line(chart.BANK, fund, -cents))
    return Draft("other", TODAY, lines, memo, PAYEE, **more)


def test_the_same_entry_twice_is_booked_once(book):
    mine = new_id()

    outcomes = [services.post(entry_id=mine, draft=an_entry()) for _ in range(3)]

    assert outcomes == ["made", "exists", "exists"]
    assert Entry.objects.count() == 3
    assert queries.balance("UNRESTRICTED") == 50_000 - 1_250


@pytest.mark.parametrize(
    "other",
    [
        an_entry(cents=1_251),
        an_entry(memo="something else"),
        an_entry(fund="RESCUE-GENERAL"),
        an_entry(source="bank"),
    ],
)
def test_the_same_id_for_another_entry_is_refused(book, other):
    mine = new_id()
    services.post(entry_id=mine, draft=an_entry())

    with pytest.raises(Refused, match="says something else"):
        services.post(entry_id=mine, draft=other)

    assert Entry.objects.count() == 3


def test_an_outside_event_under_a_new_id_is_still_known(book):
    event = an_entry(source="processor", external_key=services.external_key("processor", "ev_77"))
    services.post(entry_id=new_id(), draft=event)

    assert services.post(entry_id=new_id(), draft=event) == "exists"
    with pytest.raises(Refused):
        services.post(
            entry_id=new_id(),
            draft=an_entry(cents=1, source="processor", external_key=event.external_key),
        )


def test_a_repeat_is_known_though_the_money_is_spent_meanwhile(book):
    mine = new_id()
    all_of_it = an_entry(cents=1_000_000, fund="RESCUE-GENERAL")
    services.post(entry_id=mine, draft=all_of_it)

    assert services.post(entry_id=mine, draft=all_of_it) == "exists"


def test_entries_are_numbered_without_gaps_whatever_is_refused_between(book):
    for cents in (5, 7, 9):
        services.post(entry_id=new_id(), draft=an_entry(cents=cents, fund="RESCUE-GENERAL"))
        with pytest.raises(Refused, match="too little"):
            services.post(entry_id=new_id(), draft=an_entry(cents=10**9, fund="RESCUE-GENERAL"))

    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))

    assert numbers == [1, 2, 3, 4, 5]
    assert Posting.objects.count() == 10


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(chart.BANK, "UNRESTRICTED", 5),),
        (Line(chart.BANK, "UNRESTRICTED", 5), Line(chart.GIFTS, "RESCUE-GENERAL", -5)),
        (Line(chart.BANK, "UNRESTRICTED", 5), Line(chart.GIFTS, "UNRESTRICTED", -4)),
        (Line(chart.BANK, "UNRESTRICTED", 0), Line(chart.GIFTS, "UNRESTRICTED", 0)),
        (Line(chart.BANK, "UNRESTRICTED", 0.5), Line(chart.GIFTS, "UNRESTRICTED", -0.5)),
        (Line(chart.BANK, "NOWHERE", 5), Line(chart.GIFTS, "NOWHERE", -5)),
    ],
)
def test_lines_that_are_no_entry_are_refused_before_they_reach_the_book(book, lines):
    with pytest.raises(Refused) as no:
        services.post(entry_id=new_id(), draft=Draft("other", TODAY, lines))

    assert no.value.hint
    assert Entry.objects.count() == 2


def test_a_refused_entry_leaves_nothing_behind(book):
    with pytest.raises(Refused, match=r"\$0\.01 too little"):
        services.post(entry_id=new_id(), draft=an_entry(cents=1_000_001, fund="RESCUE-GENERAL"))

    assert Entry.objects.filter(posted=False).count() == 0
    assert Posting.objects.count() == 4


def test_a_gift_at_full_sum_with_its_fee_as_a_cost(book):
    services.record_gift(
        entry_id=new_id(), cents=10_000, fee_cents=320, on=TODAY, fund="UNRESTRICTED"
    )

    sums = {(t.fund, t.account): t.cents for t in queries.trial_balance()}

    assert sums["UNRESTRICTED", chart.GIFTS] == -60_000
    assert sums["UNRESTRICTED", chart.FEES] == 320
    assert queries.balance("UNRESTRICTED") == 59_680


def test_the_trial_balance_comes_to_zero_in_every_fund(book):
    sums: dict[str, int] = {}
    for row in queries.trial_balance():
        sums[row.fund] = sums.get(row.fund, 0) + row.cents

    assert sums == {"RESCUE-GENERAL": 0, "UNRESTRICTED": 0}


def test_founding_the_book_again_changes_nothing(book):
    services.found_book(on=date(2027, 1, 1))

    assert queries.check_book() == []
    assert [f.code for f in queries.fund_balances()] == [f[0] for f in chart.STANDING_FUNDS]


def test_the_journal_is_filtered_by_fund_kind_and_day(book):
    services.post(entry_id=new_id(), draft=an_entry())

    assert [e.number for e in queries.journal(fund="UNRESTRICTED")] == [3, 2]
    assert [e.number for e in queries.journal(kind="gift")] == [2, 1]
    assert [e.number for e in queries.journal(since=TODAY, until=TODAY, limit=1)] == [3]
    assert queries.journal(until=date(2020, 1, 1)) == []


def test_a_note_opens_with_finances_keys_alone(book, levi):
    services.post(entry_id=new_id(), draft=an_entry())
    harriet = Keyring.of(uuid4(), [cells.found("network")])

    note = queries.journal(keyring=levi)[0].note
    assert (note.memo, note.payee) == (MEMO, PAYEE)
    assert queries.journal(keyring=harriet)[0].note is None
    assert queries.journal()[0].note is None
    entry = Entry.objects.get(number=3)
    with pytest.raises(Refused, match="do not open"):
        queries.open_note(entry, queries.lines_of(entry.pk), harriet)
    assert queries.check_book(levi) == []


def test_the_stored_bytes_hold_no_word_of_a_note_and_all_notes_have_one_length(book):
    services.post(entry_id=new_id(), draft=an_entry())

    with connection.cursor() as cursor:
        tables = [t for t in connection.introspection.table_names() if t.startswith("ledger")]
        stored = b""
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            for cell in (cell for row in cursor.fetchall() for cell in row):
                is_raw = isinstance(cell, bytes | memoryview)
                stored += bytes(cell) if is_raw else str(cell).encode()

    for word in ("wagon", "canal", "Garrett", "ironmonger", "Quaker", "Coffin"):
        assert word.encode() not in stored
    assert len({len(bytes(body.box)) for body in EntryBody.objects.all()}) == 1


def test_a_memo_as_long_as_a_book_is_refused(book):
    with pytest.raises(Refused, match="at most 2000"):
        services.post(entry_id=new_id(), draft=an_entry(memo="x" * 2_001))


def test_without_a_finance_compartment_nothing_is_booked(db):
    services.found_book(on=TODAY)

    with pytest.raises(Refused, match="no finance compartment"):
        services.record_gift(entry_id=new_id(), cents=5, on=TODAY)

    assert Entry.objects.count() == 0


def test_a_gift_is_not_booked_into_one_rescues_fund(book):
    fund = budgets.open_rescue(
        entry_id=new_id(), template="rescue-3000", n_people=1, case_token=bytes(16), on=TODAY
    )

    with pytest.raises(Refused, match="standing fund"):
        services.record_gift(entry_id=new_id(), cents=5, on=TODAY, fund=fund)


def test_many_entries_are_booked_in_the_order_given_and_a_repeat_among_them_once(book):
    mine = [new_id() for _ in range(3)]
    first, second, third = (an_entry(cents=cents) for cents in (1, 2, 3))

    outcomes = services.post_many(
        [(mine[0], first), (mine[1], second), (mine[0], first), (mine[2], third)]
    )

    assert outcomes == ["made", "made", "exists", "made"]
    numbers = dict(Entry.objects.values_list("pk", "number"))
    assert [numbers[pk] for pk in mine] == [3, 4, 5]
    assert services.post_many([(mine[1], second), (new_id(), first)]) == ["exists", "made"]
    assert queries.check_book() == []


def test_of_many_entries_none_is_booked_where_one_is_refused(book):
    all_of_it = an_entry(cents=1_000_000, fund="RESCUE-GENERAL")
    one_more = an_entry(cents=1, fund="RESCUE-GENERAL")

    with pytest.raises(Refused, match=r"\$0\.01 too little"):
        services.post_many([(new_id(), all_of_it), (new_id(), one_more)])

    assert Entry.objects.count() == 2
    assert queries.balance("RESCUE-GENERAL") == 1_000_000


def test_among_many_what_comes_in_first_may_be_spent_after(book):
    came = Draft("gift", TODAY, domain.gift(fund="RESCUE-GENERAL", cents=500))
    spent = an_entry(cents=1_000_500, fund="RESCUE-GENERAL")

    services.post_many([(new_id(), came), (new_id(), spent)])

    assert queries.balance("RESCUE-GENERAL") == 0
    assert queries.check_book() == []


def test_an_entry_is_pinned_under_a_salt_that_only_its_note_holds(book, levi):
    services.post(entry_id=new_id(), draft=an_entry(evidence=("receipt 17",), evidence_level=1))
    entry = Entry.objects.get(number=3)

    note = queries.journal(keyring=levi)[0].note

    told = [("Expenses:Admin", "UNRESTRICTED", "USD", 1_250, "")]
    told += [("Assets:Bank:Operating", "UNRESTRICTED", "USD", -1_250, "")]
    said = domain.canonical(told, PAYEE, MEMO, ("receipt 17",))
    assert domain.commitment_of(note.salt, said) == bytes(entry.commitment)
    assert domain.commitment_of(bytes(32), said) != bytes(entry.commitment)
    salts = {one.note.salt for one in queries.journal(keyring=levi)}
    assert [len(salt) for salt in salts] == [32, 32, 32]


def test_the_chain_is_walked_with_nothing_but_opaque_values(book):
    prev = bytes(32)

    for entry in rows.posted_entries():
        prev = domain.link_of(
            prev, entry.number, 202603, entry.kind, 0, entry.commitment, entry.line_mac
        )
        assert prev == entry.hash


def test_nothing_is_booked_into_a_closed_month(book):
    head = bytes(Entry.objects.get(number=2).hash)
    ClosedMonth.objects.create(
        month=202603, closed_on=TODAY, closed_by=uuid4(), head=head, n_entries=2
    )

    with pytest.raises(Refused, match="month of 2026-03-02 is closed"):
        services.post(entry_id=new_id(), draft=an_entry())

    late = Draft("other", date(2026, 4, 1), an_entry().lines)
    assert services.post(entry_id=new_id(), draft=late) == "made"
    assert queries.check_book() == []


@pytest.mark.parametrize("asks", [{"kind": "field-loss"}, {"evidence_level": 5}])
def test_money_is_given_up_by_two_and_never_by_one(book, asks):
    lines = an_entry().lines
    one, other = uuid4(), uuid4()
    draft = {"kind": "other", "booked_on": TODAY, "lines": lines} | asks

    for hands in ({}, {"made_by": one}, {"made_by": one, "approved_by": one}):
        with pytest.raises(Refused):
            services.post(entry_id=new_id(), draft=Draft(**draft, **hands))

    both = Draft(**draft, made_by=one, approved_by=other)
    assert services.post(entry_id=new_id(), draft=both) == "made"
    assert queries.check_book() == []


def test_a_cost_is_booked_in_dollars_and_money_in_two_currencies_balances_in_each(book):
    baht = (Line("Expenses:Admin", "UNRESTRICTED", 5, currency="THB"),)
    baht += (Line(chart.EXCHANGE, "UNRESTRICTED", -5, currency="THB"),)
    half = (Line(chart.BANK, "UNRESTRICTED", -7), Line(chart.EXCHANGE, "UNRESTRICTED", 7))

    with pytest.raises(Refused, match="booked in USD"):
        services.post(entry_id=new_id(), draft=Draft("exchange", TODAY, baht))
    wrong = (*half, Line(chart.BANK, "UNRESTRICTED", 5, currency="THB"))
    with pytest.raises(Refused, match=r"off by 0\.05 THB"):
        services.post(entry_id=new_id(), draft=Draft("exchange", TODAY, wrong))

    bought = (
        *half,
        Line(chart.BANK, "UNRESTRICTED", 250, currency="THB"),
        Line(chart.EXCHANGE, "UNRESTRICTED", -250, currency="THB"),
    )
    services.post(entry_id=new_id(), draft=Draft("exchange", TODAY, bought))
    assert queries.balance("UNRESTRICTED") == 49_993
    assert queries.balance("UNRESTRICTED", "THB") == 250
    assert queries.check_book() == []


def test_whose_hands_an_entry_went_through_is_in_no_stolen_row(book):
    """The same hand is the same in every row, and is turned back by the server's pepper alone."""
    one, other = uuid4(), uuid4()
    for cents in (5, 7):
        draft = Draft("other", TODAY, an_entry(cents).lines, made_by=one, approved_by=other)
        services.post(entry_id=new_id(), draft=draft)

    with connection.cursor() as cursor:
        cursor.execute("SELECT made_by, approved_by FROM ledger_entry WHERE number>2")
        kept = [[UUID(str(hand)) for hand in row] for row in cursor.fetchall()]

    assert kept[0] == kept[1]
    assert not {one, other} & set(kept[0])
    posted = Entry.objects.filter(made_by=one, approved_by=other)
    assert [entry.made_by for entry in posted] == [one, one]
    assert queries.check_book() == []
