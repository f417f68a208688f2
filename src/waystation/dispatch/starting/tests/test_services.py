"""No order goes out while a reason stands; words, approvals and stepping aside are taken down."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import services as cases
from waystation.cases.consent import services as consenting
from waystation.cases.consent.tests.builders import an_answer
from waystation.cases.person import named
from waystation.cases.queries import group_detail
from waystation.cases.tests.builders import settle
from waystation.dispatch import queries, services
from waystation.dispatch.agreed import AGREED_TO, LOOKED
from waystation.dispatch.models import HandRow
from waystation.dispatch.starting import queries as starting
from waystation.dispatch.starting import services as starts
from waystation.dispatch.tests.river import GUIDES, River
from waystation.hazards import services as hazards
from waystation.hazards.domain import Hazard
from waystation.network import queries as network
from waystation.network import services as networking
from waystation.network.domain import House, Partner
from waystation.network.models import HouseRow
from waystation.routing.domain import Lost
from waystation.routing.tests.ripley import READY, at
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap

MORE = tuple(
    Partner(slug=slug, name=slug.title(), place="ripley", region="OH", assumed=False)
    for slug in ("bell", "coffin", "purvis")
)


@pytest.fixture
def group(river):
    """Two grown people at Ripley, who are a group and have been asked nothing yet."""
    two = [named("Ann Jackson", age=30), named("C. D.", age=31)]
    household = settle(river.harriet, people=two, place="ripley")
    return cases.form_group(household_ids=[household], keyring=river.harriet, now=at(720))


def kinds(river, passage_id, now=READY) -> dict[int, list[str]]:
    """Give the kinds of reasons by stage."""
    kept = river.passage(passage_id)
    ground = queries.ground(river.harriet, [one.stage for one in kept.stages])
    found = starting.found(kept, ground, river.harriet, now)
    return {held.stage.number: [r.kind for r in held.reasons] for held in found.stages}


def approve(river, passage_id, now=READY, *keyrings):
    """Lay both approvers' hands on a passage as it is now."""
    for keyring in keyrings or (river.passmore, river.jacob):
        starts.approve_again(passage_id=passage_id, keyring=keyring, now=now)


def hear_a_rumour(river, when=READY):
    """Somebody heard that strangers ask on the road of the first stage: it halts nothing."""
    word = Hazard(slug="", on=when.date(), precision="day", kind="stranger asks", leg="evening")
    hazards.report_danger(word=word, keyring=river.harriet, now=when)


def test_nobody_is_sent_out_before_their_people_were_asked_and_one_word_says_that_they_were(
    river, group
):
    passage_id = river.propose(group=group)
    for keyring in (river.passmore, river.jacob):
        services.approve(passage_id=passage_id, keyring=keyring, now=READY)
    first = river.passage(passage_id).stages[0].id
    with pytest.raises(Refused, match="whether its people agree"):
        river.note(first, "ordered")

    river.say(passage_id, AGREED_TO, "William asked both on Friday")

    assert river.note(first, "ordered").state == "ordered"
    (said,) = river.passage(passage_id).passage.said
    assert (said.what, said.by, said.words) == (
        "agreed to",
        "Harriet",
        "William asked both on Friday",
    )
    entry = audit.entries(Keyring.of(new_id(), [river.security]))[0]
    assert (entry.kind, entry.says["note"]) == ("word in place of data", "agreed to")
    assert "Friday" not in str(entry.says)


def test_a_word_needs_words_and_a_passage_of_ones_own(river, group):
    kept = river.approved(group=group)

    with pytest.raises(Refused, match="not said how you know"):
        river.say(kept.id, LOOKED, " ")
    with pytest.raises(Refused, match="no such passage"):
        starts.say(
            passage_id=kept.id, what=LOOKED, words="x", by="x", keyring=river.stranger, now=READY
        )
    with pytest.raises(ValueError, match="none of"):
        river.say(kept.id, "approved", "x")


def test_no_word_outweighs_a_no_that_is_on_file(river, group):
    kept = river.approved(group=group)
    guide = kept.stages[1].stage.guide_name
    (view,) = group_detail(group, river.harriet, READY.date()).households
    no = an_answer(
        view.household.people[0], purpose="share", receiver=guide, answer="no",
        given_on=READY.date(), noted_at=READY, valid_until=READY.date(),
    )  # fmt: skip
    consenting.note_answer(household_id=view.id, consent=no, keyring=river.harriet, now=READY)

    assert kinds(river, kept.id) == {1: [], 2: ["consent"]}
    assert river.note(kept.stages[0].id, "ordered").state == "ordered"
    with pytest.raises(Refused, match="said no to this"):
        river.note(kept.stages[1].id, "ordered")


