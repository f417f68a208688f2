"""Rescues are told of only in enough of them, and no difference of two sums tells of fewer."""

from datetime import date
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from waystation.ledger.audit import domain
from waystation.ledger.audit.domain import Cell, PlainEntry, PlainLine

BANK, FOOD, RIDE = (
    "Assets:Bank:Operating",
    "Expenses:Program:BasicNeeds",
    ("Expenses:Program:Transportation"),
)
DAY = date(2026, 3, 2)


def cost(number, case, *, account=FOOD, cents=100, fund=None):
    fund = fund or case
    lines = (
        PlainLine(account, fund, "rescue", "USD", cents),
        PlainLine(BANK, fund, "rescue", "USD", -cents),
    )
    return PlainEntry(number, DAY, "stage-cost", lines, frozenset([case]))


def test_four_rescues_are_too_few_and_the_fifth_makes_a_batch():
    four = [cost(n, f"R-{n}") for n in range(1, 5)]

    made, waiting = domain.batches(four)
    then, left = domain.batches([*four, cost(5, "R-5"), cost(6, "R-6")])

    assert (made, waiting) == ([], four)
    assert [[x.number for x in batch.entries] for batch in then] == [[1, 2, 3, 4, 5]]
    assert then[0].n_cases == 5
    assert [x.number for x in left] == [6]


def test_one_rescue_with_many_costs_is_still_one():
    made, waiting = domain.batches([cost(n, "R-1") for n in range(1, 40)])

    assert made == []
    assert len(waiting) == 39


def test_a_batch_sums_each_account_over_its_rescues():
    entries = [cost(n, f"R-{n}", cents=100 * n) for n in range(1, 6)]

    (batch,), _ = domain.batches(entries)

    # 100 + 200 + 300 + 400 + 500 cents.
    assert domain.cells(batch) == [
        Cell("RESCUES", BANK, "USD", -1_500, 5),
        Cell("RESCUES", FOOD, "USD", 1_500, 5),
    ]


def test_a_cost_that_one_rescue_alone_had_is_told_only_with_another():
    entries = [cost(n, f"R-{n}") for n in range(1, 5)]
    entries += [cost(5, "R-5", account=RIDE, cents=7_777), cost(6, "R-5")]
    # The fifth rescue's ride makes five; its food comes in the next batch.
    (batch,), _ = domain.batches(entries)

    # Four had food and one a ride: neither is told alone.
    assert domain.cells(batch) == [
        Cell("RESCUES", BANK, "USD", -8_177, 5),
        Cell("RESCUES", domain.POOLED, "USD", 8_177, 5),
    ]


def test_an_account_with_too_few_takes_one_with_enough_along():
    cases = {FOOD: {"1", "2", "3", "4", "5"}, RIDE: {"1"}, BANK: set("123456")}

    assert domain.pooled(cases, 5) == [(BANK,), (FOOD, RIDE)]


MANY = st.lists(
    st.tuples(
        st.integers(1, 9), st.sampled_from([FOOD, RIDE, BANK]), st.sampled_from(["", "GENERAL"])
    ),
    max_size=60,
)


@given(MANY)
def test_whatever_happens_every_cell_is_over_enough_rescues_and_every_entry_in_one_batch(many):
    entries = [
        cost(n, f"R-{case}", account=account, fund=fund or None)
        for n, (case, account, fund) in enumerate(many, start=1)
    ]

    made, waiting = domain.batches(entries)

    told = [x.number for batch in made for x in batch.entries]
    assert sorted(told + [x.number for x in waiting]) == list(range(1, len(many) + 1))
    for batch in made:
        cells = domain.cells(batch)
        assert all(cell.n_cases >= domain.K_CASES for cell in cells)
        assert sum(cell.minor for cell in cells) == 0
    sets = [{x.number for x in batch.entries} for batch in made]
    assert not any(one & other for one, other in combinations(sets, 2))


@given(MANY, st.integers(0, 60))
def test_a_batch_never_changes_when_more_is_booked(many, cut):
    entries = [cost(n, f"R-{case}", account=account) for n, (case, account, _) in enumerate(many)]

    before, after = domain.batches(entries[:cut])[0], domain.batches(entries)[0]

    assert after[: len(before)] == before


def about(**more):
    given = {"kind": "stage-cost", "funds": [("RESCUE-GENERAL", "rescues")], "rescues": []}
    return domain.about_of(entry=UUID(int=1), advance=None, **(given | more))


def test_an_entry_is_about_the_rescue_whose_fund_or_token_it_bears():
    assert about(funds=[("R-AAAAA", "rescue"), ("RESCUE-GENERAL", "rescues")]) == {"R-AAAAA"}
    assert about(rescues=["R-BBBBB"]) == {"R-BBBBB"}


def test_a_payment_that_names_no_rescue_is_a_case_of_its_own():
    one, other = str(UUID(int=1)), str(UUID(int=2))

    assert about() == {one}
    assert about(kind="emergency") == {one}
    assert domain.about_of(
        entry=UUID(int=1), kind="advance", funds=[], rescues=[], advance=UUID(int=2)
    ) == {other}
    assert about(kind="adjustment", is_program=True) == {one}
    assert about(kind="adjustment") == about(kind="gift") == frozenset()


def test_a_fund_or_account_that_somebody_named_is_told_as_other():
    assert domain.told_fund("R-KTQWN", "rescue") == "RESCUES"
    assert domain.told_fund("RESETTLEMENT", "resettlement") == "RESETTLEMENT"
    assert domain.told_fund("TEAM-KTQWN", "team") == "TEAM-KTQWN"
    assert domain.told_fund("TEAM-CINCINNATI", "team") == "OTHER"
    assert domain.told_account("Assets:Bank:Ripley") == "OTHER"
    assert domain.told_account(BANK) == BANK
