"""Where the decoy world lies, and that it goes on for true and forced sign-ins alike."""

from datetime import UTC, datetime

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.vault import decoys
from waystation.vault.domain import Slot
from waystation.vault.keyring import Keyring

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
TRUE = Slot(new_id(), "cases", 1, bytes(32))
HIDDEN = Slot(new_id(), "cases", 1, bytes(32), hidden=True)


@pytest.mark.parametrize(
    ("text", "lies"),
    [("48.21, 16.37", (48.21, 16.37)), ("-33.9,151.2", (-33.9, 151.2)), (" 0 , 0 ", (0.0, 0.0))],
)
def test_a_spot_is_degrees_north_and_east(text, lies):
    assert decoys.spot(text) == lies


@pytest.mark.parametrize("text", ["", "Vienna", "48.21", "1, 2, 3", "90, 0", "0, 180", "nan, 0"])
def test_what_is_no_spot_is_refused_with_an_example(text):
    with pytest.raises(Refused, match="no place on the map") as refused:
        decoys.spot(text)

    assert "48.21, 16.37" in refused.value.hint


@pytest.fixture
def tended(monkeypatch):
    """Give the compartments that were tended, by what a capability was handed."""
    seen = []

    class Capability:
        def tend(self, start):
            seen.append(start.decoys.cells)

    monkeypatch.setattr(decoys.apps, "get_app_configs", lambda: [object(), Capability()])
    return seen


def test_a_true_sign_in_tends_the_hidden_compartments_alone(tended):
    keyring = Keyring.of(new_id(), [TRUE, HIDDEN])

    decoys.tend(keyring, is_duress=False, now=NOW)

    assert tended == [(HIDDEN.cell,)]


def test_a_forced_sign_in_tends_what_it_opens(tended):
    keyring = Keyring.of(new_id(), [HIDDEN._replace(hidden=False)])

    decoys.tend(keyring, is_duress=True, now=NOW)

    assert tended == [(HIDDEN.cell,)]
