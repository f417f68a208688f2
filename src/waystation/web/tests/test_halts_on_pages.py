"""A halt shows on every page that lists a passage under way, with the button to plan anew."""

import pytest
from django.urls import reverse

from waystation.dispatch import paying, queries
from waystation.hazards import services as hazards
from waystation.routing import queries as routing
from waystation.routing.tests.ripley import READY

SAYS = "the leg Wilmington – Sandusky is halted. a patrol"
BUTTON = "Re-plan from Ripley"
PAGES = ("board", "passages", "passage", "moving")


def halt(river):
    return hazards.halt(
        what="leg", slug="morning", why="a patrol", by="Harriet", keyring=river.harriet, now=READY
    )


@pytest.fixture
def kept(river):
    plan_id = river.plan(group_label="Eleven")
    plan = routing.plan(plan_id, river.harriet).plan
    ways = [[stage.leg for stage in route.stages] for route in plan.routes]
    passage_id = river.propose(plan_id=plan_id, route_no=ways.index(["evening", "morning"]))
    river.approve(passage_id)
    return river.passage(passage_id)


def text_of(browser, page, kept) -> str:
    args = [kept.id] if page in ("passage", "moving") else []
    answer = browser.get(reverse(page, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_halt_shows_in_words_with_the_button_to_plan_anew(river, browser, kept, page):
    before = text_of(browser, page, kept)
    halt(river)
    after = text_of(browser, page, kept)

    assert SAYS not in before
    assert BUTTON not in before
    assert SAYS in after
    assert BUTTON in after


def test_an_approver_reads_it_and_has_no_button(river, sign_in, kept):
    halt(river)
    approver = sign_in("approver")

    for page in PAGES:
        text = text_of(approver, page, kept)
        assert SAYS in text
        assert BUTTON not in text
    for address in ("passage-replan", "judge"):
        target = kept.stages[0].id if address == "judge" else kept.id
        assert approver.post(reverse(address, args=[target])).status_code == 403


def test_who_lacks_the_passages_sees_nothing_of_it(river, sign_in, kept):
    halt(river)

    for role in ("case worker", "finance officer"):
        assert "is halted" not in text_of(sign_in(role), "board", kept)


def test_a_page_that_asks_is_told_of_a_halt_once_and_only_then(river, browser, kept):
    def asked(seen):
        answer = browser.post(reverse("collect"), {"seen": seen}, headers={"X-Asks-By-Itself": "1"})
        assert answer.status_code == 204
        return answer.headers.get("HX-Trigger", "")

    before = queries.news(river.harriet)
    quiet = asked(before)
    halt(river)
    told = asked(before)
    again = asked(queries.news(river.harriet))

    assert (quiet, told, again) == ("", "moved", "")


@pytest.mark.parametrize("page", ["board", "passages", "passage"])
def test_every_such_page_asks_in_one_place_and_says_what_it_has_seen(river, browser, kept, page):
    text = text_of(browser, page, kept)

    assert text.count('id="collect"') == 1
    assert f'data-live="{reverse("live")}"' in text
    # Nothing asks by the clock any more: the page is told, or asks every second by script.
    assert 'hx-trigger="every ' not in text
    assert text.count('id="seen"') == 1
    assert f'name="seen" value="{queries.news(river.harriet)}"' in text


def test_the_button_makes_a_plan_and_moves_nobody(river, browser, kept):
    halt(river)

    answer = browser.post(reverse("passage-replan", args=[kept.id]))

    assert answer.status_code == 302
    plan_id = answer.url.strip("/").split("/")[-1]
    plan = routing.plan(plan_id, river.harriet).plan
    assert plan.after == kept.passage.plan
    assert "morning" not in {stage.leg for route in plan.routes for stage in route.stages}
    assert river.passage(kept.id) == kept


def test_proposing_the_new_plan_first_says_what_it_means_and_then_does_it(river, browser, kept):
    halt(river)
    plan_id = browser.post(reverse("passage-replan", args=[kept.id])).url.split("/")[-2]
    form = {"route": "0", "needs": "one is ill", "template": "rescue-1855"}

    asked = browser.post(reverse("propose", args=[plan_id]), form)
    unchanged = river.passage(kept.id)
    done = browser.post(reverse("propose", args=[plan_id]), form | {"instead_of": str(kept.id)})

    text = asked.content.decode()
    assert asked.status_code == 200
    assert "2 stages of the old way are stood down." in text
    assert "Two others have to approve again." in text
    assert 'value="one is ill"' in text
    assert unchanged == kept
    assert done.status_code == 302
    new = river.passage(done.url.strip("/").split("/")[-1])
    assert (new.passage.after, new.passage.fund) == (kept.id, kept.passage.fund)
    assert river.passage(kept.id).passage.state == "stood down"


def test_what_no_money_pays_for_is_said_before_anybody_confirms(river, browser, kept, monkeypatch):
    halt(river)
    plan_id = browser.post(reverse("passage-replan", args=[kept.id])).url.split("/")[-2]
    form = {"route": "0", "needs": "", "template": "rescue-1855"}
    monkeypatch.setattr(paying, "parts_left", lambda _fund: {})
    monkeypatch.setattr(paying, "free_of", lambda _fund: 1_00)
    short = browser.post(reverse("propose", args=[plan_id]), form)
    monkeypatch.setattr(paying, "free_of", lambda _fund: 50_00)
    rich = browser.post(reverse("propose", args=[plan_id]), form)

    assert short.status_code == 409
    assert "beyond its budget; the general fund has $1.00" in short.content.decode()
    assert rich.status_code == 200
    assert "come out of the general fund, which has" in rich.content.decode()
    assert river.passage(kept.id) == kept


def test_what_is_ticked_as_lost_is_left_out_and_nonsense_is_refused(river, browser, kept):
    lost = {"lost": ["leg:morning", "partner:rankin"]}
    made = browser.post(reverse("passage-replan", args=[kept.id]), lost)
    refused = browser.post(reverse("passage-replan", args=[kept.id]), {"lost": ["moon:full"]})

    # Nobody else guides from Ripley, so there is no way at all.
    assert made.status_code == 409
    assert refused.status_code == 409
    assert "nothing that can be lost" in refused.content.decode()


def test_a_stage_with_a_problem_asks_what_it_was_and_takes_the_answer(river, browser, kept):
    one = kept.stages[0]
    for what in ("ordered", "accepted", "met"):
        river.note(one.id, what)
    river.note(one.id, "problem", words="two riders")
    river.note(one.id, "handed over", one.stage.arrive)

    before = text_of(browser, "passage", kept)
    answer = browser.post(reverse("judge", args=[one.id]), {"came": "searched"})

    assert "What happened on stage 1" in before
    assert answer.status_code == 302
    assert answer.url == reverse("passage", args=[kept.id])
