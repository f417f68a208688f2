"""From a belief to a drawn plan: declared, changed, drawn, audited, removed, refused."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.dispatch.mixing import queries, services
from waystation.dispatch.mixing.tests.conftest import belief
from waystation.dispatch.models import ThreatRow
from waystation.routing import queries as routing
from waystation.routing.tests.ripley import READY, at, question
from waystation.vault import audit
from waystation.vault.keyring import Keyring


def drawn_plan(river, plan_id, method="mix"):
    made = services.draw_plan(plan_id=plan_id, method=method, keyring=river.harriet, now=READY)
    return routing.plan(made, river.harriet).plan


def audited(river) -> list[tuple[str, dict[str, str]]]:
    officer = Keyring.of(river.levi.user_id, [river.security])
    return [(one.kind, one.says) for one in audit.entries(officer)]


def test_what_was_believed_before_stays_in_the_history(river, declared):
    now = belief(k=2, at=at(500), why="two of them now")
    services.believe(threat_id=declared, belief=now, keyring=river.harriet, now=at(500))

    threat = queries.threat(declared, river.harriet).threat
    assert [one.k for one in threat.beliefs] == [2, 1]
    assert threat.belief.why == "two of them now"


def test_a_removed_threat_keeps_its_history_and_changes_no_more(river, declared):
    services.remove(threat_id=declared, why="he left", by="S", keyring=river.harriet, now=at(500))

    threat = queries.threat(declared, river.harriet).threat
    assert (threat.stands, threat.removed_why, len(threat.beliefs)) == (False, "he left", 1)
    with pytest.raises(Refused):
        services.believe(threat_id=declared, belief=belief(), keyring=river.harriet, now=at(500))
    with pytest.raises(Refused):
        services.remove(threat_id=declared, why="x", by="S", keyring=river.harriet, now=at(500))


def test_one_corridor_has_one_threat_at_a_time(river, declared):
    again = {"from_land": "", "to_land": "", "belief": belief(), "keyring": river.harriet}

    with pytest.raises(Refused):
        services.declare(**again, now=READY)
    services.remove(threat_id=declared, why="he left", by="S", keyring=river.harriet, now=READY)
    services.declare(**again, now=READY)

    assert [kept.threat.stands for kept in queries.threats(river.harriet)] == [True, False]


def test_the_stored_bytes_of_a_threat_tell_nothing(river, declared):
    body = bytes(ThreatRow.objects.get().body)

    assert b"slave catcher" not in body
    assert b"Security" not in body


def test_a_stranger_reads_no_threat_and_draws_nothing(river, declared):
    assert queries.threats(river.stranger) == []
    for no in (declared, uuid4()):
        with pytest.raises(Refused, match="no such threat"):
            queries.threat(no, river.stranger)
    with pytest.raises(Refused):
        services.draw_plan(plan_id=river.plan(), method="mix", keyring=river.stranger, now=READY)


def test_a_drawn_plan_takes_the_drawn_way_alone_and_says_what_drawing_is_worth(river, declared):
    plan = drawn_plan(river, river.plan())

    assert {tuple(stage.leg for stage in route.stages) for route in plan.routes} == {
        plan.drawn.legs
    }
    assert plan.drawn.threat == declared
    assert (plan.drawn.n_routes, plan.drawn.k, plan.drawn.method) == (2, 1, "mix")
    assert plan.drawn.watched_p < 0.6 * plan.drawn.safest_watched_p
    assert plan.drawn.safest_quiet_p < plan.drawn.quiet_p


def test_luck_decides_between_the_ways_as_the_lot_says(river, declared, monkeypatch):
    asked = []

    class Luck:
        def choices(self, numbers, weights):
            asked.append(tuple(weights))
            return [list(numbers)[-1]]

    monkeypatch.setattr(services.secrets, "SystemRandom", Luck)
    plan = drawn_plan(river, river.plan())

    found = queries.asked_lot(question(), routing.known(river.harriet), river.harriet)
    assert asked == [found.lot.chances]
    assert plan.drawn.legs == found.lot.ways[-1].legs
    assert plan.drawn.chance == found.lot.chances[-1]


def test_each_draw_is_audited_with_its_number_and_without_its_way(river, declared):
    plan_id = river.plan()
    drawn_plan(river, plan_id)
    second = drawn_plan(river, plan_id)

    assert second.drawn.nth == 2
    says = [says for kind, says in audited(river) if kind == "route drawn"]
    assert sorted(one["n"] for one in says) == ["1", "2"]
    assert {"threat believed"} <= {kind for kind, _says in audited(river)}
    told = repr(says)
    assert not [leg for leg in second.drawn.legs if leg in told]


def test_without_a_threat_nothing_is_drawn(river):
    known = routing.known(river.harriet)

    with pytest.raises(Refused, match="no threat is declared"):
        drawn_plan(river, river.plan())
    assert services.draw(question=question(), known=known, keyring=river.harriet, now=READY) is None


def test_a_question_whose_destination_is_gone_is_refused_and_not_broken(river, declared):
    asked = question(targets=("sandusky", "atlantis"))

    with pytest.raises(Refused) as no:
        services.draw(
            question=asked, known=routing.known(river.harriet), keyring=river.harriet, now=READY
        )
    assert "atlantis" in no.value.says


def test_an_unknown_way_of_drawing_is_refused(river, declared):
    with pytest.raises(Refused, match="no such way of drawing"):
        drawn_plan(river, river.plan(), method="shuffle")


def test_the_simple_alternative_leaves_the_way_that_was_taken_last(river, declared):
    plan_id = river.plan()
    strong = replace(belief(), k=20, otherwise=0.9)
    services.believe(threat_id=declared, belief=strong, keyring=river.harriet, now=READY)

    first = drawn_plan(river, plan_id, "tracks")
    river.propose()
    second = drawn_plan(river, plan_id, "tracks")

    # 0.5 * 20 / 5 * 0.9 * 0.09 * 0.7 a leg and more: the two legs of the night cost over 0.2 now.
    assert first.drawn.legs == ("evening", "morning")
    assert second.drawn.legs != first.drawn.legs
    assert second.drawn.method == "tracks"


def test_a_drawn_plan_can_be_proposed_and_approved_as_any_other(river, declared):
    made = services.draw_plan(plan_id=river.plan(), method="mix", keyring=river.harriet, now=READY)

    passage_id = river.propose(plan_id=made, route_no=0)

    assert river.approve(passage_id)
