"""The wrong versions by which the vault's tests are measured: wrong in one place, not in words."""

import ast

import pytest

from bench.mutants import mutants


def wrong(source: str) -> list[str]:
    """Give every wrong version of a source, as one line each."""
    return ["; ".join(made.source.splitlines()) for made in mutants(source)]


@pytest.mark.parametrize(("right", "one"), [
    ("x = a == b", "x = a != b"),
    ("x = a < b", "x = a <= b"),
    ("x = a in b", "x = a not in b"),
    ("x = a + b", "x = a - b"),
    ("x = a and b", "x = a or b"),
    ("x = not a", "x = a"),
    ("x = 4", "x = 5"),
    ("x = True", "x = False"),
    ("x = b'ws1/ring'", "x = b'ws1/rin?'"),
    ("seal(a)", "pass"),
    ("raise Tampered", "pass"),
    ("x += 1", "pass"),
    ("if a: pass", "if not a:;     pass"),
    ("def f():\n  return a", "def f():;     return None"),
])  # fmt: skip
def test_each_kind_of_mistake_is_made(right, one):
    assert one in wrong(right)


@pytest.mark.parametrize(("words", "made"), [
    ('"""Say what this is for."""', []),
    ("x = 'a text'", []),
    ("raise ValueError('4 of them')", ["pass"]),
    ("f(hint=3)", ["pass"]),
    ("def f(a: Literal[3]): pass", []),
])  # fmt: skip
def test_words_for_people_and_annotations_are_left_alone(words, made):
    assert wrong(words) == made


def test_every_wrong_version_differs_from_the_right_one_and_is_python():
    source = "def f(a, b):\n    if a < b and b != 3:\n        raise ValueError\n    return a + b\n"
    right = ast.unparse(ast.parse(source))

    made = [one.source for one in mutants(source)]

    # <, and, !=, 3, the condition, the raise, the return, and the sum: eight places.
    assert len(made) == len(set(made)) == 8
    assert right not in made
    assert all(ast.parse(one) for one in made)
