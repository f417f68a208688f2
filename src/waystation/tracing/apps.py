"""Django's name for this folder, and the declared sensitivity of its fields."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

from waystation.vault.declared import ROW_FIELDS

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from waystation.vault.keyring import Keyring


class TracingConfig(AppConfig):
    """Requests, matches, consents, portraits and reunions."""

    name = "waystation.tracing"
    label = "tracing"
    sensitivity = ROW_FIELDS | {
        "*.case": "opaque",
        "SeekerLinkRow.digest": "digest",
        "SeekerLinkRow.public": "public",
        "SeekerLinkRow.box": "sealed",
        "SeekerLinkRow.ends_on": "coarse",
        "RegisterRow.ends_on": "coarse",
        "RegisterRow.box": "sealed",
        "RunRow.ends_on": "coarse",
        "PaperRow.box": "sealed",
        "PaperRow.state": "coarse",
        "Voice.about": "opaque",
        "Voice.actor": "digest",
    }

    def ready(self) -> None:
        """Let the register follow what somebody agreed to, and what is known of them.

        Who no longer agrees is taken out in the same transaction, without any key of tracing.
        """
        from waystation.cases import noticing
        from waystation.cases.consent import ends
        from waystation.tracing.register import services as register
        from waystation.tracing.requests import noticing as requests

        noticing.react(register.refresh)
        ends.heed(register.refresh)
        noticing.act_before_the_end(register.forget)
        requests.react(_end_links)
        requests.act_before_the_end(_forget_terms)
        requests.act_before_the_end(_forget_outside)
        requests.react(_follow)
        requests.act_before_the_end(_let_go)

    def moved(self, case: "UUID", here: "UUID", there: "UUID", keyring: "Keyring") -> None:
        """Write a household's entries anew when it goes to another compartment, signed by that."""
        from waystation.base import clock
        from waystation.tracing.register import services as register

        register.refresh_moved(case=case, keyring=keyring, now=clock.now())


def _forget_terms(*, request_id: "UUID", keyring: "Keyring", now: "datetime") -> None:
    # Asked for only now: what matches people takes a second to load.
    from waystation.tracing.matching import services as matching

    matching.forget_terms(request_id=request_id, keyring=keyring)


def _forget_outside(*, request_id: "UUID", keyring: "Keyring", now: "datetime") -> None:
    # What passed with other organisations about it, and the file it came in by.
    from waystation.tracing.partners.services import asking as partners
    from waystation.tracing.pfif import services as pfif

    partners.forget_request(request_id=request_id, keyring=keyring, now=now)
    pfif.forget_request(request_id=request_id, keyring=keyring, now=now)


def _end_links(*, request_id: "UUID", keyring: "Keyring", now: "datetime") -> None:
    from waystation.tracing.links import services as links

    links.end_all(request_id=request_id, keyring=keyring, now=now)


def _follow(*, request_id: "UUID", keyring: "Keyring", now: "datetime") -> None:
    # A seeker who takes their yes back is in no contact from that moment.
    from waystation.tracing.asking import services as asking

    asking.follow(request_id=request_id, keyring=keyring, now=now)


def _let_go(*, request_id: "UUID", keyring: "Keyring", now: "datetime") -> None:
    from waystation.tracing.asking import services as asking

    asking.let_go(request_id=request_id, keyring=keyring, now=now)
