"""A rescue's money from gift to close, to the cent."""

from datetime import date
from uuid import UUID

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, queries
from waystation.ledger import domain as book_domain
from waystation.ledger import services as ledger
from waystation.ledger.budgets import services
from waystation.ledger.domain import Draft
from waystation.ledger.models import Budget, Entry
from waystation.ledger.tests.conftest import TODAY

SPENT = {
    "basic_needs": 25_000,
    "transportation": 50_000,
    "accommodation": 10_000,
    "rescue_fees": 135_000,
    "contingency": 12_000,
}


def token() -> bytes:
    return new_id().bytes


def opened(n_people=1, template="rescue-3000", on=TODAY) -> str:
    return services.open_rescue(
        entry_id=new_id(), template=template, n_people=n_people, case_token=token(), on=on
    )


def paid(fund, entry_id=None, **costs) -> str:
    return services.pay_stage(entry_id=entry_id or new_id(), fund=fund, costs=costs, on=TODAY)


def closed(fund, next_fund=None):
    return services.close_rescue(entry_id=new_id(), fund=fund, on=TODAY, next_fund=next_fund)


def part(fund, category):
    return next(p for p in queries.rescue(fund).categories if p.category == category)


def test_a_rescue_of_three_thousand_dollars_to_the_cent(levi):
    ledger.found_book(on=TODAY)
    # 3,180.00 given, the processor keeps 93.00: 3,087.00 arrive. The next gift opens rescue two.
    ledger.record_gift(entry_id=new_id(), cents=318_000, fee_cents=9_300, on=TODAY)
    first = opened()
    assert queries.free_money().rescues_cents == 8_700
    ledger.record_gift(entry_id=new_id(), cents=300_000, on=TODAY)
    second = opened()

    paid(first, **SPENT)  # 250 + 500 + 100 + 1,350 + 120 of contingency = 2,320
    paid(first, resettlement=50_000)
    closing = closed(first, next_fund=second)

    assert (closing.rolled_cents, closing.rolled_to) == (18_000, second)
    assert (closing.returned_cents, closing.resettlement_cents) == (0, 0)
    assert queries.balance(first) == 0
    assert queries.rescue(first).spent_cents == 232_000 + 50_000
    # Rescue two has its own 300 and the 180.
    assert part(second, "contingency").left_cents == 48_000
    assert queries.balance(second) == 318_000
    assert queries.free_money().rescues_cents == 8_700
    assert queries.check_book(levi) == []


@pytest.mark.parametrize("is_next_named", [True, False])
def test_contingency_passes_along_five_rescues(levi, is_next_named):
    ledger.found_book(on=TODAY)
    ledger.record_gift(entry_id=new_id(), cents=1_500_000, on=TODAY)
    rolled, fund = [], opened()

    for used in (12_000, 30_000, 0, 61_000, 25_000):
        if used:
            paid(fund, contingency=used)
        if len(rolled) == 4:
            rolled.append(closed(fund).rolled_cents)
        elif is_next_named:
            following = opened()
            rolled.append(closed(fund, next_fund=following).rolled_cents)
            fund = following
        else:
            rolled.append(closed(fund).rolled_cents)
            fund = opened()

    assert rolled == [18_000, 18_000, 48_000, 17_000, 22_000]
    # 1,500 of own contingency less 1,280 used.
    assert queries.balance("CONTINGENCY-NEXT") == 22_000
    assert queries.check_book() == []


def test_every_roll_is_an_entry_of_its_own(book):
    closed(opened())
    opened()

    kinds = list(Entry.objects.order_by("number").values_list("kind", flat=True))

    # The rest of the first rescue goes back; then the second takes what waits for it.
    assert kinds[3:] == [
        "contingency-rolled",
        "unspent-returned",
        "rescue-opened",
        "contingency-rolled",
    ]


def test_what_was_not_spent_returns_and_resettlement_waits(book):
    fund = opened()
    paid(fund, transportation=20_000)

    closing = closed(fund)

    # 250 + (500 - 200) + 100 + 1,350 = 2,000 return; 500 stay for the people after arrival.
    assert (closing.rolled_cents, closing.rolled_to) == (30_000, "CONTINGENCY-NEXT")
    assert (closing.returned_cents, closing.resettlement_cents) == (200_000, 50_000)
    assert queries.balance(fund) == 50_000
    assert paid(fund, resettlement=50_000) == "made"
    assert queries.balance(fund) == 0
    assert queries.check_book() == []


def test_a_part_that_was_overdrawn_neither_holds_up_the_close_nor_takes_resettlement(book):
    fund, waits = opened(), opened()
    for one in (fund, waits):
        paid(one, transportation=50_000)
        # What undoing a return of cash does when the part was spent meanwhile.
        undone = book_domain.pair(
            "Expenses:Program:Transportation", chart.BANK, one, 3_000, "transportation"
        )
        ledger.post(entry_id=new_id(), draft=Draft("stage-cost", TODAY, undone))
    paid(fund, resettlement=50_000)

    closing, other = closed(fund), closed(waits)

    # 250 + 100 + 1,350 are left, and the 30 that were too much.
    assert (closing.returned_cents, closing.rolled_cents) == (167_000, 30_000)
    assert queries.free_of(fund) == 0
    assert (other.returned_cents, other.resettlement_cents) == (167_000, 50_000)
    assert queries.free_of(waits) == 50_000


def test_a_rescue_in_1855_costs_thirty_dollars_a_person(levi):
    day = date(1855, 10, 26)
    ledger.found_book(on=day)
    ledger.record_gift(entry_id=new_id(), cents=12_000, on=day)

    fund = opened(n_people=4, template="rescue-1855", on=day)

    assert queries.rescue(fund).budget_cents == 12_000
    assert queries.free_money().rescues_cents == 0


