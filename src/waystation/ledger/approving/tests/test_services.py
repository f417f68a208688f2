"""Two hands on a payment, or none: asking, approving, refusing, taking back."""

from uuid import uuid4

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.ledger.approving import queries, services
from waystation.ledger.approving.tests.conftest import NOW, Note
from waystation.ledger.models import Proposal
from waystation.vault.keyring import Keyring

ROLE = "finance officer"


def ask(keyring, *, cents=100_000, proposal_id=None, role=ROLE, words="boots for Ann"):
    proposal_id = proposal_id or uuid4()
    answer = services.propose(
        proposal_id=proposal_id,
        act=Note(words),
        kind="test",
        cents=cents,
        why="The ice broke early.",
        role=role,
        keyring=keyring,
        now=NOW,
    )
    return proposal_id, answer


def approve(proposal_id, keyring, role=ROLE):
    return services.approve(proposal_id=proposal_id, role=role, keyring=keyring, now=NOW)


def test_the_second_hand_carries_it_out_with_both_names_on_it(levi, grace, done):
    asked, _answer = ask(levi)

    assert approve(asked, grace) == asked

    assert done == [("boots for Ann", levi.user_id, grace.user_id)]
    row = Proposal.objects.get()
    assert (row.state, row.decided_by, row.decided_on) == (
        "approved",
        grace.user_id,
        NOW.date(),
    )
    assert queries.decided(levi, ROLE)[0].asked.decided == "Grace"


def test_nobody_approves_or_refuses_what_they_asked_for_themselves(levi, done):
    asked, _answer = ask(levi)

    with pytest.raises(Refused, match="themselves"):
        approve(asked, levi)
    with pytest.raises(Refused, match="themselves"):
        services.refuse(proposal_id=asked, why="no", keyring=levi, now=NOW)

    assert done == []
    assert queries.n_waiting() == 1


def test_what_is_refused_is_carried_out_by_nobody_and_says_why(levi, grace, done):
    asked, _answer = ask(levi)

    services.refuse(proposal_id=asked, why="The shop lends them.", keyring=grace, now=NOW)

    (told,) = queries.decided(levi, ROLE)
    assert (told.state, told.asked.answer) == ("refused", "The shop lends them.")
    with pytest.raises(Refused, match="settled"):
        approve(asked, Keyring.of(uuid4(), grace.slots()))
    assert done == []


def test_a_refusal_without_a_reason_is_none(levi, grace, done):
    asked, _answer = ask(levi)

    with pytest.raises(Refused, match="why"):
        services.refuse(proposal_id=asked, why="  ", keyring=grace, now=NOW)

    assert queries.n_waiting() == 1


def test_only_whoever_asked_takes_it_back(levi, grace, done):
    asked, _answer = ask(levi)

    with pytest.raises(Refused, match="Somebody else asked"):
        services.withdraw(proposal_id=asked, keyring=grace, now=NOW)
    services.withdraw(proposal_id=asked, keyring=levi, now=NOW)

    with pytest.raises(Refused, match="settled"):
        approve(asked, grace)


def test_a_sum_above_the_limit_of_either_hand_is_refused(levi, grace, done, settings):
    settings.MONEY_LIMITS = {ROLE: (50_000, 200_000), "small": (0, 99_999)}
    asked, _answer = ask(levi, cents=100_000)

    with pytest.raises(Refused, match=r"\$1,000.00 is above .* \$999.99"):
        approve(asked, grace, role="small")
    with pytest.raises(Refused, match=r"\$2,000.01 is above .* \$2,000.00"):
        ask(levi, cents=200_001)
    with pytest.raises(Refused, match="above"):
        ask(levi, cents=1, role="nobody at all")

    assert done == []


def test_the_same_question_twice_is_one_and_anothers_id_is_refused(levi, grace, done):
    asked, first = ask(levi)

    assert (first, ask(levi, proposal_id=asked)[1]) == ("made", "exists")
    assert queries.n_waiting(but_of=levi.user_id) == 0
    assert queries.n_waiting(but_of=grace.user_id) == 1
    with pytest.raises(Refused, match="already"):
        ask(grace, proposal_id=asked)
    with pytest.raises(Refused, match="already"):
        ask(levi, proposal_id=asked, words="a coat for Ann")

    assert Proposal.objects.count() == 1


def test_what_the_handler_refuses_leaves_it_waiting(levi, grace, done, monkeypatch):
    from waystation.ledger.approving import handlers

    def no(act, approved):
        raise Refused("The fund is empty.", hint="Fill it.")

    monkeypatch.setitem(handlers.HANDLERS, "test", handlers.HANDLERS["test"]._replace(carry_out=no))
    asked, _answer = ask(levi)

    with pytest.raises(Refused, match="empty"):
        approve(asked, grace)

    assert queries.n_waiting() == 1
    approved_later = queries.proposal(asked, grace, ROLE)
    assert approved_later.may_decide


def test_whoever_decides_a_moment_after_somebody_else_is_told_so(levi, grace, done, monkeypatch):
    asked, _answer = ask(levi)
    read = queries.opened

    def overtaken(row, keyring):
        found = read(row, keyring)
        rows = Proposal.objects.filter(pk=row.pk)
        rows.update(state="refused", decided_by=uuid4(), decided_on=NOW.date())
        return found

    monkeypatch.setattr(queries, "opened", overtaken)
    with pytest.raises(Refused, match="settled"):
        approve(asked, grace)

    assert done == []


def test_a_stranger_reads_and_decides_nothing(levi, done):
    asked, _answer = ask(levi)
    stranger = Keyring.of(uuid4(), [])

    with pytest.raises(Refused):
        queries.waiting(stranger, ROLE)
    with pytest.raises(Refused):
        approve(asked, stranger)

    assert done == []


def test_whoever_asks_need_not_be_able_to_read_and_the_row_names_nobody(finance_slot, grace, done):
    harriet = Keyring.of(uuid4(), [], alias="Harriet")
    ask(harriet, role=ROLE)

    row = Proposal.objects.values().get()
    assert set(row) == {
        "id", "kind", "state", "made_on", "made_by", "decided_by", "decided_on", "cell", "box"
    }  # fmt: skip
    assert (row["kind"], row["made_by"]) == ("test", harriet.user_id)
    assert not any(word in bytes(row["box"]) for word in (b"boots", b"Harriet", b"early"))
    assert queries.waiting(grace, ROLE)[0].asked.by == "Harriet"


def test_a_box_put_into_another_row_is_shown_as_unreadable_and_cannot_be_approved(
    levi, grace, done
):
    one, _answer = ask(levi)
    other, _answer = ask(levi)
    box = Proposal.objects.get(pk=one).box
    Proposal.objects.filter(pk=other).update(box=box)

    shown = queries.proposal(other, grace, ROLE)
    assert (shown.is_whole, shown.may_decide) == (False, False)
    with pytest.raises(Tampered):
        approve(other, grace)
    assert done == []
