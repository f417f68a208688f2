"""For every guard and every constraint, one act that this one alone refuses."""

from datetime import date
from functools import partial
from types import SimpleNamespace
from uuid import uuid4

from waystation.base.ids import new_id
from waystation.ledger import chart, reserving, services
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import (
    Account,
    Advance,
    Budget,
    ClosedMonth,
    Entry,
    Fund,
    FundBalance,
    Posting,
    Proposal,
    Reservation,
)
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.tests.hands import FREE, GENERAL, ON_POSTGRES, draft_entry, freeze, line, sql

SEALED = {"cell": uuid4(), "box": b"sealed"}


def scene(gift) -> SimpleNamespace:
    """Set out what is attacked: a promise, an advance of $50 out, proposals, a closed month."""
    ClosedMonth.objects.create(
        month=202602, closed_on=TODAY, closed_by=uuid4(), head=bytes(32), n_entries=0
    )
    promise, hand, other = new_id(), an_advance(), an_advance()
    reserving.reserve(reservation_id=promise, fund=GENERAL, cents=10_000, on=TODAY)
    lines = (Line(chart.STAFF_ADVANCES, FREE, 5_000), Line(chart.BANK, FREE, -5_000))
    draft = Draft("advance", TODAY, lines, advance=hand.pk)
    services.post(entry_id=new_id(), draft=draft)
    decided = a_proposal()
    Proposal.objects.filter(pk=decided.pk).update(state="withdrawn")
    return SimpleNamespace(
        gift=Entry.objects.get(pk=gift),
        promise=Reservation.objects.get(pk=promise),
        hand=hand,
        rescue=Fund.objects.create(
            code="R-1", restricted=True, purpose=chart.RESCUE_PURPOSE, opened_on=TODAY
        ).code,
        other_hand=other,
        waiting=a_proposal(),
        decided=decided,
    )


def an_advance(**fields) -> Advance:
    values = {"fund": Fund.objects.get(code=FREE), "given_on": TODAY, "due_on": TODAY}
    return Advance.objects.create(id=new_id(), **(values | SEALED | fields))


def a_proposal(**fields) -> Proposal:
    values = {"kind": "loss", "made_on": TODAY, "made_by": uuid4()}
    return Proposal.objects.create(id=new_id(), **(values | SEALED | fields))


def a_promise(**fields) -> Reservation:
    values = {
        "fund": Fund.objects.get(code=GENERAL),
        "reserved_minor": 500,
        "made_on": TODAY,
        "body_mac": bytes(32),
    }
    return Reservation.objects.create(id=new_id(), **(values | fields))


def a_budget(s, **fields) -> Budget:
    values = {"template": "x", "n_people": 1, "case_token": bytes(16), "opened_by": s.gift}
    return Budget.objects.create(fund=Fund.objects.get(code=s.rescue), **(values | fields))


def a_cost(**fields):
    entry = draft_entry()
    return line(entry, "costs", FREE, 5, **fields).save()


def change(model, which, **fields):
    """Change one row past its model."""
    return model.objects.filter(pk=which.pk).update(**fields)


def raw_line(entry, verb, amount):
    sql(
        f"{verb} INTO ledger_posting(entry_id,account_id,fund_id,currency,minor,budget_line,month)"
        f" SELECT %s,account_id,fund_id,currency,{amount},'',month FROM ledger_posting LIMIT 1",
        entry.pk.hex,
    )


def overdraw(cents):
    freeze(draft_entry(("costs", GENERAL, cents), ("bank", GENERAL, -cents)))


def _entries(s):
    free = partial(draft_entry, ("bank", FREE, 5), ("gifts", FREE, -5))
    back = partial(draft_entry, ("bank", GENERAL, -5), ("gifts", GENERAL, 5))
    return {
        "entry_born": lambda: draft_entry(
            posted=True, number=9, prev_hash=bytes(32), hash=bytes(32)
        ),
        "entry_frozen": lambda: change(Entry, s.gift, kind="grant"),
        "entry_post": lambda: freeze(draft_entry(("bank", FREE, 5), ("gifts", FREE, -4))),
        "entry_dated": lambda: freeze(free(month=202604)),
        "entry_undoes": lambda: freeze(back(), reverses_id=s.gift.pk),
        "entry_hands": lambda: freeze(draft_entry(("hand", FREE, 5), ("bank", FREE, -5))),
        "entry_counts": lambda: overdraw(1_000_001),
        "entry_kept": lambda: sql("DELETE FROM ledger_entry WHERE number=1"),
    }


