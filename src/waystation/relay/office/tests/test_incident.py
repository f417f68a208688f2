"""What is lost with a guide, and the one press that gives phone and guide up."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.models import Event, Watch
from waystation.dispatch import queries as dispatch
from waystation.network import queries as network
from waystation.network import services as networking
from waystation.network.domain import RESTING, standing_on
from waystation.network.models import PartnerRow
from waystation.relay.cards import services as cards
from waystation.relay.cards.queries import open_cards
from waystation.relay.models import MailRow
from waystation.relay.office import queries, services
from waystation.relay.tests.conftest import NOW, REAL, TODAY
from waystation.relay.tests.conftest import office as _office
from waystation.vault.models import AuditEntry

office = _office


@pytest.fixture(autouse=True)
def _real_time(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: REAL)


def declare(office, **changes):
    usual = {"stage_id": office.first.id, "by": "Harriet", "keyring": office.harriet, "now": NOW}
    return services.declare(**usual | changes)


def partner(office, slug="garrett"):
    return network.rows_of(["partner"], office.harriet)["partner", slug]


def test_the_page_says_what_the_guide_can_tell_before_anybody_decides(office):
    phone = office.ready_phone()
    office.send()

    found = queries.incident(office.first.id, office.harriet, NOW)

    # Three people; Still, whom Garrett is to meet; Wilmington and Chester.
    assert found.exposure[:3] == (3, 1, 1)
    assert found.exposure.places == 2
    assert [face.name for face in found.told[0].faces] == ["William Still"]
    assert [way.label for way in found.touched] == ["P-KTQWN"]
    assert (str(found.phone_id), found.on_phone) == (phone.mailbox, ["P-KTQWN / 1"])


def test_one_press_gives_the_phone_up_and_lets_nobody_be_sent_to_the_guide(office):
    phone = office.ready_phone()
    office.send()

    done = declare(office)

    assert done == (True, 0, True, "")
    assert not MailRow.objects.exists()
    assert phone.keep(phone.look()) == []
    held = partner(office).record
    assert standing_on(held, TODAY) == RESTING
    assert standing_on(held, TODAY + timedelta(days=31)) != RESTING
    kept = dispatch.passage(office.passage.id, office.harriet)
    ground = dispatch.ground(office.harriet, [k.stage for k in kept.stages])
    assert any(trouble.slug == "garrett" for trouble in dispatch.troubled(kept, ground))


def test_the_guides_paper_cards_are_believed_no_longer_and_no_others(office):
    for row in (office.first, office.second):
        cards.make(stage_id=row.id, keyring=office.harriet, now=NOW)

    done = declare(office)

    assert done.n_cards == 1
    doubted = {kept.card.guide: kept.card.doubted for kept in open_cards(office.harriet)}
    assert doubted == {"garrett": True, "still": False}


def test_the_watches_of_a_lost_phone_stay_and_ring(office):
    office.ready_phone()
    office.send()
    armed = set(Watch.objects.filter(state="armed").values_list("id", flat=True))

    declare(office)

    assert armed <= set(Watch.objects.filter(state="armed").values_list("id", flat=True))
    assert armed


def test_it_is_entered_in_the_chain_and_names_nobody(office):
    before = AuditEntry.objects.filter(kind=160).count()

    declare(office)

    assert AuditEntry.objects.filter(kind=160).count() == before + 1


def test_a_guide_without_a_phone_rests_all_the_same_and_pressing_twice_adds_nothing(office):
    assert declare(office) == (False, 0, True, "")
    rests = partner(office).record.rests
    changed = Event.objects.filter(kind="network.changed").count()

    assert declare(office) == (False, 0, True, "")

    assert partner(office).record.rests == rests
    assert Event.objects.filter(kind="network.changed").count() == changed


def test_what_stands_against_the_rest_never_holds_up_the_phone(office):
    office.ready_phone()
    office.send()
    PartnerRow.objects.filter(pk=partner(office).id).delete()

    done = declare(office)

    assert done.phone
    assert (done.rests, done.not_rested) == (False, "This partner is not on file any more.")
    assert not MailRow.objects.exists()


def test_whoever_lacks_the_passages_declares_nothing(office):
    office.ready_phone()
    office.send()

    with pytest.raises(Refused, match="no such passage"):
        declare(office, keyring=office.stranger)

    assert MailRow.objects.exists()
    assert standing_on(partner(office).record, TODAY) != RESTING


def test_a_rest_that_is_ended_by_hand_ends_the_incident(office):
    declare(office)
    found = partner(office)

    networking.end_rest(
        record_id=found.id, why="safe", by="Harriet", keyring=office.harriet, now=NOW
    )

    assert queries.incident(office.first.id, office.harriet, NOW).rests_until is None
