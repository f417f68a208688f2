"""Arrival closes a passage once everybody was handed over, and passes on what was not needed."""

import pytest

from waystation.base.errors import Refused
from waystation.base.models import Event, Watch
from waystation.dispatch import services
from waystation.ledger import queries as book
from waystation.routing.tests.ripley import at


def travelled(river, **changes):
    kept = river.approved(**changes)
    for number in (1, 2):
        river.travel(kept, number)
    return kept


def test_when_all_were_handed_over_the_passage_closes(river):
    kept = travelled(river)

    passage = river.arrive(kept)

    assert (passage.state, passage.arrived_at) == ("arrived", at(1_800))
    assert river.passage(kept.id).passage == passage
    assert Event.objects.filter(kind="passage.arrived", subject=kept.id).count() == 1
    assert {watch.state for watch in Watch.objects.all()} == {"answered"}


def test_unused_contingency_rolls_on_and_the_rest_returns(river):
    kept = travelled(river)

    river.arrive(kept)

    # Of 6,000: 98 + 76 + 960 = 1,134 were spent, 600 of contingency roll on, 1,000 wait for the
    # people, and 6,000 - 1,134 - 600 - 1,000 = 3,266 return to the general fund.
    assert book.balance("CONTINGENCY-NEXT") == 600
    assert book.balance("RESCUE-GENERAL") == 100_000 - 6_000 + 3_266
    assert book.parts_left(kept.passage.fund) == {
        "basic_needs": 0,
        "transportation": 0,
        "accommodation": 0,
        "rescue_fees": 0,
        "contingency": 0,
        "resettlement": 1_000,
    }
    assert book.check_book(river.levi) == []


@pytest.mark.parametrize(("done", "open_stages"), [((), "1, 2"), ((1,), "2"), ((2,), "1")])
def test_while_a_stage_is_open_nobody_has_arrived(river, done, open_stages):
    kept = river.approved()
    for number in done:
        river.travel(kept, number)

    with pytest.raises(Refused, match=f"stage {open_stages} is still open"):
        river.arrive(kept)

    assert river.passage(kept.id).passage.arrived_at is None
    assert book.balance("CONTINGENCY-NEXT") == 0


def test_a_proposal_does_not_arrive(river):
    kept = river.passage(river.propose())

    with pytest.raises(Refused, match="still open"):
        river.arrive(kept)


def test_arriving_twice_is_arriving_once(river):
    kept = travelled(river)
    first = river.arrive(kept)
    entries = book.totals().n_entries

    assert river.arrive(kept) == first
    assert book.totals().n_entries == entries


def test_a_stranger_records_no_arrival(river):
    kept = travelled(river)

    with pytest.raises(Refused, match="no such passage"):
        services.arrive(passage_id=kept.id, keyring=river.stranger, now=at(1_800))

    assert river.passage(kept.id).passage.state == "moving"
