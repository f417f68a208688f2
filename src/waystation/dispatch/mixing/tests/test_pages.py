"""The pages of threats and of a lot, and who may do what on them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from waystation.dispatch.mixing import queries
from waystation.routing import queries as routing

TYPED = {
    "from_land": "", "to_land": "", "k": "2", "otherwise": "20", "extra_risk": "500",
    "extra_cost": "500", "extra_hours": "72", "why": "seen at the landing", "caught_boat": "30",
}  # fmt: skip


def shown(browser, name, *args) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_security_officer_declares_changes_and_removes_a_threat(river, sign_in):
    officer = sign_in("security officer")

    made = officer.post(reverse("threat-new"), TYPED)
    (kept,) = queries.threats(river.harriet)
    officer.post(reverse("threat", args=[kept.id]), TYPED | {"k": "3", "why": "three by now"})
    changed = shown(officer, "threat", kept.id)
    officer.post(reverse("threat-remove", args=[kept.id]), {"reason": "all quiet"})

    assert made.url == reverse("threat", args=[kept.id])
    assert (kept.threat.belief.k, kept.threat.belief.caught) == (2, {"boat": 0.3})
    assert kept.threat.belief.by == "security officer"
    assert "three by now" in changed
    assert "seen at the landing" in changed
    assert "all quiet" in shown(officer, "threat", kept.id)
    assert "No threat is declared." in shown(officer, "threats")


def test_what_was_typed_comes_back_with_its_refusal(river, sign_in):
    officer = sign_in("security officer")

    wrong = officer.post(reverse("threat-new"), TYPED | {"otherwise": "0", "caught_boat": "0"})

    assert wrong.status_code == 422
    assert "all of them are nothing" in wrong.content.decode()
    assert "seen at the landing" in wrong.content.decode()
    assert queries.threats(river.harriet) == []


@pytest.mark.parametrize("role", ["field manager", "approver"])
def test_who_plans_reads_threats_and_declares_none(river, declared, sign_in, role):
    browser = sign_in(role)

    tried = browser.post(reverse("threat", args=[declared]), TYPED)

    assert "Declare a threat" not in shown(browser, "threats")
    assert "slave catcher" in shown(browser, "threat", declared)
    assert tried.status_code == 200
    assert len(queries.threat(declared, river.harriet).threat.beliefs) == 1
    for address in (reverse("threat-new"), reverse("threat-remove", args=[declared])):
        assert browser.post(address, TYPED | {"reason": "x"}).status_code == 403
    assert queries.threat(declared, river.harriet).threat.stands


def test_a_field_manager_draws_and_sees_on_the_plan_what_it_is_worth(river, declared, sign_in):
    browser, plan_id = sign_in(), river.plan()

    lot = shown(browser, "plan-lot", plan_id)
    drawn = browser.post(reverse("plan-draw", args=[plan_id]), {"method": "mix"})
    page = browser.get(drawn.url).content.decode()

    assert "2 routes keep the margins" in lot
    assert "Wilmington → Sandusky" in lot
    assert reverse("plan-draw", args=[plan_id]) in lot
    assert "drawn by lot among 2 routes; its chance was 50.0" in page
    assert len(routing.plans(river.harriet)) == 2
    assert "A route was drawn for this group already." in shown(browser, "plan-lot", plan_id)


def test_an_approver_reads_the_lot_and_draws_nothing(river, declared, sign_in):
    browser, plan_id = sign_in("approver"), river.plan()

    assert reverse("plan-draw", args=[plan_id]) not in shown(browser, "plan-lot", plan_id)
    assert browser.post(reverse("plan-draw", args=[plan_id])).status_code == 403
    assert len(routing.plans(river.harriet)) == 1


def test_without_a_threat_the_page_says_so_and_drawing_is_refused(river, sign_in):
    browser, plan_id = sign_in(), river.plan()

    assert "No threat is declared on this corridor." in shown(browser, "plan-lot", plan_id)
    refused = browser.post(reverse("plan-draw", args=[plan_id]), {"method": "mix"})
    assert refused.status_code == 409
    assert len(routing.plans(river.harriet)) == 1


def test_who_has_no_part_in_it_sees_neither_threat_nor_lot(river, declared, sign_in):
    worker, officer = sign_in("case worker"), sign_in("security officer")

    assert worker.get(reverse("threats")).status_code == 403
    assert officer.get(reverse("plan-lot", args=[river.plan()])).status_code == 403
    assert officer.get(reverse("threat", args=[uuid4()])).status_code == 409
