"""The audit chain in the database: written by anybody, read by the security officer alone."""

import ast
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction

from waystation.base.errors import Refused, Tampered
from waystation.vault import audit, cells, chain, heads, seal
from waystation.vault.audit_words import KIND_WORDS, SAYS_WORDS
from waystation.vault.chain import Break, Seen
from waystation.vault.keyring import Keyring
from waystation.vault.models import AuditEntry, AuditHead, Cell

pytestmark = pytest.mark.django_db
NOON = datetime(1855, 10, 26, 12, 5, tzinfo=UTC)
DAY = timedelta(days=1)
HARRIET, WILLIAM = uuid4(), uuid4()


@pytest.fixture
def allan():
    """Give the security officer's keyring."""
    return Keyring.of(uuid4(), [cells.found("security"), cells.found("network")])


def act(n=1, kind="given", now=NOON, actor=HARRIET, **says):
    return [audit.write(kind, actor=actor, says=says or {"of": "cases"}, now=now) for _ in range(n)]


def examined(keyring):
    return audit.examine(audit.key_of(keyring))


def harm(seq, **fields):
    assert AuditEntry.objects.filter(seq=seq).update(**fields) == 1


def test_an_act_is_told_to_the_security_officer_with_its_moment_and_words(allan):
    act(to="William", why="he works at Ripley now")
    act(kind="rotated", actor=None, now=NOON + DAY, cell="cases 2")

    newest, oldest = audit.entries(allan)

    assert (oldest.seq, oldest.day, oldest.kind, oldest.actor) == (1, NOON.date(), "given", HARRIET)
    assert (oldest.at, oldest.says) == (NOON, {"to": "William", "why": "he works at Ripley now"})
    assert (newest.seq, newest.actor, newest.says) == (2, None, {"cell": "cases 2"})


def test_whoever_has_not_the_security_compartment_is_told_of_nothing(allan):
    act()
    harriet = Keyring.of(HARRIET, [cells.found("cases")])

    assert audit.entries(harriet) == []
    assert audit.count(harriet) == 0
    assert audit.trouble(harriet) == []
    assert audit.sign_head(harriet, now=NOON) is None
    assert not AuditHead.objects.exists()
    with pytest.raises(Refused):
        audit.key_of(harriet)


def test_entries_are_picked_by_kind_and_by_day(allan):
    act()
    act(kind="purged", now=NOON + DAY)
    act(kind="rotated", now=NOON + 2 * DAY)

    assert [told.seq for told in audit.entries(allan, kinds=["given", "purged"])] == [2, 1]
    later = (NOON + DAY).date(), (NOON + 9 * DAY).date()
    assert [told.seq for told in audit.entries(allan, days=later)] == [3, 2]
    assert [told.seq for told in audit.entries(allan, skip=1, newest=1)] == [2]
    assert audit.count(allan, kinds=["purged"]) == 1
    assert audit.days_of("purged") == [(2, (NOON + DAY).date())]
    assert audit.days_of("purged", since=(NOON + 2 * DAY).date()) == []


def test_an_act_that_cannot_be_entered_does_not_happen():
    with pytest.raises(Refused, match="no security compartment"):
        act()


def test_an_act_that_is_undone_leaves_no_entry_and_no_gap(allan):
    act()
    with transaction.atomic():
        act()
        transaction.set_rollback(True)

    assert act() == [2]
    assert examined(allan).breaks == ()


def test_only_kinds_and_words_of_the_closed_lists_are_taken(allan):
    with pytest.raises(KeyError):
        act(kind="gossip")
    with pytest.raises(ValueError, match="closed list"):
        act(passphrase="x")


def test_all_details_have_one_size_and_long_words_are_cut(allan):
    act(of="a")
    act(why="경위 " * 400, of="H-KTQWN")

    sizes = {len(bytes(entry.detail)) for entry in AuditEntry.objects.all()}
    told = audit.entries(allan)[0]

    assert sizes == {audit.DETAIL_BYTES} == {2_162}
    assert told.says["of"] == "H-KTQWN"
    assert told.says["why"].startswith("경위 경위")
    assert told.says["why"].endswith("…")


def test_of_a_long_reason_more_than_half_of_what_fits_is_kept(allan):
    act(why="x" * 2_000)

    (told,) = audit.entries(allan)

    assert 512 < len(told.says["why"]) < 1_024


def test_nobody_who_reads_the_table_alone_can_tell_whose_acts_belong_together(allan):
    act(3, actor=HARRIET)

    marks = {bytes(entry.actor) for entry in AuditEntry.objects.all()}

    assert len(marks) == 3
    assert HARRIET.bytes not in marks


