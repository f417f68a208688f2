"""Stopping for safety: at once, on their own word, and nothing but their word ends it."""

from datetime import date

import pytest
from msgspec.structs import replace

from waystation.network import changes
from waystation.network.domain import RETIRED, STOPPED, VETTED, Closure, Partner, standing_on
from waystation.network.inforce import in_force
from waystation.network.tables import NOTHING

RANKIN = Partner(slug="rankin", name="John Rankin", place="ripley", region="OH", assumed=False)
TODAY = date(1855, 10, 26)


def test_who_stopped_is_neither_planned_on_nor_only_resting():
    stopped = replace(RANKIN, standing=STOPPED, rests=(Closure(first=TODAY, last=TODAY),))

    assert standing_on(stopped, TODAY) == STOPPED
    assert in_force(replace(NOTHING, partners=(stopped, RANKIN))).partners == (RANKIN,)


@pytest.mark.parametrize(
    ("held", "wanted", "becomes"),
    [
        (STOPPED, VETTED, STOPPED),
        (STOPPED, RETIRED, RETIRED),
        (VETTED, STOPPED, STOPPED),
        (VETTED, VETTED, VETTED),
    ],
)
def test_no_correction_and_no_file_puts_somebody_back_who_stopped(held, wanted, becomes):
    on_file = replace(RANKIN, standing=held)

    put = changes.with_rests_of(on_file, replace(RANKIN, tongue="ko", standing=wanted))

    assert (put.standing, put.tongue) == (becomes, "ko")
