"""The demo's donors of 1855: some twice, one who moved, one who wants to be forgotten."""

from datetime import datetime, timedelta

from waystation.giving.donors import merging, services
from waystation.giving.donors.domain import Donor, Permission
from waystation.giving.letters import services as letters
from waystation.giving.own import blotting
from waystation.vault.door import Who

GERRIT = Donor(
    name="Gerrit Smith",
    email="gerrit@example.org",
    address="Peterboro, New York",
    country="US",
    notes="Gives land as well; likes to be asked in winter.",
)
LADIES = Donor(
    name="Rochester Ladies' Anti-Slavery Society",
    kind="organisation",
    email="bazaar@example.org",
    address="Corinthian Hall, Rochester",
    country="US",
)
ANN = Donor(name="Ann Carroll Fitzhugh", email="ann@example.org", address="Peterboro, New York")
LEWIS = Donor(name="Lewis Tappan", email="lewis@example.org", address="Brooklyn", country="US")
EDMUND = Donor(name="Edmund Quincy", address="Dedham, Massachusetts", country="US")


def furnish(julia: Who, levi: Who, now: datetime) -> None:
    """Enter donors and what a fundraiser finds to do about them: a quarter of a second."""
    then = now - timedelta(days=200)
    gerrit = services.welcome(GERRIT, now=then)
    for donor in (LADIES, ANN, LEWIS):
        services.welcome(donor, now=then)
    said = Permission(what="news", yes=True, at=then, source="newsletter")
    services.allow(gerrit, said)
    moved = Donor(name="Gerrit Smith", email=GERRIT.email, address="Smithfield, New York")
    services.welcome(moved, now=now)
    # One of them wrote from a second mailbox; somebody saw it and put both together.
    twice = services.welcome(
        Donor(name="Tappan, Lewis", email="l.tappan@example.org", address="Brooklyn"), now=now
    )
    lewis = services.welcome(LEWIS, now=now)
    merging.merge(kept_id=lewis.pk, gone_id=twice.pk, keyring=julia.keyring, now=now)
    services.welcome(Donor(name="G. Smith", address="Peterboro, New York"), now=now)
    letters.wait(gerrit, "thanks", {}, now=now)
    letters.wait(lewis, "stopped", {}, now=now)
    edmund = services.welcome(EDMUND, now=then)
    why = "He asked by letter that nothing of him be kept."
    blotting.ask(row_id=edmund.pk, why=why, keyring=levi.keyring, now=now)
