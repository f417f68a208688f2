"""What guides report moves a stage on, pays it and quiets its watch; nothing else does."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.models import Event, Watch
from waystation.dispatch import services
from waystation.dispatch.domain import STEPS
from waystation.dispatch.models import StageRow
from waystation.dispatch.tests.river import River
from waystation.ledger import queries as book
from waystation.ledger.budgets import services as ledger
from waystation.ledger.models import Reservation
from waystation.routing.tests.ripley import READY, at

ORDER = ["planned", "ordered", "accepted", "met", "handed over"]


@pytest.fixture
def kept(river):
    return river.approved()


def bring_to(river, stage_id, state: str) -> None:
    for what in ORDER[1 : ORDER.index(state) + 1]:
        river.note(stage_id, what)


def test_each_word_moves_its_stage_one_step(river, kept):
    stage_id = kept.stages[0].id

    states = [river.note(stage_id, what).state for what in ORDER[1:]]

    assert states == ORDER[1:]
    told = [report.what for report in river.passage(kept.id).stages[0].stage.reports]
    assert told == ORDER[1:]


@pytest.mark.parametrize("state", ORDER)
def test_a_word_out_of_turn_is_refused_and_changes_nothing(river, kept, state):
    stage_id = kept.stages[0].id
    bring_to(river, stage_id, state)
    before = river.passage(kept.id)

    for what in [*ORDER, "arrived", ""]:
        if (state, what) not in STEPS:
            with pytest.raises(Refused, match="cannot become"):
                river.note(stage_id, what, READY + timedelta(hours=1))

    assert river.passage(kept.id) == before


@pytest.mark.parametrize("what", ["late", "problem", "pick-up"])
def test_word_that_only_informs_is_kept_with_its_words_and_moves_nothing(river, kept, what):
    stage_id = kept.stages[0].id
    river.note(stage_id, "ordered")

    stage = river.note(stage_id, what, at(500), words="the wheel broke")

    assert stage.state == "ordered"
    assert (stage.reports[-1].what, stage.reports[-1].words) == (what, "the wheel broke")


def test_the_same_word_twice_changes_nothing(river, kept):
    stage_id = kept.stages[0].id
    bring_to(river, stage_id, "met")
    river.note(stage_id, "handed over", at(1_440))
    entries, revision = book.totals().n_entries, StageRow.objects.get(pk=stage_id).revision

    again = river.note(stage_id, "handed over", at(1_440))

    assert again.state == "handed over"
    assert [report.what for report in again.reports].count("handed over") == 1
    assert book.totals().n_entries == entries
    assert StageRow.objects.get(pk=stage_id).revision == revision
    assert Event.objects.filter(kind="stage.handed_over").count() == 1


def test_the_first_word_sets_the_passage_moving_and_where_to_be_picked_up_is_remembered(
    river, kept
):
    river.note(kept.stages[0].id, "ordered")
    river.note(kept.stages[0].id, "pick-up", at(410), words="behind the mill at nine")

    passage = river.passage(kept.id).passage
    assert passage.state == "moving"
    assert passage.pick_up == "behind the mill at nine"


def test_a_hand_over_pays_the_stage_and_the_book_stays_whole(river, kept):
    river.travel(kept, 1)

    # 73 for food, 76 for beds, 480 for the guide and the wagon; see test_domain.
    figures = book.rescue(kept.passage.fund)
    spent = {part.category: part.spent_cents for part in figures.categories if part.spent_cents}
    assert spent == {"basic_needs": 73, "accommodation": 76, "rescue_fees": 480}
    assert book.check_book(river.levi) == []
    memo = book.journal(keyring=river.levi)[0].note.memo
    assert memo == f"{kept.passage.code}, 1"


def test_a_hand_over_quiets_its_own_watch_and_no_other(river, kept):
    river.travel(kept, 1)

    states = {watch.id: watch.state for watch in Watch.objects.all()}
    assert states[kept.stages[0].stage.watch] == "answered"
    assert states[kept.stages[1].stage.watch] == "armed"
    assert Event.objects.filter(kind="stage.handed_over", subject=kept.stages[0].id).exists()


def spend_it_all(river, kept):
    # All 2,700 for fees and all 600 of contingency are gone: nothing covers another 480. Nobody
    # could take what is promised to the stages, so the promises are taken back first.
    ledger.release(Reservation.objects.values_list("pk", flat=True))
    ledger.pay_stage(
        entry_id=new_id(),
        fund=kept.passage.fund,
        costs={"rescue_fees": 3_300},
        on=READY.date(),
    )


def test_what_the_rescue_cannot_pay_the_general_fund_pays_and_says_so(river, kept):
    spend_it_all(river, kept)
    before = book.balance("RESCUE-GENERAL")

    river.travel(kept, 1)

    stage = river.passage(kept.id).stages[0].stage
    assert (stage.reports[-1].what, stage.reports[-1].words) == ("paid", "from the general fund")
    assert book.balance("RESCUE-GENERAL") == before - 73 - 76 - 480
    assert book.check_book(river.levi) == []


def test_a_stage_nobody_can_pay_holds_up_no_hand_over_but_the_arrival(db):
    river = River()
    river.fund_it(6_000)  # just the budget of two people
    kept = river.approved()
    spend_it_all(river, kept)
    river.travel(kept, 1)
    river.travel(kept, 2)

    stage = river.passage(kept.id).stages[0].stage
    assert stage.state == "handed over"
    assert [report.what for report in stage.reports][-1] == "unpaid"
    with pytest.raises(Refused, match="not paid yet"):
        river.arrive(kept)
    again = {"stage_id": kept.stages[0].id, "keyring": river.harriet, "now": at(1_700)}
    assert services.pay_again(**again) is False
    river.fund_it(10_000)
    assert services.pay_again(**again) is True
    with pytest.raises(Refused, match="not unpaid"):
        services.pay_again(**again)
    for other in river.passage(kept.id).unpaid:
        services.pay_again(stage_id=other.id, keyring=river.harriet, now=at(1_700))
    assert river.arrive(kept).state == "arrived"
    assert book.check_book(river.levi) == []


def test_nobody_moves_on_a_passage_that_is_not_approved(river):
    proposed, gone = (river.passage(river.propose()) for _ in range(2))
    services.withdraw(passage_id=gone.id, keyring=river.harriet, now=READY)

    for kept in (proposed, gone):
        with pytest.raises(Refused, match="Nobody may move"):
            river.note(kept.stages[0].id, "ordered")
        assert river.passage(kept.id).stages[0].stage.state == "planned"


def test_a_stranger_notes_nothing(river, kept):
    with pytest.raises(Refused, match="no such passage"):
        river.note(kept.stages[0].id, "ordered", keyring=river.stranger)
    with pytest.raises(Refused, match="no such passage"):
        river.note(new_id(), "ordered")

    assert river.passage(kept.id).stages[0].stage.state == "planned"
