"""Two hundred planted names and places: none of them leaves with the book, in any form."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from waystation.base.ids import new_id
from waystation.cases import services as cases
from waystation.cases.domain import Tip
from waystation.ledger import chart, services
from waystation.ledger import queries as book
from waystation.ledger.audit import donors, packing, queries
from waystation.ledger.audit import services as leaving
from waystation.ledger.bank import services as bank
from waystation.ledger.bank.domain import Balances, Columns
from waystation.ledger.budgets import services as rescues
from waystation.ledger.closing import services as closing
from waystation.ledger.field import emergency
from waystation.ledger.field import services as field
from waystation.ledger.field.domain import Give, Holder, Lose, Settle
from waystation.ledger.models import AuditPack
from waystation.ledger.reports import writing
from waystation.ledger.reports.catalogue import CATALOGUE
from waystation.ledger.reports.tables import Asked
from waystation.testing.canaries import scan
from waystation.vault import cells
from waystation.vault.keyring import Keyring

pytestmark = [pytest.mark.long, pytest.mark.django_db]
DAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 12, tzinfo=UTC)
ROLE = "finance officer"
N_WORDS = 200


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()


@pytest.fixture
def planted():
    """Invent two hundred names and places that stand nowhere else."""
    draw = random.Random(1855)
    begin, middle, end = (
        ("Bren", "Corv", "Dask", "Fenn", "Hald", "Jorv", "Kest", "Morl", "Prax", "Zwol"),
        ("abel", "imor", "oski", "uvan", "yrth"),
        ("hollow", "wick", "mere", "stadt"),
    )
    words = [f"{one}{two}{three}" for one in begin for two in middle for three in end]
    draw.shuffle(words)
    return words


@pytest.fixture
def levi():
    keyring = Keyring.of(uuid4(), [cells.found("finance")], alias="Levi")
    cells.found("security")
    services.found_book(on=DAY)
    return keyring


@pytest.fixture
def told(planted, levi):
    """Plant every word where people write about money, about its holders, and about cases."""
    left = iter(planted)
    worker = Keyring.of(uuid4(), [cells.found("cases")])
    for n in range(20):
        services.record_gift(
            entry_id=new_id(), cents=900_000 + n, on=DAY, memo=next(left), payee=next(left)
        )
        tip = Tip(heard_at=NOW, place=next(left), words=next(left))
        cases.hear_tip(tip=tip, keyring=worker, now=NOW)
    for fund in (chart.UNRESTRICTED, chart.PARTNER_EMERGENCY):
        services.record_gift(entry_id=new_id(), cents=900_000, on=DAY, fund=fund)
    for n in range(15):
        fund = rescues.open_rescue(
            entry_id=new_id(), template="rescue-3000", n_people=2, case_token=bytes([n] * 16),
            on=DAY, memo=next(left),
        )  # fmt: skip
        rescues.pay_stage(
            entry_id=new_id(), fund=fund, costs={"transportation": 10_000 + n}, on=DAY,
            memo=next(left), payee=next(left),
        )  # fmt: skip
        if n < 10:
            rescues.close_rescue(entry_id=new_id(), fund=fund, on=DAY)
    for _ in range(8):
        _advance(left, levi)
    lines = [f"2026-03-02,{5 + n}.00,{next(left)},{next(left)}" for n in range(8)]
    columns = Columns(name=next(left), day="Day", amount="Sum", payee="Who", text="What")
    content = "\n".join(["Day,Sum,Who,What", *lines]).encode()
    # 5 + 6 + … + 12 dollars.
    typed = Balances(opening="0.00", closing="68.00")
    bank.read_statement(content, account=chart.BANK, on=DAY, columns=columns, typed=typed)
    for word in left:
        help_ = emergency.Help(5_000, word, word)
        emergency.pay(entry_id=new_id(), given=help_, role=ROLE, keyring=levi, now=NOW)
    closing.close_month(
        month=202_603, keyring=levi, user_id=levi.user_id, now=LATER,
        accepted=frozenset({"statements", "advances", "approvals", "programs", "reconciled"}),
    )  # fmt: skip
    return planted


def _advance(left, levi):
    """Give cash out of the open fund, settle part of it, and say that the rest was taken."""
    advance = new_id()
    give = Give(
        advance_id=advance, fund=chart.UNRESTRICTED, currency="USD", parts={"": 800},
        due_on=DAY + timedelta(days=14), holder=Holder(next(left), "guide", next(left), next(left)),
    )  # fmt: skip
    field.give(entry_id=new_id(), give=give, role=ROLE, keyring=levi, now=NOW)
    settle = Settle(advance, {"transportation": 300}, level=1, proof=next(left))
    field.settle(entry_id=new_id(), settle=settle, role=ROLE, keyring=levi, now=NOW)
    lose = Lose(advance, 500, next(left))
    field.lose(entry_id=new_id(), lose=lose, why=next(left), role=ROLE, keyring=levi, now=NOW)


def exports(levi, word) -> dict[str, bytes]:
    """Make everything that may leave the book for others."""
    pack = new_id()
    leaving.make_pack(
        pack_id=pack, auditor=word, words="five random words for it", keyring=levi, now=LATER
    )
    row = AuditPack.objects.get(pk=UUID(str(pack)))
    contents = queries.contents(row, bytes(32), LATER.date())
    assert contents.batches
    assert contents.manifest.n_entries > 100
    files = {"pack.zip": packing.packed(contents)}
    for form in ("hledger", "beancount"):
        files |= {name: text.encode() for name, text in queries.journals(form).items()}
    table = queries.donor_table()
    assert {row.what for row in table} >= {"gifts", "transportation"}
    files["donors.csv"] = packing.text(donors.COLUMNS, donors.plain(table)).encode()
    for key, offer in CATALOGUE.items():
        report = offer.make(Asked(202_601, 202_603))
        files[f"{key}.csv"] = writing.as_csv(report).encode()
        files[f"{key}.xlsx"] = writing.as_xlsx(report, on=DAY)
    return files


def own_journal(levi) -> bytes:
    """Give what finance itself reads, packed as an export would be: here the words do stand."""
    notes = [entry.note for entry in book.journal(keyring=levi)]
    text = "\n".join(f"{note.memo} {note.payee}" for note in notes if note)
    return packing.zipped({"journal.csv": text})


def test_none_of_two_hundred_planted_names_and_places_leaves_with_the_book(told, levi, tmp_path):
    out, own = tmp_path / "out", tmp_path / "own"
    out.mkdir()
    own.mkdir()

    for name, body in exports(levi, told[0]).items():
        (out / name).write_bytes(body)
    (own / "journal.zip").write_bytes(own_journal(levi))

    assert len(set(told)) == N_WORDS
    assert len(list(out.iterdir())) > 15
    assert scan(out, told) == []
    # The same search finds them where finance reads them, so it can find them.
    assert len({found.word for found in scan(own, told)}) > 80
