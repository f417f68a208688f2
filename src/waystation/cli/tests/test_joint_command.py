"""`waystation cells` and `plan --summary`: two teams plan one route and open only promises."""

import pytest

# Two teams; both know Wilmington and Sandusky, and nobody knows the other's inner places.
SOUTH_PLACES = """\
id,name,kind,beds,max_nights
ripley,Ripley,station,12,3
sardinia,Sardinia,station,12,3
wilmington,Wilmington,hub,12,3
"""
SOUTH_LEGS = """\
from,to,mode,duration_min,oneway,risk,cost,capacity
ripley,sardinia,wagon,60,yes,0.01,50,40
sardinia,wilmington,wagon,90,yes,0.01,50,40
"""
NORTH_PLACES = """\
id,name,kind,beds,max_nights
wilmington,Wilmington,hub,12,3
hidden,Hidden,station,12,3
sandusky,Sandusky,destination,40,3
"""
NORTH_LEGS = """\
from,to,mode,duration_min,oneway,risk,cost,capacity
wilmington,hidden,wagon,120,yes,0.002,90,40
hidden,sandusky,wagon,60,yes,0.002,90,40
"""
WHEN = ("--start", "1855-10-26T06:40")


def team(folder, places, legs):
    folder.mkdir()
    (folder / "places.csv").write_text(places)
    (folder / "legs.csv").write_text(legs)
    return folder


@pytest.fixture
def south(tmp_path):
    return team(tmp_path / "south", SOUTH_PLACES, SOUTH_LEGS)


@pytest.fixture
def north(tmp_path):
    return team(tmp_path / "north", NORTH_PLACES, NORTH_LEGS)


@pytest.fixture
def summary(command, north, tmp_path):
    file = tmp_path / "north.json"
    gates = ("--gate", "wilmington", "--gate", "sandusky")
    said = command(*("cells", "summarise", file, "--network", north, *gates, "--people", 2, *WHEN))
    assert (said.status, said.err) == (0, "")
    assert "Seal it before it leaves you." in said.out
    return file


def joint(command, south, *files, people=2, more=()):
    words = ("--network", south, "--from", "ripley", "--to", "sandusky", "--people", people)
    summaries = [word for file in files for word in ("--summary", file)]
    return command("plan", *words, *WHEN, *summaries, *more, "--json")


def test_a_joint_route_runs_over_ones_own_legs_and_the_others_promise(command, south, summary):
    alone = command(
        *("plan", "--network", south, "--from", "ripley", "--to", "wilmington", "--people", 2),
        *WHEN,
    )
    said = joint(command, south, summary)

    assert alone.status == 0
    assert (said.status, said.err) == (0, "")
    stages = said.routes[0]["stages"]
    assert [stage["mode"] for stage in stages] == ["wagon", "wagon", "promised"]
    assert (stages[-1]["from"], stages[-1]["to"]) == ("wilmington", "sandusky")
    assert said.json["joint"] is True


def test_the_summary_names_its_gates_and_no_inner_place(summary):
    text = summary.read_text()

    assert "wilmington" in text
    assert "hidden" not in text


def test_the_team_that_promised_finds_the_way_behind_it(command, south, north, summary):
    promised = joint(command, south, summary).routes[0]["stages"][-1]
    words = ("--promise", promised["promise"], "--leave", promised["depart"])

    kept = command("cells", "keep", summary, "--network", north, *words, "--json")

    assert (kept.status, kept.err) == (0, "")
    (route,) = kept.routes
    assert [stage["to"] for stage in route["stages"]] == ["hidden", "sandusky"]
    assert route["arrive"] <= promised["arrive"]
    assert route["risk_p"] <= promised["risk_p"]
    assert route["cost_cents"] <= promised["cost_cents"]


def test_a_promise_of_another_network_or_of_no_number_is_refused(command, south, north, summary):
    words = ("--leave", "1855-10-26T12:00")

    other = command("cells", "keep", summary, "--network", south, "--promise", 1, *words)
    none = command("cells", "keep", summary, "--network", north, "--promise", 99_999, *words)

    assert (other.status, none.status) == (2, 2)
    assert "There is no place “sandusky” in this network." in other.err
    assert "There is no promise 99999" in none.err


def test_a_promise_that_can_no_longer_be_kept_is_three(command, south, north, summary):
    promised = joint(command, south, summary).routes[0]["stages"][-1]
    (north / "legs.csv").write_text(NORTH_LEGS.replace("hidden,sandusky", "sandusky,hidden"))
    words = ("--promise", promised["promise"], "--leave", promised["depart"])

    said = command("cells", "keep", summary, "--network", north, *words)

    assert (said.status, said.out) == (3, "")
    assert "can no longer be kept" in said.err


def test_a_summary_for_fewer_people_or_no_summary_at_all_is_refused(
    command, south, summary, tmp_path
):
    (tmp_path / "letter.json").write_text("{}")

    many = joint(command, south, summary, people=3)
    letter = joint(command, south, tmp_path / "letter.json")
    nothing = joint(command, south, tmp_path / "none.json")

    assert [one.status for one in (many, letter, nothing)] == [2, 2, 2]
    assert "was made for 2 people" in many.err
    assert "no summary of a network" in letter.err
    assert "cannot be opened" in nothing.err
    assert many.out + letter.out + nothing.out == ""


def test_a_summary_is_never_written_over_and_needs_two_gates_that_are_there(
    command, north, summary, tmp_path
):
    def summed_up(file, *gates):
        words = [word for gate in gates for word in ("--gate", gate)]
        return command("cells", "summarise", file, "--network", north, *words, "--people", 2)

    before = summary.read_text()
    again = summed_up(summary, "wilmington", "sandusky")
    one = summed_up(tmp_path / "one.json", "wilmington")
    unknown = summed_up(tmp_path / "two.json", "wilmington", "atlantis")

    assert [said.status for said in (again, one, unknown)] == [2, 2, 2]
    assert "exists already" in again.err
    assert "atlantis" in unknown.err
    assert summary.read_text() == before
    assert not (tmp_path / "one.json").exists()


def test_rules_about_legs_in_a_row_are_refused_across_teams(command, south, summary):
    said = joint(command, south, summary, more=("--guide-differs",))

    assert (said.status, said.out) == (2, "")
    assert "across the gates" in said.err
