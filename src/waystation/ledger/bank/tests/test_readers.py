"""Files as banks send them, read to the cent; and files that are not whole, refused in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.ledger.bank import readers
from waystation.ledger.bank.domain import Balances
from waystation.ledger.bank.tests.conftest import GERMAN, KOREAN, PLAIN, golden, plain_file


def told(reading):
    return [
        (line.day.day, line.minor, line.payee, line.text, line.reference) for line in reading.lines
    ]


def test_camt_gives_each_payment_of_a_batch_its_own_sum_and_leaves_pending_ones_out():
    (reading,) = readers.read(golden("march.xml"))

    assert (reading.currency, reading.opening, reading.closing) == ("USD", 100_000, 95_750)
    # 1000.00 + 250.00 - 12.50 - 120.00 - 180.00 + 20.00 = 957.50; the reversal came in, as it says.
    assert told(reading) == [
        (2, 25_000, "Levi Coffin", "from the spring meeting", "A-1"),
        (5, -1_250, "", "account fee", "A-2"),
        (9, -12_000, "First Inn", "", "A-3/1"),
        (9, -18_000, "Second Inn", "", "A-3/2"),
        (31, 2_000, "", "payment came back", "A-4"),
    ]


def test_a_bank_that_tells_a_reversal_by_the_first_bookings_side_is_read_by_its_balance():
    turned = golden("march.xml").replace(b"957.50", b"917.50")

    (reading,) = readers.read(turned)

    assert told(reading)[-1][1] == -2_000


def test_mt940_takes_a_reversed_credit_off_and_keeps_only_the_banks_own_mark():
    (reading,) = readers.read(golden("march.sta"))

    assert (reading.currency, reading.opening, reading.closing) == ("THB", 3_500_000, 3_239_950)
    assert told(reading) == [
        (2, -350_050, "", "transfer to a partner", "B-1"),
        (5, 100_000, "", "cash paid in at the counter R-77", "B-2"),
        (5, -10_000, "", "cash was short", ""),
    ]


def test_ofx_keeps_the_banks_day_and_works_out_where_it_opened():
    (reading,) = readers.read(golden("march.ofx"))

    # 23:00 in New York is still the second of March.
    assert told(reading) == [
        (2, 25_000, "Levi Coffin", "spring meeting", "F-1"),
        (5, -1_250, "Bank", "", "F-2"),
    ]
    assert (reading.opening, reading.closing) == (100_000, 123_750)


def test_an_ofx_balance_of_a_later_day_is_not_the_files_last_one():
    later = golden("march.ofx").replace(b"<DTASOF>20260331", b"<DTASOF>20260402")

    with pytest.raises(Refused, match="with what balance"):
        readers.read(later)
    (reading,) = readers.read(later, typed=Balances("", "1,237.50"))

    assert reading.opening == 100_000


def test_a_table_is_read_past_its_preamble_and_footer_and_with_a_comma_before_the_cents():
    (reading,) = readers.read(golden("march_de.csv"), columns=GERMAN)

    assert (reading.opening, reading.closing) == (100_000, 222_500)
    assert [line.minor for line in reading.lines] == [125_000, -1_250, -1_250]
    assert told(reading)[0][2:4] == ("Levi Coffin", "Frühjahrstreffen")


def test_a_korean_table_with_the_newest_line_first_has_whole_won_in_two_columns():
    (reading,) = readers.read(golden("march_kr.csv"), columns=KOREAN)

    assert (reading.opening, reading.closing) == (0, 1_249_500)
    assert told(reading) == [(5, -500, "", "수수료", ""), (2, 1_250_000, "", "후원금", "")]


@pytest.mark.parametrize(
    ("name", "was", "now", "line", "value"),
    [
        ("march.xml", b"12.50", b"12.5x", 19, "12.5x"),
        ("march.xml", b"2026-03-09", b"2026-03-39", 24, "2026-03-39"),
        ("march.xml", b">120.00", b">120.01", 24, "-300.01 / -300.00"),
        ("march.xml", b'<Amt Ccy="USD">12.50', b'<Amt Ccy="EUR">12.50', 19, "EUR"),
        ("march.sta", b"D3500,50", b"X3500,50", 5, "2603020302X3500,50NTRFNONREF//B-1"),
        ("march.sta", b"1000,N", b"1000,005N", 7, "1000.005"),
        ("march.ofx", b"-12.50", b"-12.5.0", 18, "-12.5.0"),
        ("march.ofx", b"20260305", b"20261305", 18, "20261305"),
        ("march_de.csv", b"05.03.2026", b"35.03.2026", 5, "35.03.2026"),
        ("march_de.csv", b"2.237,50", b"2.237,51", 5, "2237.51"),
        ("march_de.csv", b"-12,50", b"-12,5O", 5, "-12,5O"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_its_line(name, was, now, line, value):
    content = golden(name)
    assert was in content

    with pytest.raises(Refused) as no:
        readers.read(content.replace(was, now, 1), columns=GERMAN)

    assert f"Line {line} of the file: “{value}”" in no.value.says


@pytest.mark.parametrize(
    ("name", "was", "now", "off"),
    [
        ("march.xml", b"957.50", b"957.40", "-$0.10"),
        ("march.sta", b"32399,50", b"32399,00", "-0.50 THB"),
    ],
)
def test_lines_that_do_not_lead_to_the_closing_balance_are_refused(name, was, now, off):
    with pytest.raises(Refused) as no:
        readers.read(golden(name).replace(was, now))

    assert f"{off} is missing" in no.value.says


def test_a_table_without_balances_is_read_only_with_those_from_the_paper():
    content = plain_file((date(2026, 3, 2), "250.00", "Levi"), (date(2026, 3, 5), "-12.50", "Bank"))

    with pytest.raises(Refused, match="with what balance"):
        readers.read(content, columns=PLAIN)
    with pytest.raises(Refused, match="is missing"):
        readers.read(content, columns=PLAIN, typed=Balances("1,000.00", "1,237.40"))
    (reading,) = readers.read(content, columns=PLAIN, typed=Balances("1,000.00", "1,237.50"))

    assert (reading.opening, reading.closing) == (100_000, 123_750)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'<!DOCTYPE d [<!ENTITY a "b">]><Document/>', "document type"),
        (b"<Document><BkToCstmrStmt/></Document>", "no statement"),
        (b"<Document>", "Line 1 of the file"),
        (b"OFXHEADER:100\n\n<OFX>", "calls itself OFX"),
        (b":20:X\n:25:1\n:28C:1/1\n", "no opening or closing balance"),
        (b"a,b\n1,2\n", "no line with these column heads"),
    ],
)
def test_what_is_no_statement_is_refused(content, says):
    with pytest.raises(Refused) as no:
        readers.read(content, columns=PLAIN)

    assert says in no.value.says


def test_the_days_of_an_mt940_begin_behind_the_balance_it_opens_with():
    (reading,) = readers.read(golden("march.sta").replace(b":60F:C260301", b":60F:C260228"))

    assert (reading.first_day, reading.last_day) == (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize("day", ["0026-03-09", "9026-03-09"])
def test_a_day_that_no_bank_knew_is_refused(day):
    with pytest.raises(Refused, match=day):
        readers.read(golden("march.xml").replace(b"2026-03-09", day.encode()))


def test_a_file_about_two_accounts_is_refused():
    one = golden("march.sta")

    with pytest.raises(Refused, match="2 bank accounts"):
        readers.read(one + one.replace(b":25:000111222", b":25:000111333"))


def test_a_banks_line_never_reaches_the_log(caplog):
    with pytest.raises(Refused):
        readers.read(golden("march.sta").replace(b"D3500,50", b"X3500,50"))

    assert caplog.text == ""


@given(
    name=st.sampled_from(["march.xml", "march.sta", "march.ofx", "march_de.csv", "march_kr.csv"]),
    at=st.integers(0, 4_000),
    length=st.integers(0, 60),
    put=st.binary(max_size=6)
    | st.sampled_from([b"<", b">", b",", b":61:", b"<STMTTRN>", b"9" * 30]),
)
def test_whatever_is_done_to_a_file_it_is_read_whole_or_refused(name, at, length, put):
    content = golden(name)
    broken = content[:at] + put + content[at + length :]

    try:
        readings = readers.read(broken, columns=KOREAN if "kr" in name else GERMAN)
    except Refused:
        return
    for reading in readings:
        assert reading.opening + sum(line.minor for line in reading.lines) == reading.closing


@pytest.mark.parametrize("name", ["march.ofx", "march.xml", "march.sta"])
def test_a_file_with_no_statement_in_it_is_refused(name):
    head = {
        "march.ofx": golden("march.ofx").split(b"<OFX>")[0],
        "march.xml": b"<Document/>",
        "march.sta": b"{1:F01BANKDEFF}",
    }[name]

    with pytest.raises(Refused, match="holds no statement"):
        readers.read(head)
