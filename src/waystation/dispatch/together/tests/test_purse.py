"""The budget a plan for all was asked with, also after finance decided on another."""

from waystation.dispatch.together.purse import is_dear, template_of
from waystation.dispatch.together.tests.test_hours import TERMS
from waystation.ledger.budgets.domain import TEMPLATES


def test_a_plan_for_all_keeps_to_the_budget_it_was_asked_with():
    before = template_of(TERMS)
    dearer = {**before.per_person, "transportation": 900}
    asked = type(TERMS)(
        zero=TERMS.zero, days=10, seconds=1, seed=1, template="rescue-1855", per_person=dearer
    )

    assert before == TEMPLATES["rescue-1855"]
    # Four dollars more for the road than the thirty.
    assert template_of(asked).cents_a_person == 3_400
    # 5.00 and 3.00 of contingency do not pay a fare of 8.01; 9.00 and 3.00 do.
    assert is_dear("rail", 801, before)
    assert not is_dear("rail", 801, template_of(asked))
