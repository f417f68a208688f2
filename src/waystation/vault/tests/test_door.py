"""Sessions: who is inside, for how long, and what a stored one is worth without its cookie."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from waystation.base import access
from waystation.base.errors import Forbidden, Refused, Tampered
from waystation.vault import decoys, door, doors, locks, notices, seal, upkeep
from waystation.vault.door import IDLE, LONGEST, opens_to
from waystation.vault.models import Cell, Notice, Session, User
from waystation.vault.tests.harriet import DURESS, NAME, NOON, PASSPHRASE
from waystation.vault.visits import SignedOut

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def cookie(harriet):
    return door.sign_in(NAME, PASSPHRASE, now=NOON)


def request_with(cookie, settings, **headers):
    request = RequestFactory().get("/", **headers)
    if cookie is not None:
        request.COOKIES[settings.DOOR_COOKIE] = cookie
    return request


def test_a_cookie_opens_its_persons_keyring(cookie, harriet):
    who = door.who_is(cookie, now=NOON)

    assert (who.user_id, who.alias, who.role) == (harriet.id, "Harriet", "field manager")
    assert who.keyring.current(harriet.network.cell) == (1, harriet.network.key)
    assert who.keyring.cells == (harriet.network.cell,)


def test_every_sign_in_lets_time_pass_in_the_decoy_world(harriet, monkeypatch):
    tended = []

    class Capability:
        def tend(self, start):
            tended.append(start.decoys.cells)

    monkeypatch.setattr(decoys.apps, "get_app_configs", lambda: [Capability()])

    door.sign_in(NAME, PASSPHRASE, now=NOON)

    assert tended == [(harriet.decoy.cell, harriet.foreign.cell)]


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
    ends = []
    for second in (0, 1, 59, 61, 899):
        door.sign_in(NAME, PASSPHRASE, now=NOON + second * SECOND)
        ends.append(Session.objects.get().expires_at)

    assert {(end.minute % 15, end.second, end.microsecond) for end in ends} == {(0, 0, 0)}


def test_after_twelve_hours_even_a_busy_visit_ends(cookie):
    at = NOON
    while at + 10 * MINUTE <= NOON + LONGEST:
        at += 10 * MINUTE
        door.who_is(cookie, now=at)

    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON + LONGEST + SECOND)

    assert not Session.objects.exists()


def test_a_person_has_one_visit_and_a_new_one_ends_the_old(cookie, harriet):
    second = door.sign_in(NAME, PASSPHRASE, now=NOON)

    assert cookie != second
    assert door.who_is(second, now=NOON)
    assert Session.objects.count() == 1
    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON)


def test_a_visit_of_yesterday_ends_with_a_new_one_too(harriet):
    late, early = NOON.replace(hour=23, minute=55), NOON + timedelta(hours=12, minutes=1)
    old = door.sign_in(NAME, PASSPHRASE, now=late)

    new = door.sign_in(NAME, PASSPHRASE, now=early)

    with pytest.raises(SignedOut):
        door.who_is(old, now=early)
    assert door.who_is(new, now=early)
    assert Session.objects.count() == 1


def test_whoever_leaves_with_an_old_cookie_ends_no_new_visit(cookie, harriet):
    new = door.sign_in(NAME, PASSPHRASE, now=NOON)

    door.sign_out(cookie)

    assert door.who_is(new, now=NOON)


def test_signing_in_by_either_door_writes_nothing_about_the_person(harriet):
    harriet.force()
    before = list(User.objects.values())

    for passphrase in (PASSPHRASE, DURESS):
        door.who_is(door.sign_in(NAME, passphrase, now=NOON), now=NOON)

    assert list(User.objects.values()) == before


def test_where_a_visit_stands_tells_nobody_whose_it_is_nor_on_two_days_the_same(harriet):
    first = door.visits.id_of(door.sign_in(NAME, PASSPHRASE, now=NOON))
    again = door.visits.id_of(door.sign_in(NAME, PASSPHRASE, now=NOON))
    next_week = door.visits.id_of(door.sign_in(NAME, PASSPHRASE, now=NOON + 7 * 24 * 60 * MINUTE))

    assert first == again != next_week


def test_a_visit_behind_the_second_door_does_not_end_the_one_behind_the_first(cookie, harriet):
    harriet.force()
    forced = door.sign_in(NAME, DURESS, now=NOON)

    assert door.who_is(cookie, now=NOON).keyring.cells == (harriet.network.cell,)
    assert door.who_is(forced, now=NOON).keyring.cells == (harriet.decoy.cell,)


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
    harriet.force()
    other = door.sign_in(NAME, DURESS, now=NOON)
    Session.objects.exclude(pk=mine.pk).update(body=mine.body)

    with pytest.raises(SignedOut):
        door.who_is(other, now=NOON)


@pytest.mark.parametrize("column", ["first", "second"])
def test_a_door_edited_under_a_live_session_ends_it_and_alarms_at_the_next_sign_in(
    cookie, harriet, column
):
    user = User.objects.get()
    mine = ("first", "second")[harriet.door.nth]
    at = doors.VERIFIER_BYTES + 4_096 + 29 + 20
    stored = bytearray(getattr(user, column))
    stored[at] ^= 1
    User.objects.update(**{column: bytes(stored)})

    if column == mine:
        with pytest.raises(SignedOut):
            door.who_is(cookie, now=NOON)
        with pytest.raises(Tampered):
            door.sign_in(NAME, PASSPHRASE, now=NOON)
    else:
        assert door.who_is(cookie, now=NOON)


def test_whoever_is_behind_a_second_door_that_was_removed_is_out_without_an_alarm(harriet):
    harriet.force()
    forced = door.sign_in(NAME, DURESS, now=NOON)
    locks.remove_duress(harriet.door, passphrase=PASSPHRASE, now=NOON)

    with pytest.raises(SignedOut):
        door.who_is(forced, now=NOON)
    assert not Session.objects.exists()


def stored_byte_strings():
    """Every value of every vault table, as bytes."""
    found = []
    for table in ("vault_user", "vault_cell", "vault_session", "vault_notice"):
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


def cell_of(harriet):
    return Cell.objects.get(pk=harriet.network.cell)


def targets_of(user, session, cell):
    found = [(bytes(session.body), b"ws1/session"), (bytes(cell.keys), b"ws1/cell" + cell.id.bytes)]
    for column in (user.first, user.second):
        parts = doors.parts(bytes(column))
        found += [(parts.lock, b"ws1/lock" + user.id.bytes)]
        found += [(parts.profile, b"ws1/profile" + user.id.bytes)]
    return found


def test_no_stored_byte_string_opens_a_live_session_or_anything_else(cookie, harriet):
    values = stored_byte_strings()
    targets = targets_of(User.objects.get(), Session.objects.get(), cell_of(harriet))

    assert not any(opens(key, targets) for key in keys_in(values))
    # Nor does any stored text serve as a cookie.
    for value in values:
        with pytest.raises(SignedOut):
            door.who_is(value.decode("latin-1"), now=NOON)
    assert cookie.encode() not in b"\0".join(values)


def test_the_attack_of_the_test_above_succeeds_once_a_key_lies_about(cookie, harriet):
    targets = targets_of(User.objects.get(), Session.objects.get(), cell_of(harriet))
    careless = [*stored_byte_strings(), b"log: key=" + harriet.network.key + b" (careless)"]

    assert any(opens(key, targets) for key in keys_in(careless))


def test_every_sign_in_leaves_one_notice_of_one_size_behind_either_door(harriet):
    harriet.force()

    for passphrase in (PASSPHRASE, DURESS, PASSPHRASE):
        door.sign_in(NAME, passphrase, now=NOON)

    assert {len(bytes(row.box)) for row in Notice.objects.all()} == {notices.NOTICE_BYTES}
    assert Notice.objects.count() == 3


def queries_and_rows(name, passphrase):
    """Sign in; give the statements that were sent, and the size of every value that is stored."""
    with CaptureQueriesContext(connection) as seen:
        cookie = door.sign_in(name, passphrase, now=NOON)
    # What is done with which table; the names of savepoints and the values differ always.
    shapes = [re.findall(r'^\w+|"[a-z]+_[a-z]+"', query["sql"])[:2] for query in seen]
    row = Session.objects.get(pk=door.visits.id_of(cookie))
    return shapes, len(cookie), len(bytes(row.body)), row.expires_at


def test_both_doors_open_by_the_same_statements_into_rows_of_the_same_size(harriet):
    harriet.force()

    assert queries_and_rows(NAME, PASSPHRASE) == queries_and_rows(NAME, DURESS)


def test_what_was_typed_is_kept_under_a_key_that_the_next_visit_has_too(harriet):
    forced = harriet.force()
    keys = []
    for passphrase in (PASSPHRASE, PASSPHRASE, DURESS):
        cookie = door.sign_in(NAME, passphrase, now=NOON)
        keys.append(door.draft_key(door.who_is(cookie, now=NOON)))

    assert keys[0] == keys[1] != keys[2]
    assert forced.seeds.hex() not in keys[2]


def test_a_changed_key_ends_the_visit_and_gives_another(cookie, harriet):
    mine = harriet.door

    fresh = door.anew(mine, now=NOON)

    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON)
    assert door.who_is(fresh, now=NOON).user_id == harriet.id


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
