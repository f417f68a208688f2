"""The way back in with twelve words: what it opens, once, and what it never opens."""

import msgspec
import pytest

from waystation.base.errors import Refused
from waystation.vault import door, locks, recovery, staff, tokens, words
from waystation.vault.doors import Passkey
from waystation.vault.models import AuditEntry, User
from waystation.vault.tests.harriet import DURESS, NAME, NOON, OTHER, PASSPHRASE, opened
from waystation.vault.visits import SignedOut


@pytest.mark.parametrize("language", ["en", "ko"])
def test_name_and_words_open_the_door_in_any_case_and_width(harriet, language):
    code = recovery.renew(harriet.door, language)

    assert recovery.find_door(" HARRIET", code.upper().replace(" ", " - ")) == harriet.door


def test_another_name_or_other_words_open_nothing_and_it_is_not_said_which(harriet):
    code = recovery.renew(harriet.door)

    said = set()
    for name, text in [("william", code), (NAME, words.draw()), ("", words.draw("ko"))]:
        with pytest.raises(Refused, match="do not open a door") as refused:
            recovery.find_door(name, text)
        said.add((refused.value.says, refused.value.hint))

    assert len(said) == 1


def test_without_a_code_no_words_open_anything(harriet):
    with pytest.raises(Refused):
        recovery.find_door(NAME, words.text_of(bytes(16)))


def test_a_code_opens_nothing_on_another_persons_row(harriet):
    code = recovery.renew(harriet.door)
    other = staff.admit(name="other", alias="x", role="approver", passphrase="x", slots=[])
    User.objects.filter(pk=other).update(recovery=User.objects.get(pk=harriet.id).recovery)

    with pytest.raises(Refused):
        recovery.find_door("other", code)


def test_used_once_a_code_is_worth_nothing_and_the_new_one_works(harriet):
    code = recovery.renew(harriet.door)

    fresh = recovery.reset(recovery.find_door(NAME, code), OTHER, now=NOON)

    assert staff.try_door(NAME, PASSPHRASE) is None
    assert recovery.find_door(NAME, fresh) == opened(OTHER)
    with pytest.raises(Refused):
        recovery.find_door(NAME, code)


def test_back_in_one_has_ring_and_profile_and_nobody_else_is_inside(harriet, monkeypatch):
    monkeypatch.setattr(recovery.clock, "real_now", lambda: NOON)
    cookie = door.sign_in(NAME, PASSPHRASE, now=NOON)
    token = tokens.make(harriet.door, name="x", purposes=("network",), days=1, now=NOON)
    code = recovery.renew(harriet.door)

    recovery.reset(recovery.find_door(NAME, code), OTHER, now=NOON)

    profile, keyring = staff.ring_of(opened(OTHER))
    assert (profile.alias, profile.tokens) == ("Harriet", ())
    assert keyring.cells == (harriet.network.cell,)
    for inside in (
        lambda: door.who_is(cookie, now=NOON),
        lambda: door.who_reads(token, now=NOON),
    ):
        with pytest.raises(SignedOut):
            inside()


def test_a_lost_passkey_is_forgotten_on_the_way_back(harriet):
    key = Passkey(b"id", b"public", "yellow", 7, NOON.date())
    mine = harriet.door
    code = recovery.renew(mine)
    locks.change_passkeys(
        mine, passphrase=PASSPHRASE, passkeys=(key,), seeds_in_lock=False, now=NOON
    )

    recovery.reset(recovery.find_door(NAME, code), OTHER, now=NOON)

    assert opened(OTHER) == mine


def test_a_weak_new_passphrase_leaves_the_code_as_it_was(harriet):
    code = recovery.renew(harriet.door)

    with pytest.raises(Refused, match="at least 20"):
        recovery.reset(recovery.find_door(NAME, code), "short", now=NOON)

    assert recovery.find_door(NAME, code) == harriet.door


def test_each_door_has_its_own_way_back(harriet):
    forced = harriet.force()
    code, second = recovery.renew(harriet.door), recovery.renew(forced)

    assert recovery.find_door(NAME, code) == harriet.door
    assert recovery.find_door(NAME, second) == forced
    recovery.reset(forced, OTHER, now=NOON)

    assert opened(OTHER) == forced
    assert recovery.find_door(NAME, code) == harriet.door == opened(PASSPHRASE)


def test_the_code_of_a_second_door_that_was_removed_opens_nothing(harriet):
    second = recovery.renew(harriet.force())
    locks.remove_duress(harriet.door, passphrase=PASSPHRASE, now=NOON)

    with pytest.raises(Refused):
        recovery.find_door(NAME, second)


