"""Two registers compared: the count first, the list after four people said yes."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import RunRow, Voice
from waystation.tracing.partners import domain, psi, queries
from waystation.tracing.partners.services import agreeing, asking, comparing, letters
from waystation.tracing.partners.services.reading import read_in
from waystation.tracing.partners.tests.conftest import (
    MOTHER,
    OURS,
    SAME_MOTHER,
    THEIRS,
    live_there,
    look_for,
)
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as requesting
from waystation.tracing.tests.builders import a_profile, born
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import swap


def carried(run_id, sender, receiver, *, make=True):
    """Make the next step on one side, carry it over, and read it in on the other."""
    if make:
        comparing.make(run_id=run_id, keyring=sender, now=NOW)
    content = comparing.hand_out(run_id=run_id, keyring=sender, now=NOW)
    return read_in(content=content, keyring=receiver, now=NOW).id


def counted(two):
    """Carry a search as far as the count; gives both sides' rows."""
    ours = comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    theirs = carried(ours, two.peter, two.anna, make=False)
    carried(theirs, two.anna, two.peter)
    carried(ours, two.peter, two.anna)
    carried(theirs, two.anna, two.peter)
    return ours, theirs


def run_of(row_id, keyring):
    return queries.run(row_id, keyring).value


def both_say_yes(row_id, *people):
    for one in people:
        comparing.agree_to_list(run_id=row_id, keyring=one, now=NOW)


@pytest.fixture
def people(two):
    """Who is sought by ours and lives at theirs, and somebody else on either side."""
    met = look_for(two.peter, THEIRS, MOTHER)
    look_for(two.peter, THEIRS, a_profile("Sarah Green", birth=born(1820), homes=()))
    live_there(two.anna, OURS, SAME_MOTHER)
    live_there(two.anna, OURS, a_profile("Noah Brown", birth=born(1790)))
    return met


def test_the_count_is_known_before_anybody_is_and_the_list_after_two_on_each_side(two, people):
    ours, theirs = counted(two)
    # Her name with the day, the year, the mother and the county, and her mother's with others.
    assert run_of(ours, two.peter).count >= 4
    assert run_of(ours, two.peter).hits == ()
    assert run_of(theirs, two.anna).count is None

    both_say_yes(ours, two.peter, two.vina)
    carried(ours, two.peter, two.anna)
    both_say_yes(theirs, two.anna, two.boris)
    carried(theirs, two.anna, two.peter)

    (hit,) = run_of(ours, two.peter).hits
    assert hit.record == people
    assert "name year" in hit.kinds
    assert run_of(theirs, two.anna).hits == (), "who answers learns nobody"
    assert run_of(theirs, two.anna).count == run_of(ours, two.peter).count
    assert run_of(ours, two.peter).key == b"", "its keys end with it"


def test_both_sides_write_every_step_into_their_audit(two, people, desk):
    counted(two)
    security = Keyring.of(new_id(), [desk.security])
    steps = [one.says["of"] for one in audit.entries(security, kinds=["registers compared"])]
    # One database stands for two here: each step is entered once where it leaves and once where
    # it arrives.
    assert sorted(steps) == sorted([*domain.STEPS[:4]] * 2)


def test_one_person_alone_gives_no_list(two, people):
    ours, _theirs = counted(two)
    both_say_yes(ours, two.peter)
    with pytest.raises(Refused, match="Your hand is on this already"):
        comparing.agree_to_list(run_id=ours, keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="Two of us"):
        comparing.make(run_id=ours, keyring=two.peter, now=NOW)
    # A hand that the server plants counts nowhere: the run itself names who agreed.
    Voice.objects.create(about=ours, actor=b"p" * 16)
    with pytest.raises(Refused, match="Two of us"):
        comparing.make(run_id=ours, keyring=two.peter, now=NOW)


