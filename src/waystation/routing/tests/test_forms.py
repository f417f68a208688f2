"""What a person types becomes a question, or a sentence that says which field to mend."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.http import QueryDict

from waystation.base.errors import Refused
from waystation.routing.forms import Asked, question
from waystation.routing.tests.ripley import PLACES

GROUP = "5a0c9c0e-52a5-4c4f-9a4e-5f8f30a6a1de"


def typed(**changes) -> Asked:
    usual = {"start": "ripley", "people": "11", "children": "6", "start_at": "1855-10-26T21:40"}
    return Asked(**usual | changes)


def refused(**changes) -> Refused:
    with pytest.raises(Refused) as no:
        question(typed(**changes), list(PLACES))
    assert no.value.hint
    return no.value


def test_a_form_becomes_a_question():
    asked = question(
        typed(to="sandusky", max_cost="$1,120.50", max_risk="2.5", group=GROUP, group_label="G-7"),
        list(PLACES),
    )

    assert (asked.start, asked.targets) == ("ripley", ("sandusky",))
    assert (asked.people, asked.children) == (11, 6)
    assert asked.start_at == datetime(1855, 10, 26, 21, 40, tzinfo=UTC)
    assert asked.max_cost_cents == 112_050
    assert asked.max_risk_p == 0.025
    assert (asked.group, asked.group_label) == (UUID(GROUP), "G-7")


def test_empty_limits_are_no_limits_and_no_children_are_none():
    asked = question(typed(children=""), list(PLACES))

    assert (asked.max_cost_cents, asked.max_risk_p, asked.group) == (None, None, None)
    assert asked.children == 0


def test_any_destination_means_every_place_of_that_kind():
    assert question(typed(), list(PLACES)).targets == ("sandusky",)


def test_a_place_may_be_given_by_its_name():
    assert question(typed(start="Ripley"), list(PLACES)).start == "ripley"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"start": "Nowhere"}, "“Nowhere” is no place of the network."),
        ({"start": ""}, "“” is no place of the network."),
        ({"to": "Nowhere"}, "“Nowhere” is no place of the network."),
        ({"people": "abc"}, "People: “abc” is not a whole number."),
        ({"people": ""}, "People: “” is not a whole number."),
        ({"people": "-1"}, "People: “-1” is not a whole number."),
        ({"people": "٣"}, "People: “٣” is not a whole number."),
        ({"people": "99999"}, "People: “99999” is not a whole number."),
        ({"children": "1.5"}, "Children: “1.5” is not a whole number."),
        ({"start_at": "tomorrow"}, "“tomorrow” is not a date and time."),
        ({"start_at": "1855-02-30T10:00"}, "“1855-02-30T10:00” is not a date and time."),
        ({"max_cost": "12.5"}, "Cost: “12.5” is not a sum of money."),
        ({"max_cost": "-3"}, "Cost: “-3” is not a sum of money."),
        ({"max_risk": "100"}, "Risk: “100” is not a percentage below 100."),
        ({"max_risk": "low"}, "Risk: “low” is not a percentage below 100."),
        ({"group": "7"}, "“7” is no group."),
    ],
)
def test_what_is_not_what_its_field_takes_is_named(changes, says):
    assert refused(**changes).says == says


def test_what_was_typed_is_kept_and_foreign_fields_are_not():
    sent = QueryDict("start=ripley&people=+11+&max_cost=lots&is_admin=1")

    asked = Asked.of(sent)

    assert (asked.start, asked.people, asked.max_cost) == ("ripley", "11", "lots")
    assert not hasattr(asked, "is_admin")
