"""A grant is asked for by one, agreed to by another, then a cost in the book: given for good."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.tests.builders import NOW, TODAY
from waystation.ledger import chart
from waystation.ledger import queries as book
from waystation.ledger import services as ledger
from waystation.ledger.approving import services as approving
from waystation.ledger.models import Entry, Posting, Proposal
from waystation.resettlement.means import grants, queries, services
from waystation.resettlement.means.domain import Grant, ThirdPartyLoan
from waystation.resettlement.means.grants import Wish
from waystation.resettlement.means.tests.conftest import PLENTY
from waystation.vault.keyring import Keyring

MANAGER = "field manager"
BOOTS = Wish(kind="small grant", cents=4_000, to="A shop", why="Boots for the winter")
LOAN = ThirdPartyLoan(lender="A shipping line", amount=110_000, currency="USD")


@pytest.fixture
def ask(arrived, william):
    """Ask for a grant as William does."""

    def asks(**said):
        wish = Wish(**{"kind": "small grant", "cents": 4_000, "to": "A shop", "why": "x"} | said)
        return grants.ask(household_id=arrived, wish=wish, keyring=william, now=NOW)

    return asks


@pytest.fixture
def agree(harriet):
    """Agree to a grant as Harriet does."""

    def agrees(part_id):
        return grants.agree(part_id=part_id, role=MANAGER, keyring=harriet, now=NOW)

    return agrees


def standing(part_id, keyring):
    return queries.grant(part_id, keyring).standing


def test_a_grant_waits_for_a_second_person_and_is_not_forgotten(open_tasks, asked, william):
    assert standing(asked, william) == "asked"
    assert open_tasks() == [("grant", TODAY + timedelta(days=3))]
    assert not Entry.objects.filter(kind="other").exists()


def test_what_a_second_person_agrees_to_is_a_cost_in_the_book_at_once(
    open_tasks, asked, agree, harriet, levi
):
    entry = agree(asked)

    lines = {(x.account, x.fund): x.minor for x in book.lines_of(entry)}
    assert lines == {
        ("Expenses:Program:Resettlement", "RESETTLEMENT"): 4_000,
        (chart.BANK, "RESETTLEMENT"): -4_000,
    }
    assert book.balance(chart.RESETTLEMENT) == PLENTY - 4_000
    note = book.journal_entry(entry, Keyring.of(harriet.user_id, [levi])).note
    assert (note.memo, note.payee) == ("A small grant after arrival", "A shop")
    assert standing(asked, harriet) == "agreed"
    assert open_tasks() == []
    assert book.check_book() == []


def test_what_waits_already_is_not_asked_for_twice_but_once_it_is_settled_again(
    ask, agree, asked, william
):
    with pytest.raises(Refused, match="waits already"):
        ask(why="The same boots, pressed twice")
    other = ask(cents=4_001)
    grants.withdraw(part_id=other, keyring=william, now=NOW)
    agree(asked)

    assert standing(ask(), william) == "asked"


def test_whoever_asked_does_not_agree(asked, william):
    with pytest.raises(Refused, match="asked for themselves"):
        grants.agree(part_id=asked, role=MANAGER, keyring=william, now=NOW)
    assert standing(asked, william) == "asked"


@pytest.mark.parametrize("act", ["agree", "refuse", "undo"])
def test_a_case_worker_decides_on_no_grant(asked, harriet, act):
    said = {} if act == "agree" else {"why": "x"}

    with pytest.raises(Refused, match="Only a field manager"):
        getattr(grants, act)(part_id=asked, role="case worker", keyring=harriet, now=NOW, **said)
    assert not Entry.objects.filter(kind="other").exists()


def test_a_grant_is_agreed_once(asked, agree):
    agree(asked)

    with pytest.raises(Refused, match="settled already"):
        agree(asked)
    assert Entry.objects.filter(kind="other").count() == 1


def test_what_the_fund_lacks_is_not_given_and_the_grant_waits_on(
    open_tasks, ask, agree, levi, harriet
):
    part = ask(cents=PLENTY + 1)

    with pytest.raises(Refused, match=r"RESETTLEMENT has \$0.01 too little"):
        agree(part)
    assert standing(part, harriet) == "asked"
    assert [what for what, _day in open_tasks()] == ["grant"]
    assert not Entry.objects.filter(kind="other").exists()


def test_a_grant_above_the_limit_of_a_hand_is_not_given(asked, agree, settings):
    settings.MONEY_LIMITS = configured.MONEY_LIMITS | {MANAGER: (100, 3_999)}

    with pytest.raises(Refused, match=r"\$40.00 is above what you may stand behind"):
        agree(asked)


def test_a_refusal_needs_a_reason_and_books_nothing(asked, harriet):
    said = {"part_id": asked, "role": MANAGER, "keyring": harriet, "now": NOW}
    with pytest.raises(Refused, match="Say why"):
        grants.refuse(why=" ", **said)
    grants.refuse(why="The shop lends boots.", **said)

    assert standing(asked, harriet) == "refused"
    assert not Entry.objects.filter(kind="other").exists()


def test_only_whoever_asked_takes_it_back(asked, william, harriet):
    with pytest.raises(Refused, match="Somebody else asked"):
        grants.withdraw(part_id=asked, keyring=harriet, now=NOW)

    grants.withdraw(part_id=asked, keyring=william, now=NOW)
    assert standing(asked, william) == "withdrawn"


def test_a_grant_that_was_booked_wrongly_is_undone_by_a_reversal(asked, agree, harriet):
    entry = agree(asked)

    said = {"part_id": asked, "role": MANAGER, "keyring": harriet, "now": NOW}
    grants.undo(why="The shop never got it.", **said)

    assert Entry.objects.filter(reverses=entry, posted=True).count() == 1
    assert book.balance(chart.RESETTLEMENT) == PLENTY
    assert standing(asked, harriet) == "undone"
    with pytest.raises(Refused, match="stands in the book"):
        grants.undo(why="again", **said)


def test_undoing_a_large_grant_waits_for_finance_and_what_they_refuse_stands(
    ask, agree, levi, harriet, settings
):
    settings.MONEY_LIMITS = {MANAGER: (3_000, 50_000), "finance officer": (3_000, 50_000)}
    part = ask()
    agree(part)
    said = {"part_id": part, "role": MANAGER, "keyring": harriet, "now": NOW}
    grants.undo(why="x", **said)
    assert standing(part, harriet) == "undoing"

    finance = Keyring.of(Proposal.objects.get().pk, [levi], alias="Levi")
    waits = Proposal.objects.get().pk
    approving.refuse(proposal_id=waits, why="It was paid.", keyring=finance, now=NOW)
    assert standing(part, harriet) == "agreed"

    grants.undo(why="It came back.", **said)
    waits = Proposal.objects.get(state="waiting").pk
    approving.approve(proposal_id=waits, role="finance officer", keyring=finance, now=NOW)
    assert standing(part, harriet) == "undone"


def test_what_finance_undoes_itself_is_seen_in_the_case(asked, agree, harriet):
    ledger.reverse(entry_id=asked, undoes=agree(asked), on=TODAY)

    assert standing(asked, harriet) == "undone"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"cents": 0}, "above nothing"),
        ({"why": " "}, "Say why"),
        ({"to": " "}, "whom the money is paid to"),
        ({"to": "for Mary Jackson"}, "name of somebody"),
        ({"kind": "relief"}, "no loan of another"),
    ],
)
def test_a_wish_that_is_not_whole_or_names_somebody_is_refused(
    ask, said, why, levi, william, arrived
):
    with pytest.raises(Refused, match=why):
        ask(**said)
    assert parts.listed(arrived, Grant, william) == []


def test_no_lender_is_paid_for_a_loan_that_is_over_or_was_a_mistake(
    ask, agree, arrived, william, levi
):
    loan = services.note(household_id=arrived, value=LOAN, keyring=william, now=NOW)
    part = ask(kind="relief", relieves=loan, cents=5_000)
    services.change(part_id=loan, value=replace(LOAN, state="mistake"), keyring=william, now=NOW)

    with pytest.raises(Refused, match="runs no more"):
        agree(part)

    assert standing(part, william) == "asked"
    assert book.balance(chart.RESETTLEMENT) == PLENTY


def test_a_relief_is_paid_to_the_lender_of_a_loan_that_runs_and_to_nobody_else(
    ask, agree, arrived, william, levi
):
    said = {"household_id": arrived, "keyring": william, "now": NOW}
    loan = services.note(value=LOAN, **said)

    part = ask(kind="relief", relieves=loan, to="somebody else", cents=5_000)
    entry = agree(part)

    note = book.journal_entry(entry, Keyring.of(william.user_id, [levi])).note
    assert (note.memo, note.payee) == ("A grant paid to a lender after arrival", "A shipping line")
    # The loan is the person's own paper: what it says does not follow what we gave.
    assert queries.loans(arrived, william)[0].value == LOAN
    assert not Posting.objects.exclude(case_token=None).exists()


def test_a_strangers_keys_neither_read_nor_decide_a_grant(asked, stranger):
    said = {"part_id": asked, "role": MANAGER, "keyring": stranger, "now": NOW}

    for act in (
        lambda: queries.grant(asked, stranger),
        lambda: grants.agree(**said),
        lambda: grants.refuse(why="x", **said),
        lambda: grants.undo(why="x", **said),
    ):
        with pytest.raises(Refused, match="no such record"):
            act()