def test_a_word_for_the_list_can_be_taken_back_and_given_again(two, people):
    ours, _theirs = counted(two)
    both_say_yes(ours, two.peter)
    comparing.take_hand_back(run_id=ours, keyring=two.peter, now=NOW)
    assert run_of(ours, two.peter).hands == ()
    both_say_yes(ours, two.peter, two.vina)
    assert run_of(ours, two.peter).has_hands()


def test_what_was_made_is_taken_back_until_it_left(two, people):
    ours = comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    comparing.take_back(run_id=ours, keyring=two.peter, now=NOW)
    assert not RunRow.objects.filter(cell=two.peter.cell("tracing")).exists()
    ours = comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    first = comparing.hand_out(run_id=ours, keyring=two.peter, now=NOW)
    assert first == comparing.hand_out(run_id=ours, keyring=two.peter, now=NOW), "a lost stick"
    with pytest.raises(Refused, match="has left already"):
        comparing.take_back(run_id=ours, keyring=two.peter, now=NOW)


def test_only_who_released_a_record_to_this_organisation_is_compared(two):
    look_for(two.peter, "Somebody Else's", MOTHER)
    look_for(two.peter, THEIRS, MOTHER, uses=("request",))
    assert queries.sought(THEIRS, two.peter, TODAY) == []
    look_for(two.peter, "red cross  of UPPER canada", MOTHER)
    (one,) = queries.sought(THEIRS, two.peter, TODAY)
    assert 0 < len(one.keys) <= 12
    assert queries.sought(THEIRS, two.peter, TODAY + timedelta(days=200)) == []


def test_who_takes_a_yes_back_after_the_count_stops_the_list(two, people):
    ours, theirs = counted(two)
    both_say_yes(ours, two.peter, two.vina)
    carried(ours, two.peter, two.anna)
    both_say_yes(theirs, two.anna, two.boris)
    here = queries.found_here(OURS, two.anna, TODAY)[0].record
    asking.withdraw(request_id=here, receiver=OURS, keyring=two.anna, now=NOW)
    with pytest.raises(Refused, match="no longer agrees"):
        comparing.make(run_id=theirs, keyring=two.anna, now=NOW)


def test_a_replayed_offer_is_refused_and_so_is_a_step_read_twice(two, people):
    ours = comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    content = comparing.hand_out(run_id=ours, keyring=two.peter, now=NOW)
    theirs = read_in(content=content, keyring=two.anna, now=NOW).id
    with pytest.raises(Refused, match="offer was read before"):
        read_in(content=content, keyring=two.anna, now=NOW)
    comparing.make(run_id=theirs, keyring=two.anna, now=NOW)
    answer = comparing.hand_out(run_id=theirs, keyring=two.anna, now=NOW)
    read_in(content=answer, keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="not the step that comes next"):
        read_in(content=answer, keyring=two.peter, now=NOW)


def test_more_searches_than_agreed_are_refused_on_either_side(two, people):
    for _ in range(2):
        comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    with pytest.raises(Refused, match="2 searches in thirty days"):
        comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    # One who is not honest about it meets the same on the other side.
    for _ in range(2):
        read_in(content=_offer(two), keyring=two.anna, now=NOW)
    with pytest.raises(Refused, match="2 searches in thirty days"):
        read_in(content=_offer(two), keyring=two.anna, now=NOW)
    assert queries.spent(two.ours, two.anna, TODAY + timedelta(days=30)).runs == 0


def test_an_offer_of_more_keys_than_agreed_is_refused(two):
    with pytest.raises(Refused, match="wants 101 keys; 100 were agreed"):
        read_in(content=_offer(two, keys_max=101), keyring=two.anna, now=NOW)


