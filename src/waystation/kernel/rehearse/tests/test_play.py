"""What befalls groups on the little net when something goes wrong, hour by hour."""

import numpy as np
import pytest

from waystation.kernel.rehearse.luck import CAUGHT as CAUGHT_DRAW
from waystation.kernel.rehearse.luck import Fair, Luck
from waystation.kernel.rehearse.script import HIDE, POLICIES, RENDEZVOUS, WARN, Adversary, calm
from waystation.kernel.rehearse.tests.tiny import (
    FROM_B,
    OUT,
    STRAIGHT,
    TO_B,
    A,
    B,
    lucky,
    played,
    script,
)
from waystation.kernel.rehearse.travellers import CAUGHT, LEFT, ON_THE_WAY, SAFE, STAYED
from waystation.kernel.rehearse.watcher import Watcher

# More than any draw.
NOTICES_ALL = 2.0


class Late(Fair):
    """Nothing happens, but one leg takes so much longer."""

    def __init__(self, made, leg, hours):
        super().__init__(made)
        self.leg_late, self.hours_late = leg, hours

    def late_h(self, group, leg, chance, mean_h):
        return self.hours_late if leg == self.leg_late else 0


class Unlucky(Fair):
    """Whatever may catch a group on a leg does."""

    def chance(self, what, group, thing):
        return 0.0 if what == CAUGHT_DRAW else super().chance(what, group, thing)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_plan_runs_as_it_was_made_where_nothing_goes_wrong(policy):
    came = played(script(), policy)

    assert came.fate.tolist() == [SAFE]
    assert came.arrived_h.tolist() == [34]  # Sets out at 30 for four hours.
    assert came.heard.tolist() == [0]


@pytest.mark.parametrize(
    ("policy", "arrives"),
    [
        # Stands at the rendezvous at 30, waits a day, then over B: 54 + 3 + 5.
        (RENDEZVOUS, 62),
        # Told at 26 in A, goes over B at once: 26 + 3 + 5.
        (WARN, 34),
        # Told at 26, hides until 50, then over B.
        (HIDE, 58),
    ],
)
def test_a_lost_guide_is_heard_of_as_the_policy_says(policy, arrives):
    made = script()

    came = played(made, policy, lucky(made, guides=[(STRAIGHT, 20)]))

    assert came.arrived_h.tolist() == [arrives]
    assert came.heard.tolist() == [1]


def test_a_guide_without_a_phone_passes_no_warning_on():
    made = script()
    luck = lucky(made, guides=[(STRAIGHT, 20)], phones=[(STRAIGHT, 1)])

    came = played(made, WARN, luck)

    assert came.arrived_h.tolist() == [62]  # As if nobody warned anybody.


def test_a_new_phone_hears_again():
    made = script()
    made = made._replace(faults=made.faults._replace(phone_days=1))
    luck = lucky(made, guides=[(STRAIGHT, 20)], phones=[(STRAIGHT, 1)])

    came = played(made, WARN, luck)

    assert came.arrived_h.tolist() == [34]  # Lost at 1, replaced at 25, told at 26.


def test_people_in_a_house_that_is_raided_are_caught_there():
    made = script()

    came = played(made, WARN, lucky(made, houses=[(A, 20)]))

    assert came.fate.tolist() == [CAUGHT]
    assert (came.at_house.tolist(), came.at_leg.tolist()) == ([A], [-1])


def test_people_who_get_away_from_a_lost_house_leave_it_at_once():
    made = script()
    made = made._replace(faults=made.faults._replace(raided=0.0))

    came = played(made, RENDEZVOUS, lucky(made, houses=[(A, 20)]))

    assert came.arrived_h.tolist() == [24]  # Straight to safety: 20 + 4.


def test_a_group_told_on_its_way_to_a_lost_house_turns_round():
    made = script(((OUT, 10), (TO_B, 30), (FROM_B, 40)))

    came = played(made, WARN, lucky(made, houses=[(B, 25)]))

    # Known at 31, one hour out; back in A at 32, then straight on: 32 + 4.
    assert came.arrived_h.tolist() == [36]


def test_a_group_that_nobody_told_walks_into_a_lost_house():
    made = script(((OUT, 10), (TO_B, 30), (FROM_B, 40)))

    came = played(made, RENDEZVOUS, lucky(made, houses=[(B, 25)]))

    assert came.at_house.tolist() == [B]


def test_where_nothing_leads_on_a_group_goes_back_and_around():
    made = script(n_legs=5)

    came = played(made, WARN, lucky(made, guides=[(STRAIGHT, 20), (TO_B, 20)]))

    assert came.arrived_h.tolist() == [38]  # Told at 26, home at 28, then around: ten hours.


def test_where_nothing_leads_anywhere_a_group_is_left_behind():
    made = script()

    came = played(made, WARN, lucky(made, guides=[(STRAIGHT, 20), (TO_B, 20)]))

    assert came.fate.tolist() == [LEFT]
    assert came.arrived_h.tolist() == [-1]


def test_a_guide_waits_for_a_group_that_is_a_little_late():
    made = script(((OUT, 10), (STRAIGHT, 13)))
    made = made._replace(faults=made.faults._replace(delay=0.5))

    came = played(made, WARN, Late(made, OUT, 3))

    assert came.arrived_h.tolist() == [19]  # In A at 15 instead of 12; then four hours.


