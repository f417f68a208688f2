"""Two other people agree: only then is money set aside, and a watch armed for every stage."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.models import Event, Watch
from waystation.dispatch import services
from waystation.dispatch.models import HandRow, PassageRow
from waystation.dispatch.tests.river import River
from waystation.ledger import queries as ledger
from waystation.routing.tests.ripley import READY, at
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import token_of


def test_two_others_approve_and_the_second_makes_it_so(river):
    passage_id = river.propose()

    first = river.approve(passage_id, river.passmore)
    between = river.passage(passage_id)
    second = river.approve(passage_id, river.jacob)

    assert (first, second) == (False, True)
    assert (between.passage.state, between.missing_approvals) == ("proposed", 1)
    after = river.passage(passage_id)
    assert (after.passage.state, after.missing_approvals) == ("approved", 0)


def test_with_the_second_approval_the_budget_is_set_aside(river):
    kept = river.approved()

    # Two people: 500 + 1000 + 200 + 2700 + 600 + 1000 cents.
    figures = ledger.rescue(kept.passage.fund)
    assert (figures.n_people, figures.budget_cents, figures.spent_cents) == (2, 6_000, 0)
    assert ledger.balance("RESCUE-GENERAL") == 100_000 - 6_000
    assert ledger.check_book() == []


def test_with_the_second_approval_one_watch_a_stage_is_armed_and_told(river):
    kept = river.approved()

    # Evening ends at 1440 and morning at 1800; two hours of grace; both are full quarters.
    armed = Watch.objects.in_bulk([one.stage.watch for one in kept.stages])
    assert [armed[one.stage.watch].due_at for one in kept.stages] == [at(1560), at(1920)]
    assert {watch.state for watch in Watch.objects.all()} == {"armed"}
    # The others are decoys.
    assert {watch.due_at for watch in Watch.objects.all()} == {at(1560), at(1920)}
    assert Event.objects.filter(kind="passage.approved", subject=kept.id).count() == 1


def test_every_approval_is_told_to_the_security_officer(river):
    kept = river.approved()

    second, first = audit.entries(Keyring.of(uuid4(), [river.security]))
    assert (first.kind, first.actor) == ("passage approved", river.passmore.user_id)
    assert first.says == {"of": kept.passage.code, "n": "1/2"}
    assert (second.actor, second.says["n"]) == (river.jacob.user_id, "2/2")


def test_after_the_first_approval_nothing_is_paid_or_armed(river):
    river.approve(river.propose(), river.passmore)

    assert not Watch.objects.exists()
    assert ledger.rescues() == []
    assert not Event.objects.filter(kind="passage.approved").exists()


def test_one_person_does_not_approve_twice(river):
    passage_id = river.propose()
    river.approve(passage_id, river.passmore)

    with pytest.raises(Refused, match="Your hand is already"):
        river.approve(passage_id, river.passmore)

    assert river.passage(passage_id).passage.approvals == 1
    assert HandRow.objects.filter(act="approved").count() == 1


def test_who_planned_a_passage_does_not_approve_it(river):
    passage_id = river.propose()

    with pytest.raises(Refused, match="Your hand is already"):
        river.approve(passage_id, river.harriet)

    assert river.passage(passage_id).passage.approvals == 0


def test_the_database_itself_refuses_a_second_hand_of_one_person(river):
    passage_id = river.propose()
    river.approve(passage_id, river.passmore)
    row = PassageRow.objects.get(pk=passage_id)
    again = token_of(river.passmore.user_id, row, river.passmore)

    with pytest.raises(IntegrityError), transaction.atomic():
        HandRow.objects.create(passage=row, actor=again, act="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandRow.objects.create(passage=row, actor=bytes(16), act="forced")

    # The control: another person's hand is taken.
    HandRow.objects.create(
        passage=row, actor=token_of(river.jacob.user_id, row, river.jacob), act="approved"
    )
    assert row.hands.count() == 3


def test_a_stranger_neither_approves_nor_learns_that_there_is_something(river):
    passage_id = river.propose()

    with pytest.raises(Refused, match="no such passage"):
        river.approve(passage_id, river.stranger)

    assert river.passage(passage_id).passage.approvals == 0


def test_what_is_approved_or_withdrawn_waits_for_no_approval(river):
    kept, gone = river.approved(), river.propose()
    services.withdraw(passage_id=gone, keyring=river.harriet, now=READY)

    for passage_id in (kept.id, gone):
        with pytest.raises(Refused, match="not waiting for approval"):
            river.approve(passage_id, river.jacob)
    assert len(ledger.rescues()) == 1


def test_without_money_the_second_approval_is_refused_whole_and_may_be_given_later(db):
    river = River()
    river.fund_it(5_999)
    passage_id = river.propose()
    river.approve(passage_id, river.passmore)

    with pytest.raises(Refused, match="free for rescues are"):
        river.approve(passage_id, river.jacob)
    refused = river.passage(passage_id)
    river.fund_it(1)

    assert (refused.passage.state, refused.passage.approvals) == ("proposed", 1)
    assert river.approve(passage_id, river.jacob) is True


def test_whoever_laid_a_hand_on_it_sees_that_and_others_do_not(river):
    passage_id = river.propose()
    river.approve(passage_id, river.passmore)

    assert river.passage(passage_id, river.harriet).mine
    assert river.passage(passage_id, river.passmore).mine
    assert not river.passage(passage_id, river.jacob).mine


def test_contingency_that_an_earlier_rescue_left_comes_along(river):
    first = river.approved()
    for number in (1, 2):
        river.travel(first, number)
    river.arrive(first)

    second = river.approved()

    # 600 of its own and 600 of the first.
    assert ledger.parts_left(second.passage.fund)["contingency"] == 1_200
    assert ledger.balance("CONTINGENCY-NEXT") == 0


def test_a_watch_is_set_to_a_quarter_of_an_hour_and_not_to_the_minute():
    assert watches.bucket(at(1_561)) == at(1_575)
    assert watches.bucket(at(1_560)) == at(1_560)
