"""API tokens: what a program reads with one, and when it reads nothing any more."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.vault import door, staff, tokens, visits
from waystation.vault.models import Session, User
from waystation.vault.tests.harriet import NOON
from waystation.vault.visits import SignedOut

DAY = timedelta(days=1)


def make(harriet, **other):
    asked = {"name": "counter", "purposes": ("network",), "days": 7, "now": NOON}
    return tokens.make(harriet.door, **(asked | other))


def ring(token, now=NOON):
    return tokens.opened(token, now=now)[2]


def test_a_token_opens_what_was_chosen_and_nothing_hidden(harriet):
    assert ring(make(harriet)).cells == (harriet.network.cell,)
    assert ring(make(harriet)).decoys == ()


def test_a_token_chosen_for_one_purpose_does_not_open_another(harriet):
    staff.keep_ring(
        harriet.door, [harriet.network, harriet.foreign._replace(hidden=False, purpose="passages")]
    )

    assert ring(make(harriet)).cells == (harriet.network.cell,)


def test_keys_taken_from_the_owner_are_gone_for_the_token_at_once(harriet):
    token = make(harriet)

    staff.keep_ring(harriet.door, [])

    assert ring(token).cells == ()


def test_keys_the_owner_gets_later_are_the_tokens_too_if_they_are_of_its_kind(harriet):
    token = make(harriet)

    staff.keep_ring(harriet.door, [harriet.network, harriet.decoy, harriet.foreign])

    assert ring(token).cells == (harriet.network.cell, harriet.decoy.cell)


def test_a_token_made_behind_the_second_door_opens_inventions(harriet):
    forced = harriet.force()

    token = tokens.make(forced, name="x", purposes=("network",), days=1, now=NOON)

    assert ring(token).cells == (harriet.decoy.cell,)


def test_a_token_holds_no_seed_for_mail_or_signatures(harriet):
    mine, _profile, _ring = tokens.opened(make(harriet), now=NOON)

    assert mine.seeds[:64] == bytes(64)
    assert mine.seeds[64:] == harriet.door.seeds[64:]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"days": 0}, "from 1 to 90 days, not 0"),
        ({"days": 91}, "not 91"),
        ({"name": ""}, "1 to 20"),
        ({"name": "x" * 21}, "1 to 20"),
        ({"purposes": ()}, "at least one kind"),
        ({"purposes": ("network", "finance")}, "only those you hold"),
        ({"purposes": ("nonsense",)}, "only those you hold"),
    ],
)
def test_a_token_that_is_no_good_is_refused(harriet, asked, says):
    with pytest.raises(Refused, match=says):
        make(harriet, **asked)

    assert not Session.objects.exists()


def test_no_token_is_made_for_security(harriet):
    staff.keep_ring(harriet.door, [harriet.network._replace(purpose="security")])

    with pytest.raises(Refused, match="only those you hold"):
        make(harriet, purposes=("security",))


def test_nobody_has_more_than_three_tokens_that_live(harriet):
    make(harriet, days=1)
    for _ in range(2):
        make(harriet, days=9)

    with pytest.raises(Refused, match="You have 3"):
        make(harriet)
    make(harriet, now=NOON + 2 * DAY)

    assert len(tokens.alive(staff.profile_of(harriet.door), NOON + 2 * DAY)) == 3


def test_a_token_ends_after_its_days(harriet):
    token = make(harriet, days=2)

    assert ring(token, NOON + 2 * DAY - timedelta(seconds=1)).cells
    with pytest.raises(SignedOut):
        ring(token, NOON + 2 * DAY + timedelta(seconds=1))


def test_a_token_taken_back_reads_nothing_and_its_twin_goes_on(harriet):
    first, second = make(harriet), make(harriet)
    note = staff.profile_of(harriet.door).tokens[0]

    tokens.revoke(harriet.door, note.id)

    assert Session.objects.count() == 1
    with pytest.raises(SignedOut):
        ring(first)
    assert ring(second).cells


def test_nobody_takes_back_anothers_token_or_closes_a_visit_by_its_id(harriet):
    cookie = door.sign_in("harriet", "follow the drinking gourd north tonight", now=NOON)
    theirs = bytes.fromhex(visits.id_of(cookie))

    with pytest.raises(Refused, match="no such token"):
        tokens.revoke(harriet.door, theirs)

    assert door.who_is(cookie, now=NOON)


def test_a_token_whose_owner_forgot_it_reads_nothing(harriet):
    token = make(harriet)
    staff.amend(harriet.door, tokens=())

    with pytest.raises(SignedOut):
        ring(token)

    assert not Session.objects.exists()


def test_a_token_of_a_person_who_left_reads_nothing(harriet):
    token = make(harriet)
    staff.take_away(harriet.id)

    with pytest.raises(SignedOut):
        ring(token)
    assert not User.objects.exists()


def test_a_token_says_what_it_is_and_is_stored_as_any_session(harriet):
    token = make(harriet)

    row = Session.objects.get()
    assert token.startswith("waystation-")
    assert row.id == visits.id_of(token.removeprefix("waystation-"))
    # 1,024 + 29, as a visit.
    assert len(bytes(row.body)) == 1_053
    assert tokens.purposes_of(staff.profile_of(harriet.door).tokens[0]) == ["network"]


@pytest.mark.parametrize("text", ["", "waystation-", "waystation-x", "\ud800", "x" * 5_000])
def test_a_token_nobody_was_given_opens_nothing(harriet, text):
    with pytest.raises(SignedOut):
        ring(text)


def test_all_of_a_persons_tokens_end_at_once(harriet):
    for _ in range(2):
        make(harriet)

    tokens.revoke_all(harriet.door)

    assert not Session.objects.exists()
    assert staff.profile_of(harriet.door).tokens == ()
