"""Django's name for this folder, and the declared sensitivity of its fields."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS

if TYPE_CHECKING:
    from uuid import UUID

    from waystation.vault.keyring import Keyring


class ResettlementConfig(AppConfig):
    """Waiting, pathways, plans, programmes and five years of looking again."""

    name = "waystation.resettlement"
    label = "resettlement"
    sensitivity = ROW_FIELDS | {
        "*.case": "opaque",
        "LinkRow.digest": "digest",
        "LinkRow.public": "public",
        "LinkRow.box": "sealed",
        "LinkRow.ends_on": "coarse",
    }

    def ready(self) -> None:
        """Let what happens elsewhere be heard here, and what happens here be heard elsewhere.

        A flight counts as coming somewhere new: nobody is asked questions right after it. A birth
        or a marriage is worked out anew on the pathway. A plan follows every change of a stay.
        Whose case is destroyed is on no flight, in no course and beside no helper any more.
        """
        from waystation.cases import noticing
        from waystation.cases.screening import quiet
        from waystation.resettlement.following.queries import last_came
        from waystation.resettlement.mine import services as plans
        from waystation.resettlement.programmes.services import forgetting
        from waystation.resettlement.stays import living
        from waystation.resettlement.stays import noticing as stays
        from waystation.resettlement.waiting import services as flights

        quiet.heed(last_came)
        stays.react(plans.refresh)
        noticing.react(living.take_in)
        noticing.act_before_the_end(flights.forget)
        noticing.act_before_the_end(forgetting.forget)

    def moved(self, case: "UUID", here: "UUID", there: "UUID", keyring: "Keyring") -> None:
        """Let no case go to another compartment while a flight of the first one counts on it."""
        from waystation.resettlement.waiting import services as flights

        flights.refuse_aboard(case, keyring)