def test_nobody_can_tell_a_place_with_a_code_from_one_without(harriet):
    before = bytes(User.objects.get().recovery)
    recovery.renew(harriet.door)
    after = bytes(User.objects.get().recovery)

    at = 125 * harriet.door.nth
    assert before[:at] == after[:at]
    assert before[at + 125 :] == after[at + 125 :]
    assert (len(before), len(after)) == (250, 250)
    assert [before[0], before[125], after[0], after[125]] == [1, 1, 1, 1]


def test_a_code_offered_counts_only_once_it_is_kept(harriet):
    old = recovery.renew(harriet.door)
    text, sealed = recovery.offer(harriet.door, "ko")

    assert recovery.find_door(NAME, old) == harriet.door
    recovery.keep(harriet.door, recovery.offered(harriet.door, sealed))

    assert recovery.find_door(NAME, text) == harriet.door
    with pytest.raises(Refused):
        recovery.find_door(NAME, old)


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base 64!", "é"])
def test_an_offer_that_was_not_made_here_is_refused(harriet, sealed):
    with pytest.raises(Refused, match="too old"):
        recovery.offered(harriet.door, sealed)


def test_an_offer_to_somebody_else_is_refused(harriet):
    _text, sealed = recovery.offer(harriet.force())

    with pytest.raises(Refused, match="too old"):
        recovery.offered(harriet.door, sealed)


@pytest.mark.parametrize(
    ("asked", "told", "is_right"),
    [
        ((1, 12), ("abandon", "about"), True),
        ((1, 12), (" Abandon. ", "ABOUT"), True),
        ((1, 12), ("about", "abandon"), False),
        ((1, 12), ("abandon",), False),
        ((1, 12), ("abandon", ""), False),
        ((), (), False),
        ((13, 14), (), False),
        ((0, 99), ("", ""), False),
    ],
)
def test_two_words_are_told_back(asked, told, is_right):
    text = words.text_of(bytes(16))

    assert recovery.is_told_back(text, asked, told) is is_right


def test_the_two_words_asked_for_are_two_of_twelve():
    asked = [recovery.ask_back() for _ in range(100)]

    assert all(1 <= first < second <= 12 for first, second in asked)
    assert len(set(asked)) > 20


def test_a_drill_says_that_the_paper_is_right_and_changes_only_its_day(harriet):
    code = recovery.renew(harriet.door)
    before = bytes(User.objects.get().recovery)

    recovery.drill(harriet.door, code, now=NOON)

    assert staff.profile_of(harriet.door).drilled_on == NOON.date()
    assert bytes(User.objects.get().recovery) == before


def test_a_drill_with_an_older_paper_is_refused(harriet):
    old = recovery.renew(harriet.door)
    recovery.renew(harriet.door)

    with pytest.raises(Refused, match="not the one that opens your door"):
        recovery.drill(harriet.door, old, now=NOON)

    assert staff.profile_of(harriet.door).drilled_on is None


def test_the_true_code_is_no_code_behind_the_second_door(harriet):
    code = recovery.renew(harriet.door)

    with pytest.raises(Refused):
        recovery.drill(harriet.force(), code, now=NOON)


def test_a_way_back_is_entered_without_a_word_of_which_door(harriet):
    forced = harriet.force()
    AuditEntry.objects.all().delete()

    recovery.reset(forced, OTHER, now=NOON)
    recovery.reset(harriet.door, "one more sentence of my own", now=NOON)

    kinds = AuditEntry.objects.values_list("kind", flat=True)
    assert len(kinds) == 2
    assert len(set(kinds)) == 1


def test_the_duress_passphrase_still_opens_after_the_true_one_came_back(harriet):
    forced, code = harriet.force(), recovery.renew(harriet.door)

    recovery.reset(recovery.find_door(NAME, code), OTHER, now=NOON)

    assert opened(DURESS) == forced
    assert msgspec.structs.asdict(staff.profile_of(opened(OTHER)))["duress"]


def test_a_code_used_twice_at_once_opens_the_door_once(harriet, paying):
    code = recovery.renew(harriet.door)
    found, fresh = recovery.find_door(NAME, code), []
    third = "one more sentence of my own"
    paying(lambda: fresh.append(recovery.reset(found, OTHER, now=NOON)))

    with pytest.raises(Refused, match="changed elsewhere"):
        recovery.reset(found, third, now=NOON)

    assert opened(OTHER) == recovery.find_door(NAME, fresh[0])
    assert staff.try_door(NAME, third) is None


def test_any_two_of_the_twelve_words_are_asked_back():
    asked = [recovery.ask_back() for _ in range(500)]

    assert {number for pair in asked for number in pair} == set(range(1, 13))
    assert all(first < second for first, second in asked)
