"""An office of the historical network that one process leads by lines of JSON, beside a console.

Four people wait at Bellefontaine; Rush Sloane leads them from Sandusky over the lake. In 1852 he
was arrested for what was done at that boat. `python -m tests.journeys.lake` fills WAYSTATION_HOME.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

import django

from tests.journeys.river import Desk

SLOANE = "op1502"


def office_at(home: Path) -> Desk:
    """Start the office in a demo's directory, and wait until its passage is approved."""
    return Desk(home, module=__name__)


class Lake:
    """Harriet, Passmore and Jacob, and one approved passage over Sandusky."""

    def __init__(self) -> None:
        from waystation.base import clock
        from waystation.dispatch import services
        from waystation.routing import services as routing
        from waystation.routing.domain import Question
        from waystation.testing.cast import HARRIET, JACOB, PASSMORE
        from waystation.vault import door

        self.now = clock.now()
        keyrings = []
        for member in (HARRIET, PASSMORE, JACOB):
            real = clock.real_now()
            who = door.who_is(door.sign_in(member.name, member.passphrase, now=real), now=real)
            keyrings.append(who.keyring)
        self.harriet = keyrings[0]
        question = Question(
            start="bellefontaine-oh",
            targets=("amherstburg-malden-on", "windsor-on"),
            people=4,
            start_at=self.now,
        )
        plan = routing.make_plan(question=question, keyring=self.harriet, now=self.now)
        self.passage = services.propose(
            plan_id=plan,
            route_no=0,
            needs="",
            template="rescue-1855",
            keyring=self.harriet,
            now=self.now,
        )
        self._let_sloane_lead()
        for keyring in keyrings[1:]:
            services.approve(passage_id=self.passage, keyring=keyring, now=self.now)

    def stages(self) -> list[Any]:
        """Give the stages of the passage."""
        from waystation.dispatch import queries

        return list(queries.passage(self.passage, self.harriet).stages)

    def partner(self, slug: str) -> Any:
        """Find a partner on file."""
        from waystation.network import queries as network

        return network.rows_of(["partner"], self.harriet)["partner", slug]

    def _let_sloane_lead(self) -> None:
        """Have the boat led by Sloane of Milan near by, where the planner took the nearest."""
        from msgspec.structs import replace

        from waystation.dispatch.models import StageRow
        from waystation.vault.opening import swap

        kept, sloane = self.stages()[-1], self.partner(SLOANE)
        led = replace(kept.stage, guide=SLOANE, guide_name=sloane.record.name, guide_row=sloane.id)
        swap(StageRow.objects.get(pk=kept.id), led, self.harriet, on=self.now.date())


def invite(lake: Lake, name: str) -> dict[str, Any]:
    """Invite the phone of a partner, by name: the part of the link after its #."""
    from waystation.base import clock
    from waystation.network import queries as network
    from waystation.relay.phones import queries, services

    slug = next(one.slug for one in network.partners(lake.harriet) if one.name == name)
    invitee = queries.partner_of(lake.partner(slug).id, lake.harriet)
    made = services.invite(invitee=invitee, keyring=lake.harriet, now=clock.real_now())
    return {"fragment": made.fragment}


def confirm(lake: Lake, name: str) -> dict[str, Any]:
    """Confirm a partner's phone, whose four words were read aloud."""
    from waystation.relay.phones import domain, queries, services

    kept = next(k for k in queries.phones(lake.harriet) if k.phone.label == name)
    numbers = domain.spaced(queries.numbers_of(kept, lake.harriet))
    services.confirm(phone_id=kept.row.id, numbers=numbers, keyring=lake.harriet, now=lake.now)
    return {}


def send(lake: Lake) -> dict[str, Any]:
    """Seal every order of the passage; gives the stages that were refused."""
    from waystation.relay.orders import services

    refused = services.send_all(passage_id=lake.passage, keyring=lake.harriet, now=lake.now)
    return {"refused": [[number, error.says] for number, error in refused]}


def told(lake: Lake) -> dict[str, Any]:
    """Give the passage's id, its guides, and the id of its last stage."""
    stages = lake.stages()
    return {
        "passage": str(lake.passage),
        "guides": [one.stage.guide_name for one in stages],
        "last": str(stages[-1].id),
    }


ACTS = {act.__name__: act for act in (invite, confirm, send, told)}


def lead(asked: TextIO, said: TextIO) -> None:
    """Lay the passage out, then do what each line says and answer it with a line."""
    lake = Lake()
    _say(said, {"ready": True})
    for line in asked:
        act, *given = json.loads(line)
        _say(said, ACTS[act](lake, *given))


def _say(said: TextIO, answer: dict[str, Any]) -> None:
    said.write(json.dumps(answer) + "\n")
    said.flush()


if __name__ == "__main__":
    os.umask(0o077)
    django.setup()
    lead(sys.stdin, sys.stdout)
