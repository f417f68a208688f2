"""What rings is shown to those who can do something about it, and taken and resolved by them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from waystation.base import clock, rounds, tokens, watches
from waystation.base.models import Watch
from waystation.base.steady import Steady
from waystation.dispatch import alarms
from waystation.relay.watching.tests.conftest import ENDED
from waystation.relay.watching.tests.test_watching import chain
from waystation.routing.tests.ripley import READY
from waystation.vault import audit
from waystation.vault.keyring import Keyring


@pytest.fixture
def rung(watched):
    """The stage's own alarm rings."""
    watches.ring_due(ENDED)
    return watched


def look(browser) -> str:
    return browser.get(reverse("watches")).content.decode()


def press(browser, name, *args, **sent):
    return browser.post(reverse(name, args=args), sent)


def kinds(rung) -> list[str]:
    return [entry.kind for entry in audit.entries(Keyring.of(uuid4(), [rung.river.security]))]


def test_who_has_it_says_so_and_nobody_else_is_called(rung, browser):
    assert "Stage 1 of" in look(browser)

    answer = press(browser, "watch-take", rung.stage.watch)

    assert (answer.status_code, answer.url) == (302, reverse("watches"))
    assert "Somebody has it." in look(browser)
    assert Watch.objects.get(pk=rung.stage.watch).state == "taken"
    assert kinds(rung)[0] == "alarm taken"
    board = browser.get(reverse("board")).context["board"]
    assert [call.red for call in board.calls if "silent. Call" in call.says] == [True, False]


def test_how_it_ended_silences_it_and_is_noted(rung, browser):
    answer = press(browser, "watch-resolve", rung.stage.watch, outcome="well")

    assert answer.url == reverse("watches")
    assert Watch.objects.get(pk=rung.stage.watch).state == "answered"
    entry = audit.entries(Keyring.of(uuid4(), [rung.river.security]))[0]
    assert (entry.kind, entry.says["note"]) == ("alarm resolved", "well")


def test_from_one_that_is_lost_the_way_goes_on_to_the_passage(rung, browser):
    answer = press(browser, "watch-resolve", rung.stage.watch, outcome="lost")

    assert answer.url == reverse("passage", args=[rung.kept.id])


@pytest.mark.parametrize("outcome", ["", "fine"])
def test_an_ending_outside_the_list_changes_nothing(rung, browser, outcome):
    answer = press(browser, "watch-resolve", rung.stage.watch, outcome=outcome)

    assert answer.status_code == 409
    assert "Nothing is said of how it ended." in answer.content.decode()
    assert Watch.objects.get(pk=rung.stage.watch).state == "ringing"


def test_a_decoy_can_be_neither_taken_nor_resolved_by_name(rung, browser):
    true = Watch.objects.get(pk=rung.stage.watch)
    decoy = alarms.opened(true, rung.harriet).decoys[0]

    for name in ("watch-take", "watch-resolve"):
        answer = press(browser, name, decoy, outcome="well")
        assert answer.content == press(browser, name, uuid4(), outcome="well").content
    assert Watch.objects.get(pk=decoy).state == "ringing"


@pytest.mark.parametrize("role", ["case worker", "finance officer"])
def test_who_has_nothing_to_do_with_passages_gets_no_such_page(rung, sign_in, role):
    browser = sign_in(role)

    assert browser.get(reverse("watches")).status_code in (403, 404)
    assert press(browser, "watch-take", rung.stage.watch).status_code in (403, 404)
    assert Watch.objects.get(pk=rung.stage.watch).state == "ringing"


def test_the_security_officer_hears_what_nobody_took_and_takes_nothing(rung, sign_in):
    officer = sign_in("security officer")
    assert rung.code not in look(officer)

    for minutes in (15, 45):
        watches.ring_due(ENDED + timedelta(minutes=minutes))

    says = f"An alarm about {rung.code} rings and nobody of the passages has taken it."
    assert says in look(officer)
    assert says in officer.get(reverse("board")).content.decode()
    assert "Rankin" not in look(officer)
    assert press(officer, "watch-take", rung.stage.watch).status_code in (403, 404)


@pytest.mark.parametrize(
    ("which", "says", "red"), [(0, "all is well.", False), (1, "whoever answered is forced.", True)]
)
def test_a_reply_is_shown_until_it_was_read(watched, browser, which, says, red):
    watches.show(chain(watched, which)[0], READY)
    text = f"Stage 1 of {watched.code}: {says}"
    assert text in look(browser)
    board = browser.get(reverse("board")).context["board"]
    assert [call.red for call in board.calls if call.says == text] == [red]

    (page,) = browser.get(reverse("watches")).context["replies"]
    press(browser, "watch-read", page.page)

    assert text not in look(browser)
    # Whoever reads the chain sees that it was put away, and of which passage; not what it said.
    entry = audit.entries(Keyring.of(uuid4(), [watched.river.security]))[0]
    assert (entry.kind, entry.says) == ("reply read", {"of": watched.kept.id.hex[:8]})


def test_danger_and_lateness_say_what_they_are(watched, browser):
    watches.show(tokens.late(chain(watched)[0]), READY)
    watches.show(tokens.danger(watched.armed.seeds[0]), READY)

    shown = look(browser)
    assert f"Stage 1 of {watched.code}: danger." in shown
    assert f"Stage 1 of {watched.code} will be two hours late." in shown


def test_anybody_may_ask_how_long_ago_the_worker_went_round_and_learns_no_more(db):
    url = reverse("worker-age")
    never = Client().get(url)
    assert (never.status_code, never.json()) == (503, {"age_s": None})

    for age_s, status in ((10, 200), (299, 200), (301, 503)):
        rounds.note_round(Steady(clock.real_now(), rounds.uptime_s() - age_s))
        answer = Client().get(url)
        assert (answer.status_code, answer.json()) == (status, {"age_s": age_s})
