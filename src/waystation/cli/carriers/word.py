"""The only thing that is ever said outside, and what is said of failures inside."""

import sys

WORD = "1"
# How long anything outside may take to answer.
TIMEOUT_S = 10
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def failed(why: str) -> bool:
    """Say on the error stream what went wrong, without the address; it is tried again later."""
    sys.stderr.write(f"waystation: warning: {why}; trying again\n")
    return False
