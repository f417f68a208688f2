"""The page of an arrival from the roll call to the debrief, and who may do what on it."""

from django.urls import reverse

from waystation.dispatch.arrival import queries, services
from waystation.dispatch.arrival.domain import FIRST_DAYS
from waystation.dispatch.arrival.tests.conftest import THERE
from waystation.hazards import queries as hazards


def at(name: str, kept, *more) -> str:
    return reverse(name, args=[kept.id, *more])


def test_a_count_that_does_not_add_up_is_shown_again_with_room_to_name_who_is_missing(
    river, handed, sign_in
):
    browser = sign_in()

    # As the passage's own page sends it.
    refused = browser.post(at("arrive", handed), {"present": "1"})
    named = {"present": "1", "missing": "1", "who": "a boy of about ten", "seen": "2"}
    taken = browser.post(at("roll-call", handed), named)
    page = browser.get(at("arrival", handed)).content.decode()
    board = browser.get(reverse("board")).content.decode()
    done = browser.post(at("arrive", handed))

    assert refused.status_code == 422
    assert "1 person is not accounted for." in refused.content.decode()
    assert 'name="who"' in refused.content.decode()
    assert (taken.status_code, done.status_code) == (302, 302)
    assert "1 person is missing." in page
    assert "a boy of about ten" in page
    assert f"{handed.passage.code}: 1 person is missing." in board
    assert river.passage(handed.id).passage.state == "arrived"


def test_the_team_is_told_to_go_once_there_are_words_and_until_it_handed_the_people_over(
    river, way, sign_in
):
    browser, words = sign_in(), {"words": "by the ford, after dark"}

    def page() -> str:
        return browser.get(at("arrival", way)).content.decode()

    before = page()
    browser.post(at("arrival-pick-up", way), words)
    settled = page()
    river.note(way.stages[1].id, "handed over", way.stages[1].stage.arrive)

    assert ["Go now" in shown for shown in (before, settled, page())] == [False, True, False]
    assert at("go-now", way) in settled
    assert "by the ford, after dark" in settled


def test_what_was_typed_comes_back_with_its_refusal(way, sign_in):
    answer = sign_in().post(at("arrival-pick-up", way), {"words": "12 North Main Street"})

    assert answer.status_code == 422
    assert "lead to the very spot" in answer.content.decode()
    assert "12 North Main Street" in answer.content.decode()


def test_a_debrief_is_typed_leg_by_leg_and_told_by_an_approver(river, handed, sign_in):
    services.arrive(passage_id=handed.id, present=2, keyring=river.harriet, now=THERE)
    writer, approver = sign_in(), sign_in("approver")
    said = {
        "leader": "quarry", "on": "1855-10-27", "words": "",
        "leg1-went": "followed", "leg1-dangers": ["weather"], "leg1-checkpoints": "2",
        "leg2-waited": "40", "leg2-paid": "2.50",
    }  # fmt: skip

    by_myself = writer.post(at("arrival-debrief", handed), said | {"leg2-paid": "much"})
    written = writer.post(at("arrival-debrief", handed), said)
    own_hand = writer.post(at("debrief-tell", handed))
    told = approver.post(at("debrief-tell", handed))

    assert by_myself.status_code == 422
    assert "“much” is not an amount." in by_myself.content.decode()
    assert [answer.status_code for answer in (written, own_hand, told)] == [302, 409, 302]
    assert {(one.kind, one.leg) for one in hazards.hazards(river.harriet)} == {
        ("checkpoint", "evening"),
        ("weather", "evening"),
    }
    (watched,) = hazards.watched(river.harriet)
    assert watched.checks[-1].words == "waited 40 min longer; paid $2.50 more"


def test_the_first_days_are_kept_as_people_want_them_and_never_without_a_celebration(
    river, handed, sign_in
):
    browser, n = sign_in(), [what for what, _day in FIRST_DAYS].index("celebration")
    plan = {f"day{i}": "1" for i in range(len(FIRST_DAYS))}

    without = browser.post(at("first-days", handed), plan | {f"day{n}": ""})
    kept = browser.post(
        at("first-days", handed), plan | {"day0": "", f"words{n}": "honey cake", f"done{n}": "on"}
    )

    days = queries.arrival(handed.id, river.harriet).arrival.days
    assert (without.status_code, kept.status_code) == (422, 302)
    assert days[0].day is None
    assert (days[n].day, days[n].words, days[n].done) == (1, "honey cake", True)


def test_an_approver_reads_and_lays_a_hand_and_does_nothing_else(handed, sign_in):
    approver = sign_in("approver")
    writes = ("roll-call", "arrive", "arrival-pick-up", "arrival-found", "first-aid")
    writes += ("first-aid-met", "arrival-debrief", "first-days")

    answers = {name: approver.post(at(name, handed)).status_code for name in writes}

    assert approver.get(at("arrival", handed)).status_code == 200
    assert answers == dict.fromkeys(writes, 403)


def test_a_sheet_is_printed_in_two_languages_and_no_third(handed, sign_in):
    browser = sign_in()

    codes = {
        (language, sheet): browser.get(at("arrival-sheet", handed, language, sheet)).status_code
        for language in ("en", "fr")
        for sheet in ("way", "names")
    }

    assert codes == {
        ("en", "way"): 200, ("en", "names"): 409, ("fr", "way"): 409, ("fr", "names"): 409,
    }  # fmt: skip
