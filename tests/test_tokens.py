"""What opens behind a second passphrase, and for programs that carry a token: nothing more."""

import pytest
from django.test import Client

from tests.matrix import NOW, UNSAFE, ask, bare
from tests.test_matrix import NOT_THERE, WALK, guarded, of_objects, tellable
from waystation.testing.cast import ALLAN, HARRIET, WILLIAM
from waystation.vault import staff, tokens


@WALK
@pytest.mark.long
def test_behind_the_second_passphrase_nothing_of_the_true_world_is_there(objects, demo):
    found = []
    for member in (HARRIET, WILLIAM, ALLAN):
        forced = demo.client(member, member.duress)
        assert forced.get("/").status_code == 200
        for name, cells in of_objects(objects).items():
            if member.role in cells["own"].roles:
                true, random = (bare(ask(forced, "GET", cells[k])[0], cells[k]) for k in TWO)
                if true != random:
                    found.append((member.name, name, true[0], random[0]))

    assert found == []


TWO = ("own", "random")


@pytest.fixture
def tokened(objects, demo, monkeypatch):
    """Give a program with a token of a member for some kinds of compartment."""
    # The limit of five requests a second has its own test; here there are hundreds.
    monkeypatch.setattr("waystation.vault.limits.take", lambda kind, key: None)

    def give(member, *purposes: str) -> Client:
        made = demo.who(member)
        text = tokens.make(made.door, name="test", purposes=purposes, days=3, now=NOW)
        program = Client()
        program.said = {"Authorization": f"Bearer {text}"}
        return program

    return give


# A newcomer's own plan is part of a case, and names no route.
OF_NEWCOMERS = {"plan-booklet", "plan-beside"}


@WALK
@pytest.mark.long
def test_a_token_opens_no_more_than_its_owner_and_only_of_its_kinds(objects, demo, tokened):
    program = tokened(HARRIET, "gazetteer", "cases")
    owner, too_much, read = demo.client(HARRIET), [], set()
    for name, cells in of_objects(objects).items():
        if HARRIET.role not in cells["own"].roles:
            continue
        told = tellable(program, cells, "GET")
        opened = ask(program, "GET", cells["own"])[0].status_code == 200
        if opened and ask(owner, "GET", cells["own"])[0].status_code != 200:
            too_much.append((name, "more than the owner"))
        of_routes = name.startswith(("passage", "plan", "network", "danger", "halt", "leg"))
        if opened and of_routes and name not in OF_NEWCOMERS:
            too_much.append((name, "of another kind"))
        too_much += [(name, kind) for kind in told if not kind.startswith("status")]
        read |= {name} if opened else set()

    assert too_much == []
    assert {"household", "tip"} <= read


@WALK
@pytest.mark.long
def test_a_token_writes_nothing_and_reads_no_page_of_keys(objects, tokened):
    program = tokened(HARRIET, "gazetteer", "network", "cases", "passages")
    wrong = []
    for cell in guarded(objects):
        if cell.kind not in ("", "own", "random"):
            continue
        for method in UNSAFE:
            response, rows = ask(program, method, cell)
            if response.status_code != 403 or rows:
                wrong.append((cell.name, method, response.status_code, rows))
        if cell.view.startswith("waystation.vault.views"):
            response, rows = ask(program, "GET", cell)
            if response.status_code != 403 or rows:
                wrong.append((cell.name, "GET", response.status_code, rows))

    assert wrong == []


@WALK
@pytest.mark.long
def test_keys_taken_from_the_owner_are_gone_for_the_token_at_once(objects, demo, tokened):
    program = tokened(WILLIAM, "gazetteer", "cases")
    held = of_objects(objects)["household"]["own"]
    assert ask(program, "GET", held)[0].status_code == 200
    william = demo.who(WILLIAM)
    kept = [slot for slot in staff.slots_of(william.door) if slot.purpose != "cases"]

    staff.keep_ring(william.door, kept)

    assert ask(program, "GET", held)[0].status_code in NOT_THERE
