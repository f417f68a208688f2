"""What a phone's line shows: when turns are made and how many, whatever is in them."""

import time
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.journeys.handset import Handset
from tests.journeys.office import Served
from tests.journeys.river import Desk
from waystation.relay.turn import domain as wire

pytestmark = [pytest.mark.browser, pytest.mark.long]
# The page's own rhythm is minutes; the tests' is seconds, and even, so that a round more shows.
RHYTHM_S = 3.0
# Turns of one round follow one another at once; from one round to the next it is longer than this.
APART_S = 2.0
ROUNDS = 3


class Line:
    """All that somebody between the phone and the server sees of its turns."""

    def __init__(self, page: Page) -> None:
        self.turns: list[tuple[int, int, int]] = []
        # When each was asked, and when its answer was there: how long a server takes is no matter.
        self.times: list[tuple[float, float]] = []
        self.n_under_way, self.quiet_since_s = 0, time.monotonic()
        page.on("request", self._ask)
        page.on("requestfinished", self._note)

    def _ask(self, request: Request) -> None:
        self.n_under_way += request.url.endswith("/p/api/turn")

    def _note(self, request: Request) -> None:
        if not request.url.endswith("/p/api/turn"):
            return
        # One that was under way before anybody looked was not counted.
        self.n_under_way = max(0, self.n_under_way - 1)
        self.quiet_since_s = time.monotonic()
        answer = request.response()
        assert answer is not None
        asked = len(request.post_data_buffer or b"")
        began_ms, took_ms = request.timing["startTime"], request.timing["responseEnd"]
        assert took_ms >= 0
        self.times.append((began_ms / 1e3, (began_ms + took_ms) / 1e3))
        self.turns.append((asked, len(answer.body()), answer.status))

    def rounds(self, since: int = 0) -> list[int]:
        """How many turns each round had, of those made since so many turns."""
        times = sorted(self.times[since:])
        found = [1] if times else []
        for (_began_s, ended_s), (began_s, _ended_s) in pairwise(times):
            if began_s - ended_s > APART_S:
                found.append(1)
            else:
                found[-1] += 1
        return found

    def looks(self) -> set[tuple[int, int, int]]:
        """The sizes of question and answer, and the status."""
        return set(self.turns)


def shortened(route: Route) -> None:
    """Hand the page out with a rhythm of seconds."""
    answer = route.fetch()
    told = f'data-rhythm="{",".join([str(RHYTHM_S)] * 4)}" data-api='
    route.fulfill(response=answer, body=answer.text().replace("data-api=", told))


def settled(phone: Handset, line: Line) -> int:
    """Wait until no round is under way; gives how many turns there were until then."""
    for _ in range(1_200):
        phone.page.wait_for_timeout(100)
        if not line.n_under_way and time.monotonic() - line.quiet_since_s > APART_S:
            return len(line.turns)
    raise AssertionError("the phone never stopped asking")


def waited(phone: Handset, line: Line, since: int) -> list[int]:
    """Let some rounds pass with nobody touching the phone; gives their numbers of turns."""
    for _ in range(240):
        # The last one may be under way.
        if len(found := line.rounds(since)) > ROUNDS:
            return found[:-1]
        phone.page.wait_for_timeout(500)
    raise AssertionError("the phone stopped asking")


def test_turns_are_of_one_size_and_number_with_mail_without_it_and_locked(
    river: tuple[Desk, Served], browser: Browser
) -> None:
    desk, served = river
    phone = Handset.new(browser, served, "Thomas Garrett")
    phone.context.route(lambda url: url.endswith("/p/"), shortened)
    phone.join(f"{served.url}/p/#{desk.ask('invite', 1)['fragment']}")
    desk.ask("confirm")
    phone.same_words()
    line = Line(phone.page)

    quiet = waited(phone, line, settled(phone, line))
    since = settled(phone, line)
    desk.ask("send", 1)
    with_an_order = waited(phone, line, since)
    expect(phone.page.locator("article.order .way").first).to_be_visible()
    since = settled(phone, line)
    desk.ask("amend", 1, {"needs": "two cannot walk far"})
    with_its_change = waited(phone, line, since)
    expect(phone.page.get_by_text("two cannot walk far")).to_be_visible()
    since = settled(phone, line)
    phone.lock()
    locked = waited(phone, line, since)

    assert {*quiet, *with_an_order, *with_its_change, *locked} == {2}
    assert line.looks() == {(wire.ASKED_BYTES, wire.ANSWER_BYTES, 200)}
    phone.context.close()


def test_all_well_and_all_well_by_force_make_the_same_turns(
    river: tuple[Desk, Served], browser: Browser
) -> None:
    desk, served = river
    phone = Handset.new(browser, served, "William Still")
    phone.join(f"{served.url}/p/#{desk.ask('invite', 2)['fragment']}")
    desk.ask("confirm", 2)
    phone.same_words()
    desk.ask("send", 2)
    phone.look()
    phone.report("Received", "You said: received")
    line, pressed = Line(phone.page), []

    for forced in (False, True, True, False):
        since = len(line.turns)
        phone.all_well(forced=forced)
        settled(phone, line)
        pressed.append(line.rounds(since))

    # A press makes one round at once, of a token and the report; which token it is, is not seen.
    assert pressed == [[2]] * 4
    assert line.looks() == {(wire.ASKED_BYTES, wire.ANSWER_BYTES, 200)}
    assert served.complaints == []
    phone.context.close()
