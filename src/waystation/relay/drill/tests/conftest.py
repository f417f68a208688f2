"""The shore of `dispatch.drill`, with phones in its guides' hands."""

from uuid import UUID

import pytest

from waystation.base import clock
from waystation.dispatch.drill.tests.conftest import Shore
from waystation.relay.drill import services
from waystation.relay.orders import services as orders
from waystation.relay.phones import queries as phone_queries
from waystation.relay.phones import services as phones
from waystation.relay.tests.conftest import REAL
from waystation.relay.tests.handset import Handset
from waystation.routing.tests.ripley import READY


class Quay(Shore):
    """An office by the river whose guides have phones."""

    def phone(self, stage_id: UUID) -> Handset:
        """Let the guide of a stage join with a phone, and compare its words."""
        phone = Handset()
        guide = phone_queries.guide_of(stage_id, self.harriet)
        shown = phone.join(phones.invite(invitee=guide, keyring=self.harriet, now=REAL).fragment)
        phones.confirm(phone_id=phone.mailbox, numbers=shown, keyring=self.harriet, now=READY)
        return phone

    def send(self, stage_id: UUID, now=READY) -> UUID:
        return orders.send_order(stage_id=stage_id, keyring=self.harriet, now=now)

    def approve_drill(self, drill_id: UUID, *keyrings, now=READY) -> bool:
        done = False
        for keyring in keyrings or (self.passmore, self.jacob):
            done = services.approve(drill_id=drill_id, by="Somebody", keyring=keyring, now=now)
        return done


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: REAL)


@pytest.fixture
def quay(db) -> Quay:
    clock.stand_at(READY)
    return Quay()
