"""Plans at rest: sealed, opened only with the passages' keys, newest first."""

from datetime import timedelta

import pytest
from django.db import connection
from msgspec.structs import replace

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.routing import queries, services
from waystation.routing.asking import NoRoute, ask
from waystation.routing.domain import Lost
from waystation.routing.models import PlanRow
from waystation.routing.tests.ripley import READY, known, question
from waystation.vault.keyring import Keyring


def keep(office, **changes):
    return services.make_plan(question=question(**changes), keyring=office.harriet, now=READY)


def test_a_plan_is_kept_as_it_was_answered(office):
    plan_id = keep(office, group_label="G-7")

    kept = queries.plan(plan_id, office.harriet)
    weighed = replace(known(), weighs_waiting=True)
    asked_anew, _ = ask(weighed, question(group_label="G-7"))
    assert kept.id == plan_id
    assert kept.plan.routes == asked_anew.routes
    assert kept.plan.front == asked_anew.front
    assert kept.plan.made_by == office.harriet.user_id


def test_no_halt_or_report_waits_while_the_planner_searches(office, monkeypatch):
    depths = []
    search = services.with_fallbacks

    def watched(*args, **named):
        depths.append(len(connection.atomic_blocks))
        return search(*args, **named)

    monkeypatch.setattr(services, "with_fallbacks", watched)
    first = keep(office)
    services.replan(plan_id=first, lost=Lost(), keyring=office.harriet, now=READY)

    # A transaction takes the database's one lock for writing; the test's own is the only one.
    assert depths == [len(connection.atomic_blocks)] * 2


def test_the_stored_bytes_name_no_place_and_no_leg(office):
    keep(office, group_label="Harriet Shephard and ten others")

    body = bytes(PlanRow.objects.get().body)
    for word in (b"ripley", b"Ripley", b"sandusky", b"evening", b"boat", b"Shephard"):
        assert word not in body
    # The control: the same value, not sealed, names them.
    import msgspec

    plain = msgspec.msgpack.encode(ask(known(), question())[0])
    assert b"ripley" in plain


def test_a_stranger_neither_plans_nor_reads_nor_lists(office):
    plan_id = keep(office)

    with pytest.raises(Refused):
        services.make_plan(question=question(), keyring=office.stranger, now=READY)
    with pytest.raises(Refused, match="no such plan"):
        queries.plan(plan_id, office.stranger)
    with pytest.raises(Refused):
        queries.plans(office.stranger)
    assert PlanRow.objects.count() == 1


def test_who_has_the_network_but_not_the_passages_keeps_no_plan(office):
    security = Keyring.of(new_id(), [office.slots["gazetteer"], office.slots["network"]])

    with pytest.raises(Refused):
        services.make_plan(question=question(), keyring=security, now=READY)

    assert not PlanRow.objects.exists()


def test_no_route_leaves_no_plan_behind(office):
    with pytest.raises(NoRoute):
        keep(office, people=41)

    assert not PlanRow.objects.exists()


def test_a_plan_that_never_was_is_refused_like_one_that_is_not_yours(office):
    with pytest.raises(Refused, match="no such plan"):
        queries.plan(new_id(), office.harriet)


def test_plans_are_listed_latest_start_first(office):
    first, second = keep(office), keep(office, start_at=READY + timedelta(days=1))

    assert [kept.id for kept in queries.plans(office.harriet)] == [second, first]
    assert [kept.id for kept in queries.plans(office.harriet, most=1)] in ([first], [second])


def test_a_plan_moved_into_another_row_does_not_open(office):
    first, second = keep(office), keep(office, people=3)

    PlanRow.objects.filter(pk=first).update(body=PlanRow.objects.get(pk=second).body)

    with pytest.raises(Tampered):
        queries.plan(first, office.harriet)
