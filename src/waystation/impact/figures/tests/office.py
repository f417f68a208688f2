"""Two approvers, a security officer, and journeys of 1853 to 1855 to make figures of."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from waystation.impact.figures import services
from waystation.impact.figures.preparing import Wish
from waystation.impact.figures.reading import Earlier
from waystation.impact.models.figures import ReleaseRow
from waystation.vault import cells
from waystation.vault.keyring import Keyring

NOW = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)


class Room:
    """The compartments, who holds them, and the verbs of figures in few words."""

    def __init__(self) -> None:
        slots = {name: cells.found(name) for name in ("passages", "security", "finance")}
        self.slots = slots
        self.passmore = Keyring.of(uuid4(), [slots["passages"]], alias="Passmore")
        self.jacob = Keyring.of(uuid4(), [slots["passages"]], alias="Jacob")
        self.julia = Keyring.of(uuid4(), [], alias="Julia")
        self.n_files = 0

    def arrive(self, on: date, *people: int, children: int = 0, now: datetime = NOW) -> None:
        """Put journeys on the list that ended on a day, each with so many people."""
        self.n_files += 1
        found = [Earlier(on, n, min(children, n)) for n in people]
        services.take_earlier(
            earlier=found, content=str(self.n_files).encode(), keyring=self.passmore, now=now
        )

    def propose(self, figure: str, *, now: datetime = NOW, **more: int) -> UUID:
        return services.propose(Wish(figure, **more), keyring=self.passmore, now=now)

    def approve(self, proposal_id: UUID, *, now: datetime = NOW, by=None) -> ReleaseRow:
        return services.approve(
            proposal_id=proposal_id, role="approver", keyring=by or self.jacob, now=now
        )

    def publish(self, figure: str, *, now: datetime = NOW, **more: int) -> ReleaseRow:
        return self.approve(self.propose(figure, now=now, **more), now=now)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KDF = (1_024, 1, 1)


@pytest.fixture
def room(db) -> Room:
    """Open the room, with 12 journeys of four people each, a child among them, in 1853 and 1854."""
    made = Room()
    for on in (date(1853, 11, 2), date(1854, 2, 3), date(1854, 9, 4)):
        made.arrive(on, 4, 4, 4, 4, children=1)
    return made
