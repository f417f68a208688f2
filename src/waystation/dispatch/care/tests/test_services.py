"""Rest, stopping and going on, a back-up for a stage, and a law with the day it holds from."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.models import Watch
from waystation.dispatch.blast import services as blast
from waystation.dispatch.blast.domain import Caps
from waystation.dispatch.care import queries, services
from waystation.dispatch.queries import ground, passages
from waystation.dispatch.starting import queries as starting
from waystation.dispatch.starting import services as starts
from waystation.dispatch.tests.river import GUIDES, River
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.network import services as networking
from waystation.network.domain import Closure, Jurisdiction, Partner
from waystation.routing.tests.ripley import READY, at

BELL = Partner(slug="bell", name="Ann Bell", place="ripley", region="OH", assumed=False)
TODAY = READY.date()


@pytest.fixture
def river(db) -> River:
    """The office with a fourth partner, who is asked for nothing yet."""
    made = River(partners=(*GUIDES, BELL))
    made.fund_it()
    return made


def row(river, slug):
    return next(
        kept.id for kept in network.kept("partner", river.harriet) if kept.record.slug == slug
    )


def standing(river, slug) -> str:
    return next(one.standing for one in network.partners(river.harriet) if one.slug == slug)


def who(river, partner_id) -> dict:
    return {"partner_id": partner_id, "by": "Harriet", "keyring": river.harriet, "now": READY}


def spare(river, kept) -> str:
    """Name a partner who leads no stage of a passage."""
    led = {one.stage.guide for one in kept.stages}
    return next(one.slug for one in (*GUIDES, BELL) if one.slug not in led)


def back_ups(river, stage) -> list[str]:
    page = queries.page(row(river, stage.guide), river.harriet, READY)
    return [partner.slug for _id, partner in page.cover[0].back_ups]


def test_whoever_stops_is_planned_on_no_more_and_goes_on_by_their_own_word(river):
    bell = row(river, "bell")

    services.stop(why="", **who(river, bell))

    assert standing(river, "bell") == "stopped"
    assert "bell" not in {one.slug for one in network.for_planning(river.harriet).partners}
    assert [one.stands for one in queries.rows(river.harriet, READY)] == ["stopped"]
    history = network.history(network.record(bell, river.harriet).record, river.harriet)
    assert (history[0].change.did, history[0].change.why) == (
        "stopped",
        "They stop for their safety.",
    )

    services.go_on(why="the house is quiet again", **who(river, bell))

    assert standing(river, "bell") == "vetted"
    assert "bell" in {one.slug for one in network.for_planning(river.harriet).partners}


def test_nobody_stops_twice_or_goes_on_who_did_not_stop(river):
    bell = row(river, "bell")
    with pytest.raises(Refused, match="did not stop"):
        services.go_on(why="", **who(river, bell))
    services.stop(why="", **who(river, bell))

    with pytest.raises(Refused, match="in use can stop"):
        services.stop(why="", **who(river, bell))


def test_a_stranger_lets_nobody_stop_or_rest(river):
    bell = row(river, "bell")
    other = who(river, bell) | {"keyring": river.stranger}

    for act in (
        lambda: services.stop(why="", **other),
        lambda: services.go_on(why="", **other),
        lambda: services.let_rest(days=Closure(first=TODAY, last=TODAY, why="-"), **other),
    ):
        with pytest.raises(Refused):
            act()

    assert standing(river, "bell") == "vetted"
    with pytest.raises(Refused, match="no such partner"):
        services.stop(why="", **who(river, new_id()))


def test_a_stage_goes_to_a_back_up_whom_the_watch_then_calls_and_approvers_are_asked_again(river):
    kept = river.approved()
    first = kept.stages[0]
    ringing = Watch.objects.get(pk=first.stage.watch)

    stage = services.hand_to(
        stage_id=first.id, partner_id=row(river, spare(river, kept)), keyring=river.harriet,
        now=READY,
    )  # fmt: skip

    assert stage.guide == spare(river, kept) != first.stage.guide
    ringing.refresh_from_db()
    assert ringing.state == "answered"
    assert Watch.objects.get(pk=stage.watch).state == "armed"
    with pytest.raises(Refused, match="changed since it was approved"):
        river.note(first.id, "ordered")
    after = river.passage(kept.id)
    known = ground(river.harriet, [one.stage for one in after.stages])
    (held, _second) = starting.found(after, known, river.harriet, READY).stages
    assert held.changed == ("guide", "guide_name")
    for keyring in (river.passmore, river.jacob):
        starts.approve_again(passage_id=kept.id, keyring=keyring, now=READY)
    assert river.note(first.id, "ordered").state == "ordered"


def test_a_stage_whose_order_is_out_goes_to_nobody_else(river):
    kept = river.approved()
    river.note(kept.stages[0].id, "ordered")

    with pytest.raises(Refused, match="cannot go to somebody else now"):
        services.hand_to(
            stage_id=kept.stages[0].id, partner_id=row(river, spare(river, kept)),
            keyring=river.harriet, now=READY,
        )  # fmt: skip


def test_who_leads_another_stage_of_the_way_or_stopped_is_no_back_up(river):
    kept = river.approved()
    first, second = kept.stages
    free = back_ups(river, first.stage)
    # Four partners, of whom two lead a stage.
    assert sorted([*free, first.stage.guide, second.stage.guide]) == sorted(
        one.slug for one in (*GUIDES, BELL)
    )

    with pytest.raises(Refused, match="cannot lead this stage"):
        services.hand_to(
            stage_id=first.id, partner_id=row(river, second.stage.guide), keyring=river.harriet,
            now=READY,
        )  # fmt: skip
    services.stop(why="", **who(river, row(river, free[0])))

    assert back_ups(river, first.stage) == free[1:]
    with pytest.raises(Refused, match="no such passage"):
        services.hand_to(
            stage_id=first.id, partner_id=row(river, free[1]), keyring=river.stranger, now=READY
        )


def test_after_a_stage_that_went_badly_a_rest_is_due_and_once_they_rest_it_is_not(river):
    kept = river.approved()
    river.travel(kept, 1)
    guide = kept.stages[0].stage.guide
    after = at(1_800)
    assert queries.n_rest_due(passages(river.harriet), river.harriet, after) == 0
    # The wheel broke on the way: that alone makes it due.
    river.note(kept.stages[0].id, "problem", at(1_430))

    assert queries.n_rest_due(passages(river.harriet), river.harriet, after) == 1
    assert queries.rows(river.harriet, after)[0].due.why == "hard"

    days = Closure(first=after.date(), last=after.date() + timedelta(days=6), why="a week at home")
    services.let_rest(days=days, **who(river, row(river, guide)) | {"now": after})

    page = queries.page(row(river, guide), river.harriet, after)
    assert (page.stands, page.due, page.rests) == ("resting", None, (days,))
    assert queries.n_rest_due(passages(river.harriet), river.harriet, after) == 0


def test_what_somebody_carried_comes_from_what_was_reported(river):
    kept = river.approved()
    guide = row(river, kept.stages[0].stage.guide)
    assert queries.page(guide, river.harriet, READY).load.stages == 0

    river.travel(kept, 1)

    # Two people by night, from 22:00 to midnight.
    load = queries.page(guide, river.harriet, at(1_500)).load
    assert (load.stages, load.nights, load.people, load.hours) == (1, 1, 2, 2)


def ohio(river) -> None:
    """Put Ohio's law on file, so that the land is known."""
    land = Jurisdiction(code="OH", name="Ohio", law="free state")
    networking.take_in(
        places=(), houses=(), legs=(), partners=(), jurisdictions=[land], keyring=river.harriet,
        now=READY,
    )  # fmt: skip


