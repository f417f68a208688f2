"""A small country of invented rules, and ways to change it."""

from datetime import date
from typing import Any
from uuid import uuid4

from waystation.cases.tests.builders import NOW
from waystation.resettlement.book.domain import Proposal
from waystation.resettlement.values import Rule, Tables, Text

SOURCE = "Gazette of Avalon 7"


def a_rule(**said: Any) -> Rule:
    """Eight months of help for whoever entered from 1850 on."""
    given = {
        "code": "av-help",
        "jurisdiction": "avalon",
        "value": 8,
        "unit": "months",
        "source": SOURCE,
        "basis": "entry",
        "valid_from": date(1850, 1, 1),
    }
    return Rule(**given | said)


def tables(*rules: Rule) -> Tables:
    return Tables(rules or (a_rule(),), ())


def a_change(**said: Any) -> Proposal:
    """Twelve months from 1854 on."""
    given = {
        "did": "rule added",
        "rules": (a_rule(value=12, valid_from=date(1854, 10, 1)),),
        "why": "the law changed",
        "by": uuid4(),
        "name": "William",
        "at": NOW,
    }
    return Proposal(**given | said)


def words(text: str) -> Text:
    return Text(text, text)


# A country as somebody brings it: one rule, one step that it dates, one benefit that it measures.
AVALON = """
[[rule]]
code = "av-wait"
jurisdiction = "avalon"
value = 90
unit = "days"
source = "Gazette of Avalon 7"
basis = "arrived"

[[rule]]
code = "av-money"
jurisdiction = "avalon"
value = 40
unit = "GBP"
source = "Gazette of Avalon 9"
basis = "arrived"

[pathway]
code = "avalon"
version = 1
jurisdiction = "avalon"
name = { en = "Avalon", ko = "아발론" }
begins = "arrived"
decides = { en = "A judge.", ko = "판사입니다." }
expects = { en = "Patience.", ko = "기다림입니다." }
hard = { en = "The fog.", ko = "안개입니다." }
forever = { en = "Nothing.", ko = "없습니다." }
facts = [{ code = "arrived", name = { en = "the day you arrived", ko = "도착한 날" } }]
stages = [{ code = "first", name = { en = "The first weeks", ko = "첫 몇 주" } }]

[[pathway.steps]]
code = "hearing"
stage = "first"
title = { en = "A hearing", ko = "심리" }
says = { en = "A judge asks you \\"why\\".", ko = "판사가 이유를 묻습니다." }
after = "arrived"
closes = "av-wait"
hard = { en = "You tell it all again.", ko = "모든 것을 다시 말합니다." }

[[pathway.benefits]]
code = "purse"
title = { en = "A purse", ko = "지갑" }
rule = "av-money"
paid = { en = "Once, in coins.", ko = "한 번, 동전으로." }
for = { age_from = 16, on = "arrived" }
"""
