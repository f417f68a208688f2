"""Keys change while others write, in real processes on one database: no row is lost."""

import os
import subprocess
import sys

import pytest
from django.db import connection

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("commands_on_it")]
N_WRITERS = 3
# A server lets them in by turns, so that nearly every step is overtaken and done again.
N_KEYS, N_ROWS = (25, 60) if connection.vendor == "sqlite" else (8, 20)

BEGIN = """
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.config.settings"
import django

django.setup()
from django.conf import settings
from django.db import transaction

settings.KDF = (1_024, 1, 1)
from waystation.base.errors import Overtaken
from waystation.vault import cells, folding, keystore, rotation, staff
from waystation.vault.models import Cell, FileRow
from waystation.vault.opening import add, begin, open_row
from waystation.vault.register import Alarm, Line
from waystation.vault.tests.office import NOW, PASSPHRASE, Office

DOORS = {}


def visit(name):
    if name not in DOORS:
        DOORS[name] = staff.try_door(name, PASSPHRASE)
    profile, keyring = staff.ring_of(DOORS[name])
    return DOORS[name], folding.fold(DOORS[name], profile, keyring, now=NOW)


def north():
    return Cell.objects.get(pk=open(settings.HOME / "north").read()).id
"""
LAY = (
    BEGIN
    + """
from django.core.management import call_command

call_command("migrate", verbosity=0)
office = Office()
(settings.HOME / "north").write_text(str(office.cell("north")))
"""
)
WRITE = (
    BEGIN
    + """
from waystation.base.ids import new_id

name, wanted = sys.argv[1], int(sys.argv[2])
written = 0
while written < wanted:
    door, keyring = visit(name)
    row = FileRow(cell=north())
    try:
        with transaction.atomic():
            begin([row], keyring, on=NOW.date())
            add(row, Line(Alarm(new_id(), NOW.date())), keyring, on=NOW.date())
    except Overtaken:
        continue
    written += 1
"""
)
TURN = (
    BEGIN
    + """
turned = 0
while turned < int(sys.argv[1]):
    door, keyring = visit("harriet")
    try:
        rotation.rotate(north(), door=door, now=NOW)
    except Overtaken:
        continue
    turned += 1
"""
)
COUNT = (
    BEGIN
    + """
opened = set()
for name in ("harriet", "william"):
    door, keyring = visit(name)
    rows = list(FileRow.objects.filter(cell=north()))
    for row in rows:
        open_row(row, Line, keyring)
    opened.add((len(rows), Cell.objects.get(pk=north()).epoch))
print(opened)
"""
)


def start(home, script, *args):
    env = os.environ | {"WAYSTATION_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, args)],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process):
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def test_three_write_while_one_changes_the_key_and_every_row_opens_for_both(tmp_path):
    ended(start(tmp_path, LAY))

    writers = [start(tmp_path, WRITE, "william", N_ROWS) for _ in range(N_WRITERS)]
    turner = start(tmp_path, TURN, N_KEYS)
    for process in (*writers, turner):
        ended(process)

    # 3 times as many rows, each once; the first key and those after it.
    found = {"sqlite": (180, 26), "postgresql": (60, 9)}[connection.vendor]
    assert ended(start(tmp_path, COUNT)).strip() == str({found})
