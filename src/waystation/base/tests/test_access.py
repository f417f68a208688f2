"""The table of who may reach which page."""

import pytest

from waystation.base import access


@pytest.fixture(autouse=True)
def table(monkeypatch):
    monkeypatch.setattr(access, "TABLE", {})
    return access.TABLE


def page(request):
    return None


def test_a_view_is_named_by_module_and_function():
    assert access.name_of(page) == f"{__name__}.page"


def test_a_line_holds_the_roles_it_was_given():
    access.allow(page, frozenset({"approver", "case worker"}))

    assert {f"{__name__}.page": frozenset({"approver", "case worker"})} == access.TABLE


@pytest.mark.parametrize("roles", [{"guest"}, {"approver", "Approver"}, {""}])
def test_a_role_outside_the_closed_list_writes_no_line(roles):
    with pytest.raises(ValueError, match="no such role"):
        access.allow(page, frozenset(roles))

    assert access.TABLE == {}


def test_a_page_for_everybody_says_so_and_stays_the_same_view():
    assert access.open_to_everybody(page) is page
    assert {access.name_of(page): frozenset({access.EVERYBODY})} == access.TABLE


def test_everybody_is_no_role():
    assert access.EVERYBODY not in access.ROLES
    assert len(set(access.ROLES)) == len(access.ROLES)