def test_a_look_at_the_way_grows_old_and_is_renewed_by_one_press(river):
    kept = river.approved()
    later = READY + timedelta(hours=48, minutes=1)
    assert kinds(river, kept.id, READY + timedelta(hours=48)) == {1: [], 2: []}
    assert kinds(river, kept.id, later) == {1: ["not looked"], 2: ["not looked"]}
    with pytest.raises(Refused, match="for 48 hours"):
        river.note(kept.stages[0].id, "ordered", later)

    river.say(kept.id, LOOKED, "asked every guide", now=later)

    assert kinds(river, kept.id, later) == {1: [], 2: []}


def test_for_how_long_a_look_and_an_approval_hold_is_for_the_office_to_set(river, settings):
    settings.LOOK_HOURS, settings.APPROVAL_HOURS = 1, 2
    kept = river.approved()

    assert kinds(river, kept.id, READY + timedelta(minutes=61)) == {
        1: ["not looked"],
        2: ["not looked"],
    }
    river.say(kept.id, LOOKED, now=READY + timedelta(minutes=121))
    assert kinds(river, kept.id, READY + timedelta(minutes=121)) == {1: ["expired"], 2: ["expired"]}


def test_approvals_that_ran_out_are_given_again_by_the_same_two(river, settings):
    settings.APPROVAL_HOURS = 1
    kept, late = river.approved(), READY + timedelta(hours=2)
    assert kinds(river, kept.id, late)[1] == ["expired"]

    approve(river, kept.id, late, river.passmore)
    assert kinds(river, kept.id, late)[1] == ["approvals"]
    approve(river, kept.id, late, river.jacob)

    assert kinds(river, kept.id, late) == {1: [], 2: []}
    # The planner's hand and two of approvers: the stale ones are gone.
    assert sorted(HandRow.objects.values_list("act", flat=True)) == [
        "approved",
        "approved",
        "planned",
    ]


def test_word_of_danger_after_the_approvals_asks_the_approvers_again_of_that_stage(river):
    kept = river.approved()
    hear_a_rumour(river)

    # Places without coordinates: a word about a leg bears on that leg alone.
    assert kinds(river, kept.id) == {1: ["changed"], 2: []}
    with pytest.raises(Refused, match="changed since it was approved"):
        river.note(kept.stages[0].id, "ordered")

    approve(river, kept.id)

    assert kinds(river, kept.id) == {1: [], 2: []}
    assert river.note(kept.stages[0].id, "ordered").state == "ordered"


def test_what_changed_between_the_first_and_the_second_approval_makes_the_first_one_stale(river):
    passage_id = river.propose()
    river.approve(passage_id, river.passmore)
    hear_a_rumour(river)

    river.approve(passage_id, river.jacob)

    assert kinds(river, passage_id)[1] == ["changed"]
    approve(river, passage_id, READY, river.passmore)
    assert kinds(river, passage_id)[1] == []


def test_the_page_can_say_what_was_approved_and_what_it_is_now(river):
    kept = river.approved()
    hear_a_rumour(river)

    ground = queries.ground(river.harriet, [one.stage for one in kept.stages])
    held = starting.found(river.passage(kept.id), ground, river.harriet, READY).stages[0]

    assert held.changed == ("n_words",)
    assert (held.before.n_words, held.now.n_words) == (0, 1)


@pytest.mark.parametrize("who", ["harriet", "stranger"])
def test_neither_the_planner_nor_a_stranger_approves_again(river, who):
    kept = river.approved()
    hear_a_rumour(river)

    with pytest.raises(Refused, match=r"already on this passage|no such passage"):
        approve(river, kept.id, READY, getattr(river, who))

    assert kinds(river, kept.id)[1] == ["changed"]


def test_where_two_approvals_count_nobody_lays_a_third_hand(river):
    kept = river.approved()

    with pytest.raises(Refused, match="Two approvals of it as it is now"):
        approve(river, kept.id, READY, river.passmore)


def test_kin_step_aside_their_approval_goes_and_they_cannot_approve_again(river):
    kept = river.approved()

    starts.step_aside(passage_id=kept.id, keyring=river.jacob, now=READY)

    assert kinds(river, kept.id)[1] == ["approvals"]
    with pytest.raises(Refused, match="already on this passage"):
        approve(river, kept.id, READY, river.jacob)
    third = Keyring.of(new_id(), list(river.slots.values()))
    approve(river, kept.id, READY, third)
    assert kinds(river, kept.id)[1] == []


def test_kin_of_a_group_that_is_only_proposed_give_the_second_place_to_another(river):
    passage_id = river.propose()
    river.approve(passage_id, river.passmore)

    starts.step_aside(passage_id=passage_id, keyring=river.passmore, now=READY)

    assert river.passage(passage_id).passage.approvals == 0
    with pytest.raises(Refused, match="already on this passage"):
        river.approve(passage_id, river.passmore)
    with pytest.raises(Refused, match="You planned"):
        starts.step_aside(passage_id=passage_id, keyring=river.harriet, now=READY)


