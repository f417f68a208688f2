"""Every address x everybody x own and others' objects x method x form token.

What a page is for is tried by everybody who has it; of the methods that no page knows, each by one
role an address, drawn by lot, and by everybody in `make soak`. For programs that carry a token see
`test_tokens.py`.

What is another's, what is gone, what is of another kind and what never was are one answer, byte
for byte; so nobody learns from an address whether something exists.
"""

from collections import defaultdict

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from tests.matrix import (
    OBJECTS,
    SAFE,
    UNSAFE,
    Cell,
    Objects,
    ask,
    bare,
    by_lot,
    parameters,
)
from tests.test_access_table import OPEN_APIS, at_work, goes_to_the_door
from waystation.base.access import EVERYBODY
from waystation.cases.models import HouseholdRow
from waystation.testing.cast import HARRIET, WILLIAM
from waystation.vault.door import opens_to
from waystation.vault.models import Session, User

# Every page for everybody is walked through once: what is asked is asked of the pages.
WALK = pytest.mark.sqlite_only("walks through every page, which is the same on either database")

# A refusal of what is not there, or not the reader's.
NOT_THERE = {404, 409}
HIDDEN = ("other", "mixed", "gone", "strange", "random")


@pytest.fixture
def visitors(objects, demo) -> dict[str, Client]:
    """One of each role who is signed in."""
    return at_work(demo)


@pytest.fixture
def strangers(objects, demo) -> dict[str, Client]:
    """Those who are not, or no longer, inside: each with what they have left."""
    outside = {"nobody": Client(), "made up": Client(), "ended": demo.client(HARRIET)}
    outside["made up"].cookies["ws"] = "x" * 43
    Session.objects.all().delete()
    return outside


def guarded(objects: Objects) -> list[Cell]:
    """Give the cells behind the door."""
    return [cell for cell in objects.cells() if EVERYBODY not in cell.roles]


def own(objects: Objects) -> list[Cell]:
    """Give every address once, with one's own object where it names one."""
    return [cell for cell in objects.cells() if cell.kind in ("", "own")]


def reaching(cell: Cell, visitors: dict[str, Client]) -> list[str]:
    """Name the roles that have a page; of a page for everybody, all."""
    return [role for role in visitors if EVERYBODY in cell.roles or role in cell.roles]


def of_objects(objects: Objects) -> dict[str, dict[str, Cell]]:
    """Give the cells that name an object, by address and kind."""
    found: dict[str, dict[str, Cell]] = defaultdict(dict)
    for cell in guarded(objects):
        if cell.kind:
            found[cell.name][cell.kind] = cell
    return found


def tellable(client: Client, cells: dict[str, Cell], method: str) -> list[str]:
    """Name the kinds of hidden object whose answer differs from that for a random id."""
    answers = {kind: bare(ask(client, method, cells[kind])[0], cells[kind]) for kind in cells}
    unlike = [kind for kind in HIDDEN if kind in cells and answers[kind] != answers["random"]]
    right = answers["random"][0] in NOT_THERE
    return unlike if right else [*unlike, f"status {answers['random'][0]}"]


def test_every_parameter_of_an_address_stands_for_something_known():
    assert parameters() - set(OBJECTS) == set()
    assert set(OBJECTS) - parameters() == set()


@WALK
@pytest.mark.long
def test_what_is_anothers_looks_like_what_never_was(objects, visitors):
    wrong = [
        (name, role, found)
        for name, cells in of_objects(objects).items()
        for role, client in visitors.items()
        if role in cells["random"].roles
        if (found := tellable(client, cells, "GET")) and found != ["status 405"]
    ]

    assert wrong == []


@WALK
@pytest.mark.long
def test_ones_own_objects_answer_otherwise_so_the_others_are_hidden_and_not_broken(
    objects, visitors
):
    dead = [
        name
        for name, cells in of_objects(objects).items()
        if not any(
            bare(ask(visitors[role], method, cells["own"])[0], cells["own"])
            != bare(ask(visitors[role], method, cells["random"])[0], cells["random"])
            for role in cells["own"].roles
            for method in ("GET", "POST")
        )
    ]

    # The paper is there a day after somebody asked for it; one's own gift came by card, so no bank
    # sends it back, and it is no thing to be valued.
    assert set(dead) == {"trustees-paper", "giving-gift-refund", "giving-gift-value"}


@WALK
@pytest.mark.long
def test_by_no_method_does_anybody_learn_of_or_change_what_is_anothers(objects, visitors):
    wrong, seen = [], 0
    for name, cells in of_objects(objects).items():
        # Roles without the page are refused alike; that has its own test below. GET has one above.
        for role, method in by_lot(name, cells["random"].roles, SAFE + UNSAFE, by_all=("POST",)):
            answers = {}
            for kind in HIDDEN:
                if kind in cells:
                    response, rows = ask(visitors[role], method, cells[kind])
                    answers[kind] = bare(response, cells[kind])
                    seen += 1
                    if rows:
                        wrong.append((name, role, method, kind, f"{rows} rows written"))
            if len(set(answers.values())) > 1:
                wrong.append((name, role, method, {k: v[0] for k, v in answers.items()}))

    assert wrong == []
    assert seen > 3_000


