"""Django's name for this folder, and the declared sensitivity of its fields."""

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS


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
