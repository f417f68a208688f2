"""A group of two proposed at Ripley, and rehearsals of four replicates that run while one waits."""

import pytest

from waystation.dispatch import running
from waystation.dispatch.arrival.tests.conftest import sign_in  # noqa: F401
from waystation.dispatch.rehearsing import domain, engines, queries, services, views
from waystation.dispatch.rehearsing.domain import Asked
from waystation.dispatch.tests.conftest import _own_home, river  # noqa: F401
from waystation.routing.tests.ripley import READY

CALM = Asked(
    replicates=4, guide_month_p=0, house_month_p=0, phone_month_p=0, delay_p=0, storm_days_month=0
)
STORM = Asked(replicates=4, guide_month_p=0.9, house_month_p=0.9, delay_p=0.5, raided_p=0.5)


class Office:
    """Whoever begins rehearsals; `stops_after` so many batches a run is stopped."""

    def __init__(self, made):
        self.river, self.harriet = made, made.harriet
        self.stops_after = None

    def start(self, run_id, work, failed):
        """Do at once what the server does in the background."""
        run = running.Run()
        if self.stops_after is not None:
            told, stop, left = run.tell, run.stop, self.stops_after

            def tell(done, of):
                if done >= left:
                    stop()
                told(done, of)

            run.tell = tell
        try:
            work(run)
        except running.Stopped:
            pass
        except ZeroDivisionError:
            failed()
        return True

    def rehearse(self, asked=CALM, now=READY, **changes):
        return services.rehearse(asked=asked, keyring=self.harriet, now=now, **changes)

    def came(self, rehearsal_id):
        return queries.came(rehearsal_id, self.harriet)

    def kept(self, rehearsal_id, keyring=None):
        return queries.rehearsal(rehearsal_id, keyring or self.harriet)


@pytest.fixture
def office(river, monkeypatch):  # noqa: F811
    """The office with a proposed passage; a batch is two replicates."""
    assert views.RehearsalForm  # Loaded with the true least number, whoever loads it first.
    made = Office(river)
    monkeypatch.setattr(domain, "LEAST", 4)
    monkeypatch.setattr(services, "LEAST", 4)
    monkeypatch.setattr(domain, "BATCH", 2)
    monkeypatch.setattr(services.engines, "processes", lambda: engines.here)
    monkeypatch.setattr(services.running, "start", made.start)
    monkeypatch.setattr(services.secrets, "randbelow", lambda n: 7)
    made.passage = river.propose()
    return made
