"""`waystation plan --network`: exit codes, pure JSON, and reasons on the error stream."""

import json
import os
import subprocess
import sys
from datetime import datetime
from itertools import pairwise
from math import prod

import pytest
from msgspec.structs import replace

from waystation.cli import plan as plan_command
from waystation.cli.tests.conftest import COMMAND, UNDERGROUND, environment, run

STAGE_KEYS = {"from", "to", "mode", "depart", "arrive", "risk_p", "cost_cents"}


def test_every_best_route_is_printed_as_json_and_nothing_else(folder, tmp_path):
    said = run(
        *("plan", "--network", folder, "--from", "ripley", "--to", "sandusky", "--people", 2),
        *("--start", "1855-10-26T06:40", "--json"),
        home=tmp_path / "home",
    )

    # Worked by hand in routing's tests: by boat, by road and train, by night.
    assert (said.status, said.err) == (0, "")
    assert [route["arrive"] for route in said.routes] == [
        "1855-10-26T12:10:00+00:00",
        "1855-10-26T12:50:00+00:00",
        "1855-10-27T06:00:00+00:00",
    ]
    assert [route["cost_cents"] for route in said.routes] == [60, 200, 360]
    assert said.out.count("\n") == 1
    # The tables hold no secret, so nothing is written and nothing is asked.
    assert not (tmp_path / "home").exists()


def test_a_route_says_when_how_risky_how_dear_and_by_which_stages(ask):
    said = ask("--json")

    for route in said.routes:
        assert set(route) == {"depart", "arrive", "risk_p", "cost_cents", "stages"}
        assert all(set(stage) == STAGE_KEYS for stage in route["stages"])
        times = [
            datetime.fromisoformat(stage[key])
            for stage in route["stages"]
            for key in ("depart", "arrive")
        ]
        assert times == sorted(times)
        assert all(time.utcoffset().total_seconds() == 0 for time in times)
        assert route["depart"] == route["stages"][0]["depart"]
        assert route["arrive"] == route["stages"][-1]["arrive"]
        assert all(a["to"] == b["from"] for a, b in pairwise(route["stages"]))
        survive = prod(1 - stage["risk_p"] for stage in route["stages"])
        assert route["risk_p"] == pytest.approx(1 - survive, abs=1e-9)
        assert route["cost_cents"] == sum(stage["cost_cents"] for stage in route["stages"])
    boat = said.routes[0]["stages"][0]
    assert (boat["from"], boat["to"], boat["mode"]) == ("ripley", "sandusky", "boat")


def test_a_search_that_stopped_early_says_so_in_the_json_and_on_the_error_stream(ask, monkeypatch):
    whole = plan_command.ask

    def stopped_early(*question, **more):
        answer, routes = whole(*question, **more)
        return replace(answer, finished=False, proven_gap=0.048), routes[:1]

    monkeypatch.setattr(plan_command, "ask", stopped_early)

    said = ask("--json")

    assert said.status == 0
    assert (said.json["finished"], said.json["proven_gap"]) == (False, 0.048)
    assert len(said.routes) == 1
    assert said.err == (
        "waystation: warning: the search stopped early; routes are missing\n"
        "waystation: note: no route within your limits is more than 4.8% better on every count\n"
    )


def test_without_json_people_can_read_it(ask):
    said = ask()

    first, second, *_ = said.out.splitlines()
    assert said.status == 0
    assert first == "1. arrives 1855-10-26 12:10 UTC, risk 9.00%, $0.60 for the group"
    assert second == "   10-26 11:40-12:10  boat      ripley -> sandusky  9.00%  $0.60"


def test_on_the_historical_files_eleven_people_find_a_way(tmp_path):
    said = run(
        *("plan", "--network", UNDERGROUND, "--from", "chestertown-md"),
        *("--to", "philadelphia-pa", "--people", 11, "--children", 5),
        *("--start", "1855-10-26T12:00:00Z", "--json"),
        home=tmp_path,
    )

    assert said.status == 0
    assert len(said.routes) >= 2
    ends = {(route["stages"][0]["from"], route["stages"][-1]["to"]) for route in said.routes}
    assert ends == {("chestertown-md", "philadelphia-pa")}
    assert said.out.strip() == json.dumps(said.json)
    assert list(said.json) == ["routes", "finished", "proven_gap", "fallbacks"]
    assert (said.json["finished"], said.json["proven_gap"]) == (True, 0.0)
    for one in said.json["fallbacks"]:
        assert len(one["stages"]) == len(said.routes[one["route"]]["stages"])
    assert 1 <= len(said.json["fallbacks"]) <= 7


def test_a_reader_who_leaves_early_is_no_error(tmp_path):
    words = ("--from", "chestertown-md", "--to", "philadelphia-pa", "--people", "11")
    reading, writing = os.pipe()
    # Before anything is written, however late this process is run again.
    os.close(reading)

    asked = subprocess.run(
        [*COMMAND, "plan", "--network", str(UNDERGROUND), *words, "--start", "1855-10-26"],
        env=environment(tmp_path),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(writing)
    assert asked.stderr == b""
    assert asked.returncode == 141


def test_ones_own_tables_never_touch_the_demos_package(folder, tmp_path):
    words = ["plan", "--network", str(folder), "--from", "ripley", "--to", "sandusky"]
    code = (
        "import sys; from waystation.cli.main import main;"
        f"status = main({[*words, '--people', '2']!r});"
        "sys.exit(status or any(m.startswith('waystation.testing') for m in sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", code], env=environment(tmp_path), check=False)

    assert said.returncode == 0


