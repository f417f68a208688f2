"""Every removal, edit and swap among ten thousand entries is found; the lines of a witness."""

import hashlib
import random
import struct
from datetime import date

import pytest

from waystation.base.errors import Refused
from waystation.vault import chain
from waystation.vault.chain import Break, Entry, Seen

N = 10_000
DAY = date(1855, 10, 26).toordinal()
DIGEST, SIGNATURE = bytes(range(32)), bytes(range(64))


def chained(n: int) -> list[Entry]:
    made, prev = [], chain.NOTHING_BEFORE
    for seq in range(1, n + 1):
        actor = hashlib.md5(b"%d" % (seq % 7)).digest()
        entry = Entry(seq, DAY + seq // 50, 1 + seq % 5, actor, prev, b"sealed %d" % seq, b"")
        made.append(entry._replace(digest=chain.digest_of(entry)))
        prev = made[-1].digest
    return made


@pytest.fixture(scope="module")
def many() -> list[Entry]:
    return chained(N)


def broken_from(entries: list[Entry], at: int) -> Break | None:
    """Look from the entry before position `at` on, which was right; as far as the second next."""
    before = (entries[at - 1].seq, entries[at - 1].digest) if at else (0, chain.NOTHING_BEFORE)
    return next(chain.breaks(entries[at : at + 3], after=before), None)


# What stands in chains that were written: a number here is for ever.
NUMBERS = (
    "1 founded, 2 invited, 3 invitation withdrawn, 4 joined, 5 key compared, 10 compartment "
    "founded, 11 asked to give, 12 given, 13 taken away, 14 colleague left, 15 rotated, 16 "
    "exception named, 17 case moved, 18 declined, 20 keys changed, 21 recovered, 22 token made, "
    "23 token revoked, 30 escrow installed, 31 escrow requested, 32 escrow objected, 33 escrow "
    "opened, 40 kept longer, 41 purge asked, 42 purge approved, 43 purged, 44 purge withdrawn, 50 "
    "passage approved, 60 taken out, 61 noted, 62 public page, 70 backup made, 71 key store "
    "copied, 72 restored, 80 plan approved, 81 closure approved, 85 referred, 86 without consent, "
    "90 device lost, 95 hears complaints, 96 hears complaints no more, 97 complaint answered, 98 "
    "partner suspended, 99 code acknowledged, 100 best interests decided, 105 sheet taken in, 106 "
    "sheet taken back, 110 case taken along, 111 tablet given up, 120 merged, 121 taken apart, "
    "130 phone invited, 131 phone compared, 132 phone lost, 133 order sealed, 134 order changed, "
    "135 order taken back, 140 alarm taken, 141 alarm resolved, 142 reply read, 150 way added, "
    "151 way removed, 160 incident declared, 170 card made, 171 card given up, 172 card silent, "
    "173 code word heard, 200 drill prepared, 201 drill approved, 202 drill carried out, 203 "
    "drill exercised, 204 drill withdrawn, 180 people missing, 181 missing found, 182 debrief "
    "told, 210 passage approved again, 211 word in place of data, 192 threat believed, 193 route "
    "drawn, 196 exposure capped, 216 groups proposed together, 234 bank statement read, 235 bank "
    "match undone, 236 rates recorded, 227 payment approved, 228 payment refused, 229 emergency "
    "paid, 241 auditor's pack made, 242 auditor's sample drawn, 243 entry opened to an auditor, "
    "250 figure proposed, 251 figure released, 252 figure refused, 253 figure retracted, 254 "
    "journeys counted, 215 gift recorded, 217 gift shown, 218 gift hidden, 219 gift corrected, "
    "220 promise decided, 221 match decided, 237 month closed, 224 budget template changed, 340 "
    "campaign published, 341 campaign closed, 342 page decided, 343 page taken off, 344 teams "
    "told, 330 receipts issued, 331 receipt void, 332 receipt reissued, 333 receipts exported, "
    "334 organisation changed, 335 event published, 336 event called off, 337 ask decided, 338 "
    "addresses exported, 245 telling agreed, 246 telling withdrawn, 247 piece published, 248 "
    "piece taken down, 249 piece held, 230 donors merged, 231 donors taken apart, 232 blotting "
    "asked, 233 donor blotted out, 350 payment notice set aside, 351 refund asked, 352 transfer "
    "taken for a gift, 353 open data asked, 354 open data released, 355 open data refused, 356 "
    "open data retracted, 357 grant published, 358 grant withdrawn, 359 regular gift steered, 360 "
    "rule agreed, 361 rule refused, 380 search to destroy, 381 search destroyed, 382 seeker's "
    "link made, 383 seeker's link ended, 385 sought asked, 386 seeker asked again, 387 contact "
    "opened, 388 contact closed, 389 family message passed, 390 organisation agreed, 391 "
    "organisation ended, 392 record sent out, 393 record came in, 394 registers compared, 395 "
    "list agreed, 396 file refused, 370 search refused, 371 candidate reviewed, 372 candidate set "
    "aside, 373 candidate reopened, 374 outside search asked, 375 outside search run, 376 outside "
    "search refused, 397 portrait destroyed, 398 portrait consent, 399 portrait handed out"
)


def test_the_number_of_a_kind_never_changes():
    assert ", ".join(f"{number} {kind}" for kind, number in chain.KINDS.items()) == NUMBERS.strip()


def test_a_digest_is_what_the_format_says_byte_for_byte():
    entry = Entry(3, 5, 7, b"a" * 16, b"p" * 32, b"detail", b"")

    packed = struct.pack(">QIH", 3, 5, 7) + b"a" * 16 + b"p" * 32
    expected = hashlib.sha256(b"ws1/audit" + packed + hashlib.sha256(b"detail").digest()).digest()

    assert chain.digest_of(entry) == expected


def test_a_whole_chain_has_no_break(many):
    assert list(chain.breaks(many)) == []


def test_each_of_ten_thousand_removals_but_the_last_is_found_where_it_is(many):
    missed = [
        at
        for at in range(N - 1)
        if broken_from([*many[max(at - 1, 0) : at], *many[at + 1 : at + 3]], min(at, 1))
        != Break(at + 1, "missing")
    ]

    assert missed == []


def test_without_its_last_entry_a_chain_is_whole_which_is_why_its_end_is_signed(many):
    assert list(chain.breaks(many[:-1])) == []


@pytest.mark.parametrize("field", ["day", "kind", "actor", "prev", "detail", "digest"])
def test_an_edit_of_any_field_of_any_entry_is_found(many, field):
    rest = {"day": 1, "kind": 9, "actor": b"x" * 16, "prev": b"x" * 32, "digest": b"x" * 32}
    other = rest.get(field, b"another detail")

    missed = [
        at
        for at in range(1, N)
        if broken_from([many[at - 1], many[at]._replace(**{field: other})], 1) is None
    ]

    assert missed == []


def test_each_of_ten_thousand_swaps_is_found(many):
    dice = random.Random(1855)
    missed = []
    for _ in range(N):
        first, second = sorted(dice.sample(range(N), 2))
        # The contents change places; the numbers stay where they are.
        put = many[second]._replace(seq=many[first].seq)
        before = (first, many[first].prev)
        if next(chain.breaks([put, *many[first + 1 : first + 2]], after=before), None) is None:
            missed.append((first, second))

    assert missed == []


def test_whoever_rewrites_one_entry_with_its_digest_breaks_the_next(many):
    forged = many[41]._replace(detail=b"forged")
    forged = forged._replace(digest=chain.digest_of(forged))

    assert list(chain.breaks([*many[:41], forged, *many[42:]])) == [Break(43, "unchained")]


def test_all_breaks_are_found_not_only_the_first(many):
    harmed = [*many[:9], *many[10:20], many[20]._replace(kind=3), *many[21:30]]

    assert list(chain.breaks(harmed)) == [Break(10, "missing"), Break(21, "changed")]


@pytest.mark.parametrize(
    "odd",
    [{"actor": b""}, {"prev": b"short"}, {"day": 1 << 32}, {"kind": 1 << 16}, {"day": -1}],
)
def test_fields_of_other_sizes_are_a_break_and_no_crash(odd):
    (entry,) = chained(1)

    assert Break(1, "changed") in list(chain.breaks([entry._replace(**odd)]))


def test_a_witness_reads_back_what_it_wrote():
    seen = [Seen(DAY, 12, DIGEST, SIGNATURE), Seen(DAY + 1, 13, DIGEST, b"")]

    text = "\n".join([chain.key_line(DIGEST), *map(chain.witness_line, seen), ""])

    assert text.splitlines()[1].startswith("1855-10-26 12 000102")
    assert text.splitlines()[2].endswith(" -")
    assert chain.read_witness(text) == (DIGEST, seen)


def test_a_witness_is_found_in_a_mail_saved_whole():
    line = chain.witness_line(Seen(DAY, 12, DIGEST, SIGNATURE))
    head = "From: way@example.org\nDate: Sun, 22 Nov 2026 12:00:00 +0000\nSubject: Witness\n\n"

    found = chain.read_witness(f"{head}{chain.key_line(DIGEST)}\n{line}\n-- \nkept by Julia\n")

    assert found == (DIGEST, [Seen(DAY, 12, DIGEST, SIGNATURE)])


def test_of_nothing_nothing_is_read():
    assert chain.read_witness("") == chain.read_witness(" \n\n") == (b"", [])


@pytest.mark.parametrize(
    "line",
    ["nonsense", "1855-10-26 12 00 -", "1855-13-26 12 {d} -", "1855-10-26 -1 {d} -",
     "1855-10-26 1 {d} {d}", "key 00", "1855-10-26 ² {d} -",
     "1855-10-26 99999999999999999999 {d} -"],
)  # fmt: skip
def test_a_line_that_is_none_is_named_by_its_number(line):
    with pytest.raises(Refused, match="Line 2"):
        chain.read_witness("\n" + line.format(d=DIGEST.hex()))


@pytest.mark.parametrize(
    ("wrong", "is_sound"),
    [
        ({}, True),
        ({"signature": b""}, True),
        ({"signature": b"s"}, False),
        ({"digest": b"d"}, False),
        ({"day": 0}, False),
        ({"day": date.max.toordinal()}, True),
        ({"day": date.max.toordinal() + 1}, False),
        ({"seq": 0}, False),
        ({"seq": (1 << 64) - 1}, True),
        ({"seq": 1 << 64}, False),
    ],
)
def test_an_end_has_a_day_a_number_a_digest_and_a_signature_or_none(wrong, is_sound):
    assert Seen(1, 1, DIGEST, SIGNATURE)._replace(**wrong).is_sound is is_sound


def test_the_day_of_an_end_is_a_date():
    assert Seen(DAY, 1, DIGEST, b"").on == date(1855, 10, 26)


@pytest.mark.parametrize(
    "wrong",
    [{"seq": 0}, {"seq": 1 << 64}, {"day": -1}, {"day": 1 << 32}, {"kind": -1}, {"kind": 1 << 16}],
)
def test_an_entry_with_a_number_that_none_has_is_changed_and_stops_nothing(wrong):
    (entry,) = chained(1)

    assert chain.Break(wrong.get("seq", 1), "changed") in list(
        chain.breaks([entry._replace(**wrong)])
    )


def test_days_that_are_none_are_the_nearest_that_are():
    assert [chain.date_of(day) for day in (0, 1, 2)] == [date.min, date.min, date(1, 1, 2)]
    assert chain.date_of(1 << 40) == date.max


def test_the_lowest_day_and_kind_are_numbers_an_entry_may_have():
    (entry,) = chained(1)
    lowest = entry._replace(day=0, kind=0)

    assert list(chain.breaks([lowest._replace(digest=chain.digest_of(lowest))])) == []
