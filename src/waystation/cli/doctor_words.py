"""What the doctor hands over: one finding after another, for people and for scripts."""

import json
from collections.abc import Sequence
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is unsafe: what it is about, a sentence, and what to do."""

    about: str
    says: str
    hint: str


def as_json(found: Sequence[Finding]) -> str:
    """Write findings as one JSON value."""
    return json.dumps({"findings": [finding._asdict() for finding in found]})
