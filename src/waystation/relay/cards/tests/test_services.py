"""Paper cards made, given, told and ended."""

from datetime import timedelta

import msgspec
import pytest

from waystation.base.errors import Refused
from waystation.base.models import Event
from waystation.hazards import services as hazards
from waystation.relay.cards import domain, queries, services, spoken
from waystation.relay.cards.domain import Card
from waystation.relay.models import CardRow
from waystation.relay.tests.conftest import NOW, Office
from waystation.vault import audit
from waystation.vault.opening import open_row


def make(office, row=None, now=NOW):
    return services.make(stage_id=(row or office.first).id, keyring=office.harriet, now=now)


def card_of(office, row=None):
    return queries.card_of((row or office.first).id, office.harriet).card


def test_a_card_is_made_for_a_stage_of_an_approved_passage_and_that_is_written_down(office):
    make(office)

    assert card_of(office).stage == office.first.id
    assert audit.entries(office.harriet, kinds=["card made"])[0].says == {"of": "P-KTQWN", "n": "1"}


@pytest.mark.parametrize("state", ["proposed", "stood down", "arrived"])
def test_a_passage_that_is_not_under_way_gets_no_card(db, state):
    office = Office()
    office.lay_out(state=state)

    with pytest.raises(Refused, match="Stage 1 needs no card now"):
        make(office)

    assert not CardRow.objects.exists()


def test_somebody_without_the_passages_key_makes_and_sees_no_card(office):
    make(office)

    assert queries.open_cards(office.stranger) == []
    with pytest.raises(Refused, match="There is no such passage"):
        services.make(stage_id=office.first.id, keyring=office.stranger, now=NOW)
    assert CardRow.objects.count() == 1


def test_another_card_for_the_same_stage_ends_the_one_before(office):
    old = make(office)

    new = make(office)

    assert {row.id: row.state for row in CardRow.objects.all()} == {old: "closed", new: "open"}
    emptied = open_row(CardRow.objects.get(pk=old), Card, office.harriet)
    assert emptied.lines == ()


def test_two_open_cards_never_share_a_code(office, monkeypatch):
    # Chance gives the second card the very words of the first, then others.
    drawn = iter([*range(22), *range(22), *range(22, 44)])
    listed = {"en": [f"{one}{two}." for one in "abcdefg" for two in "abcdefg"]}
    monkeypatch.setattr(spoken, "listed", lambda: listed)
    monkeypatch.setattr(spoken, "telling", lambda: frozenset())
    monkeypatch.setattr(domain.secrets, "randbelow", lambda _below: next(drawn))

    make(office, office.first)
    make(office, office.second)

    codes = [[line.code for line in card_of(office, row).lines] for row in both(office)]
    assert codes[0] == [(number, number + 1) for number in range(1, 23, 2)]
    assert codes[1] == [(number, number + 1) for number in range(23, 45, 2)]


def both(office):
    return office.first, office.second


def test_a_card_that_was_given_is_not_printed_again(office):
    make(office)
    place = queries.place(office.first.id, office.harriet)
    assert services.printable(place) == place.kept.card

    services.give(stage_id=office.first.id, keyring=office.harriet, now=NOW)

    with pytest.raises(Refused, match="The guide has this card"):
        services.printable(queries.place(office.first.id, office.harriet))


def tell(office, now=NOW):
    services.tell(stage_id=office.first.id, keyring=office.harriet, now=now)


def test_telling_the_guide_is_the_order(office):
    make(office)

    tell(office)

    assert office.stage(office.first).state == "ordered"
    assert Event.objects.filter(kind="stage.ordered", subject=office.first.id).count() == 1
    with pytest.raises(Refused, match="Stage 1 is ordered already"):
        tell(office)


def test_nobody_is_told_earlier_than_was_settled(office):
    make(office)
    office.change(office.first, lead_h=6)
    begins = office.stage(office.first).depart

    with pytest.raises(Refused, match="too early to tell anybody of stage 1"):
        tell(office, begins - timedelta(hours=6, seconds=1))
    tell(office, begins - timedelta(hours=6))

    assert office.stage(office.first).state == "ordered"


def test_nobody_is_told_to_go_over_a_leg_that_is_halted(office):
    make(office)
    hazards.halt(what="leg", slug="leg-1", why="x", by="H", keyring=office.harriet, now=NOW)

    with pytest.raises(Refused, match="Wilmington – Chester is halted"):
        tell(office)

    assert office.stage(office.first).state == "planned"


def test_whoever_has_no_card_is_not_told_by_one(office):
    with pytest.raises(Refused, match="Stage 1 has no card"):
        tell(office)


def test_a_card_that_is_given_up_has_no_words_left(office):
    row_id = make(office)

    services.give_up(stage_id=office.first.id, keyring=office.harriet, now=NOW)

    row = CardRow.objects.get(pk=row_id)
    assert row.state == "closed"
    assert open_row(row, Card, office.harriet).lines == ()
    assert queries.card_of(office.first.id, office.harriet) is None


def test_the_words_go_with_the_stage_and_with_its_time(office):
    make(office, office.first)
    make(office, office.second)
    office.change(office.first, state="handed over")
    late = office.stage(office.second).arrive + timedelta(days=1)

    assert services.end_served(keyring=office.harriet, now=NOW) == 1
    assert [kept.card.stage for kept in queries.open_cards(office.harriet)] == [office.second.id]
    assert services.end_served(keyring=office.harriet, now=late) == 1

    assert all(open_row(row, Card, office.harriet).lines == () for row in CardRow.objects.all())


def test_a_card_that_was_changed_past_the_console_is_left_out(office):
    make(office, office.first)
    make(office, office.second)
    row = CardRow.objects.get(pk=queries.card_of(office.first.id, office.harriet).row.pk)
    CardRow.objects.filter(pk=row.pk).update(body=bytes(row.body)[:-1] + b"\0")

    found = queries.open_cards(office.harriet)

    assert [kept.card.stage for kept in found] == [office.second.id]


def test_a_card_says_nothing_in_clear(office):
    make(office)

    row = CardRow.objects.get()

    assert {field.name for field in CardRow._meta.concrete_fields} == {
        "id", "cell", "day", "revision", "body", "state",
    }  # fmt: skip
    assert msgspec.msgpack.encode("received") not in bytes(row.body)
