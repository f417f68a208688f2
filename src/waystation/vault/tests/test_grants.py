"""Giving a compartment: security asks, a holder gives, and only the right colleague can use it."""

import logging

import msgspec
import pytest
from django.db import connection

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import (
    audit,
    cells,
    desk,
    grants,
    keystore,
    letters,
    mail,
    register,
    safety,
    staff,
)
from waystation.vault.letters import Ask, Grant
from waystation.vault.models import Mailbox, User
from waystation.vault.tests.office import NEXT_WEEK, NOW, TOMORROW, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def kinds(office):
    return [told.kind for told in audit.entries(office.visit("allan").keyring)]


def asked_of(office, name):
    return [item for item in grants.asks_of(office.visit(name)) if isinstance(item.letter, Ask)]


def give(office, name="harriet", now=NOW):
    who = office.visit(name)
    [item] = asked_of(office, name)
    return grants.give(item.mark, by=who, now=now)


def test_what_security_asks_and_a_holder_gives_opens_at_the_colleagues_next_request(office):
    asked = grants.ask(
        office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW
    )
    before = office.visit("esther").keyring.holds(office.cell("north"))
    alias = give(office)
    after = office.visit("esther").keyring

    # William has Esther's role, so he is named first.
    assert (asked, before, alias) == (["William", "Harriet"], False, "Esther")
    assert after.current(office.cell("north")) == (1, office.slots["north"].key)
    readers = cells.book_of(office.cell("north"), after).readers
    assert {reader.user_id for reader in readers} == {
        office.ids[name] for name in ("harriet", "william", "esther")
    }
    assert kinds(office) == ["given", "asked to give"]


def test_the_register_learns_of_it_from_the_holders_notice(office):
    grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW)
    give(office)
    allan = office.visit("allan")
    _row, before = register.member(office.ids["esther"], allan.keyring)
    desk.catch_up(allan.keyring, now=TOMORROW)
    _row, after = register.member(office.ids["esther"], allan.keyring)

    assert (before.cells, list(before.asked)) == ({}, [office.cell("north")])
    assert (list(after.cells), after.asked) == ([office.cell("north")], {})


def test_the_second_holder_asked_finds_it_done_and_nothing_is_given_twice(office):
    grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW)
    [mine] = asked_of(office, "william")
    give(office, "harriet")

    assert asked_of(office, "harriet") == asked_of(office, "william") == []
    with pytest.raises(Refused, match="Nobody asks"):
        grants.give(mine.mark, by=office.visit("william"), now=NOW)
    assert kinds(office).count("given") == 1


def test_what_was_asked_is_not_asked_again_within_a_week(office):
    allan, what = office.visit("allan"), (office.cell("north"), office.ids["esther"])
    grants.ask(*what, by=allan, now=NOW)

    with pytest.raises(Refused, match="asked for already"):
        grants.ask(*what, by=allan, now=TOMORROW)
    assert grants.ask(*what, by=allan, now=NEXT_WEEK)


def test_each_kind_of_work_is_asked_for_at_once_and_what_cannot_be_is_said(office):
    """A case worker needs the gazetteer and a compartment of cases; the emptier one is chosen."""
    keystore.make_many({new_id(): office.cell("north")}, on=NOW.date())
    refused = grants.ask_for_role(office.ids["esther"], by=office.visit("allan"), now=NOW)
    _row, esther = register.member(office.ids["esther"], office.every)
    of_levi = office.seat("levi", "finance officer")

    assert refused == []
    assert set(esther.asked) == {office.cell("gazetteer"), office.cell("south")}
    assert grants.ask_for_role(of_levi, by=office.visit("allan"), now=NOW) == [
        "There is no compartment for this yet: money",
        "There is no compartment for this yet: giving",
    ]


def test_a_holder_may_say_no_and_security_hears_it(office):
    allan = office.visit("allan")
    grants.ask(office.cell("south"), office.ids["esther"], by=allan, now=NOW)
    [item] = asked_of(office, "william")
    grants.decline(item.mark, by=office.visit("william"), now=NOW)
    desk.catch_up(allan.keyring, now=NOW)

    _row, member = register.member(office.ids["esther"], allan.keyring)
    assert (member.asked, list(member.declined)) == ({}, [office.cell("south")])
    assert kinds(office)[0] == "declined"


