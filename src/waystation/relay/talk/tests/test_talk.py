"""A few words to and from a guide about one stage: sealed on both ends, gone with the order."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.models import Event
from waystation.relay.models import MailRow, TalkRow
from waystation.relay.talk import queries, services
from waystation.relay.tests.conftest import NOW

AT = "1855-10-26T11:58:00+00:00"


def write(office, text="The ferry is late.", keyring=None, **more):
    services.send(
        stage_id=office.first.id,
        text=text,
        alias="Harriet",
        keyring=keyring or office.harriet,
        now=NOW,
        **more,
    )


def said(office):
    return [(one.by, one.text) for one in conversation(office).said]


def conversation(office):
    return queries.conversation(office.first.id, office.harriet)


def test_words_of_the_office_open_on_the_guides_phone_and_on_no_other(office):
    phone, other = office.ready_phone(), office.ready_phone(office.second)
    order = office.send()
    write(office)

    found = [told for told in phone.keep(phone.look()) if told["is"] == "words"]

    assert [(told["order"], told["text"]) for told in found] == [(str(order), "The ferry is late.")]
    assert other.keep(other.look()) == []
    assert said(office) == [("office", "The ferry is late.")]


def test_word_to_come_now_says_where_they_wait(office):
    phone = office.ready_phone()
    office.send()
    write(office, "by the old mill", go=True)

    kinds = [(told["is"], told.get("text")) for told in phone.keep(phone.look())]

    assert kinds == [("order", None), ("go", "by the old mill")]
    assert conversation(office).said[0].go


def test_words_of_the_guide_come_into_the_conversation_and_move_no_stage(office):
    phone = office.ready_phone()
    order = office.send()
    phone.report(str(order), "words", AT, "two more children")

    office.collect()

    assert said(office) == [("guide", "two more children")]
    assert office.stage(office.first).state == "ordered"
    assert [report.what for report in office.stage(office.first).reports] == ["ordered"]


def test_the_same_words_of_one_moment_count_once(office):
    phone = office.ready_phone()
    order = office.send()
    for _ in range(2):
        phone.report(str(order), "words", AT, "all here")

    office.collect()

    assert said(office) == [("guide", "all here")]


def test_what_was_said_goes_with_the_order(office):
    phone = office.ready_phone()
    office.send()
    write(office)

    office.revoke(phone)

    assert not TalkRow.objects.exists()
    assert not MailRow.objects.exists()
    assert conversation(office) == (None, ())


def unread(office):
    return [(one.code, one.number) for one in queries.unread(office.harriet)]


@pytest.mark.parametrize("by", ["an answer", "a press"])
def test_a_guides_words_call_until_they_were_answered_or_seen(office, by):
    phone = office.ready_phone()
    order = office.send()
    write(office)
    assert unread(office) == []
    phone.report(str(order), "words", AT, "one is ill")
    office.collect()
    assert unread(office) == [("P-KTQWN", 1)]

    if by == "an answer":
        write(office, "A nurse comes.")
    else:
        services.note_read(stage_id=office.first.id, keyring=office.harriet, now=NOW)

    assert unread(office) == []


def test_whoever_lacks_the_passages_marks_nothing_as_seen(office):
    phone = office.ready_phone()
    order = office.send()
    phone.report(str(order), "words", AT, "one is ill")
    office.collect()

    with pytest.raises(Refused, match="no such passage"):
        services.note_read(stage_id=office.first.id, keyring=office.stranger, now=NOW)

    assert unread(office) == [("P-KTQWN", 1)]


def test_no_more_than_two_hundred_words_are_kept_the_newest_of_them(office, monkeypatch):
    monkeypatch.setattr(services, "SAID_MAX", 3)
    phone = office.ready_phone()
    order = office.send()
    for minute in range(5):
        at = (NOW - timedelta(minutes=10 - minute)).isoformat()
        phone.report(str(order), "words", at, f"word {minute}")

    office.collect()

    assert [text for _by, text in said(office)] == ["word 2", "word 3", "word 4"]


def test_an_open_page_is_told_of_every_word(office):
    office.ready_phone()
    office.send()
    before = Event.objects.filter(kind="stage.moved").count()

    write(office)

    assert Event.objects.filter(kind="stage.moved").count() == before + 1


@pytest.mark.parametrize("text", ["", "  \n ", "가" * 101])
def test_nothing_and_too_much_are_not_sent(office, text):
    office.ready_phone()
    office.send()

    # 101 Korean syllables are 303 bytes; 300 fit beside the rest of an item.
    with pytest.raises(Refused, match="Write between"):
        write(office, text)

    assert said(office) == []


def test_without_an_order_nobody_is_written_to(office):
    office.ready_phone()

    with pytest.raises(Refused, match="No phone has an order"):
        write(office)


def test_whoever_lacks_the_passages_writes_nothing(office):
    office.ready_phone()
    office.send()

    with pytest.raises(Refused, match="no such passage"):
        write(office, keyring=office.stranger)

    assert not TalkRow.objects.exists()


def test_the_stored_words_read_like_nothing(office):
    office.ready_phone()
    office.send()
    write(office, "heron by the mill")

    (row,) = TalkRow.objects.all()
    assert b"heron" not in bytes(row.body)
    assert not any(b"heron" in bytes(item.box) for item in MailRow.objects.all())
