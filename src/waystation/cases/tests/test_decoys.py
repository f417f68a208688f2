"""The invented households and tips: plausible at the founding, and still so a year later."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from waystation.base.ids import new_id
from waystation.cases import decoys, queries
from waystation.cases.models import HouseholdRow
from waystation.network import decoys as network
from waystation.vault import cells
from waystation.vault.decoys import Start
from waystation.vault.keyring import Keyring

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
HANGUL = ("가", "힣")

pytestmark = pytest.mark.django_db


@pytest.fixture
def keyring():
    return Keyring.of(new_id(), [cells.found(p) for p in ("gazetteer", "network", "cases")])


def start(keyring, now=NOW):
    return Start(keyring, now, chance=random.Random(7))


def filled(keyring, language="en"):
    with translation.override(language):
        network.fill(start(keyring))
        decoys.fill(start(keyring))


def test_two_dozen_households_and_a_handful_of_tips_lie_there(keyring):
    filled(keyring)

    waiting = queries.waiting(keyring, NOW.date())
    assert HouseholdRow.objects.count() == 24
    assert 7 <= len(waiting) <= 15
    assert all(view.place_name for view in waiting)
    assert all(view.waited_days <= decoys.PATIENCE_MAX_DAYS for view in waiting)
    tips = queries.tips(keyring, NOW)
    assert len(tips) == 6
    late = [view for view in tips if view.clock and not view.clock.made and view.clock.is_late]
    assert late == []


def test_as_long_as_it_is_fresh_nothing_is_added(keyring):
    filled(keyring)

    decoys.tend(start(keyring, NOW + timedelta(days=8)))

    assert HouseholdRow.objects.count() == 24


def test_after_a_year_of_silence_the_world_is_not_a_year_old(keyring):
    filled(keyring)
    later = NOW + timedelta(days=365)

    decoys.tend(start(keyring, later))
    again = HouseholdRow.objects.count()
    decoys.tend(start(keyring, later))

    assert again == HouseholdRow.objects.count() == 24 + 6
    waited = [view.waited_days for view in queries.waiting(keyring, later.date())]
    assert min(waited) <= 54
    assert sum(days > 365 for days in waited) <= 6


def test_a_world_founded_in_korean_goes_on_in_korean(keyring):
    filled(keyring, "ko")

    with translation.override("en"):
        decoys.tend(start(keyring, NOW + timedelta(days=20)))

    later = NOW.date() + timedelta(days=20)
    names = [p.name for view in queries.waiting(keyring, later) for p in view.people]
    assert names
    assert all(HANGUL[0] <= name[0] <= HANGUL[1] for name in names)


def test_a_ring_without_cases_has_nothing_to_tend():
    bare = Keyring.of(new_id(), [cells.found("finance")])

    decoys.tend(start(bare))

    assert not HouseholdRow.objects.exists()
