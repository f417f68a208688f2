"""A figure is counted late, looked through, released by two and taken back by one."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from waystation.base.errors import Refused, Tampered
from waystation.dispatch.domain import Passage
from waystation.dispatch.models import PassageRow
from waystation.giving import stamps
from waystation.impact.figures import domain, queries, services
from waystation.impact.figures.preparing import Wish
from waystation.impact.figures.tests.office import NOW
from waystation.impact.models.figures import CountedRow, FigureProposalRow, ReleaseRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap


def one(key: str):
    return queries.one(key, "en")


def arrived(people: int, children: int = 0, at=datetime(1855, 1, 5, tzinfo=UTC)) -> Passage:
    return Passage(
        code="R-KTQWN", group=None, group_label="G", people=people, children=children,
        plan=uuid4(), depart=at, arrive=at, risk_p=0.1, cost_cents=1, state="arrived",
        arrived_at=at,
    )  # fmt: skip


def test_a_figure_stands_in_public_once_a_second_approver_released_it(room):
    proposed = room.propose("people")
    before, stamp = one("people"), stamps.now()

    room.approve(proposed)

    found = one("people")
    assert before is None
    # 12 journeys of 4 are 48; rounded down to tens.
    assert (found.value, found.shown, found.released_on) == (40, "40", NOW.date())
    assert (found.proposed_by, found.approved_by) == ("approver", "approver")
    assert len(found.digest) == 64
    assert stamps.now() == stamp + 1
    ring = Keyring.of(uuid4(), [room.slots["security"]])
    assert [told.kind for told in audit.entries(ring)][:2] == ["figure released", "figure proposed"]


def test_nobody_releases_what_they_proposed_and_the_database_says_so_too(room):
    proposed = room.propose("people")

    with pytest.raises(Refused, match="proposed themselves"):
        room.approve(proposed, by=room.passmore)
    rows = FigureProposalRow.objects.filter(pk=proposed)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="released", decided_by=room.passmore.user_id)

    assert rows.get().state == "waiting"
    assert one("people") is None


def test_a_stranger_and_a_fundraiser_count_propose_and_release_nothing(room):
    proposed = room.propose("people")
    for nobody in (Keyring.of(uuid4(), []), room.julia):
        for act in (
            lambda who: services.count(keyring=who, now=NOW),
            lambda who: services.propose(Wish("children"), keyring=who, now=NOW),
            lambda who: room.approve(proposed, by=who),
            lambda who: services.refuse(proposal_id=proposed, why="no", keyring=who, now=NOW),
            lambda who: queries.proposals(who),
        ):
            with pytest.raises(Refused):
                act(nobody)

    assert not ReleaseRow.objects.exists()


def test_it_counts_to_the_end_of_a_quarter_that_is_over_for_ninety_days_and_its_own_offset(room):
    offset = queries.offset("people", room.passmore)

    made = services.look(Wish("people"), keyring=room.passmore, now=NOW)

    # 1855-10-26 less 90 days is 28 July; 28 days earlier is the last day of June itself.
    expected = date(1855, 6, 30) if offset <= 28 else date(1855, 3, 31)
    assert made.counted_to == expected
    assert queries.offset("people", room.jacob) == offset
    assert 0 <= offset < domain.OFFSETS


def test_the_guard_refuses_in_words_and_nothing_is_written(room):
    room.publish("people")
    # Two journeys of twelve people: enough people, too few journeys.
    room.arrive(date(1855, 1, 5), 6, 6)

    with pytest.raises(Refused) as no:
        room.propose("people")

    assert "2 journeys" in no.value.says
    assert "Wait" in no.value.hint
    assert FigureProposalRow.objects.count() == 1


def test_enough_who_arrived_since_move_the_figure(room):
    room.publish("people")
    room.arrive(date(1855, 1, 5), 4, 4, 4)

    room.publish("people")

    # 48 and 12 are 60.
    assert one("people").value == 60
    assert [told.what for told in queries.releases("en", "people")] == [
        "published anew", "published",
    ]  # fmt: skip


def test_the_guard_is_asked_again_when_it_is_released(room):
    waiting = room.propose("years")
    # Until then the total is published to a later day: of two journeys more.
    room.arrive(date(1855, 1, 5), 6, 6)
    room.publish("people")

    with pytest.raises(Refused):
        room.approve(waiting)

    assert one("years") is None
    assert queries.proposal(waiting, room.jacob).state == "waiting"


def test_years_that_are_too_few_are_told_together_and_the_newest_can_be_left_out(room):
    room.arrive(date(1852, 5, 5), 4)

    room.publish("years")

    # One journey of 1852 is merged into 1853: 4 + 16; 1854 has 32.
    lines = [(line.labels, line.value) for line in one("years").lines]
    assert lines == [(("1852–1853",), 20), (("1854",), 30)]
    left = domain.spans(queries.journeys(room.jacob), date(1855, 6, 30), leave_out=1)
    assert [(since, last) for since, last, _held in left] == [(1852, 1853)]


def test_a_figure_that_is_taken_back_is_nowhere_and_the_guard_remembers_it(room):
    room.publish("people")
    services.retract(
        figure="people", reason="mistake", actor=uuid4(), role="security officer", now=NOW
    )
    room.arrive(date(1855, 1, 5), 4)

    with pytest.raises(Refused):
        room.propose("people")

    assert queries.published("en") == []
    told = queries.releases("en", "people")
    assert (told[0].reason, told[0].shown, told[1].shown) == ("A number in it was wrong.", "", "")
    assert queries.first_broken() is None


def test_the_same_cell_may_stand_again_after_it_was_taken_back(room):
    room.publish("people")
    services.retract(figure="people", reason="review", actor=uuid4(), role="approver", now=NOW)

    room.publish("people")

    assert one("people").value == 40
    assert ReleaseRow.objects.count() == 3


def test_a_release_that_somebody_changed_past_the_console_is_named(room):
    room.publish("people")
    room.publish("children")

    ReleaseRow.objects.filter(number=1).update(told='{"value":90}')

    assert queries.first_broken() == 1


def test_a_release_that_was_forged_is_not_taken_for_one_by_the_guard(room):
    room.publish("people")
    FigureProposalRow.objects.update(state="waiting")

    with pytest.raises(Tampered):
        services.look(Wish("people"), keyring=room.passmore, now=NOW)


def test_journeys_that_ended_are_counted_once_and_corrected_beside_what_was_said(room):
    cell = room.passmore.cell("passages")
    row = add(PassageRow(cell=cell), arrived(5, 2), room.passmore, on=NOW.date())

    first = services.count(keyring=room.passmore, now=NOW)
    again = services.count(keyring=room.passmore, now=NOW)
    swap(row, arrived(7, 2), room.passmore, on=NOW.date())
    corrected = services.count(keyring=room.passmore, now=NOW)

    assert (first, again, corrected) == (1, 0, 1)
    *_rest, was, now_is = queries.journeys(room.jacob)
    assert (was.people, now_is.people, now_is.instead_of) == (5, 7, was.number)
    assert now_is.quarter == date(1855, 3, 31)
    assert domain.standing(queries.journeys(room.jacob))[-1] == now_is


def test_a_batch_that_is_gone_is_noticed(room):
    room.publish("people")
    CountedRow.objects.all()[0].delete()

    with pytest.raises(Tampered):
        room.propose("children")


def test_what_waits_is_taken_back_by_its_maker_and_refused_by_another_with_a_reason(room):
    mine, other = room.propose("people"), room.propose("children")

    with pytest.raises(Refused, match="Somebody else"):
        services.withdraw(proposal_id=mine, keyring=room.jacob, now=NOW)
    services.withdraw(proposal_id=mine, keyring=room.passmore, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        services.refuse(proposal_id=other, why=" ", keyring=room.jacob, now=NOW)
    services.refuse(proposal_id=other, why="Not this month.", keyring=room.jacob, now=NOW)

    states = {kept.id: (kept.state, kept.proposal.answer) for kept in queries.proposals(room.jacob)}
    assert states == {mine: ("withdrawn", ""), other: ("refused", "Not this month.")}
    with pytest.raises(Refused, match="settled"):
        room.approve(other, by=room.jacob, now=NOW + timedelta(days=1))