def _lines(s):
    token, eur = {"case_token": bytes(16)}, {"currency": "EUR"}
    bank, gifts = (Account.objects.get(code=code) for code in (chart.BANK, chart.GIFTS))
    stray = draft_entry()

    def rewritten(**fields):
        line(stray, "costs", FREE, 5).save()
        return Posting.objects.filter(entry=stray).update(**fields)

    return {
        "posting_add": lambda: line(s.gift, "bank", GENERAL, 5).save(),
        "posting_edit": lambda: s.gift.postings.update(minor=1),
        "posting_drop": lambda: sql("DELETE FROM ledger_posting WHERE minor=1000000"),
        "posting_token_insert": lambda: line(draft_entry(), "bank", FREE, 5, **token).save(),
        "posting_token_update": lambda: rewritten(account=bank, **token),
        "posting_currency_insert": lambda: a_cost(**eur),
        "posting_rescue_insert": lambda: line(
            draft_entry(), "gifts", s.rescue, -5, budget_line="medical"
        ).save(),
        "posting_rescue_update": lambda: rewritten(
            fund=Fund.objects.get(code=s.rescue), account=gifts
        ),
        "posting_currency_update": lambda: rewritten(**eur),
    }


def _chart(s):
    bank, fund = Account.objects.get(code=chart.BANK), Fund.objects.get(code=GENERAL)
    return {
        "account_frozen": lambda: change(Account, bank, counterparty="staff"),
        "account_kept": lambda: sql("DELETE FROM ledger_account WHERE id=%s", bank.pk),
        "fund_frozen": lambda: change(Fund, fund, restricted=False),
        "fund_kept": lambda: sql("DELETE FROM ledger_fund WHERE id=%s", fund.pk),
    }


def _purses(s):
    purse = FundBalance.objects.get(fund__code=GENERAL)
    empty = Fund.objects.get(code="RESETTLEMENT")
    mine = {"fund": empty, "restricted": True, "liquid_minor": 500}
    return {
        "balance_born": lambda: FundBalance.objects.create(**mine),
        "balance_moves": lambda: change(FundBalance, purse, liquid_minor=2_000_000),
        "balance_kept": lambda: sql("DELETE FROM ledger_fundbalance"),
        "reservation_born": lambda: a_promise(state="voided", posted_minor=0),
        "reservation_counted": lambda: a_promise(reserved_minor=990_001),
        "reservation_frozen": lambda: change(Reservation, s.promise, reserved_minor=1),
        "reservation_claimed": lambda: change(
            Reservation, s.promise, entry=s.gift, posted_minor=10_000
        ),
        "reservation_spent": lambda: change(
            Reservation, s.promise, entry=draft_entry(), posted_minor=10_000, state="posted"
        ),
        "reservation_kept": lambda: sql("DELETE FROM ledger_reservation"),
        "budget_born": lambda: a_budget(s, closed_on=TODAY),
        "budget_frozen": lambda: change(Budget, a_budget(s), n_people=9),
        "budget_kept": lambda: Budget.objects.filter(pk=a_budget(s).pk)._raw_delete("default"),
    }


def _desk(s):
    month = ClosedMonth.objects.filter(month=202602)
    closed = {"closed_on": TODAY, "closed_by": uuid4(), "head": bytes(32), "n_entries": 0}
    return {
        "advance_born": lambda: an_advance(closed_on=TODAY),
        "advance_frozen": lambda: change(Advance, s.hand, currency="THB"),
        "advance_closed": lambda: change(Advance, s.hand, closed_on=TODAY),
        "advance_kept": lambda: Advance.objects.filter(pk=s.other_hand.pk)._raw_delete("default"),
        "proposal_born": lambda: a_proposal(state="approved", decided_by=uuid4()),
        "proposal_decided": lambda: change(Proposal, s.decided, state="waiting"),
        "proposal_kept": lambda: sql("DELETE FROM ledger_proposal"),
        "month_born": lambda: ClosedMonth.objects.create(month=202601, **closed),
        "month_frozen": lambda: month.update(month=202501),
        "month_kept": lambda: sql("DELETE FROM ledger_closedmonth"),
    }


