"""Who may import whom: all contracts kept, none of them toothless."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in OPTIONS["contracts"]}

# One line for each contract that it has to refuse, and the file it is put into.
OFFENCES = {
    "map": ("hazards/offence.py", "from waystation.cases import domain"),
    "inside": ("cases/queries.py", "from waystation.cases import services"),
    "areas": ("cases/contact/offence.py", "from waystation.cases.steps import domain"),
    "inside-areas": ("cases/steps/queries.py", "from waystation.cases.steps import services"),
    "relay-areas": ("relay/phones/offence.py", "from waystation.relay.turn import domain"),
    "dispatch-areas": (
        "dispatch/starting/offence.py",
        "from waystation.dispatch.drill import domain",
    ),
    "ledger-areas": (
        "ledger/approving/offence.py",
        "from waystation.ledger.closing import domain",
    ),
    "inside-relay-areas": (
        "relay/orders/queries.py",
        "from waystation.relay.orders import services",
    ),
    "pure": ("hazards/domain.py", "import sqlite3"),
    "opening": ("cases/offence.py", "from waystation.vault import opening"),
    "keys": ("dispatch/offence.py", "from waystation.vault import seal"),
    "crypto": ("vault/offence.py", "import argon2"),
    "factors": ("vault/offence.py", "import fido2"),
    "words": ("vault/offence.py", "import mnemonic"),
    "shares": ("vault/offence.py", "import shamir_mnemonic"),
    "psi": ("tracing/pfif/offence.py", "import private_set_intersection"),
    "linkage": ("tracing/matching/offence.py", "import duckdb"),
    "pictures": ("cases/offence.py", "import PIL"),
    "keyless": ("base/watches.py", "from waystation.vault import seal"),
    "purse": ("ledger/offence.py", "from waystation.network import domain"),
    "one-door": ("web/offence.py", "from waystation.kernel import planner"),
    "screens": ("cases/views.py", "from waystation.network import views"),
    "no-price": ("cases/grouping/offence.py", "from waystation.cases.consent import domain"),
    "no-price-of-a-story": (
        "cases/grouping/offence.py",
        "from waystation.cases.telling import domain",
    ),
    "giving-areas": ("giving/donors/offence.py", "from waystation.giving.gifts import domain"),
    "impact-areas": ("impact/guard/offence.py", "from waystation.impact.figures import domain"),
    "resettlement-areas": (
        "resettlement/book/offence.py",
        "from waystation.resettlement.stays import urls",
    ),
    "tracing-areas": (
        "tracing/papers/offence.py",
        "from waystation.tracing.desk import urls",
    ),
    "faces": ("cases/matching/offence.py", "from waystation.kernel import evolve"),
    "processor": ("giving/offence.py", "import stripe"),
    "noise": ("impact/offence.py", "import opendp"),
    "papers": ("relay/forms.py", "from waystation.cases import forms"),
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of a copy on that copy's own code."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def verdicts(output: str) -> dict[str, str]:
    """Read which contract was kept and which broken."""
    return {
        key: match[1]
        for key, contract in CONTRACTS.items()
        if (match := re.search(re.escape(contract["name"]) + r"\s+(KEPT|BROKEN)", output))
    }


@pytest.fixture
def copy(tmp_path):
    """Copy what the contracts look at."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "src" / "waystation",
        tmp_path / "src" / "waystation",
        ignore=shutil.ignore_patterns("static", "data", "templates", "__pycache__"),
    )
    return tmp_path


def test_all_contracts_are_kept():
    run = lint(ROOT)

    assert run.returncode == 0, run.stdout[-3_000:] + run.stderr[-1_000:]
    assert verdicts(run.stdout) == dict.fromkeys(CONTRACTS, "KEPT")


def test_every_contract_refuses_what_it_is_there_to_refuse(copy):
    for file, line in OFFENCES.values():
        with (copy / "src" / "waystation" / file).open("a") as code:
            code.write(f"\n{line}\n")

    run = lint(copy)

    assert run.returncode == 1, run.stderr
    assert verdicts(run.stdout) == dict.fromkeys(CONTRACTS, "BROKEN")


def test_a_folder_nobody_put_on_the_map_is_refused(copy):
    (copy / "src" / "waystation" / "annexe").mkdir()
    (copy / "src" / "waystation" / "annexe" / "__init__.py").write_text("")

    run = lint(copy)

    assert run.returncode == 1
    assert "annexe" in run.stdout


def test_every_contract_has_an_offence_of_its_own():
    assert set(OFFENCES) == set(CONTRACTS)


def test_the_map_names_every_folder_and_leaves_out_the_rehearsals_only():
    assert CONTRACTS["map"]["exhaustive"] is True
    assert CONTRACTS["map"]["exhaustive_ignores"] == ["testing"]