def test_security_gives_alone_only_what_nobody_else_holds_and_the_audit_says_so(office):
    office.promote("esther")
    told = grants.ask(
        office.cell("security"), office.ids["esther"], by=office.visit("allan"), now=NOW
    )

    assert told == []
    assert office.visit("esther").keyring.holds(office.cell("security"))
    [entry] = audit.entries(office.visit("allan").keyring)
    assert entry.says["note"] == "alone: nobody else held it"


def test_what_nobody_holds_any_more_cannot_be_given(office):
    lost = cells.found("cases", name="Lost")
    allan = office.visit("allan")
    register.enter_compartment(lost.cell, "cases", "Lost", keyring=allan.keyring, now=NOW)

    with pytest.raises(Refused, match="Nobody holds"):
        grants.ask(lost.cell, office.ids["esther"], by=allan, now=NOW)


@pytest.mark.parametrize(
    ("who", "what", "says"),
    [
        ("harriet", "north", "holds this compartment already"),
        ("nobody", "north", "no such coll"),
        ("esther", "security", "security officer's work alone"),
    ],
)
def test_security_is_refused_what_makes_no_sense(office, who, what, says):
    user_id = office.ids.get(who, office.cell("north"))

    with pytest.raises(Refused, match=says):
        grants.ask(office.cell(what), user_id, by=office.visit("allan"), now=NOW)


def test_nobody_but_security_can_ask(office):
    with pytest.raises(Refused):
        grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("harriet"), now=NOW)

    assert asked_of(office, "william") == []


def test_somebody_whose_key_was_not_compared_is_given_nothing(office):
    allan = office.visit("allan")
    row, member = register.member(office.ids["esther"], allan.keyring)
    invited = msgspec.structs.replace(member, key_digest=b"")
    register.change(row, invited, keyring=allan.keyring, now=NOW)

    with pytest.raises(Refused, match="not joined"):
        grants.ask(office.cell("north"), office.ids["esther"], by=allan, now=NOW)


def test_a_key_exchanged_in_the_table_is_noticed_before_anything_is_given(office):
    grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW)
    other = User.objects.get(pk=office.ids["allan"]).box_public
    User.objects.filter(pk=office.ids["esther"]).update(box_public=other)

    with pytest.raises(Tampered):
        give(office)

    assert len(cells.book_of(office.cell("north"), office.every).readers) == 2


def forged(office, **changes):
    """Post an ask to Harriet of which something was changed after security signed it."""
    _row, harriet = register.member(office.ids["harriet"], office.every)
    _row, esther = register.member(office.ids["esther"], office.every)
    day = NOW.toordinal()
    message = letters.may_hold(esther.key_digest, office.cell("north"), "cases", day, "Esther")
    true = Ask(
        office.cell("north"), esther.user_id, esther.mailbox, esther.key_digest, "Esther", day,
        safety.sign(message, office.every),
    )  # fmt: skip
    mail.post([mail.addressed(msgspec.structs.replace(true, **changes), harriet.reader)])


def give_what_lies_there(office):
    """Answer the one letter in Harriet's mailbox, as a form posted by hand could."""
    who = office.visit("harriet")
    [place] = mail.letters_in(who.profile.mailbox)
    grants.give(place.mark, by=who, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [{"alias": "William"}, {"day": NOW.toordinal() - 1}, {"signature": bytes(64)}],
    ids=["another name", "another day", "no signature"],
)
def test_an_ask_that_security_did_not_sign_word_for_word_is_not_shown_nor_followed(office, changes):
    forged(office, **changes)

    assert asked_of(office, "harriet") == []
    with pytest.raises(Refused, match="Nobody asks you"):
        give_what_lies_there(office)


def test_an_ask_for_another_compartment_than_was_signed_gives_nothing(office):
    forged(office, cell=office.cell("gazetteer"))

    with pytest.raises(Refused, match="Nobody asks you"):
        give_what_lies_there(office)


def test_a_plain_word_that_security_did_not_sign_is_not_shown(office):
    _row, harriet = register.member(office.ids["harriet"], office.every)
    word = letters.Word("escrow", NOW.toordinal(), bytes(64))
    mail.post([mail.addressed(word, harriet.reader)])

    assert asked_of(office, "harriet") == []


