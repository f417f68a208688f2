"""A program for `test_destroying`: destroys a case in real files, and is killed at every point.

Run with WAYSTATION_HOME set to an empty folder: `python -m waystation.cases.tests.broken_off steps`
kills it before each step, `… statements` before each statement either database is given. After
each time another process looks, goes on to the end and searches every file. Says what it did.
"""

import os
import shutil
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from waystation.base.errors import Refused  # noqa: E402
from waystation.base.ids import new_id  # noqa: E402
from waystation.cases import attaching, destroying, purging, queries, services  # noqa: E402
from waystation.cases.models import HouseholdRow, PersonRow, TipRow  # noqa: E402
from waystation.cases.tests.builders import (  # noqa: E402
    CHESTERTOWN,
    NOW,
    TODAY,
    a_family,
    a_household,
    a_tip,
    settle,
)
from waystation.network import services as network  # noqa: E402
from waystation.vault import cells, keystore, shredding  # noqa: E402
from waystation.vault.chain import KINDS  # noqa: E402
from waystation.vault.keyring import Keyring  # noqa: E402
from waystation.vault.models import AuditEntry, FileRow  # noqa: E402

HOME = Path(settings.HOME)
KEPT = HOME.with_name("kept")
STEPS = (
    (destroying, "_forget"),
    (shredding, "destroy_keys"),
    (shredding, "delete_rows"),
    (shredding, "delete_files"),
    (shredding, "empty_log"),
    (shredding, "left"),
    (destroying, "_close"),
)
DIED, FINISHED = "died", "finished"
CASE_ROWS = (TipRow, HouseholdRow, PersonRow, FileRow)


class Story:
    """An organisation with one case to be destroyed and one to be kept, and what a thief seeks."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)
        cells.found("security")
        gazetteer, casework = cells.found("gazetteer"), cells.found("cases")
        self.rings = [Keyring.of(new_id(), [gazetteer, casework]) for _ in range(3)]
        everything = Keyring.of(new_id(), [gazetteer, cells.found("network")])
        empty: dict[str, Any] = {"houses": [], "legs": [], "partners": []}
        network.take_in(places=[CHESTERTOWN], **empty, keyring=everything, now=NOW)
        asker = self.rings[0]
        tip = services.hear_tip(tip=a_tip(state="accepted"), keyring=asker, now=NOW)
        self.case = services.contact_household(
            household=a_household(), people=a_family(), tip_id=tip, keyring=asker, now=NOW
        )
        attaching.attach(
            household_id=self.case, title="a letter", content=b"Dear", keyring=asker, now=NOW
        )
        self.other = settle(asker)
        gone = [row for kind in CASE_ROWS for row in kind.objects.filter(case__in=[self.case, tip])]
        self.sought = [bytes(row.body)[:64] for row in gone]
        self.sought += keystore.shreds_of([self.case, tip]).values()
        said = {"why": "asked", "reason": "they asked us to", "asked_by": "William"}
        self.purge = purging.ask(case_id=self.case, **said, keyring=asker, now=NOW)
        for keyring in self.rings[1:]:
            purging.approve(purge_id=self.purge, keyring=keyring, now=NOW)

    def ring(self) -> Keyring:
        """Give the asker's keys as they are at the beginning of a request."""
        return Keyring.of(self.rings[0].user_id, list(self.rings[0]._slots.values()))

    def carry_out(self) -> None:
        destroying.carry_out(purge_id=self.purge, keyring=self.ring(), now=NOW)

    def look(self) -> None:
        """The lists open wherever it broke off, and the other case is whole."""
        listed = {view.id for view in queries.households(self.ring(), TODAY)}
        assert listed in ({self.case, self.other}, {self.other}), listed
        queries.tips(self.ring(), NOW)
        assert queries.household(self.other, self.ring(), TODAY).size == 3

    def check_the_end(self) -> None:
        done = purging.destroyed(self.purge, self.ring()).purge
        assert (done.n_cases, done.n_rows, done.n_files) == (2, 6, 1), done
        assert AuditEntry.objects.filter(kind=KINDS["purged"]).count() == 1
        assert [kind.objects.count() for kind in CASE_ROWS] == [0, 1, 3, 0]
        assert self.where() == [], self.where()
        self.look()

    def where(self) -> list[str]:
        """Name the files in which something of the case lies: the thief's own search."""
        files = [path for path in HOME.rglob("*") if path.is_file()]
        return [path.name for path in files if any(s in path.read_bytes() for s in self.sought)]


def in_a_process(act: Any) -> str:
    """Do something in a process of its own and say how that ended."""
    connection.close()
    child = os.fork()
    if child == 0:
        ended = 1
        try:
            act()
            ended = 0
        finally:
            if ended:
                traceback.print_exc()
            os._exit(ended)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return DIED
    if os.WEXITSTATUS(status):
        raise SystemExit("what a process did went wrong")
    return FINISHED


def put_back() -> None:
    """Bring the files to where they were before anything was destroyed."""
    shutil.rmtree(HOME)
    shutil.copytree(KEPT, HOME)


def killed(*_args: Any, **_more: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_step(place: tuple[Any, str], story: Story) -> None:
    setattr(*place, killed)
    story.carry_out()


def at_statement(number: int, story: Story) -> None:
    left = iter(range(number, 0, -1))

    def count(*_args: Any) -> None:
        if next(left, 0) == 1:
            killed()

    def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        count()
        return execute(sql, params, many, context)

    keystore.store().set_trace_callback(count)
    with connection.execute_wrapper(counted):
        story.carry_out()


def old_backup_stays_shut(story: Story) -> None:
    """The old database, with every key ring and today's key store, opens the case no more."""
    for path in KEPT.glob("db.sqlite3*"):
        shutil.copy(path, HOME / path.name)
    shutil.copytree(KEPT / "media", HOME / "media", dirs_exist_ok=True)
    assert HouseholdRow.objects.count() == 2
    for ring in story.rings:
        later = Keyring.of(ring.user_id, list(ring._slots.values()))
        assert [view.id for view in queries.households(later, TODAY)] == [story.other]
        try:
            queries.household(story.case, later, TODAY)
        except Refused:
            continue
        raise AssertionError("an old backup opens a destroyed case")


def main(how: str) -> None:
    story = Story()
    assert story.where(), "the thief's search finds what is there"
    connection.close()
    shutil.copytree(HOME, KEPT)
    points = STEPS if how == "steps" else range(1, 1_000)
    n_deaths = 0
    for point in points:
        put_back()
        act = at_step if how == "steps" else at_statement
        if in_a_process(lambda at=point, act=act: act(at, story)) == FINISHED:
            break
        n_deaths += 1
        in_a_process(story.look)
        in_a_process(story.carry_out)
        in_a_process(story.check_the_end)
    in_a_process(lambda: old_backup_stays_shut(story))
    sys.stdout.write(f"killed {n_deaths} times\n")


if __name__ == "__main__":
    main(sys.argv[1])