def test_a_budget_of_another_century_is_refused(book):
    with pytest.raises(Refused, match="not in force"):
        opened(template="rescue-1855")


def test_a_rescue_is_not_opened_on_money_that_is_not_there(book):
    # 10,000 free; four people need 12,000.
    with pytest.raises(
        Refused, match=r"needs \$12,000\.00; free for rescues are \$10,000\.00"
    ) as no:
        opened(n_people=4)

    assert "$2,000.00 are missing" in no.value.hint
    assert not Budget.objects.exists()
    assert queries.balance("RESCUE-GENERAL") == 1_000_000


def test_a_dearer_stage_takes_from_contingency_and_shows_it(book):
    fund = opened()

    paid(fund, transportation=62_000)

    road, spare = part(fund, "transportation"), part(fund, "contingency")
    assert (road.budget_cents, road.spent_cents, road.drawn_cents) == (50_000, 62_000, 12_000)
    assert (spare.spent_cents, spare.drawn_cents, spare.left_cents) == (0, 12_000, 18_000)
    assert queries.check_book() == []


def test_what_neither_budget_nor_contingency_holds_is_refused_to_the_cent(book):
    fund = opened()

    # 500 + 300 of contingency = 800; one cent more.
    with pytest.raises(Refused, match=r"\$0\.01 more than") as no:
        paid(fund, transportation=80_001)

    assert "Nothing was booked" in no.value.hint
    assert queries.balance(fund) == 300_000


def test_a_finished_rescue_pays_nothing_but_resettlement(book):
    fund = opened()
    closed(fund)

    with pytest.raises(Refused):
        paid(fund, transportation=100)

    assert queries.balance(fund) == 50_000


def test_a_rescue_is_closed_once(book):
    fund, mine = opened(), new_id()
    first = services.close_rescue(entry_id=mine, fund=fund, on=TODAY)

    again = services.close_rescue(entry_id=mine, fund=fund, on=TODAY)

    assert again == first
    with pytest.raises(Refused, match="is over"):
        closed(fund)


def test_contingency_moves_only_to_an_open_rescue(book):
    first, second = opened(), opened()
    closed(second)

    for wrong in (first, second, "UNRESTRICTED"):
        with pytest.raises(Refused):
            closed(first, next_fund=wrong)

    assert queries.balance(first) == 300_000


def test_opening_twice_with_one_id_opens_once(book):
    mine, case = new_id(), token()
    ask = {"template": "rescue-3000", "n_people": 2, "case_token": case, "on": TODAY}

    codes = {services.open_rescue(entry_id=mine, **ask) for _ in range(3)}

    assert len(codes) == 1
    with pytest.raises(Refused, match="opened already"):
        services.open_rescue(entry_id=mine, **{**ask, "n_people": 1})
    with pytest.raises(Refused, match="opened already"):
        services.open_rescue(entry_id=new_id(), **ask)


def test_paying_twice_with_one_id_pays_once_even_when_contingency_had_to_help(book):
    fund, mine = opened(), new_id()

    outcomes = [paid(fund, mine, transportation=62_000) for _ in range(2)]

    assert outcomes == ["made", "exists"]
    assert queries.balance(fund) == 238_000
    with pytest.raises(Refused, match="says something else"):
        paid(fund, mine, transportation=62_001)


def test_a_case_token_stands_on_cost_lines_only(book):
    fund = opened()
    paid(fund, transportation=1_000)

    lines = [line for entry in queries.journal() for line in entry.lines]

    assert {line.account for line in lines if line.case_token} == {
        "Expenses:Program:Transportation"
    }


def test_a_stranger_fund_is_no_rescue(book):
    with pytest.raises(Refused, match="no rescue's"):
        paid("UNRESTRICTED", transportation=1)


def test_a_wrong_cost_is_undone_and_both_stay_readable(book):
    fund, wrong = opened(), new_id()
    paid(fund, wrong, transportation=62_000)

    ledger.reverse(entry_id=new_id(), undoes=wrong, on=TODAY, memo="typed twice")

    assert queries.balance(fund) == 300_000
    assert part(fund, "contingency").left_cents == 30_000
    newest = queries.journal()[0]
    assert newest.kind == "reversal"
    assert newest.reverses == Entry.objects.get(pk=wrong).number
    assert queries.check_book() == []


def test_an_entry_is_undone_once(book):
    mine = new_id()
    ledger.reverse(entry_id=mine, undoes=book, on=TODAY)

    assert ledger.reverse(entry_id=mine, undoes=book, on=TODAY) == "exists"
    with pytest.raises(Refused, match="undone already"):
        ledger.reverse(entry_id=new_id(), undoes=book, on=TODAY)


def test_a_gift_that_was_set_aside_for_a_rescue_is_not_undone_under_it(book):
    opened()

    with pytest.raises(Refused, match=r"\$3,000\.00 too little"):
        ledger.reverse(entry_id=new_id(), undoes=book, on=TODAY)


def test_opening_a_rescue_is_undone_by_closing_it(book):
    opened()
    opening = Entry.objects.get(kind="rescue-opened").pk

    with pytest.raises(Refused) as no:
        ledger.reverse(entry_id=new_id(), undoes=opening, on=TODAY)

    assert "Close the rescue" in no.value.hint


def test_nothing_is_undone_that_was_never_booked(book):
    with pytest.raises(Refused, match="no such entry"):
        ledger.reverse(entry_id=UUID(int=1), undoes=UUID(int=2), on=TODAY)
