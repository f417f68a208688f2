"""What donors are told: gifts and costs by quarter, never one gift or one rescue."""

from datetime import date

from waystation.ledger.audit import donors
from waystation.ledger.audit.domain import PlainEntry, PlainLine
from waystation.ledger.audit.donors import Row

BANK, GIFT = "Assets:Bank:Operating", "Income:Gifts:Individual"
FOOD, FEE = "Expenses:Program:BasicNeeds", "Expenses:Fees:Processor"
SPRING, SUMMER, AUTUMN = date(2026, 3, 2), date(2026, 6, 30), date(2026, 7, 1)


def entry(number, on, *lines, fund=("RESCUE-GENERAL", "rescues"), about=()):
    told = tuple(PlainLine(account, *fund, "USD", cents) for account, cents in lines)
    return PlainEntry(number, on, "gift", told, frozenset(about))


def gift(number, on, cents, **more):
    return entry(number, on, (BANK, cents), (GIFT, -cents), **more)


def cost(number, on, cents, case):
    return entry(number, on, (FOOD, cents), (BANK, -cents), fund=(case, "rescue"), about=[case])


def test_five_gifts_of_a_quarter_are_told_as_one_sum():
    gifts = [
        entry(n, SPRING, (BANK, 1_000 * n - 30), (FEE, 30), (GIFT, -1_000 * n)) for n in range(1, 6)
    ]

    told = donors.table(gifts, {})

    # 10 + 20 + 30 + 40 + 50 dollars, of which five times 30 cents stayed with the processor.
    assert told == [
        Row("2026Q1", "2026Q1", "RESCUE-GENERAL", "fees on gifts", 150),
        Row("2026Q1", "2026Q1", "RESCUE-GENERAL", "gifts", 15_000),
    ]


def test_the_fee_of_a_single_gift_is_not_told_as_it_would_tell_the_gift():
    gifts = [gift(n, SPRING, 1_000) for n in range(1, 5)]
    last = entry(5, SPRING, (BANK, 4_700), (FEE, 300), (GIFT, -5_000))

    told = donors.table([*gifts, last], {})

    assert told == [Row("2026Q1", "2026Q1", "RESCUE-GENERAL", "gifts", 9_000)]


def test_what_was_given_in_kind_is_told_as_given_and_as_spent():
    told = donors.table([entry(n, SPRING, (FOOD, 50), (GIFT, -50)) for n in range(5)], {})

    assert told == [
        Row("2026Q1", "2026Q1", "RESCUE-GENERAL", "basic needs", 250),
        Row("2026Q1", "2026Q1", "RESCUE-GENERAL", "gifts", 250),
    ]


def test_four_gifts_wait_for_the_next_quarter():
    four = [gift(n, SPRING, 1_000) for n in range(4)]

    assert donors.table(four, {}) == []
    assert donors.table([*four, gift(5, SUMMER, 9_000)], {}) == [
        Row("2026Q1", "2026Q2", "RESCUE-GENERAL", "gifts", 13_000)
    ]


def test_a_gift_that_was_undone_does_not_make_up_the_number():
    undone = [gift(n, SPRING, cents) for n, cents in enumerate((700, -700, 800, -800), start=1)]
    five = [gift(n, SUMMER, 1_000) for n in range(10, 15)]

    assert donors.table([gift(9, SPRING, 4_444), *undone], {}) == []
    assert donors.table([*undone, *five], {}) == [
        Row("2026Q1", "2026Q2", "RESCUE-GENERAL", "gifts", 5_000)
    ]


def test_gifts_into_two_funds_are_not_counted_together():
    here = [gift(n, SPRING, 1_000) for n in range(4)]
    there = [gift(9, SPRING, 7_000, fund=("RESETTLEMENT", "resettlement"))]

    assert donors.table([*here, *there], {}) == []


def test_rescues_are_told_when_they_are_five_and_brought_ten_people():
    costs = [cost(n, SPRING, 100 * n, f"R-{n}") for n in range(1, 6)]

    nine = donors.table(costs, {f"R-{n}": n for n in (1, 2, 3)} | {"R-4": 2, "R-5": 1})
    ten = donors.table(costs, dict.fromkeys([f"R-{n}" for n in range(1, 6)], 2))
    four = donors.table(costs[:4], dict.fromkeys([f"R-{n}" for n in range(1, 5)], 20))

    assert nine == four == []
    assert ten == [Row("2026Q1", "2026Q1", "RESCUES", "basic needs", 1_500)]


def test_a_category_of_one_rescue_is_told_only_with_another():
    people = {f"R-{n}": 3 for n in range(1, 6)}
    costs = [cost(n, SPRING, 100, f"R-{n}") for n in range(1, 6)]
    doctor = entry(
        9, SPRING, ("Expenses:Program:Medical", 4_444), (BANK, -4_444),
        fund=("R-3", "rescue"), about=["R-3"],
    )  # fmt: skip

    told = donors.table([*costs, doctor], people)

    assert told == [Row("2026Q1", "2026Q1", "RESCUES", "several kinds of costs", 4_944)]


def test_what_tells_of_nobody_is_told_by_quarter():
    rent = [
        entry(n, on, ("Expenses:Admin", 500), (BANK, -500), fund=("UNRESTRICTED", "general"))
        for n, on in enumerate((SPRING, SPRING, AUTUMN))
    ]

    assert donors.table(rent, {}) == [
        Row("2026Q1", "2026Q1", "UNRESTRICTED", "administration", 1_000),
        Row("2026Q3", "2026Q3", "UNRESTRICTED", "administration", 500),
    ]


def test_a_table_once_told_never_changes_when_more_quarters_come():
    people = {f"R-{n}": 2 for n in range(20)}
    early = [gift(n, SPRING, 1_000) for n in range(6)]
    early += [cost(10 + n, SUMMER, 100, f"R-{n}") for n in range(7)]
    late = [gift(30 + n, AUTUMN, 1) for n in range(9)]
    late += [cost(50 + n, AUTUMN, 3, f"R-{n}") for n in range(9)]

    before, after = donors.table(early, people), donors.table([*early, *late], people)

    assert set(before) < set(after)


def test_money_moved_between_funds_and_advances_are_not_told():
    moved = entry(1, SPRING, (BANK, -5), ("Equity:Transfers:Release", 5))

    assert donors.table([moved], {}) == []


def test_a_quarter_is_told_of_once_its_last_month_is_closed():
    days = [date(2025, 12, 31), date(2026, 1, 1), SPRING, date(2026, 4, 1)]
    gifts = [gift(n, on, 1_000) for n, on in enumerate(days)]

    told = {closed: len(donors.of_closed_quarters(gifts, closed)) for closed in
            (202_511, 202_512, 202_602, 202_603, 202_605, 202_606)}  # fmt: skip

    assert told == {202_511: 0, 202_512: 1, 202_602: 1, 202_603: 3, 202_605: 3, 202_606: 4}


def test_a_sum_is_written_as_a_spreadsheet_reads_it():
    rows = [Row("2026Q1", "2026Q1", "RESCUES", "basic needs", -5)]

    assert donors.plain(rows) == [("2026Q1", "2026Q1", "RESCUES", "basic needs", "-0.05")]
