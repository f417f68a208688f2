"""Starts Django for the commands that need the database."""

import io

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from waystation.base.errors import Refused


def start() -> None:
    """Load settings and apps."""
    django.setup()


def is_behind() -> bool:
    """Say whether the database has not the present shape."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the database to the present shape.

    Raises:
      Refused: the database is a demo of the first version, or the book lacks one of the triggers
        that guard it.
    """
    start()
    _refuse_first_version()
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


def _refuse_first_version() -> None:
    """Leave a database alone whose doors have the first format: only demos were made with it."""
    with connection.cursor() as cursor:
        if "vault_user" not in connection.introspection.table_names(cursor):
            return
        columns = connection.introspection.get_table_description(cursor, "vault_user")
    if any(column.name == "verifier" for column in columns):
        raise Refused(
            f"The demo in {settings.HOME} was made by an earlier version, which sealed otherwise.",
            hint="Remove that directory, then run this again: the demo is made anew.",
        )
