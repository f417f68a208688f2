"""The table of the six steps: every step is reached, none is a dead end, every need has words."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.cases.domain import STEPS
from waystation.cases.steps import domain
from waystation.cases.steps.domain import MOVES, NEEDS, Papers, missing, moves_from, sample
from waystation.cases.steps.tests.papers import a_closure, a_plan, a_registration, an_assessment
from waystation.cases.steps.wording import NEEDED
from waystation.cases.tests.builders import a_household

ALL = Papers(
    registration=a_registration(),
    assessment=an_assessment(),
    plan=a_plan(state="approved"),
    closure=a_closure(state="approved"),
    reviewed_since_plan=True,
    indicators_asked=True,
    why_again="they were driven out",
)
CHARGED = a_household(worker=UUID(int=1))


def test_every_step_is_reached_and_none_is_a_dead_end():
    assert {move.then for move in MOVES} | {"registered"} == set(STEPS)
    assert all(moves_from(step) for step in STEPS)


def test_every_need_stands_in_the_table_and_has_its_words():
    assert {need for move in MOVES for need in move.needs} == set(NEEDS) == set(NEEDED)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.now}-{move.then}")
def test_nothing_is_missing_where_everything_is_written(move):
    assert missing(move, CHARGED, ALL) == ()


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.now}-{move.then}")
def test_where_nothing_is_written_every_need_is_named(move):
    nothing = Papers(bia_missing=True, n_open_tasks=1)

    assert missing(move, a_household(contact=None), nothing) == move.needs


def test_plan_and_closure_alone_need_a_supervisor():
    second = {(move.now, move.then) for move in MOVES if move.second}

    assert second == {("planned", "acting")} | {(step, "closed") for step in STEPS[:-1]}


@pytest.mark.parametrize("paper", ["plan", "closure"])
@pytest.mark.parametrize("state", ["waiting", "sent back"])
def test_what_was_not_approved_opens_no_step(paper, state):
    papers = replace(ALL, **{paper: replace(getattr(ALL, paper), state=state)})
    move = domain.move_to("planned", "acting" if paper == "plan" else "closed")

    assert missing(move, CHARGED, papers) == (
        ("approval",) if paper == "plan" else ("closing approval",)
    )


@pytest.mark.parametrize(
    ("risk", "day"),
    [
        ("immediate", date(1855, 10, 27)),
        ("high", date(1855, 11, 2)),
        ("medium", date(1855, 11, 9)),
        ("low", date(1855, 11, 25)),
    ],
)
def test_the_risk_says_when_somebody_looks_again(risk, day):
    assert domain.review_on(risk, date(1855, 10, 26)) == day


def test_five_in_a_hundred_files_are_picked_rounded_up():
    cases = [UUID(int=n) for n in range(41)]

    assert len(sample(cases, date(1855, 10, 26))) == 3
    assert len(sample(cases[:1], date(1855, 10, 26))) == 1
    assert sample([], date(1855, 10, 26)) == []


@given(st.sets(st.uuids(), max_size=60), st.randoms(use_true_random=False))
def test_whoever_asks_in_a_month_is_told_the_same_files(cases, dice):
    shuffled = list(cases)
    dice.shuffle(shuffled)

    assert sample(shuffled, date(1855, 10, 1)) == sample(cases, date(1855, 10, 31))
