"""The pages of consents and questions, in a signed-in browser, and who never sees them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.tests.conftest import a_match, match_of, the_question
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import UNTIL, a_profile, a_request


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def officer(sign_in):
    return sign_in("tracing officer")


@pytest.fixture
def worker(sign_in):
    return sign_in("case worker")


def test_an_officer_sends_a_question_and_the_worker_writes_down_the_answer(
    found, family, officer, worker, peter, william
):
    page = officer.get(reverse("asking"))
    assert "Have the person looked for asked" in text(page)
    assert officer.get(reverse("asking-pair", args=[found.match])).status_code == 200
    officer.post(reverse("asking-ask", args=[found.match]), {"ask-tells_kin": "on"})

    board = worker.get(reverse("questions"))
    assert "Ann Maria Jackson" in text(board)
    at = reverse("question", args=[the_question(william)])
    shown = text(worker.get(at))
    assert "son or daughter" in shown
    assert "John Jackson" not in shown
    answer = worker.post(
        at, {"said": "yes", "form": "spoken", "until": UNTIL, "words": "Tell him I am well."}
    )
    assert answer.status_code == 302
    assert "Tell him I am well." in text(worker.get(answer["Location"]))

    officer.post(reverse("asking-hear"))
    assert match_of(found.match, peter).state == "yes"
    assert "Tell him" not in text(officer.get(reverse("asking-pair", args=[found.match])))


def test_a_refused_answer_keeps_what_was_typed(asked, worker, william):
    at = reverse("question", args=[the_question(william)])
    answer = worker.post(at, {"said": "later", "form": "spoken", "words": "After the winter."})
    assert answer.status_code == 422
    assert "After the winter." in text(answer)


def test_the_office_asks_the_seeker_itself_and_opens_contact(
    asked, officer, worker, peter, william
):
    at = reverse("question", args=[the_question(william)])
    worker.post(at, {"said": "yes", "form": "spoken", "until": UNTIL})
    officer.post(reverse("asking-hear"))
    officer.post(reverse("asking-seeker", args=[asked.match]))
    said = {"noted-said": "yes", "noted-form": "signed", "noted-until": UNTIL}
    officer.post(reverse("asking-seeker-note", args=[asked.match]), said)
    assert match_of(asked.match, peter).state == "contact"
    assert "messages pass now" in text(worker.get(reverse("questions")))

    sent = {"message-side": "seeker", "message-text": "Come to 12 Main Street"}
    refused = officer.post(reverse("asking-message", args=[asked.match]), sent)
    assert refused.status_code == 422
    assert "a street address" in text(refused)
    sent["message-text"] = "We are well."
    officer.post(reverse("asking-message", args=[asked.match]), sent)
    (word,) = queries.questions(william).words
    assert word.value.text == "We are well."
    officer.post(reverse("asking-withdraw", args=[asked.match]), {"withdraw-side": "seeker"})
    assert match_of(asked.match, peter).state == "ended"


def test_what_was_ended_by_mistake_goes_back_and_what_a_side_ended_does_not(asked, officer, peter):
    at = reverse("asking-pair", args=[asked.match])
    officer.post(reverse("asking-end", args=[asked.match]), {"end-why": "the wrong one"})
    back = reverse("match-undo", args=[asked.match])
    assert back in text(officer.get(at))
    officer.post(back)
    assert match_of(asked.match, peter).state == "candidate"

    officer.post(reverse("match-review", args=[asked.match]))
    officer.post(reverse("asking-withdraw", args=[asked.match]), {"withdraw-side": "sought"})
    shown = text(officer.get(at))
    assert back not in shown
    assert "If they agree anew" in shown
    assert officer.post(back).status_code == 422
    assert match_of(asked.match, peter).state == "ended"


def test_who_said_no_to_the_office_and_comes_again_is_a_candidate_on_the_next_page(
    found, officer, peter
):
    mother = requests.open_request(
        request=a_request(seeker=a_profile(), sought=a_profile("John Jackson")),
        keyring=peter, now=NOW,
    )  # fmt: skip
    match_id = a_match(found.request, peter, other=mother)
    hour_ago = NOW - timedelta(hours=1)
    services.ask(match_id=match_id, keyring=peter, now=hour_ago)
    services.note_sought(match_id=match_id, said="no", keyring=peter, now=hour_ago)
    services.end(match_id=match_id, why="she said no", keyring=peter, now=hour_ago)
    at = reverse("asking-note", args=[match_id])
    typed = {"note-said": "yes", "note-form": "spoken", "note-given_on": TODAY.isoformat()}

    assert officer.post(at, typed | {"note-given_on": ""}).status_code == 422
    answer = officer.post(at, typed | {"note-until": UNTIL.isoformat()}, follow=True)

    assert answer.redirect_chain[-1][0] == reverse("match", args=[match_id])
    assert "had said no, and says otherwise now" in text(answer)
    assert match_of(match_id, peter).sought_yes is None


def test_the_sheet_of_a_question_names_nobody(asked, worker, william):
    for language in ("en", "ko"):
        at = reverse("question-sheet", args=[the_question(william), language])
        answer = worker.get(at)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_stranger_gets_for_a_match_and_a_question_what_he_gets_for_none(
    asked, desk, sign_in, william
):
    abroad = sign_in("tracing officer", cell=desk.abroad)
    elsewhere = sign_in("case worker", cell=desk.elsewhere, name="elsewhere")
    nobody = "00000000-0000-4000-8000-000000000000"
    for browser, name, real in (
        (abroad, "asking-pair", asked.match),
        (elsewhere, "question", the_question(william)),
    ):
        mine = browser.get(reverse(name, args=[real]))
        none = browser.get(reverse(name, args=[nobody]))
        assert (mine.status_code, mine.content) == (none.status_code, none.content)


def test_a_case_worker_opens_no_desk_and_an_officer_no_question(asked, officer, worker, william):
    assert worker.get(reverse("asking")).status_code == 403
    assert officer.get(reverse("questions")).status_code == 403


def test_what_is_over_is_asked_no_more(asked, worker, peter, william):
    services.end(match_id=asked.match, why="somebody else", keyring=peter, now=NOW)
    board = queries.questions(william)
    assert (len(board.to_ask), len(board.over)) == (0, 1)
    worker.post(reverse("question-read", args=[board.over[0].id]))
    assert len(queries.questions(william)) == 0
    assert queries.matches(peter, TODAY)[0].next == "over"


def test_the_office_writes_down_a_no_of_whom_it_asked_after_the_end_too(found, officer, peter):
    mother = requests.open_request(
        request=a_request(seeker=a_profile(), sought=a_profile("John Jackson")),
        keyring=peter, now=NOW,
    )  # fmt: skip
    match_id = a_match(found.request, peter, other=mother)
    page, at = (reverse(name, args=[match_id]) for name in ("asking-pair", "asking-note"))
    assert at not in officer.get(page).content.decode()
    services.ask(match_id=match_id, keyring=peter, now=NOW)
    services.end(match_id=match_id, why="the wrong mother", keyring=peter, now=NOW)

    assert at in officer.get(page).content.decode()
    typed = {"note-form": "spoken", "note-given_on": TODAY.isoformat()}
    assert officer.post(at, typed | {"note-said": "no"}).status_code == 302

    assert match_of(match_id, peter).acts[-1].to == "no"
