"""`waystation replan`: what is lost, from where, and what changed by it."""

from uuid import UUID

import pytest

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.cli import entering
from waystation.cli.tests.test_limits import BY_BOAT, BY_NIGHT, BY_RAIL
from waystation.routing import queries, services
from waystation.routing.tests.ripley import LEGS, READY, Office, question

QUESTION = ("--from", "ripley", "--to", "sandusky", "--people", 2, "--start", "1855-10-26T06:40")


@pytest.fixture
def replan(command, folder):
    def replanned(*words):
        return command("replan", "--network", folder, *QUESTION, *words)

    return replanned


def ways(routes):
    return [[s["from"] for s in r["stages"]] + [r["stages"][-1]["to"]] for r in routes]


def test_what_is_gone_what_is_left_and_what_is_new_is_told(replan):
    said = replan("--lost-place", "sardinia", "--json")

    assert (said.status, said.err) == (0, "")
    assert said.ways == [BY_BOAT, BY_NIGHT]
    assert ways(said.json["changed"]["gone"]) == [BY_RAIL]
    assert ways(said.json["changed"]["same"]) == [BY_BOAT, BY_NIGHT]
    assert said.json["changed"]["new"] == []
    assert said.json["finished"] is True


def test_from_where_the_group_is_now_only_the_rest_of_a_way_is_compared(replan):
    said = replan("--at", "wilmington", "--now", "1855-10-27T01:00", "--json")

    assert said.ways == [["wilmington", "sandusky"]]
    assert said.routes[0]["depart"] == "1855-10-27T05:00:00+00:00"
    assert ways(said.json["changed"]["same"]) == [["wilmington", "sandusky"]]
    assert ways(said.json["changed"]["gone"]) == [BY_BOAT, BY_RAIL]


def test_people_read_it_in_a_sentence(replan):
    said = replan("--lost-leg", "ripley:sandusky")

    first, second, *_ = said.out.splitlines()
    assert first == "Choices of before: 1 gone, 2 left. New: 0."
    assert second.startswith("1. arrives 1855-10-26 12:50 UTC")


def test_when_no_way_is_left_it_is_three(replan):
    said = replan("--lost-place", "sandusky", "--json")

    assert (said.status, said.out) == (3, "")
    assert "waystation: hint: " in said.err


def test_without_a_question_nothing_is_planned_on_files(command, folder):
    said = command("replan", "--network", folder, "--lost-place", "sardinia")

    assert (said.status, said.out) == (2, "")
    assert "Give --from, --to and --people" in said.err


def test_a_slip_in_what_is_lost_is_refused(replan):
    said = replan("--lost-place", "sardina")

    assert (said.status, said.out) == (2, "")
    assert "There is no place “sardina”." in said.err


def test_a_bad_row_is_named_as_for_plan(replan, folder):
    (folder / "legs.csv").write_text("from,to,mode\nripley,atlantis,foot\n")

    said = replan("--json")

    assert (said.status, said.out) == (2, "")
    assert "legs.csv, line 2" in said.err


@pytest.fixture
def sealed(command, db, settings, tmp_path, monkeypatch):
    """Run the command as Harriet, signed in at an office with the same network, sealed."""
    settings.HOME = tmp_path
    office = Office(LEGS)
    clock.stand_at(READY)
    monkeypatch.setattr(entering, "enter", lambda *_whom: office.harriet)

    def replanned(*words):
        return office, command("replan", *words)

    return replanned


def kept(office, **changes):
    return services.make_plan(question=question(**changes), keyring=office.harriet, now=READY)


def test_on_the_sealed_network_the_latest_plan_is_taken_up_and_the_new_one_kept(sealed):
    office, none = sealed()
    old = kept(office)

    _, said = sealed("--lost-leg", "ripley:sandusky", "--json")

    assert (none.status, none.out) == (2, "")
    assert "There is no such plan." in none.err
    assert (said.status, said.err) == (0, "")
    assert said.ways == [BY_RAIL, BY_NIGHT]
    assert ways(said.json["changed"]["gone"]) == [BY_BOAT]
    new = queries.plan(UUID(said.json["plan"]), office.harriet).plan
    assert new.after == old
    assert new.question.avoid.legs == ("boat",)


def test_a_plan_may_be_named_and_taken_up_from_where_the_group_is(sealed):
    office, _ = sealed()
    first = kept(office)
    kept(office, start="sardinia")

    _, said = sealed("--plan", first, "--at", "wilmington", "--now", "1855-10-27T01:00")

    assert said.status == 0
    assert "wilmington -> sandusky" in said.out
    assert "propose one of its routes in the console" in said.out


def test_a_plan_that_is_not_there_and_a_question_of_ones_own_are_refused(sealed):
    office, _ = sealed()
    kept(office)

    unknown = sealed("--plan", new_id())[1]
    asked = sealed("--people", 3)[1]
    limit = sealed("--max-nights", 1)[1]

    assert [said.status for said in (unknown, asked, limit)] == [2, 2, 2]
    assert "There is no such plan." in unknown.err
    assert "the question is the plan's own" in asked.err
    assert "the question is the plan's own" in limit.err
