"""The pages of plans for all, as a field manager and an approver see them."""

import re

import msgspec
import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.dispatch import queries as passages
from waystation.dispatch.models import PassageRow
from waystation.dispatch.together import packing, queries, services, showing
from waystation.hazards import services as hazards
from waystation.network import queries as network
from waystation.routing import queries as routing
from waystation.routing.domain import Drawn
from waystation.routing.tests.ripley import READY
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


@pytest.fixture
def sign_in(river):
    """Give a browser signed in in a role."""
    clock.stand_at(READY)

    def signed_in(role="field manager") -> Client:
        name = f"{role} {new_id().hex[:4]}"
        slots = [*river.slots.values(), *([river.case_slot] if role == "field manager" else [])]
        staff.admit(name=name, alias=role, role=role, passphrase=PASSPHRASE, slots=slots)
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


def page(browser, name, joint):
    return browser.get(reverse(name, kwargs={"joint_id": joint}))


def test_the_form_offers_every_group_that_is_ready_and_keeps_what_was_typed(sign_in, groups):
    browser = sign_in()

    shown = browser.get(reverse("together-new"))
    again = browser.post(reverse("together-begin"), {"group": groups[0], "days": "400"})

    assert all(str(group) in shown.content.decode() for group in groups)
    assert again.status_code == 409
    assert f'value="{groups[0]}" checked' in again.content.decode()


def test_only_a_budget_that_is_in_force_is_offered_and_no_other_can_be_planned_on(
    river, sign_in, asked
):
    shown = sign_in().get(reverse("together-new")).content.decode()

    assert 'value="rescue-1855" selected' in shown
    assert "rescue-3000" not in shown
    of_today = asked._replace(template="rescue-3000")
    with pytest.raises(Refused, match="No such budget is in force today"):
        services.plan_all(asked=of_today, keyring=river.harriet, now=READY)


def test_the_page_says_how_good_the_plan_is_draws_it_and_lists_every_way(sign_in, joint):
    shown = page(sign_in(), "together-plan", joint).content.decode()

    assert "proven, not guessed" in shown
    assert '<svg class="together"' in shown
    assert shown.count("27 Oct 1855, 06:00 Sandusky") == 1
    assert shown.count("29 Oct 1855, 06:00 Sandusky") == 1
    assert "Two checks that know nothing of the search" in shown


def test_the_table_has_one_row_a_stage(sign_in, joint):
    lines = page(sign_in(), "together-table", joint).content.decode().splitlines()

    assert len(lines) == 1 + 4
    assert lines[1].endswith(
        "Ripley,travels,1,Ripley,Wilmington,wagon,1855-10-26T22:00:00+00:00,1855-10-27T00:00:00+00:00"
    )


def test_all_is_proposed_in_one_press_and_approved_by_two_others(sign_in, joint):
    manager, one, two = sign_in(), sign_in("approver"), sign_in("approver")
    address = {"joint_id": joint}

    proposed = manager.post(reverse("together-propose", kwargs=address))
    offered = page(one, "together-plan", joint).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', offered)[1]
    for browser in (one, two):
        browser.post(reverse("together-approve", kwargs=address), {"seen": seen})
    after = page(one, "together-plan", joint).content.decode()

    assert "Done for 2 groups." in proposed.content.decode()
    assert PassageRow.objects.count() == 2
    assert "I approve all" in offered
    assert "I approve all" not in after


@pytest.mark.parametrize("name", ["together-propose", "together-copy", "together-again"])
def test_an_approver_plans_and_proposes_nothing(sign_in, name):
    answer = sign_in("approver").post(reverse(name, kwargs={"joint_id": new_id()}))

    assert answer.status_code == 403
    assert not PassageRow.objects.exists()


def test_a_field_manager_approves_nothing(sign_in):
    browser = sign_in()

    answer = browser.post(reverse("together-approve", kwargs={"joint_id": new_id()}))

    assert answer.status_code == 403


