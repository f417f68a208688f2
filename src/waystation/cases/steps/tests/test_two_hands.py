"""Nobody ever approves their own work, whatever three people do in whatever order."""

import contextlib

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import hands, parts, queries
from waystation.cases.models import PartRow, PartVoice
from waystation.cases.person import named
from waystation.cases.steps import approvals, services
from waystation.cases.steps.domain import Closure, Plan, StepTaken
from waystation.cases.steps.tests.papers import close, plan_of, step
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault.keyring import Keyring
from waystation.vault.opening import token_of

NAMES = ("Harriet", "William", "Frances")
ACTS = ("plan", "closure", "approve", "send back", "acting", "closed", "assessed")


@pytest.fixture
def people(office):
    """Three colleagues who hold the same compartment."""
    slots = [office.gazetteer, office.cases, office.security]
    return {name: Keyring.of(new_id(), slots, alias=name) for name in NAMES}


def act(what, case, keyring):
    """Do one thing in a case, whether it is allowed or not."""
    if what in ("plan", "closure"):
        (plan_of if what == "plan" else close)(case, keyring)
    elif what in ("approve", "send back"):
        for kind in (Plan, Closure):
            for kept in parts.listed(case, kind, keyring):
                said = {"part_id": kept.id, "kind": kind, "answer": "so", "keyring": keyring}
                with contextlib.suppress(Refused):
                    (approvals.approve if what == "approve" else approvals.send_back)(
                        **said, now=NOW
                    )
    else:
        services.take_step(household_id=case, then=what, why="so", keyring=keyring, now=NOW)


@pytest.mark.long
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(ACTS)), max_size=10))
def test_nobody_ever_approves_their_own_work(people, acts):
    case = settle(people["William"], people=[named("Harriet Eglin", age=26)])

    for name, what in acts:
        with contextlib.suppress(Refused):
            act(what, case, people[name])

    reader = people["Harriet"]
    approved = [
        kept
        for kind in (Plan, Closure)
        for kept in parts.listed(case, kind, reader)
        if kept.value.state == "approved"
    ]
    for kept in approved:
        assert kept.first_by != kept.by
        assert PartVoice.objects.filter(part=kept.id).count() == 2
    ends = [kept for kept in parts.listed(case, StepTaken, reader) if kept.value.then == "closed"]
    closures = [kept for kept in approved if isinstance(kept.value, Closure)]
    assert len(ends) <= len(closures)
    stands = queries.household(case, reader, TODAY).household.step
    assert (stands == "closed") <= bool(closures)


def test_the_database_refuses_a_second_hand_of_one_person(people):
    william = people["William"]
    plan = PartRow.objects.get(pk=plan_of(settle(william), william))
    mine = token_of(william.user_id, plan, william)

    with pytest.raises(IntegrityError), transaction.atomic():
        PartVoice.objects.create(part=plan, actor=mine)

    assert hands.is_mine(plan.id, william)
    assert PartVoice.objects.filter(part=plan).count() == 1


def test_a_case_stepped_through_by_one_person_alone_is_never_carried_out(people):
    william = people["William"]
    case = settle(william)

    for then in ("assessed", "planned", "acting", "closed"):
        with pytest.raises(Refused):
            step(case, then, william)
