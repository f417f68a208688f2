"""Django's name for this folder, and the declared sensitivity of its fields."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS

if TYPE_CHECKING:
    from waystation.vault.decoys import Start


class NetworkConfig(AppConfig):
    """Places, legs, houses, partners, and what is proposed and done about them."""

    name = "waystation.network"
    label = "network"
    sensitivity = ROW_FIELDS | {
        "ProposalRow.settled": "coarse",
        "VetRow.proposal": "opaque",
        "VetRow.actor": "digest",
        "VetRow.act": "coarse",
    }

    def begin(self, start: "Start") -> None:
        """Put the invented network into the decoy world."""
        from waystation.network import decoys

        decoys.fill(start)