@pytest.mark.parametrize("n", [101, 0])
def test_more_keys_than_agreed_are_not_compared(two, people, n):
    ours, theirs = _agreed_on(two)
    run = run_of(ours, two.peter)
    key = psi.run_key(run.run, run.halves, [queries.card(k).signs for k in (two.peter, two.anna)])
    asked = psi.request(psi.new_key(), [f"guess {at}" for at in range(n)])
    says = domain.Counting(proof=psi.proof(key, "count"), request=asked)
    with pytest.raises(Refused, match="not what was agreed"):
        read_in(content=_written(two, says, run), keyring=two.anna, now=NOW)
    assert run_of(theirs, two.anna).next_step == "count", "nothing was taken in"


def test_another_key_of_the_run_is_noticed_before_anything_is_compared(two, people):
    ours, _theirs = _agreed_on(two)
    run = run_of(ours, two.peter)
    asked = psi.request(psi.new_key(), ["guess"])
    says = domain.Counting(proof=psi.proof(b"another", "count"), request=asked)
    with pytest.raises(Refused, match="another key"):
        read_in(content=_written(two, says, run), keyring=two.anna, now=NOW)


def test_a_list_is_given_of_no_other_keys_than_were_counted(two, people):
    ours, _theirs = counted(two)
    run = run_of(ours, two.peter)
    key = psi.run_key(run.run, run.halves, [queries.card(k).signs for k in (two.peter, two.anna)])
    asked = psi.request(psi.new_key(), ["guess"])
    says = domain.Listing(proof=psi.proof(key, "list"), request=asked, count=9)
    with pytest.raises(Refused, match="other keys than were counted"):
        read_in(content=_written(two, says, run), keyring=two.anna, now=NOW)


def test_a_request_that_wants_the_list_at_once_is_no_request(two):
    key = psi.new_key()
    sly = psi._asker(key, is_list=True).CreateRequest(["guess"]).SerializeToString()
    with pytest.raises(psi.BadKeys, match="wants the list"):
        psi.counted(key, sly, most=10)
    with pytest.raises(psi.BadKeys, match="not what this step carries"):
        psi.counted(key, b"\xff\xff", most=10)


def test_after_its_day_nothing_of_a_search_is_read_or_made(two, people):
    ours, theirs = _agreed_on(two)
    comparing.make(run_id=ours, keyring=two.peter, now=NOW)
    content = comparing.hand_out(run_id=ours, keyring=two.peter, now=NOW)
    late = NOW + timedelta(days=15)
    with pytest.raises(Refused, match="out of date"):
        read_in(content=content, keyring=two.anna, now=late)
    with pytest.raises(Refused, match="is over"):
        comparing.make(run_id=theirs, keyring=two.anna, now=late)


def test_what_another_signed_or_nobody_we_know_is_refused(two, people):
    sealed = letters.write(
        queries.partner(two.theirs, two.peter).partner,
        domain.Offered(half=b"h" * 32, keys_max=100, about="x"),
        about=new_id(),
        until=TODAY,
        keyring=two.peter,
        now=NOW,
    )
    view = queries.partner(two.ours, two.anna)
    stranger = replace(view.partner, card=replace(view.partner.card, signs=b"s" * 32))
    swap(view.row, stranger, two.anna, on=TODAY)
    with pytest.raises(Refused, match="do not know"):
        read_in(content=sealed, keyring=two.anna, now=NOW)


def test_a_letter_changed_on_the_way_does_not_carry_its_signature(two, people, monkeypatch):
    real = letters.boxes.sign_as
    monkeypatch.setattr(
        letters.boxes,
        "sign_as",
        lambda cell, said, keyring: real(cell, said + b"x", keyring=keyring),
    )
    with pytest.raises(Refused, match="does not carry the signature"):
        read_in(content=_offer(two), keyring=two.anna, now=NOW)


def test_a_file_for_somebody_else_and_a_broken_one_are_refused_and_entered(two, desk):
    for content in (b"", b"not a file", b"age-encryption.org/v1\n" + bytes(80), _offer(two)[:-9]):
        with pytest.raises(Refused, match="does not open with our key"):
            read_in(content=content, keyring=two.anna, now=NOW)
    security = Keyring.of(new_id(), [desk.security])
    assert audit.count(security, kinds=["file refused"]) == 4


