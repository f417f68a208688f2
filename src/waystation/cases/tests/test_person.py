"""Who somebody is: names of several kinds, ties both ways, and records written before."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.cases import queries
from waystation.cases.kin import DESCENT, INVERSE, KINDS, Kin, back, is_above
from waystation.cases.models import PersonRow
from waystation.cases.person import (
    Birth,
    Document,
    Name,
    Need,
    Person,
    PersonAsBefore,
    changed,
    named,
    script_of,
)
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault.opening import swap

ANN, MARY, OLD = UUID(int=1), UUID(int=2), UUID(int=3)


def test_somebody_is_called_by_their_first_own_name():
    papers = Name("Ann Johnson", "papers")
    ann = Person(names=(papers, Name("Ann Maria Jackson"), Name("안나", "home", "hangul")))

    assert ann.name == "Ann Maria Jackson"
    assert ann.also_known_as == ("Ann Johnson", "안나")
    assert Person(names=(papers,)).name == "Ann Johnson"
    assert Person().name is None


@pytest.mark.parametrize(
    ("text", "script"),
    [("김영희", "hangul"), ("金英姬", "hanja"), ("Kim", "latin"), ("Ким", "other"), ("7", "latin")],
)
def test_the_script_of_a_name_is_seen_in_its_letters(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Name("Ann", "nickname"),
        lambda: Person(sex="f"),
        lambda: Need(limits=("no train",)),
        lambda: Document(kind="letter"),
        lambda: Kin(to=ANN, case=ANN, kind="aunt"),
    ],
)
def test_a_word_outside_its_closed_list_is_not_written(wrong):
    with pytest.raises(ValueError, match="no such"):
        wrong()


@given(kind=st.sampled_from(KINDS), hard=st.booleans(), informal=st.booleans())
def test_a_tie_told_back_and_back_again_is_the_same_tie(kind, hard, informal):
    tie = Kin(to=MARY, case=OLD, kind=kind, hard=hard, informal=informal)

    mirrored = back(tie, to=ANN, case=OLD)

    assert INVERSE[INVERSE[kind]] == kind
    assert (mirrored.hard, mirrored.informal) == (hard, informal)
    assert back(mirrored, to=MARY, case=OLD) == tie


def test_nobody_is_their_own_forebear():
    child = {MARY: (Kin(to=ANN, case=OLD, kind="parent"),)}  # Ann is the parent of Mary.
    deeper = child | {ANN: (Kin(to=OLD, case=OLD, kind="grandparent"),)}

    assert is_above(ANN, MARY, "parent", child)
    assert is_above(MARY, ANN, "child", child)
    assert is_above(OLD, MARY, "parent", deeper)
    assert not is_above(MARY, OLD, "parent", deeper)
    assert not is_above(ANN, MARY, "guardian", child)
    assert "foster_parent" not in DESCENT


def test_a_change_keeps_what_was_written_before_and_by_whom():
    ann = named("Ann Maria Jackson", age=40, relation="head")

    new = changed(ann, by=ANN, name="William", at=NOW, why="she asked", relation="mother")

    (edit,) = new.history
    assert (new.relation, edit.name, edit.why, edit.at) == ("mother", "William", "she asked", NOW)
    assert {what: msgspec.msgpack.decode(old) for what, old in edit.was.items()} == {
        "relation": "head"
    }
    assert changed(ann, by=ANN, name="William", at=NOW, relation="head") is ann


def test_every_value_of_a_record_comes_back_from_bytes_as_it_went():
    whole = Person(
        names=(Name("김영희", "real", "hangul"),),
        birth=Birth(calendar="lunar", year=1837, month=8, day=15),
        sex="female",
        languages=("ko", "Scots"),
        kin=(Kin(to=ANN, case=OLD, kind="parent", hard=True),),
        special=(Need(kind="mobility", limits=("no foot",), until=date(1856, 1, 1)),),
        documents=(Document(kind="passport", held_by="the agent"),),
        photo=MARY,
    )
    whole = changed(whole, by=ANN, name="W", at=NOW, birth=Birth(age_years=18))

    for value in (whole, Person()):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=Person) == value


@pytest.mark.django_db
def test_a_record_written_before_opens_as_it_is_written_today(william):
    household_id = settle(william)
    row = PersonRow.objects.first()
    before = PersonAsBefore(
        name="Ann", also_known_as=("Nan",), age=40, sex="female", relation="head", needs="shoes"
    )
    swap(row, before, william, on=TODAY)

    opened = queries.open_person(row, william)

    assert household_id
    assert opened == named(
        "Ann", alias=("Nan",), age=40, sex="female", relation="head", needs="shoes"
    )
