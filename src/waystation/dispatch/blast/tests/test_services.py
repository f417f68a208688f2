"""Disclosures are written down as they are made, and caps hold proposals back."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.dispatch.blast import queries, services
from waystation.dispatch.blast.capping import refuse_beyond_caps
from waystation.dispatch.blast.domain import Caps
from waystation.dispatch.models import CapsRow, DisclosureRow
from waystation.dispatch.tests.test_knowing import stage
from waystation.routing.tests.ripley import READY
from waystation.vault import cells
from waystation.vault.keyring import Keyring
from waystation.vault.models import AuditEntry

HOUR = timedelta(hours=1)


def disclose(river, stage_id, *, opens=READY, by_phone=True, keyring=None):
    return services.disclose(
        stage_id=stage_id, what="order", by_phone=by_phone, readable_at=opens,
        keyring=keyring or river.harriet, now=READY,
    )  # fmt: skip


def cap(river, keyring=None, **changes) -> None:
    services.set_caps(caps=Caps(**changes), keyring=keyring or river.harriet, now=READY)


def test_a_disclosure_is_sealed_with_its_stage_and_read_back(river, kept):
    one = kept.stages[0]
    disclose(river, one.id, opens=READY + HOUR)

    (found,) = queries.disclosed(river.harriet)[kept.id]

    assert (found.stage, found.number, found.to) == (one.id, 1, one.stage.guide)
    assert (found.readable_at, found.ended_at) == (READY + HOUR, None)
    body = bytes(DisclosureRow.objects.get().body)
    assert one.stage.guide.encode() not in body


def test_a_guide_who_was_told_gives_up_the_group_from_that_hour_on(river, kept):
    guide = kept.stages[0].stage.guide
    disclose(river, kept.stages[0].id, opens=READY + HOUR)

    early = queries.guide_lost(guide, river.harriet, READY)
    late = queries.guide_lost(guide, river.harriet, READY + HOUR)

    assert (len(early.told), len(late.told)) == (0, 1)
    assert late.exposure.people == 2


def test_what_ends_unread_was_never_known_and_what_was_read_stays_known(river, kept):
    first, second = (one.id for one in kept.stages)
    disclose(river, first, opens=READY)
    disclose(river, second, opens=READY + 2 * HOUR)
    disclose(river, second, by_phone=False)

    n = [
        services.end(stage_id=stage_id, unread=True, keyring=river.harriet, now=READY + HOUR)
        for stage_id in (first, second)
    ]

    # The first could be read; of the second, what a person said does not lie on a phone.
    assert n == [0, 1]
    assert services.end(stage_id=first, keyring=river.harriet, now=READY + HOUR) == 1
    guide = kept.stages[0].stage.guide
    assert len(queries.guide_lost(guide, river.harriet, READY + HOUR).told) == 1
    assert queries.phone_lost(guide, river.harriet, READY + HOUR).told == ()


def test_nothing_is_written_of_a_stage_that_is_not_the_writers(river, kept):
    stranger = Keyring.of(river.harriet.user_id, [cells.found("passages")])

    with pytest.raises(Refused, match="no such passage"):
        disclose(river, kept.stages[0].id, keyring=stranger)

    assert not DisclosureRow.objects.exists()


def test_an_account_that_opens_the_passages_gives_up_all_of_them(river, kept):
    cell = river.harriet.cell("passages")
    reader = cells.Reader(river.passmore.user_id, river.passmore.user_id, bytes(32))
    cells.add_reader(cell, reader, river.harriet)

    theirs = queries.staff_lost(river.passmore.user_id, river.harriet, READY)
    nobodys = queries.staff_lost(river.levi.user_id, river.harriet, READY)

    assert (theirs.exposure.people, theirs.exposure.groups, len(theirs.told)) == (2, 1, 2)
    assert (nobodys.exposure.people, nobodys.told) == (0, ())


def test_caps_are_sealed_in_the_networks_compartment_and_one_row_is_kept(river):
    cap(river, guide_people=12)
    cap(river, guide_people=9, place_people=20, days=14)

    assert queries.caps(river.harriet) == Caps(9, 20, 14)
    assert CapsRow.objects.get().cell == river.harriet.cell("network")
    assert AuditEntry.objects.filter(kind=196).count() == 2


@pytest.mark.parametrize(
    "changes", [{"guide_people": 0}, {"place_people": 10_001}, {"days": 0}, {"days": 366}]
)
def test_a_cap_that_cannot_be_kept_is_refused(river, changes):
    with pytest.raises(Refused):
        cap(river, **changes)

    assert not CapsRow.objects.exists()


def test_nobody_sets_caps_without_the_networks_compartment(river):
    with pytest.raises(Refused, match="Your keys do not open"):
        cap(river, keyring=river.levi, guide_people=5)

    assert not CapsRow.objects.exists()


def test_a_proposal_by_which_one_guide_would_give_up_more_than_the_cap_is_refused(river):
    cap(river, guide_people=1)

    with pytest.raises(Refused, match="would give up 2 people; the limit is 1") as refused:
        river.propose()

    assert "other guides" in refused.value.hint
    cap(river, guide_people=2)
    assert river.propose()


def test_a_place_where_too_many_come_past_is_refused_too_and_counts_those_proposed(river):
    river.propose()
    cap(river, place_people=3)

    with pytest.raises(Refused, match="would give up 4 people; the limit is 3"):
        river.propose()


def test_what_is_beyond_a_cap_already_holds_back_nobody_who_makes_it_no_worse(river):
    there = river.passage(river.propose()).stages[0].stage
    cap(river, guide_people=1)
    times = {"depart": there.depart, "arrive": there.arrive}
    elsewhere = stage(1, "gay", ("utica", "rochester"), **times)
    same_place = stage(1, "gay", (there.from_place, "rochester"), **times)

    refuse_beyond_caps([elsewhere], 1, river.harriet)
    with pytest.raises(Refused, match="would give up 3 people; the limit is 1"):
        refuse_beyond_caps([same_place], 1, river.harriet)


def test_without_a_cap_nothing_is_weighed(river):
    assert queries.caps(river.harriet) == Caps(None, None)
    assert river.propose()
