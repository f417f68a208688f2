"""A colleague's door: which name and passphrase open it, and what the stored row gives away."""

import base64
import json
import pickle
import threading
from uuid import uuid4

import pytest
from django.db import connection

from waystation.base.access import ROLES
from waystation.base.errors import Refused, Tampered
from waystation.vault import cells, staff
from waystation.vault.models import User

pytestmark = pytest.mark.django_db
NAME, ALIAS, ROLE = "Harriet", "Moses of 1855", "field manager"
PASSPHRASE = "follow the drinking gourd north tonight"


@pytest.fixture
def slot():
    return cells.found("network")


@pytest.fixture
def harriet(slot):
    return staff.admit(name=NAME, alias=ALIAS, role=ROLE, passphrase=PASSPHRASE, slots=[slot])


def test_the_right_name_and_passphrase_open_the_door_and_the_ring(harriet, slot):
    door = staff.try_door(NAME, PASSPHRASE)

    profile, keyring = staff.ring_of(door)
    assert (door.user_id, profile.alias, profile.role) == (harriet, ALIAS, ROLE)
    assert keyring.user_id == harriet
    assert keyring.cells == (slot.cell,)
    assert keyring.current(slot.cell) == (1, slot.key)


@pytest.mark.parametrize(
    ("name", "passphrase"),
    [
        pytest.param(NAME, PASSPHRASE + " ", id="a space more"),
        pytest.param(NAME, PASSPHRASE.title(), id="capital letters"),
        pytest.param(NAME, "", id="no passphrase"),
        pytest.param(NAME, "\ud800", id="half a letter"),
        pytest.param("Stranger", PASSPHRASE, id="unknown name"),
        pytest.param("", PASSPHRASE, id="no name"),
        pytest.param("\ud800", PASSPHRASE, id="name that is half a letter"),
    ],
)
def test_anything_else_opens_nothing(harriet, name, passphrase):
    assert staff.try_door(name, passphrase) is None


@pytest.mark.parametrize("name", ["harriet", "HARRIET", " Harriet ", "Ｈarriet"])
def test_a_name_is_known_in_any_case_and_width(harriet, name):
    assert staff.try_door(name, PASSPHRASE) is not None


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        pytest.param("caf\u00e9", "cafe\u0301", id="accent apart"),
        pytest.param(
            "\ubd04\ubc14\ub78c",
            "\u1107\u1169\u11b7\u1107\u1161\u1105\u1161\u11b7",
            id="Korean apart",
        ),
        pytest.param("\uff41\uff42", "ab", id="wide letters"),
    ],
)
def test_a_keyboard_that_writes_letters_apart_opens_the_same_door(kept, typed):
    staff.admit(name=kept, alias="x", role=ROLE, passphrase=kept, slots=[])

    assert kept != typed
    assert staff.try_door(typed, typed) is not None


def test_an_unknown_name_costs_one_passphrase_derivation_too(harriet, monkeypatch):
    prices = []
    stretch = staff.seal.stretch

    def counted(passphrase, salt, **price):
        prices.append(price)
        return stretch(passphrase, salt, **price)

    monkeypatch.setattr(staff.seal, "stretch", counted)
    staff.try_door(NAME, "wrong")
    staff.try_door("Stranger", "wrong")

    assert prices == [{"memory_kib": 1_024, "passes": 1, "lanes": 1}] * 2


def test_an_unknown_name_costs_what_somebodys_costs_whatever_is_asked_now(
    harriet, settings, monkeypatch
):
    settings.KDF = (1_024, 3, 1)
    prices = []
    stretch = staff.seal.stretch
    monkeypatch.setattr(
        staff.seal, "stretch", lambda *of, **price: prices.append(price) or stretch(*of, **price)
    )

    for name in (NAME, "Stranger", "Another"):
        staff.try_door(name, "wrong")

    assert prices == [{"memory_kib": 1_024, "passes": 1, "lanes": 1}] * 3


def test_an_unknown_name_always_gets_the_same_salt(harriet, monkeypatch):
    salts = []
    monkeypatch.setattr(
        staff.seal, "stretch", lambda p, salt, **price: salts.append(salt) or p * 32
    )
    monkeypatch.setattr(staff.seal, "derive", lambda *args: bytes(32))

    for _ in range(2):
        staff.try_door("Stranger", "wrong")

    assert salts[0] == salts[1]
    assert len(salts[0]) == 16


