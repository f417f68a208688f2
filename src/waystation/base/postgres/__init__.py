"""PostgreSQL as Django drives it, with one writer at a time as on SQLite."""

# The lock's number in the database; its bytes spell a word, so that it is known when it is seen.
WRITER = int.from_bytes(b"waystatn")
