"""Sums of other currencies: whole minor units, recorded rates, and what the rates won or lost."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, currencies, exchanging, queries, rates
from waystation.ledger import services as booking
from waystation.ledger.bank import ratefile
from waystation.ledger.domain import Draft
from waystation.ledger.rates import RateRow

MARCH = date(2026, 3, 2)
GENERAL = "UNRESTRICTED"


@pytest.mark.parametrize(
    ("text", "currency", "point", "minor"),
    [
        ("12", "USD", ".", 1_200),
        ("-1,234.50", "USD", ".", -123_450),
        ("1.234,5", "EUR", ",", 123_450),
        ("1 234,50", "EUR", ",", 123_450),
        ("1'234.50", "CHF", ".", 123_450),
        ("1,250,000", "KRW", ".", 1_250_000),
        ("0.005", "KWD", ".", 5),
        ("\u221210", "VND", ".", -10),
    ],
)
def test_an_amount_is_read_in_the_digits_of_its_currency(text, currency, point, minor):
    assert currencies.minor_of(text, currency, point=point) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1.5", "KRW"), ("1.005", "USD"), ("1,23", "USD"), ("", "USD"), ("1e3", "USD"), ("1", "usd")],
)
def test_parts_of_a_minor_unit_and_what_is_no_amount_are_refused(text, currency):
    with pytest.raises(ValueError, match="is no"):
        currencies.minor_of(text, currency)


@given(minor=st.integers(-(10**13), 10**13), currency=st.sampled_from(["USD", "KRW", "KWD"]))
def test_what_is_written_plain_is_read_back(minor, currency):
    assert currencies.minor_of(currencies.plain(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("minor", "rate", "base", "quote", "worth"),
    [
        (10_000, "35.005", "USD", "THB", 350_050),
        (1, "0.5", "USD", "EUR", 0),  # Half to even: 0.5 is 0,
        (3, "0.5", "USD", "EUR", 2),  # 1.5 is 2,
        (5, "0.5", "USD", "EUR", 2),  # and 2.5 is 2.
        (-5, "0.5", "USD", "EUR", -2),
        (100, "1380.55", "USD", "KRW", 1_381),
        (1_381, "0.00072", "KRW", "USD", 99),  # 99.432 cents.
    ],
)
def test_a_sum_is_changed_exactly_and_rounded_once(minor, rate, base, quote, worth):
    assert currencies.worth(minor, Fraction(rate), base=base, quote=quote) == worth


@pytest.fixture
def march(book):
    rates.record(
        [
            RateRow(MARCH, "EUR", "USD", "1.1", "ECB"),
            RateRow(MARCH, "EUR", "THB", "38.5", "ECB"),
            RateRow(date(2026, 3, 6), "USD", "KRW", "1400", "the bank"),
        ]
    )


def test_a_rate_is_found_as_it_stands_turned_round_and_over_a_third_currency(march):
    assert rates.rate_on(base="EUR", quote="USD", on=MARCH).rate == Fraction("1.1")
    assert rates.rate_on(base="USD", quote="EUR", on=MARCH).rate == Fraction(10, 11)
    assert rates.rate_on(base="USD", quote="THB", on=MARCH).rate == 35
    assert rates.known_on(date(2026, 3, 7)) == ["EUR", "KRW", "THB"]
    assert rates.to_usd(350_000, "THB", MARCH) == 10_000
    assert rates.from_usd(10_000, "THB", MARCH) == 350_000


def test_the_last_rate_serves_ten_days_and_never_backwards(march):
    assert rates.rate_on(base="USD", quote="EUR", on=date(2026, 3, 12)).day == MARCH

    for day in (date(2026, 3, 1), date(2026, 3, 13)):
        with pytest.raises(Refused, match="No rate for USD/EUR"):
            rates.rate_on(base="USD", quote="EUR", on=day)


@pytest.mark.parametrize("rate", ["0", "-1", "1,5", "NaN", "1e3", "", "1" * 30])
def test_what_is_no_rate_is_not_recorded(book, rate):
    with pytest.raises(Refused, match="is not a rate"):
        rates.record([RateRow(MARCH, "USD", "THB", rate, "x")])


def test_a_file_of_rates_is_read_whole_however_its_columns_stand():
    content = b"source,rate,quote,base,day\nECB,1.0837,USD,EUR,2026-03-02\n"

    assert ratefile.read(content) == [RateRow(MARCH, "EUR", "USD", "1.0837", "ECB")]
    with pytest.raises(Refused, match="does not begin with the heads"):
        ratefile.read(b"day,rate\n2026-03-02,1\n")


def test_foreign_money_costs_by_the_moving_average():
    # 1,000 at 30, 1,000 at 34: 32 a thousand; 500 go at whatever rate and take 16 along.
    assert exchanging.cost_of_held([(1_000, 30), (1_000, 34), (-500, -20)]) == (1_500, 48)
    assert exchanging.cost_of_held([(100, 5), (-50, -3)]) == (50, 3)  # 2.5 is 2.
    assert exchanging.cost_of_held([(100, 5), (-120, -6)]) == (-20, 0)


def post(kind, lines):
    booking.post(entry_id=new_id(), draft=Draft(kind, MARCH, lines))


def test_what_the_rates_lost_is_booked_and_only_once(book):
    baht = {"fund": GENERAL, "account": chart.BANK, "currency": "THB"}
    # 35,000 baht for 1,000 dollars; half spent at a rate that made them 480, the rest 490.
    post(
        "exchange", exchanging.moved(against=chart.RESERVE, minor=3_500_000, cents=100_000, **baht)
    )
    post("other", exchanging.moved(against=chart.ADMIN, minor=-1_750_000, cents=48_000, **baht))
    (half,) = exchanging.open_exchanges()
    first = new_id()
    exchanging.realise(entry_id=first, fund=GENERAL, currency="THB", on=MARCH)
    post("other", exchanging.moved(against=chart.ADMIN, minor=-1_750_000, cents=49_000, **baht))
    exchanging.realise(entry_id=new_id(), fund=GENERAL, currency="THB", on=MARCH)

    assert (half.held_minor, half.cost_cents, half.difference_cents) == (1_750_000, 50_000, 2_000)
    assert exchanging.realise(entry_id=first, fund=GENERAL, currency="THB", on=MARCH) == "exists"
    sums = {(x.account, x.currency): x.cents for x in queries.trial_balance() if x.fund == GENERAL}
    assert sums[chart.EXCHANGE_LOSS, "USD"] == 3_000
    assert sums.get((chart.EXCHANGE, "USD"), 0) == sums.get((chart.EXCHANGE, "THB"), 0) == 0
    with pytest.raises(Refused, match="no difference of rates"):
        exchanging.realise(entry_id=new_id(), fund=GENERAL, currency="THB", on=MARCH)


def test_the_foot_of_the_trial_balance_adds_up_dollars_and_nothing_else(book):
    baht = {"fund": GENERAL, "account": chart.BANK, "currency": "THB"}
    before = queries.totals()

    post("exchange", exchanging.moved(against=chart.RESERVE, minor=100_000, cents=2_800, **baht))

    after = queries.totals()
    assert after.debit_cents - before.debit_cents == 2_800
    assert after.credit_cents - before.credit_cents == 2_800


def test_what_the_rates_won_is_a_gain(book):
    baht = {"fund": GENERAL, "account": chart.BANK, "currency": "THB"}
    post("exchange", exchanging.moved(against=chart.RESERVE, minor=100_000, cents=2_800, **baht))
    post("other", exchanging.moved(against=chart.ADMIN, minor=-100_000, cents=2_900, **baht))

    exchanging.realise(entry_id=new_id(), fund=GENERAL, currency="THB", on=MARCH)

    sums = {(x.account, x.currency): x.cents for x in queries.trial_balance()}
    assert sums[chart.EXCHANGE_GAIN, "USD"] == -100


@pytest.mark.parametrize("amount", ["9e999999", "1e30", "NaN", "-Infinity", "0.001"])
def test_a_number_that_no_sum_can_be_is_none_however_it_is_written(amount):
    with pytest.raises(ValueError, match="not a sum"):
        currencies.exact(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'day,base,quote,rate,source\n"' + b"x" * 200_000, "cannot be read"),
        (b"day,base,quote,rate,source\n" + b"\n" * 4 * 1_048_576, "longer than 4 MB"),
    ],
)
def test_a_table_of_rates_that_is_no_table_or_too_long_is_refused_and_never_cut(content, says):
    with pytest.raises(Refused, match=says):
        ratefile.read(content)


def test_a_difference_of_rates_whose_entry_is_undone_is_open_again(book):
    baht = {"fund": GENERAL, "account": chart.BANK, "currency": "THB"}
    post("exchange", exchanging.moved(against=chart.RESERVE, minor=100_000, cents=2_800, **baht))
    post("other", exchanging.moved(against=chart.ADMIN, minor=-100_000, cents=2_900, **baht))
    booked = new_id()
    exchanging.realise(entry_id=booked, fund=GENERAL, currency="THB", on=MARCH)

    booking.reverse(entry_id=new_id(), undoes=booked, on=MARCH)

    (found,) = exchanging.open_exchanges()
    assert (found.held_minor, found.gained_cents) == (0, 100)
