"""One's own ways: nobody else opens them, they keep their order, and what is done is entered."""

from uuid import uuid4

import pytest

from waystation.base import pings
from waystation.base.errors import Refused
from waystation.base.models import Ping
from waystation.relay.pings import domain, queries, services
from waystation.relay.pings.domain import Hours
from waystation.vault.tests.office import NOW


def servers(who):
    duties = queries.duties(door=who.door, keyring=who.keyring)
    return {duty.purpose: [shown.way.server for shown in duty.ways] for duty in duties}


def test_ones_ways_stand_in_the_order_they_were_added_and_move_up(office, moses):
    first, second, third = (office.add(moses, f"{name}.example.org") for name in "abc")

    services.move_up(third, who=moses)
    services.move_up(third, who=moses)
    services.move_up(third, who=moses)

    assert servers(moses)["passages"] == ["c.example.org", "a.example.org", "b.example.org"]
    services.remove(first, who=moses, now=NOW)
    assert servers(moses)["passages"] == ["c.example.org", "b.example.org"]
    places = Ping.objects.order_by("place").values_list("id", "place")
    assert list(places) == [(third, 1), (second, 2)]


def test_nobody_sees_opens_or_changes_the_ways_of_a_colleague(office, moses, levi):
    mine = office.add(moses)

    assert servers(levi)["passages"] == []
    assert queries.duties(door=levi.door, keyring=levi.keyring)[0].n_others == 1
    for act in (
        lambda: services.try_out(mine, who=levi),
        lambda: services.move_up(mine, who=levi),
        lambda: services.remove(mine, who=levi, now=NOW),
        lambda: services.remove_for_somebody(mine, who=levi, now=NOW),
        lambda: services.remove(uuid4(), who=levi, now=NOW),
        lambda: services.remove(None, who=levi, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.says == "Your keys do not open that."
    assert servers(moses)["passages"] == ["push.example.org"]


def test_every_row_looks_alike_whoever_it_is_kept_for(office, moses, levi):
    for who in (moses, levi):
        office.add(who)
    way = pings.make("ntfy", server="push.example.org")
    services.add_for_phone(phone_id=office.phone.id, way=way, keyring=moses.keyring)

    lengths = {len(bytes(row.kept_for)) for row in Ping.objects.all()}

    # 256 bytes and what a box adds.
    assert lengths == {256 + 1_138}
    assert not any(str(moses.user_id).encode() in bytes(row.kept_for) for row in Ping.objects.all())


def test_a_compartment_one_does_not_hold_calls_nobody(office, levi):
    with pytest.raises(Refused):
        office.add(levi, duty="north")

    assert not Ping.objects.exists()


def test_a_compartment_whose_alarms_never_ring_is_not_offered(office, moses):
    assert set(servers(moses)) == {"passages", "cases"}
    with pytest.raises(Refused):
        office.add(moses, duty="gazetteer")


def test_four_ways_are_enough(office, moses):
    for name in "abcd":
        office.add(moses, f"{name}.example.org")

    with pytest.raises(Refused, match="4 ways already"):
        office.add(moses, "e.example.org")


def test_one_operator_for_all_ways_is_pointed_out(office, moses):
    def single() -> str:
        return queries.duties(door=moses.door, keyring=moses.keyring)[0].single

    assert single() == ""
    office.add(moses, "push.example.org")
    office.add(moses, "sms.example.org")
    assert single() == "example.org"
    office.add(moses, "push.example.net")

    assert single() == ""


def test_quiet_hours_are_shown_by_ones_own_clock(office, moses):
    # Ten in the evening to seven in Seoul is 13:00 to 22:00 by universal time.
    hours = Hours(domain.to_utc(22 * 60, 540), domain.to_utc(7 * 60, 540))
    office.add(moses, hours=hours)

    row = Ping.objects.get()

    assert (row.quiet_from_min, row.quiet_to_min) == (13 * 60, 22 * 60)
    assert domain.to_local(13 * 60, 540) == "22:00"
    assert domain.offset_text(-210) == "UTC-03:30"


def test_security_takes_away_the_way_of_somebody_who_left_and_never_sees_whose_it_is(office, moses):
    gone = office.add(moses)
    allan = office.visit("allan")

    ((purpose, shown),) = queries.of_others(door=allan.door, keyring=allan.keyring)
    services.remove_for_somebody(gone, who=allan, now=NOW)

    assert (purpose, shown.mine) == ("", domain.Mine())
    assert not Ping.objects.exists()
    assert office.entries()[-2:] == ["way added", "way removed"]


def test_a_phone_is_called_by_what_the_office_sets_and_only_for_its_own_cell(office, moses):
    way = pings.make("ntfy", server="push.example.org")
    added = services.add_for_phone(phone_id=office.phone.id, way=way, keyring=moses.keyring)
    harriet = office.visit("harriet")

    assert [shown.way for shown in queries.of_phone(office.phone.id, moses.keyring)] == [way]
    with pytest.raises(Refused):
        queries.of_phone(office.phone.id, harriet.keyring)
    with pytest.raises(Refused):
        services.add_for_phone(phone_id=office.phone.id, way=way, keyring=harriet.keyring)
    with pytest.raises(Refused):
        services.change_for_phone(
            uuid4(), phone_id=office.phone.id, is_removed=True, keyring=moses.keyring
        )
    services.change_for_phone(
        added, phone_id=office.phone.id, is_removed=True, keyring=moses.keyring
    )
    assert not Ping.objects.exists()
