"""What the doctor looks at in a PostgreSQL server: what it loses, tells and lets the console do."""

from collections.abc import Iterator, Mapping

from waystation.cli.doctor_words import Finding

# Settings that break a promise, by their unsafe value: what then happens, and what to do.
UNSAFE = {
    ("fsync", "off"): (
        "PostgreSQL runs with fsync off: a power cut damages the database.",
        "Set fsync = on in postgresql.conf.",
    ),
    ("full_page_writes", "off"): (
        "PostgreSQL runs with full_page_writes off: a power cut damages the database.",
        "Set full_page_writes = on in postgresql.conf.",
    ),
    ("synchronous_commit", "off"): (
        "PostgreSQL runs with synchronous_commit off: what was booked last can be lost.",
        "Set synchronous_commit = on in postgresql.conf.",
    ),
    ("data_checksums", "off"): (
        "PostgreSQL keeps no checksums: it would not notice a damaged disk.",
        "Stop it and run `pg_checksums --enable`.",
    ),
}
NAMES = (
    *sorted({name for name, _value in UNSAFE}),
    "log_statement",
    "log_min_duration_statement",
    "is_superuser",
    "server_encoding",
)


def look() -> Iterator[Finding]:
    """Read the server's settings, and find what is unsafe about them."""
    from django.db import connection

    told = {}
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute("SELECT current_setting(%s)", [name])
            told[name] = cursor.fetchone()[0]
    yield from settings(told)


def settings(told: Mapping[str, str]) -> Iterator[Finding]:
    """Find settings under which the server loses, tells or allows more than it may.

    Args:
      told: what the server says of each of `NAMES`.
    """
    for name, value in told.items():
        if (name, value) in UNSAFE:
            yield Finding("database", *UNSAFE[name, value])
    if told["log_statement"] != "none" or told["log_min_duration_statement"] != "-1":
        says = "PostgreSQL writes statements into its log: who worked when, and on which case."
        hint = "Set log_statement = none and log_min_duration_statement = -1, and clear the log."
        yield Finding("database", says, hint)
    if told["is_superuser"] == "on":
        says = "The console is PostgreSQL's superuser: it could switch the book's guards off."
        hint = "Give it a role of its own that owns this database and nothing else."
        yield Finding("database", says, hint)
    if told["server_encoding"] != "UTF8":
        says = f"The database keeps text as {told['server_encoding']}, which has no Korean."
        yield Finding("database", says, "Make it anew with `createdb --encoding=UTF8`.")
