"""Plans sealed before plans knew of gaps, fallbacks and stamps open as they were."""

from datetime import date
from uuid import UUID

import msgspec

from waystation.routing import wording
from waystation.routing.changes import routes_by, touches
from waystation.routing.domain import Lost, Plan
from waystation.routing.forms import Asked
from waystation.routing.tests.ripley import BOAT, READY, at, known

STAGE = {
    "type": "stage/1",
    "leg": "boat",
    "from_place": "ripley",
    "to_place": "sandusky",
    "mode": "boat",
    "depart": at(700),
    "arrive": at(730),
    "wait_min": 300,
    "risk_p": 0.09,
    "cost_cents": 60,
    "night": False,
}
ROUTE = {
    "type": "route/1",
    "depart": at(700),
    "arrive": at(730),
    "risk_p": 0.09,
    "cost_cents": 60,
    "stages": [STAGE],
}
RISK = {
    "risk_p": 0.09,
    "low_p": 0.09,
    "high_p": 0.09,
    "because": [{"kind": "given", "text": "set by hand", "value": "", "factor": 0.094}],
    "last_word_on": None,
    "n_words": 0,
}
QUESTION = {
    "type": "question/1",
    "start": "ripley",
    "targets": ["sandusky"],
    "people": 2,
    "children": 0,
    "start_at": READY,
    "max_cost_cents": 500,
    "max_risk_p": None,
    "latest_at": None,
    "group": UUID(int=7),
    "group_label": "two",
}
BODY = {
    "type": "plan/1",
    "question": QUESTION,
    "routes": [ROUTE],
    "front": [[at(730), 0.09, 60]],
    "facts": {
        "boat": {
            "type": "leg-facts/1",
            "risk": RISK,
            "cost_evidence": "given",
            "source": "",
            "km": 10.0,
            "assumed": [],
        }
    },
    "finished": True,
    "made_on": date(1855, 10, 26),
    "made_by": None,
}
OLD = msgspec.msgpack.decode(msgspec.msgpack.encode(BODY), type=Plan)


def test_an_old_plan_opens_with_what_it_said_and_nothing_made_up():
    assert (OLD.routes[0].cost_cents, OLD.routes[0].stages[0].wait_risk_p) == (60, 0.0)
    assert (OLD.n_front, OLD.proven_gap, OLD.fallbacks, OLD.seen) == (0, None, (), "")
    assert OLD.question.avoid == Lost()
    assert wording.proof(OLD).startswith("Every best route is here")


def test_an_old_plan_still_hears_of_what_happened_since():
    riskier = msgspec.structs.replace(BOAT, risk_p=0.2)

    told = touches(OLD, known(riskier))

    assert routes_by(OLD)["leg", "boat"] == (0,)
    assert [(touch.what, touch.slug) for touch in told] == [("riskier", "boat")]


def test_an_old_question_fills_the_form_in():
    asked = Asked.again(OLD.question)

    assert (asked.max_cost, asked.max_risk, asked.max_nights) == ("5.00", "", "")
    assert Asked.again(msgspec.structs.replace(OLD.question, max_cost_cents=0)).max_cost == "0.00"


def test_what_is_promised_of_routes_not_found_is_told_and_rounded_up():
    def proof(**told):
        return wording.proof(msgspec.structs.replace(OLD, **told))

    assert "more than 7.5 % better on every count" in proof(proven_gap=0.0741)
    assert "more than 5.0 % better" in proof(proven_gap=0.05, finished=False)
    assert "nobody knows how good" in proof(finished=False)
