"""No order of these acts makes a claim on somebody who was helped, or has the book name them.

What others claim or lent is written down, changed, ended, relieved; grants are asked for, agreed
to, refused and undone; whatever comes of it, the book holds money and costs and knows nobody.
"""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import attaching, parts
from waystation.cases.tests.builders import NOW, TODAY
from waystation.ledger import chart
from waystation.ledger import queries as book
from waystation.ledger.models import Account, Entry, Fund, Posting
from waystation.resettlement.means import grants, queries, services
from waystation.resettlement.means.domain import Grant, ThirdPartyLoan, ToldDebt
from waystation.resettlement.means.grants import Wish
from waystation.vault.keyring import Keyring

LETTER = b"Dear Ann Maria Jackson, you are to pay 1,100 dollars to the Jackson line."
LOAN = ThirdPartyLoan(lender="A shipping line", amount=110_000, currency="USD")
TOLD = ToldDebt(to_whom="a broker", amount="300 dollars", told_on=TODAY, pressure="threatened")
ACTS = ("loan", "told", "over", "wish", "relief", "agree", "refuse", "withdraw", "undo")


class Office:
    """Two colleagues who do what is drawn, one after another, to whatever is there."""

    def __init__(self, case, william, harriet):
        self.case, self.william, self.harriet = case, william, harriet

    def do(self, act, nth, cents):
        said = {"keyring": self.william, "now": NOW}
        decides = {"role": "field manager", "keyring": self.harriet, "now": NOW}
        of_case = {"household_id": self.case, **said}
        if act in ("loan", "told"):
            services.note(value=LOAN if act == "loan" else TOLD, **of_case)
        elif act == "over":
            kept = self._one(ThirdPartyLoan, nth)
            services.change(part_id=kept.id, value=replace(kept.value, state="over"), **said)
        elif act == "wish":
            wish = Wish(
                kind="scholarship", cents=cents, to="A school", why="Books for Mary Jackson"
            )
            grants.ask(wish=wish, **of_case)
        elif act == "relief":
            wish = Wish(
                kind="relief", cents=cents, why="need", relieves=self._one(ThirdPartyLoan, nth).id
            )
            grants.ask(wish=wish, **of_case)
        elif act == "agree":
            grants.agree(part_id=self._one(Grant, nth).id, **decides)
        elif act == "withdraw":
            grants.withdraw(part_id=self._one(Grant, nth).id, **said)
        else:
            getattr(grants, act)(part_id=self._one(Grant, nth).id, why="Mary Jackson", **decides)

    def _one(self, kind, nth):
        found = parts.listed(self.case, kind, self.william)
        if not found:
            raise Refused("there is none")
        return found[nth % len(found)]


@pytest.fixture
def office_of_two(arrived, william, harriet, levi):
    return Office(arrived, william, harriet)


def ledger_rows():
    """Give every value of every table of the book, as text."""
    for model in apps.get_app_config("ledger").get_models():
        for row in model.objects.values_list():
            yield from (
                bytes(one).hex() if isinstance(one, bytes | memoryview) else str(one) for one in row
            )


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(1, 15_000)), max_size=10
    )
)
def test_no_order_of_acts_makes_a_claim_or_a_line_that_names_somebody(office_of_two, levi, acts):
    office = office_of_two
    names = "Jackson", "Ann", "Mary"
    accounts, funds = Account.objects.count(), Fund.objects.count()
    with transaction.atomic():
        for act, nth, cents in acts:
            try:
                office.do(act, nth, cents)
            except Refused:
                continue

        assert book.check_book() == []
        assert (Account.objects.count(), Fund.objects.count()) == (accounts, funds)
        given_out = Posting.objects.filter(entry__source="console").exclude(entry__kind="gift")
        touched = set(given_out.values_list("account__code", flat=True))
        assert touched <= {chart.BANK, grants.ACCOUNT}
        assert not Posting.objects.exclude(case_token=None).exists()
        finance = Keyring.of(office.harriet.user_id, [levi])
        notes = [entry.note for entry in book.journal(keyring=finance)]
        assert not [n for n in notes if any(name in n.memo + n.payee for name in names)]
        written = set(ledger_rows())
        ids = {
            office.case,
            *queries.queries.household(office.case, office.william, TODAY).household.people,
        }
        ids |= {
            kept.id
            for kind in (Grant, ThirdPartyLoan, ToldDebt)
            for kept in parts.listed(office.case, kind, office.william)
        }
        assert not written & ({str(one) for one in ids} | {one.hex for one in ids})
        transaction.set_rollback(True)


def test_from_a_lenders_letter_no_way_leads_to_a_row_of_the_book(arrived, william, levi):
    said = {"household_id": arrived, "keyring": william, "now": NOW}
    before = list(ledger_rows())
    letter = attaching.attach(title="letter", content=LETTER, **said)
    part = services.note(value=replace(LOAN, letter=letter.id), **said)
    for state in ("over", "running", "mistake"):
        value = replace(LOAN, letter=letter.id, state=state)
        services.change(part_id=part, value=value, keyring=william, now=NOW)
    attaching.detach(household_id=arrived, file_id=letter.id, keyring=william, now=NOW)

    assert list(ledger_rows()) == before
    assert Entry.objects.count() == 1


def test_what_writes_about_loans_and_claims_knows_no_verb_of_the_book():
    here = Path(services.__file__)
    imported = {
        alias
        for node in ast.walk(ast.parse(here.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in [node.module]
    }

    assert [module for module in imported if module.startswith("waystation.ledger")] == []
