"""The limits of `waystation plan`: each leaves out what it says; a slip never passes for one."""

import pytest

BY_BOAT = ["ripley", "sandusky"]
BY_RAIL = ["ripley", "sardinia", "sandusky"]
BY_NIGHT = ["ripley", "wilmington", "sandusky"]


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ((), [BY_BOAT, BY_RAIL, BY_NIGHT]),
        # By boat 9 %, by rail 2 %, by night 0.4 %.
        (("--max-risk", "0.05"), [BY_RAIL, BY_NIGHT]),
        (("--max-risk", "5%"), [BY_RAIL, BY_NIGHT]),
        (("--max-risk", "1.5 %"), [BY_NIGHT]),
        (("--latest", "1855-10-26T12:30"), [BY_BOAT]),
        (("--max-nights", 0), [BY_BOAT, BY_RAIL]),
        (("--cannot-cross-water",), [BY_RAIL, BY_NIGHT]),
        (("--lost-place", "sardinia"), [BY_BOAT, BY_NIGHT]),
        (("--lost-leg", "ripley:sandusky"), [BY_RAIL, BY_NIGHT]),
        (("--lost-leg", "sandusky:ripley", "--lost-place", "wilmington"), [BY_RAIL]),
        (("--max-run", "wagon=1"), [BY_BOAT, BY_RAIL]),
        (("--max-walk-min", 60), [BY_BOAT, BY_RAIL, BY_NIGHT]),
        (("--max-climb-m", 0), [BY_BOAT, BY_RAIL, BY_NIGHT]),
        (("--cannot-walk",), [BY_BOAT, BY_RAIL, BY_NIGHT]),
        (("--min-rest-min", 30), [BY_BOAT, BY_RAIL, BY_NIGHT]),
        (("--guide-differs",), [BY_BOAT, BY_RAIL, BY_NIGHT]),
    ],
)
def test_a_limit_leaves_out_what_does_not_keep_it(ask, words, ways):
    said = ask(*words, "--json")

    assert (said.status, said.err) == (0, "")
    assert said.ways == ways
    assert said.json["finished"] is True


LANDS = """\
id,name,region,country,kind,beds,max_nights
ripley,Ripley,OH,US,station,12,3
sardinia,Sardinia,KY,US,station,6,3
wilmington,Wilmington,IN,US,hub,12,3
sandusky,Sandusky,OH,US,destination,40,3
island,Island,ON,CA,destination,40,3
"""


def test_a_land_may_be_crossed_only_or_kept_out_of(ask, folder):
    (folder / "places.csv").write_text(LANDS)

    awake = ask("--no-sleep", "US-IN", "--json")
    around = ask("--not-at-all", "US-KY", "--json")

    # From midnight to five in Wilmington is longer than a change of two hours.
    assert awake.ways == [BY_BOAT, BY_RAIL]
    assert around.ways == [BY_BOAT, BY_NIGHT]


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        (("--lost-place", "nowhere"), "There is no place “nowhere”.", "places.csv"),
        (("--lost-partner", "nobody"), "There is no partner “nobody”.", "partners.csv"),
        (("--lost-leg", "ripley:island"), "There is no leg “ripley:island”.", "FROM:TO"),
        (("--lost-leg", "road"), "There is no leg “road”.", "FROM:TO"),
        (("--not-at-all", "US-XX"), "No place of this network lies in “US-XX”.", "Give one of"),
        (("--no-sleep", "xx"), "No place of this network lies in “xx”.", "Give one of"),
        (("--latest", "soon"), "“soon” is not a date and time.", "1855"),
        (("--latest", "1855-10-25"), "lies before the start", "more time"),
        (("--max-nights", "-1"), "-1 nights on the way cannot be planned.", "Give 0"),
        (("--max-walk-min", "-1"), "A limit of -1 allows nothing.", "Give 0"),
    ],
)
def test_a_limit_that_means_nothing_here_is_refused_with_what_would(ask, words, says, hint):
    said = ask(*words, "--json")

    assert (said.status, said.out) == (2, "")
    error, advice = said.err.splitlines()
    assert says in error
    assert hint in advice


@pytest.mark.parametrize(
    "words",
    [
        ("--max-risk", "5"),
        ("--max-risk", "100%"),
        ("--max-run", "broom=2"),
        ("--max-run", "rail"),
        ("--eps", "1.5"),
        ("--max-nights", "two"),
    ],
)
def test_a_value_that_is_none_is_two_and_named(ask, words):
    said = ask(*words)

    assert (said.status, said.out) == (2, "")
    assert words[1] in said.err
    assert "Traceback" not in said.err


def test_a_limit_that_nothing_keeps_is_three_and_says_how_far_to_loosen_it(ask):
    said = ask("--max-risk", "0.1%", "--json")

    assert (said.status, said.out) == (3, "")
    assert "Raise the risk limit to 0.40 % or more." in said.err


def test_progress_goes_to_the_error_stream_and_only_when_asked_for(ask):
    quiet, told = ask("--json"), ask("--json", "--progress")

    assert quiet.err == ""
    assert quiet.out == told.out
    opening, planning = told.err.splitlines()
    assert opening.startswith("waystation: opening the network: ")
    assert planning.startswith("waystation: planning over 5 places, 5 legs: ")