def test_a_role_outside_the_closed_list_is_refused(slot):
    with pytest.raises(ValueError, match="no such role: 'admin'"):
        staff.admit(name="x", alias="x", role="admin", passphrase="x", slots=[slot])

    assert not User.objects.exists()


def test_a_name_taken_already_is_refused_in_any_case(harriet):
    with pytest.raises(Refused, match="already"):
        staff.admit(name="HARRIET", alias="x", role=ROLE, passphrase="x", slots=[])

    assert User.objects.count() == 1


@pytest.mark.parametrize("role", ROLES)
def test_every_role_leaves_rows_of_the_same_size(role, slot):
    for number, slots in enumerate([[], [slot] * 64]):
        staff.admit(
            name=f"{role}{number}", alias="a" * 150 * number, role=role, passphrase="x", slots=slots
        )

    columns = ("first", "second", "recovery", "escrow", "salt", "name_mac")
    sizes = {tuple(len(bytes(part)) for part in row) for row in User.objects.values_list(*columns)}
    # A door: 32 + (4,096 + 29) + (6,144 + 29) + (1,024 + 29). Recovery: 2 x (96 + 29).
    # Escrow: 96 + 1,138.
    assert sizes == {(11_383, 11_383, 250, 1_234, 16, 32)}


def forms_of(word):
    """Give the encodings in which a word could lie in a row."""
    for text in {word, word.lower(), word.upper(), word[::-1]}:
        for coding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
            plain = text.encode(coding)
            yield plain
            yield plain.hex().encode()
            yield base64.b64encode(plain).rstrip(b"=")
        yield json.dumps(text).strip('"').encode()


def row_bytes():
    with connection.cursor() as cursor:
        cursor.execute("select * from vault_user")
        cells_of_row = cursor.fetchone()
    return [c if isinstance(c, bytes) else str(c).encode() for c in cells_of_row]


def test_the_stored_row_holds_neither_name_nor_alias_nor_role_nor_passphrase(harriet, slot):
    stored = row_bytes()

    for word in (NAME, ALIAS, ROLE, PASSPHRASE, "network", slot.cell.hex, str(slot.cell)):
        for form in forms_of(word):
            assert not any(form in value for value in stored), word
    assert not any(slot.key in value or slot.cell.bytes in value for value in stored)


def test_the_search_of_the_test_above_finds_what_is_there():
    columns = ("salt", "first", "second", "recovery", "escrow", "box_public")
    User.objects.create(
        **dict.fromkeys(columns, b""),
        name_mac=b"x" + NAME.lower().encode("utf-16-le"),
        sign_public=b"y" + base64.b64encode(ROLE.encode()),
        kdf_memory_kib=1,
        kdf_passes=1,
        kdf_lanes=1,
    )

    stored = row_bytes()

    for word in (NAME, ROLE):
        assert any(form in value for form in forms_of(word) for value in stored)


def test_two_people_with_one_passphrase_share_no_stored_byte_string():
    for name in ("a", "b"):
        staff.admit(name=name, alias="x", role=ROLE, passphrase=PASSPHRASE, slots=[])

    first, second = User.objects.all()
    for field in ("name_mac", "salt", "first", "second", "recovery", "escrow", "box_public"):
        assert getattr(first, field) != getattr(second, field)


def test_one_persons_door_does_not_open_on_anothers_row(harriet):
    other = staff.admit(name="other", alias="x", role=ROLE, passphrase=PASSPHRASE, slots=[])
    mine = User.objects.get(pk=harriet)
    User.objects.filter(pk=other).update(salt=mine.salt, first=mine.first, second=mine.second)

    with pytest.raises(Tampered):
        staff.try_door("other", PASSPHRASE)


@pytest.mark.parametrize("part", ["lock", "ring", "profile"])
def test_a_part_of_another_persons_door_does_not_open_in_ones_own(harriet, part):
    staff.admit(name="other", alias="x", role=ROLE, passphrase=PASSPHRASE, slots=[])
    door, foreign = staff.try_door(NAME, PASSPHRASE), staff.try_door("other", PASSPHRASE)
    theirs = getattr(staff.parts_of(foreign), part)
    swapped = staff.parts_of(door)._replace(**{part: theirs}).joined()
    User.objects.filter(pk=harriet).update(**{("first", "second")[door.nth]: swapped})

    with pytest.raises(Tampered):
        staff.ring_of(staff.try_door(NAME, PASSPHRASE))


