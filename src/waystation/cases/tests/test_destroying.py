"""A purge in real files: killed anywhere it goes on to the end, and no copy is left."""

import os
import subprocess
import sys

import pytest


def broken_off(how, tmp_path):
    """Run the program that is killed again and again; give what it said."""
    home = tmp_path / "home"
    home.mkdir()
    env = os.environ | {
        "WAYSTATION_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "waystation.config.settings",
    }
    command = [sys.executable, "-m", "waystation.cases.tests.broken_off", how]
    run = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[-2_000:]
    return run.stdout


@pytest.mark.long
def test_a_purge_killed_before_any_step_ends_with_nothing_left_and_old_backups_shut(tmp_path):
    assert broken_off("steps", tmp_path) == "killed 7 times\n"


@pytest.mark.long
def test_a_purge_killed_before_any_statement_ends_with_nothing_left(tmp_path):
    said = broken_off("statements", tmp_path)

    # Over twenty points at least: both databases were counted.
    assert int(said.split()[1]) > 20
