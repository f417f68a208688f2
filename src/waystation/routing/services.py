"""Asking the planner and keeping its answer."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.routing import queries
from waystation.routing.asking import ask
from waystation.routing.domain import Question
from waystation.routing.models import PlanRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add


@transaction.atomic
def make_plan(*, question: Question, keyring: Keyring, now: datetime) -> UUID:
    """Ask the planner on the organisation's own network and keep the answer, sealed.

    Raises:
      Refused: nothing fits, or the keyring lacks the network's or the passages' compartment.
    """
    answer, _ = ask(queries.known(keyring), question)
    answer = msgspec.structs.replace(answer, made_by=keyring.user_id)
    row = PlanRow(cell=keyring.cell("passages"))
    return add(row, answer, keyring, on=now.date()).id
