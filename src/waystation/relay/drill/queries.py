"""Reads of drills that were carried out: whose people can be led on now."""

from waystation.dispatch import queries as dispatch
from waystation.dispatch.drill import queries as drills
from waystation.dispatch.drill.domain import Fate
from waystation.dispatch.drill.queries import KeptDrill
from waystation.vault.keyring import Keyring


def waiting(keyring: Keyring) -> list[tuple[KeptDrill, Fate]]:
    """List the groups of drills carried out that were left at the end of a stage by now."""
    return [
        (kept, fate)
        for kept in drills.drills(keyring)
        if kept.drill.done_at and not kept.drill.exercise
        for fate in kept.drill.fates
        if fate.waits and can_go_on(fate, keyring)
    ]


def can_go_on(fate: Fate, keyring: Keyring) -> bool:
    """Say whether a group that waits is on the road no more."""
    stages = dispatch.passage(fate.passage, keyring).stages
    return not any(one.stage.state == "met" for one in stages)
