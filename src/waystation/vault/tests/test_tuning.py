"""How many passes make a passphrase dear enough on a machine, and that it is kept."""

import pytest
from django.conf import settings as configured

from waystation.vault import tuning


@pytest.mark.parametrize(
    ("a_pass_s", "passes"),
    # 8 x 0.13 = 1.04; 3 x 0.5 = 1.5; 10 x 0.1 = 1.0; 32 x 0.01 is too little and the most.
    [(0.13, 8), (0.5, 3), (0.1, 10), (0.01, 32)],
)
def test_the_smallest_number_of_passes_that_is_a_second_of_work_is_found(
    monkeypatch, a_pass_s, passes
):
    monkeypatch.setattr(tuning, "work_s", lambda n: n * a_pass_s)

    assert tuning.passes_for(1.0) == passes


def test_a_machine_that_is_quicker_with_more_passes_than_with_few_still_gets_enough(monkeypatch):
    # 0.2 s a pass at first, then 0.1: the first guess, 14 less 1, is too few or just enough.
    monkeypatch.setattr(tuning, "work_s", lambda n: 0.6 if n == 3 else n * 0.1)

    assert tuning.passes_for(1.0) == 10


def test_work_is_measured_as_processor_time(settings):
    settings.KDF = (8_192, 3, 1)

    assert 0 < tuning.work_s(3) < 1


def test_what_was_found_is_kept_for_the_next_start_and_may_be_replaced(settings):
    for passes in (8, 9):
        path = tuning.keep(passes)

    assert path == settings.HOME / configured.KDF_PASSES.name
    assert int(path.read_text()) == 9
    assert path.stat().st_mode & 0o777 == 0o600