def _on_sqlite(s):
    return {
        "posting_whole_insert": lambda: raw_line(draft_entry(), "INSERT", "0.5"),
        "posting_whole_update": lambda: sql(
            "UPDATE ledger_posting SET minor=0.5 WHERE entry_id=%s",
            draft_entry(("bank", FREE, 5)).pk.hex,
        ),
        "account_born": lambda: sql(
            "INSERT OR REPLACE INTO ledger_account SELECT * FROM ledger_account"
        ),
        "fund_born": lambda: sql("INSERT OR REPLACE INTO ledger_fund SELECT * FROM ledger_fund"),
        "balance_frozen": lambda: FundBalance.objects.update(currency="EUR"),
        "balance_promises": lambda: FundBalance.objects.update(reserved_minor=0),
    }


def _on_postgres(s):
    tables = ("posting", "fundbalance", "reservation", "proposal", "closedmonth", "budget")
    return {f"{table}_emptied": partial(sql, f"TRUNCATE ledger_{table}") for table in tables}


def by_guard(s) -> dict:
    """Name for every guard of this database the act that it alone refuses."""
    more = _on_postgres(s) if ON_POSTGRES else _on_sqlite(s)
    return _entries(s) | _lines(s) | _chart(s) | _purses(s) | _desk(s) | more


def by_constraint(s) -> dict:
    """Name for every constraint of the book the act that it alone refuses."""
    fund, free = Fund.objects.create, {"restricted": False, "purpose": "x", "opened_on": TODAY}
    account, someone = Account.objects.create, uuid4()
    return {
        "fund_is_no_claim": lambda: fund(code="LOAN-1", **free),
        "account_type": lambda: account(code="X", type="claim", counterparty="none"),
        "account_counterparty": lambda: account(code="X", type="asset", counterparty="passenger"),
        "account_is_no_claim": lambda: account(
            code="Assets:Refugees", type="asset", counterparty="none"
        ),
        "entry_two_hands": lambda: draft_entry(made_by=someone, approved_by=someone),
        "entry_second_hand": lambda: draft_entry(kind="field-loss", made_by=someone),
        "entry_evidence": lambda: draft_entry(evidence_level=6),
        "entry_commitment": lambda: draft_entry(commitment=b"short"),
        "entry_digests": lambda: draft_entry(body_mac=b"short"),
        "entry_key_once": lambda: draft_entry(key=bytes(s.gift.external_key)),
        "entry_numbered_when_posted": lambda: draft_entry(number=9),
        "entry_chained_when_posted": lambda: freeze(
            draft_entry(("bank", FREE, 5), ("gifts", FREE, -5)), hash=b"short"
        ),
        "posting_of_something": lambda: line(draft_entry(), "bank", FREE, 0).save(),
        "posting_budget_line": lambda: a_cost(budget_line="bribes"),
        "posting_token": lambda: a_cost(case_token=b"short"),
        "budget_token": lambda: a_budget(s, case_token=b"short"),
        # There is enough, but 10,000 cents of it are promised.
        "balance_covers_promises": lambda: overdraw(990_001),
        "reservation_of_something": lambda: a_promise(reserved_minor=-5),
        "reservation_budget_line": lambda: a_promise(budget_line="bribes"),
        "reservation_resolved": lambda: change(
            Reservation, s.promise, state="voided", posted_minor=5
        ),
        "reservation_digest": lambda: a_promise(body_mac=b"short"),
        "proposal_state": lambda: change(Proposal, s.waiting, state="lost"),
        "proposal_two_hands": lambda: change(
            Proposal, s.waiting, state="approved", decided_by=s.waiting.made_by
        ),
    } | ({} if ON_POSTGRES else _no_third_truth(s))


def _no_third_truth(s):
    return {
        "fund_restricted_or_not": lambda: sql(
            "INSERT INTO ledger_fund(code,restricted,purpose,opened_on) VALUES('X',2,'x',%s)",
            date.isoformat(TODAY),
        ),
        "entry_posted": lambda: (
            sql(
                "UPDATE ledger_entry SET posted=2,number=4,prev_hash=("
                "SELECT hash FROM ledger_entry WHERE number=3),hash=zeroblob(32) WHERE posted=0"
            )
            if draft_entry(("bank", FREE, 5), ("gifts", FREE, -5))
            else None
        ),
    }