def test_the_mark_of_an_actor_is_what_the_format_says(allan, monkeypatch):
    monkeypatch.setattr("secrets.token_bytes", lambda n: b"b" * n)

    act(actor=HARRIET)
    act(actor=None)

    people = (HARRIET.bytes, bytes(16))
    marks = [hashlib.sha256(b"ws1/actor" + b"b" * 16 + person).digest()[:16] for person in people]
    assert [entry.actor for entry in heads.entries()] == marks


def test_an_act_put_under_another_name_is_not_told_as_that_persons(allan):
    act(2)
    first, second = AuditEntry.objects.order_by("seq")

    rewrite(second.seq, actor=first.actor)  # The chain by itself is whole again.

    assert examined(allan).breaks == ()
    assert audit.entries(allan)[0].at is None


def literal(node) -> list:
    return [one.value for one in node if isinstance(one, ast.Constant)]


def written_in(path):
    """Find the kinds and the names of what a source file enters in the chain, where literal."""
    tree, kinds, names = ast.parse(path.read_text("utf-8")), [], []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.write":
            kinds += literal(node.args)
            said = [word.value for word in node.keywords if word.arg == "says"]
            names += [n for d in said if isinstance(d, ast.Dict) for n in literal(d.keys)]
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            named = ast.unparse(node.targets[0]) in ("says", "said")
            names += literal(node.value.keys) if named else []
    return (kinds, names) if kinds else ([], [])


def test_every_act_the_code_enters_is_of_the_closed_lists_and_has_a_name_on_the_page():
    source = Path(audit.__file__).parents[1]
    found = [written_in(path) for path in source.rglob("*.py") if "tests" not in path.parts]
    kinds = {kind for kinds, _names in found for kind in kinds}
    names = {name for _kinds, names in found for name in names}

    assert kinds <= set(chain.KINDS)
    assert names <= set(audit.SAYS)
    assert {"given", "passage approved", "backup made", "taken out"} <= kinds
    assert {"to", "why", "file"} <= names
    assert set(chain.KINDS) == set(KIND_WORDS)
    assert set(audit.SAYS) == set(SAYS_WORDS)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"kind": 9}, Break(2, "changed")),
        ({"day": 1}, Break(2, "changed")),
        ({"actor": bytes(16)}, Break(2, "changed")),
        ({"detail": b"other"}, Break(2, "changed")),
        ({"prev": bytes(32)}, Break(2, "unchained")),
    ],
)
def test_a_changed_entry_is_found_and_shown_without_a_detail(allan, fields, found):
    act(3)

    harm(2, **fields)

    assert found in examined(allan).breaks
    assert len(audit.entries(allan)) == 3  # Nothing fails, whatever stands there.


def test_of_very_many_breaks_the_first_fifty_are_named(allan):
    act(52)
    AuditEntry.objects.update(kind=9)

    assert examined(allan).breaks == tuple(Break(n, "changed") for n in range(1, 51))


def test_a_detail_moved_to_another_entry_does_not_open_there(allan):
    act(2)
    first, _second = AuditEntry.objects.order_by("seq")

    harm(2, detail=first.detail)

    assert audit.entries(allan)[0].at is None
    assert audit.entries(allan)[1].at == NOON


def test_the_end_is_signed_once_a_day_and_says_how_many_came_since(allan):
    act(3)

    assert audit.sign_head(allan, now=NOON) is None
    act(2)
    assert audit.sign_head(allan, now=NOON + timedelta(hours=1)) is None

    found = examined(allan)
    assert (found.n_entries, found.n_heads, found.head.seq, found.since) == (5, 1, 3, 2)
    assert audit.sign_head(allan, now=NOON + DAY) is None
    assert examined(allan).since == 0
    assert AuditHead.objects.count() == 2


def test_before_any_end_is_signed_every_entry_came_since(allan):
    act(3)

    assert (examined(allan).head, examined(allan).since) == (None, 3)
    assert audit.standing(allan) == (3, None, 3, None)


def test_of_two_signed_ends_the_last_one_counts(allan):
    act()
    audit.sign_head(allan, now=NOON)
    act()
    audit.sign_head(allan, now=NOON + DAY)
    assert audit.standing(allan).head.seq == 2

    AuditHead.objects.filter(seq=2).update(signature=bytes(64))

    assert audit.standing(allan).broken == Break(2, "not signed")


def test_an_empty_chain_has_no_end_to_sign(allan):
    assert audit.sign_head(allan, now=NOON) is None

    assert not AuditHead.objects.exists()
    assert examined(allan).breaks == ()


def test_a_cut_tail_is_found_because_its_end_was_signed(allan):
    act(5)
    audit.sign_head(allan, now=NOON)
    assert audit.trouble(allan) == []

    AuditEntry.objects.filter(seq=5).delete()

    assert examined(allan).breaks == (Break(5, "cut"),)
    ((says, _hint),) = audit.trouble(allan)
    assert says.endswith(" 5.")


