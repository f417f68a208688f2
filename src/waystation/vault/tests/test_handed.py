"""Links handed to somebody without an account: who can read, write and find their boxes."""

from uuid import UUID

import pytest

from waystation.base.errors import Tampered
from waystation.vault import handed, ownkeys, seal

SECRET = bytes(range(32))


def test_who_holds_the_secret_reads_what_was_written_without_it():
    link = handed.handed(SECRET, "plan")

    box = handed.write(link, "plan", b'{"now": "here"}')

    assert handed.read(SECRET, "plan", box) == b'{"now": "here"}'
    assert SECRET not in (link.digest, link.public, link.proof)


def test_every_box_of_a_sort_has_one_size_and_so_has_a_filler():
    link = handed.handed(SECRET, "plan")

    sizes = {len(handed.write(link, "plan", bytes(n))) for n in (0, 900, handed.room("plan"))}

    assert sizes == {65_536 + seal.BOX_OVERHEAD} == {len(handed.filler("plan"))}
    with pytest.raises(ValueError, match="do not fit"):
        handed.write(link, "plan", bytes(handed.room("plan") + 1))


@pytest.mark.parametrize("sort", ["plan", "calendar"])
def test_the_secret_of_one_sort_neither_finds_nor_opens_the_other(sort):
    other = "calendar" if sort == "plan" else "plan"
    box = handed.write(handed.handed(SECRET, other), other, b"{}")

    assert handed.digest_of(SECRET, sort) != handed.digest_of(SECRET, other)
    with pytest.raises(Tampered):
        handed.read(SECRET, sort, box)


def test_a_box_sealed_by_somebody_who_only_has_the_database_is_noticed():
    link = handed.handed(SECRET, "plan")
    body = b"\0" * handed.PROOF_BYTES + b'{"call": "this number"}'
    forged = ownkeys.seal_own(link.public, body, about=link.about)

    with pytest.raises(Tampered, match="not written by whoever made the link"):
        handed.read(SECRET, "plan", forged)


def test_a_filler_opens_for_nobody():
    with pytest.raises(Tampered):
        handed.read(SECRET, "calendar", handed.filler("calendar"))


def test_known_answers_that_a_phone_must_find_as_well():
    link = handed.handed(SECRET, "plan")

    assert handed.secret_of(bytes(16)).hex()[:16] == "6ffd6440f5b86af1"
    assert link.digest.hex()[:16] == "76d2804c484bd0dd"
    assert link.proof.hex()[:16] == "c281f05a24baa44d"
    assert link.about == UUID(bytes=link.digest[:16])
