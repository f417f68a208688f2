"""A request from its interview to its destruction, and who can do none of it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Overtaken, Refused
from waystation.base.ids import new_id
from waystation.base.models import Watch
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import MatchRow, PaperRow, RequestRow, Voice
from waystation.tracing.papers import services as papers
from waystation.tracing.papers.domain import RequestSent, SeekerStands
from waystation.tracing.requests import domain, queries, services
from waystation.tracing.tests.builders import (
    a_profile,
    a_request,
    agreed,
    an_origin,
    born,
)
from waystation.tracing.values import Match, Report
from waystation.vault import keystore
from waystation.vault.opening import add

LATER = NOW + timedelta(hours=1)


def test_an_officer_opens_a_request_and_another_reads_it(asked, peter, vina):
    view = queries.request(asked, vina)

    assert view.request.code.startswith("Q-")
    assert view.request.sought.name == "Ann Maria Jackson"
    assert [step.what for step in view.steps] == ["opened"]
    assert [one.id for one in queries.searching(vina, TODAY)] == [asked]


def test_a_stranger_s_request_and_one_that_never_was_are_refused_alike(asked, stranger, william):
    said = set()
    for keyring, request_id in ((stranger, asked), (stranger, RequestRow().id), (william, asked)):
        with pytest.raises(Refused) as refused:
            queries.request(request_id, keyring)
        said.add((refused.value.says, refused.value.hint))
    assert len(said) == 1
    assert queries.requests(stranger) == []


def test_a_request_is_a_case_of_its_own(asked, peter):
    row = RequestRow.objects.get()

    assert row.case == row.id
    assert keystore.shred_of(row.id) is not None


def test_a_change_keeps_what_was_said_and_a_press_brings_it_back(asked, peter):
    was = queries.request(asked, peter).request
    new = replace(was, story="He was sold in 1846.")
    services.change(request_id=asked, was=was, value=new, why="told more", keyring=peter, now=LATER)

    view = queries.request(asked, peter)
    assert (view.request.story, view.steps[-1].why) == ("He was sold in 1846.", "told more")
    services.undo(request_id=asked, keyring=peter, now=LATER)
    assert queries.request(asked, peter).request == was
    services.undo(request_id=asked, keyring=peter, now=LATER)
    assert queries.request(asked, peter).request == new


def test_of_two_who_change_a_request_at_once_the_second_is_told(asked, peter, vina):
    was = queries.request(asked, peter).request
    new = replace(was, story="one")
    services.change(request_id=asked, was=was, value=new, keyring=peter, now=LATER)

    with pytest.raises(Overtaken):
        services.change(
            request_id=asked, was=was, value=replace(was, story="two"), keyring=vina, now=LATER
        )


def test_it_rings_a_month_before_the_yes_runs_out_and_not_once_it_is_taken_back(asked, peter):
    (watch,) = Watch.objects.filter(state="armed")
    assert watch.due_at.date() == TODAY + timedelta(days=150)

    longer = agreed(TODAY + timedelta(days=300))
    services.renew(request_id=asked, agreed=longer, keyring=peter, now=LATER)
    (watch,) = Watch.objects.filter(state="armed")
    assert watch.due_at.date() == TODAY + timedelta(days=270)

    services.take_back(request_id=asked, how="by word", keyring=peter, now=LATER)
    assert not Watch.objects.filter(state="armed").exists()
    assert queries.searching(peter, TODAY) == []


def test_a_yes_lasts_a_year_at_most_and_is_of_no_day_to_come(asked, peter):
    for given in (
        agreed(TODAY + timedelta(days=366)),
        agreed(given_on=TODAY + timedelta(days=1)),
    ):
        with pytest.raises(Refused):
            services.renew(request_id=asked, agreed=given, keyring=peter, now=LATER)


def test_a_child_s_yes_without_a_guardian_is_refused(peter):
    child = a_request(seeker=a_profile("Mary Jackson", birth=born(TODAY.year - 11)))

    with pytest.raises(Refused, match="The seeker is a child"):
        services.open_request(request=child, keyring=peter, now=NOW)


def test_nobody_is_closed_as_dead_on_one_report(asked, peter):
    def told(source):
        report = Report(says="dead", source=source, heard_on=TODAY, by=peter.user_id)
        services.note_report(request_id=asked, report=report, keyring=peter, now=LATER)

    told("a trader")
    with pytest.raises(Refused, match="two independent sources"):
        services.close(request_id=asked, why="died", keyring=peter, now=LATER)
    told("the parish book")
    services.close(request_id=asked, why="died", keyring=peter, now=LATER)

    assert queries.request(asked, peter).request.state == "closed"


def test_a_pause_ends_the_search_until_it_is_taken_up_again(asked, peter):
    services.pause(request_id=asked, why="moving house", keyring=peter, now=LATER)
    assert queries.searching(peter, TODAY) == []
    with pytest.raises(Refused):
        services.pause(request_id=asked, why="", keyring=peter, now=LATER)

    services.resume(request_id=asked, keyring=peter, now=LATER)
    assert len(queries.searching(peter, TODAY)) == 1


def test_two_officers_destroy_a_closed_request_with_all_that_lies_in_it(asked, desk, peter, vina):
    match = MatchRow(cell=desk.tracing.cell, case=asked)
    value = Match(request=asked, entry=new_id(), thread=new_id(), bits=12.0, verdict="probable")
    add(match, value, peter, on=TODAY)
    with pytest.raises(Refused, match="Only a closed request"):
        services.ask_to_destroy(request_id=asked, keyring=peter, now=LATER)
    services.close(request_id=asked, why="false", keyring=peter, now=LATER)

    assert services.ask_to_destroy(request_id=asked, keyring=peter, now=LATER) == 1
    with pytest.raises(Refused, match="Your hand"):
        services.ask_to_destroy(request_id=asked, keyring=peter, now=LATER)
    with pytest.raises(Refused, match="Two tracing officers"):
        services.destroy(request_id=asked, keyring=peter, now=LATER)
    assert services.ask_to_destroy(request_id=asked, keyring=vina, now=LATER) == 2
    services.destroy(request_id=asked, keyring=vina, now=LATER)

    assert keystore.shred_of(asked) is None
    assert not RequestRow.objects.exists()
    assert not MatchRow.objects.exists()
    assert not Watch.objects.exclude(state="answered").exists()
    assert not Voice.objects.exists()


def test_a_request_that_is_opened_again_is_destroyed_by_nobody_s_old_hand(asked, peter, vina):
    services.close(request_id=asked, why="false", keyring=peter, now=LATER)
    services.ask_to_destroy(request_id=asked, keyring=peter, now=LATER)
    services.reopen(request_id=asked, keyring=vina, now=LATER)
    services.close(request_id=asked, why="false", keyring=vina, now=LATER)

    assert services.ask_to_destroy(request_id=asked, keyring=vina, now=LATER) == 1


def test_what_a_case_worker_sends_becomes_a_request_and_follows_its_seeker(desk, william, peter):
    origin = an_origin(desk.cases.cell)
    send(RequestSent(request=a_request(origin=origin, code="X")), desk, william)

    assert (queries.n_sent(peter), services.hear(keyring=peter, now=NOW)) == (1, 1)
    (view,) = queries.requests(peter)
    assert view.request.origin == origin
    assert view.request.code.startswith("Q-")
    assert services.hear(keyring=peter, now=NOW) == 0

    send(SeekerStands(origin=origin), desk, william)
    services.hear(keyring=peter, now=LATER)
    assert domain.lacks(queries.request(view.id, peter).request, TODAY) == ["taken back"]


def test_a_paper_of_another_compartment_changes_nothing_for_a_seeker(
    desk, william, outsider, peter
):
    origin = an_origin(desk.cases.cell)
    send(RequestSent(request=a_request(origin=origin)), desk, outsider, desk.elsewhere)
    assert services.hear(keyring=peter, now=NOW) == 0

    send(RequestSent(request=a_request(origin=origin)), desk, william)
    services.hear(keyring=peter, now=NOW)
    send(SeekerStands(origin=origin), desk, outsider, desk.elsewhere)
    services.hear(keyring=peter, now=LATER)
    assert len(queries.searching(peter, TODAY)) == 1


def test_an_old_yes_that_is_put_back_brings_no_withdrawn_one_back(desk, william, peter):
    origin = an_origin(desk.cases.cell)
    send(RequestSent(request=a_request(origin=origin)), desk, william)
    longer = agreed(TODAY + timedelta(days=200), noted_at=NOW + timedelta(minutes=1))
    told = SeekerStands(origin=origin, agreed=longer)
    yes = send(told, desk, william, now=NOW + timedelta(minutes=1))
    send(SeekerStands(origin=origin), desk, william, now=NOW + timedelta(minutes=2))
    services.hear(keyring=peter, now=LATER)
    assert queries.searching(peter, TODAY) == []

    PaperRow.objects.filter(pk=yes).update(state="new")
    services.hear(keyring=peter, now=LATER)
    assert queries.searching(peter, TODAY) == []


def test_a_case_that_moved_and_its_seekers_no_after_that_are_heard_in_one_breath(
    desk, william, outsider, peter
):
    origin = an_origin(desk.cases.cell)
    there = replace(origin, cell=desk.elsewhere.cell)
    send(RequestSent(request=a_request(origin=origin)), desk, william)
    send(SeekerStands(origin=origin, agreed=agreed(), moved_to=there), desk, william)
    later = NOW + timedelta(minutes=1)
    send(SeekerStands(origin=there), desk, outsider, desk.elsewhere, later)

    services.hear(keyring=peter, now=LATER)

    (view,) = queries.requests(peter)
    assert view.request.origin == there
    assert domain.lacks(view.request, TODAY) == ["taken back"]


def test_a_request_that_is_put_back_makes_no_second_one(desk, william, peter, vina):
    body = RequestSent(request=a_request(origin=an_origin(desk.cases.cell)))
    paper = send(body, desk, william)
    services.hear(keyring=peter, now=NOW)
    PaperRow.objects.filter(pk=paper).update(state="new")
    assert services.hear(keyring=peter, now=LATER) == 0

    (view,) = queries.requests(peter)
    services.close(request_id=view.id, why="false", keyring=peter, now=LATER)
    for officer in (peter, vina):
        services.ask_to_destroy(request_id=view.id, keyring=officer, now=LATER)
    services.destroy(request_id=view.id, keyring=peter, now=LATER)
    assert not PaperRow.objects.filter(pk=paper).exists()


def test_a_yes_taken_back_while_the_request_is_closed_does_not_come_back_with_it(
    desk, william, peter
):
    origin = an_origin(desk.cases.cell)
    send(RequestSent(request=a_request(origin=origin)), desk, william)
    services.hear(keyring=peter, now=NOW)
    (view,) = queries.requests(peter)
    services.close(request_id=view.id, why="referred", keyring=peter, now=NOW)
    send(SeekerStands(origin=origin), desk, william)
    services.hear(keyring=peter, now=LATER)
    services.reopen(request_id=view.id, keyring=peter, now=LATER)
    assert domain.lacks(queries.request(view.id, peter).request, TODAY) == ["taken back"]


def test_closed_because_it_was_taken_back_is_not_undone_by_a_press(asked, peter):
    services.close(request_id=asked, why="taken back", keyring=peter, now=LATER)
    with pytest.raises(Refused, match="cannot be taken back"):
        services.undo(request_id=asked, keyring=peter, now=LATER)
    services.reopen(request_id=asked, keyring=peter, now=LATER)
    assert queries.searching(peter, TODAY) == []


def send(body, desk, keyring, sender=None, now=NOW):
    return papers.send(
        to=desk.tracing.cell,
        sender=(sender or desk.cases).cell,
        body=body,
        about=RequestRow().id,
        keyring=keyring,
        now=now,
    )