def test_a_law_is_put_on_file_with_the_day_it_holds_from_and_no_sooner_counts(river):
    on = TODAY + timedelta(days=30)
    ohio(river)

    services.note_law(
        land="OH", on=on, says="harbouring is fined", by="Harriet", keyring=river.harriet, now=READY
    )

    (law,) = hazards.hazards(river.harriet)
    assert (law.kind, law.scope, law.on) == ("law", "OH", on)
    assert law.counts(on - timedelta(days=1)) == 0
    ((name, (known,)),) = queries.known_laws(river.harriet, READY)
    assert (name, known.days) == ("Ohio", 30)


@pytest.mark.parametrize(("land", "says"), [("atlantis", "x"), ("OH", " ")])
def test_a_law_of_nowhere_or_without_words_is_not_put_on_file(river, land, says):
    ohio(river)

    with pytest.raises(Refused):
        services.note_law(
            land=land, on=TODAY, says=says, by="Harriet", keyring=river.harriet, now=READY
        )

    assert hazards.hazards(river.harriet) == []


def test_a_stage_goes_to_nobody_who_would_then_know_of_more_people_than_the_cap(river):
    kept = river.approved()
    first = kept.stages[0]
    to = {"stage_id": first.id, "partner_id": row(river, spare(river, kept))}
    as_now = {"keyring": river.harriet, "now": READY}
    # Two people go: nobody but who leads them already may come to know of them.
    blast.set_caps(caps=Caps(guide_people=1, place_people=2), **as_now)

    with pytest.raises(Refused, match="would give up 2 people; the limit is 1"):
        services.hand_to(**to, **as_now)

    assert river.passage(kept.id).stages[0].stage == first.stage
    blast.set_caps(caps=Caps(guide_people=2, place_people=2), **as_now)
    assert services.hand_to(**to, **as_now).guide != first.stage.guide
