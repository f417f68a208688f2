"""The page of the audit chain: read, examined and written to by the security officer alone."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.vault import audit, cells, chain, door, heads, staff
from waystation.vault.models import AuditEntry, AuditHead
from waystation.vault.tests.test_audit import HARRIET, NOON, act, harm, rewrite

pytestmark = pytest.mark.django_db
PASSPHRASE = "a long phrase for tests of the audit page"


@pytest.fixture
def slot():
    clock.stand_at(NOON)
    return cells.found("security", on=NOON.date())


def browser(role="security officer", slots=()):
    """Sign somebody in; what the sign-in itself does to the chain is undone."""
    staff.admit(name="x", alias="Allan", role=role, passphrase=PASSPHRASE, slots=list(slots))
    client = Client()
    cookie = door.sign_in("x", PASSPHRASE, now=clock.real_now())
    client.cookies[configured.DOOR_COOKIE] = cookie
    AuditHead.objects.all().delete()
    AuditEntry.objects.all().delete()
    return client


@pytest.fixture
def allan(slot):
    return browser(slots=[slot])


def page(client, name="audit", **query):
    return client.get(reverse(name), query).content.decode()


def test_the_page_tells_what_was_done_by_whom_and_why(allan):
    act(actor=None, kind="backup made", file="sunday.age")
    act(actor=HARRIET, to="William", why="works at Ripley <now>")

    text = page(allan)

    assert "backup made" in text
    assert "the server" in text
    assert "file name: sunday.age" in text
    assert "for what reason: works at Ripley &lt;now&gt;" in text
    assert "somebody no longer here" in text  # Nobody of that id stands in the register.
    assert text.index("compartment given") < text.index("file name: sunday.age")  # Newest first.


def test_entries_of_one_kind_or_some_days_are_shown(allan):
    act(why="the first")
    act(kind="purged", now=NOON + timedelta(days=2), why="the second")

    assert "the first" not in page(allan, kind="purged")
    assert "the second" in page(allan, kind="purged")
    assert "the second" not in page(allan, until="1855-10-27")
    assert "the first" not in page(allan, since="1855-10-27")
    assert "Nothing of that kind was done then." in page(allan, kind="restored")


@pytest.mark.parametrize("query", [{"kind": "gossip"}, {"since": "soon"}, {"page": "0"}])
def test_a_filter_that_is_not_understood_shows_everything_and_says_so(allan, query):
    act(why="the first")

    text = page(allan, **query)

    assert "The filter is not understood" in text
    assert "the first" in text


def test_fifty_entries_stand_on_a_page_and_the_filter_goes_along(allan):
    act(51, kind="rotated")

    first = page(allan, kind="rotated")
    second = page(allan, kind="rotated", page=2)

    assert "Page 1 of 2." in first
    assert 'rel="next" href="?kind=rotated&amp;page=2"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev" href="?page=1"' in page(allan, page=2)
    assert 'rel="next"' not in second
    assert first.count('scope="row"') == 50
    assert second.count('scope="row"') == 1
    assert "Page 1 of" not in page(allan, whole="on")
    assert page(allan, whole="on").count('scope="row"') == 51
    assert "Page 2 of 2." in page(allan, page=99)


def test_an_entry_that_is_not_what_was_sealed_is_shown_as_such(allan):
    act(2)
    harm(1, detail=b"forged")

    text = page(allan)

    assert "does not open: not what was sealed here" in text
    assert "The chain does not hold at act 1" in text


def test_an_examination_signs_the_end_of_a_whole_chain(allan):
    act(3)

    text = allan.post(reverse("audit-examine")).content.decode()

    assert "The chain holds." in text
    assert AuditHead.objects.get().seq == 3
    assert "at act 3. Nothing was done since." in page(allan)


def test_an_examination_names_what_is_broken_and_signs_nothing(allan):
    act(3)
    harm(2, kind=9)

    text = allan.post(reverse("audit-examine")).content.decode()

    assert "The chain is broken." in text
    assert "Act 2 was changed." in text
    assert not AuditHead.objects.exists()


def test_a_witness_shows_what_the_chain_alone_does_not(allan):
    act(3)
    allan.post(reverse("audit-examine"))
    lines = [chain.key_line(heads.key_on_file()), *map(chain.witness_line, heads.signed())]
    witness = {"witness": "\n".join(lines)}

    assert "The chain holds." in allan.post(reverse("audit-examine"), witness).content.decode()
    AuditHead.objects.all().delete()
    rewrite(1, kind=chain.KINDS["purged"])
    text = allan.post(reverse("audit-examine"), witness).content.decode()

    assert "Act 3 is another than was signed or witnessed." in text
    assert not AuditHead.objects.exists()


def test_the_witness_of_another_key_is_told_apart(allan):
    act()

    text = allan.post(reverse("audit-examine"), {"witness": f"key {'00' * 32}"}).content.decode()

    assert "by another signing key" in text
    assert not AuditHead.objects.exists()


@pytest.mark.parametrize("witness", ["milk, bread", "x" * 200_001])
def test_what_is_no_witness_is_refused_and_stays_in_its_field(allan, witness):
    response = allan.post(reverse("audit-examine"), {"witness": witness})

    assert response.status_code == 422
    assert 'class="alert red"' in response.content.decode()
    assert f">{witness}</textarea>" in response.content.decode()


def test_a_note_is_entered_for_good(allan, slot):
    allan.post(reverse("audit-note"), {"note": "  Restore drill\nheld. "})

    assert "words: Restore drill held." in page(allan)
    allan.post(reverse("audit-note"), {"note": "x" * 300})
    assert "x" * 300 in page(allan)


@pytest.mark.parametrize("note", ["", "   ", "x" * 301])
def test_a_note_without_words_or_with_too_many_is_refused(allan, note):
    assert allan.post(reverse("audit-note"), {"note": note}).status_code == 422

    assert not AuditEntry.objects.exists()


def test_behind_a_door_without_the_security_compartment_there_is_an_empty_chain(slot):
    client = browser(slots=[])
    act(2, why="the true one")

    shown = page(client)
    examined = client.post(reverse("audit-examine")).content.decode()

    assert "the true one" not in shown
    assert "0 acts" in shown
    assert "The chain holds." in examined
    assert not AuditHead.objects.exists()


@pytest.mark.parametrize("role", ["field manager", "case worker", "finance officer", "approver"])
def test_other_roles_read_examine_and_write_nothing(slot, role):
    client = browser(role, [slot])

    assert client.get(reverse("audit")).status_code == 403
    assert client.post(reverse("audit-examine")).status_code == 403
    assert client.post(reverse("audit-note"), {"note": "x"}).status_code == 403
    assert audit.days_of("noted") == []
