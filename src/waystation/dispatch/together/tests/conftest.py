"""The office at Ripley with two groups that wait there, and a plan for both."""

import pytest

from waystation.base.ids import new_id
from waystation.cases import services as cases
from waystation.cases.person import named
from waystation.cases.tests.builders import settle
from waystation.dispatch.tests.conftest import _own_home, river  # noqa: F401
from waystation.dispatch.together import services
from waystation.dispatch.together.services import Asked
from waystation.routing.tests.ripley import READY
from waystation.vault.keyring import Keyring


@pytest.fixture
def groups(river):  # noqa: F811
    """Two groups of two at Ripley, the first one labelled first."""
    made = []
    for names in (("A. B.", "C. D."), ("E. F.", "G. H.")):
        two = [named(name, age=30) for name in names]
        household = settle(river.harriet, people=two, place="ripley")
        made.append(cases.form_group(household_ids=[household], keyring=river.harriet, now=READY))
    return made


@pytest.fixture
def asked(groups):
    """Ask for both groups over ten days, to Sandusky."""
    return Asked(
        groups=tuple(groups),
        released=(),
        targets=("sandusky",),
        ready_at=READY,
        days=10,
        seconds=1,
        rest_days=1,
        template="rescue-1855",
    )


@pytest.fixture
def joint(river, asked):  # noqa: F811
    """A finished plan for both groups."""
    return services.plan_all(asked=asked, keyring=river.harriet, now=READY, at_once=True)


@pytest.fixture
def approvers(river):  # noqa: F811
    """Two who may approve, and somebody with nothing but another compartment."""
    slots = list(river.slots.values())
    return Keyring.of(new_id(), slots), Keyring.of(new_id(), slots), river.stranger
