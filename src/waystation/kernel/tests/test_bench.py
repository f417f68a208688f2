"""Standard instances from the command line: what is read, what is answered, what is refused."""

import gzip
import json

import numpy as np
import pytest

from waystation.kernel.bench import main

# From 1 to 4: by 2 costs 2, 8, 4; by 3 costs 6, 2, 4; straight on 9, 9, 9, beaten by both.
FORK = """c a fork
p sp 4 5
a 1 2 1 4 2
a 2 4 1 4 2
a 1 3 3 1 2
a 3 4 3 1 2
a 1 4 9 9 9
"""
# Vertices 1..3, two resources. By 2: cost 3, uses 4 + 1 and 2; straight: cost 9, uses 1 and 1.
TIGHT = """3 3 2
0 0
{most} 9
0 0  1 0
0 0
1 2 1 2 1
2 3 2 2
1 1 3 9 1 1
"""


def answer(capsys, *words: object) -> dict:
    assert main([str(word) for word in words]) == 0
    return json.loads(capsys.readouterr().out)


def complaint(capsys, *words: object) -> str:
    assert main([str(word) for word in words]) == 2
    return capsys.readouterr().err


@pytest.fixture
def write(tmp_path):
    def written(content: str | bytes):
        path = tmp_path / "instance"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def test_a_graph_in_the_dimacs_manner_is_counted(write, capsys):
    found = answer(capsys, "front", write(FORK), 1, 4)

    assert (found["nodes"], found["arcs"], found["objectives"]) == (4, 5, 3)
    assert found["non_dominated"] == 2
    assert found["finished"]
    assert 0 <= found["search_cpu_s"] <= found["total_cpu_s"]


def test_a_plain_header_bare_arcs_and_gzip_are_read_as_well(write, capsys):
    bare = FORK.replace("p sp 4 5", "4 5 3").replace("a ", "").replace("c fork", "# fork")

    assert answer(capsys, "front", write(gzip.compress(bare.encode())), 1, 4)["non_dominated"] == 2


def test_a_file_that_names_node_0_counts_from_0(write, capsys):
    lines = "3 2\n0 1 1 1 1\n1 2 1 1 1\n"

    assert answer(capsys, "front", write(lines), 0, 2)["non_dominated"] == 1
    assert "SOURCE is 3; the nodes of this file are 0..2" in complaint(
        capsys, "front", write(lines), 3, 2
    )


def test_a_target_out_of_reach_gives_no_way(write, capsys):
    assert answer(capsys, "front", write(FORK), 4, 1)["non_dominated"] == 0


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("a 2 4 1 4 2", "a 2 4 1 4", "line 4 has 4 numbers; the first arc has 5"),
        ("a 2 4 1 4 2", "a 2 4 1 4 x", "line 4 must hold whole numbers, not '2 4 1 4 x'"),
        ("a 2 4 1 4 2", "a 2 5 1 4 2", "line 4 has a node beyond 4: '2 5 1 4 2'"),
        ("a 2 4 1 4 2", "a 2 4 1 -4 2", "line 4 has a negative number"),
        ("p sp 4 5", "p sp 4 6", "line 2 promises 6 arcs; the file holds 5"),
        ("p sp 4 5", "p sp many", "line 2 must be a header"),
        ("p sp 4 5", "p sp 4 5\na 1 2 1", "line 3 has 1 costs after its two nodes"),
    ],
)
def test_a_broken_graph_is_refused_by_the_line(write, capsys, old, new, says):
    content = FORK.replace(old, new)
    if new.endswith("a 1 2 1"):
        content = content.replace("4 5\n", "4 6\n")

    assert says in complaint(capsys, "front", write(content), 1, 4)


@pytest.mark.parametrize(("most", "optimum"), [(5, 3), (4, 9), (0, "infeasible")])
def test_a_constrained_path_file_gives_its_optimum(write, capsys, most, optimum):
    # The second arc's numbers wrap over two lines, the last vertex's uses over none.
    assert answer(capsys, "rcsp", write(TIGHT.format(most=most)))["optimum"] == optimum


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("3 3 2\n0 0\n", "make 28 numbers; the file holds 5"),
        ("", "must begin with the numbers"),
        ("2 1 1\n0\n9\n0 0\n1 3 5 1\n", "arc 1 joins 1 and 3; vertices are 1..2"),
        ("2 1 1\n0\n9\n0 zero\n1 2 5 1\n", "line 4 must hold whole numbers, not '0 zero'"),
        ("2 1 11\n", "the file has 11 resources; at most 10 are possible"),
    ],
)
def test_a_broken_constrained_file_is_refused(write, capsys, content, says):
    assert says in complaint(capsys, "rcsp", write(content))


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert "no-such-file" in complaint(capsys, "rcsp", tmp_path / "no-such-file")


def test_two_costs_to_five_are_told_from_the_arcs(write, capsys):
    for n_costs in (2, 5):
        costs = " ".join(str(cost) for cost in np.ones(n_costs, int))
        found = answer(capsys, "front", write(f"p sp 2 1\na 1 2 {costs}\n"), 1, 2)

        assert (found["objectives"], found["non_dominated"]) == (n_costs, 1)
