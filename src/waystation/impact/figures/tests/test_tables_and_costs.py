"""Tables with noise and their budget, costs and their limits, and the sheets they come from."""

from datetime import date, timedelta

import pytest

from waystation.base.errors import Refused
from waystation.giving import prices
from waystation.impact.figures import domain, queries, reading, services
from waystation.impact.figures.domain import Line
from waystation.impact.figures.tests.office import NOW
from waystation.ledger.reports import queries as reports
from waystation.ledger.reports.costing import CostPeriod

TABLE = b"region,group,people\nCanada West,school,41\nCanada West,trade,9\n"
LINES = [Line(("Canada West", "school"), 41), Line(("Canada West", "trade"), 9)]


def propose(room, *, epsilon=500, lines=LINES, now=NOW, figure="learning"):
    return services.propose_table(
        figure=figure, lines=lines, milli_epsilon=epsilon, keyring=room.passmore, now=now
    )


def test_a_table_is_told_with_its_noise_and_its_counts_are_kept_nowhere(room):
    proposed = propose(room)
    drawn = queries.proposal(proposed, room.jacob).proposal.told

    room.approve(proposed)

    found = queries.one("learning", "en")
    assert found.lines == drawn.lines
    assert [line.labels for line in found.lines] == [line.labels for line in LINES]
    assert found.milli_epsilon == 500


def test_privacy_is_spent_when_noise_is_drawn_and_a_spent_year_refuses(room):
    for _nth in range(2):
        drawn = propose(room)
        services.withdraw(proposal_id=drawn, keyring=room.passmore, now=NOW)

    with pytest.raises(Refused, match="0 of 1000"):
        propose(room, epsilon=250)

    assert queries.spent(1855) == [500, 500]
    assert propose(room, now=NOW + timedelta(days=90)) is not None


def test_a_table_keeps_its_lines(room):
    room.approve(propose(room))

    with pytest.raises(Refused, match="other lines"):
        propose(room, lines=LINES[:1])


def test_a_sheet_of_a_table_has_every_group_in_every_region():
    assert reading.read_table(TABLE) == LINES
    for bad, why in (
        (TABLE + b"Toronto,school,3\n", "Not every region"),
        (TABLE + b"Canada West,school,3\n", "Line 4"),
        (TABLE + b"Toronto,,3\n", "Line 4"),
        (TABLE.replace(b"41", b"-1"), "Line 2"),
        (TABLE.replace(b"region", b"place"), "The first line"),
        (b"\xff\xfe", "no table of text"),
    ):
        with pytest.raises(Refused, match=why):
            reading.read_table(bad)


def test_a_sheet_of_earlier_journeys_is_read_strictly_and_taken_in_once(room):
    sheet = b"arrived_on,people,children\n1853-05-02,4,2\n"
    found = reading.read_earlier(sheet, today=NOW.date())

    said = {"earlier": found, "content": sheet, "keyring": room.passmore, "now": NOW}
    n = services.take_earlier(**said)
    with pytest.raises(Refused, match="already"):
        services.take_earlier(**said)

    assert n == 1
    assert queries.journeys(room.jacob)[-1].quarter == date(1853, 6, 30)
    for bad in (b"1853-5-2,4,2", b"1860-01-01,4,2", b"1853-05-02,4,5", b"1853-05-02,0,0", b"x"):
        with pytest.raises(Refused, match="Line 2"):
            reading.read_earlier(b"arrived_on,people,children\n" + bad, today=NOW.date())


def test_both_figures_of_a_cost_are_rounded_before_they_are_divided():
    told = domain.cost("direct", 213_450, 57)

    # 57 are 50 when rounded, of whom ten cost 42,690: the step is 43,000. 213,450 is 4 of them.
    assert (told.step_cents, told.cents, told.each) == (43_000, 172_000, 3_440)
    # True is 213,450 / 57 = 3,745, between 172,000 / 59 and 214,999 / 50.
    assert (told.low, told.high) == (2_915, 4_300)
    assert told.low <= 213_450 // 57 <= told.high


def test_whoever_knows_the_sum_learns_no_more_of_the_people_than_the_tens():
    told = {domain.cost("all-in", 213_457, people) for people in range(50, 60)}

    assert len(told) == 1


@pytest.fixture
def book(monkeypatch):
    """Let the book know of so many people in a year; their costs are ten dollars each and three."""

    def tell(n_people: int) -> None:
        def told(spans):
            direct, all_in = {"a": 1_000 * n_people}, {"a": 1_300 * n_people}
            return [CostPeriod(*span, n_people, n_people, direct, all_in) for span in spans]

        monkeypatch.setattr(reports, "cost_periods", told)

    return tell


def test_a_cost_is_published_with_the_price_that_campaigns_count_with_and_taken_back(room, book):
    room.arrive(date(1854, 6, 3), *[5] * 8)
    book(72)

    room.publish("cost", year=1854)
    price = prices.all_in_cost()
    services.retract(
        figure="cost", reason="mistake", actor=room.jacob.user_id, role="approver", now=NOW
    )

    # 72 people are 70: ten of them cost 13,372 of 93,600 cents; the step is 14,000, of which 6.
    assert price == (84_000 // 70, 1854)
    assert prices.all_in_cost() is None


def test_a_cost_is_refused_where_the_book_speaks_of_others_or_of_too_few(room, book):
    book(8)
    with pytest.raises(Refused, match="Fewer than 50"):
        room.propose("cost", year=1854)
    room.arrive(date(1854, 6, 3), *[5] * 8)
    with pytest.raises(Refused, match="closed rescues of 8 people"):
        room.propose("cost", year=1854)
    with pytest.raises(Refused, match="not over"):
        room.propose("cost", year=1855)
