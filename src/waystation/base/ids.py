"""Identifiers: random, never sequential, so that they tell nothing about order or number."""

import secrets
from uuid import UUID, uuid4

# No letters that are misread aloud or in handwriting.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> UUID:
    """Make a fresh random identifier."""
    return uuid4()


def new_code(prefix: str) -> str:
    """Make a short random code a person can say aloud, such as ``R-KTQWN``."""
    return f"{prefix}-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(5))
