"""What nobody may learn: over random histories, in two worlds, and from a server's own hand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.asking import queries, services
from waystation.tracing.asking.services.worker import Reply
from waystation.tracing.asking.tests.conftest import a_match, match_of, the_question
from waystation.tracing.asking.tests.histories import History, World
from waystation.tracing.links import queries as links
from waystation.tracing.links import services as linking
from waystation.tracing.models import MatchRow, PaperRow, SeekerLinkRow
from waystation.tracing.papers import services as papers
from waystation.tracing.papers.domain import Answer
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request, agreed
from waystation.vault import handed
from waystation.vault.models import Cell

WEEK = timedelta(days=7)
# So many histories are played quickly, and so many by `make test-all`.
QUICK, LONG = (5, 12), (60, 30)


def play(n: int, steps: int, **held) -> None:
    machine = type("Played", (History,), {"world": World(**held)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=n,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def world(found, entered, family, peter, william):
    return {
        "request": found.request,
        "entry": entered,
        "household": family.id,
        "yes": family.yes,
        "peter": peter,
        "william": william,
    }


def test_no_history_discloses_anything_without_two_recorded_consents(world):
    play(*QUICK, **world)


@pytest.mark.sqlite_only("short histories say the same on a server")
@pytest.mark.long
def test_no_long_history_discloses_anything_without_two_recorded_consents(world):
    play(*LONG, **world)


@pytest.mark.parametrize("said", ["no", "later", "not asked", "yes and back", "yes and run out"])
def test_a_seeker_reads_the_same_bytes_whatever_the_sought_said_and_if_nobody_was_found(
    said, entered, peter, william
):
    """Two searches alike in everything but whether anybody was found, round after round."""
    there, nowhere = (_search(peter, "QSAME") for _ in range(2))
    match_id = a_match(there[0], peter, entry=entered)
    services.ask(match_id=match_id, keyring=peter, now=NOW)
    first = "yes" if said.startswith("yes") else said
    reply = Reply(first, until=TODAY + timedelta(days=3), ask_on=TODAY + timedelta(days=30))
    part = services.answer(paper_id=the_question(william), reply=reply, keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)
    if said == "yes and run out":
        services.ask_seeker(match_id=match_id, keyring=peter, now=NOW)
    if said == "yes and back":
        services.answer_again(part_id=part, reply=Reply("no"), keyring=william, now=NOW)
        services.hear(keyring=peter, now=NOW)

    assert match_of(match_id, peter).sought_asked.turn > 0
    for weeks in range(1, 4):
        now = NOW + weeks * WEEK
        assert linking.tend(keyring=peter, now=now) == 2
        assert _read(there) == _read(nowhere)
        boxes = [_box(one) for one in (there, nowhere)]
        assert len(boxes[0]) == len(boxes[1]) == len(links.box_of(b"none" * 8, now.date()))


def test_a_seekers_reading_is_as_much_work_for_a_no_as_for_nobody_and_for_no_link(
    entered, peter, william
):
    there, nowhere = (_search(peter, "QSAME") for _ in range(2))
    match_id = a_match(there[0], peter, entry=entered)
    services.ask(match_id=match_id, keyring=peter, now=NOW)
    services.answer(paper_id=the_question(william), reply=Reply("no"), keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)

    digests = [handed.handed(one[1].secret, "search").digest for one in (there, nowhere)]
    work = set()
    for digest in [*digests, bytes(32)]:
        with CaptureQueriesContext(connection) as seen:
            box = links.box_of(digest, TODAY)
        work.add((len(seen), len(box)))
    assert len(work) == 1


def test_a_replayed_yes_opens_nothing(asked, peter, william):
    """Yes, then no: the server deletes the no and offers the old yes once more."""
    part = services.answer(
        paper_id=the_question(william), reply=Reply("yes"), keyring=william, now=NOW
    )
    services.hear(keyring=peter, now=NOW)
    services.answer_again(part_id=part, reply=Reply("no"), keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)
    PaperRow.objects.filter(cell=match_row(asked).cell).exclude(day__year=9999).update(state="new")

    heard = services.hear(keyring=peter, now=NOW)
    assert (heard.taken, heard.spoiled) == (0, 0)
    assert match_of(asked.match, peter).state == "no"


def test_an_answer_to_an_earlier_question_answers_no_later_one(asked, peter, william):
    services.answer(
        paper_id=the_question(william),
        reply=Reply("later", ask_on=TODAY + timedelta(days=1)),
        keyring=william,
        now=NOW,
    )
    services.hear(keyring=peter, now=NOW)
    services.ask(match_id=asked.match, keyring=peter, now=NOW + timedelta(days=1))
    thread = match_of(asked.match, peter).thread
    _say_yes(thread, 1, 2, match_row(asked).cell, william)

    assert services.hear(keyring=peter, now=NOW + timedelta(days=1)).stale == 1
    assert match_of(asked.match, peter).state == "asked"


def test_another_compartment_answers_for_nobody(asked, desk, peter, outsider):
    """A case worker of ours who holds another compartment, and knows the thread by treason."""
    thread = match_of(asked.match, peter).thread
    _say_yes(thread, 1, 1, desk.tracing.cell, outsider, sender=desk.elsewhere.cell)

    heard = services.hear(keyring=peter, now=NOW)
    assert (heard.taken, heard.spoiled) == (0, 1)
    assert match_of(asked.match, peter).state == "asked"


def test_a_yes_signed_by_a_key_that_the_server_planted_is_none(asked, desk, peter, outsider):
    """The server gives William's compartment another's signing key, and takes the pins away."""
    thread = match_of(asked.match, peter).thread
    theirs = Cell.objects.get(pk=desk.elsewhere.cell)
    _say_yes(thread, 1, 1, desk.tracing.cell, outsider, sender=desk.elsewhere.cell)
    Cell.objects.filter(pk=desk.cases.cell).update(sign_public=theirs.sign_public)

    assert services.hear(keyring=peter, now=NOW).taken == 0
    PaperRow.objects.filter(day__year=9999).delete()
    assert services.hear(keyring=peter, now=NOW).taken == 0
    assert match_of(asked.match, peter).state == "asked"


def test_a_match_that_was_edited_or_swapped_is_not_read(asked, peter):
    other = a_match(asked.request, peter, entry=new_id(), thread=new_id())
    body = MatchRow.objects.get(pk=other).body
    MatchRow.objects.filter(pk=asked.match).update(body=body)
    with pytest.raises(Tampered):
        services.withdraw(match_id=asked.match, side="sought", keyring=peter, now=NOW)


def test_an_answer_without_a_consent_in_date_is_no_yes(asked, desk, peter, william):
    thread = match_of(asked.match, peter).thread
    for turn, said in enumerate((None, agreed(TODAY - timedelta(days=1))), start=1):
        body = Answer(nth=1, turn=turn, said="yes", agreed=said)
        papers.send(
            to=desk.tracing.cell,
            sender=desk.cases.cell,
            body=body,
            about=thread,
            keyring=william,
            now=NOW,
        )
    assert services.hear(keyring=peter, now=NOW).taken == 0


def test_a_seeker_who_takes_their_request_back_is_in_no_contact(asked, desk, peter, william):
    services.answer(paper_id=the_question(william), reply=Reply("yes"), keyring=william, now=NOW)
    services.hear(keyring=peter, now=NOW)
    services.ask_seeker(match_id=asked.match, keyring=peter, now=NOW)
    services.open_contact(match_id=asked.match, agreed=agreed(), keyring=peter, now=NOW)
    requests.take_back(request_id=asked.request, how="", keyring=peter, now=NOW)

    assert match_of(asked.match, peter).state == "ended"
    assert len(queries.questions(william).over) == 1


def test_a_stranger_changes_no_match(asked, stranger):
    for act, more in (
        (services.ask, {}),
        (services.ask_seeker, {}),
        (services.withdraw, {"side": "sought"}),
        (services.end, {"why": "nothing"}),
        (services.pass_message, {"side": "seeker", "text": "Hello"}),
        (services.note_seeker, {"said": "yes"}),
    ):
        with pytest.raises(Refused):
            act(match_id=asked.match, **more, keyring=stranger, now=NOW)


def match_row(found) -> MatchRow:
    return MatchRow.objects.get(pk=found.match)


def _say_yes(thread, nth, turn, to, keyring, sender=None):
    body = Answer(nth=nth, turn=turn, said="yes", agreed=agreed())
    papers.send(
        to=to,
        sender=sender or keyring.cells_of("cases")[0],
        body=body,
        about=thread,
        keyring=keyring,
        now=NOW,
    )


def _search(keyring, code):
    request = replace(a_request(), code=code)
    request_id = requests.open_request(request=request, keyring=keyring, now=NOW)
    made = linking.make(request_id=request_id, language="en", days=90, keyring=keyring, now=NOW)
    return request_id, made


def _box(search) -> bytes:
    return bytes(SeekerLinkRow.objects.get(pk=search[1].id).box)


def _read(search) -> bytes:
    return handed.read(search[1].secret, "search", _box(search))
