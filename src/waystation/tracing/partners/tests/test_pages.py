"""The pages between organisations and of files, as an officer walks them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from waystation.base import clock
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.partners import queries
from waystation.tracing.partners.forms import CardForm, card_text
from waystation.tracing.partners.services import asking, comparing
from waystation.tracing.partners.services.reading import read_in
from waystation.tracing.partners.tests.conftest import MOTHER, OURS, THEIRS, look_for
from waystation.tracing.pfif.tests.test_pfif import a_file
from waystation.tracing.tests.builders import agreed


@pytest.fixture
def browser(sign_in):
    return sign_in()


def page(browser, name, *ids, status=200):
    answer = browser.get(reverse(name, args=ids))
    assert answer.status_code == status
    return answer.content.decode()


def test_a_card_is_read_as_it_is_written_and_refused_by_its_line(two):
    card = queries.card(two.peter)
    form = CardForm({"card": card_text(card)})
    assert form.is_valid()
    assert form.cleaned_data["card"] == card
    for text, says in (
        ("name: x\nage: age1", "lacks: signs"),
        ("name: x\nage: age1\nsigns: zz", "64 digits"),
    ):
        form = CardForm({"card": text})
        assert says in str(form.errors)


def test_the_pages_say_what_each_step_lets_the_others_know(browser, two):
    text = page(browser, "tracing-partners")
    assert THEIRS in text
    assert "Our card" in text
    text = page(browser, "tracing-partner", two.theirs)
    assert "by voice" in text
    assert "No list, no sketch and no filter of names is handed out" in text
    answer = browser.post(reverse("tracing-partner-offer", args=[two.theirs]))
    text = browser.get(answer.url).content.decode()
    assert "Of nobody anything." in text
    assert "Nothing has left." in text
    (run,) = queries.runs(two.peter)
    answer = browser.post(reverse("tracing-partner-file", args=[run.id]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sealed.age"'
    assert "As text, for a mail" in page(browser, "tracing-partner-run", run.id)


def test_a_file_is_read_in_as_a_file_or_pasted_and_a_bad_one_keeps_what_was_typed(browser, two):
    theirs = comparing.offer(partner_id=two.ours, keyring=two.anna, now=NOW)
    content = comparing.hand_out(run_id=theirs, keyring=two.anna, now=NOW)
    read = reverse("tracing-partner-read")
    answer = browser.post(read, {"read-text": "not a file"})
    assert answer.status_code == 422
    assert "does not open with our key" in answer.content.decode()
    answer = browser.post(read, {"read-content": SimpleUploadedFile("a", content)})
    text = browser.get(answer.url).content.decode()
    assert "our turn: Answer" in text


def test_before_a_request_leaves_it_is_shown_word_for_word(browser, two):
    request_id = look_for(two.peter, THEIRS, MOTHER)
    url = reverse("tracing-partner-send", args=[two.theirs])
    text = browser.get(url, {"send-request": request_id}).content.decode()
    assert "This and nothing else leaves" in text
    assert "Han Sŏ-rin" in text
    assert "John Jackson" not in text
    answer = browser.post(url, {"send-request": request_id})
    assert "Nothing has left." in browser.get(answer.url).content.decode()


def test_what_a_seeker_lets_go_is_noted_and_taken_back_on_one_page(browser, two):
    request_id = look_for(two.peter, "Nobody", MOTHER)
    said = {
        "receiver": THEIRS, "uses": ["request"], "names": ["0"], "parts": ["birth"],
        "given_on": NOW.date(), "until": NOW.date(), "form": "spoken",
    }  # fmt: skip
    url = reverse("tracing-partner-release", args=[request_id])
    assert browser.post(url, said | {"names": []}).status_code == 422
    assert browser.post(url, said).status_code == 302
    text = page(browser, "tracing-partner-release", request_id)
    assert text.count("They take it back") == 2
    back = reverse("tracing-partner-unrelease", args=[request_id])
    browser.post(back, {"receiver": THEIRS})
    assert page(browser, "tracing-partner-release", request_id).count("They take it back") == 1


def test_a_request_that_came_is_answered_by_a_human(browser, two):
    request_id = look_for(two.anna, OURS, MOTHER)
    paper = asking.prepare(partner_id=two.ours, request_id=request_id, keyring=two.anna, now=NOW)
    content = asking.hand_out(paper_id=paper, keyring=two.anna, now=NOW)
    answer = browser.post(
        reverse("tracing-partner-read"), {"read-content": SimpleUploadedFile("a", content)}
    )
    assert "Answer as a human" in browser.get(answer.url).content.decode()
    (came,) = queries.received(two.peter)
    url = reverse("tracing-partner-answer", args=[came.id])
    assert "Nobody&#x27;s recorded yes" in browser.post(url, {"reply": "word"}).content.decode()
    assert browser.post(url, {"reply": "nothing"}).status_code == 302


def test_the_pages_say_which_request_ran_out_and_offer_no_answer_to_it(browser, two):
    short = {"agreed": agreed(TODAY + timedelta(days=1))}
    theirs, ours = (
        look_for(two.anna, OURS, MOTHER, **short), look_for(two.peter, THEIRS, MOTHER, **short)
    )  # fmt: skip
    paper = asking.prepare(partner_id=two.ours, request_id=theirs, keyring=two.anna, now=NOW)
    content = asking.hand_out(paper_id=paper, keyring=two.anna, now=NOW)
    came = read_in(content=content, keyring=two.peter, now=NOW).id
    sent = asking.prepare(partner_id=two.theirs, request_id=ours, keyring=two.peter, now=NOW)
    asking.hand_out(paper_id=sent, keyring=two.peter, now=NOW)
    assert "ran out" not in page(browser, "tracing-partners")
    assert "Answer as a human" in page(browser, "tracing-partner-paper", came)

    clock.stand_at(NOW + timedelta(days=2))

    assert page(browser, "tracing-partners").count("ran out on") == 2
    assert page(browser, "tracing-partner", two.theirs).count("ran out on") == 2
    for one in (came, sent):
        text = page(browser, "tracing-partner-paper", one)
        assert "The last day of this request has passed." in text
        assert "Answer as a human" not in text
        assert "Take it up as a request of ours" not in text
        assert "Take the same file out once more" not in text


def test_a_file_in_pfif_is_shown_and_taken_in_on_its_page(browser, two):
    url = reverse("pfif")
    bad = browser.post(url, {"content": SimpleUploadedFile("a.xml", b"<x/>")})
    assert bad.status_code == 422
    assert "This is XML, but no PFIF." in bad.content.decode()
    answer = browser.post(url, {"content": SimpleUploadedFile("a.xml", a_file())})
    text = browser.get(answer.url).content.decode()
    assert "Left out:" in text
    assert "The file stays until 24 Jan 1856, then it is deleted." in text
    assert "One source says that they died." in text
    assert "Hidden Lane" not in text
    take = answer.url + "take/"
    assert browser.post(take, {"record": "example.org/7"}).status_code == 302
    assert "Take it back" in browser.get(answer.url).content.decode()


@pytest.mark.parametrize("role", ["case worker", "field manager", "security officer"])
def test_who_is_no_tracing_officer_sees_none_of_it(sign_in, role):
    other = sign_in(role)
    for name in ("tracing-partners", "pfif"):
        assert other.get(reverse(name)).status_code == 403
