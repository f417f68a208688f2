"""What a passkey has to answer before it counts, and what it adds to a passphrase."""

from base64 import urlsafe_b64decode
from datetime import date
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.vault import doors, passkeys
from waystation.vault.doors import Lock
from waystation.vault.passkeys import Site
from waystation.vault.tests.softkey import SoftKey, text

SITE = Site("console.example", "https://console.example")
CHALLENGE, OTHER = b"c" * 32, b"o" * 32
TODAY = date(2026, 3, 2)
PERSON = UUID(int=7)
SECRET, SEEDS = b"s" * 32, bytes(range(96))
ELSEWHERE = {
    "another origin": ("https://elsewhere.example", {}),
    "another port": ("https://console.example:8443", {}),
    "no encryption": ("http://console.example", {}),
    "another site's key": (SITE.origin, {"rp": "elsewhere.example"}),
    "another challenge": (SITE.origin, {"challenge": text(OTHER)}),
    "nobody there": (SITE.origin, {"flags": 0}),
    "no bytes": (SITE.origin, {"data": ""}),
    "no base64": (SITE.origin, {"data": "!"}),
}


def add(key, *, name="blue key", **changed):
    options = passkeys.to_register(SITE, CHALLENGE)
    answer = passkeys.read(key.made(options, changed.pop("origin", SITE.origin), **changed))
    return passkeys.registered(SITE, CHALLENGE, answer, name=name, on=TODAY)


def use(key, known, *, origin=SITE.origin, **changed):
    options = passkeys.to_ask(SITE, CHALLENGE, known)
    answer = passkeys.read(key.signed(options, origin, **changed))
    return passkeys.asserted(SITE, CHALLENGE, answer, known)


def test_a_new_passkey_is_known_by_its_id_and_a_name_that_fits():
    key = SoftKey()

    added = add(key, name="n" * 41)

    assert (added.id, added.name, added.added_on) == (key.id, "n" * 40, TODAY)
    assert added.seeds == b""


