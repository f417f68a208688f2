"""Mailboxes: always full, given out at random, found by nobody without the pepper."""

import pytest

from waystation.base.ids import new_id
from waystation.vault import letters, mail, seal, staff
from waystation.vault.letters import Ask, Drop, Epoch, Grant, Taken, Word
from waystation.vault.mail import Post
from waystation.vault.models import Mailbox

pytestmark = pytest.mark.django_db
SEED = bytes(range(32))
# The longest each form can be: 72 bytes of a name, signatures of 64.
LONGEST = (
    Grant(new_id(), 6, 2**32 - 1, bytes(32), 3_652_059, bytes(64), True),
    Epoch(new_id(), 2**32 - 1, 2**32 - 1, bytes(32), bytes(32)),
    Taken(new_id(), 3_652_059, 2**32 - 1, bytes(64)),
    Drop(new_id(), new_id(), 3_652_059, 2**32 - 1, bytes(64)),
    Ask(new_id(), new_id(), new_id(), bytes(32), "해" * 24, 3_652_059, bytes(64), 2**32 - 1),
    Word("escrow", 3_652_059, bytes(64)),
)


@pytest.fixture
def boxes():
    mail.make_boxes(3)
    return sorted(Mailbox.objects.values_list("id", flat=True))


def item(mailbox):
    word = Word("escrow", 1, bytes(64))
    return letters.sealed(word, to=seal.box_public(SEED), mailbox=mailbox)


@pytest.mark.parametrize("letter", LONGEST, ids=lambda letter: type(letter).__name__)
def test_every_letter_fits_one_size_and_comes_back_as_it_was(letter):
    mailbox = new_id()
    sealed = letters.sealed(letter, to=seal.box_public(SEED), mailbox=mailbox)

    assert len(sealed) == 1_394
    assert letters.opened(sealed, seed=SEED, mailbox=mailbox) == letter


def test_a_letter_does_not_open_in_another_mailbox(boxes):
    with pytest.raises(mail.cells.Tampered):
        letters.opened(item(boxes[0]), seed=SEED, mailbox=boxes[1])


def test_what_is_posted_lies_there_until_it_is_cleared(boxes):
    [mark] = mail.post([Post(boxes[1], item(boxes[1]))])
    lying = [place.mark for place in mail.letters_in(boxes[1])]
    mail.clear(boxes[1], [mark])

    assert lying == [mark]
    assert mail.letters_in(boxes[1]) == []
    assert [mail.letters_in(box) for box in boxes] == [[], [], []]


def test_a_newer_letter_takes_the_place_of_the_one_it_replaces(boxes):
    [first] = mail.post([Post(boxes[0], item(boxes[0]))])
    [second] = mail.post([Post(boxes[0], item(boxes[0]), first)])

    assert [place.mark for place in mail.letters_in(boxes[0])] == [second]


def test_a_full_mailbox_takes_no_more_and_loses_nothing(boxes):
    marks = mail.post([Post(boxes[0], item(boxes[0])) for _ in range(17)])

    assert (len(set(marks)), marks[-1]) == (17, b"")
    assert len(mail.letters_in(boxes[0])) == 16


def test_a_post_to_a_mailbox_that_is_gone_reaches_nobody(boxes):
    assert mail.post([Post(new_id(), item(boxes[0]))]) == [b""]


def test_every_mailbox_changes_in_as_many_places_whoever_got_mail(boxes):
    before = {row.id: mail._places(row) for row in Mailbox.objects.all()}
    mail.post([Post(boxes[0], item(boxes[0])), Post(boxes[0], item(boxes[0]))])
    after = {row.id: mail._places(row) for row in Mailbox.objects.all()}

    changed = [
        sum(old != new for old, new in zip(before[box], after[box], strict=True)) for box in boxes
    ]
    assert changed == [2, 2, 2]


def test_mail_and_filler_differ_in_nothing_but_the_mark_under_the_pepper(boxes, settings, tmp_path):
    mail.post([Post(boxes[0], item(boxes[0]))])
    row = Mailbox.objects.get(pk=boxes[0])
    heads = {place.item[:2] for place in mail._places(row)}
    # The curve's half of a box lies before the sealed body; its last bit is never set.
    last_bits = {place.item[2 + 1_120 - 1] & 0x80 for place in mail._places(row)}
    settings.HOME = tmp_path / "elsewhere"

    assert heads == {bytes((seal.SUITE, seal.MAILBOX))}
    assert last_bits == {0}
    assert staff.pepper()
    assert mail.letters_in(boxes[0]) == []


def test_mailboxes_are_given_out_once_each_and_doubled_when_they_are_used_up(boxes):
    taken = set()
    for _ in range(3):
        taken.add(mail.draw(taken))
    fourth = mail.draw(taken)

    assert taken == set(boxes)
    assert fourth not in taken
    assert Mailbox.objects.count() == 3 + 64


def test_a_name_is_cut_between_letters():
    # 24 syllables of three bytes each fill the 72.
    assert letters.short("해" * 30) == "해" * 24
    assert letters.short("a" + "해" * 30) == "a" + "해" * 23