def test_a_chain_rewritten_to_its_end_meets_the_end_signed_before(allan):
    act(4)
    audit.sign_head(allan, now=NOON)

    rewrite(3, kind=chain.KINDS["purged"])

    assert list(chain.breaks(heads.entries())) == []  # By itself it is whole.
    assert examined(allan).breaks == (Break(4, "rewritten"),)
    assert audit.sign_head(allan, now=NOON + DAY) == Break(4, "rewritten")
    assert AuditHead.objects.count() == 1  # What is broken is not blessed.


def test_a_head_made_with_another_key_is_no_head(allan):
    act(2)
    seq, digest = heads.tip()
    day = NOON.date().toordinal()
    forged = seal.sign(seal.new_seed(), chain.head_statement(day, seq, digest))
    AuditHead.objects.create(day=day, seq=seq, digest=digest, signature=forged)

    assert examined(allan).breaks == (Break(2, "not signed"),)


def test_an_end_whose_signature_was_taken_away_is_no_end(allan):
    act(4)
    audit.sign_head(allan, now=NOON)
    rewrite(3, kind=chain.KINDS["purged"])
    AuditHead.objects.update(digest=heads.tip()[1], signature=b"")

    assert examined(allan).breaks == (Break(4, "not signed"),)
    assert audit.trouble(allan) != []
    assert audit.sign_head(allan, now=NOON + DAY) == Break(4, "not signed")


# What a column of SQLite holds and one of PostgreSQL refuses: a number too large, words for one.
LOOSE = pytest.mark.sqlite_only("PostgreSQL puts nothing into a column that is no such thing")


@pytest.mark.parametrize("fields", [
    pytest.param({"day": 1 << 40}, marks=LOOSE), {"digest": b"short"}, {"signature": "words"},
])  # fmt: skip
def test_an_end_of_a_shape_that_none_has_is_named_and_stops_nothing(allan, fields):
    act(2)
    audit.sign_head(allan, now=NOON)

    put_past("vault_audithead", fields)

    assert examined(allan).breaks == (Break(2, "not signed"),)
    assert audit.standing(allan).broken == Break(2, "not signed")


@pytest.mark.parametrize("fields", [
    {"detail": "words"}, pytest.param({"day": "words"}, marks=LOOSE), {"actor": "words"},
])  # fmt: skip
def test_words_put_where_bytes_or_numbers_belong_are_a_change_and_stop_nothing(allan, fields):
    act()

    put_past("vault_auditentry", fields)

    assert examined(allan).breaks == (Break(1, "changed"),)
    assert [told.says for told in audit.entries(allan)] == [{}]


def put_past(table, fields):
    """Write as somebody with the file can: SQLite keeps words in a column of bytes."""
    with connection.cursor() as cursor:
        for name, value in fields.items():
            cursor.execute(f"update {table} set {name} = %s", [value])


def test_the_day_of_an_entry_is_told_and_none_of_one_that_is_not_there(allan):
    act()

    assert heads.day_of(1) == NOON.date().toordinal()
    assert heads.day_of(2) == 0


def test_an_exchanged_signing_key_is_noticed_by_its_holder(allan):
    act()
    Cell.objects.filter(pk=allan.cell("security")).update(sign_public=bytes(32))

    with pytest.raises(Tampered):
        audit.sign_head(allan, now=NOON)


def test_what_a_witness_kept_is_held_against_the_chain(allan):
    act(3)
    audit.sign_head(allan, now=NOON)
    public, (signed,) = audit.key_of(allan), heads.signed()
    tip = Seen(signed.day, *heads.tip(), b"")

    assert audit.compare([signed, tip], public) == ()
    assert audit.compare([signed], bytes(32)) == (Break(3, "not signed"),)
    rewrite(2, kind=chain.KINDS["purged"])
    AuditHead.objects.all().delete()
    assert examined(allan).breaks == ()  # Without the witness nobody would know.
    assert audit.compare([signed, tip], public) == (Break(3, "rewritten"), Break(3, "rewritten"))
    AuditEntry.objects.filter(seq=3).delete()
    assert audit.compare([tip], public) == (Break(3, "cut"),)


def rewrite(seq, **fields):
    """Change an entry as somebody with the whole database can: with every digest after it."""
    prev = None
    for row in AuditEntry.objects.filter(seq__gte=seq).order_by("seq"):
        if row.seq == seq:
            for name, value in fields.items():
                setattr(row, name, value)
        row.prev = prev or row.prev
        row.digest = prev = chain.digest_of(heads.as_entry(row))
        row.save()
