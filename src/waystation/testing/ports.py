"""Ports for servers that tests start: chosen before the server takes them, and nobody else's."""

import fcntl
import os
import socket
import tempfile
from itertools import chain
from pathlib import Path
from typing import IO

# Below those that a system hands out by itself.
_FIRST, _LAST = 10_000, 30_000
# What is locked says to other tests which ports are taken, until this process ends.
_FOLDER = Path(tempfile.gettempdir()) / f"waystation-test-ports-{os.getuid()}"
_locked: list[IO[str]] = []


def free_port() -> int:
    """Choose a port that no other test on this machine is given as long as this process runs.

    Raises:
      OSError: every port is taken.
    """
    _FOLDER.mkdir(exist_ok=True)
    begin = _FIRST + os.getpid() % (_LAST - _FIRST)
    for port in chain(range(begin, _LAST), range(_FIRST, begin)):
        lock = (_FOLDER / str(port)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as free:
                free.bind(("127.0.0.1", port))
        except OSError:
            lock.close()
        else:
            _locked.append(lock)
            return port
    raise OSError(f"no port from {_FIRST} to {_LAST} is free; end what runs there")
