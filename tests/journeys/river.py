"""An office of one passage as a process: led by lines of JSON, for stories of real phones.

`python -m tests.journeys.river` fills WAYSTATION_HOME, which a served console may share.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, TextIO

import django


class Desk:
    """The office from outside: asks it for one act after the other."""

    def __init__(self, home: Path, module: str = __name__) -> None:
        """Start an office in a directory of its own, and wait until its passage is laid out."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            env=os.environ
            | {
                "WAYSTATION_HOME": str(home),
                "DJANGO_SETTINGS_MODULE": "waystation.config.settings",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def ask(self, act: str, *given: object) -> dict[str, Any]:
        """Let the office do one of ACTS."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([act, *given]) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the office ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(120)


def lead(asked: TextIO, told: TextIO) -> None:
    """Lay the passage out, then do what each line says and answer it with a line."""
    from waystation.relay.tests.conftest import Office

    office: Any = Office()  # type: ignore[no-untyped-call]
    office.lay_out()
    _tell(told, {"ready": True})
    for line in asked:
        act, *given = json.loads(line)
        _tell(told, ACTS[act](office, *given))


def _tell(told: TextIO, answer: dict[str, Any]) -> None:
    told.write(json.dumps(answer) + "\n")
    told.flush()


def _stage(office: Any, number: int) -> Any:
    return office.first if number == 1 else office.second


def invite(office: Any, number: int) -> dict[str, Any]:
    """Invite the guide of a stage: the part of the link after its #, and the twelve words."""
    from waystation.base import clock

    made = office.invite(_stage(office, number), now=clock.real_now())
    return {"fragment": made.fragment, "words": made.words}


def confirm(office: Any, number: int = 1) -> dict[str, Any]:
    """Confirm the phone of a stage's guide, whose four words were read aloud: their numbers."""
    from waystation.relay.phones import domain, queries, services
    from waystation.relay.tests.conftest import NOW

    guide = office.stage(_stage(office, number)).guide
    kept = next(k for k in queries.phones(office.harriet) if k.phone.partner == guide)
    numbers = queries.numbers_of(kept, office.harriet)
    services.confirm(
        phone_id=kept.row.id, numbers=domain.spaced(numbers), keyring=office.harriet, now=NOW
    )
    return {"numbers": list(numbers)}


def send(office: Any, number: int, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Seal the order of a stage, changed beforehand if wanted."""
    if changes:
        office.change(_stage(office, number), **changes)
    return {"order": str(office.send(_stage(office, number)))}


def amend(office: Any, number: int, changes: dict[str, Any]) -> dict[str, Any]:
    """Change a stage whose order is sealed already."""
    office.change(_stage(office, number), **changes)
    return {"amended": office.amend(_stage(office, number))}


def call_back(office: Any) -> dict[str, Any]:
    """Stand every order down."""
    return {"called_back": office.call_back()}


def collect(office: Any) -> dict[str, Any]:
    """Read what the phones sent; gives the state of both stages and what was said on them."""
    office.collect()
    stages = [office.stage(row) for row in (office.first, office.second)]
    return {
        "states": [stage.state for stage in stages],
        "said": [[report.what, report.words] for stage in stages for report in stage.reports],
    }


ACTS = {act.__name__: act for act in (invite, confirm, send, amend, call_back, collect)}


if __name__ == "__main__":
    os.umask(0o077)
    django.setup()
    from waystation.cli import setup

    setup.migrate()
    lead(sys.stdin, sys.stdout)
