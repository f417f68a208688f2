"""What each country wants on a receipt, from which day on, and every sentence of it in print."""

import io
from datetime import date

import msgspec
import pypdf
import pytest

from waystation.giving.receipts import domain, sheets
from waystation.giving.receipts.domain import Line, Organisation, Paper, Told

ON = date(2026, 3, 2)
OF = Organisation(
    name="Sewing Society", name_ko="바느질회", address="Rochester", country="US",
    registrations={"US": "12-3456789", "CA": "123456789 RR0001", "GB": "1002"},
    place="Rochester", signatory="Levi C.", signatory_role="Treasurer",
)  # fmt: skip
MONEY = Line(on=ON, cents=25_000)
OATS = Line(on=ON, cents=0, description="two wagons of oats")
SUPPER = Line(on=ON, cents=5_000, goods="a supper", goods_cents=1_200)


def printed(*lines, country="US", language="en", of=OF, **more):
    to = Told(name="Gerrit Smith", address="Peterboro", language=language, country=country)
    paper = Paper(
        number="2026-0001", kind="gift", year=2026, issued_on=ON, to=to, of=of, lines=lines, **more
    )
    return sheets.pdf(paper)


def text(*lines, **more):
    reader = pypdf.PdfReader(io.BytesIO(printed(*lines, **more)))
    return " ".join("".join(page.extract_text() for page in reader.pages).split())


def test_a_rule_holds_from_its_first_day_on_and_not_the_day_before():
    days = {
        "US": (date(1993, 12, 31), date(1994, 1, 1), date(1994, 1, 2)),
        "CA": (date(2019, 3, 31), date(2019, 4, 1), date(2019, 4, 2)),
    }
    for country, (before, first, after) in days.items():
        known = [domain.rule_of(country, day) is not None for day in (before, first, after)]
        assert known == [False, True, True]
    assert domain.rule_of("XX", ON) is None


def test_a_rule_that_follows_another_takes_over_to_the_day_and_none_overlap():
    days = (date(2020, 12, 30), date(2020, 12, 31), date(2021, 1, 1), date(2021, 1, 2))
    german = domain.countries()["DE"]
    twice = domain.Country("DE", (german.rule[1], german.rule[1]), german.phrases)

    sums = [domain.rule_of("DE", day).simple_to_cents for day in days]

    assert sums == [20_000, 20_000, 30_000, 30_000]
    with pytest.raises(ValueError, match="two rules hold"):
        domain.check(twice)


def test_every_rule_names_its_source_and_only_those_somebody_checked_have_a_day():
    rules = [(c, rule) for c, one in domain.countries().items() for rule in one.rule]

    assert {c for c, _ in rules} == {"US", "CA", "GB", "DE", "KR", "JP"}
    assert all(rule.source for _, rule in rules)
    assert {c for c, rule in rules if rule.checked_on} == {"US", "CA"}


def test_the_american_acknowledgment_has_everything_that_is_asked_of_it():
    said = text(MONEY)

    assert "Sewing Society" in said
    assert "USD 250.00" in said
    assert "No goods or services were provided in exchange for this contribution." in said
    assert "It does not by itself meet" not in said


def test_a_gift_in_kind_is_described_and_never_valued():
    said = text(OATS)

    assert "Gift in kind: two wagons of oats" in said
    assert "described, not valued" in said
    assert "USD" not in said


def test_what_was_given_in_return_is_told_with_its_worth_gift_by_gift():
    said = text(SUPPER, MONEY)

    assert (
        "Goods or services were provided in exchange for the contribution of 2026-03-02: a supper."
        " Our good-faith estimate of their value is USD 12.00."
    ) in said
    assert "provided in exchange for any other contribution on this receipt." in said
    assert "in exchange for this contribution." not in said


PHRASES = [
    ("US", "en", "No goods or services were provided in exchange for this contribution."),
    ("US", "ko", "이 기부의 대가로 어떠한 재화나 용역도 제공되지 않았습니다."),
    ("CA", "en", "Official receipt for income tax purposes."),
    ("CA", "en", "Eligible amount of the gift for tax purposes: USD 250.00."),
    ("CA", "en", "Canada Revenue Agency: canada.ca/charities-giving"),
    ("CA", "en", "123456789 RR0001"),
    ("CA", "en", "Issued at Rochester"),
    ("CA", "ko", "소득세 목적의 공식 영수증입니다."),
    ("GB", "en", "This receipt is no Gift Aid declaration"),
    ("DE", "en", "This is no Zuwendungsbestätigung after the official pattern."),
    ("DE", "en", "For gifts up to 300 euros"),
    ("KR", "en", "This is no 기부금영수증 in the statutory form"),
    ("KR", "ko", "이 문서는 법정 서식의 기부금영수증이 아닙니다."),
    ("XX", "en", "It does not by itself meet the tax rules of your country (XX)."),
    ("", "en", "It is not made out by the tax rules of any country."),
    ("", "ko", "이 영수증은 저희가 받은 후원을 확인합니다."),
]


def test_every_sentence_of_a_country_stands_in_print():
    kept = {(c, lang): text(MONEY, country=c, language=lang) for c, lang, _ in PHRASES}
    missing = [
        (country, language, phrase)
        for country, language, phrase in PHRASES
        if phrase.replace(" ", "") not in kept[country, language].replace(" ", "")
    ]

    assert missing == []


def test_no_official_receipt_without_all_that_it_must_name():
    to = Told(name="G", address="Toronto", language="en", country="CA")
    assert domain.is_official(to, OF, [MONEY])

    for lack in ({"registrations": {}}, {"signatory": ""}, {"place": ""}, {"address": ""}):
        of = msgspec.structs.replace(OF, **lack)
        assert not domain.is_official(to, of, [MONEY])
        assert domain.phrases(to, of, [MONEY]) == []
    assert not domain.is_official(msgspec.structs.replace(to, address=""), OF, [MONEY])


def test_canada_gets_no_official_receipt_in_kind_or_with_something_in_return():
    to = Told(name="G", address="Toronto", language="en", country="CA")

    assert not domain.is_official(to, OF, [OATS])
    assert not domain.is_official(to, OF, [SUPPER])
    assert "a supper" in text(SUPPER, country="CA")


def test_the_paper_is_the_same_bytes_and_tells_of_no_maker_and_no_hour():
    first = printed(MONEY)
    told = pypdf.PdfReader(io.BytesIO(first)).metadata

    assert first == printed(MONEY)
    assert "/Author" not in told
    assert told["/CreationDate"] == told["/ModDate"] == "D:20260302000000Z"
    assert not [path for path in (b"/tmp/", b"/home/", b"/usr/") if path in first]


def test_gaps_in_numbers_are_named():
    assert domain.gaps([1, 2, 5, 3]) == [4]
    assert domain.gaps([]) == domain.gaps([1, 2]) == []
