"""Identifiers are random; codes can be said aloud."""

import re

import pytest

from waystation.base.ids import CODE_LETTERS, new_code, new_id


def test_identifiers_are_random_and_none_comes_twice():
    made = {new_id() for _ in range(1_000)}

    assert len(made) == 1_000
    assert {one.version for one in made} == {4}


@pytest.mark.parametrize("prefix", ["R", "P"])
def test_a_code_is_its_prefix_and_five_letters(prefix):
    assert re.fullmatch(rf"{prefix}-[A-Z]{{5}}", new_code(prefix))


def test_no_code_has_a_letter_that_is_misread():
    letters = {letter for _ in range(500) for letter in new_code("R")[2:]}

    assert letters <= set(CODE_LETTERS)
    assert not letters & set("ILOU0158")