@pytest.mark.parametrize(("origin", "changed"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_new_passkey_made_for_something_else_is_refused(origin, changed):
    # Without the flag that says so, an answer holds no new key.
    changed = {"flags": 0x40} if changed == {"flags": 0} else changed

    with pytest.raises(Refused, match="did not answer as it has to"):
        add(SoftKey(), origin=origin, **changed)


def test_an_answer_about_another_passkey_is_refused():
    with pytest.raises(Refused, match="did not answer"):
        add(SoftKey(), id=text(OTHER))


def test_an_answer_at_sign_in_is_no_new_passkey_and_the_other_way_round():
    key = SoftKey()
    known = (add(key),)

    with pytest.raises(Refused, match="did not answer"):
        add(key, type="webauthn.get")
    with pytest.raises(Refused, match="did not answer"):
        use(key, known, type="webauthn.create")


def test_the_passkey_that_signed_comes_first_with_its_new_count():
    blue, red = SoftKey("blue"), SoftKey("red")
    known = (add(red), add(blue))

    used, other = use(blue, known)

    assert (used.id, used.counter) == (blue.id, 1)
    assert other == known[0]


@pytest.mark.parametrize(("origin", "changed"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_known_passkey_that_answers_something_else_is_refused(origin, changed):
    key = SoftKey()
    known = (add(key),)

    with pytest.raises(Refused, match="did not answer as it has to"):
        use(key, known, origin=origin, **changed)


def test_a_stranger_with_a_passkey_of_their_own_is_refused():
    known = (add(SoftKey("blue")),)
    same_id = SoftKey("blue")

    for stranger in (SoftKey("theirs"), same_id):
        with pytest.raises(Refused, match="did not answer"):
            use(stranger, known)


def test_a_passkey_that_counts_backwards_may_have_been_copied():
    key = SoftKey()
    known = (msgspec.structs.replace(add(key), counter=5),)

    for counter in (0, 4, 5):
        with pytest.raises(Refused, match="there may be a copy"):
            use(key, known, counter=counter)

    assert use(key, known, counter=6)[0].counter == 6


def test_a_passkey_that_never_counts_is_fine():
    key = SoftKey()

    assert use(key, (add(key),), counter=0)[0].counter == 0


def test_every_passkey_is_asked_in_the_same_words_whether_it_adds_a_secret_or_not():
    plain = add(SoftKey())
    secret = msgspec.structs.replace(plain, seeds=doors.wrap_seeds(SECRET, PERSON, SEEDS))

    assert passkeys.to_ask(SITE, CHALLENGE, (plain,)) == passkeys.to_ask(SITE, CHALLENGE, (secret,))


def test_what_a_new_passkey_is_told_names_neither_person_nor_organisation():
    told = passkeys.to_register(SITE, CHALLENGE)

    assert {told["rp"]["name"], told["user"]["name"], told["user"]["displayName"]} == {"Console"}
    assert told["authenticatorSelection"]["residentKey"] == "discouraged"
    assert told["attestation"] == "none"


def test_the_seeds_open_with_the_secret_of_the_passkey_and_with_no_other():
    key = msgspec.structs.replace(add(SoftKey()), seeds=doors.wrap_seeds(SECRET, PERSON, SEEDS))
    lock = Lock(b"", (key,))

    assert passkeys.seeds_of(PERSON, lock, key, SECRET) == SEEDS
    for wrong in (b"", b"t" * 32):
        with pytest.raises(Refused, match="did not give its secret"):
            passkeys.seeds_of(PERSON, lock, key, wrong)


def test_where_the_lock_holds_the_seeds_no_secret_is_needed():
    key = add(SoftKey())

    assert passkeys.seeds_of(PERSON, Lock(SEEDS, (key,)), key, b"") == SEEDS


def test_only_where_every_passkey_adds_a_secret_does_the_passphrase_alone_open_nothing():
    plain = add(SoftKey())
    secret = msgspec.structs.replace(plain, seeds=b"sealed")

    assert passkeys.adds_to((secret, secret))
    assert not passkeys.adds_to((secret, plain))
    assert not passkeys.adds_to(())


def test_a_secret_has_32_bytes_or_there_is_none():
    said = passkeys.Answer("", "", "", "", text(SECRET))

    assert passkeys.secret_of(said) == SECRET
    assert passkeys.secret_of(msgspec.structs.replace(said, secret="")) == b""
    for wrong in (text(b"s" * 31), text(b"s" * 33), "?", "s"):
        with pytest.raises(Refused):
            passkeys.secret_of(msgspec.structs.replace(said, secret=wrong))


def test_an_answer_tells_nothing_of_itself_in_a_log():
    assert SECRET.decode() not in repr(passkeys.Answer("i", "c", "d", "s", SECRET.decode()))


@pytest.mark.parametrize("answer", ["", "[]", "{}", "null", '{"id": 1}', "\ud800", "{" * 5_000])
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(Refused):
        passkeys.read(answer)


@given(
    st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=300), st.text(max_size=50)
)
def test_whatever_a_browser_sends_is_taken_or_refused(one, two, three, client):
    known = (add(SoftKey()),)
    sent = [
        passkeys.Answer(text(known[0].id), text(one), text(two), text(three), text(one)),
        passkeys.Answer(client, client, client, client, client),
    ]

    for answer in sent:
        with pytest.raises(Refused):
            passkeys.registered(SITE, CHALLENGE, answer, name="x", on=TODAY)
        with pytest.raises(Refused):
            passkeys.asserted(SITE, CHALLENGE, answer, known)


@given(st.sampled_from(["client", "data", "signature"]), st.integers(0, 999), st.integers(1, 255))
def test_a_changed_byte_of_a_true_answer_is_refused(part, place, flip):
    key = SoftKey()
    known = (add(key),)
    answer = passkeys.read(key.signed(passkeys.to_ask(SITE, CHALLENGE, known), SITE.origin))
    raw = bytearray(urlsafe_b64decode(getattr(answer, part) + "=="))
    raw[place % len(raw)] ^= flip
    changed = msgspec.structs.replace(answer, **{part: text(bytes(raw))})

    with pytest.raises(Refused):
        passkeys.asserted(SITE, CHALLENGE, changed, known)
