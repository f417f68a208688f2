"""What the control room of the demo begins with: groups, a threat, one drill as an exercise."""

from datetime import datetime, timedelta

from waystation.cases import queries as cases
from waystation.cases import services as grouping
from waystation.dispatch.drill import services as drill
from waystation.dispatch.drill.domain import Loss
from waystation.dispatch.mixing import services as mixing
from waystation.dispatch.mixing.domain import Belief
from waystation.network.domain import Partner
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring

# Who waits in a group of their own, and since how many days the committee has known of them, which
# is assumed: the books tell of the arrival only, this autumn or in the year after it. The first
# are too many for the houses on the way; each of the others has a way that its budget pays for.
# The company of eleven, and a child alone, are left to whoever tries them.
FORMED = {"p165": 15, "p124": 9, "p128": 12, "p338": 6, "p208": 7, "p217": 4, "p386": 5}
# Who is taken for lost in the exercise: the last house before Pennsylvania.
LOST = ("Thomas Garrett", "wilmington-de")
WATCHED = {"from_land": "US-VA", "to_land": "CA"}
SLAVE_CATCHERS = {"steamboat": 0.15, "schooner": 0.15, "rail": 0.2, "foot": 0.05}


def furnish(harriet: Who, allan: Who, partners: tuple[Partner, ...], now: datetime) -> None:
    """Form the groups, declare the threat and prepare the exercise; no planner is run for it."""
    _groups(harriet.keyring, now)
    belief = Belief(
        k=3,
        caught=SLAVE_CATCHERS,
        otherwise=0.1,
        extra_risk=0.6,
        extra_cost=0.5,
        extra_hours=72,
        by=allan.alias,
        at=now,
        why="Searches of ships and trains out of Virginia; the figures are assumed.",
    )
    mixing.declare(**WATCHED, belief=belief, keyring=allan.keyring, now=now)
    lost = [one for one in partners if (one.name, one.place) == LOST]
    for partner in lost[:1]:
        loss = Loss(
            what="partner", key=partner.slug, name=partner.name, since=now - timedelta(hours=1)
        )
        drill.prepare(
            loss=loss,
            exercise=True,
            family_cents=0,
            by=harriet.alias,
            keyring=harriet.keyring,
            now=now,
        )


def _groups(keyring: Keyring, now: datetime) -> None:
    for line in cases.waiting_lines(keyring, now.date()):
        if line.household.code in FORMED:
            grouping.form_group(household_ids=[line.id], keyring=keyring, now=now)
