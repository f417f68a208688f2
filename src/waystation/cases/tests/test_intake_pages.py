"""The public page and its questions, and what holders see of it."""

import json

import pytest
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import reverse

from waystation.base.ids import new_id
from waystation.cases import intake, intake_rules
from waystation.cases.models import IntakeBox, IntakeKey, TipRow
from waystation.cases.tests.builders import NOW
from waystation.cases.tests.stranger import Stranger, nonce_for, text
from waystation.vault import door, limits

ANN = Stranger(bytes(16))


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path, monkeypatch):
    """A key store of its own, an easy riddle, limits that start anew, and a clock that stands."""
    settings.HOME = tmp_path
    monkeypatch.setattr(intake_rules, "WORK_BITS", 4)
    monkeypatch.setattr(limits, "_all", limits._Buckets())
    monkeypatch.setattr("waystation.base.clock.now", lambda: NOW)


@pytest.fixture
def line(william, office):
    intake.open_line(cell=office.cases.cell, keyring=william, now=NOW)
    return office.cases.cell


@pytest.fixture
def signed(monkeypatch):
    """Sign somebody in with a keyring and a role, without a door."""

    def in_as(keyring, role="field manager", is_duress=False):
        profile = door.Profile("Harriet", role, is_duress=is_duress)
        own = door.Door(new_id(), bytes(96), 0)
        who = door.Who(own.user_id, "Harriet", role, keyring, own, profile)

        def who_is(*_args, **_kwargs):
            return who

        monkeypatch.setattr(door, "who_is", who_is)
        client = Client()
        client.cookies["ws"] = "any"
        return client

    return in_as


def post(name: str, body: object) -> tuple[int, dict]:
    """Ask as the page does: without a cookie, and none may come back."""
    client = Client(enforce_csrf_checks=True)
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client.post(reverse(name), raw, content_type="application/json")
    assert answer.cookies == SimpleCookie()
    return answer.status_code, answer.json()


def a_message(nonce: bytes | None = None, **other) -> dict:
    _, told = post("tell-ask", {})
    sent = ANN.message()
    riddle = told["riddle"]
    return {
        "id": text(sent.id),
        "key": text(sent.key),
        "reply_public": text(sent.reply_public),
        "box": text(sent.box),
        "riddle": riddle,
        "nonce": text(nonce_for(riddle, sent.id) if nonce is None else nonce),
    } | other


@pytest.mark.parametrize(
    ("name", "language"), [("tell", "en"), ("tell-en", "en"), ("tell-ko", "ko")]
)
def test_the_page_says_nothing_of_us_and_sets_no_cookie(line, name, language):
    answer = Client().get(reverse(name))

    page = answer.content.decode()
    assert answer.cookies == SimpleCookie()
    assert f'<html lang="{language}">' in page
    assert answer["Content-Language"] == language
    assert "Waystation" not in page
    assert "<noscript><h1>" in page
    policy = [part.strip() for part in answer["Content-Security-Policy"].split(";")]
    assert "trusted-types 'none'" in policy


def test_a_closed_page_says_so_and_takes_nothing(office):
    page = Client().get(reverse("tell-en")).content

    assert b"Nobody takes messages here just now." in page
    assert b'id="text"' not in page
    assert post("tell-ask", {}) == (503, {"says": "closed"})


def test_a_sealed_message_that_was_worked_for_is_kept(line):
    assert post("tell-send", a_message()) == (200, {"ok": True})

    assert IntakeBox.objects.get().cell == line


def test_without_work_nothing_is_kept_and_a_new_riddle_is_given(line, monkeypatch):
    monkeypatch.setattr(intake_rules, "is_work", lambda *_: False)

    status, told = post("tell-send", a_message(nonce=bytes(8)))

    assert status == 403
    assert {"riddle", "key"} == set(told)
    assert not IntakeBox.objects.exists()


def test_whoever_sealed_to_a_used_key_is_given_another(line):
    sent = a_message()
    IntakeKey.objects.filter(pk=ANN.message().key).update(state="used")
    IntakeKey.objects.exclude(state="weekly").update(state="used")

    status, told = post("tell-send", sent)

    assert status == 409
    assert told["key"]["id"] == text(bytes(IntakeKey.objects.get(state="weekly").id))


def test_what_is_malformed_is_refused_without_a_word_about_it(line):
    for name in ("tell-send", "tell-look"):
        assert post(name, b"{") == (400, {"says": "malformed"})
        assert post(name, b" " * 40_000) == (400, {"says": "malformed"})
    assert post("tell-send", a_message(reply_public=text(bytes(1216))))[0] == 400


