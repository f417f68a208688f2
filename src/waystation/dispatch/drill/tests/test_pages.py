"""The pages of a drill, and who may do what on them."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.dispatch.drill import queries
from waystation.dispatch.drill.tests.conftest import READY
from waystation.network.models import PartnerRow
from waystation.vault import audit, door, staff

PASSPHRASE = "a long phrase for tests"
ASKED = {"lost": "partner:haines", "since": "1855-10-26T05:40", "family": "50", "kind": "real"}


@pytest.fixture
def sign_in(shore):
    """Give a browser signed in in a role, as the group gets ready."""
    clock.stand_at(READY)

    def signed_in(role="field manager") -> Client:
        name, slots = f"{role} {new_id().hex[:4]}", list(shore.slots.values())
        staff.admit(name=name, alias=role, role=role, passphrase=PASSPHRASE, slots=slots)
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


def shown(browser, name, *args) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.long
def test_a_loss_is_chosen_worked_out_approved_by_two_and_ticked_off(shore, sign_in):
    mine = shore.by_night()
    browser = sign_in()

    haines = PartnerRow.objects.get(pk=shore.passage(mine.id).stages[1].stage.guide_row)
    form = browser.get(reverse("drill-new") + f"?record={haines.pk}").content.decode()
    made = browser.post(reverse("drill-new"), ASKED)
    (kept,) = queries.drills(shore.harriet)
    page = shown(browser, "drill", kept.id)
    board = sign_in("approver").get(reverse("board")).content.decode()
    for _nth in range(2):
        answer = sign_in("approver").post(reverse("drill-approve", args=[kept.id]))
        assert answer.status_code == 302
    done = shown(browser, "drill", kept.id)
    ticked = browser.post(reverse("drill-tick", args=[kept.id, 0]))

    assert '<option value="partner:haines" selected>Jonathan Haines</option>' in form
    assert made.url == reverse("drill", args=[kept.id])
    assert "Hide at Ripley until the new way begins." in page
    assert "Ben Young" in page
    assert "2 approvals are missing" in page
    assert "$50.00" in page
    assert f"{kept.drill.code}: a drill waits for your approval." in board
    assert "carried out" in done
    assert "The new passage" in done
    assert ticked.status_code == 302
    assert queries.drill(kept.id, shore.harriet).drill.tasks[0].done_at == READY
    assert kept.drill.code in shown(browser, "drills")
    kinds = [told.kind for told in audit.entries(shore_security(shore))]
    assert kinds[0:2] == ["drill carried out", "passage approved"]


def shore_security(shore):
    """Give the ring of the security officer."""
    from waystation.vault.keyring import Keyring

    return Keyring.of(new_id(), [shore.security])


def test_an_exercise_says_so_and_so_does_its_button(shore, sign_in):
    shore.by_night()

    sign_in().post(reverse("drill-new"), ASKED | {"kind": "exercise"})
    (kept,) = queries.drills(shore.harriet)
    page = shown(sign_in("approver"), "drill", kept.id)

    assert "This is an exercise." in page
    assert "nobody is told, and nothing is touched" in page


@pytest.mark.long
def test_a_drill_that_is_stale_has_no_button_to_approve_and_one_to_prepare_again(shore, sign_in):
    one = shore.by_night()
    drill_id = shore.lose()
    shore.note(one.stages[0].id, "ordered")
    approver, manager = sign_in("approver"), sign_in()

    before = shown(approver, "drill", drill_id)
    refused = approver.post(reverse("drill-approve", args=[drill_id]))
    manager.post(reverse("drill-again", args=[drill_id]))
    after = shown(approver, "drill", drill_id)

    assert 'data-open="#approve"' not in before
    assert "Something changed since this drill was prepared." in before
    assert refused.status_code == 409
    assert 'data-open="#approve"' in after


def test_a_withdrawn_drill_is_settled_for_good(shore, sign_in):
    shore.by_night()
    drill_id = shore.lose()
    browser = sign_in()

    browser.post(reverse("drill-withdraw", args=[drill_id]))
    again = browser.post(reverse("drill-again", args=[drill_id]))

    assert "withdrawn" in shown(browser, "drill", drill_id)
    assert again.status_code == 409
    assert queries.n_open(shore.harriet) == 0


@pytest.mark.parametrize("name", ["drill-again", "drill-withdraw", "drill-lead-on"])
def test_an_approver_prepares_nothing_and_a_field_manager_approves_nothing(shore, sign_in, name):
    shore.by_night()
    drill_id = shore.lose()

    theirs = sign_in("approver").post(reverse(name, args=[drill_id]))
    ours = sign_in().post(reverse("drill-approve", args=[drill_id]))

    assert (theirs.status_code, ours.status_code) == (403, 403)
    assert shore.drill(drill_id).state == "prepared"
    assert shore.drill(drill_id).signed == ()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"lost": "partner:nobody"}, "Nothing of that name"),
        ({"since": "soon"}, "is no day and time"),
        ({"family": "much"}, "is no sum of money"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(shore, sign_in, changed, says):
    shore.by_night()

    answer = sign_in().post(reverse("drill-new"), ASKED | changed)

    assert answer.status_code == 409
    assert says in answer.content.decode()
    assert queries.drills(shore.harriet) == []
