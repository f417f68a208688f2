"""Sessions: who is inside, for how long, and what a stored one is worth without its cookie."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from waystation.base import access
from waystation.base.errors import Forbidden, Refused, Tampered
from waystation.vault import cells, door, seal, staff, upkeep
from waystation.vault.door import IDLE, KDF_SLOTS, LONGEST, Crowded, SignedOut, opens_to
from waystation.vault.models import Session, User

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NAME, PASSPHRASE = "harriet", "follow the drinking gourd north tonight"


@pytest.fixture
def slot(db):
    return cells.found("network")


@pytest.fixture
def harriet(slot):
    return staff.admit(
        name=NAME, alias="Harriet", role="field manager", passphrase=PASSPHRASE, slots=[slot]
    )


@pytest.fixture
def cookie(harriet):
    return door.sign_in(NAME, PASSPHRASE, now=NOON)


def request_with(cookie, settings, **headers):
    request = RequestFactory().get("/", **headers)
    if cookie is not None:
        request.COOKIES[settings.DOOR_COOKIE] = cookie
    return request


def test_a_cookie_opens_its_persons_keyring(cookie, harriet, slot):
    who = door.who_is(cookie, now=NOON)

    assert (who.user_id, who.alias, who.role) == (harriet, "Harriet", "field manager")
    assert who.keyring.current(slot.cell) == (1, slot.key)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "\u0000", "ÿ" * 5_000])
def test_a_cookie_nobody_was_given_opens_nothing(harriet, cookie):
    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON)


def test_the_refusal_at_the_door_is_the_same_for_a_wrong_name_and_a_wrong_passphrase(harriet):
    said = []
    for name, passphrase in [(NAME, "wrong"), ("stranger", PASSPHRASE)]:
        with pytest.raises(Refused) as refused:
            door.sign_in(name, passphrase, now=NOON)
        said.append((refused.value.says, refused.value.hint))

    assert said[0] == said[1]
    assert NAME not in said[0][0]
    assert not Session.objects.exists()


def test_after_signing_out_the_cookie_is_worthless(cookie):
    door.sign_out(cookie)

    assert not Session.objects.exists()
    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON)


def test_signing_out_with_a_foreign_cookie_ends_nobody_elses_session(cookie):
    door.sign_out("x" * 43)

    assert door.who_is(cookie, now=NOON)


def test_a_visit_without_a_click_ends_with_its_quarter_of_an_hour(cookie):
    # 12:00 + 15 min idle = 12:15, itself a bucket's edge.
    assert Session.objects.get().expires_at == NOON + IDLE
    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON + IDLE)


def test_a_click_gives_another_quarter_of_an_hour(cookie):
    door.who_is(cookie, now=NOON + 14 * MINUTE)

    # 12:14 + 15 min = 12:29, rounded up to 12:30.
    assert Session.objects.get().expires_at == NOON + 30 * MINUTE
    assert door.who_is(cookie, now=NOON + 30 * MINUTE - SECOND)


def test_the_stored_end_never_shows_more_than_a_quarter_of_an_hour(harriet):
    for second in (0, 1, 59, 61, 899):
        door.sign_in(NAME, PASSPHRASE, now=NOON + second * SECOND)

    ends = Session.objects.values_list("expires_at", flat=True)
    assert {(end.minute % 15, end.second, end.microsecond) for end in ends} == {(0, 0, 0)}


def test_after_twelve_hours_even_a_busy_visit_ends(cookie):
    at = NOON
    while at + 10 * MINUTE <= NOON + LONGEST:
        at += 10 * MINUTE
        door.who_is(cookie, now=at)

    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON + LONGEST + SECOND)

    assert not Session.objects.exists()


def test_each_visit_has_its_own_cookie(harriet):
    first, second = (door.sign_in(NAME, PASSPHRASE, now=NOON) for _ in range(2))

    door.sign_out(first)

    assert first != second
    assert door.who_is(second, now=NOON)


def test_ended_sessions_are_forgotten_without_any_key(cookie):
    assert upkeep.forget_ended(NOON + IDLE - SECOND) == 0
    assert upkeep.forget_ended(NOON + IDLE) == 1
    assert not Session.objects.exists()


def test_a_person_whose_door_was_taken_away_is_out_at_once(cookie):
    User.objects.all().delete()

    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON)

    assert not Session.objects.exists()


def test_a_session_put_under_another_cookies_digest_does_not_open(cookie, harriet):
    mine = Session.objects.get()
    other = door.sign_in(NAME, PASSPHRASE, now=NOON)
    Session.objects.exclude(pk=mine.pk).update(body=mine.body)

    with pytest.raises(SignedOut):
        door.who_is(other, now=NOON)


def test_a_ring_edited_under_a_live_session_is_alarmed(cookie):
    user = User.objects.get()
    User.objects.update(ring=bytes(user.ring)[:-1] + bytes((user.ring[-1] ^ 1,)))

    with pytest.raises(Tampered):
        door.who_is(cookie, now=NOON)


def stored_byte_strings():
    """Every value of every vault table, as bytes."""
    found = []
    for table in ("vault_user", "vault_cell", "vault_session"):
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {table}")
            for row in cursor.fetchall():
                found += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return found


def keys_in(values):
    """Every run of 32 bytes in the values, plain or as hexadecimal, and what derives from them."""
    runs = {value[at : at + 32] for value in values for at in range(len(value) - 31)}
    for value in values:
        if len(value) == 64 and value.isalnum():
            runs.add(bytes.fromhex(value.decode()))
    labels = (b"ws1/session", b"ws1/kek", b"ws1/auth", b"ws1/verifier")
    return runs | {seal.derive(value, label) for value in values for label in labels}


def opens(key, targets):
    for blob, bound in targets:
        try:
            seal.unwrap(key, blob, bound=bound)
        except Tampered:
            continue
        return True
    return False


def targets_of(user, session, cell):
    return [
        (bytes(session.body), b"ws1/session"),
        (bytes(user.seeds), b"ws1/seeds" + user.id.bytes),
        (bytes(user.ring), b"ws1/ring" + user.id.bytes),
        (bytes(user.profile), b"ws1/profile" + user.id.bytes),
        (bytes(cell.keys), b"ws1/cell" + cell.id.bytes),
    ]


def test_no_stored_byte_string_opens_a_live_session_or_anything_else(cookie, slot):
    from waystation.vault.models import Cell

    values = stored_byte_strings()
    targets = targets_of(User.objects.get(), Session.objects.get(), Cell.objects.get())

    assert not any(opens(key, targets) for key in keys_in(values))
    # Nor does any stored text serve as a cookie.
    for value in values:
        with pytest.raises(SignedOut):
            door.who_is(value.decode("latin-1"), now=NOON)
    assert cookie.encode() not in b"\0".join(values)


def test_the_attack_of_the_test_above_succeeds_once_a_key_lies_about(cookie, slot):
    from waystation.vault.models import Cell

    targets = targets_of(User.objects.get(), Session.objects.get(), Cell.objects.get())
    careless = [*stored_byte_strings(), b"log: key=" + slot.key + b" (careless)"]

    assert any(opens(key, targets) for key in keys_in(careless))


def test_a_role_reaches_its_page_and_the_others_do_not(cookie, settings, monkeypatch):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON)
    request = request_with(cookie, settings)

    assert door.signed_in(request, "approver", "field manager").alias == "Harriet"
    with pytest.raises(Forbidden):
        door.signed_in(request, "finance officer")
    with pytest.raises(Forbidden):
        door.signed_in(request)


def test_a_page_that_asks_by_itself_does_not_prolong_a_visit(cookie, settings, monkeypatch):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON + 14 * MINUTE)
    request = request_with(cookie, settings, HTTP_X_ASKS_BY_ITSELF="1", HTTP_HX_REQUEST="true")

    assert door.signed_in(request, "field manager").alias == "Harriet"

    assert Session.objects.get().expires_at == NOON + IDLE


@pytest.mark.parametrize(
    "headers", [{}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_X_ASKS_BY_ITSELF": "no"}]
)
def test_a_press_prolongs_a_visit_even_where_only_a_part_of_the_page_is_asked_for(
    cookie, settings, monkeypatch, headers
):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON + 14 * MINUTE)

    door.signed_in(request_with(cookie, settings, **headers), "field manager")

    # 12:14 + 15 min = 12:29, rounded up to 12:30.
    assert Session.objects.get().expires_at == NOON + 30 * MINUTE


@pytest.mark.parametrize("cookie", [None, "", "x" * 43])
def test_nobody_reaches_a_page_without_a_session(db, settings, cookie):
    with pytest.raises(SignedOut):
        door.signed_in(request_with(cookie, settings), "field manager")


def test_opening_a_view_writes_its_line_and_hands_it_who_asks(cookie, settings, monkeypatch):
    monkeypatch.setattr(door.clock, "real_now", lambda: NOON)
    monkeypatch.setattr(access, "TABLE", {})

    @opens_to("field manager")
    def page(request):
        return HttpResponse(request.who.alias)

    assert {access.name_of(page): frozenset({"field manager"})} == access.TABLE
    assert page(request_with(cookie, settings)).content == b"Harriet"
    with pytest.raises(SignedOut):
        page(request_with(None, settings))


def test_opening_a_view_to_an_unknown_role_is_a_mistake(monkeypatch):
    monkeypatch.setattr(access, "TABLE", {})

    with pytest.raises(ValueError, match="no such role: \\['guest'\\]"):
        opens_to("field manager", "guest")(lambda request: HttpResponse())

    assert access.TABLE == {}


def in_threads(count, work):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def test_two_people_derive_at_once_with_two_lanes_and_neither_hangs():
    done = []

    def derive():
        with door.kdf_slot():
            done.append(seal.stretch(b"p", bytes(16), memory_kib=8_192, passes=2, lanes=2))

    for thread in in_threads(2, derive):
        thread.join(timeout=20)

    assert len(done) == 2


def test_a_third_person_waits_until_one_of_two_is_through(monkeypatch):
    monkeypatch.setattr(door, "KDF_WAIT_S", 5)
    inside, most, leave = [], [], threading.Event()

    def derive():
        with door.kdf_slot():
            inside.append(1)
            most.append(len(inside))
            leave.wait(5)
            inside.pop()

    threads = in_threads(3, derive)
    time.sleep(0.3)
    assert len(inside) == KDF_SLOTS == 2
    leave.set()
    for thread in threads:
        thread.join(timeout=5)

    assert len(most) == 3
    assert max(most) == 2


def test_whoever_waits_too_long_is_told_so(monkeypatch):
    monkeypatch.setattr(door, "KDF_WAIT_S", 0.1)

    with door.kdf_slot(), door.kdf_slot(), pytest.raises(Crowded, match="Many people"):
        door.kdf_slot().__enter__()


def test_of_a_crowd_all_but_two_are_sent_away_at_once(monkeypatch):
    monkeypatch.setattr(door, "KDF_WAIT_S", 5)
    sent_away, through, leave = [], [], threading.Event()

    def derive():
        began = time.monotonic()
        try:
            with door.kdf_slot():
                leave.wait(5)
                through.append(1)
        except Crowded:
            sent_away.append(time.monotonic() - began)

    threads = in_threads(24, derive)
    # 24 less two inside and two waiting.
    while len(sent_away) < 20 and any(thread.is_alive() for thread in threads):
        time.sleep(0.01)
    leave.set()
    for thread in threads:
        thread.join(timeout=10)

    assert (len(sent_away), len(through)) == (20, 4)
    # Far below the five seconds that somebody waits here.
    assert max(sent_away) < 2


def test_a_failure_inside_frees_the_place():
    for _ in range(KDF_SLOTS + 1):
        with pytest.raises(ValueError, match="broken"), door.kdf_slot():
            raise ValueError("broken")

    with door.kdf_slot(), door.kdf_slot():
        pass