def test_when_it_has_ended_nothing_passes_and_to_begin_again_takes_two(two, people):
    offer = _offer(two)
    agreeing.end(partner_id=two.ours, why="their server was seized", keyring=two.anna, now=NOW)
    with pytest.raises(Refused, match="has ended"):
        read_in(content=offer, keyring=two.anna, now=NOW)
    with pytest.raises(Refused, match="Nothing waits"):
        agreeing.approve(partner_id=two.ours, keyring=two.boris, now=NOW)


def test_nothing_that_leaves_is_a_bloom_filter_or_any_other_sketch(two, people):
    """What is handed out are single points encrypted for one run; a sketch is not even read."""
    library = psi._library()
    key, words = psi.new_key(), ["a", "b"]
    out = library.ServerSetup()
    out.ParseFromString(psi.setup(key, words, 1))
    assert out.WhichOneof("data_structure") == "raw"
    assert len(out.raw.encrypted_elements) == 2
    for kind in (library.DataStructure.BLOOM_FILTER, library.DataStructure.GCS):
        sketch = psi._answerer(key, is_list=False).CreateSetupMessage(1e-9, 1, words, kind)
        asked = psi.counted(key, psi.request(psi.new_key(), ["a"]), most=5)
        with pytest.raises(psi.BadKeys, match="sketch"):
            psi.size(psi.new_key(), sketch.SerializeToString(), asked, most=10)


def test_the_same_words_are_other_keys_in_another_run():
    words = ["name year|한서린|1815"]
    keys = [psi.run_key(new_id(), [b"a" * 32, b"b" * 32], [b"1", b"2"]) for _ in range(2)]
    one, other = (psi.salted(key, words, 100, 100) for key in keys)
    assert len(one) == len(other) == 100
    assert not set(one) & set(other)


def test_a_stranger_sees_no_run_and_no_organisation(two, people):
    ours = comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    for ask in (
        lambda: queries.run(ours, two.anna),
        lambda: queries.partner(two.theirs, two.anna),
        lambda: requests.request(people, two.anna),
    ):
        with pytest.raises(Refused, match="no such record"):
            ask()


def _agreed_on(two):
    ours = comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    theirs = carried(ours, two.peter, two.anna, make=False)
    carried(theirs, two.anna, two.peter)
    return ours, theirs


def _offer(two, **said):
    """Write an offer past our own limits, as a dishonest organisation would."""
    usual = {"half": b"h" * 32, "keys_max": 100, "about": "x"}
    says = domain.Offered(**usual | said)
    partner = queries.partner(two.theirs, two.peter).partner
    return letters.write(
        partner, says, about=new_id(), until=TODAY + domain.RUN_LASTS, keyring=two.peter, now=NOW
    )


def _written(two, says, run):
    partner = queries.partner(two.theirs, two.peter).partner
    assert msgspec.msgpack.encode(says)
    return letters.write(partner, says, about=run.run, until=run.until, keyring=two.peter, now=NOW)


def test_no_file_leaves_with_somebody_in_it_whose_yes_ended_since(two, people):
    ours = comparing.offer(partner_id=two.theirs, keyring=two.peter, now=NOW)
    theirs = carried(ours, two.peter, two.anna, make=False)
    carried(theirs, two.anna, two.peter)
    carried(ours, two.peter, two.anna)
    comparing.make(run_id=theirs, keyring=two.anna, now=NOW)
    found = queries.found_here(OURS, two.anna, TODAY)
    requesting.take_back(request_id=found[0].record, how="", keyring=two.anna, now=NOW)
    with pytest.raises(Refused, match="no longer agrees"):
        comparing.hand_out(run_id=theirs, keyring=two.anna, now=NOW)
