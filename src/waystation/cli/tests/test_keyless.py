"""The worker is begun with nothing in its environment, and no key is in its memory."""

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from waystation.cli import serve
from waystation.cli.tests.conftest import environment
from waystation.cli.tests.test_serve import soon
from waystation.cli.tests.test_work import put, states

pytestmark = pytest.mark.long

# Signs in, sets an alarm that is due, tells which secrets it holds, and stays.
HOLDER = """
import json, sys, django
django.setup()
from datetime import timedelta
from waystation.base import clock
from waystation.dispatch import alarms
from waystation.dispatch.domain import Alarm
from waystation.testing.cast import HARRIET
from waystation.vault import cells, door
cookie = door.sign_in(HARRIET.name, HARRIET.passphrase, now=clock.real_now())
keyring = door.who_is(cookie, now=clock.real_now()).keyring
cell = keyring.cell("passages")
alarms.arm(cell=cell, alarm=Alarm("P-CANARY", 1, "Thomas Canary"),
           due_at=clock.now() - timedelta(minutes=15))
private = cells.private_keys(cell, keyring)
secrets = [*private.box_seeds, cells.private_seeds(cell, keyring)[1]]
print(json.dumps([secret.hex() for secret in secrets] + [b"Thomas Canary".hex()]), flush=True)
sys.stdin.read()
"""


def memory_of(process_id: int) -> bytes:
    """Read all that a process of ours has written into its memory."""
    found = []
    with Path(f"/proc/{process_id}/mem").open("rb") as memory:
        for line in Path(f"/proc/{process_id}/maps").read_text().splitlines():
            span, rights, *_rest = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw"):
                with suppress(OSError, ValueError, OverflowError):
                    memory.seek(start)
                    found.append(memory.read(end - start))
    return b"".join(found)


def test_the_worker_rings_what_it_cannot_read_and_holds_no_key(
    demo_home, tmp_path, settings, monkeypatch
):
    settings.HOME = home = shutil.copytree(demo_home, tmp_path / "copy")
    put(home, "delete from base_watch")
    monkeypatch.setenv("WAYSTATION_CANARY", "canary of the environment")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        env=environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    secrets = [bytes.fromhex(secret) for secret in json.loads(holder.stdout.readline())]

    worker = serve.Beside("work", "--every", "1")
    try:
        # One alarm and its decoys, all of which ring.
        assert soon(lambda: set(states(home)) == {"ringing"})
        told = Path(f"/proc/{worker.process_id}/environ").read_bytes()
        written, holds = memory_of(worker.process_id), memory_of(holder.pid)
    finally:
        worker.stop()
        holder.kill()
        holder.communicate()

    assert told == b""
    assert b"canary of the environment" not in written
    # The search finds what is there: where the data lies, and the keys with whoever has them.
    assert str(home).encode() in written
    assert len(secrets) >= 3
    assert [secret in holds for secret in secrets] == [True] * len(secrets)
    assert [secret in written for secret in secrets] == [False] * len(secrets)
