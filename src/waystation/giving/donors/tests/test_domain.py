"""When two records look like one donor, what a donor allows, what a later word changes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from waystation.giving.donors import domain
from waystation.giving.donors.domain import Donor, Permission

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GERRIT = Donor(name="Gerrit Smith", email="gerrit@example.org", address="Peterboro, New York")


def said(what, yes, days=0):
    return Permission(what=what, yes=yes, at=AT + timedelta(days), source="form")


def test_records_that_look_like_one_donor_say_how_much_and_in_what():
    for other, likely, reasons in (
        (Donor(name="Smith, Gerrit", email="Gerrit+aid@Example.org"),
         "almost surely", ("e-mail", "name")),
        (Donor(name="gerrit smith", address="PETERBORO New York."),
         "almost surely", ("name", "address")),
        (Donor(name="G. Smith", address="Peterboro, New York"),
         "likely", ("address", "name alike")),
        (Donor(name="Gerrit Smith"), "perhaps", ("name",)),
    ):  # fmt: skip
        assert domain.alike(GERRIT, other) == domain.alike(other, GERRIT) == (likely, reasons)


def test_records_of_others_do_not_look_like_one_donor():
    for other in (
        Donor(name="Ann Carroll Smith"),
        Donor(name="G. Smith"),
        Donor(name="", address=""),
        Donor(name="Gerrit Smith", kind="organisation"),
    ):
        assert domain.alike(GERRIT, other) is None


def test_of_many_records_the_pairs_are_found_and_the_likeliest_comes_first():
    records = {UUID(int=n): Donor(name=f"Somebody N{n}") for n in range(60)}
    records[UUID(int=100)] = GERRIT
    records[UUID(int=101)] = Donor(name="Gerrit Smith")
    records[UUID(int=102)] = Donor(name="Gerit Smith", email="gerrit@example.org ")

    found = domain.likenesses(records)

    named = [one for one in found if one.first.int >= 100]
    assert [(one.first.int, one.second.int, one.likely) for one in named] == [
        (100, 102, "almost surely"), (100, 101, "perhaps"),
    ]  # fmt: skip


def test_the_last_word_counts_and_silence_allows_letters_about_ones_own_gifts_alone():
    assert domain.allows([], "letters")
    assert not any(domain.allows([], what) for what in ("news", "phone", "post", "name"))
    assert domain.allows([said("news", True)], "news")
    assert not domain.allows([said("news", False, 3), said("news", True)], "news")
    assert not domain.allows([said("letters", False)], "letters")


def test_a_later_word_changes_what_it_says_and_nothing_else():
    record = Donor(name="Gerrit Smith", email="gerrit@example.org", phone="1", notes="kind")
    word = Donor(name="Gerrit S.", email="gerrit@example.org", address="Peterboro", notes="me")

    taken = domain.taken_over(record, word)

    assert (taken.name, taken.address, taken.phone, taken.notes) == (
        "Gerrit S.", "Peterboro", "1", "kind",
    )  # fmt: skip
    assert domain.tidied(" Gerrit@Example.ORG ") == "gerrit@example.org"


def test_a_search_finds_words_in_any_order_without_accents():
    assert domain.matches(GERRIT, "smith GERRIT peterboro")
    assert domain.matches(Donor(name="Frédérique Bremer"), "frederique")
    assert not domain.matches(GERRIT, "smith rochester")