def test_a_group_that_is_too_late_goes_with_the_guide_of_the_next_day():
    made = script(((OUT, 10), (STRAIGHT, 13)))
    made = made._replace(faults=made.faults._replace(delay=0.5))

    came = played(made, WARN, Late(made, OUT, 9))

    # In A at 21, the guide gone since 19 and used up for the day: from 24 on four hours, which is
    # sooner than over B (21 + 3 + 5 = 29).
    assert came.arrived_h.tolist() == [28]


def test_weather_keeps_a_group_where_it_is_until_the_next_day():
    made = script()
    made.faults.bars[STRAIGHT] = True
    luck = lucky(made)
    luck.shut[1, 0] = True

    came = played(made, WARN, luck)

    assert came.arrived_h.tolist() == [52]  # Hour 30 is of the second day; from 48 on four hours.


def test_somebody_caught_on_a_leg_gives_up_its_guide():
    made = script(((OUT, 10), (STRAIGHT, 30)), ((OUT, 34), (STRAIGHT, 60)), sizes=(4, 2))
    made.beliefs.leg[:, STRAIGHT] = 1.0

    came = played(made, WARN, Unlucky(made))

    # The first is caught at 30; the second, told at 36 on its way to A, goes over B from there.
    assert came.fate.tolist() == [CAUGHT, SAFE]
    assert came.at_leg.tolist() == [STRAIGHT, -1]
    assert came.arrived_h.tolist() == [-1, 44]


def test_two_groups_told_at_once_do_not_take_the_same_guide():
    made = script(((OUT, 10), (STRAIGHT, 30)), ((OUT, 11), (STRAIGHT, 50)), sizes=(4, 2))
    made.field.guides[0, OUT] = 2

    came = played(made, WARN, lucky(made, guides=[(STRAIGHT, 20)]))

    # Told at 26; one guide a day leads to B. The larger group goes first, the smaller next day.
    assert came.arrived_h.tolist() == [34, 56]


def test_who_is_watched_by_everybody_is_caught_on_the_first_leg():
    made = script()
    made = made._replace(adversary=Adversary(4, np.ones(4), 0.5, 0.03, 0.0))

    came = played(made, WARN)

    assert came.at_leg.tolist() == [OUT]


def test_a_group_found_while_it_waits_loses_the_house_for_others():
    made = script(((OUT, 10), (STRAIGHT, 30)), ((OUT, 34), (STRAIGHT, 60)), sizes=(4, 2))
    made.beliefs.house[A] = 1.0
    luck = lucky(made)
    luck.patience = lambda group, place: 5.0

    came = played(made, RENDEZVOUS, luck)

    # Found five hours after coming at 12; the second walks into the house at 36.
    assert came.at_house.tolist() == [A, A]


def test_a_group_that_stays_where_it_is_is_neither_safe_nor_lost():
    came = played(script((), ((OUT, 10), (STRAIGHT, 30))), WARN)

    assert came.fate.tolist() == [STAYED, SAFE]


def test_whoever_is_still_waiting_at_the_last_hour_has_not_arrived():
    made = script(((OUT, 90), (STRAIGHT, 114)))
    came = played(made, RENDEZVOUS, lucky(made, guides=[(STRAIGHT, 100)]))

    # Waits from 114 until 138, beyond the last hour, 120.
    assert came.fate.tolist() == [ON_THE_WAY]


def test_whoever_comes_with_the_last_hour_has_arrived():
    came = played(script(((OUT, 90), (STRAIGHT, 116))), WARN)

    # Sets out at 116 for four hours: 120, the last hour of the plan.
    assert came.fate.tolist() == [SAFE]
    assert came.arrived_h.tolist() == [120]


def test_the_calm_script_has_nothing_that_could_go_wrong():
    made = script()
    made.beliefs.leg[:] = 1.0

    quiet = calm(made._replace(faults=made.faults._replace(guide=0.5, delay=0.5)))

    assert played(quiet, WARN, Unlucky(quiet)).arrived_h.tolist() == [34]


def test_legs_that_are_one_on_the_ground_share_their_draw_and_their_watch():
    made = script()
    spot = np.array([OUT, OUT, TO_B, FROM_B], np.int32)
    beliefs = made.beliefs._replace(spot=spot, leg_shape=np.full(4, 2.0))
    made = made._replace(beliefs=beliefs)
    made = made._replace(adversary=Adversary(1, np.ones(4), NOTICES_ALL, 0.0, 0.0))
    watcher = Watcher(made, Fair(made))

    drawn = Luck(made, 1).leg
    watcher.passes(0, STRAIGHT)

    assert drawn[OUT] == drawn[STRAIGHT] != drawn[TO_B]
    assert [watcher.catches(leg, 1) for leg in range(4)] == [1.0, 1.0, 0.0, 0.0]


def test_an_adversary_watches_where_they_noticed_somebody():
    made = script()
    made = made._replace(adversary=Adversary(1, np.ones(4), NOTICES_ALL, 0.03, 0.0))
    watcher = Watcher(made, Fair(made))

    watcher.passes(0, TO_B)

    assert [watcher.catches(leg, 3) for leg in range(4)] == [0.0, 0.0, 1.0, 0.0]
