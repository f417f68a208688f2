"""Starts Django for the commands that need the database."""

import io

import django
from django.core.management import call_command
from django.db import connection

from waystation.base.errors import Refused


def start() -> None:
    """Load settings and apps."""
    django.setup()


def migrate() -> None:
    """Bring the database to the present shape.

    Raises:
      Refused: the book lacks one of the triggers that guard it.
    """
    start()
    # Standard output belongs to the command; a failed check is raised, not printed.
    call_command("check", stdout=io.StringIO())
    call_command("migrate", verbosity=0, stdout=io.StringIO())
    call_command("check", databases=["default"], stdout=io.StringIO())
    from waystation.ledger import triggers

    missing = triggers.missing(connection)
    if missing:
        raise Refused(
            f"The book is not guarded: {', '.join(missing)} missing in the database.",
            hint="Do not post anything. Restore the database from a backup.",
        )
