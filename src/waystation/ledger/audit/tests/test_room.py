"""A pack is made, the auditor names words, 25 entries are opened and nothing else."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart
from waystation.ledger import services as ledger
from waystation.ledger.audit import domain, packing, queries, services, verifying
from waystation.ledger.audit.domain import Opening
from waystation.ledger.chart import GENERAL
from waystation.ledger.domain import Draft, pair
from waystation.ledger.domain import gift as gift_of
from waystation.ledger.models import AuditPack, ClosedMonth
from waystation.ledger.tests.conftest import TODAY
from waystation.vault import audit
from waystation.vault.keyring import Keyring

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = "five random words for a pack"
SECRET = "follow the drinking gourd"


def gift(n, on=TODAY):
    lines = gift_of(fund=GENERAL, cents=100 * n)
    return new_id(), Draft("gift", on, lines, memo=f"memo {n}", payee=f"giver {n}")


@pytest.fixture
def many(book, allan):
    """Give a book of thirty entries: the two gifts, and 28 more with a memo each."""
    ledger.post_many([gift(n) for n in range(3, 31)])


@pytest.fixture
def opened_pack(monkeypatch):
    """Let packs lie open: that they are sealed is tested once, what is in them often."""
    monkeypatch.setattr(services.boxes, "seal_for_carrying_by_words", lambda _words, body: body)


def make(levi, **more):
    given = {"pack_id": new_id(), "auditor": "Gerrit & Sons", "words": WORDS}
    return services.make_pack(**(given | more), keyring=levi, now=NOW)


def table(pack: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode())))


def test_a_sample_is_opened_and_the_auditor_can_check_it_alone(many, levi, allan, opened_pack):
    made = make(levi)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)

    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)

    assert len(opening.entries) == 25
    one = next(entry for entry in opening.entries if entry.number > 2)
    assert (one.memo, one.payee) == (f"memo {one.number}", f"giver {one.number}")
    verdict = verifying.verify(pack=made.file, opening=packing.opening_file(opening), secret=SECRET)
    assert verdict == verifying.Verdict(30, 25, 0, ())


def test_the_pack_has_every_number_once_and_no_word(many, levi, opened_pack):
    pack = make(levi).file

    rows = table(pack, "entries.csv")
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 31)]
    assert {row["month"] for row in rows} == {"202603"}
    assert all(len(row["commitment"]) == 64 for row in rows)
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert set(archive.namelist()) == {"README.txt", "pack.json", *packing.NAMES}
        every = b"".join(archive.read(name) for name in archive.namelist())
    assert b"memo 7" not in every
    assert b"giver" not in every
    assert b"Gerrit" not in every
    assert b"2026-03-02" not in every


ALTERED = (
    ({"memo": "another memo"}, "is not the one that was booked"),
    ({"payee": "another giver"}, "is not the one that was booked"),
    ({"salt": "00" * 32}, "is not the one that was booked"),
    ({"lines": ((chart.BANK, GENERAL, "USD", 1, ""),)}, "is not the one that was booked"),
    ({"booked_on": "2026-04-02"}, "has another kind or month than the pack says"),
    ({"kind": "other"}, "has another kind or month than the pack says"),
)


def test_an_entry_that_was_altered_for_the_auditor_is_named(many, levi, allan, opened_pack):
    made = make(levi)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)
    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)
    first, *rest = opening.entries

    for change, says in ALTERED:
        altered = (msgspec.structs.replace(first, **change), *rest)
        file = packing.opening_file(msgspec.structs.replace(opening, entries=altered))
        verdict = verifying.verify(pack=made.file, opening=file, secret=SECRET)
        assert verdict.wrong == (f"entry {first.number} {says}",)


def test_a_sample_other_than_the_lots_is_named(many, levi, allan, opened_pack):
    made = make(levi)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)
    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)
    fewer = packing.opening_file(msgspec.structs.replace(opening, entries=opening.entries[1:]))
    says = "the opened entries are not those that the lot drew with these words"

    short = verifying.verify(pack=made.file, opening=fewer, secret=SECRET)
    other = verifying.verify(
        pack=made.file, opening=packing.opening_file(opening), secret=f"{SECRET}!"
    )

    assert short.wrong == (says,)
    assert other.wrong == (says,)


def test_an_auditor_cannot_try_out_words_for_the_lot_is_told_with_the_sample_only(
    many, levi, allan, opened_pack
):
    made, again = make(levi), make(levi)
    for one in (made, again):
        services.draw(pack_id=one.pack, secret=SECRET, keyring=allan, now=NOW)

    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)
    other = services.open_sample(pack_id=again.pack, keyring=levi, now=NOW)

    assert opening.head == other.head
    assert [x.number for x in opening.entries] != [x.number for x in other.entries]
    assert len(bytes.fromhex(opening.lot)) == 32
    with zipfile.ZipFile(io.BytesIO(made.file)) as archive:
        assert opening.lot not in "".join(archive.read(x).decode() for x in archive.namelist())


def test_a_lot_that_was_chosen_after_the_words_is_named(many, levi, allan, opened_pack):
    made = make(levi)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)
    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)
    drawn = domain.sample(bytes.fromhex(opening.head), bytes(32), SECRET, range(1, 31))
    forged = Opening(opening.pack, opening.head, queries.opened(drawn, levi), "00" * 32)

    verdict = verifying.verify(pack=made.file, opening=packing.opening_file(forged), secret=SECRET)

    assert verdict.wrong == ("the lot is not the one that was fixed with the pack",)


def test_a_pack_from_which_a_row_was_taken_or_changed_does_not_hold(many, levi, opened_pack):
    pack = make(levi).file
    opening = packing.opening_file(Opening("", "", ()))

    def tampered(old, new):
        with zipfile.ZipFile(io.BytesIO(pack)) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
        assert old in files["entries.csv"]
        files["entries.csv"] = files["entries.csv"].replace(old, new, 1)
        return verifying.verify(pack=packing.zipped(files), opening=opening, secret=SECRET).wrong

    assert any(
        "entry 7 does not follow" in x for x in tampered("\n7,202603,gift", "\n7,202604,gift")
    )
    assert any("number 7 is missing" in x for x in tampered("\n7,202603", "\n8,202603"))
    assert any("number 2 is missing" in x for x in tampered("\n2,202603", f"\n{'2' * 5_000},1"))
    pin = table(pack, "entries.csv")[6]["commitment"]
    assert "entry 7 is not pinned, though one before it is" in tampered(pin, "")


def test_a_month_that_was_closed_at_another_head_is_named(many, levi, allan, opened_pack):
    ClosedMonth.objects.create(
        month=202_602, closed_on=TODAY, closed_by=levi.user_id, head=bytes(32), n_entries=5
    )
    made = make(levi)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)
    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)

    verdict = verifying.verify(pack=made.file, opening=packing.opening_file(opening), secret=SECRET)

    assert verdict.wrong == ("month 202602 was closed at another entry 5 than the chain has",)


def test_words_are_named_once_and_not_by_who_made_the_pack(many, levi, allan, opened_pack):
    made = make(levi)
    both = Keyring.of(levi.user_id, [*levi.slots(), *allan.slots()])

    with pytest.raises(Refused, match="Who made the pack"):
        services.draw(pack_id=made.pack, secret=SECRET, keyring=both, now=NOW)
    with pytest.raises(Refused, match="characters"):
        services.draw(pack_id=made.pack, secret="short", keyring=allan, now=NOW)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)

    with pytest.raises(Refused, match="drawn already"):
        services.draw(pack_id=made.pack, secret="better words", keyring=allan, now=NOW)


def test_the_database_itself_wants_two_hands_for_a_draw(many, levi, opened_pack):
    made = make(levi)

    with pytest.raises(IntegrityError, match="pack_two_hands"), transaction.atomic():
        AuditPack.objects.filter(pk=made.pack).update(drawn_by=F("made_by"), drawn_on=TODAY)
    with pytest.raises(IntegrityError, match="pack_drawn_then_opened"), transaction.atomic():
        AuditPack.objects.filter(pk=made.pack).update(opened_on=TODAY)


def test_nothing_is_opened_before_the_draw_after_a_week_or_without_finances_keys(
    many, levi, allan, opened_pack
):
    made = make(levi)
    with pytest.raises(Refused, match="No sample is drawn"):
        services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)

    with pytest.raises(Refused):
        services.open_sample(pack_id=made.pack, keyring=allan, now=NOW)
    with pytest.raises(Refused, match="could be opened until 2026-03-09"):
        services.open_sample(pack_id=made.pack, keyring=levi, now=NOW + timedelta(days=8))

    last = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW + timedelta(days=7))
    assert len(last.entries) == 25


def test_what_undoes_a_payment_is_counted_as_that_payment(book, levi):
    paid = new_id()
    lines = pair("Expenses:Program:PartnerEmergency", chart.BANK, chart.UNRESTRICTED, 500)
    ledger.post(entry_id=paid, draft=Draft("emergency", TODAY, lines, made_by=levi.user_id))

    ledger.reverse(entry_id=new_id(), undoes=paid, on=TODAY)

    told = [entry for entry in queries.plain_entries() if entry.kind in ("emergency", "reversal")]
    assert [entry.about for entry in told] == [{str(paid)}, {str(paid)}]


def test_only_those_with_the_key_make_a_pack_or_draw(many, levi, allan, opened_pack):
    stranger = Keyring.of(uuid4(), [])
    made = make(levi)

    for keyring in (stranger, allan):
        with pytest.raises(Refused):
            make(keyring)
    for keyring in (stranger, levi):
        with pytest.raises(Refused):
            services.draw(pack_id=made.pack, secret=SECRET, keyring=keyring, now=NOW)
    assert AuditPack.objects.count() == 1


def test_every_step_and_every_opened_entry_is_in_the_audit_chain(many, levi, allan, opened_pack):
    made = make(levi)
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)
    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)

    told = audit.entries(allan)

    assert [x.kind for x in reversed(told)][:2] == ["auditor's pack made", "auditor's sample drawn"]
    opened = [x.says["of"] for x in reversed(told) if x.kind == "entry opened to an auditor"]
    assert opened == [str(entry.number) for entry in opening.entries]
    assert not any(SECRET in str(x.says) or "Gerrit" in str(x.says) for x in told)


def test_a_period_draws_from_its_months_only(many, levi, allan, opened_pack):
    late = TODAY.replace(month=5)
    ledger.post_many([gift(n, late) for n in range(31, 34)])
    made = make(levi, period=(202_605, 202_606))
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)

    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)

    assert sorted(entry.number for entry in opening.entries) == [31, 32, 33]
    file = packing.opening_file(opening)
    assert verifying.verify(pack=made.file, opening=file, secret=SECRET).wrong == ()


def test_what_is_booked_after_the_pack_is_in_no_sample_of_it(many, levi, allan, opened_pack):
    made = make(levi)
    ledger.post_many([gift(n) for n in range(31, 91)])
    services.draw(pack_id=made.pack, secret=SECRET, keyring=allan, now=NOW)

    opening = services.open_sample(pack_id=made.pack, keyring=levi, now=NOW)

    assert max(entry.number for entry in opening.entries) <= 30


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"words": ""}, "either to a key or under a passphrase"),
        ({"recipient": "age1x"}, "either to a key or under a passphrase"),
        ({"words": "too short"}, "too short"),
        ({"words": "", "recipient": "age1nobody"}, "no age key"),
        ({"auditor": "  "}, "not said whom"),
        ({"period": (202_601, 202_602)}, "Nothing was booked"),
    ],
)
def test_a_pack_that_cannot_be_made_says_why(many, levi, more, says):
    with pytest.raises(Refused, match=says):
        make(levi, **more)

    assert not AuditPack.objects.exists()


def test_an_empty_book_makes_no_pack(levi, allan):
    with pytest.raises(Refused, match="The book is empty"):
        make(levi)


@pytest.mark.long
def test_a_pack_under_a_passphrase_is_an_age_file(many, levi):
    file = make(levi).file

    assert file.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert b"202603" not in file


def test_files_that_are_none_are_refused(many, levi, opened_pack):
    pack = make(levi).file

    with pytest.raises(Refused, match="no auditor's pack"):
        verifying.verify(pack=b"age-encryption.org/v1", opening=b"{}", secret=SECRET)
    with pytest.raises(Refused, match="no opened sample"):
        verifying.verify(pack=pack, opening=b"{}", secret=SECRET)
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        at = archive.getinfo("entries.csv").header_offset + 30 + len("entries.csv")
    for broken in (
        pack[:at] + b"\xff" * 40 + pack[at + 40 :],
        pack.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
    ):
        with pytest.raises(Refused, match="no auditor's pack"):
            verifying.verify(pack=broken, opening=b"{}", secret=SECRET)


def test_for_whom_a_pack_is_finance_alone_reads(many, levi, allan, opened_pack):
    made = make(levi)

    assert queries.pack(made.pack, levi).room.auditor == "Gerrit & Sons"
    assert queries.pack(made.pack, allan).room is None
    assert queries.pack(uuid4(), levi) is None
