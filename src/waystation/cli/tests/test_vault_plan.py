"""`waystation plan` on the sealed network: only behind a name and a passphrase."""

import pytest

from waystation.cli.tests.conftest import run
from waystation.testing.cast import HARRIET, LEVI, PASSMORE

pytestmark = pytest.mark.long

WORDS = ("--from", "chestertown-md", "--to", "philadelphia-pa", "--people", 11)
SIGNED = ("plan", *WORDS, "--name", HARRIET.name, "--json", "--passphrase-fd")


def test_with_the_passphrase_on_a_descriptor_routes_are_printed(demo_home):
    said = run(*SIGNED, home=demo_home, fd_text=HARRIET.passphrase + "\n")

    # Houses differ in what a wait risks there, so the answer says how much better another may be.
    assert said.status == 0
    assert said.err.startswith("waystation: note: no route within your limits is more than ")
    # The demo's clock stands at noon of 26 October 1855, and nothing starts before it.
    assert all(route["depart"] >= "1855-10-26T12:00" for route in said.routes)
    assert said.routes[0]["stages"][0]["from"] == "chestertown-md"


def test_a_name_is_asked_for_on_the_error_stream(demo_home):
    words = [word for word in SIGNED if word not in ("--name", HARRIET.name)]

    said = run(*words, home=demo_home, stdin="harriet\n", fd_text="wrong")

    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("Name: waystation: error: This name and passphrase")


def test_a_wrong_passphrase_opens_nothing(demo_home):
    said = run(*SIGNED, home=demo_home, fd_text="wrong")

    assert (said.status, said.out) == (2, "")
    assert "do not open a door here" in said.err
    assert "--network DIR" in said.err


def test_a_name_that_nobody_has_reads_like_a_wrong_passphrase(demo_home):
    words = [LEVI.name + "x" if word == HARRIET.name else word for word in SIGNED]

    said = run(*words, home=demo_home, fd_text=HARRIET.passphrase)

    assert (said.status, said.out) == (2, "")
    assert "This name and passphrase do not open a door here." in said.err


def test_who_lacks_the_network_is_refused(demo_home):
    words = [LEVI.name if word == HARRIET.name else word for word in SIGNED]

    said = run(*words, home=demo_home, fd_text=LEVI.passphrase)

    assert (said.status, said.out) == (2, "")
    assert "Your keys do not open that." in said.err


def test_who_may_only_approve_makes_no_plan(demo_home):
    said = run(
        *("replan", "--name", PASSMORE.name, "--passphrase-fd"),
        home=demo_home,
        fd_text=PASSMORE.passphrase,
    )

    assert (said.status, said.out) == (2, "")
    assert "Only a field manager may do this; you are approver." in said.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--name", "harriet"), "No passphrase was given."),
        (("--name", "harriet", "--passphrase-fd", 77), "File descriptor 77 cannot be read."),
    ],
)
def test_no_passphrase_to_read_is_two_and_no_traceback(tmp_path, words, why):
    said = run("plan", *WORDS, *words, home=tmp_path)

    assert (said.status, said.out) == (2, "")
    assert f"waystation: error: {why}" in said.err
    assert "Traceback" not in said.err