def test_a_house_that_is_asked_about_stands_in_the_form_of_a_copy(river, sign_in, joint):

    house = next(
        kept for kept in network.kept("house", river.harriet) if kept.record.place == "wilmington"
    )

    answer = sign_in().get(reverse("together-suppose"), {"bed": house.id}, follow=True)

    assert 'name="beds_at" list="all-places" value="Wilmington"' in answer.content.decode()


def test_a_number_of_a_thousand_digits_is_refused_like_any_other(sign_in, groups):
    answer = sign_in().post(
        reverse("together-begin"),
        {"group": groups[0], "ready_at": "1855-10-27T00:00", "template": "rescue-1855",
         "days": "9" * 5_000},
    )  # fmt: skip

    assert answer.status_code == 409
    assert "Days ahead" in answer.content.decode()


def test_a_house_asked_about_as_a_guide_fills_in_nobody(river, sign_in, joint):
    house = network.kept("house", river.harriet)[0].id

    answer = sign_in().get(reverse("together-plan", kwargs={"joint_id": joint}), {"guide": house})

    assert answer.status_code == 200


def test_of_a_plan_on_another_network_nobody_is_said_to_stay_and_nothing_to_be_sound(
    river, sign_in, joint
):
    hazards.halt(
        what="leg", slug="evening", why="patrols", by="H.", keyring=river.harriet, now=READY
    )

    shown = page(sign_in(), "together-plan", joint).content.decode()

    assert "The network has changed" in shown
    assert "stays where it is" not in shown
    assert "found no fault" not in shown
    assert "Nothing is short" not in shown


def test_who_stays_is_named_with_what_that_is_counted_as(river, sign_in, asked, monkeypatch):
    monkeypatch.setattr(services, "free_of", lambda _fund: 0)
    joint = services.plan_all(asked=asked, keyring=river.harriet, now=READY, at_once=True)

    shown = page(sign_in(), "together-plan", joint).content.decode()

    # Two people at 600 units each, beside 1,000 for the loss of one; a hundredth for a day waited.
    days = queries.joint(joint, river.harriet).candidates[0].waited_days
    priced = 1.2 * (1 + 0.01 * min(days, 60))
    assert shown.count(f"so many people: {priced:.1f}. Days waited: {days}.") == 2


def test_who_cannot_take_the_way_of_the_lot_is_told_how_to_be_free_of_it(river, joint):
    kept = queries.joint(joint, river.harriet)
    lot = Drawn(
        legs=("evening",),
        method="mix",
        threat=new_id(),
        k=1,
        chance=0.5,
        n_routes=2,
        quiet_p=0.1,
        watched_p=0.2,
        safest_quiet_p=0.1,
        safest_watched_p=0.4,
    )
    drawn, plain = msgspec.structs.replace(kept.candidates[0], drawn=lot), kept.candidates[1]
    together = msgspec.structs.replace(kept.together, groups=packing.packed([drawn, plain]))
    found = msgspec.structs.replace(kept.found, stays=(0, 1))
    kept = kept._replace(together=together, found=found)

    rows = showing.rows(kept, [[], []], routing.known(river.harriet), {})

    of_lot, of_search = (row.says for row in sorted(rows, key=lambda row: row.number))
    assert of_search == [
        "No way is left for it: its budget pays for none, or a house would hold it too long."
    ]
    assert of_lot == [
        of_search[0] + " Its way was drawn by lot; plan again without drawing to free it."
    ]


def test_a_simple_rule_that_did_better_is_said_to_have_done_better(sign_in, joint, monkeypatch):
    monkeypatch.setattr(showing, "saved", lambda _found, _rule: -0.1)

    shown = page(sign_in(), "together-plan", joint).content.decode()

    assert shown.count("nothing: the rule is cheaper") == 2


def test_nobody_approves_other_ways_than_they_saw(river, sign_in, joint):
    services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)

    answer = sign_in("approver").post(
        reverse("together-approve", kwargs={"joint_id": joint}), {"seen": "0123456789abcdef"}
    )

    assert answer.status_code == 409
    approvals = [kept.passage.approvals for kept in passages.passages(river.harriet)]
    assert approvals == [0, 0]
