"""The desk beside an office, and a family of whom Ann agreed to be found."""

from typing import NamedTuple
from uuid import UUID

import pytest

from waystation.cases.consent.tests.builders import an_answer, noted, settled
from waystation.cases.tests.builders import NOW
from waystation.tracing.register import services
from waystation.tracing.register.domain import SHARES, Told
from waystation.tracing.tests.conftest import (  # noqa: F401
    desk,
    harriet,
    office,
    outsider,
    peter,
    sign_in,
    stranger,
    vina,
    william,
)


class Family(NamedTuple):
    """The ids of a household, of Ann, her grown son and her daughter of eleven, and of her yes."""

    id: UUID
    ann: UUID
    robert: UUID
    mary: UUID
    yes: UUID


@pytest.fixture
def family(desk, william) -> Family:  # noqa: F811
    """A household of William's; Ann agreed to tracing, nobody is in the register yet."""
    ids = settled(william)
    yes = noted(ids[0], an_answer(ids[1], purpose="tracing"), william)
    return Family(*ids, yes)


@pytest.fixture
def entered(family, william) -> UUID:  # noqa: F811
    """Ann's id in the register."""
    return enter(family, william)


def enter(family, keyring, **said) -> UUID:
    """Put Ann, or whoever is named, into the register."""
    usual = {
        "person_id": family.ann, "told": Told(marks=("a scar on the left hand",)), "now": NOW
    }  # fmt: skip
    return services.enter(
        household_id=family.id,
        shares=SHARES,
        keyring=keyring,
        **usual | said,
    )
