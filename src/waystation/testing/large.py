"""Makes a loaded demo large: synthetic cases in compartments of their own, and colleagues inside.

`python -m waystation.testing.large --cases 1400` adds to the data directory of WAYSTATION_HOME and
prints, as one line of JSON, how many records that were and the cookie of every colleague's visit.
"""

import argparse
import json
import os
import sys
from datetime import timedelta
from typing import NamedTuple

# Quick doors: a price that fifty sign-ins can pay. Never for a person's own passphrase.
CHEAP = (1_024, 1, 1)


class Large(NamedTuple):
    """How large: cases, people of a household (least, most), and who holds what."""

    cases: int
    people: tuple[int, int]
    compartments: int
    colleagues: int
    hold: int


def main(argv: list[str] | None = None) -> int:
    """Read how large, and make it so."""
    parser = argparse.ArgumentParser(prog="large", description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=1_400)
    parser.add_argument("--people", type=int, nargs=2, default=(12, 25), metavar=("LEAST", "MOST"))
    parser.add_argument("--compartments", type=int, default=40)
    parser.add_argument("--colleagues", type=int, default=50)
    parser.add_argument("--hold", type=int, default=3, help="compartments of each colleague")
    args = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.KDF = CHEAP
    people = (args.people[0], args.people[1])
    wanted = Large(args.cases, people, args.compartments, args.colleagues, args.hold)
    sys.stdout.write(json.dumps(make(wanted)) + "\n")
    return 0


def make(wanted: Large) -> dict[str, object]:
    """Add cases and colleagues to the organisation; gives the records and the visits' cookies."""
    from waystation.base import clock
    from waystation.base.ids import new_id
    from waystation.testing.population import population, settle
    from waystation.vault import cells, door, staff
    from waystation.vault.keyring import Keyring

    # An empty gazetteer: the places of synthetic people are not on the demo's map.
    gazetteer = cells.found("gazetteer")
    slots = [cells.found("cases") for _ in range(wanted.compartments)]
    keyring = Keyring.of(new_id(), slots)
    drawn = list(population(wanted.cases, sizes=wanted.people))
    records = settle(drawn, [slot.cell for slot in slots], keyring=keyring, now=clock.now())
    cookies = []
    for number in range(wanted.colleagues):
        held = [slots[(number + step) % len(slots)] for step in range(wanted.hold)]
        name, passphrase = f"synthetic-{number}", f"none of these {number} people ever lived"
        staff.admit(
            name=name,
            alias=f"Synthetic {number}",
            role="case worker",
            passphrase=passphrase,
            slots=[gazetteer, *held],
        )
        # As if they had come one after the other over the last minutes.
        now = clock.real_now() - timedelta(seconds=number)
        cookies.append(door.sign_in(name, passphrase, now=now))
    return {"records": records, "cookies": cookies}


if __name__ == "__main__":
    sys.exit(main())
