"""Two records of one person: found, put together, and taken apart again."""
