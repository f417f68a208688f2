"""An open plan is never out of date: news each second, what touches what, and planning anew."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.hazards import services as hazards
from waystation.network import queries as network
from waystation.network import services as records
from waystation.network.domain import Closure
from waystation.routing import queries, services
from waystation.routing.domain import Lost
from waystation.routing.models import PlanRow
from waystation.routing.tests.ripley import READY, at, question
from waystation.routing.tests.test_pages import ask, browser, sign_in

__all__ = ["browser", "sign_in"]  # the fixtures of the other pages
NEXT = READY + timedelta(minutes=1)


def make(office, **changes) -> UUID:
    return services.make_plan(question=question(**changes), keyring=office.harriet, now=READY)


def halt(office, what="leg", slug="boat") -> UUID:
    words = {"why": "a search", "by": "Harriet", "keyring": office.harriet, "now": NEXT}
    return hazards.halt(what=what, slug=slug, **words)


def rest_of_boat(office) -> UUID:
    boat = next(k for k in network.kept("leg", office.harriet) if k.record.slug == "boat")
    days = Closure(READY.date(), READY.date(), "ice")
    return records.rest(record_id=boat.id, days=days, by="H", keyring=office.harriet, now=NEXT)


def first_news(browser, plan_id, page) -> str:
    """Ask for news with the stamp that the open page holds."""
    seen = page.context["seen"]
    return browser.get(reverse("plan-news", args=[plan_id]), {"seen": seen})


def test_an_open_page_hears_nothing_while_nothing_changed(browser):
    page = ask(browser)
    plan_id = page.context["kept"].id

    answer = first_news(browser, plan_id, page)

    assert answer.status_code == 204
    assert page.context["news"] == []


def test_a_halt_is_told_by_the_next_question_with_what_to_do(browser, office):
    page = ask(browser)
    plan_id = page.context["kept"].id

    halt(office)
    answer = first_news(browser, plan_id, page)

    text = answer.content.decode()
    assert "Ripley → Sandusky (boat) is halted: a search" in text
    assert "choice 1" in text
    assert reverse("replan", args=[plan_id]) in text
    # It asks on with the new stamp, and then hears nothing more.
    again = browser.get(reverse("plan-news", args=[plan_id]), {"seen": answer.context["seen"]})
    assert again.status_code == 204
    assert "is halted" in browser.get(reverse("plan", args=[plan_id])).content.decode()


def test_asking_by_itself_costs_few_queries_while_nothing_changed(browser):
    page = ask(browser)
    seen = {"seen": page.context["seen"]}

    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("plan-news", args=[page.context["kept"].id]), seen)

    assert len(asked) <= 6


def test_news_of_a_plan_is_for_those_who_may_read_plans(sign_in, browser):
    address = reverse("plan-news", args=[ask(browser).context["kept"].id])

    assert sign_in("approver").get(address, {"seen": "x"}).status_code == 200
    assert sign_in("case worker").get(address).status_code == 403


def test_a_change_of_the_network_lists_the_plans_and_routes_it_touches(browser, office):
    ask(browser)

    change_id = rest_of_boat(office)
    page = browser.get(reverse("touched", args=[change_id]))

    assert page.context["what"] == ["Ripley → Sandusky (boat)"]
    assert [row[2] for row in page.context["rows"]] == ["choice 1"]
    halted = browser.get(reverse("touched", args=[halt(office, "place", "wilmington")]))
    assert [row[2] for row in halted.context["rows"]] == ["choice 3"]
    assert browser.get(reverse("touched", args=[new_id()])).status_code == 409


def test_what_closes_a_route_is_told_with_it_and_not_with_the_others(office):
    plan_id = make(office)
    plan = queries.plan(plan_id, office.harriet).plan
    assert queries.touches(plan, office.harriet) == []

    rest_of_boat(office)

    (touch,) = queries.touches(plan, office.harriet)
    assert (touch.what, touch.routes) == ("closed", (0,))


def test_planning_anew_goes_without_what_is_lost_and_from_where_the_group_stands(office):
    first = make(office)

    lost = Lost(legs=("boat",))
    without = services.replan(plan_id=first, lost=lost, keyring=office.harriet, now=READY)
    from_there = services.replan(
        plan_id=first,
        lost=lost,
        place="sardinia",
        start_at=at(600),
        keyring=office.harriet,
        now=NEXT,
    )

    made = queries.plan(without, office.harriet)
    assert made.plan.after == first
    assert queries.before(made, office.harriet).id == first
    assert [r.stages[0].leg for r in made.plan.routes] == ["road", "evening"]
    there = queries.plan(from_there, office.harriet).plan
    assert [s.leg for s in there.routes[0].stages] == ["train"]
    assert there.question.avoid == lost


def test_planning_anew_is_refused_to_strangers_and_after_the_latest_arrival(office):
    plan_id = make(office, latest_at=at(800))

    with pytest.raises(Refused, match="no such plan"):
        services.replan(plan_id=plan_id, lost=Lost(), keyring=office.stranger, now=READY)
    with pytest.raises(Refused, match="has passed"):
        services.replan(plan_id=plan_id, lost=Lost(), keyring=office.harriet, now=at(801))
    assert PlanRow.objects.count() == 1


def test_a_button_plans_anew_and_the_new_plan_says_what_changed(browser, office):
    page = ask(browser)
    plan_id = page.context["kept"].id
    halt(office)

    anew = browser.post(reverse("replan", args=[plan_id]), follow=True)
    changed = browser.get(reverse("plan-changed", args=[anew.context["kept"].id]))

    assert anew.context["news"] == []
    assert len(anew.context["choices"]) == 2
    assert len(changed.context["gone"]) == 1
    assert changed.context["touches"] == ["Ripley → Sandusky (boat) is halted: a search"]
    # The first plan of all is compared with nothing.
    assert browser.get(reverse("plan-changed", args=[plan_id])).status_code == 409


def test_asking_again_keeps_the_question_and_tightens_only_what_is_given(browser):
    page = ask(browser, max_risk="50")
    address = reverse("plan-again", args=[page.context["kept"].id])

    cheaper = browser.post(address, {"max_cost": "2.00"}, follow=True).context["plan"]
    without = browser.post(address, {"avoid_legs": "boat"}, follow=True).context["plan"]
    nothing = browser.post(address, {"max_cost": "0.10"})

    assert (cheaper.question.max_cost_cents, cheaper.question.max_risk_p) == (200, 0.5)
    assert [route.cost_cents for route in cheaper.routes] == [60, 200]
    assert without.question.avoid.legs == ("boat",)
    assert nothing.status_code == 409
    assert "Raise the cost limit" in nothing.content.decode()


def test_why_not_is_asked_in_the_body_and_answered_in_words(browser):
    page = ask(browser, people="9")
    address = reverse("why-not", args=[page.context["kept"].id])

    boat = browser.post(address, {"leg": "boat"}).content.decode()
    road = browser.post(address, {"leg": "road"}).content.decode()

    assert "It carries 8 people at once; the group has 9." in boat
    assert browser.post(address, {"leg": "<b>"}).status_code == 409
    assert "Raise" in road or "stay" in road or "taken" in road


def test_routes_are_compared_on_one_scale_and_nonsense_compares_the_first(browser):
    page = ask(browser)
    address = reverse("plan-compare", args=[page.context["kept"].id])

    two = browser.get(address, {"route": ["0", "2"]})
    nonsense = browser.get(address, {"route": ["7", "x"]})

    assert two.context["numbers"] == [0, 2]
    assert two.content.decode().count('class="lanes') == 3
    assert nonsense.context["numbers"] == [0, 1, 2]
