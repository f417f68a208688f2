"""The start-up check is quick, silent when all is well, and names the part that is not."""

import json
import time
from pathlib import Path

import pytest
from django.core.checks import registry

from waystation.base.errors import Tampered
from waystation.vault import seal, selfcheck


def fails(*args, **kwargs):
    raise Tampered("as a changed library would")


def test_all_parts_give_their_known_answers():
    assert selfcheck.self_check() == []
    assert selfcheck.suite_gives_known_answers(None) == []


def test_django_runs_the_check_at_every_start():
    checks = registry.registry.get_checks()

    assert selfcheck.suite_gives_known_answers in checks


def test_the_check_costs_less_than_twenty_milliseconds():
    took = []
    for _ in range(5):
        # Of the processor alone: what else the machine does is no part of it.
        begun = time.process_time()
        selfcheck.self_check()
        took.append(time.process_time() - begun)

    assert min(took) < 0.020


@pytest.mark.parametrize(
    ("broken", "stand_in", "part"),
    [
        ("open_with", fails, "boxes"),
        ("open_row", fails, "rows"),
        ("open_row", lambda *a, **k: b"other", "rows"),
        ("stretch", lambda *a, **k: bytes(32), "passphrases"),
        ("sign", lambda *a: bytes(64), "signatures"),
        ("is_signed", lambda *a: False, "signatures"),
    ],
)
def test_a_part_that_answers_otherwise_is_named(monkeypatch, broken, stand_in, part):
    monkeypatch.setattr(seal, broken, stand_in)

    wrong = selfcheck.suite_gives_known_answers(None)

    assert wrong
    assert all(message.msg.startswith(part) for message in wrong)
    assert all("requirements.txt" in message.hint for message in wrong)


def test_the_known_answers_are_those_of_the_vectors():
    text = (Path(__file__).parent / "vectors.json").read_text("utf-8")
    boxes = {v["box"] for v in json.loads(text)["boxes"]}
    rows = {v["row"] for v in json.loads(text)["rows"]}

    assert selfcheck._BOX.hex() in boxes
    assert selfcheck._ROW.hex() in rows