def test_a_start_without_a_zone_is_utc_and_one_with_a_zone_is_moved(ask):
    plain = ask("--start", "1855-10-26T06:40", "--json").routes
    zulu = ask("--start", "1855-10-26T06:40Z", "--json").routes
    east = ask("--start", "1855-10-26T08:40+02:00", "--json").routes
    west = ask("--start", "1855-10-26T06:40-05:00", "--json").routes

    assert plain == zulu == east
    # 06:40 in the west is 11:40 UTC: the boat of 11:40 is just caught, the train is not.
    assert west[0] == plain[0]
    assert west[1:] != plain[1:]


def test_without_a_start_it_starts_now(plan, folder):
    words = ("--from", "ripley", "--to", "sandusky", "--people", 2, "--json")

    said = plan("--network", folder, *words)

    assert said.status == 0
    assert said.routes


def test_several_destinations_may_be_named(ask):
    said = ask("--to", "island", "--to", "sardinia", "--json")

    assert [route["stages"][-1]["to"] for route in said.routes] == ["sardinia"]


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        (("--people", "0"), "0 people cannot travel.", "Give 1 or more."),
        (("--people", "-2"), "-2 people cannot travel.", "Give 1 or more."),
        (("--children", "3"), "3 children among 2 people.", "Count the children"),
        (("--from", "nowhere"), "There is no place “nowhere”.", "places.csv"),
        (("--to", "nowhere"), "There is no place “nowhere”.", "places.csv"),
        (("--start", "soon"), "“soon” is not a date and time.", "1855-10-26T21:40"),
        (("--start", "0001-01-01T00:00+09:00"), "is not a date and time.", "1855"),
        (("--start", "9999-12-31"), "in the year 9999 cannot be planned", "between 1700"),
        (("--max-cost", "-1"), "A limit of -1 cents allows nothing.", "Give 0 or more"),
    ],
)
def test_bad_input_is_two_with_the_value_and_a_way_out(ask, words, says, hint):
    said = ask(*words, "--json")

    assert (said.status, said.out) == (2, "")
    error, advice = said.err.splitlines()
    assert error.startswith("waystation: error: ")
    assert says in error
    assert advice.startswith("waystation: hint: ")
    assert hint in advice


@pytest.mark.parametrize(
    "words", [("--people", "abc"), ("--max-cost", "1.50"), ("--colour", "red")]
)
def test_words_that_are_none_of_the_command_are_two(ask, words):
    said = ask(*words)

    assert (said.status, said.out) == (2, "")
    assert words[1] in said.err


def test_a_missing_word_is_two(plan, folder):
    said = plan("--network", folder, "--from", "ripley", "--people", 2)

    assert (said.status, said.out) == (2, "")
    assert "--to" in said.err


def test_too_little_money_is_three_with_the_least_sum(ask):
    said = ask("--people", 11, "--max-cost", 1_099, "--json")

    assert (said.status, said.out) == (3, "")
    assert said.err == (
        "waystation: no route: Nothing costs $10.99 or less.\n"
        "waystation: hint: Raise the cost limit to at least 1100 cents ($11.00) for the group.\n"
    )
    assert ask("--people", 11, "--max-cost", 1_100).status == 0


def test_a_place_nobody_gets_to_is_three(ask):
    said = ask("--to", "island", "--json")

    assert (said.status, said.out) == (3, "")
    assert "No chain of legs that carry 2 people leads there" in said.err


def test_more_people_than_any_leg_carries_is_three(ask):
    for people in (41, 1_000_000):
        assert ask("--people", people).status == 3


def test_whoever_is_there_already_gets_a_route_without_stages(ask):
    said = ask("--to", "ripley", "--json")

    assert said.status == 0
    assert said.routes == [
        {
            "depart": "1855-10-26T06:40:00+00:00",
            "arrive": "1855-10-26T06:40:00+00:00",
            "risk_p": 0.0,
            "cost_cents": 0,
            "stages": [],
        }
    ]


def test_a_bad_row_is_named_with_file_line_and_reason(ask, folder):
    legs = (folder / "legs.csv").read_text().replace("wagon,120", "broom,120")
    (folder / "legs.csv").write_text(legs + "ripley,atlantis,foot,60,,,,,\n")

    said = ask("--json")

    assert (said.status, said.out) == (2, "")
    assert "waystation: error: legs.csv, line 4: mode ‘broom’ is not known" in said.err
    assert "waystation: error: legs.csv, line 7: to_place ‘atlantis’" in said.err
    assert said.err.count("waystation: hint: ") == 2


def test_a_folder_without_tables_is_two(plan, tmp_path):
    words = ("--from", "a", "--to", "b", "--people", 1)

    said = plan("--network", tmp_path / "none", *words)

    assert (said.status, said.out) == (2, "")
    assert "places.csv, line 0: the file cannot be opened" in said.err


def test_a_column_nobody_knows_is_named_and_does_no_harm(ask, folder):
    head, *rows = (folder / "places.csv").read_text().splitlines()
    (folder / "places.csv").write_text("\n".join([head + ",shoes", *(r + ",2" for r in rows)]))

    said = ask("--json")

    assert said.status == 0
    assert said.routes
    assert said.err == "waystation: note: column not used: places.csv: shoes\n"
