"""Filters that say the network's closed words to a reader."""

from collections.abc import Callable, Mapping
from typing import Any

from django import template

from waystation.network import wording

register = template.Library()


def _saying(names: Mapping[str, Any]) -> Callable[[str], Any]:
    """Give a filter that says a code by its name; a code nobody named stands as it is."""
    return lambda code: names.get(code, code)


for name, names in {
    "kind_name": wording.KIND_NAMES,
    "column_name": wording.COLUMN_NAMES,
    "standing_name": wording.STANDING_NAMES,
    "did_name": wording.DID_NAMES,
    "asks_name": wording.ASKS_NAMES,
    "proposal_state": wording.PROPOSAL_STATES,
    "finding_name": wording.FINDING_NAMES,
}.items():
    register.filter(name, _saying(names))
