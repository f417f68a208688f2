"""Two short registers of invented people, some in both, written down with slips."""

import csv
import random

import pytest

GIVEN = "mira odo lena tomas ada bruno ilse karl nora emil vera hugo rosa anton clara felix".split()
FAMILY = (
    "abendrot bergwald distelfink ehrenfels falkenau grauwasser hohenlinde immergrun kornfeld "
    "lindquell mondschein nachtigall"
).split()
TOWNS = "altdorf birkenau cronach dornfeld".split()


def people(n, seed=1):
    """Invent so many people."""
    chance = random.Random(seed)
    return [
        {
            "id": str(number),
            "first_name": chance.choice(GIVEN) + chance.choice("abcdefgh"),
            "surname": chance.choice(FAMILY) + chance.choice("abcdefgh"),
            "dob": f"{chance.randint(1930, 2000)}-{chance.randint(1, 12):02}-"
            f"{chance.randint(1, 28):02}",
            "town": chance.choice(TOWNS),
        }
        for number in range(n)
    ]


def slipped(person, chance):
    """Write one down as somebody else would: now and then a letter or a date is wrong."""
    told = dict(person)
    for column in ("first_name", "surname"):
        if chance.random() < 0.2:
            at = chance.randrange(len(told[column]))
            told[column] = told[column][:at] + "x" + told[column][at + 1 :]
    if chance.random() < 0.1:
        told["dob"] = told["dob"][:8] + f"{chance.randint(1, 28):02}"
    if chance.random() < 0.1:
        told["town"] = ""
    return told


def write(path, rows):
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def registers(tmp_path):
    """Make two registers of n people, half of them in both, each under the same number."""

    def made(n):
        chance = random.Random(2)
        known = people(n + n // 2)
        first = write(tmp_path / "first.csv", known[:n])
        return first, write(tmp_path / "second.csv", [slipped(p, chance) for p in known[n // 2 :]])

    return made
