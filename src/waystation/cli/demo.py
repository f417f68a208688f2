"""`waystation demo load`: makes the demo and prints how to get in."""

import sys
import time

from django.conf import settings

from waystation.base.errors import Refused
from waystation.cli import setup


def load(*, if_empty: bool) -> int:
    """Load the historical demo into an empty database and print its logins.

    Raises:
      Refused: there is data already; nothing is ever written over.
    """
    setup.migrate()
    from waystation.testing import demo
    from waystation.vault.upkeep import is_empty

    if not is_empty():
        if if_empty:
            _print_logins()
            return 0
        raise Refused(
            f"There is data in {settings.HOME} already.",
            hint="Point WAYSTATION_HOME to an empty directory, or remove that one yourself.",
        )
    begun = time.monotonic()
    sys.stdout.write(f"Loading the demo, {demo.ORGANISATION} …\n")
    sys.stdout.flush()
    demo.load()
    sys.stdout.write(f"… done in {time.monotonic() - begun:.0f} s, every row sealed.\n")
    _print_logins()
    return 0


def _print_logins() -> None:
    from waystation.base import clock
    from waystation.testing import demo

    if not clock.is_standing():
        return
    sys.stdout.write("\nDemo logins (name, passphrase, role):\n")
    for member in demo.logins():
        sys.stdout.write(f"  {member.name:<9} {member.passphrase:<42} {member.role}\n")
    sys.stdout.write("\nBehind these lies an invented world, for the day somebody is forced:\n")
    for member in demo.logins():
        if member.duress:
            sys.stdout.write(f"  {member.name:<9} {member.duress}\n")
    sys.stdout.write("\n")
    sys.stdout.flush()
