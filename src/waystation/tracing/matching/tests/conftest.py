"""The fixtures of the tracing desk, and people who are looked for and found."""

from datetime import timedelta
from uuid import UUID

import pytest

from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.cases.tests.conftest import harriet, office, william  # noqa: F401
from waystation.tracing.matching import queries, services
from waystation.tracing.models import RegisterRow
from waystation.tracing.papers import services as papers
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import UNTIL, a_profile, a_request, an_entry, an_origin
from waystation.tracing.tests.conftest import (  # noqa: F401
    desk,
    peter,
    sign_in,
    stranger,
    vina,
)
from waystation.vault.keyring import Keyring


def registered(desk, profile=None, *, origin=None, until=UNTIL) -> UUID:  # noqa: F811
    """Put somebody into the register as a worker of William's compartment would."""
    worker = Keyring.of(new_id(), [desk.gazetteer, desk.cases])
    entry = an_entry(
        desk.cases.cell,
        profile=profile or a_profile(),
        origin=origin or an_origin(desk.cases.cell),
        until=until,
    )
    row = RegisterRow(cell=desk.tracing.cell, day=TODAY, ends_on=until)
    row.box = papers.sealed(
        to=desk.tracing.cell,
        sender=desk.cases.cell,
        place=row.id,
        body=entry,
        about=row.id,
        keyring=worker,
        now=NOW,
    )
    row.save()
    return row.id


def asked(keyring, **said) -> UUID:
    """Open a request; where nothing else is said a son looks for his mother Ann."""
    return requests.open_request(request=a_request(**said), keyring=keyring, now=NOW)


def looked(keyring, days=0):
    """Look, so many days later."""
    return services.look(keyring=keyring, now=NOW + timedelta(days=days))


@pytest.fixture
def found(desk, peter) -> UUID:  # noqa: F811
    """The id of a candidate: Ann stands in the register, her son looks for her."""
    registered(desk)
    asked(peter)
    looked(peter)
    (view,) = queries.matches(peter)
    return view.id
