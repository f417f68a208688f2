"""One organisation as a process of its own: `python -m tests.organisation NAME DAY`.

It founds itself in its WAYSTATION_HOME, with two tracing officers and a case worker, and does what
it is told line by line in JSON, answering each with a line. Files go over a directory, as they
would on a stick. `tests/test_between.py` has two of them search with each other.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.core.management import call_command


def main(name: str, day: str) -> None:
    """Found the organisation, then do as each line says until there is none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    office = _office(name, date.fromisoformat(day))
    for line in sys.stdin:
        told = json.loads(line)
        sys.stdout.write(json.dumps(_done(office[told.pop("do")], told)) + "\n")
        sys.stdout.flush()


def _done(act: Callable[..., Any], told: dict[str, Any]) -> dict[str, Any]:
    from waystation.base.errors import Refused

    try:
        return {"done": act(**told)}
    except Refused as refused:
        return {"refused": refused.says}


def _office(name: str, today: date) -> dict[str, Callable[..., Any]]:
    """Give everything the organisation can be told to do, by its name."""
    from datetime import UTC

    from waystation.base.ids import new_id
    from waystation.cases.consent.tests.builders import an_answer, noted
    from waystation.cases.tests.builders import settle
    from waystation.tracing.partners import queries
    from waystation.tracing.partners.forms import CardForm, card_text
    from waystation.tracing.partners.services import agreeing, comparing
    from waystation.tracing.partners.services.reading import read_in
    from waystation.tracing.partners.tests.conftest import an_agreement, look_for, released
    from waystation.tracing.register import services as register
    from waystation.tracing.register.domain import SHARES, Told
    from waystation.tracing.tests.builders import a_korean
    from waystation.vault import audit, cells
    from waystation.vault.keyring import Keyring

    now = datetime.combine(today, time(9, 5), UTC)
    slots = {one: cells.found(one) for one in ("gazetteer", "tracing", "cases", "security")}
    officers = [Keyring.of(new_id(), [slots["gazetteer"], slots["tracing"]]) for _ in range(2)]
    worker = Keyring.of(new_id(), [slots["gazetteer"], slots["cases"]])
    security = Keyring.of(new_id(), [slots["security"]])
    one, second = officers
    said: dict[str, Any] = {"keyring": one, "now": now}
    agreeing.make_own(name=name, **said)

    def befriend(card: str) -> str:
        form = CardForm({"card": card})
        assert form.is_valid(), form.errors
        made = agreeing.enter(card=form.cleaned_data["card"], **said)
        agreeing.note_compared(partner_id=made, how="by telephone", **said)
        agreeing.propose(partner_id=made, agreement=an_agreement(), **said)
        agreeing.approve(partner_id=made, keyring=second, now=now)
        return str(made)

    def seek(name: str, mother: str, receiver: str) -> str:
        sought = _with_mother(a_korean(name), mother)
        return str(look_for(one, receiver, sought))

    def shelter(name: str, mother: str, receiver: str) -> None:
        told = _with_mother(a_korean(name), mother)
        person = _person(told)
        household = settle(worker, [person])
        (person_id,) = _members(household, worker, today)
        noted(household, an_answer(person_id, purpose="tracing", given_on=today), worker)
        register.enter(
            household_id=household,
            person_id=person_id,
            told=Told(homes=told.homes, relatives=told.relatives),
            shares=SHARES,
            keyring=worker,
            now=now,
        )
        given = released(
            receiver,
            told,
            uses=("keys",),
            parts=("birth", "home", "relatives"),
            agreed=_agreed(today),
        )
        register.release(
            household_id=household, person_id=person_id, given=given, keyring=worker, now=now
        )

    def write(run: str, path: str) -> None:
        Path(path).write_bytes(comparing.hand_out(run_id=UUID(run), **said))

    def read(path: str, days: int = 0) -> str:
        came = read_in(content=Path(path).read_bytes(), keyring=one, now=now + timedelta(days=days))
        return str(came.id)

    def stands(run: str) -> dict[str, Any]:
        value = queries.run(UUID(run), one).value
        hits = {str(hit.record): hit.kinds for hit in value.hits}
        return {"count": value.count, "hits": hits, "steps": [went.step for went in value.steps]}

    return {
        "card": lambda: card_text(queries.card(one)),  # type: ignore[arg-type]
        "befriend": befriend,
        "seek": seek,
        "shelter": shelter,
        "offer": lambda partner: str(comparing.offer(partner_id=UUID(partner), **said)),
        "make": lambda run: comparing.make(run_id=UUID(run), **said),
        "agree": lambda run, who: comparing.agree_to_list(
            run_id=UUID(run), keyring=officers[who], now=now
        ),
        "write": write,
        "read": read,
        "stands": stands,
        "audit": lambda: [
            [entry.kind, entry.says.get("of", "")] for entry in reversed(audit.entries(security))
        ],
        "examined": lambda: len(audit.examine(audit.key_of(security)).breaks),
    }


def _with_mother(profile: Any, mother: str) -> Any:
    from msgspec.structs import replace

    from waystation.tracing.tests.builders import a_relative

    return replace(profile, relatives=(a_relative("parent", mother, sex="female"),))


def _person(profile: Any) -> Any:
    from waystation.cases.person import Person

    return Person(names=profile.names, sex=profile.sex, birth=profile.birth)


def _members(household: UUID, worker: Any, today: date) -> tuple[UUID, ...]:
    from waystation.cases.queries import household as read

    return tuple(read(household, worker, today).household.people)


def _agreed(today: date) -> Any:
    from waystation.tracing.tests.builders import agreed

    return agreed(today + timedelta(days=90), given_on=today)


if __name__ == "__main__":
    main(*sys.argv[1:])