def test_a_passphrase_is_compared_with_both_doors_whichever_it_opens(harriet, monkeypatch):
    compared = []
    same = staff.seal.same
    monkeypatch.setattr(staff.seal, "same", lambda *two: compared.append(1) or same(*two))

    for passphrase in (PASSPHRASE, "wrong"):
        staff.try_door(NAME, passphrase)

    assert len(compared) == 4


def test_the_place_of_the_true_door_is_drawn_by_lot():
    for number in range(30):
        staff.admit(name=f"n{number}", alias="x", role=ROLE, passphrase="x", slots=[])

    places = [staff.try_door(f"n{number}", "x").nth for number in range(30)]

    # All in one place by chance: 2 in 2 to the 30th.
    assert set(places) == {0, 1}


def test_seeds_tell_which_door_they_belong_to(harriet):
    door = staff.try_door(NAME, PASSPHRASE)

    assert staff.door_of(harriet, door.seeds) == door
    with pytest.raises(Tampered):
        staff.door_of(harriet, staff.new_seeds())


def test_a_profile_is_changed_as_it_is_now(harriet):
    door = staff.try_door(NAME, PASSPHRASE)

    staff.amend(door, escrow=b"one")
    staff.amend(door, temporary=True)

    profile = staff.profile_of(door)
    assert (profile.escrow, profile.temporary, profile.alias) == (b"one", True, ALIAS)


def test_a_profile_that_has_no_room_left_refuses(harriet):
    with pytest.raises(Refused, match="too long"):
        staff.amend(staff.try_door(NAME, PASSPHRASE), alias="a" * 1_100)


def test_a_leaving_colleagues_doors_are_gone(harriet):
    staff.take_away(harriet)

    assert staff.try_door(NAME, PASSPHRASE) is None
    assert not User.objects.exists()


def test_whoever_was_invited_gets_the_id_that_was_drawn_for_them(harriet):
    drawn = uuid4()

    admitted = staff.admit(
        name="new", alias="x", role=ROLE, passphrase="x", slots=[], user_id=drawn
    )

    assert admitted == drawn
    assert staff.try_door("new", "x").user_id == drawn


def test_nothing_written_about_a_door_shows_its_seeds(harriet):
    door = staff.try_door(NAME, PASSPHRASE)

    for written in (repr(door), str(door), f"{door}", repr([door])):
        assert repr(door.seeds[:8])[2:-1] not in written
        assert str(harriet) not in written
    _, keyring = staff.ring_of(door)
    with pytest.raises(TypeError):
        pickle.dumps(keyring)


def test_the_pepper_is_made_once_and_readable_by_its_owner_only(settings):
    first = staff.pepper()

    assert staff.pepper() == first
    assert len(first) == 32
    assert (settings.HOME / "pepper").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.HOME.iterdir()] == ["pepper"]


def test_many_first_uses_at_once_agree_on_one_pepper():
    start, found = threading.Barrier(8), []

    def ask():
        start.wait()
        found.append(staff.pepper())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_pepper_another_process_put_there_meanwhile_stands(settings, monkeypatch):
    def draw_while_another_is_faster():
        (settings.HOME / "pepper").write_bytes(b"o" * 32)
        return b"m" * 32

    monkeypatch.setattr(staff.seal, "new_seed", draw_while_another_is_faster)

    assert staff.pepper() == b"o" * 32
    assert [path.name for path in settings.HOME.iterdir()] == ["pepper"]


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_a_damaged_pepper_stops_the_door_instead_of_weakening_it(settings, content):
    (settings.HOME / "pepper").write_bytes(content)

    with pytest.raises(Refused, match="damaged"):
        staff.name_mac(NAME)


def test_another_pepper_knows_nobody(harriet, settings):
    (settings.HOME / "pepper").write_bytes(b"x" * 32)

    assert staff.try_door(NAME, PASSPHRASE) is None


def test_a_door_kept_from_a_time_of_other_prices_still_opens(harriet, settings):
    settings.KDF = (2_048, 2, 2)

    assert staff.try_door(NAME, PASSPHRASE) is not None


def test_a_door_opens_at_the_price_a_running_system_asks(settings):
    settings.KDF = (131_072, 3, 2)

    staff.admit(name=NAME, alias=ALIAS, role=ROLE, passphrase=PASSPHRASE, slots=[])

    assert staff.try_door(NAME, PASSPHRASE) is not None
    assert (
        User.objects.values_list("kdf_memory_kib", "kdf_passes", "kdf_lanes").get() == settings.KDF
    )
