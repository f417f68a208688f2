"""Nobody who is helped owes anything: no sentence, no record and no book of the whole project."""

import re
from collections.abc import Iterator

import msgspec
from django.apps import apps

from waystation.ledger import chart
from waystation.ledger.models import Posting
from waystation.testing import messages

NAMED = re.compile(
    r"\b(owe[sd]?|owing|debts?|debtors?|creditors?|repay\w*|pa(?:y|ys|id|ying) (?:\w+ )?back"
    r"|receivables?|invoices?|instal+ments?)\b",
    re.IGNORECASE,
)
NAMED_IN_KOREAN = re.compile(r"빚|갚|채무|대출|외상|청구서")
# Every sentence that may name a debt: it says that there is none, or asks whether somebody claims
# one, or tells of what the organisation itself owes others.
MAY_NAME = (
    *("nothing is owed", "owe nothing", "owes nothing", "You owe nobody", "or a debt named"),
    *("says that you have a debt", "nobody who was helped owes", "Nobody who was helped owes"),
    *("nobody travelling owes", "What is owed to others", "Owed to others", "Nothing is owed"),
    *("Nobody who travels ever owes", "Nobody pays for, or owes", "owe us nothing"),
    *("It is never owed to us",),
    *("they owe you", "You owe it to nobody", "no word for a debt"),
)
# Whoever gives may do so in parts; that is a gift each time and owed by nobody.
OF_GIVING = ("instalment", "standing order", "Pay it back by the bank")
# Words of records that are none of money: a telephone that a family is lent.
LENT = {("DeviceRow", "loan"), ("Device", "loan"), ("Loan", "")}
# What others claim or lent, told in confidence or shown for what it is; never a claim of ours, and
# without a way to the book (`resettlement/means/tests/test_no_debt.py`).
OF_OTHERS = {("ToldDebt", ""), ("Benefit", "is_debt")}
CLAIM = re.compile(r"debt|owed|owing|receivable|repay|\bloan\b|invoice|creditor")


def texts(message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translated(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_no_sentence_on_screen_paper_or_message_claims_a_debt():
    named = {text for m in messages.on_file() for text in texts(m) if NAMED.search(text)}

    assert len(named) > 8
    allowed = {text for text in named if any(one in text for one in MAY_NAME)}
    assert {text for text in named - allowed if not is_of_giving(text)} == set()


def is_of_giving(text: str) -> bool:
    """Say whether a sentence speaks of parts and stands on givers' pages alone."""
    told = [path for m in messages.on_file() if text in texts(m) for path, _line in m.locations]
    parts = any(one.lower() in text.lower() for one in OF_GIVING)
    return parts and bool(told) and all(path.startswith("giving/") for path in told)


def test_no_korean_sentence_names_a_debt_where_the_english_does_not():
    named = [
        m for m in messages.on_file() if any(map(NAMED_IN_KOREAN.search, translated(m))) and m.id
    ]

    assert len(named) > 5
    assert [texts(m)[0] for m in named if not NAMED.search(texts(m)[0])] == []


def test_the_words_that_look_for_a_debt_find_one():
    for text in ("You owe us $5", "Repayment plan", "pay it back", "Unpaid invoices", "a debt"):
        assert NAMED.search(text)
    for text in ("빚이 있습니다", "갚아 주십시오", "대출"):
        assert NAMED_IN_KOREAN.search(text)


def records() -> Iterator[tuple[str, str]]:
    """Give class and field of everything that is stored, plain or sealed."""
    for model in apps.get_models():
        yield model.__name__, ""
        yield from ((model.__name__, field.name) for field in model._meta.get_fields())
    waiting = [msgspec.Struct]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("waystation."):
            yield kind.__name__, ""
            yield from ((kind.__name__, name) for name in kind.__struct_fields__)


def test_no_record_has_a_place_for_what_somebody_owes():
    found = {pair for pair in records() if CLAIM.search((pair[1] or pair[0]).lower())}

    assert len(set(records())) > 1_000
    assert found <= LENT | OF_OTHERS


def test_in_the_demos_book_no_rescue_has_anything_but_money_and_costs(demo):
    of_rescues = Posting.objects.filter(fund__purpose=chart.RESCUE_PURPOSE, entry__posted=True)

    codes = set(of_rescues.values_list("account__code", flat=True))

    assert codes
    allowed = ("Assets:Bank:", "Assets:Advances:", "Expenses:", "Equity:Transfers:", "Income:FX")
    assert [code for code in codes if not code.startswith(allowed)] == []
    # A cost is the only line that bears a case's mark.
    marked = Posting.objects.exclude(case_token=None).values_list("account__type", flat=True)
    assert set(marked) <= {"expense"}
