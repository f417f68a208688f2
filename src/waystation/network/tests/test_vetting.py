"""Nothing of the network changes on one person's word, but a rest."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.models import Event
from waystation.network import changes, queries, services
from waystation.network.changes import CORRECTION, IMPORT, NEW, RETIREMENT
from waystation.network.domain import Closure, Place, standing_on
from waystation.network.models import ChangeRow, LegRow, PlaceRow, ProposalRow, VetRow
from waystation.network.tests.conftest import CHESTER, DOVER, HOUSE, LAND, NOW, WALK

TODAY = NOW.date()
SMYRNA = Place(slug="smyrna", name="Smyrna", region="DE")
QUICKER = replace(WALK, duration_min=400)
FLOOD = Closure(date(1855, 10, 27), date(1855, 10, 29), "flood")


def ask(keyring, *records, did=CORRECTION, why="the miller told us") -> UUID:
    return services.propose(
        did=did, records=records, why=why, by="Harriet", keyring=keyring, now=NOW
    )


def vet(proposal_id, keyring, by="Passmore"):
    return services.vet(proposal_id=proposal_id, by=by, keyring=keyring, now=NOW)


def row_of(keyring, record) -> UUID:
    kind = queries.kind_of(record)
    return queries.rows_of([kind], keyring)[changes.key_of(record)].id


def let_rest(keyring, record, days=FLOOD):
    return services.rest(
        record_id=row_of(keyring, record), days=days, by="Allan", keyring=keyring, now=NOW
    )


def test_a_new_place_is_planned_on_once_two_others_have_vetted_it(harriet, passmore, jacob):
    proposal_id = ask(harriet, SMYRNA, did=NEW)
    assert vet(proposal_id, passmore) is None
    assert SMYRNA not in queries.places(harriet)

    change_id = vet(proposal_id, jacob, by="Jacob")

    assert SMYRNA in queries.for_planning(harriet).places
    assert queries.proposal(proposal_id, harriet).proposal.change == change_id
    change = queries.change(change_id, harriet)
    assert (change.did, change.by, change.why) == (
        NEW,
        "Harriet, Passmore, Jacob",
        "the miller told us",
    )
    event = Event.objects.get(kind="network.changed")
    assert (event.subject, event.cell) == (change_id, harriet.cell("network"))


def test_nobody_vets_their_own_proposal(harriet):
    proposal_id = ask(harriet, SMYRNA, did=NEW)

    with pytest.raises(Refused, match="Your hand is already"):
        vet(proposal_id, harriet)

    assert SMYRNA not in queries.places(harriet)


def test_nobody_vets_twice(harriet, passmore):
    proposal_id = ask(harriet, SMYRNA, did=NEW)
    vet(proposal_id, passmore)

    with pytest.raises(Refused, match="Your hand is already"):
        vet(proposal_id, passmore)

    assert SMYRNA not in queries.places(harriet)


def test_the_database_itself_refuses_a_second_hand(harriet):
    ask(harriet, SMYRNA, did=NEW)
    hand = VetRow.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        VetRow.objects.create(proposal=hand.proposal, actor=hand.actor, act="vetted")


def test_a_correction_leaves_what_stands_in_force_until_it_is_vetted(harriet, passmore, jacob):
    proposal_id = ask(harriet, QUICKER)
    vet(proposal_id, passmore)
    assert queries.for_planning(harriet).legs == (WALK,)

    change_id = vet(proposal_id, jacob)

    assert queries.for_planning(harriet).legs == (QUICKER,)
    (told,) = queries.change(change_id, harriet).altered
    assert (told.kind, told.slug, told.name) == ("leg", "walk", "Dover – Chester")
    assert (told.before, told.after) == ("duration_min 420", "duration_min 400")
    assert [kept.id for kept in queries.history(QUICKER, harriet)] == [change_id]
    assert queries.history(DOVER, harriet) == []


def test_a_retired_record_is_kept_and_never_planned_on_nor_deleted(harriet, passmore, jacob):
    gone = services.retired(row_of(harriet, WALK), harriet, TODAY)
    proposal_id = ask(harriet, gone, did=RETIREMENT)
    vet(proposal_id, passmore)

    vet(proposal_id, jacob)

    assert queries.legs(harriet) == [replace(WALK, standing="retired")]
    assert queries.for_planning(harriet).legs == ()
    assert LegRow.objects.count() == 1
    with pytest.raises(Refused, match="retired"):
        services.retired(row_of(harriet, WALK), harriet, TODAY)
    with pytest.raises(Refused, match="retired"):
        let_rest(harriet, WALK)
    with pytest.raises(Refused, match="retired"):
        ask(harriet, QUICKER)
    with pytest.raises(Refused, match="never used again"):
        ask(harriet, WALK, did=NEW)


def test_a_retired_place_takes_its_house_and_legs_out_of_planning(harriet, passmore, jacob):
    proposal_id = ask(harriet, replace(CHESTER, standing="retired"), did=RETIREMENT)
    vet(proposal_id, passmore)

    vet(proposal_id, jacob)

    used = queries.for_planning(harriet)
    assert (used.places, used.houses, used.legs) == ((DOVER,), (), ())


def test_what_hangs_on_a_place_is_its_house_and_its_legs(harriet):
    network = queries.network(harriet)

    assert changes.hangs_on(CHESTER, network) == (HOUSE, WALK)
    assert changes.hangs_on(LAND, network) == (CHESTER,)
    # Dover has one guide: without them it is a dead end.
    assert changes.hangs_on(network.partners[0], network) == (DOVER,)


def test_a_rest_holds_at_once_and_ends_by_itself(harriet, passmore):
    change_id = let_rest(passmore, CHESTER)

    (place,) = [p for p in queries.places(harriet) if p.slug == "chester"]
    days = [date(1855, 10, day) for day in (26, 27, 29, 30)]
    assert [standing_on(place, day) for day in days] == [
        "vetted",
        "resting",
        "resting",
        "vetted",
    ]
    assert queries.change(change_id, harriet).did == "rest"
    assert Event.objects.filter(kind="network.changed", subject=change_id).exists()
    (leg,) = queries.for_planning(harriet).legs
    # Seven hours' walk: nobody who sets out the day before arrives in the rest.
    assert leg.calendar.closed == (Closure(date(1855, 10, 26), date(1855, 10, 29), "flood"),)


def test_a_rest_can_be_ended(harriet, passmore):
    let_rest(harriet, WALK, Closure(date(1855, 10, 20), date(1855, 11, 5), "watched"))

    services.end_rest(
        record_id=row_of(harriet, WALK), why="all quiet", by="P", keyring=passmore, now=NOW
    )

    (leg,) = queries.legs(harriet)
    assert leg.rests == (Closure(date(1855, 10, 20), date(1855, 10, 25), "watched"),)
    assert standing_on(leg, TODAY) == "vetted"
    with pytest.raises(Refused, match="does not rest"):
        services.end_rest(
            record_id=row_of(harriet, WALK), why="again", by="P", keyring=passmore, now=NOW
        )


@pytest.mark.parametrize(
    ("first", "last", "why", "says"),
    [
        (27, 26, "flood", "ends before"),
        (20, 25, "flood", "are over"),
        (27, 29, "  ", "needs a reason"),
    ],
)
def test_a_rest_that_cannot_be_is_refused(harriet, first, last, why, says):
    days = Closure(date(1855, 10, first), date(1855, 10, last), why)

    with pytest.raises(Refused, match=says):
        let_rest(harriet, WALK, days)

    assert not ChangeRow.objects.exists()


def test_a_correction_neither_ends_a_rest_nor_brings_an_ended_one_back(harriet, passmore, jacob):
    proposal_id = ask(harriet, replace(QUICKER, rests=(FLOOD,)))
    let_rest(passmore, WALK, replace(FLOOD, why="watched"))
    vet(proposal_id, passmore)

    vet(proposal_id, jacob)

    (leg,) = queries.legs(harriet)
    assert (leg.duration_min, leg.rests) == (400, (replace(FLOOD, why="watched"),))


def test_one_record_is_in_one_open_proposal_at_a_time(harriet, passmore):
    ask(harriet, QUICKER)

    with pytest.raises(Refused, match="Another proposal"):
        ask(passmore, replace(WALK, km=20.0))


def test_a_dropped_proposal_frees_its_record_and_stays_on_file(harriet, passmore):
    proposal_id = ask(harriet, QUICKER)

    services.drop(proposal_id=proposal_id, why="wrong leg", by="P", keyring=passmore, now=NOW)

    assert queries.waiting(harriet) == []
    assert queries.proposal(proposal_id, harriet).proposal.ended_why == "wrong leg"
    assert ProposalRow.objects.count() == 1
    with pytest.raises(Refused, match="waits for nobody"):
        vet(proposal_id, passmore)
    ask(harriet, QUICKER)


@pytest.mark.parametrize(
    ("record", "did", "says"),
    [
        (WALK, CORRECTION, "Nothing would change"),
        (SMYRNA, CORRECTION, "not on file"),
        (DOVER, NEW, "on file already"),
        (replace(WALK, slug="new", to_place="smyrna"), NEW, "needs a place"),
    ],
)
def test_a_proposal_that_cannot_stand_is_refused(harriet, record, did, says):
    with pytest.raises(Refused, match=says):
        ask(harriet, record, did=did)

    assert not ProposalRow.objects.exists()


def test_an_import_waits_as_a_draft_that_its_maker_alone_may_offer(harriet, passmore):
    proposal_id = ask(harriet, SMYRNA, QUICKER, did=IMPORT)
    assert queries.waiting(passmore) == []
    with pytest.raises(Refused, match="waits for nobody"):
        vet(proposal_id, passmore)
    with pytest.raises(Refused, match="Only whoever"):
        services.offer(proposal_id=proposal_id, keyring=passmore, now=NOW)

    services.offer(proposal_id=proposal_id, keyring=harriet, now=NOW)

    assert [kept.id for kept in queries.waiting(passmore)] == [proposal_id]
    assert vet(proposal_id, passmore) is None


def test_without_the_networks_key_nobody_proposes_vets_rests_or_reads(harriet, william):
    proposal_id = ask(harriet, QUICKER)
    record_id = row_of(harriet, WALK)

    for act in (
        lambda: ask(william, SMYRNA, did=NEW),
        lambda: vet(proposal_id, william),
        lambda: services.drop(proposal_id=proposal_id, why="no", by="W", keyring=william, now=NOW),
        lambda: services.rest(record_id=record_id, days=FLOOD, by="W", keyring=william, now=NOW),
        lambda: services.end_rest(record_id=record_id, why="no", by="W", keyring=william, now=NOW),
        lambda: services.note_export(why="to read", by="W", keyring=william, now=NOW),
        lambda: queries.waiting(william),
        lambda: queries.for_planning(william),
        lambda: queries.change(uuid4(), william),
    ):
        with pytest.raises(Refused):
            act()

    assert queries.legs(harriet) == [WALK]
    assert not ChangeRow.objects.exists()
    assert PlaceRow.objects.count() == 2


def test_what_is_proposed_and_done_is_sealed(harriet, passmore, jacob):
    proposal_id = ask(harriet, replace(CHESTER, name="Chesterfield"), why="misspelt by Garrett")
    vet(proposal_id, passmore)
    vet(proposal_id, jacob)

    bodies = [bytes(row.body) for rows in (ProposalRow, ChangeRow) for row in rows.objects.all()]

    for word in (b"Chester", b"chester", b"Garrett", b"Harriet", b"Passmore"):
        assert not [body for body in bodies if word in body]


def test_an_import_neither_clears_a_rest_nor_brings_an_ended_one_back(harriet, passmore, jacob):
    thaw = Closure(date(1855, 12, 1), date(1855, 12, 3), "thaw")
    let_rest(passmore, WALK)
    proposal_id = ask(harriet, replace(QUICKER, rests=(FLOOD, thaw)), did=IMPORT)
    services.offer(proposal_id=proposal_id, keyring=harriet, now=NOW)
    services.end_rest(
        record_id=row_of(harriet, WALK), why="it fell", by="P", keyring=passmore, now=NOW
    )
    vet(proposal_id, passmore)

    vet(proposal_id, jacob)

    assert [leg.rests for leg in queries.legs(harriet)] == [(thaw,)]
    with pytest.raises(Refused, match="Nothing would change"):
        ask(harriet, replace(QUICKER, rests=()), did=IMPORT)


@pytest.mark.parametrize("record", [HOUSE, LAND])
def test_what_goes_by_its_place_or_land_may_follow_a_retired_one(harriet, passmore, jacob, record):
    for did, wanted in ((RETIREMENT, replace(record, standing="retired")), (NEW, record)):
        proposal_id = ask(harriet, wanted, did=did)
        vet(proposal_id, passmore)
        assert vet(proposal_id, jacob) is not None

    used = queries.for_planning(harriet)
    assert record in (*used.houses, *used.jurisdictions)
    with pytest.raises(Refused, match="retire it first"):
        ask(harriet, record, did=NEW)
