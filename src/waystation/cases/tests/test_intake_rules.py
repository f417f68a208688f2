"""What a stranger may send, what they pay for it, and that both sides speak one format."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from waystation.cases import intake_forms, intake_rules
from waystation.cases.domain import Change
from waystation.cases.intake_rules import Message, read_message, tip_of
from waystation.cases.tests.stranger import Stranger, nonce_for, text
from waystation.vault import intake as keys
from waystation.vault import seal
from waystation.vault.domain import unpad

KNOWN = json.loads((Path(__file__).parent / "intake_vectors.json").read_text("utf-8"))
KEY = bytes(32)
NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
BOX = UUID(int=7)
SAID = Message(1, "Eleven wait.", "no", "", NOW, bytes(32), bytes(32))


def test_twelve_words_stand_for_the_same_message_here_and_in_the_browser():
    for known in KNOWN["receipts"]:
        one = Stranger(bytes.fromhex(known["entropy"]))

        assert one.id.hex() == known["id"]
        assert one.seed.hex() == known["reply_seed"]
        assert one.mark.hex() == known["mark"]
        assert Stranger(one.entropy, 1).id.hex() == known["next_id"]
        assert sha256(one.reply_public).hexdigest() == known["reply_public_sha256"]


def test_the_known_key_is_signed_and_the_known_boxes_open():
    key, message, answer = KNOWN["key"], KNOWN["message"], KNOWN["answer"]
    seed, signer = bytes.fromhex(key["seed"]), bytes.fromhex(key["signer"])
    public, message_id = seal.box_public(seed), bytes.fromhex(message["id"])
    said = keys.statement(public, date.fromisoformat(key["day"]))

    assert keys.key_id(public).hex() == key["id"]
    assert seal.is_signed(signer, said, bytes.fromhex(key["signature"]))
    about = keys.key_id(public) + message_id
    box = seal.open_with(seed, bytes.fromhex(message["box"]), kind=seal.TIP, about=about)
    assert read_message(unpad(box)).text == "Eleven wait in the corn crib."
    one = Stranger(bytes.fromhex(answer["entropy"]))
    inside = unpad(
        seal.open_with(one.seed, bytes.fromhex(answer["box"]), kind=seal.ANSWER, about=one.id)
    )
    assert inside[64:].decode() == answer["body"]


def test_a_tip_and_an_answer_never_open_as_anything_else():
    assert len({seal.TIP, seal.ANSWER, seal.REPORT, seal.ORDER, seal.RECORD, seal.MAILBOX}) == 6


def test_work_done_for_a_message_is_good_for_it_alone_and_not_for_ever(monkeypatch):
    monkeypatch.setattr(intake_rules, "WORK_BITS", 12)
    riddle = intake_rules.challenge(KEY, b"drawn", NOW)
    nonce = nonce_for(riddle, b"A" * 16)

    def is_good(key=KEY, riddle=riddle, message_id=b"A" * 16, nonce=nonce, after=timedelta(0)):
        return intake_rules.is_answered(key, riddle, message_id, nonce, NOW + after)

    assert is_good()
    assert is_good(after=timedelta(hours=6))
    assert not is_good(after=timedelta(hours=6, seconds=1))
    assert not is_good(after=-timedelta(seconds=1))
    assert not is_good(key=bytes([1]) * 32)
    assert not is_good(message_id=b"B" * 16)
    assert not is_good(nonce=nonce + b"\0")
    assert not is_good(riddle=riddle.replace(riddle[:10], "1999999999"))


def test_eighteen_bits_are_asked_for():
    # One try in 262,144 is good; the digest below has 17 zero bits before its first one.
    assert intake_rules.WORK_BITS == 18
    assert not any(intake_rules.is_work("1.a.b", bytes(16), bytes([n] * 8)) for n in range(100))


@pytest.mark.parametrize(("danger", "urgency"), [
    ("yes", "immediate"), ("unknown", "high"), ("no", "medium"),
])  # fmt: skip
def test_danger_now_decides_how_soon_somebody_is_reached(danger, urgency):
    message = Message(1, "x", danger, "", NOW, bytes(32), bytes(32))

    tip = tip_of(message, BOX, came_on=NOW.date(), now=NOW)

    assert (tip.danger_now, tip.urgency, tip.place) == (danger, urgency, "")
    assert tip.receipt.box == BOX


@pytest.mark.parametrize(("said", "heard"), [
    (NOW - timedelta(hours=2), NOW - timedelta(hours=2)),
    # A clock that is wrong counts only within the day on which the message came.
    (NOW - timedelta(days=400), datetime(2026, 3, 2, tzinfo=UTC)),
    (NOW + timedelta(days=400), NOW),
    (datetime(2026, 3, 2, 8, 0), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),  # noqa: DTZ001
])  # fmt: skip
def test_the_senders_clock_is_believed_within_the_day_alone(said, heard):
    message = Message(1, "x", "no", "", said, bytes(32), bytes(32))

    assert tip_of(message, BOX, came_on=NOW.date(), now=NOW).heard_at == heard


def addition(**said) -> Message:
    return structs.replace(SAID, **said)


def added(tip, message=SAID):
    said = {"by": BOX, "reason": "The source wrote again.", "came_on": NOW.date(), "now": NOW}
    return intake_rules.added_to(tip, message, **said)


def test_what_is_written_later_is_added_and_changes_no_judgement():
    tip = tip_of(SAID, BOX, came_on=NOW.date(), now=NOW)

    new = added(tip, addition(text="Now twelve.", danger="no", reach=""))

    assert [one.text for one in new.additions] == ["Now twelve."]
    assert structs.replace(new, additions=()) == tip


def test_danger_written_later_makes_a_tip_urgent_and_opens_it_again():
    tip = structs.replace(tip_of(SAID, BOX, came_on=NOW.date(), now=NOW), state="kept")

    new = added(tip, addition(text="They come tonight.", danger="yes", reach="at the mill"))

    assert (new.danger_now, new.urgency, new.state) == ("yes", "immediate", "checking")
    assert new.reach == "at the mill"
    assert [(one.what, one.was, one.reason) for one in new.history] == [
        ("danger_now", "no", "The source wrote again."),
        ("urgency", "medium", "The source wrote again."),
        ("state", "kept", "The source wrote again."),
    ]


def test_a_tip_holds_what_its_row_holds_and_no_more():
    tip = tip_of(addition(text="가" * 4_000), BOX, came_on=NOW.date(), now=NOW)

    # 12,000 bytes each; 40 changes of 1,000 bytes may still come; 65,532 in all: two fit.
    new = added(tip, addition(text="가" * 4_000))
    assert new is not None
    assert added(new, addition(text="가" * 4_000)) is None
    assert added(new, addition(text="short")) is not None


def test_after_twenty_additions_or_forty_changes_it_becomes_a_tip_of_its_own():
    tip = tip_of(SAID, BOX, came_on=NOW.date(), now=NOW)
    for _ in range(intake_rules.ADDITIONS_MAX):
        tip = added(tip)
    change = Change(at=NOW, by=BOX, what="state", was="new", became="kept", reason="x")
    changed = structs.replace(tip, additions=(), history=(change,) * 40)

    assert added(tip) is None
    assert added(changed, addition(danger="yes")) is None
    assert added(changed, addition(danger="no")) is not None


def test_a_message_never_says_in_a_log_what_stands_in_it():
    assert repr(SAID) == "<Message>"


def test_the_longest_answers_fit_into_their_one_size():
    said = [
        intake_rules.Answer(at=NOW, by=BOX, text="가" * intake_rules.ANSWER_MAX)
        for _ in range(intake_rules.ANSWERS_MAX)
    ]

    assert len(intake_rules.write_answers(tuple(said))) <= keys.ANSWER_BODY_MAX


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_is_read_or_refused(body):
    for read in (read_message, intake_forms.read_send, intake_forms.read_look):
        with pytest.raises(ValueError):
            read(body)


SENT = {
    "id": text(bytes(16)),
    "key": text(bytes(16)),
    "reply_public": text(bytes(1216)),
    "box": text(bytes(17_522)),
    "riddle": "1.a.b",
    "nonce": text(bytes(8)),
}


def test_a_whole_message_is_read():
    sent = intake_forms.read_send(json.dumps(SENT).encode())

    assert sent == (bytes(16), bytes(16), bytes(1216), bytes(17_522), "1.a.b", bytes(8))


@pytest.mark.parametrize("wrong", [
    {"id": text(bytes(15))}, {"key": "no base64!"}, {"box": text(bytes(17_521))},
    {"reply_public": text(bytes(1217))}, {"nonce": text(bytes(9))}, {"riddle": "x.a.b"},
    {"riddle": "1"}, {"riddle": "1.a.b" + "c" * 130}, {"more": 1}, {"id": 5}, {"id": "é" * 16},
])  # fmt: skip
def test_a_message_with_anything_off_is_refused_as_a_whole(wrong):
    with pytest.raises(ValueError):
        intake_forms.read_send(json.dumps(SENT | wrong).encode())


@pytest.mark.parametrize("name", SENT)
def test_a_message_that_lacks_anything_is_refused(name):
    with pytest.raises(ValueError):
        intake_forms.read_send(json.dumps({k: v for k, v in SENT.items() if k != name}).encode())


def test_a_message_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(ValueError, match="at most"):
        intake_forms.read_send(b" " * (intake_forms.SEND_MAX + 1))


@example(at=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=12))))
@example(at=datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12))))
@given(
    at=st.datetimes(
        timezones=st.none()
        | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    )
)
def test_whatever_a_senders_clock_says_a_tip_was_heard_within_the_day_on_which_it_came(at):
    tip = tip_of(structs.replace(SAID, at=at), BOX, came_on=NOW.date(), now=NOW)

    assert NOW.replace(hour=0, minute=0) <= tip.heard_at <= NOW
    assert tip.heard_at.tzinfo is UTC
