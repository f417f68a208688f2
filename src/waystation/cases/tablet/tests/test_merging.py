"""How words from several places come together: nothing is lost, and the same word counts once."""

from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from waystation.cases.tablet import domain
from waystation.cases.tablet.domain import Heard, Merged, Sent, Word, merged

AT = datetime(1855, 10, 26, 12, tzinfo=UTC)
# As many as the goal asks for, half of them with two devices and half with three.
INTERLEAVINGS = 10_000


def a_word(**changes) -> Word:
    said = {
        "case": UUID(int=1),
        "kind": "person",
        "record": UUID(int=2),
        "field": "needs",
        "base": "",
        "value": "shoes",
        "counter": 1,
        "at": AT,
    }
    return Word(**said | changes)


def test_a_word_over_the_value_that_stands_takes_its_place():
    assert merged(Merged("shoes"), base="shoes", value="boots") == Merged("boots")


def test_the_same_value_from_two_places_is_no_conflict():
    assert merged(Merged("boots"), base="shoes", value="boots") == Merged("boots")


def test_two_values_over_the_same_one_stand_beside_each_other():
    once = merged(Merged("shoes"), base="shoes", value="boots")

    assert merged(once, base="shoes", value="a coat") == Merged("boots", ("a coat",))


def test_whoever_goes_on_from_their_own_value_replaces_it_where_it_stands():
    two = Merged("boots", ("a coat",))

    assert merged(two, base="a coat", value="a warm coat") == Merged("boots", ("a warm coat",))


def test_a_word_over_the_other_value_that_says_the_first_ends_the_conflict():
    two = Merged("boots", ("a coat",))

    assert merged(two, base="a coat", value="boots") == Merged("boots")


def test_writing_nothing_over_something_is_a_value_as_well():
    assert merged(Merged("boots"), base="shoes", value="") == Merged("boots", ("",))


class Desk:
    """One place of work in the plain oracle: what it sees, and what it wrote that is under way."""

    def __init__(self):
        self.sees = "v0"
        self.under_way = []


def interleave(dice: Random, n_devices: int) -> tuple[Merged, set[str], set[str]]:
    """Let devices and the office write, send and look in a random order until all was heard.

    Returns the field, every value that was ever written, and those that somebody saw and wrote
    over: the plain account of what may be gone.
    """
    desks, office = [Desk() for _ in range(n_devices)], Merged("v0")
    written, replaced, n = {"v0"}, set(), 0
    for _ in range(dice.randint(4, 12)):
        desk, act = dice.choice(desks), dice.choice(("write", "write", "send", "look", "office"))
        if act == "write":
            n += 1
            # Two may write the same words without knowing of each other.
            value = f"v{dice.choice((n, n, 1))}"
            desk.under_way.append((desk.sees, value))
            written.add(value)
            replaced |= {desk.sees} - {value}
            desk.sees = value
        elif act == "send" and desk.under_way:
            base, value = desk.under_way.pop(0)
            office = merged(office, base=base, value=value)
        elif act == "look" and not desk.under_way:
            desk.sees = office.shown
        elif act == "office":
            n += 1
            written.add(f"v{n}")
            replaced |= {office.shown} - {f"v{n}"}
            office = merged(office, base=office.shown, value=f"v{n}")
    for desk in dice.sample(desks, n_devices):
        for base, value in desk.under_way:
            office = merged(office, base=base, value=value)
    return office, written, replaced


@pytest.mark.parametrize("n_devices", [2, 3])
def test_in_ten_thousand_interleavings_no_value_is_lost_that_nobody_saw_and_wrote_over(n_devices):
    dice = Random(1855 + n_devices)

    for _ in range(INTERLEAVINGS // 2):
        office, written, replaced = interleave(dice, n_devices)

        there = {office.shown, *office.beside}
        assert written - replaced <= there
        assert len(there) == 1 + len(office.beside)


def test_the_order_in_which_devices_are_heard_changes_no_value_only_which_is_shown():
    dice = Random(1855)

    for _ in range(1_000):
        # Each device writes a chain of its own over the value all began with.
        chains = [
            [(f"{d}{i - 1}" if i else "v0", f"{d}{i}") for i in range(dice.randint(1, 4))]
            for d in "abc"
        ]
        ends = set()
        for _order in range(2):
            left, office = [list(chain) for chain in chains], Merged("v0")
            while any(left):
                base, value = dice.choice([chain for chain in left if chain]).pop(0)
                office = merged(office, base=base, value=value)
            ends.add(frozenset((office.shown, *office.beside)))

        # The last word of each of the three, whatever the order.
        assert ends == {frozenset(chain[-1][1] for chain in chains)}


def test_words_are_counted_once_in_whatever_order_they_come():
    heard = Heard().with_word(3).with_word(1)
    assert heard == Heard(1, (3,))

    assert heard.with_word(2) == Heard(3)
    assert heard.with_word(3) == heard
    assert 3 in heard
    assert 2 not in heard


def test_a_word_that_never_comes_is_not_waited_for_without_end():
    heard = Heard()
    for counter in range(2, 203):
        heard = heard.with_word(counter)

    # The first never came; after 200 later ones it is given up.
    assert heard == Heard(202)


def test_of_the_cases_once_carried_the_oldest_are_forgotten_first(monkeypatch):
    monkeypatch.setattr(domain, "SENT_MAX", 2)
    sent = {UUID(int=n): Sent(n, b"", on=n == 1) for n in (1, 2, 3)}

    # The first is still carried, so the second goes.
    assert list(domain.remembered(sent)) == [UUID(int=1), UUID(int=3)]


@pytest.mark.parametrize(
    "changes",
    [
        {"field": "name"},
        {"kind": "household", "field": "place"},
        {"kind": "household", "field": "urgency", "value": "soon"},
        {"value": "x" * 1_001},
        {"counter": 0},
        {"at": datetime(1855, 10, 26, 12)},  # noqa: DTZ001
    ],
)
def test_a_tablet_changes_nothing_but_what_it_may(changes):
    with pytest.raises(ValueError):
        a_word(**changes)


def test_what_is_no_word_is_refused_without_quoting_it():
    with pytest.raises(ValueError, match="not a word"):
        domain.word(b'{"value": "Harriet"}')


def test_a_conflict_keeps_who_wrote_each_value():
    first = domain.with_sides(domain.conflict_of(a_word()), ["shoes"], a_word(), "William")

    both = domain.with_sides(first, ["shoes", "a coat"], a_word(value="a coat"), "Lucretia")

    assert [(side.value, side.by) for side in both.sides] == [
        ("shoes", "William"),
        ("a coat", "Lucretia"),
    ]