@WALK
@pytest.mark.long
def test_no_method_but_a_forms_changes_anything_even_of_ones_own(objects, visitors):
    wrong = [
        (cell.name, role, method, rows)
        for cell in own(objects)
        # HEAD is what GET is, and is asked of others' objects above; who has not the page is
        # refused before it is made, which the walk of test_access_table.py tries.
        for role, method in by_lot(
            cell.name, reaching(cell, visitors), ("GET", "OPTIONS", "PUT", "PATCH", "DELETE")
        )
        if (rows := ask(visitors[role], method, cell)[1])
    ]

    assert wrong == []


@WALK
@pytest.mark.long
@pytest.mark.parametrize("form", ["none", "elsewhere"])
def test_no_form_without_its_token_or_from_elsewhere_does_anything(objects, visitors, form):
    wrong = []
    for cell in own(objects):
        for role, method in by_lot(cell.name, reaching(cell, visitors), UNSAFE):
            response, rows = ask(visitors[role], method, cell, form=form)
            is_api = cell.url.startswith(OPEN_APIS)
            if rows or (response.status_code != 403 and not is_api):
                wrong.append((cell.name, role, method, response.status_code, rows))

    assert wrong == []


@WALK
@pytest.mark.long
def test_whoever_is_not_inside_is_shown_the_door_whatever_they_name(objects, strangers):
    wrong = []
    for cell in guarded(objects):
        if cell.kind not in ("", "own", "random"):
            continue
        for who, method in by_lot(cell.name, strangers, SAFE + UNSAFE, by_all=("GET",)):
            response, rows = ask(strangers[who], method, cell)
            if not goes_to_the_door(response) or rows:
                wrong.append((cell.name, who, method, response.status_code, rows))

    assert wrong == []


@WALK
@pytest.mark.long
def test_a_role_without_a_page_is_refused_alike_for_every_object(objects, visitors):
    wrong = []
    for name, cells in of_objects(objects).items():
        others = [role for role in visitors if role not in cells["own"].roles]
        # That every role without it is refused, the walk of test_access_table.py tries.
        for role, method in by_lot(name, others, ("GET", "POST", "DELETE"), by_all=()):
            said = {bare(ask(visitors[role], method, one)[0], one) for one in cells.values()}
            if {answer[0] for answer in said} != {403} or len(said) != 1:
                wrong.append((name, role, method, [answer[0] for answer in said]))

    assert wrong == []


@WALK
@pytest.mark.long
def test_a_colleague_whose_door_was_taken_away_is_outside_at_the_next_click(objects, demo):
    client = demo.client(WILLIAM)
    User.objects.all().delete()

    (cell,) = (one for one in guarded(objects) if one.name == "people")

    assert goes_to_the_door(ask(client, "GET", cell)[0])


# The controls: what the matrix looks for, done wrong on purpose, is found.


@opens_to("field manager")
def tells_apart(request, household_id):
    """A page that looks an object up before asking whose it is."""
    there = HouseholdRow.objects.filter(pk=household_id).exists()
    return HttpResponse("not yours" if there else "no such household", status=404)


@opens_to("field manager")
def deletes(request, household_id):
    """A page that deletes whatever it is named."""
    HouseholdRow.objects.filter(pk=household_id).delete()
    return HttpResponse("there is no such record", status=404)


urlpatterns = [
    path("tells/<uuid:household_id>/", tells_apart, name="tells"),
    path("deletes/<uuid:household_id>/", deletes, name="deletes"),
    path("sign-in/", tells_apart, name="sign-in"),
    path("", tells_apart, name="board"),
]


def cells_at(name: str, objects: Objects) -> dict[str, Cell]:
    view = f"{__name__}.{'tells_apart' if name == 'tells' else 'deletes'}"
    ids = objects.ids["household_id"]
    return {
        kind: Cell(view, name, kind, reverse(name, kwargs={"household_id": one}), (one,))
        for kind, one in ids.items()
    }


@WALK
@pytest.mark.long
def test_a_page_that_tells_anothers_from_nobodys_is_found(objects, visitors, settings):
    settings.ROOT_URLCONF = __name__

    assert tellable(visitors["field manager"], cells_at("tells", objects), "GET") == ["other"]


@WALK
@pytest.mark.long
def test_a_page_that_deletes_anothers_is_found(objects, visitors, settings):
    settings.ROOT_URLCONF = __name__
    other = cells_at("deletes", objects)["other"]

    assert ask(visitors["field manager"], "DELETE", other)[1] > 0
    assert HouseholdRow.objects.filter(pk=other.ids[0]).exists()
