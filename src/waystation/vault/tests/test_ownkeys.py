"""A giver's own key: opened by their address and by a link's secret, and by nothing we keep."""

from uuid import uuid4

import pytest

from waystation.base.errors import Tampered
from waystation.vault import ownkeys, seal

GERRIT, ELSE = "gerrit@example.org", "peterboro@example.org"


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


def test_a_giver_reads_with_their_address_what_anybody_wrote_for_them():
    giver, about = uuid4(), uuid4()
    own = ownkeys.new_own(giver, GERRIT)
    box = ownkeys.seal_own(own.public, b"fifty dollars", about=about)

    seed = ownkeys.open_own(giver, GERRIT, own.wrapped)

    assert ownkeys.read_own(seed, box, about=about) == b"fifty dollars"
    assert ownkeys.public_of(seed) == own.public
    assert b"fifty" not in box
    assert repr(own) == "<OwnKey>"


def test_no_other_address_giver_or_thing_opens_it():
    giver, about = uuid4(), uuid4()
    own = ownkeys.new_own(giver, GERRIT)
    box = ownkeys.seal_own(own.public, b"fifty dollars", about=about)
    seed = ownkeys.open_own(giver, GERRIT, own.wrapped)

    with pytest.raises(Tampered):
        ownkeys.open_own(giver, ELSE, own.wrapped)
    with pytest.raises(Tampered):
        ownkeys.open_own(uuid4(), GERRIT, own.wrapped)
    with pytest.raises(Tampered):
        ownkeys.read_own(seed, box, about=uuid4())
    with pytest.raises(Tampered):
        ownkeys.read_own(seal.new_seed(), box, about=about)


def test_another_server_neither_finds_nor_opens_it(settings, tmp_path):
    giver = uuid4()
    own, found = ownkeys.new_own(giver, GERRIT), ownkeys.finder(GERRIT)
    assert ownkeys.finder(GERRIT) == found != ownkeys.finder(ELSE)

    settings.HOME = tmp_path / "seized"
    settings.HOME.mkdir()

    assert ownkeys.finder(GERRIT) != found
    with pytest.raises(Tampered):
        ownkeys.open_own(giver, GERRIT, own.wrapped)


def test_a_seed_can_be_put_under_a_second_address_of_the_same_giver():
    first, second = uuid4(), uuid4()
    own = ownkeys.new_own(first, GERRIT)
    seed = ownkeys.open_own(first, GERRIT, own.wrapped)

    wrapped = ownkeys.under_another(second, ELSE, seed)

    assert ownkeys.open_own(second, ELSE, wrapped) == seed
    with pytest.raises(Tampered):
        ownkeys.open_own(first, ELSE, wrapped)


def test_a_link_holds_what_its_secret_opens_and_is_known_by_a_digest_alone():
    secret, other = ownkeys.new_secret(), ownkeys.new_secret()
    wrapped = ownkeys.hold(secret, b"seed")

    assert ownkeys.held(secret, wrapped) == b"seed"
    with pytest.raises(Tampered):
        ownkeys.held(other, wrapped)
    with pytest.raises(Tampered):
        ownkeys.held(secret, wrapped[:-1] + bytes([wrapped[-1] ^ 1]))
    assert len(secret) == ownkeys.SECRET_BYTES
    assert secret not in ownkeys.secret_digest(secret) + wrapped


def test_a_mark_is_of_one_thing_about_one_purpose_on_one_server(settings, tmp_path):
    mark = ownkeys.mark(b"no more news", b"gerrit")

    assert mark == ownkeys.mark(b"no more news", b"gerrit")
    assert mark != ownkeys.mark(b"no more letters", b"gerrit")
    assert mark != ownkeys.mark(b"no more news", b"harriet")
    settings.HOME = tmp_path / "seized"
    settings.HOME.mkdir()
    assert mark != ownkeys.mark(b"no more news", b"gerrit")