def test_the_sixth_message_from_one_network_is_told_to_come_later(line):
    for _ in range(5):
        assert post("tell-send", a_message())[0] == 200

    client = Client()
    answer = client.post(reverse("tell-send"), a_message(), content_type="application/json")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_what_is_sent_twice_or_to_a_used_key_counts_for_nothing(line):
    sent, free = a_message(), IntakeKey.objects.filter(state="free")
    taken = a_message(key=text(bytes(16)))

    # Far more often than the five an hour that are kept.
    assert [post("tell-send", taken)[0] for _ in range(7)] == [409] * 7
    assert [post("tell-send", sent)[0] for _ in range(7)] == [200] * 7
    assert free.count() == 19


def test_answers_are_handed_out_to_the_words_and_filler_to_any_others(line, william):
    post("tell-send", a_message())
    intake.take_in(keyring=william, now=NOW)

    known = post("tell-look", {"id": text(ANN.id)})[1]
    other = post("tell-look", {"id": text(bytes(16))})[1]

    assert (known["known"], other["known"]) == (1, 0)
    assert len(json.dumps(known)) == len(json.dumps(other))
    assert ANN.read()["readable"]


def test_holders_see_what_came_and_take_it_in(line, william, signed):
    post("tell-send", a_message())
    client = signed(william, "case worker")

    listed = client.get(reverse("tips")).content.decode()
    after = client.post(reverse("tips-take-in"))
    page = client.get(reverse("tip", args=[TipRow.objects.get().id])).content.decode()

    assert "1 tip came by the public page." in listed
    assert after["Location"] == reverse("tips")
    assert "at the well" in page
    assert "Answer the source" in page


def test_other_case_workers_see_nothing_of_it(line, stranger, signed):
    post("tell-send", a_message())
    client = signed(stranger, "case worker")

    assert b"came by the public page" not in client.get(reverse("tips")).content
    assert b"in other hands" in client.get(reverse("tip-line")).content


def test_what_could_not_be_read_is_told_to_whoever_takes_in(line, william, signed):
    intake.send(sent=ANN.message(b"{}"), now=NOW)

    answer = signed(william).post(reverse("tips-take-in"))

    assert b"1 message could not be read." in answer.content


def test_an_answer_is_written_on_a_page_of_its_own_and_kept_when_refused(line, william, signed):
    intake.send(sent=ANN.message(), now=NOW)
    intake.take_in(keyring=william, now=NOW)
    tip_id = TipRow.objects.get().id
    client, address = signed(william), reverse("tip-answer", args=[tip_id])

    refused = client.post(address, {"text": "x" * 1001})
    done = client.post(address, {"text": "Wait for the geese."})

    assert refused.status_code == 422
    assert b"x" * 1001 in refused.content
    assert done["Location"] == reverse("tip", args=[tip_id])
    assert ANN.read()["answers"][0]["text"] == "Wait for the geese."
    assert b"Wait for the geese." in client.get(address).content


def test_the_field_manager_opens_and_closes_the_page(office, william, signed):
    client, address = signed(william), reverse("tip-line")

    assert b"Open the public page" in client.get(address).content
    client.post(address, {"act": "open"})
    opened = client.get(address).content.decode()
    assert IntakeKey.objects.filter(state="free").count() == 20
    assert "/tell/#" in opened
    client.post(address, {"act": "close"})
    assert not IntakeKey.objects.exists()


def test_a_case_worker_does_not(line, william, signed):
    client = signed(william, "case worker")

    assert client.post(reverse("tip-line"), {"act": "close"}).status_code == 403
    assert b'value="close"' not in client.get(reverse("tip-line")).content
    assert IntakeKey.objects.exists()


def test_a_button_that_is_not_offered_is_refused(line, stranger, signed):
    for act in ("open", "close", "anything"):
        assert signed(stranger).post(reverse("tip-line"), {"act": act}).status_code == 422
    assert IntakeKey.objects.filter(state="free").count() == 20


def test_behind_a_duress_door_an_open_page_is_in_other_hands_and_stays_as_it_is(
    line, william, signed
):
    client, address = signed(william, is_duress=True), reverse("tip-line")

    assert b"in other hands" in client.get(address).content
    assert client.post(address, {"act": "close"}).status_code == 422
    assert IntakeKey.objects.filter(state="free").count() == 20


def test_behind_a_duress_door_a_closed_page_shows_as_closed_and_is_not_opened(
    office, stranger, signed
):
    # Whoever looks on can open the public page itself: it says that it is closed.
    client, address = signed(stranger, is_duress=True), reverse("tip-line")

    assert b"Open the public page" in client.get(address).content
    refused = client.post(address, {"act": "open"})
    assert (refused.status_code, IntakeKey.objects.exists()) == (422, False)
    assert b"cannot be opened just now" in refused.content


def test_a_page_of_a_holder_lays_keys_ready_in_passing(line, william, signed):
    IntakeKey.objects.filter(state="free").delete()
    client, address = signed(william), reverse("tips-tend")

    assert address.encode() in client.get(reverse("tips")).content
    assert client.post(address).status_code == 204
    assert address.encode() not in client.get(reverse("tips")).content
