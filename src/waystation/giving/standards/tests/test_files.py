"""Files of open data hold what the book says by quarter, and nothing else."""

import csv
import hashlib
import io
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from waystation.giving.standards import checking, domain, grants, iati, queries, tables
from waystation.giving.standards.domain import Organisation, Sum
from waystation.giving.standards.grants import Grant

ON = date(2026, 10, 1)
US = Organisation("US-EIN-00-0000000", "Vigilance Committee", "자경단", "https://x.test/", "998")
TOLD = [
    Sum("2025Q1", "2025Q4", "RESCUE", "RESCUE-GENERAL", "gifts", 1_234_567),
    Sum("2025Q1", "2025Q4", "RESCUE", "RESCUES", "transportation", 400_005),
    Sum("2026Q1", "2026Q1", "GENERAL", "UNRESTRICTED", "gifts", 5_000),
    Sum("2026Q2", "2026Q2", "GENERAL", "UNRESTRICTED", "losses on exchange", -7),
]
GRANTS = [
    Grant(
        UUID(int=1), 50_000, date(2026, 2, 1), "School books", "For a school", "organisation", "A"
    ),
    Grant(UUID(int=2), 12_345, date(2026, 3, 1), "Scholarship", "A year of law", "individual", ""),
]
# SHA-256 of the schemas as published; another file under the same name is not what was meant.
SCHEMAS = {
    "iati-activities-schema.xsd": "62c91a66c82ee26864d5e6c3f4bd6358"
    "de14d3aec69bc649db85da9f9a0792bc",
    "iati-organisations-schema.xsd": "c1fc48f53924e479db6fffa5584e2e4c"
    "c55f745c0269c519f44f9a03d77ce736",
    "360-giving-schema.json": "e8a1c581ce18447b2dc9c757d7229862624970a3724718d8319a8d3c47429ebb",
}


def schema(name):
    folder = os.environ.get("WAYSTATION_SCHEMAS", "")
    path = Path(folder) / name
    if not folder or not path.exists():
        pytest.skip(f"no {name}: put the published schemas where WAYSTATION_SCHEMAS says")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == SCHEMAS[name], f"another {name}"
    return path


def check(content, told=TOLD):
    return checking.findings(content, told, US, words=queries.WORDS, on=ON)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("iati-activities-schema.xsd", iati.activities),
        ("iati-organisations-schema.xsd", iati.organisation),
    ],
)
def test_both_iati_files_are_valid_by_the_published_schemas(name, write):
    from lxml import etree

    xsd = etree.XMLSchema(etree.parse(schema(name)))
    content = write(TOLD, US, on=ON)
    xsd.assertValid(etree.fromstring(content))
    broken = content.replace(b"iso-date=", b"iso-day=", 1)
    assert not xsd.validate(etree.fromstring(broken))


@pytest.mark.parametrize("told", [GRANTS, []])
def test_grants_are_valid_by_the_published_schema(told):
    import jsonschema

    says = json.loads(schema("360-giving-schema.json").read_text())
    # Both are needed: without them a day is "valid under each of" two forms.
    checker = jsonschema.Draft202012Validator(
        says, format_checker=jsonschema.FormatChecker(["date-time"])
    )
    for grant in json.loads(grants.written(told, US))["grants"]:
        checker.validate(grant)
        assert not checker.is_valid({k: v for k, v in grant.items() if k != "awardDate"})


def test_an_activity_file_holds_every_sum_to_the_cent_and_passes_our_own_check():
    content = iati.activities(TOLD, US, on=ON).decode()
    assert check(content.encode()) == []
    assert content.count("<iati-activity ") == 2
    assert "US-EIN-00-0000000-RESCUE-2025" in content
    assert ">12345.67</value>" in content
    assert ">-0.07</value>" in content
    # 2025 is over for more than 90 days; 2026 is not.
    assert content.count('<activity-status code="4" />') == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("12345.67", "12345.68", "cents and the book"),
        ('code="998"', 'code="617"', "not one of the widest"),
        ('humanitarian="1"><iati', 'humanitarian="0"><iati', "not humanitarian"),
        ("<sector", "<location", "location is in the file"),
        ("2025-12-31", "2025-12-30", "not the last day of a quarter"),
        (">transportation<", ">the boat of a friend<", "not in the list"),
        ("2026-06-30", "2026-09-30", "told too early"),
        ("US-EIN-00-0000000-GENERAL-2026", "GENERAL-2026", "no identifier of ours"),
    ],
)
def test_what_a_schema_lets_pass_our_own_check_finds(old, new, says):
    content = iati.activities(TOLD, US, on=ON).decode().replace(">\n    <iati-id", "><iati-id")
    assert old in content
    assert any(says in one for one in check(content.replace(old, new).encode()))


def test_a_person_who_was_given_a_grant_is_never_named():
    named = GRANTS[1]._replace(to_name="Anthony Burns")
    written = grants.written([named], US).decode()
    assert "Burns" not in written
    assert json.loads(written, parse_float=Decimal)["grants"][0]["amountAwarded"] == Decimal(
        "123.45"
    )
    assert json.loads(grants.written([], US)) == {"grants": []}


def test_the_table_has_its_declared_columns_and_no_other():
    rows = list(csv.reader(io.StringIO(tables.as_csv(TOLD).decode())))
    assert rows[0] == ["from", "to", "programme", "fund", "what", "usd"]
    assert rows[1] == ["2025Q1", "2025Q4", "RESCUE", "RESCUE-GENERAL", "gifts", "12345.67"]
    with pytest.raises(ValueError, match="declared are 6"):
        tables.as_csv([(*TOLD[0], "a route")])
    with pytest.raises(ValueError, match="declared are 6"):
        tables.as_xlsx([(*TOLD[0], "a route")], on=ON)
    assert tables.as_xlsx(TOLD, on=ON)[:2] == b"PK"


def test_a_quarter_is_told_ninety_days_after_its_end():
    # It ends on 31 March; 29 June is the ninetieth day after.
    assert not domain.is_late_enough("2026Q1", date(2026, 6, 28))
    assert domain.is_late_enough("2026Q1", date(2026, 6, 29))
    assert domain.end_of("2025Q4") == date(2025, 12, 31)
