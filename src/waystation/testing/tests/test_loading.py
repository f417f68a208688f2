"""What loading the demo costs."""

import pytest

from waystation.testing import demo
from waystation.testing.cast import CAST
from waystation.vault import seal


@pytest.mark.long
def test_loading_pays_once_for_each_passphrase_and_for_no_other(db, monkeypatch):
    paid, stretch = [], seal.stretch
    monkeypatch.setattr(seal, "stretch", lambda *a, **k: paid.append(1) or stretch(*a, **k))
    demo.load()

    phrases = [phrase for m in CAST for phrase in (m.passphrase, m.duress) if phrase]

    assert len(paid) == len(phrases) == 13
