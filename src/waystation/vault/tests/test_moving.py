"""A case in another compartment: all of it, for those who hold that one and nobody else."""

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.vault import audit, keystore, moving
from waystation.vault.models import FileRow
from waystation.vault.opening import add, begin, open_row
from waystation.vault.register import Alarm, Line
from waystation.vault.tests.office import NOW, Office

pytestmark = pytest.mark.django_db
WORDS = Line(Alarm(new_id(), NOW.date()))


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def case(office):
    """A case of two rows in the compartment North."""
    first = FileRow(cell=office.cell("north"))
    begin([first], office.every, on=NOW.date())
    add(first, WORDS, office.every, on=NOW.date())
    second = FileRow(cell=office.cell("north"), case=first.id)
    add(second, WORDS, office.every, on=NOW.date())
    return first.id


def test_a_case_moves_whole_and_its_first_readers_open_it_no_more(
    office, case, django_capture_on_commit_callbacks
):
    william, harriet = office.visit("william"), office.visit("harriet")
    with django_capture_on_commit_callbacks(execute=True):
        moving.move_case(case, office.cell("south"), by=william, now=NOW)

    rows = list(FileRow.objects.filter(case=case))
    assert {row.cell for row in rows} == {office.cell("south")}
    assert [open_row(row, Line, office.visit("william").keyring) for row in rows] == [WORDS] * 2
    with pytest.raises(Refused):
        open_row(rows[0], Line, harriet.keyring)
    assert keystore.counts() == {office.cell("south"): 1}
    [entry] = audit.entries(office.every)
    assert (entry.kind, entry.says["cell"], entry.says["to"]) == ("case moved", "North", "South")


@pytest.mark.parametrize(
    ("name", "to"),
    [("harriet", "south"), ("esther", "south"), ("william", "north"), ("william", "gazetteer")],
    ids=["holds only the first", "holds neither", "is there already", "no compartment of cases"],
)
def test_a_case_is_moved_only_by_who_holds_both_and_only_among_cases(office, case, name, to):
    with pytest.raises(Refused):
        moving.move_case(case, office.cell(to), by=office.visit(name), now=NOW)

    assert {row.cell for row in FileRow.objects.all()} == {office.cell("north")}


def test_somebody_elses_case_and_one_that_never_was_are_refused_alike(office, case):
    esther = office.visit("esther")

    said = []
    for asked in (case, new_id()):
        with pytest.raises(Refused) as refused:
            moving.cell_of(asked, esther.keyring)
        said.append((refused.value.says, refused.value.hint))
    assert said[0] == said[1]


def test_the_list_of_where_it_could_go_names_the_others_and_not_its_own(office, case):
    where = moving.elsewhere(case, office.visit("william").keyring)

    assert where == [(office.cell("south"), "South")]
