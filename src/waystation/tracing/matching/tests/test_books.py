"""People of the 1850s who stand in the books of two offices, and others who only share a name."""

from datetime import date
from math import log2

import pytest
from msgspec.structs import replace

from waystation.kernel.linking import TWICE
from waystation.testing import books
from waystation.tracing.matching.linker import Linker

TODAY = date(1860, 1, 1)


@pytest.fixture(scope="module")
def still():
    """The passengers of Still's book by place, and a linker over all 670."""
    people = books.passengers()
    return list(people), Linker(list(people.values()), today=TODAY)


def test_ten_of_the_eleven_named_in_the_other_book_come_first_among_all_passengers(still):
    ids, linker = still
    ranks = {}
    for link in books.links():
        if link.profile is not None:
            found = [ids[one.at] for one in linker.find(link.profile, most=len(ids))]
            ranks[link.id] = found.index(link.passenger) + 1

    # rl16 names nobody; in rl10 Thomas Jervis Gooseberry goes by Tom Castle and nothing else fits.
    assert len(ids) == 670
    assert ranks.pop("rl10") > 10
    assert ranks == dict.fromkeys(ranks, 1)
    assert len(ranks) == 10


def test_a_slip_an_earlier_name_and_a_short_name_are_each_no_obstacle(still):
    _ids, linker = still
    asked = {link.id: link for link in books.links()}
    verdicts = {
        one: linker.find(asked[one].profile, most=1)[0].verdict
        for one in ("rl02", "rl08", "rl13", "rl14", "rl18")
    }

    # Lissy for Elizabeth, Galt for Gault, an assumed name, a former name, the same name.
    assert verdicts == {
        "rl02": "possible",
        "rl08": "possible",
        "rl13": "probable",
        "rl14": "probable",
        "rl18": "probable",
    }


def test_who_only_shares_a_name_is_never_called_probable(still):
    ids, linker = still
    alone = [
        linker.weigh(replace(one.profile, homes=(), relatives=()), ids.index(one.passenger))
        for one in books.decoys()
    ]
    with_home = [linker.weigh(one.profile, ids.index(one.passenger)) for one in books.decoys()]

    assert len(alone) == 7
    assert [one.verdict for one in alone].count("probable") == 0
    # Of Harriet Brown's namesake the county is the same too: that is more than a name.
    assert [one.verdict for one in with_home].count("probable") == 1


def test_whoever_stands_in_the_book_twice_stays_first_both_times_and_loses_little(still):
    ids, linker = still
    passengers = books.passengers()
    asked = next(link for link in books.links() if link.id == "rl18")
    twice = Linker([*passengers.values(), passengers[asked.passenger]], today=TODAY)

    alone = linker.find(asked.profile, most=1)[0]
    found = twice.find(asked.profile, most=3)

    assert {one.at for one in found[:2]} == {ids.index(asked.passenger), len(ids)}
    assert found[0].bits == found[1].bits
    assert alone.bits - found[0].bits < -log2(TWICE) + 0.5
    assert {reason.kind for reason in found[0].because} >= {"names", "others"}
    for one in found:
        assert twice.weigh(asked.profile, one.at) == one