def test_an_ask_older_than_a_month_is_not_followed(office):
    forged(office)

    with pytest.raises(Refused, match="too long ago"):
        give(office, now=NOW.replace(month=11, day=26))


def test_security_whose_key_was_exchanged_in_the_table_is_not_believed(office, caplog):
    forged(office)
    row = cells.row_of(office.cell("security"))
    row.sign_public = cells.row_of(office.cell("north")).sign_public
    row.save()

    with pytest.raises(Refused, match="Nobody asks you"), caplog.at_level(logging.ERROR):
        give_what_lies_there(office)

    assert "not the one that was pinned" in caplog.text


def test_a_grant_without_securitys_word_never_reaches_a_ring(office):
    _row, esther = register.member(office.ids["esther"], office.every)
    slot = office.slots["north"]
    grant = Grant(slot.cell, 3, 1, slot.key, NOW.toordinal(), bytes(64))
    mail.post([mail.addressed(grant, esther.reader)])

    assert not office.visit("esther").keyring.holds(slot.cell)
    assert mail.letters_in(esther.mailbox) == []


@pytest.mark.parametrize(("days", "opens"), [(60, True), (61, False)])
def test_a_grant_counts_for_sixty_days_and_is_no_use_to_whoever_kept_it_longer(office, days, opens):
    _row, esther = register.member(office.ids["esther"], office.every)
    slot, day = office.slots["north"], NOW.toordinal() - days
    message = letters.may_hold(esther.key_digest, slot.cell, "cases", day, "Esther")
    grant = Grant(slot.cell, 3, 1, slot.key, day, safety.sign(message, office.every))
    mail.post([mail.addressed(grant, esther.reader)])

    assert office.visit("esther").keyring.holds(slot.cell) is opens


def test_a_grant_meant_for_one_colleague_gives_another_nothing(office):
    """The same word of security, posted to somebody else, is not for their key."""
    _row, esther = register.member(office.ids["esther"], office.every)
    _row, harriet = register.member(office.ids["harriet"], office.every)
    slot, day = office.slots["south"], NOW.toordinal()
    message = letters.may_hold(esther.key_digest, slot.cell, "cases", day, "Esther")
    grant = Grant(slot.cell, 3, 1, slot.key, day, safety.sign(message, office.every))
    mail.post([mail.addressed(grant, harriet.reader)])

    assert not office.visit("harriet").keyring.holds(slot.cell)


def test_two_dumps_around_a_grant_differ_only_in_bytes_of_one_size(office):
    grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW)
    before = dump()
    give(office)
    after = dump()

    assert before.keys() == after.keys()
    changed = {key for key in before if before[key] != after[key]}
    assert {(table, column) for table, _pk, column in changed} == {
        ("vault_cell", "readers"),
        ("vault_mailbox", "slots"),
    }
    assert all(len(before[key]) == len(after[key]) for key in changed)
    # Every mailbox changed, so none of them is the one that got something.
    assert sum(table == "vault_mailbox" for table, _pk, _column in changed) == 8


def dump():
    """Read the tables of users, compartments and mailboxes as they lie on the disk."""
    found = {}
    for table in ("vault_user", "vault_cell", "vault_mailbox"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                values = dict(zip(columns, row, strict=True))
                found |= {(table, values["id"], name): values[name] for name in columns}
    return found


def test_a_plain_word_is_read_and_put_away(office):
    grants.tell(office.ids["esther"], "escrow", by=office.visit("allan"), now=NOW)
    esther = office.visit("esther")
    [item] = grants.asks_of(esther)
    grants.put_away(item.mark, by=esther)

    assert item.letter.kind == "escrow"
    assert grants.asks_of(esther) == []


def test_a_ring_behind_a_duress_door_reads_no_mail(office):
    grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW)
    harriet = office.visit("harriet")
    profile = msgspec.structs.replace(harriet.profile, is_duress=True)
    staff.keep_profile(harriet.door, profile)

    assert grants.asks_of(office.visit("harriet")) == []


def test_every_mailbox_is_full_of_places_of_one_size(office):
    sizes = {len(bytes(row.slots)) for row in Mailbox.objects.all()}

    # Sixteen places of a 16-byte mark and an item of 1,394 bytes.
    assert sizes == {16 * (16 + 1_394)}
