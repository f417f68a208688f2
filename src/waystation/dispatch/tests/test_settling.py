"""How early an order opens and whether two guides meet: settled until somebody can read it."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.dispatch.blast import services as blast
from waystation.dispatch.settling.services import settle
from waystation.routing.tests.ripley import READY


def said(river, kept, number=1, lead_h=24, apart=False, now=None, keyring=None):
    stage = kept.stages[number - 1]
    return settle(
        stage_id=stage.id,
        lead_h=lead_h,
        apart=apart,
        keyring=keyring or river.harriet,
        now=now or stage.stage.depart - timedelta(hours=30),
    )


def test_a_stage_opens_as_early_and_ends_as_was_settled(river):
    kept = river.passage(river.propose())

    said(river, kept, lead_h=6, apart=True)

    first, second = (k.stage for k in river.passage(kept.id).stages)
    assert (first.lead_h, first.apart) == (6, True)
    assert (second.lead_h, second.apart) == (24, False)


@pytest.mark.parametrize("lead_h", [0, 169, -1])
def test_an_order_opens_an_hour_to_a_week_before(river, lead_h):
    kept = river.passage(river.propose())

    with pytest.raises(Refused, match="cannot open"):
        said(river, kept, lead_h=lead_h)


def test_what_can_be_read_is_settled_no_more(river):
    river.fund_it()
    kept = river.approved()
    river.note(kept.stages[0].id, "ordered")
    opens = kept.stages[0].stage.depart - timedelta(hours=24)

    for change in ({"lead_h": 6}, {"apart": True}):
        with pytest.raises(Refused, match="can be read already"):
            said(river, kept, now=opens, **change)

    said(river, kept, lead_h=6, now=opens - timedelta(minutes=1))
    assert river.passage(kept.id).stages[0].stage.lead_h == 6


def test_a_hand_over_stays_as_it_is_once_the_next_guide_can_read_of_it(river):
    river.fund_it()
    kept = river.approved()
    river.note(kept.stages[1].id, "ordered")
    opens = kept.stages[1].stage.depart - timedelta(hours=24)

    with pytest.raises(Refused, match="stage 2 can be read"):
        said(river, kept, apart=True, now=opens)


def test_at_the_end_of_the_way_somebody_is_there(river):
    kept = river.passage(river.propose())

    with pytest.raises(Refused, match="somebody has to be there"):
        said(river, kept, number=2, apart=True)


def test_whoever_lacks_the_passages_settles_nothing(river):
    kept = river.passage(river.propose())

    with pytest.raises(Refused, match="no such passage"):
        said(river, kept, lead_h=6, keyring=river.levi)


def test_an_order_that_was_destroyed_unread_can_be_settled_still(river):
    river.fund_it()
    kept = river.approved()
    one = kept.stages[0]
    river.note(one.id, "ordered")
    opens = one.stage.depart - timedelta(hours=24)
    blast.disclose(
        stage_id=one.id, what="order", by_phone=True, readable_at=opens,
        keyring=river.harriet, now=READY,
    )  # fmt: skip
    blast.end(stage_id=one.id, keyring=river.harriet, now=opens - timedelta(hours=1))

    said(river, kept, lead_h=6, now=opens)

    assert river.passage(kept.id).stages[0].stage.lead_h == 6