def test_a_guide_who_stopped_for_safety_is_sent_nobody(river):
    kept = river.approved()
    row = next(k.id for k in network.kept("partner", river.harriet) if k.record.slug == "rankin")

    networking.stop(
        record_id=row, why="neighbours ask", by="Harriet", keyring=river.harriet, now=READY
    )

    number = next(k.stage.number for k in kept.stages if k.stage.guide == "rankin")
    assert kinds(river, kept.id)[number] == ["guide stopped"]
    with pytest.raises(Refused, match="John Rankin stopped for safety"):
        river.note(kept.stages[number - 1].id, "ordered")


def test_a_house_that_two_groups_would_fill_beyond_its_beds_holds_the_second_back(db):
    river = River(partners=(*GUIDES, *MORE))
    river.fund_it()
    row = next(
        row for row in HouseRow.objects.all() if open_row(row, House, river.harriet).beds == 12
    )
    swap(row, replace(open_row(row, House, river.harriet), beds=3), river.harriet, on=READY.date())

    first, second = river.approved(), river.approved()

    # Two and two in three beds at Wilmington, at the end of stage 1 of either.
    assert kinds(river, second.id) == {1: ["house full"], 2: []}
    services.stand_down(passage_id=first.id, reason="-", keyring=river.harriet, now=READY)
    assert kinds(river, second.id) == {1: [], 2: []}


def test_a_name_of_the_group_is_not_put_into_an_order(river, group):
    with pytest.raises(Refused, match="holds a name"):
        river.propose(group=group, needs="Ann cannot walk far")

    assert river.propose(group=group, needs="one cannot walk far")


def test_what_its_people_said_goes_along_when_the_way_is_planned_anew(river, group):
    kept = river.approved(group=group)
    river.say(kept.id, LOOKED, "asked every guide")
    river.travel(kept, 1)
    plan_id = services.replan(
        passage_id=kept.id, lost=Lost(), from_end=False, keyring=river.harriet, now=at(1_500)
    )

    on = services.carry_on(
        passage_id=kept.id, plan_id=plan_id, route_no=0, needs="", keyring=river.harriet,
        now=at(1_500),
    )  # fmt: skip

    assert [one.what for one in river.passage(on).passage.said] == ["agreed to"]


def test_a_group_still_at_home_whose_way_is_planned_anew_needs_all_that_it_needed_before(river):
    kept = river.approved()
    plan_id = services.replan(
        passage_id=kept.id, lost=Lost(), from_end=False, keyring=river.harriet, now=READY
    )
    on = services.carry_on(
        passage_id=kept.id, plan_id=plan_id, route_no=0, needs="", keyring=river.harriet, now=READY
    )
    river.approve(on)

    starts.step_aside(passage_id=on, keyring=river.jacob, now=READY)

    assert set(map(tuple, kinds(river, on).values())) == {("approvals",)}
    with pytest.raises(Refused, match="still missing: 1"):
        river.note(river.passage(on).stages[0].id, "ordered")


def test_a_group_half_way_is_not_left_standing_because_an_approval_is_missing(river):
    kept = river.approved()
    river.travel(kept, 1)
    plan_id = services.replan(
        passage_id=kept.id, lost=Lost(), from_end=False, keyring=river.harriet, now=at(1_500)
    )
    on = services.carry_on(
        passage_id=kept.id, plan_id=plan_id, route_no=0, needs="", keyring=river.harriet,
        now=at(1_500),
    )  # fmt: skip
    river.approve(on)

    starts.step_aside(passage_id=on, keyring=river.jacob, now=at(1_500))

    assert set(map(tuple, kinds(river, on, at(1_500)).values())) == {()}


def test_kin_of_a_group_stay_kin_when_its_way_is_proposed_again(river, group):
    first = river.propose(group=group)
    starts.step_aside(passage_id=first, keyring=river.jacob, now=READY)
    services.withdraw(passage_id=first, keyring=river.harriet, now=READY)
    again = river.propose(group=group)

    with pytest.raises(Refused, match="You are kin"):
        river.approve(again, river.jacob)

    assert river.passage(again).passage.approvals == 0
    assert river.approve(again, river.passmore) is False
    assert river.approve(river.propose(), river.jacob) is False  # other people: no kin of theirs


def test_kin_of_people_half_way_stay_kin_when_they_are_carried_on(river):
    kept = river.approved()
    starts.step_aside(passage_id=kept.id, keyring=river.jacob, now=READY)
    plan_id = services.replan(
        passage_id=kept.id, lost=Lost(), from_end=False, keyring=river.harriet, now=READY
    )
    on = services.carry_on(
        passage_id=kept.id, plan_id=plan_id, route_no=0, needs="", keyring=river.harriet, now=READY
    )

    with pytest.raises(Refused, match="You are kin"):
        river.approve(on, river.jacob)
