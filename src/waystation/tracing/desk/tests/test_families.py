"""A family grows over requests: once each who was agreed to be one person, never a place."""

from uuid import uuid4

from waystation.cases.tests.builders import TODAY
from waystation.tracing.desk.drawing import draw
from waystation.tracing.desk.families import (
    families,
    person_of,
    seeker_of,
    sought_of,
)
from waystation.tracing.tests.builders import (
    a_profile,
    a_relative,
    a_request,
    agreed,
    an_entry,
)
from waystation.tracing.values import Match, Reason

SON, SISTER, ENTRY, MATCH = (uuid4() for _ in range(4))


def a_match(request, state="candidate", **said):
    both = {"sought_yes": agreed(), "seeker_yes": agreed()} if state == "contact" else {}
    usual = {"thread": uuid4(), "bits": 20.0, "verdict": "probable"}
    return Match(request=request, state=state, **usual | both | said)


def kinds(family, one):
    return {kin.to: kin.kind for kin in family.ties[one]}


def test_a_request_alone_is_a_family_of_whom_it_tells():
    seeker = a_profile("John Jackson", relatives=(a_relative("sibling", "Mary Jackson"),))

    (family,) = families({SON: a_request(seeker=seeker)}, {}, {}, TODAY)

    assert [one.name for one in family.people] == [
        "John Jackson", "Ann Maria Jackson", "Mary Jackson",
    ]  # fmt: skip
    assert kinds(family, seeker_of(SON))[sought_of(SON)] == "parent"
    assert kinds(family, sought_of(SON))[seeker_of(SON)] == "child"


def test_who_may_be_one_person_is_drawn_twice_with_a_dashed_tie():
    asked, entries = {SON: a_request()}, {ENTRY: an_entry()}

    (family,) = families(asked, entries, {MATCH: a_match(SON, entry=ENTRY)}, TODAY)

    assert (len(family.people), family.n_found) == (3, 0)
    (thought,) = family.thoughts
    assert (thought.one, thought.other) == (sought_of(SON), person_of(ENTRY))
    assert [stroke.dashed for stroke in draw(family).strokes] == [False, True]


def test_whom_both_sides_agreed_to_be_one_person_is_drawn_once_and_solid():
    found = an_entry(profile=a_profile("Ann Jackson", relatives=(a_relative("child", "Mary"),)))
    match = a_match(SON, "contact", entry=ENTRY)

    (family,) = families({SON: a_request()}, {ENTRY: found}, {MATCH: match}, TODAY)

    mother = next(one for one in family.people if one.id == sought_of(SON))
    assert [name.text for name in mother.names] == ["Ann Maria Jackson", "Ann Jackson"]
    assert (mother.tells, mother.is_sought, mother.n_records, family.n_found) == (True, True, 2, 1)
    assert not any(stroke.dashed for stroke in draw(family).strokes)
    # Both her children are tied to her, the one who seeks her and the one she told of.
    assert sorted(kinds(family, mother.id).values()) == ["child", "child"]


def test_a_contact_whose_consent_ran_out_is_not_drawn_as_one_any_more():
    match = a_match(SON, "contact", entry=ENTRY)
    after = agreed().until.replace(year=agreed().until.year + 1)

    (family,) = families({SON: a_request()}, {ENTRY: an_entry()}, {MATCH: match}, after)

    assert (family.n_found, len(family.people), family.thoughts) == (0, 2, ())


def test_a_no_and_what_was_set_aside_are_not_drawn():
    for state in ("no", "set aside", "ended", "alive only"):
        matches = {MATCH: a_match(SON, state, entry=ENTRY)}
        (family,) = families({SON: a_request()}, {ENTRY: an_entry()}, matches, TODAY)
        assert (len(family.people), family.thoughts) == (2, ())


def test_two_requests_for_one_mother_become_one_family_and_keep_the_least_id():
    asked = {SON: a_request(), SISTER: a_request(seeker=a_profile("Mary Ann Jackson"))}
    matches = {
        uuid4(): a_match(SON, "contact", entry=ENTRY),
        uuid4(): a_match(SISTER, entry=ENTRY),
    }

    (family,) = families(asked, {ENTRY: an_entry()}, matches, TODAY)

    assert family.id == min(SON, SISTER)
    assert family.requests == tuple(sorted((SON, SISTER)))
    # Two who seek, two told of, one of these known to be the one in the register.
    assert len(family.people) == 4
    assert len(families(asked, {}, {}, TODAY)) == 2


def test_two_who_seek_each_other_and_agreed_are_two_and_not_four():
    asked = {SON: a_request(), SISTER: a_request(seeker=a_profile(), relation="child")}
    each_other = (Reason("tie", 2.2, "both ways"),)
    match = a_match(SON, "contact", other=SISTER, because=each_other)

    (family,) = families(asked, {}, {MATCH: match}, TODAY)

    assert len(family.people) == 2
    assert family.n_found == 2


def test_whom_one_teller_names_twice_in_one_generation_is_drawn_once():
    mother = a_relative("parent", "Charity Still", sex="female")
    grandmother = a_relative("grandparent", "Charity Still", sex="female")
    seeker = a_profile("Levin Still", relatives=(mother, grandmother))
    sought = a_profile("Peter Still", relatives=(mother,))

    (family,) = families(
        {SON: a_request(seeker=seeker, sought=sought, relation="sibling")}, {}, {}, TODAY
    )

    # The two brothers, their mother, and a grandmother of the same name.
    assert len(family.people) == 4
